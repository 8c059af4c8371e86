"""delegation: one gives it for oneself, to another of the roll, for a year at most; either of the two ends it."""

import pytest

from shaiba.kind import Actor, Context, Delegation, Grant
from shaiba_sync.errors import Forbidden, Invalid
from shaiba_sync.scope import parse_scope
from tests.domain.test_appeal import CASE, FILE, NOTE, PAST, PHOTO, SQUARE

GIVE = {
    "do": "delegation.give",
    "id": "g1",
    "set": {"person": "villager", "to": "daughter", "may": "act", "until": "1970-12-31"},
}
END = {"do": "delegation.end", "id": "g1", "set": {"ended": "1970-03-01"}}
GIVEN = {"kind": "delegation", "id": "g1", **GIVE["set"]}
MEMBER = {"name": "李某", "household": "03-017", "group": "第3组"}
ROLL = {("member", "villager"): MEMBER, ("member", "daughter"): MEMBER}
"""The judge's day is 1970-01-01."""


def _give(**fields):
    return GIVE | {"set": GIVE["set"] | fields}


def test_who_may(who):
    assert who(GIVE, scope=SQUARE, others=ROLL) == {"villager"}
    assert who(END, GIVEN, scope=SQUARE) == {"villager"}
    assert who(END, GIVEN | {"person": "mother", "to": "cadre"}, scope=SQUARE) == {"cadre"}


@pytest.mark.parametrize(
    ("change", "past", "others", "want"),
    [
        (_give(may="read", until="1971-01-02"), None, ROLL, "ok"),
        (_give(until="1971-01-03"), None, ROLL, "invalid set.until too_late"),
        (_give(until="1970-02-30"), None, ROLL, "invalid set.until not_a_date"),
        (_give(to="villager"), None, ROLL, "invalid set.to oneself"),
        (_give(may="vote"), None, ROLL, "invalid set.may not_one_of"),
        (GIVE, GIVEN, ROLL, "taken"),
        (GIVE, None, {("member", "villager"): MEMBER}, "invalid set.to not_on_roll"),
        (GIVE, None, ROLL | {("member", "daughter"): MEMBER | {"left": "1970-01-01"}}, "invalid set.to not_on_roll"),
        (GIVE, None, ROLL | {("member", "villager"): MEMBER | {"left": "1970-01-01"}}, "forbidden"),
        (END, None, ROLL, "unknown_record"),
        (END, GIVEN | {"ended": "1970-03-01"}, ROLL, "closed"),
    ],
)
def test_what_is_taken(judge, change, past, others, want):
    assert judge(change, "villager", past, scope=SQUARE, others=others) == want


CHILD = {"person": "child", "to": "villager", "may": "act", "until": "1970-12-31"}
WITH_CHILD = ROLL | {("member", "child"): MEMBER, ("member", "keeper"): MEMBER}


def _entrust(**fields):
    return {"do": "delegation.entrust", "id": "g2", "set": CHILD | {"by": "keeper"} | fields}


def test_a_child_is_entrusted_by_who_keeps_the_roll_and_to_somebody_else(who, judge):
    assert who(_entrust(), scope=SQUARE, others=WITH_CHILD) == {"keeper"}
    given = {"kind": "delegation", "id": "g2", **_entrust()["set"]}
    assert who(END | {"id": "g2"}, given, scope=SQUARE) == {"villager", "keeper"}


@pytest.mark.parametrize(
    ("fields", "want"),
    [
        ({"until": "1971-01-02"}, "ok"),
        ({"until": "1971-01-03"}, "invalid set.until too_late"),
        ({"to": "keeper"}, "forbidden"),
        ({"person": "keeper"}, "forbidden"),
        ({"by": "cadre"}, "invalid set.by who_acts"),
        ({"person": "nobody"}, "invalid set.person not_on_roll"),
        ({"to": "nobody"}, "invalid set.to not_on_roll"),
        ({"to": "child"}, "invalid set.to oneself"),
        ({"may": "read"}, "invalid set.may not_one_of"),
        ({"by": None}, "invalid set.by type"),
    ],
)
def test_what_of_a_child_is_taken(judge, fields, want):
    assert judge(_entrust(**fields), "keeper", None, scope=SQUARE, others=WITH_CHILD) == want


def _says(change, past, scope, *, acts, region="350583112216", grants=True):
    from shaiba.domain import kinds

    held = (Grant("daughter", "villager", "350583112216", None, "1970-01-01", "1979-01-01"),) if grants else ()
    actor = Actor("d", "daughter", held, delegations=(Delegation("villager", region, "act" if acts else "read"),))
    kind, decoded = kinds.decode(change)
    try:
        kind.allow(decoded, past, Context(parse_scope(scope), actor, lambda kind, record: None, 0))
    except Invalid as refusal:
        return f"invalid {refusal.detail['field']} {refusal.detail['why']}"
    except Forbidden:
        return "forbidden"
    return "ok"


NAMED = FILE | {"set": FILE["set"] | {"by": "daughter"}}
NAMED_NOTE = NOTE | {"append": {"notes": {"text": "还是没修", "by": "daughter"}}}


@pytest.mark.parametrize("scope", [SQUARE, CASE])
@pytest.mark.parametrize(("change", "past"), [(NAMED, None), (NAMED_NOTE, PAST), (PHOTO, PAST)])
def test_who_acts_for_another_says_so_and_needs_more_than_reading(change, past, scope):
    assert _says(change, past, scope, acts=True) == "ok"
    assert _says(change, past, scope, acts=False) == "forbidden"
    assert _says(change, past, scope, acts=True, region="350583112217") == "forbidden"
    assert _says(change, past, scope, acts=True, grants=False) == "forbidden"


def test_neither_hides_who_acts_nor_names_somebody_else(judge):
    assert _says(FILE, None, SQUARE, acts=True) == "invalid set.by who_acts"
    assert _says(NOTE, PAST, SQUARE, acts=True) == "invalid append.notes.by who_acts"
    other = NAMED | {"set": NAMED["set"] | {"by": "uncle"}}
    assert _says(other, None, SQUARE, acts=True) == "invalid set.by who_acts"
    assert judge(NAMED, "villager", None, scope=SQUARE) == "invalid set.by who_acts"
