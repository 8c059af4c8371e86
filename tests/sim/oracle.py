"""Who may say what, told a second time: plainly, from the table of kinds and not from their code.

It is fed the lines of all logs in the order in which they were committed.
"""

from typing import Any

from shaiba.kind import day_of
from shaiba_sync.clock import MAX_DRIFT_MS, parse_stamp
from shaiba_sync.op import Op
from shaiba_sync.scope import covers, parse_scope
from tests.sim import world

CLERK = world.CLERK_DEVICE
PUBLIC = ("village", "region")
ROLES = {
    "village.describe": (("village",), ("committee", "cadre")),
    "office.open": (PUBLIC, ("admin",)),
    "grant.give": (PUBLIC, ("admin",)),
    "grant.end": (PUBLIC, ("admin",)),
    "device.enrol": (PUBLIC, ()),
    "device.revoke": (PUBLIC, ("admin", "cadre")),
    "member.add": (("square",), ("cadre",)),
    "member.update": (("square",), ("cadre",)),
    "disclosure.publish": (("village",), ("accountant", "committee")),
    "disclosure.correct": (("village",), ("accountant", "committee")),
    "disclosure.withdraw": (("village",), ("accountant", "committee")),
    "entry.post": (("village",), ("accountant",)),
    "entry.correct": (("village",), ("accountant",)),
    "appeal.answer": (("square", "case"), ("committee", "cadre")),
    "appeal.file": (("square", "case"), ()),
    "appeal.add": (("square", "case"), ()),
}


class Oracle:
    """Devices, grants and appeals so far; `wrong` is what was stored and should not have been."""

    def __init__(self) -> None:
        self.wrong: list[str] = []
        self._devices: dict[str, str] = {}
        self._revoked: dict[str, str] = {}
        self._grants: dict[tuple[str, str], dict[str, Any]] = {}
        self._appeals: dict[tuple[str, str], str] = {}
        self._filed: dict[str, tuple[str, str]] = {}

    def believe(self, op: Op) -> None:
        """Take a line that came back as it is: it was judged when it came first."""
        for change in op.changes:
            self._believe(op, change)

    def take(self, op: Op, now_ms: int) -> None:
        """Judge a line, then believe it."""
        today = day_of(now_ms)
        for change in op.changes:
            if op.by != CLERK and (why := self._objection(op, change, today)):
                self.wrong.append(f"{change['do']} in {op.scope} by {self._devices.get(op.by, op.by)}: {why}")
            self._believe(op, change)
        if parse_stamp(op.at).millis - now_ms > MAX_DRIFT_MS:
            self.wrong.append(f"{op.id}: a stamp of the future")

    def may_read(self, device: str, scope: str, today: str) -> bool:
        """Whether this device's person may read the scope, as things stand."""
        where = parse_scope(scope)
        if where.public:
            return True
        if self._is_revoked(device, today) or device not in self._devices:
            return False
        person = self._devices[device]
        if where.kind == "square":
            return bool(self._roles(person, where.region, today))
        own = self._appeals.get((scope, where.key[13:])) == person
        return own or "cadre" in self._roles(person, where.region, today)

    def ever_read(self, device: str, scope: str) -> bool:
        """Whether the device's person might ever have read the scope: grants that ended count."""
        where = parse_scope(scope)
        person = self._devices.get(device)
        roles = {
            one["role"]
            for (name, _), one in self._grants.items()
            if one.get("person") == person and covers(parse_scope(name).region, where.region)
        }
        own = self._appeals.get((scope, where.key[13:])) == person
        return bool(roles) if where.kind == "square" else own or "cadre" in roles

    def _objection(self, op: Op, change: dict[str, Any], today: str) -> str:
        scope, verb = parse_scope(op.scope), change["do"]
        scopes, roles = ROLES[verb]
        person = self._devices.get(op.by)
        if person is None:
            return "unknown device"
        if self._is_revoked(op.by, today):
            return "revoked"
        if scope.kind not in scopes:
            return "not here"
        held = self._roles(person, scope.region, today)
        if scope.kind == "square" and not held:
            return "does not belong"
        own = self._appeals.get((op.scope, change["id"])) == person
        if scope.kind == "case" and verb != "appeal.file" and not own and "cadre" not in held:
            return "not their case"
        if verb == "appeal.file":
            return "" if held and change["set"]["person"] == person else "in another's name"
        if verb == "appeal.add":
            return "" if own and held else "not their appeal"
        if verb == "device.revoke" and self._devices.get(change["id"]) == person and change["id"] != op.by:
            return ""
        if verb == "appeal.answer" and scope.kind == "case":
            roles = ("cadre",)
        return "" if held & set(roles) else f"needs {roles}"

    def _believe(self, op: Op, change: dict[str, Any]) -> None:
        place = (op.scope, change["id"])
        verb = change["do"]
        if verb == "device.enrol":
            self._devices[change["id"]] = change["set"]["person"]
        elif verb == "device.revoke":
            self._revoked[change["id"]] = change["set"]["revoked"]
        elif verb == "grant.give":
            self._grants[place] = change["set"]
        elif verb == "grant.end":
            self._grants[place] = {**self._grants.get(place, {}), "ended": change["set"]["ended"]}
        elif verb == "appeal.file":
            if place not in self._appeals:
                self._filed[op.id] = place
            self._appeals.setdefault(place, change["set"]["person"])
        elif verb == "erasure.order" and (filed := self._filed.pop(change["set"]["leaf"], None)):
            self._appeals.pop(filed)

    def _is_revoked(self, device: str, today: str) -> bool:
        return device in self._revoked and self._revoked[device] <= today

    def _roles(self, person: str, region: str, today: str) -> set[str]:
        return {
            one["role"]
            for (scope, _), one in self._grants.items()
            if one.get("person") == person
            and covers(parse_scope(scope).region, region)
            and one["since"] <= today <= one["until"]
            and not ("ended" in one and one["ended"] <= today)
        }
