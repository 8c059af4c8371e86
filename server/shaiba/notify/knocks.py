"""Who is to be knocked for, and when: folded, late by chance, tried again; what is lost is in the inbox all the same.

Kept in memory: a server that stops forgets whom it was about to knock for, and the inbox does not.
Spec: sync/spec/notify.md, "The knock".
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

import msgspec

from shaiba_sync.clock import SHANGHAI
from shaiba_sync.errors import SyncError
from shaiba_sync.merge import view
from shaiba_sync.op import is_gone, parse_line
from shaiba_sync.scope import parse_scope

from ..log import log
from ..replica.replica import Clock, Replica
from ..storage.store import Unavailable
from .notifier import Knock, Notifier

HOUR_MS = 3_600_000
LATE_MS = (60_000, 300_000)
"""A knock comes so much later, drawn by chance: when somebody wrote is not to be read from when somebody was told."""
AGAIN_MS = (60_000, 300_000, 1_500_000)
"""After a failure, and after the next; then it is given up."""
LOOK_S = 5.0
PRIVATE = ("square/", "case/", "home/")
MOST_LINES = 200
"""Of a scope that grew by more at once the newest are looked at."""

Draw = Callable[[int, int], int]
"""draw(least, most): a number by chance."""


class _Try(msgspec.Struct):
    due_ms: int
    notifier: Notifier
    knock: Knock
    tries: int = 0


class Knocks:
    """One per server."""

    def __init__(self, replica: Replica, notifiers: Sequence[Notifier], clock: Clock, draw: Draw) -> None:
        self._replica = replica
        self._store = replica.store
        self._notifiers = notifiers
        self._clock = clock
        self._draw = draw
        self._sizes: dict[str, int] = {}
        self._due: dict[str, tuple[int, str]] = {}
        """Whom to knock for: when, and of which village."""
        self._last: dict[str, int] = {}
        self._tries: list[_Try] = []

    async def run(self) -> None:
        """For as long as the server runs."""
        follower = self._replica.live.follow()
        while True:
            await self._safely(await follower.take(LOOK_S))
            await self.tick()

    async def _safely(self, scopes: set[str]) -> None:
        try:
            await self.hear(scopes)
        except (Unavailable, SyncError) as error:
            log.error("notify_not_heard", why=type(error).__name__)

    async def hear(self, scopes: Iterable[str]) -> None:
        """These scopes grew: whom does that concern?"""
        for name in sorted(scopes):
            if name.startswith(PRIVATE):
                for person in await self._concerned(name):
                    self._knock_for(person, parse_scope(name).region)

    async def tick(self) -> None:
        """Send what is due."""
        now_ms = self._clock()
        ready = [person for person, (due_ms, _) in self._due.items() if due_ms <= now_ms]
        for person in ready:
            _, village = self._due.pop(person)
            self._last[person] = now_ms
            at = datetime.fromtimestamp(now_ms / 1000, SHANGHAI).isoformat(timespec="minutes")
            knock = Knock(at, await self._name_of(village), person)
            self._tries += [_Try(now_ms, notifier, knock) for notifier in self._notifiers]
        self._last = {person: at_ms for person, at_ms in self._last.items() if now_ms - at_ms < HOUR_MS}
        due, self._tries = [t for t in self._tries if t.due_ms <= now_ms], [t for t in self._tries if t.due_ms > now_ms]
        for one in due:
            if await one.notifier.send(one.knock) == "again" and one.tries < len(AGAIN_MS):
                one.due_ms, one.tries = now_ms + AGAIN_MS[one.tries], one.tries + 1
                self._tries.append(one)

    def _knock_for(self, person: str, village: str) -> None:
        """Once an hour at most, whatever else comes meanwhile."""
        if person not in self._due:
            soon = self._clock() + self._draw(*LATE_MS)
            self._due[person] = (max(soon, self._last.get(person, 0) + HOUR_MS), village)

    async def _concerned(self, name: str) -> set[str]:
        head = await self._store.head(name)
        size = head.size if head else 0
        known, self._sizes[name] = self._sizes.get(name, size - 1), size  # of one not heard of before, the newest line
        people: set[str] = set()
        for line in await self._store.lines(name, max(known, size - MOST_LINES, 0), size):
            if is_gone(line):
                continue
            op = parse_line(line)
            author = await self._person_of(getattr(op, "by", ""))
            for change in getattr(op, "changes", ()):
                people |= (await self._whose(name, change["do"].partition(".")[0], change["id"])) - {author}
        return people

    async def _whose(self, name: str, kind: str, record_id: str) -> set[str]:
        scope = parse_scope(name)
        if scope.kind == "home":
            members = await self._store.records(f"square/{scope.region}", "member")
            return {one.id for one in members if one.fields.get("household") == scope.key[13:]}
        if kind not in ("appeal", "moderation"):
            return set()
        appeal = await self._store.record(name, "appeal", record_id)
        shown = view(appeal) if appeal else {}
        spoke = None if "channel" in shown else shown.get("by")  # who wrote it down in office asked nothing himself
        return {one for one in (shown.get("person"), shown.get("meant"), spoke) if one is not None}

    async def _person_of(self, device: str) -> str | None:
        found = await self._store.find("device", device)
        return found[0].record.fields.get("person") if found else None

    async def _name_of(self, village: str) -> str:
        record = await self._store.record(f"village/{village}", "village", village)
        if record is not None and "name" in record.fields:
            return str(record.fields["name"])
        return self._replica.regions.name(village)
