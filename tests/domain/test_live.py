"""stream, recording, remark: who films and who ends it, what the clerk says of it, who speaks up and how often."""

import pytest

from shaiba_sync import remark_id

SQUARE = "square/350583112216"
STREAM = "4hq0cX5n1yqvJx0vN2mWbA"
ROOT = "A" * 43
OPENERS = {"committee", "supervisor", "cadre", "keeper"}
HOUR_MS, DAY_MS = 3_600_000, 86_400_000
OPENED = {"title": "坝坝会", "opened": 0, "by": "committee"}
ENDED = OPENED | {"ended": HOUR_MS}
HERE = {("stream", STREAM): OPENED}


def opening(record=STREAM, **other):
    return {"do": "stream.open", "id": record, "set": OPENED | other}


def ending(ended=HOUR_MS):
    return {"do": "stream.end", "id": STREAM, "set": {"ended": ended}}


def test_who_films_and_who_ends_it(judge, who):
    everyone = (*OPENERS, "villager", "accountant", "liaison", "discipline", "admin", "next_cadre", "clerk")
    assert {by for by in everyone if judge(opening(by=by), by) == "ok"} == OPENERS
    assert who(ending(), OPENED) == OPENERS
    assert judge(opening(), "committee", OPENED) == "taken"
    assert judge(ending(), "committee") == "unknown_record"
    assert judge(ending(), "committee", ENDED) == "closed"
    assert judge(ending(-1 + 1), "committee", OPENED) == "ok"
    assert judge(ending(5), "committee", OPENED | {"opened": 6}) == "invalid set.ended before_opened"


@pytest.mark.parametrize(
    ("change", "want"),
    [
        (opening(by="cadre"), "invalid set.by who_acts"),
        (opening("m1"), "invalid id not_the_id"),
        (opening(STREAM[:-1] + "B"), "invalid id not_the_id"),
        (opening(opened=600_000), "ok"),
        (opening(opened=600_001), "invalid set.opened too_late"),
        (opening(title=""), "invalid set.title too_short"),
        (opening(about={"kind": "draw", "id": "d1"}), "ok"),
        (opening(about={"kind": "draw", "id": "d2"}), "invalid set.about unknown"),
        (opening(about={"kind": "poll", "id": "d1"}), "invalid set.about.kind not_one_of"),
    ],
)
def test_what_is_filmed(judge, change, want):
    assert judge(change, "committee", others={("draw", "d1"): {"purpose": "宅基地"}}) == want


# --- what the clerk says ----------------------------------------------------------------------------------------------


def part(epoch=0, first=0, count=3, **roots):
    return {"epoch": epoch, "first": first, "count": count, "ms": 6_000, "roots": roots or {"a": ROOT}}


def note(*said, **more):
    return {"do": "recording.note", "id": STREAM, "append": {"parts": part(*said, **more)}}


def close(*counts):
    return {"do": "recording.close", "id": STREAM, "set": {"counts": list(counts), "root": ROOT}}


def told(*parts, **more):
    return {"kind": "recording", "id": STREAM, "parts": [part(*one) for one in parts]} | more


def test_the_clerk_alone_says_what_it_hashes_to(judge, who):
    assert who(note(), others=HERE) == {"clerk"}
    assert who(close(3), told((0, 0)), others=HERE) == {"clerk"}
    assert judge(note(), "clerk") == "unknown_record"
    assert judge(note(0, 0, 3, v=ROOT, p=ROOT, a=ROOT), "clerk", others=HERE) == "ok"
    assert judge(note(0, 0, 3, v=ROOT), "clerk", others=HERE) == "invalid append.parts.roots.a missing"
    assert judge(note(0, 0, 0), "clerk", others=HERE) == "invalid append.parts.count too_small"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (note(0, 3), None, "invalid append.parts.first not_next"),
        (note(0, 3), told((0, 0)), "ok"),
        (note(0, 0), told((0, 0)), "invalid append.parts.first not_next"),
        (note(0, 4), told((0, 0)), "invalid append.parts.first not_next"),
        (note(2, 0), told((0, 0)), "ok"),
        (note(1, 3), told((0, 0)), "invalid append.parts.first not_next"),
        (note(0, 6), told((0, 0), (0, 3), (1, 0)), "invalid append.parts.epoch not_next"),
        (note(0, 3), told((0, 0), counts=[3], root=ROOT), "closed"),
        (close(3), told((0, 0)), "ok"),
        (close(3, 0, 6), told((0, 0), (2, 0), (2, 3)), "ok"),
        (close(), told(), "ok"),
        (close(4), told((0, 0)), "invalid set.counts not_as_many"),
        (close(3), told((0, 0), (1, 0)), "invalid set.counts not_as_many"),
        (close(3), told((0, 0), counts=[3], root=ROOT), "closed"),
    ],
)
def test_part_follows_on_part(judge, change, past, want):
    assert judge(change, "clerk", past, others=HERE) == want


# --- remarks ----------------------------------------------------------------------------------------------------------

ROLL = {("member", "villager"): {"name": "王某", "household": "02-011"}}


def say(said=20_000, record=None, **other):
    one = {"stream": STREAM, "text": "先修桥", "at": 3_000, "said": said, "by": "villager"} | other
    return {"do": "remark.say", "id": record or remark_id(one["stream"], one["by"], said), "set": one}


@pytest.mark.parametrize(
    ("change", "stream", "want"),
    [
        (say(), OPENED, "ok"),
        (say(text="好" * 200), OPENED, "ok"),
        (say(text="好" * 201), OPENED, "invalid set.text too_long"),
        (say(by="committee"), OPENED, "invalid set.by who_acts"),
        (say(record="r1"), OPENED, "invalid id not_the_id"),
        (say(stream="x" * 22), OPENED, "invalid set.stream unknown"),
        (say(20_000), OPENED | {"opened": 20_001}, "invalid set.said too_early"),
        (say(600_000), OPENED, "ok"),
        (say(600_001), OPENED, "invalid set.said too_late"),
        (say(20_000), OPENED | {"ended": 10_000}, "ok"),
        (say(20_000), {"title": "x", "opened": -2 * DAY_MS, "ended": 20_000 - DAY_MS}, "ok"),
        (say(20_001), {"title": "x", "opened": -2 * DAY_MS, "ended": 20_000 - DAY_MS}, "closed"),
    ],
)
def test_what_is_said_of_what_is_shown(judge, change, stream, want):
    assert judge(change, "villager", scope=SQUARE, others=ROLL, above={("stream", STREAM): stream}) == want


def test_who_is_on_the_roll_speaks(judge):
    assert judge(say(), "villager", scope=SQUARE, above=HERE) == "forbidden"
    assert judge(say(), "neighbour", scope=SQUARE, others=ROLL, above=HERE) == "forbidden"
    assert judge(say(), "clerk", scope=SQUARE, others=ROLL, above=HERE) == "forbidden"


@pytest.mark.parametrize(
    ("before", "said", "want"),
    [
        (20_000, 29_999, "invalid set.said too_soon"),
        (25_000, 30_000, "invalid set.said too_soon"),
        (25_000, 34_999, "invalid set.said too_soon"),
        (25_000, 35_000, "ok"),
        (25_000, 15_001, "invalid set.said too_soon"),
        (25_000, 15_000, "ok"),
        (5_000, 4_000, "invalid set.said too_soon"),
    ],
)
def test_one_thing_in_ten_seconds(judge, before, said, want):
    earlier = say(before)
    records = ROLL | {("remark", earlier["id"]): earlier["set"]}
    change = say(said)
    past = records.get(("remark", change["id"]))
    assert judge(change, "villager", past, scope=SQUARE, others=records, above=HERE) == want


def test_another_person_need_not_wait(judge):
    earlier = say(20_000)
    records = {("member", "committee"): {"name": "赵某"}, ("remark", earlier["id"]): earlier["set"]}
    assert judge(say(20_000, by="committee"), "committee", scope=SQUARE, others=records, above=HERE) == "ok"


def hide(part="words", by="committee"):
    act = {"act": "hide", "n": 0, "part": part, "by": by, "day": "1970-01-01", "level": "village", "name": "林某"}
    return {"do": "moderation.hide", "id": say()["id"], "append": {"acts": act | {"reason": "abuse"}}}


def test_a_remark_is_hidden_as_an_appeal_is(judge):
    records = {("remark", say()["id"]): say()["set"]}
    assert judge(hide(), "committee", scope=SQUARE, others=records) == "ok"
    assert judge(hide(by="villager"), "villager", scope=SQUARE, others=records) == "forbidden"
    assert judge(hide("0" * 16 + "A" * 33 + "0" * 4), "committee", scope=SQUARE, others=records) == (
        "invalid append.acts.part not_a_part"
    )
    assert judge(hide(), "committee", scope=SQUARE) == "unknown_record"
    close = records | {("interest", "committee"): {"relatives": ["villager"]}}
    assert judge(hide(), "committee", scope=SQUARE, others=close) == "forbidden"
