"""Send heads to the witnesses, in the background: each public log that grew, at most once a minute, and once a day
where it did not, so that «nobody has seen another history» never grows old.

Spec: sync/spec/witness.md, "The server". A witness that is down costs nothing but a line in the journal.
"""

import asyncio
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence

import msgspec

from shaiba_sync.errors import SyncError
from shaiba_sync.tree import consistency_proof
from shaiba_sync.witness import Submission, format_submission, open_cosigned, parse_cosigner

from ..log import log
from ..storage.store import Head, Unavailable
from .head import note_at
from .history import frontier_of
from .replica import Clock, Replica
from .vouch import keep

EVERY_S = 60.0
AGAIN_S = 86_400
"""A head that did not grow is vouched for again after so long."""

TIMEOUT_S = 20
MAX_ANSWER = 16_384

Post = Callable[[str, bytes], tuple[int, bytes]]
"""(url, body) → (status, body); waits. Raises `OSError` where nobody answers."""


class _Known(msgspec.Struct):
    """What a witness has of one log: the size that it cosigned last, and when."""

    size: int = 0
    time_s: int = 0


class Feeder:
    """One per server."""

    def __init__(
        self, replica: Replica, clock: Clock, post: Post | None = None, witnesses: Mapping[str, str] | None = None
    ) -> None:
        self._replica = replica
        self._witnesses = replica.witnesses if witnesses is None else witnesses
        self._clock = clock
        self._post = post or post_over_http
        self._known: dict[tuple[str, str], _Known] = {}
        self._down: set[str] = set()

    async def run(self) -> None:
        """For ever: a round, then a minute's rest."""
        while True:
            try:
                await self.round()
            except Unavailable as error:
                log.error("witnesses_not_fed", why=str(error))
            await asyncio.sleep(EVERY_S)

    async def round(self) -> None:
        """Every public log to every witness that lacks it."""
        store = self._replica.store
        scopes = [*await store.scopes("region/"), *await store.scopes("village/")]
        for vkey, url in self._witnesses.items():
            try:
                for scope in scopes:
                    await self._feed(vkey, url, scope)
            except OSError as error:  # down: the others, and the next minute
                if vkey not in self._down:
                    log.info("witness_down", witness=parse_cosigner(vkey).name, why=str(error))
                self._down.add(vkey)
            else:
                self._down.discard(vkey)

    async def _feed(self, vkey: str, url: str, scope: str) -> None:
        head = await self._replica.store.head(scope)
        if head is None:
            return
        kept = await self._replica.store.cosignatures(scope)
        known = self._known.setdefault((vkey, scope), _Known())
        for one in kept:
            if one.cosigner == vkey and one.size >= known.size:
                known.size, known.time_s = one.size, max(known.time_s, one.time_s)
        fresh = self._clock() // 1000 < known.time_s + AGAIN_S
        if known.size == head.size and fresh:
            return
        for size in _sizes(head, known.size, [one.size for one in kept if one.cosigner not in self._witnesses]):
            if not await self._send(vkey, url, head, size, known):
                return

    async def _send(self, vkey: str, url: str, head: Head, size: int, known: _Known) -> bool:
        """One checkpoint to one witness; a second time if it has another size than we thought."""
        leaves = await self._replica.store.leaves(head.scope, 0, head.size)
        if await asyncio.to_thread(frontier_of, leaves) != head.frontier:
            raise Unavailable(f"the stored lines of {head.scope} do not lead to its head")
        note = await note_at(self._replica, head, size)
        for _ in range(2):
            proof = await asyncio.to_thread(consistency_proof, leaves[:size], known.size)
            body = format_submission(Submission(known.size, proof, note)).encode()
            status, answer = await asyncio.to_thread(self._post, f"{url}/add-checkpoint", body)
            if status == 200:
                return await self._take(vkey, head, size, note, answer, known)
            if status != 409 or not answer.strip().isdigit() or int(answer) == known.size or int(answer) > size:
                break
            known.size = int(answer)
        log.info("witness_refused", witness=parse_cosigner(vkey).name, scope=head.scope, size=size, status=status)
        known.time_s = self._clock() // 1000  # not every minute
        return False

    async def _take(self, vkey: str, head: Head, size: int, note: str, answer: bytes, known: _Known) -> bool:
        try:
            cosigned = note + answer.decode()
            times = open_cosigned(cosigned, [vkey])
        except (SyncError, UnicodeDecodeError):
            times = {}
        if not times:
            log.info("witness_refused", witness=parse_cosigner(vkey).name, scope=head.scope, size=size, status=200)
            return False
        await keep(self._replica, head, size, cosigned, times)
        known.size, known.time_s = size, times[vkey]
        return True


def _sizes(head: Head, known: int, others: Sequence[int]) -> list[int]:
    """What to send: the newest head that a phone cosigned, so that both vouch for the same; then the newest of all."""
    between = [size for size in others if known < size < head.size]
    return [*([max(between)] if between else []), head.size]


def post_over_http(url: str, body: bytes) -> tuple[int, bytes]:
    """POST, and wait."""
    request = urllib.request.Request(url, body, {"content-type": "text/plain; charset=utf-8"})  # noqa: S310 — http or https: data_folder
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            return answer.status, answer.read(MAX_ANSWER)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read(MAX_ANSWER)
