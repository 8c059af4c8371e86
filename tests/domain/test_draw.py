"""draw, entrants, contribution: who announces, adds chance, enters, closes and settles; what is refused, and when."""

import pytest

from shaiba_sync import (
    MOST_VALUES,
    b64u_encode,
    contribution_id,
    contributions_root,
    draw_order,
    draw_seed,
    entrant_id,
    list_root,
)

SQUARE = "square/350583112216"
SALT = bytes(range(16))
ENTRANTS = [
    {"id": entrant_id("d1", SALT, name), "name": masked}
    for name, masked in (("王秀明", "王*明"), ("李大力", "李*力"), ("陈某", "陈*"))
]
ROOT = b64u_encode(list_root(ENTRANTS))
DRAW = {
    "purpose": "宅基地摇号", "sort": "lots", "place": "村部", "day": "1970-01-05", "hour": "09:30",
    "objections_until": "1970-01-04", "contributions_until": "1970-01-04", "source": "results", "rule": 1,
    "winners": 2, "entrants": ENTRANTS, "root": ROOT, "by": "committee", "name": "赵某", "sources": ["福彩3D 第1期"],
}  # fmt: skip
PAST = DRAW | {"day": "1970-01-01", "objections_until": "1969-12-31", "contributions_until": "1969-12-31"}
VALUES = [bytes([number]) * 16 for number in (1, 2)]
CLOSE = {
    "values": [b64u_encode(one) for one in VALUES],
    "values_root": b64u_encode(contributions_root(VALUES)),
}
CLOSED = PAST | CLOSE
RESULTS = ["1 2 3"]


def entry(by="committee", role="committee", results=RESULTS, day="1970-01-01"):
    return {"day": day, "by": by, "name": "赵某", "role": role, "results": results}


AGREED = CLOSED | {"entries": [entry(), entry("supervisor", "supervisor")]}
SEED = draw_seed(list_root(ENTRANTS), contributions_root(VALUES), RESULTS)
SETTLED = {
    "results": RESULTS,
    "seed": b64u_encode(SEED),
    "order": draw_order([one["id"] for one in ENTRANTS], SEED),
}
DRAWN = AGREED | SETTLED
THROWS = [" ".join("30719")] * 4


def change(do, record="d1", *, append=None, **members):
    return {"do": do, "id": record, **({"append": append} if append else {"set": members})}


def announce(**other):
    return change("draw.announce", **DRAW | other)


def enter(**other):
    return change("draw.enter", append={"entries": entry(**other)})


def decline(**other):
    one = {"id": SETTLED["order"][0], "day": "1970-01-01", "by": "committee", "name": "赵某"} | other
    return change("draw.decline", append={"declined": one})


VOID = change("draw.void", voided="名单漏了两户")


def test_who_announces_does_so_in_his_own_name(judge):
    for by in ("committee", "supervisor", "cadre"):
        assert judge(announce(by=by), by) == "ok"
        assert judge(announce(by="other"), by) == "invalid set.by who_acts"
    for by in ("clerk", "villager", "accountant", "observer", "next_cadre", "admin"):
        assert judge(announce(by=by), by) == "forbidden"


def test_who_is_checked_does_not_announce_the_check(judge):
    for by, want in (("supervisor", "ok"), ("cadre", "ok"), ("committee", "forbidden")):
        assert judge(announce(by=by, sort="check"), by) == want


def test_who_may(who):
    assert who(VOID, DRAW) == {"committee", "supervisor", "cadre", "keeper"}
    assert who(VOID, AGREED) == {"cadre", "keeper"}, "from the first result on only those above"
    assert who(VOID, DRAWN) == {"cadre", "keeper"}
    assert who(change("draw.close", **CLOSE), PAST) == {"clerk"}
    assert who(change("draw.settle", **SETTLED), AGREED) == {"clerk"}


@pytest.mark.parametrize(
    ("other", "want"),
    [
        ({}, "ok"),
        ({"day": "1970-01-03", "objections_until": "1970-01-01", "contributions_until": "1970-01-02"}, "ok"),
        ({"day": "1970-01-02", "objections_until": "1970-01-01", "contributions_until": "1970-01-01"},
         "invalid set.day too_early"),
        ({"day": "1970-02-30"}, "invalid set.day not_a_date"),
        ({"objections_until": "1970-01-05"}, "invalid set.objections_until too_late"),
        ({"objections_until": "1969-12-31"}, "invalid set.objections_until too_early"),
        ({"contributions_until": "1970-01-05"}, "invalid set.contributions_until too_late"),
        ({"contributions_until": "1969-12-31"}, "invalid set.contributions_until too_early"),
        ({"source": "dice"}, "invalid set.sources not_here"),
        ({"winners": 4}, "invalid set.winners too_large"),
        ({"winners": 0}, "invalid set.winners too_small"),
        ({"things": ["1号", "2号"]}, "ok"),
        ({"things": ["1号"]}, "invalid set.things not_as_many"),
        ({"entrants": [*ENTRANTS, ENTRANTS[0]]}, "invalid set.entrants twice"),
        ({"entrants": [*ENTRANTS, {"id": "x", "name": "李*"}]}, "invalid set.root not_the_root"),
        ({"entrants": [{"id": "x", "name": "王秀明"}], "winners": 1}, "invalid set.entrants not_masked"),
        ({"rule": 2}, "invalid set.rule too_large"),
        ({"hour": "24:00"}, "invalid set.hour pattern"),
        ({"replaces": "d0"}, "ok"),
        ({"replaces": "d9"}, "invalid set.replaces not_void"),
        ({"replaces": "d8"}, "invalid set.replaces not_void"),
    ],
)  # fmt: skip
def test_what_an_announcement_must_say(judge, other, want):
    others = {("draw", "d0"): DRAW | {"voided": "x"}, ("draw", "d9"): DRAW}
    assert judge(announce(**other), "committee", others=others) == want


def test_an_announcement_names_its_results_or_is_of_dice(judge):
    without = {name: value for name, value in DRAW.items() if name != "sources"}
    assert judge(change("draw.announce", **without), "committee") == "invalid set.sources missing"
    assert judge(change("draw.announce", **without | {"source": "dice"}), "committee") == "ok"


def test_an_announcement_is_made_once_and_nothing_changes_its_list(judge):
    assert judge(announce(), "committee", DRAW) == "taken"
    late = {"entrants": [*ENTRANTS, {"id": "late", "name": "赵*"}]}
    assert judge(change("draw.correct", **late), "committee", DRAW) != "ok"
    assert judge(announce(**late), "committee", CLOSED) == "taken"


@pytest.mark.parametrize(
    ("act", "by", "past", "want"),
    [
        (VOID, "committee", None, "unknown_record"),
        (VOID, "committee", DRAW | {"voided": "x"}, "closed"),
        (change("draw.close", **CLOSE), "clerk", DRAW, "invalid id too_early"),
        (change("draw.close", **CLOSE), "clerk", PAST | {"contributions_until": "1970-01-01"}, "invalid id too_early"),
        (change("draw.close", **CLOSE), "clerk", CLOSED, "closed"),
        (change("draw.close", **CLOSE), "clerk", PAST | {"voided": "x"}, "closed"),
        (change("draw.close", **CLOSE | {"values": CLOSE["values"][::-1]}), "clerk", PAST,
         "invalid set.values not_in_order"),
        (change("draw.close", **CLOSE | {"values": CLOSE["values"][:1]}), "clerk", PAST,
         "invalid set.values_root not_the_root"),
        (change("draw.settle", **SETTLED), "clerk", CLOSED, "invalid set.results not_agreed"),
        (change("draw.settle", **SETTLED), "clerk", DRAWN, "closed"),
        (change("draw.settle", **SETTLED | {"results": ["1 2 4"]}), "clerk", AGREED, "invalid set.results not_agreed"),
        (change("draw.settle", **SETTLED | {"seed": ROOT}), "clerk", AGREED, "invalid set.seed not_the_seed"),
        (change("draw.settle", **SETTLED | {"order": SETTLED["order"][::-1]}), "clerk", AGREED,
         "invalid set.order not_the_order"),
        (change("draw.settle", **SETTLED | {"order": SETTLED["order"][:2]}), "clerk", AGREED,
         "invalid set.order not_the_order"),
        (decline(), "committee", DRAWN, "ok"),
        (decline(), "committee", AGREED, "invalid append.declined.id unknown"),
        (decline(id="other"), "committee", DRAWN, "invalid append.declined.id unknown"),
        (decline(), "committee", DRAWN | {"declined": [{"id": SETTLED["order"][0]}]}, "closed"),
        (decline(), "supervisor", DRAWN, "invalid append.declined.by who_acts"),
        (decline(day="1970-01-02"), "committee", DRAWN, "invalid append.declined.day too_late"),
        (decline(), "accountant", DRAWN, "forbidden"),
    ],
)  # fmt: skip
def test_what_is_refused(judge, act, by, past, want):
    assert judge(act, by, past) == want


@pytest.mark.parametrize(
    ("act", "by", "past", "want"),
    [
        (enter(), "committee", CLOSED, "ok"),
        (enter(by="accountant", role="accountant"), "accountant", CLOSED, "ok"),
        (enter(by="villager", role="villager"), "villager", CLOSED, "forbidden"),
        (enter(by="villager"), "villager", CLOSED, "forbidden"),
        (enter(by="supervisor"), "supervisor", CLOSED, "forbidden"),  # in an office that is not his
        (enter(by="supervisor"), "committee", CLOSED, "invalid append.entries.by who_acts"),
        (enter(), "committee", PAST, "invalid id not_closed"),
        (enter(), "committee", DRAWN, "closed"),
        (enter(), "committee", CLOSED | {"voided": "x"}, "closed"),
        (enter(), "committee", CLOSED | {"day": "1970-01-02"}, "invalid append.entries.day too_early"),
        (enter(day="1970-01-02"), "committee", CLOSED | {"day": "1970-01-02"}, "invalid append.entries.day too_late"),
        (enter(results=["1 2 3", "4"]), "committee", CLOSED, "invalid append.entries.results not_as_many"),
        (enter(results=["1  2"]), "committee", CLOSED, "invalid append.entries.results[0] pattern"),
    ],
)
def test_who_enters_a_result_and_when(judge, act, by, past, want):
    assert judge(act, by, past) == want


def test_dice_are_entered_by_the_three_who_saw_them(judge):
    dice = {name: value for name, value in CLOSED.items() if name != "sources"} | {"source": "dice"}
    for by in ("committee", "supervisor", "villager"):
        assert judge(enter(by=by, role=by, results=THROWS), by, dice) == "ok"
    assert judge(enter(by="accountant", role="accountant", results=THROWS), "accountant", dice) == "forbidden"
    few, long, two = THROWS[:3], [*THROWS[:3], " ".join("307190")], [*THROWS[:3], "3 0 7 1 19"]
    assert judge(enter(results=few), "committee", dice) == "invalid append.entries.results not_as_many"
    assert judge(enter(results=long), "committee", dice) == "invalid append.entries.results not_as_many"
    assert judge(enter(results=two), "committee", dice) == "invalid append.entries.results not_a_throw"
    three = [entry(one, one, THROWS) for one in ("committee", "supervisor", "villager")]
    seed = draw_seed(list_root(ENTRANTS), contributions_root(VALUES), THROWS)
    settle = change("draw.settle", results=THROWS, seed=b64u_encode(seed),
                    order=draw_order([one["id"] for one in ENTRANTS], seed))  # fmt: skip
    assert judge(settle, "clerk", dice | {"entries": three}) == "ok"
    assert judge(settle, "clerk", dice | {"entries": three[:2]}) == "invalid set.results not_agreed"
    other = [*three[:2], three[2] | {"results": [*THROWS[:3], "3 0 7 1 8"]}]
    assert judge(settle, "clerk", dice | {"entries": other}) == "invalid set.results not_agreed"


@pytest.mark.parametrize(
    "beside",
    [
        {("member", "committee"): {"name": "王秀明", "household": "01-001"}},
        {("member", "committee"): {"name": "王某", "household": "02-011"}},
        {("member", "committee"): {"name": "赵某"}, ("interest", "committee"): {"relatives": ["p-wang"]},
         ("member", "p-wang"): {"name": "王秀明"}},
    ],
)  # fmt: skip
def test_who_is_in_the_list_or_close_to_it_does_not_enter_the_result(judge, beside):
    people = [{"id": ENTRANTS[0]["id"], "name": "王秀明", "salt": b64u_encode(SALT), "household": "02-011"}]
    listed = {("entrants", "d1"): {"people": people}}
    assert judge(enter(), "committee", CLOSED, beside=beside | listed) == "invalid append.entries.by concerned"
    assert judge(enter(), "committee", CLOSED, beside=beside) == "ok"


KEEP = change("entrants.keep", people=[{"id": ENTRANTS[0]["id"], "name": "王秀明", "salt": b64u_encode(SALT)}])


def test_whom_an_id_means_is_kept_by_who_announces_and_as_it_is(judge, who):
    assert who(KEEP, scope=SQUARE) == {"committee", "supervisor", "cadre", "keeper"}
    assert judge(KEEP, "committee", {"people": []}, scope=SQUARE) == "taken"
    for other in ({"name": "王秀"}, {"salt": b64u_encode(bytes(16))}, {"id": ENTRANTS[1]["id"]}):
        changed = change("entrants.keep", people=[KEEP["set"]["people"][0] | other])
        assert judge(changed, "committee", scope=SQUARE) == "invalid set.people[0].id not_the_id"
    assert judge(KEEP | {"id": "d2"}, "committee", scope=SQUARE) == "invalid set.people[0].id not_the_id"


def give(device="device-villager", draw="d1"):
    return change("contribution.give", contribution_id(draw, device), draw=draw, value=b64u_encode(bytes(16)))


ROLL = {("member", "villager"): {"name": "王某"}}


@pytest.mark.parametrize(
    ("act", "draw", "want"),
    [
        (give(), DRAW, "ok"),
        (give(), DRAW | {"contributions_until": "1970-01-01"}, "ok"),
        (give(), DRAW | {"contributions_until": "1969-12-31"}, "closed"),
        (give(), DRAW | {"values": []}, "closed"),
        (give(), DRAW | {"voided": "x"}, "closed"),
        (give(), None, "invalid set.draw unknown"),
        (give("device-other"), DRAW, "invalid id not_the_id"),
        (give(draw="d2"), DRAW, "invalid set.draw unknown"),
        (give() | {"id": "c1"}, DRAW, "invalid id not_the_id"),
    ],
)
def test_a_phone_adds_its_chance_while_it_may(judge, act, draw, want):
    above = {("draw", "d1"): draw} if draw else {}
    assert judge(act, "villager", scope=SQUARE, others=ROLL, above=above) == want


def test_so_many_phones_add_their_chance_and_no_more(judge):
    above = {("draw", "d1"): DRAW}
    for count, want in ((MOST_VALUES - 1, "ok"), (MOST_VALUES, "invalid set.draw full")):
        assert judge(give(), "villager", scope=SQUARE, others=ROLL, above=above, count=count) == want


def test_it_does_so_once_and_for_somebody_of_the_roll(judge):
    above = {("draw", "d1"): DRAW}
    assert judge(give(), "villager", {"draw": "d1"}, scope=SQUARE, others=ROLL, above=above) == "taken"
    assert judge(give(), "villager", scope=SQUARE, above=above) == "forbidden"
    left = {("member", "villager"): {"name": "王某", "left": "1970-01-01"}}
    assert judge(give(), "villager", scope=SQUARE, others=left, above=above) == "forbidden"
    assert judge(give("device-clerk"), "clerk", scope=SQUARE, others=ROLL, above=above) == "forbidden"
