"""The draws of the matrix: each as far as somebody must find it who takes the next step."""

from collections.abc import Iterator
from typing import Any

from shaiba.replica.draws import closed, settled
from shaiba_sync import b64u_encode, contribution_id, entrant_id, list_root

Change = dict[str, Any]

EARLY_MS = 5 * 86_400_000
"""So long before now they were announced: their day is today."""
MANY = 200
"""Entrants of the draw whose winners decline; draws that somebody ends."""
RESULTS = ["1 2 3"]
SALT = bytes(16)


def announced(record: str, by: str, *, until: str, day: str, size: int = 1) -> Change:
    entrants = [{"id": f"e{number}", "name": "王*"} for number in range(size)]
    said = {
        "purpose": "宅基地", "sort": "winners", "place": "村部", "day": day, "hour": "09:00", "objections_until": until,
        "contributions_until": until, "source": "results", "sources": ["福彩3D 第1期"], "rule": 1, "winners": 1,
        "entrants": entrants, "root": b64u_encode(list_root(entrants)), "by": by, "name": "赵某",
    }  # fmt: skip
    return {"do": "draw.announce", "id": record, "set": said}


class DrawStage:
    """What is announced early, and how far the clerk and two others bring it today."""

    def __init__(self, today: str, yesterday: str, tomorrow: str) -> None:
        self._today, self._yesterday, self._tomorrow = today, yesterday, tomorrow
        self._void: Iterator[str] = iter([f"v{number}" for number in range(MANY)])
        self._declining: Iterator[str] = iter(())
        self._devices: dict[str, int] = {}
        self._settling: Change = {}

    def early(self, by: str) -> list[Change]:
        """Of one announcer."""
        past = {"until": self._yesterday, "day": self._today}
        spare = [announced(f"v{number}", by, **past) for number in range(MANY)]
        named = [announced(record, by, **past) for record in ("closing", "entering", "settling")]
        self._won = announced("declining", by, **past, size=MANY)
        live = announced("live", by, until=self._tomorrow, day="2026-11-20")
        return [*spare, *named, self._won, live]

    def closed(self) -> list[Change]:
        """By the clerk."""
        return [closed(record, []) for record in ("entering", "settling", "declining")]

    def entered(self, by: str, role: str) -> list[Change]:
        """By each of two."""
        return [self._entry(record, by, role, RESULTS) for record in ("settling", "declining")]

    def settled(self) -> list[Change]:
        """By the clerk; one is left to the matrix."""
        two = [{"by": name, "role": "committee", "results": RESULTS} for name in ("a", "b")]
        said = {**self._won["set"], "id": "declining", "values": [], "entries": two}
        change = settled(said)
        self._declining = iter(change["set"]["order"])
        alone = announced("settling", "x", until=self._yesterday, day=self._today)
        self._settling = settled({**alone["set"], "id": "settling", "values": [], "entries": two})
        return [change]

    def change(self, verb: str, target: str, me: str, device: str, roles: list[str], *, wanted: bool) -> Change:
        """What somebody says."""
        match verb:
            case "draw.announce":
                return announced(target, me, until=self._today, day="2026-11-20")
            case "draw.close":
                return closed("closing", [])
            case "draw.enter":
                number = self._devices.setdefault(me, len(self._devices))  # no two agree: it is settled by nobody
                return self._entry("entering", me, roles[0], [f"{number // 90 + 10} {number % 90 + 10}"])
            case "draw.settle":
                return self._settling
            case "draw.decline":
                one = next(self._declining) if wanted else "e0"
                declined = {"id": one, "day": self._today, "by": me, "name": "赵某"}
                return {"do": verb, "id": "declining", "append": {"declined": declined}}
            case "draw.void":
                return {"do": verb, "id": next(self._void) if wanted else "live", "set": {"voided": "名单有误"}}
            case "entrants.keep":
                person = {"id": entrant_id(target, SALT, "王秀明"), "name": "王秀明", "salt": b64u_encode(SALT)}
                return {"do": verb, "id": target, "set": {"people": [person]}}
            case _:
                given = {"draw": "live", "value": b64u_encode(SALT)}
                return {"do": verb, "id": contribution_id("live", device), "set": given}

    def _entry(self, record: str, by: str, role: str, results: list[str]) -> Change:
        entry = {"day": self._today, "by": by, "name": "赵某", "role": role, "results": results}
        return {"do": "draw.enter", "id": record, "append": {"entries": entry}}
