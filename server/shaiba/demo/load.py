"""Load the demo: every act of the story signed with its author's own key and pushed, in the order it happened.

Everything goes through push like a phone's op, with the time at which it was said: so authors, stamps and history are
real. The authors' keys follow from a secret of the data folder.
"""

import asyncio
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.clock import Stamp, format_stamp, tick
from shaiba_sync.keys import sign
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode, build_head, device_id, digest, finish, parse_op
from shaiba_sync.wire import Refused

from ..identity.letters import Addressee, ask, pepper_of
from ..kind import ROLL
from ..packager.folder import MediaFolder
from ..packager.pieces import Head
from ..replica.absences import note_absences
from ..replica.duty import pack, say_all
from ..replica.educations import Educations
from ..replica.payouts import Payouts
from ..replica.push import push
from ..replica.replica import Replica
from ..replica.streams import Streams
from ..storage.blobs import BlobFolder
from ..storage.store import DEMO_PEOPLE, Blob, Tx
from . import draws, filmed
from .appraised import HeldAppraisal
from .entrusted import KEEPER
from .held import HeldPoll
from .people import MARK, Person
from .places import MAIN
from .story import DAY_MS, HOUR_MS, Act, Change, Story, last_morning


class Loader:
    """Signs and pushes a story into a replica."""

    def __init__(
        self,
        replica: Replica,
        blobs: BlobFolder,
        media: MediaFolder,
        *,
        secret: bytes,
        now_ms: int,
        practice: bool = False,
    ) -> None:
        self._replica = replica
        self._blobs = blobs
        self._media = media
        self._secret = secret
        self._last: dict[str, Stamp] = {}
        self.story = Story(replica.regions, device_key=self._public_key, now_ms=now_ms, practice=practice)

    async def load(self) -> int:
        """Push it all; returns how many ops that was."""
        with TemporaryDirectory(prefix="shaiba-demo-") as folder:
            return await self._load([*self._held_polls(Path(folder))])

    async def _load(self, held: Sequence[HeldPoll]) -> int:
        count, noted = 0, False
        acts = await asyncio.to_thread(self.story.acts)
        await self._keep_pictures()
        for (_, by_clerk), group in groupby(acts, key=lambda act: (act.at_ms // DAY_MS, act.by is None)):
            day = list(group)
            now_ms = day[-1].at_ms
            for one in held:
                await one.go_to(now_ms)
            if not noted and now_ms > self.story.noted_ms:
                noted = True
                await note_absences(self._replica, now_ms=self.story.noted_ms)
            if by_clerk:
                count += len(await say_all(self._replica, ((a.scope, a.changes) for a in day), now_ms=now_ms))
                continue
            lines = [line for act in day for line in self._lines(act)]
            stepped = {parse_op(line).by for line in lines}  # its people showed to be there, in the story
            for verdict in await push(self._replica, lines, now_ms=now_ms, stepped=stepped):
                if isinstance(verdict, Refused):
                    raise RuntimeError(f"the demo was refused: {verdict}")
            count += len(lines)
        for one in held:
            await one.go_to(self.story.now_ms)
        await note_absences(self._replica, now_ms=self.story.now_ms)
        homes = await self._replica.store.scopes("home/")
        await Payouts(self._replica, lambda: self.story.now_ms).settle(homes)
        await Educations(self._replica, lambda: self.story.now_ms).settle(await self._replica.store.scopes("region/"))
        await self._ask_for_a_letter()
        await self._film()
        people = msgspec.json.encode([_introduce(person) for person in self.story.people]).decode()
        await self._replica.store.write(lambda tx: tx.put_meta(DEMO_PEOPLE, people))
        return count

    def _held_polls(self, folder: Path) -> Iterator[HeldPoll]:
        for of, name in ((HeldPoll, "held"), (HeldAppraisal, "appraised")):
            yield of(
                self._replica,
                self._blobs,
                folder / name,
                public_key=self._public_key,
                say_as=self._say_as,
                now_ms=last_morning(self.story.now_ms),
                record=self.story.id_of("poll", name),
                seed=self.story.seed,
            )

    async def _say_as(self, person: str, scope: str, changes: list[Change], at_ms: int) -> None:
        lines = [*self._lines(Act(at_ms, scope, person, changes))]
        for verdict in await push(self._replica, lines, now_ms=at_ms, stepped={parse_op(one).by for one in lines}):
            if isinstance(verdict, Refused):
                raise RuntimeError(f"the demo was refused: {verdict}")

    async def _ask_for_a_letter(self) -> None:
        """One that replaces a lost phone. Its code is printed nowhere: who keeps the roll prints it again."""
        lost, pepper = self.story.lost(), pepper_of(self._replica.clerk.key.private_bytes_raw())
        to, asked_ms = [Addressee(lost.id, lost.household)], self.story.now_ms - HOUR_MS
        await ask(self._replica.store, pepper, to, region=MAIN, by=KEEPER, now_ms=asked_ms, replaces=True)

    async def _film(self) -> None:
        """The draw that is over was shown: its pieces come as from a phone, are packed and noted."""
        draw, scope = self.story.id_of("draw", draws.VILLAGE, "plots"), f"village/{draws.VILLAGE}"
        drawn = await self._replica.store.record(scope, "draw", draw)
        shown = await self._replica.store.record(scope, "stream", draws.film_of(draw))
        if drawn is None or shown is None:
            raise RuntimeError("the demo has no draw to film")
        pieces = await asyncio.to_thread(filmed.pieces, shown.fields["title"], draws.shown(view(drawn)))
        head = Head(filmed.TYPE, shown.fields["opened"], *filmed.SIZE, filmed.FPS)
        streams = Streams(self._replica, self._media, lambda: self.story.now_ms)
        for seq, piece in enumerate(pieces):
            await streams.put(draws.VILLAGE, shown.id, 0, seq, piece, None if seq else head)
        await streams.end(draws.VILLAGE, shown.id, [len(pieces)])
        await streams.settle()

    def _lines(self, act: Act) -> Iterator[bytes]:
        key = self._key(act.by or "")
        device = device_id("ed25519", key.public_key().public_bytes_raw())
        for part, _ in pack(act.changes):
            stamp = self._last[device] = tick(self._last.get(device, Stamp(0, 0)), act.at_ms)
            salt = b64u_encode(hmac.digest(self._secret, f"{device}/{stamp}".encode(), "sha256")[:16])
            head = build_head(act.scope, device, format_stamp(stamp), salt, None, part)
            yield finish(head, sign("ed25519", key, digest(head)))

    async def _keep_pictures(self) -> None:
        kept = await asyncio.to_thread(
            lambda: [(self._blobs.put(picture.data), len(picture.data)) for picture in self.story.pictures.values()]
        )

        def note(tx: Tx) -> None:
            for blob_hash, size in kept:
                tx.put_blob(Blob(blob_hash, size, "image/webp", "demo", self.story.now_ms))

        await self._replica.store.write(note)

    def _key(self, person: str) -> Ed25519PrivateKey:
        return key_of(self._secret, person)

    def _public_key(self, person: str) -> bytes:
        return self._key(person).public_key().public_bytes_raw()


def key_of(secret: bytes, person: str) -> Ed25519PrivateKey:
    """The key of a demo person's own device."""
    return Ed25519PrivateKey.from_private_bytes(hmac.digest(secret, person.encode(), hashlib.sha256))


def _introduce(person: Person) -> dict[str, str]:
    return {
        "person": person.id,
        "name": person.name + MARK,
        "role": ROLL if person.office == ROLL else person.role,
        "region": person.region,
        "place": person.place,
    }
