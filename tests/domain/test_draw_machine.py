"""The life of a draw, whoever tries what in whatever order: the list never moves, no phone's part is left out, nothing
is drawn before its day, and what is drawn is what follows."""

import hashlib
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from shaiba.domain import kinds
from shaiba.kind import Context, day_of
from shaiba.replica.draws import closed, settled
from shaiba_sync import b64u_encode, check_draw, contribution_id, entered_results, list_root
from shaiba_sync.errors import SyncError
from shaiba_sync.merge import Record, make_tag, merge, view
from shaiba_sync.scope import parse_scope
from tests.domain.conftest import ACTORS, VILLAGE

DAY_MS = 86_400_000
OFFICES = ("committee", "supervisor", "accountant", "cadre")
EVERYBODY = ("clerk", "villager", "observer", "next_cadre", *OFFICES)
RESULTS = st.sampled_from((["1 2 3"], ["1 2 4"]))


class Draws(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.records: dict[tuple[str, str], Record] = {}
        self.now_ms = 20_000 * DAY_MS
        self.steps = 0
        self.taken: dict[str, str] = {}
        self.ordered: list[str] | None = None

    @initialize(size=st.integers(1, 6), dice=st.booleans(), wait=st.integers(2, 4))
    def announce(self, size: int, dice: bool, wait: int) -> None:
        entrants = [{"id": f"e{number}", "name": "王*"} for number in range(size)]
        said = {
            "purpose": "宅基地", "sort": "lots", "place": "村部", "day": self.day(wait), "hour": "09:00",
            "objections_until": self.day(wait - 1), "contributions_until": self.day(wait - 1), "rule": 1,
            "source": "dice" if dice else "results", "winners": 1, "entrants": entrants,
            "root": b64u_encode(list_root(entrants)), "by": "committee", "name": "赵某",
            **({} if dice else {"sources": ["福彩3D 第1期"]}),
        }  # fmt: skip
        assert self.say("committee", {"do": "draw.announce", "id": "d1", "set": said})
        self.entrants = entrants

    @rule(days=st.integers(1, 2))
    def time_passes(self, days: int) -> None:
        self.now_ms += days * DAY_MS

    @rule(phone=st.integers(0, 5))
    def contribute(self, phone: int) -> None:
        record = contribution_id("d1", f"device-{phone}")
        value = b64u_encode(hashlib.sha256(record.encode()).digest()[:16])
        act = {"do": "contribution.give", "id": record, "set": {"draw": "d1", "value": value}}
        if self.say("villager", act, device=f"device-{phone}"):
            assert "values" not in self.draw and self.draw["contributions_until"] >= self.day()
            self.taken[record] = value

    @rule(by=st.sampled_from(EVERYBODY), left_out=st.integers(-1, 5))
    def close(self, by: str, left_out: int) -> None:
        values = [one for number, one in enumerate(self.taken.values()) if number != left_out]
        if self.say(by, closed("d1", values)):
            assert by == "clerk" and self.day() > self.draw["contributions_until"]
            lacking = {*self.taken.values()} - {*self.draw["values"]}
            assert bool(lacking) == (len(values) < len(self.taken)), "whose value lacks sees that it does"

    @rule(by=st.sampled_from(EVERYBODY), role=st.sampled_from(("committee", "supervisor", "villager")), results=RESULTS)
    def enter(self, by: str, role: str, results: list[str]) -> None:
        rows = [" ".join("30719")] * 4 if self.draw["source"] == "dice" else results
        entry = {"day": self.day(), "by": by, "name": "某", "role": role, "results": rows}
        if self.say(by, {"do": "draw.enter", "id": "d1", "append": {"entries": entry}}):
            assert self.day() >= self.draw["day"] and "values" in self.draw and self.ordered is None

    @rule(by=st.sampled_from(EVERYBODY), turned=st.booleans())
    def settle(self, by: str, turned: bool) -> None:
        if "values" not in self.draw or entered_results(self.draw).state != "agreed":
            return
        change = settled(self.draw)
        if turned:
            change["set"]["order"] = change["set"]["order"][1:] + change["set"]["order"][:1]
        is_other = turned and len(self.entrants) > 1
        if self.say(by, change):
            assert by == "clerk" and not is_other and self.ordered is None
            self.ordered = change["set"]["order"]

    @rule(by=st.sampled_from(EVERYBODY))
    def void(self, by: str) -> None:
        entered = "entries" in self.draw
        if self.say(by, {"do": "draw.void", "id": "d1", "set": {"voided": "名单有误"}}):
            assert by in (("cadre",) if entered else ("committee", "supervisor", "cadre"))

    @rule(by=st.sampled_from(EVERYBODY))
    def announce_again(self, by: str) -> None:
        fields = {name: value for name, value in self.records["draw", "d1"].fields.items() if name in ANNOUNCED}
        late = [*self.entrants, {"id": "late", "name": "赵*"}]
        other = fields | {"entrants": late, "root": b64u_encode(list_root(late)), "by": by}
        assert not self.say(by, {"do": "draw.announce", "id": "d1", "set": other})

    @invariant()
    def the_list_stands_and_nothing_is_wrong(self) -> None:
        if self.records:
            assert self.draw["entrants"] == self.entrants
            assert self.draw.get("order") == self.ordered
            assert set(check_draw(self.draw)) <= set()

    @property
    def draw(self) -> dict[str, Any]:
        return dict(view(self.records["draw", "d1"]))

    def day(self, ahead: int = 0) -> str:
        return day_of(self.now_ms + ahead * DAY_MS)

    def say(self, by: str, change: dict[str, Any], device: str = "") -> bool:
        """Whether it is taken; if so, it is merged."""
        kind, decoded = kinds.decode(change)
        actor = ACTORS[by]
        if device:
            actor = type(actor)(device, actor.person, actor.grants)
        scope = parse_scope(f"{'square' if kind.name == 'contribution' else 'village'}/{VILLAGE}")

        def look(name: str, record: str) -> Any:
            if name == "member":
                return {"name": f"某{record}"}
            found = self.records.get((name, record))
            return view(found) if found else None

        key = (kind.name, change["id"])
        past = self.records.get(key)
        try:
            kind.allow(decoded, view(past) if past else None, Context(scope, actor, look, self.now_ms, look, look))
        except SyncError:
            return False
        self.steps += 1
        tag = make_tag(f"{self.steps:016x}", "A" * 22, "a" * 43, 0)
        self.records[key] = merge(past, change, tag)
        return True


ANNOUNCED = (
    "purpose", "sort", "place", "day", "hour", "objections_until", "contributions_until", "source", "rule", "winners",
    "name", "sources",
)  # fmt: skip
TestDraws = Draws.TestCase
TestDraws.settings = settings(max_examples=150, stateful_step_count=30, deadline=None)
