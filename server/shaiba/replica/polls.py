"""What the server does of polls: it says each secret poll's key, gives tickets, takes ballots, and counts when all is
over.

All but the ballots and the keys is worked out from what the logs hold; so it goes on after a stop wherever it was. Of a
ballot nothing is kept but its bytes: not when it came, from where, after which. Spec: sync/spec/poll.md.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable
from typing import Any

from shaiba_sync.ballot import Cast, ballots_file, ballots_root, check_ballot, read_cast
from shaiba_sync.blind import MODULUS_BYTES, SPKI_BYTES
from shaiba_sync.errors import Closed, Identifier, Invalid, Malformed, NotFound, OutOfTurn, UnknownRegion
from shaiba_sync.merge import Record, view
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.personal import find_personal
from shaiba_sync.poll import FEWEST_BALLOTS, answer_id, check_choice, count_choices, poll_boxes, poll_state
from shaiba_sync.scope import covers, parse_scope

from ..kind import View
from ..log import log
from ..storage.ballots import BallotFolder
from ..storage.blobs import BlobFolder
from ..storage.issuers import Issuer, Issuers
from ..storage.store import Blob, Unavailable
from .duty import Refusal, say, say_all
from .replica import Clock, Replica
from .scope import home_scope, homes_above

ROUND_S = 30.0
"""What is said is looked at once it is; and so often, whether a poll has ended."""
REST_S = 1.0
"""Between two looks: a village that asks all at once is answered a few times, not hundreds."""
FILE_TYPE = "text/plain"

Act = tuple[str, list[dict[str, Any]]]


class Polls:
    """One per server."""

    def __init__(
        self, replica: Replica, blobs: BlobFolder, ballots: BallotFolder, issuers: Issuers, clock: Clock
    ) -> None:
        self._replica, self._store, self._clock = replica, replica.store, clock
        self._blobs, self._ballots, self._issuers = blobs, ballots, issuers
        self._one = asyncio.Lock()
        """One at a time writes or counts ballots: what is counted is all that was taken."""

    async def run(self) -> None:
        """What a stop left undone; then whatever is said, and whatever ends, for as long as the server runs."""
        follower = self._replica.live.follow()
        waiting = await self._all()
        while True:
            try:
                await self.settle(waiting)
                waiting = set()
            except (Unavailable, Refusal) as error:  # a disk that fails, a copy that takes nothing yet: the next round
                log.error("polls_not_settled", why=str(error))
            await asyncio.sleep(REST_S)
            waiting |= await follower.take(ROUND_S)
            waiting |= await self._public()

    async def take(self, data: bytes) -> None:
        """Take a ballot as it came. Raises what poll.md 10 says, and then nothing has changed."""
        cast = read_cast(data)
        poll = await self._asked(cast)
        check_ballot(cast.ballot, [b64u_decode(spki, SPKI_BYTES) for spki in poll["issuers"]])
        check_choice(poll, cast.ballot.choice)
        if cast.words and not (poll["answer"] == "words" or "suggestions" in poll):
            raise Invalid("words", "not_here")
        if poll["answer"] == "words" and not cast.words:
            raise Invalid("words", "missing")
        if found := find_personal(cast.words):
            raise Identifier(kind="ballot", field="words", sort=found[0].sort)
        async with self._one:
            self._check_open(poll)
            await asyncio.to_thread(self._ballots.take, poll["id"], cast, data)

    async def _asked(self, cast: Cast) -> View:
        if cast.box not in self._replica.regions or cast.box.endswith("000"):
            raise UnknownRegion
        for scope in homes_above(cast.box):
            if record := await self._store.record(scope, "poll", cast.ballot.poll):
                poll = view(record)
                if "issuers" in poll:
                    self._check_open(poll)
                    return poll
        raise NotFound

    def _check_open(self, poll: View) -> None:
        state = poll_state(poll, self._clock())
        if state == "waiting":
            raise OutOfTurn("poll", "waiting")
        if state not in ("open", "late"):
            raise Closed("poll")

    async def settle(self, scopes: Iterable[str]) -> None:
        """Do what follows in these scopes."""
        async with self._replica.settling:
            for name in sorted(scopes):
                if name.startswith(("village/", "region/")):
                    for record in await self._store.records(name, "poll"):
                        await self._go_on(name, view(record))
                elif name.startswith("square/"):
                    await self._give(name)
                elif name.startswith("office/"):
                    for village in await self._signed_for(name):
                        await self._give(f"square/{village}")

    async def _go_on(self, scope: str, poll: View) -> None:
        if "secrecy" not in poll:
            return
        state = poll_state(poll, self._clock())
        if state in ("void", "counted"):
            await self._forget(poll["id"])
        elif state == "closing":
            await self._close(scope, poll)
        elif poll["secrecy"] == "secret" and "issuers" not in poll and ("second" in poll) == ("issuer" in poll):
            issuer = await asyncio.to_thread(self._issuers.make, poll["id"])
            second = [poll["issuer"]] if "second" in poll else []
            key = {"do": "poll.key", "id": poll["id"], "set": {"issuers": [b64u_encode(issuer.spki), *second]}}
            await say(self._replica, scope, [key], now_ms=self._clock())

    async def _give(self, square: str) -> None:
        """Sign what was asked for in a square and is not given yet."""
        village = parse_scope(square).key
        by_poll: dict[str, list[View]] = defaultdict(list)
        for record in await self._store.records(square, "token"):
            if "blinded" in record.fields:
                by_poll[record.fields["poll"]].append(view(record))
        acts: list[Act] = []
        for poll, tokens in by_poll.items():
            issuer = self._issuers.get(poll)
            if issuer is None:
                continue
            given = {(one.scope, one.record.id) for one in await self._store.refer("ticket", "poll", poll)}
            office = await self._second(village, poll)
            for token in tokens:
                home = await self._home(village, token)
                if home and (home, token["id"]) not in given:  # two villages may have households of one number
                    acts += [act async for act in self._go_on_giving(village, token, issuer, home, office)]
        if acts:
            await say_all(self._replica, acts, now_ms=self._clock())

    async def _go_on_giving(
        self, village: str, token: View, issuer: Issuer, home: str, office: str | None
    ) -> AsyncIterator[Act]:
        """The next thing to say of what was asked for; nothing while a second issuer has not signed."""
        poll, seconds = token["poll"], []
        if office:
            record_id = answer_id(poll, f"{village} {token['who']}")
            asked = await self._store.record(office, "signing", record_id)
            if asked is None:
                said = {"poll": poll, "village": village, "blinded": token["blinded"][1]}
                yield office, [{"do": "signing.bring", "id": record_id, "set": said}]
                return
            if "signed" not in asked.fields:
                return
            seconds = [asked.fields["signed"]]
        try:
            own = await asyncio.to_thread(issuer.sign, b64u_decode(token["blinded"][0], MODULUS_BYTES))
        except Malformed:  # no number below the modulus: there is nothing to sign
            return
        said = {"poll": poll, "signed": [b64u_encode(own), *seconds]}
        yield home, [{"do": "ticket.give", "id": token["id"], "set": said}]

    async def _second(self, village: str, poll: str) -> str | None:
        """The scope of the office that is the second issuer of this poll; None where it has none."""
        for scope in homes_above(village):
            if record := await self._store.record(scope, "poll", poll):
                second = record.fields.get("second")
                return f"office/{parse_scope(scope).region}/{second}" if second else None
        return None

    async def _signed_for(self, office: str) -> set[str]:
        """The villages for which this office signed as the second issuer."""
        found = await self._store.records(office, "signing")
        return {one.fields["village"] for one in found if "signed" in one.fields}

    async def _home(self, village: str, token: View) -> str | None:
        """The scope in which the one who asked finds it: that of the household, whatever the unit."""
        member = await self._store.record(f"square/{village}", "member", token["by"])
        household = member.fields.get("household") if member else None
        return f"home/{village}-{household}" if household else None

    async def _close(self, scope: str, poll: View) -> None:
        """Close its boxes, say its sums, and let go of its key and ballots. Whatever is done already stays as it is."""
        async with self._one:
            if poll["secrecy"] == "secret":
                asked, ballots = await self._boxed(poll)
            else:
                asked, ballots = await self._answered(scope, poll)
            top = parse_scope(scope).region
            sizes = {village: len(choices) for village, choices in ballots.items()}
            if poll["secrecy"] == "named":
                await self._bring(scope, poll)
            boxes = {one: [one] for one in sorted(sizes)} if poll["secrecy"] == "open" else poll_boxes(sizes, top)
            all_ = sum(sizes.values())
            is_told = poll["secrecy"] == "open" or all_ >= FEWEST_BALLOTS
            counted = [0] * len(count_choices(poll, ()))
            for box, villages in boxes.items() if is_told else ():
                counts = count_choices(poll, (choice for one in villages for choice in ballots[one]))
                counted = [a + b for a, b in zip(counted, counts, strict=True)]
                said = {"poll": poll["id"], "villages": villages, "asked": sum(asked.get(one, 0) for one in villages)}
                said |= {"ballots": sum(sizes[one] for one in villages), "counts": counts}
                await self._close_box(box, poll, said)
            result: dict[str, Any] = {"asked": sum(asked.values()), "ballots": all_}
            result |= {"boxes": list(boxes) if is_told else [], **({"counts": counted} if is_told else {})}
            change = {"do": "poll.result", "id": poll["id"], "set": result}
            await say(self._replica, scope, [change], now_ms=self._clock())
        await self._forget(poll["id"])

    async def _close_box(self, box: str, poll: View, said: dict[str, Any]) -> None:
        scope = home_scope(box)
        if await self._store.record(scope, "box", poll["id"]):
            return  # before a stop
        if poll["secrecy"] == "secret":
            read = await asyncio.to_thread(self._ballots.read, poll["id"])
            casts = sorted((one for village in said["villages"] for one in read[village]), key=_token)
            lines = [one.ballot.line for one in casts]
            data = ballots_file(lines, [one.words for one in casts if one.words])
            blob = await asyncio.to_thread(self._blobs.put, data)
            kept = Blob(blob, len(data), FILE_TYPE, "", self._clock())
            await self._store.write(lambda tx: tx.put_blob(kept))
            said |= {"blob": blob, "root": b64u_encode(ballots_root(lines))}
        await say(self._replica, scope, [{"do": "box.close", "id": poll["id"], "set": said}], now_ms=self._clock())

    async def _boxed(self, poll: View) -> tuple[dict[str, int], dict[str, list[tuple[int, ...]]]]:
        """How many asked, and what was cast, by village."""
        read = await asyncio.to_thread(self._ballots.read, poll["id"])
        asked: dict[str, int] = defaultdict(int)
        for found in await self._store.refer("token", "poll", poll["id"]):
            asked[parse_scope(found.scope).key] += 1
        return asked, {village: [one.ballot.choice for one in casts] for village, casts in read.items()}

    async def _answered(self, scope: str, poll: View) -> tuple[dict[str, int], dict[str, list[tuple[int, ...]]]]:
        """The same of a poll that is not secret, from squares or homes."""
        ballots: dict[str, list[tuple[int, ...]]] = defaultdict(list)
        for village, record in await self._votes(scope, poll):
            ballots[village].append(tuple(record.fields["said"]["choice"]))
        return {village: len(choices) for village, choices in ballots.items()}, ballots

    async def _votes(self, scope: str, poll: View) -> list[tuple[str, Record]]:
        """What was said to it in the villages that it is for."""
        found = [
            (parse_scope(one.scope).region, one.record) for one in await self._store.refer("vote", "poll", poll["id"])
        ]
        top = parse_scope(scope).region
        return [(village, record) for village, record in found if covers(top, village) and "said" in record.fields]

    async def _bring(self, scope: str, poll: View) -> None:
        """Bring the answers to a named poll to the office that asks: all at once, so that nobody has a count before."""
        office = f"office/{parse_scope(scope).region}/{poll['office']}"
        brought = {one.record.id for one in await self._store.refer("answered", "poll", poll["id"])}
        changes: list[dict[str, Any]] = []
        for village, record in await self._votes(scope, poll):
            answer = answer_id(poll["id"], f"{village} {record.fields['who']}")
            if answer not in brought:
                said = {name: record.fields[name] for name in ("poll", "who", "said")}
                changes.append({"do": "answered.bring", "id": answer, "set": said | {"village": village}})
        if changes:
            await say_all(self._replica, [(office, changes)], now_ms=self._clock())

    async def _forget(self, poll: str) -> None:
        await asyncio.to_thread(self._issuers.forget, poll)
        await asyncio.to_thread(self._ballots.forget, poll)

    async def _public(self) -> set[str]:
        return {*await self._store.scopes("village/", "poll"), *await self._store.scopes("region/", "poll")}

    async def _all(self) -> set[str]:
        return await self._public() | {*await self._store.scopes("square/", "token")}


def _token(cast: Cast) -> bytes:
    return cast.ballot.token
