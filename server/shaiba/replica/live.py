"""Who is listening, and pokes: «scope S reached N». A poke carries no truth; the phone pulls, or checks what it brings.

Spec: sync/spec/scope.md, Pokes. A listener that is slow misses nothing: its pokes are folded, the newest per scope.
"""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import suppress

import msgspec

BEAT_S = 20
"""A listener to whom nothing was said in so many seconds gets a comment: it keeps middle boxes from closing, and finds
out who has gone."""

BEAT = b":\n\n"

LATER_S = 0.2
"""So long after it was said the server's own work looks at it. Whoever said it is answered, and whoever listens has it,
before half a dozen workers read the log beside them; and what is said meanwhile is looked at once."""

SayNow = Callable[[bytes], bool]
"""Writes an event into a stream at once; False, and nothing is written, where it has to wait its turn."""


class News(msgspec.Struct, frozen=True):
    """What a poke brings besides: the lines from `from_` to its size, and the head that proves them."""

    from_: int = msgspec.field(name="from")
    checkpoint: str
    lines: list[str]


class Live:
    """The listeners of this process."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[Listener]] = {}
        self._turns: tuple[set[Listener], ...] = tuple(set() for _ in range(BEAT_S))
        """The listeners in as many groups: one a second is looked at, so that no second has all the work."""
        self._next = itertools.cycle(self._turns)
        self._closed = asyncio.Event()
        self._poked: set[str] = set()
        self._followers: list[Follower] = []

    @property
    def count(self) -> int:
        """How many listeners there are."""
        return sum(map(len, self._turns))

    def poke(self, scope: str, epoch: int, size: int, news: News | None = None) -> None:
        """Tell those who listen to the scope. Only after the commit: nobody hears of what may yet be undone."""
        self._poked.add(scope)
        for follower in self._followers:
            follower.put(scope)
        if group := self._listeners.get(scope):
            event = format_poke(scope, epoch, size, news)  # once for all
            for listener in group:
                listener.put(scope, event, at_once=news is not None)

    def take_poked(self) -> set[str]:
        """The scopes that were poked since this was last asked."""
        poked, self._poked = self._poked, set()
        return poked

    def follow(self) -> "Follower":
        """Hear of every scope that is poked from now on: for work of the server's own."""
        follower = Follower()
        self._followers.append(follower)
        return follower

    async def run(self) -> None:
        """Beat, for as long as the server runs."""
        while True:
            await asyncio.sleep(1)
            self.beat()

    def beat(self) -> None:
        """The next group's turn: a comment to each of them to whom nothing was said since its last."""
        for listener in next(self._next):
            listener.beat()

    def listen(self, scopes: Iterable[str], say_now: SayNow | None = None) -> "Listener":
        """Begin to listen. The caller must `close` the listener."""
        listener = Listener(self, tuple(scopes), say_now)
        for scope in listener.scopes:
            self._listeners.setdefault(scope, set()).add(listener)
        min(self._turns, key=len).add(listener)
        if self._closed.is_set():
            listener.end()
        return listener

    def close(self) -> None:
        """End every stream; a server that stops must not wait for phones."""
        self._closed.set()
        for group in self._turns:
            for listener in group:
                listener.end()

    def leave(self, listener: "Listener") -> None:
        """Forget a listener."""
        for turn in self._turns:
            turn.discard(listener)
        for scope in listener.scopes:
            if group := self._listeners.get(scope):
                group.discard(listener)
                if not group:
                    del self._listeners[scope]


class Follower:
    """The scopes that were poked since it was last asked, `LATER_S` after the first of them."""

    def __init__(self) -> None:
        self._poked: set[str] = set()
        self._some = asyncio.Event()

    def put(self, scope: str) -> None:
        """One more."""
        self._poked.add(scope)
        self._some.set()

    async def take(self, most_s: float | None = None) -> set[str]:
        """Those there are, once there is any; none where there is none for so many seconds.

        Not with `wait_for`: in Python 3.11 that gives an answer, where one comes, to who was told in the same moment to
        end, who then goes on for ever, and the server with it (fixed in 3.12)."""
        with suppress(TimeoutError):
            async with asyncio.timeout(most_s):
                await self._some.wait()
                await asyncio.sleep(LATER_S)
        self._some.clear()
        poked, self._poked = self._poked, set()
        return poked


class Listener:
    """One stream of pokes: what waits is had from `events`; `say_now`, where there is one, spares it the wait."""

    def __init__(self, live: Live, scopes: tuple[str, ...], say_now: SayNow | None) -> None:
        self.scopes = scopes
        self._live = live
        self._say_now = say_now
        self._waiting: dict[str, bytes] = {}
        self._woken: asyncio.Future[None] | None = None
        self._quiet = True
        self._ended = False

    def put(self, scope: str, event: bytes, *, at_once: bool = False) -> None:
        """A poke for this listener; it replaces an older one of the same scope that was not sent yet. Only one that
        brings what it speaks of is worth saying at once: the others are folded, where fifty phones push together."""
        self._quiet = False
        self._say(scope, event, at_once=at_once)

    def beat(self) -> None:
        """A comment, if nothing was said since the last."""
        if self._quiet:
            self._say("", BEAT, at_once=True)
        self._quiet = True

    def end(self) -> None:
        """Let the stream run out."""
        self._ended = True
        self._wake()

    def close(self) -> None:
        """Stop listening."""
        self._live.leave(self)

    async def events(self) -> AsyncIterator[bytes]:
        """Pokes as they come, and a beat when none does."""
        loop = asyncio.get_running_loop()
        while True:
            if self._waiting:
                waiting, self._waiting = self._waiting, {}
                yield b"".join(waiting.values())
            elif self._ended:
                return
            else:  # a bare future: two hundred phones hear of one line, and each step of each of them counts
                self._woken = loop.create_future()
                await self._woken

    def _say(self, scope: str, event: bytes, *, at_once: bool) -> None:
        # only past a stream that has said all: an older event must not come after a newer
        rests = at_once and self._woken is not None and not self._woken.done()
        if not (rests and self._say_now and self._say_now(event)):
            self._waiting[scope] = event
            self._wake()

    def _wake(self) -> None:
        if self._woken and not self._woken.done():
            self._woken.set_result(None)


def format_poke(scope: str, epoch: int, size: int, news: News | None = None) -> bytes:
    """A poke as an event of the stream."""
    poke: dict[str, object] = {"scope": scope, "epoch": epoch, "size": size}
    if news:
        poke |= {"from": news.from_, "checkpoint": news.checkpoint, "lines": news.lines}
    return b"data: " + msgspec.json.encode(poke) + b"\n\n"
