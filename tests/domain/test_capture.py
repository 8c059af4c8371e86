"""What an officer wrote down of somebody's words is nobody's until who was meant says that it is hers."""

import pytest

from shaiba_sync import query_code

SQUARE, CASE = "square/350583112216", "case/350583112216-k1"
HEARD = {"title": "路灯不亮", "category": "livelihood", "text": "群里说的。", "channel": "group"}
SET = {**HEARD, "by": "committee", "name": "陈某", "meant": "villager"}
CAPTURE = {"do": "appeal.capture", "id": "k1", "set": SET}
CLAIM = {"do": "appeal.claim", "id": "k1", "set": {"person": "villager"}}
MEANT = {"do": "appeal.meant", "id": "k1", "set": {"meant": "accountant"}}
PAST = {"kind": "appeal", "id": "k1", **SET}
CLAIMED = PAST | {"person": "villager"}
DESK = {"committee", "liaison", "cadre", "keeper", "discipline"}
STEP = {"n": 0, "day": "1970-01-01"}


def capture(**fields):
    return CAPTURE | {"set": SET | fields}


def step(what, by, **more):
    return {"do": "appeal.step", "id": "k1", "append": {"steps": {"step": what, "by": by, **STEP, **more}}}


def test_a_desk_writes_down_what_it_heard(judge):
    people = {*DESK, "villager", "accountant", "supervisor", "admin", "neighbour", "next_cadre", "clerk"}
    assert {by for by in people if judge(capture(by=by), by, scope=SQUARE) == "ok"} == DESK
    assert judge(capture(by="cadre"), "cadre", scope=CASE) == "forbidden"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (capture(by="liaison"), None, "invalid set.by who_acts"),
        (capture(meant="committee"), None, "invalid set.meant oneself"),
        (capture(code="123456789"), None, "invalid set.code check_digit"),
        (capture(code="12345678"), None, "invalid set.code pattern"),
        (capture(code=query_code("38247716")), None, "ok"),
        (capture(channel="rumour"), None, "invalid set.channel not_one_of"),
        (capture(sort="suggestion"), None, "ok"),
        (CAPTURE, PAST, "taken"),
        (MEANT, PAST, "ok"),
        (MEANT, CLAIMED, "closed"),
        (MEANT, None, "unknown_record"),
        (MEANT, {"kind": "appeal", "id": "k1", "title": "问", "person": "villager"}, "forbidden"),
        (MEANT | {"set": {"meant": "committee"}}, PAST, "invalid set.meant oneself"),
    ],
)
def test_what_a_desk_may_say_of_it(judge, change, past, want):
    assert judge(change, "committee", past, scope=SQUARE) == want


def test_only_who_was_meant_claims_it_and_once(who, judge):
    assert who(CLAIM, PAST, scope=SQUARE) == {"villager"}
    assert judge(CLAIM | {"set": {"person": "accountant"}}, "villager", PAST, scope=SQUARE) == "forbidden"
    assert judge(CLAIM, "villager", PAST | {"meant": "accountant"}, scope=SQUARE) == "forbidden"
    assert judge(CLAIM, "villager", CLAIMED, scope=SQUARE) == "closed"


def test_until_then_it_is_handled_but_nobody_judges_it_nor_urges(judge):
    taken = [
        {"step": "accept", "by": "committee", "level": "village", **STEP},
        {"step": "answer", "by": "committee", "text": "好了", **STEP, "n": 1},
        {"step": "reply", "by": "cadre", **STEP, "n": 2},
    ]
    rate = step("rate", "villager", score="mostly", n=3)
    urge = {
        "do": "appeal.call",
        "id": "k1",
        "append": {"calls": {"call": "urge", "day": "1970-01-01", "by": "villager"}},
    }
    assert judge(step("accept", "committee", level="village"), "committee", PAST, scope=SQUARE) == "ok"
    for change in (rate, urge):
        assert judge(change, "villager", PAST | {"steps": taken}, scope=SQUARE) == "forbidden"
        assert judge(change, "villager", CLAIMED | {"steps": taken}, scope=SQUARE) == "ok"


def test_who_is_close_to_who_was_meant_does_not_handle_it(judge):
    close = {("interest", "committee"): {"id": "committee", "relatives": ["villager"]}}
    accept = step("accept", "committee", level="village")
    assert judge(accept, "committee", PAST, scope=SQUARE, others=close) == "forbidden"
    assert judge(accept, "committee", PAST | {"meant": "committee"}, scope=SQUARE) == "forbidden"


def test_what_came_of_a_suggestion_is_said_and_of_nothing_else(judge):
    taken = [{"step": "accept", "by": "committee", "level": "village", **STEP}]
    of = PAST | {"person": "villager", "steps": taken}
    said = {"text": "明年列入计划", "n": 1}
    bare, full = step("answer", "committee", **said), step("answer", "committee", outcome="adopted", **said)
    suggestion = of | {"sort": "suggestion"}
    assert judge(bare, "committee", of, scope=SQUARE) == "ok"
    assert judge(full, "committee", of, scope=SQUARE) == "invalid append.steps.outcome unknown_field"
    assert judge(bare, "committee", suggestion, scope=SQUARE) == "invalid append.steps.outcome missing"
    assert judge(full, "committee", suggestion, scope=SQUARE) == "ok"
