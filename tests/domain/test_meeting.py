"""meeting, attend, ask, and what is answered of it: who says what, when; what is refused, what is taken in marked."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.kind import Delegation
from shaiba_sync import attend_id, b64u_encode, door_message

from .conftest import ACTORS, VILLAGE

TODAY, YESTERDAY, TOMORROW = "1970-01-01", "1969-12-31", "1970-01-02"
SQUARE = f"square/{VILLAGE}"
CALLED = {
    "sort": "representatives", "rule": 1, "title": "灾后修渠", "place": "村部晒坝", "day": TODAY, "hour": "19:30",
    "agenda": [{"key": "ditch", "title": "怎么修"}], "called": 38, "told": YESTERDAY, "by": "committee", "name": "赵某",
}  # fmt: skip
CALL = {"do": "meeting.call", "id": "m1", "set": CALLED}
WORD = {"day": TODAY, "by": "committee", "name": "赵某"}
HELD = {
    **CALLED,
    "counts": [{"key": "c1", "present": 27, **WORD}],
    "votes": [{"key": "v1", **WORD}],
    "minutes": [{"key": "n1", "item": "ditch", **WORD}],
    "promises": [{"key": "w1", "due": TODAY, **WORD}],
}
OFF = HELD | {"cancelled": "下雨"}
COUNT = {"key": "c2", "present": 38}
MINUTE = {"key": "n2", "item": "ditch", "text": "用水泥板。"}
VOTE = {"key": "v2", "item": "ditch", "title": "修", "agree": 90, "against": 0, "abstain": 0}
PROMISE = {"key": "w2", "what": "清淤", "who": "村委会", "due": TODAY}
PHOTO = {"blob": "0" * 64, "type": "image/webp", "w": 1, "h": 1, "name": "报价", "day": TODAY}
MOVE = {
    "day": TOMORROW,
    "hour": "20:00",
    "place": "会议室",
    "reason": "下雨",
    "told": TODAY,
    "by": "committee",
    "name": "赵某",
}
TURN = {"item": "ditch", "at": 0}
FOLLOW = {"of": "w1", "state": "going", "text": "在清。"}


def called(**more):
    return CALL | {"set": {name: value for name, value in (CALLED | more).items() if value is not None}}


def say(verb, field, base=None, **more):
    """One thing said of the meeting, by the committee unless it says otherwise."""
    word = {} if verb in ("attach", "door", "move") else WORD
    return {"do": f"meeting.{verb}", "id": "m1", "append": {field: {**word, **(base or {}), **more}}}


EACH = (
    CALL,
    say("move", "moves", MOVE),
    {"do": "meeting.cancel", "id": "m1", "set": {"cancelled": "下雨"}},
    say("door", "doors", key="A" * 43, by="committee"),
    say("attach", "papers", PHOTO),
    say("count", "counts", COUNT),
    say("minute", "minutes", MINUTE),
    say("vote", "votes", VOTE),
    say("promise", "promises", PROMISE),
    say("follow", "follows", FOLLOW),
    say("turn", "turns", TURN),
)


@pytest.mark.parametrize("change", EACH, ids=lambda change: change["do"])
def test_who_calls_meetings_says_all_of_them_and_nobody_else(judge, change):
    past = None if change is CALL else HELD
    assert judge(change, "committee", past) == "ok"
    for by in ("villager", "accountant", "clerk", "stranger", "next_cadre"):
        assert judge(change, by, past) == "forbidden"
    text = str(change)
    if "'by'" in text:
        assert judge(change, "supervisor", past).endswith("who_acts")
    else:
        assert judge(change, "cadre", past) == "ok"


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (CALL, HELD, "taken"),
        (called(told=TOMORROW), None, "invalid set.told too_late"),
        (called(told="1969-12-24"), None, "invalid set.told too_early"),
        (called(day="1971-01-03"), None, "invalid set.day too_late"),
        (called(day="1969-02-30"), None, "invalid set.day not_a_date"),
        (called(told=TODAY), None, "ok"),  # too late to be in time: taken in, and marked
        (called(called=None), None, "invalid set.called missing"),
        (called(called=None, sort="open"), None, "ok"),
        (called(agenda=[*CALLED["agenda"], *CALLED["agenda"]]), None, "invalid set.agenda twice"),
        (called(agenda=[]), None, "invalid set.agenda too_short"),
        (called(hour="24:00"), None, "invalid set.hour pattern"),
        (called(rule=2), None, "invalid set.rule too_large"),
        (say("move", "moves", MOVE), None, "unknown_record"),
        (say("move", "moves", MOVE, told=TOMORROW), HELD, "invalid append.moves.told too_late"),
        (say("move", "moves", MOVE, day="1971-01-03"), HELD, "invalid append.moves.day too_late"),
        (say("move", "moves", MOVE), OFF, "closed"),
        ({"do": "meeting.cancel", "id": "m1", "set": {"cancelled": "下雨"}}, OFF, "closed"),
        (say("attach", "papers", PHOTO, item="ditch"), HELD, "ok"),
        (say("attach", "papers", PHOTO, item="other"), HELD, "invalid append.papers.item not_one_of"),
        (say("count", "counts", COUNT, present=39), HELD, "invalid append.counts.present more_than_there_are"),
        (say("count", "counts", COUNT, key="n1"), HELD, "invalid append.counts.key twice"),
        (say("count", "counts", COUNT), CALLED | {"day": TOMORROW}, "invalid append.counts.day too_early"),
        (say("count", "counts", COUNT), CALLED | {"moves": [MOVE]}, "invalid append.counts.day too_early"),
        (say("count", "counts", COUNT), OFF, "closed"),
        (say("minute", "minutes", MINUTE), OFF, "ok"),
        (say("minute", "minutes", MINUTE, item="other"), HELD, "invalid append.minutes.item not_one_of"),
        (say("vote", "votes", VOTE, key="v1"), HELD, "invalid append.votes.key twice"),
        (say("vote", "votes", VOTE, day=TOMORROW), HELD, "invalid append.votes.day too_late"),
        (say("turn", "turns", TURN, at=600_000), HELD, "ok"),
        (say("turn", "turns", TURN, at=86_400_000), HELD, "invalid append.turns.at too_late"),
        (say("turn", "turns", TURN, item="other"), HELD, "invalid append.turns.item not_one_of"),
        (say("turn", "turns", TURN), CALLED | {"day": TOMORROW}, "invalid append.turns.day too_early"),
        (say("turn", "turns", TURN), OFF, "closed"),
        (say("confirm", "confirms", of="c1"), HELD, "invalid append.confirms.of own_word"),
        (say("confirm", "confirms", of="w1"), HELD, "invalid append.confirms.of unknown"),
        (say("promise", "promises", PROMISE, due=YESTERDAY), HELD, "invalid append.promises.due too_early"),
        (say("promise", "promises", PROMISE, due="1971-01-03"), HELD, "invalid append.promises.due too_late"),
        (say("promise", "promises", PROMISE, key="w1"), HELD, "invalid append.promises.key twice"),
        (say("follow", "follows", FOLLOW, of="c1"), HELD, "invalid append.follows.of unknown"),
        (say("follow", "follows", FOLLOW), HELD | {"follows": [{"of": "w1", "state": "done"}]}, "closed"),
        (say("follow", "follows", FOLLOW), HELD | {"follows": [{"of": "w1", "state": "going"}]}, "ok"),
    ],
)
def test_what_nobody_could_judge_is_refused(judge, change, past, want):
    assert judge(change, "committee", past) == want


def test_a_second_person_confirms(judge):
    for of in ("c1", "v1", "n1"):
        assert judge(say("confirm", "confirms", of=of, by="supervisor"), "supervisor", HELD) == "ok"


# --- who comes -------------------------------------------------------------------------------------------------------

DOOR = Ed25519PrivateKey.from_private_bytes(bytes(32))
OTHER_DOOR = Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
HUNG = {"key": b64u_encode(DOOR.public_key().public_bytes_raw()), "by": "committee"}
ROLL = {
    ("member", "villager"): {"name": "王某", "household": "h1"},
    ("member", "wife"): {"name": "李某", "household": "h1"},
    ("member", "alone"): {"name": "张某", "household": "h2"},
    ("member", "left"): {"name": "刘某", "household": "h1", "left": TODAY},
}
MET = {("meeting", "m1"): HELD | {"doors": [{"key": "A" * 43, "by": "committee"}, HUNG]}}


def come(way="remote", who="villager", key=None, **more):
    said = {"meeting": "m1", "who": who, "way": way, "by": "villager", "day": TODAY}
    if key is not None:
        said["door"] = b64u_encode(key.sign(door_message("m1", who)))
    return {"do": "attend.say", "id": attend_id("m1", who), "set": said | more}


@pytest.mark.parametrize(
    ("change", "above", "want"),
    [
        (come(), MET, "ok"),
        (come("door", key=DOOR), MET, "ok"),
        (come("door", key=OTHER_DOOR), MET, "invalid set.door not_the_door"),
        (come("door", door=b64u_encode(DOOR.sign(door_message("m1", "wife")))), MET, "invalid set.door not_the_door"),
        (come("door"), MET, "invalid set.door missing"),
        (come("remote", key=DOOR), MET, "invalid set.door not_here"),
        (come("proxy", "wife"), MET, "ok"),
        (come("proxy", "wife", day=YESTERDAY), MET, "ok"),
        (come("proxy", "alone"), MET, "forbidden"),
        (come("proxy", "left"), MET, "invalid set.who unknown"),
        (come("proxy"), MET, "invalid set.way not_one_of"),
        (come("remote", "wife"), MET, "invalid set.way not_one_of"),
        (come() | {"id": "x"}, MET, "invalid id not_the_id"),
        (come(by="wife"), MET, "invalid set.by who_acts"),
        (come(day=YESTERDAY), MET, "invalid set.day not_the_day"),
        (come(), {}, "invalid set.meeting unknown"),
        (come(), {("meeting", "m1"): OFF}, "closed"),
        (come(), {("meeting", "m1"): CALLED | {"day": YESTERDAY}}, "closed"),
        (come("proxy", "wife"), {("meeting", "m1"): CALLED | {"day": YESTERDAY}}, "closed"),
    ],
)
def test_who_comes_and_how(judge, change, above, want):
    assert judge(change, "villager", scope=SQUARE, others=ROLL, above=above) == want
    assert judge(change, "neighbour", scope=SQUARE, others=ROLL, above=above) == "forbidden"


def test_who_acts_for_somebody_comes_for_him(judge, monkeypatch):
    given = ACTORS["villager"]
    monkeypatch.setitem(
        ACTORS,
        "villager",
        type(given)(given.device, given.person, given.grants, delegations=(Delegation("alone", VILLAGE, "act"),)),
    )
    assert judge(come("proxy", "alone"), "villager", scope=SQUARE, others=ROLL, above=MET) == "ok"


# --- what is asked, and what comes of it -----------------------------------------------------------------------------

ASKED = {"meeting": "m1", "sort": "proposal", "text": "用水泥板。", "person": "villager", "item": "ditch"}
SPEAK = ASKED | {"sort": "speak"}


def ask(**more):
    return {"do": "ask.say", "id": "a1", "set": ASKED | more}


def second(who="villager"):
    return {"do": "ask.second", "id": "a1", "add": {"seconders": [who]}}


def mark(word="asked", **more):
    return {"do": "ask.mark", "id": "a1", "append": {"marks": {"mark": word, **WORD, **more}}}


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (ask(), "villager", None, "ok"),
        (ask(), "villager", ASKED, "taken"),
        (ask(), "neighbour", None, "forbidden"),
        (ask(), "clerk", None, "forbidden"),
        (ask(person="wife"), "villager", None, "invalid set.person who_acts"),
        (ask(item="other"), "villager", None, "invalid set.item not_one_of"),
        (second(), "villager", ASKED | {"person": "wife"}, "ok"),
        (second(), "villager", ASKED, "forbidden"),
        (second("wife"), "villager", ASKED | {"person": "alone"}, "forbidden"),
        (second(), "villager", None, "unknown_record"),
        (mark(), "committee", ASKED, "ok"),
        (mark(), "villager", ASKED, "forbidden"),
        (mark(by="cadre"), "committee", ASKED, "invalid append.marks.by who_acts"),
        (mark("called"), "committee", ASKED, "invalid append.marks.mark not_one_of"),
        (mark("called"), "committee", SPEAK, "ok"),
        (mark("asked"), "committee", SPEAK, "invalid append.marks.mark not_one_of"),
        (mark(day=TOMORROW), "committee", ASKED, "invalid append.marks.day too_late"),
        (mark(), "committee", None, "unknown_record"),
    ],
)
def test_what_is_brought_to_a_meeting(judge, change, by, past, want):
    assert judge(change, by, past, scope=SQUARE, others=ROLL, above=MET) == want


@pytest.mark.parametrize(("day", "want"), [("1969-12-02", "ok"), ("1969-12-01", "closed")])
def test_a_month_after_it_nobody_asks(judge, day, want):
    above = {("meeting", "m1"): CALLED | {"day": day}}
    assert judge(ask(), "villager", scope=SQUARE, others=ROLL, above=above) == want


def test_of_what_was_called_off_nobody_asks(judge):
    assert judge(ask(), "villager", scope=SQUARE, others=ROLL, above={("meeting", "m1"): OFF}) == "closed"


def answer(**more):
    said = {"meeting": "m1", "of": ["a1"], "outcome": "adopted", "text": "照办。", "by": "committee"} | more
    return {"do": "suggestion.answer", "id": "s1", "set": {n: v for n, v in said.items() if v is not None}}


@pytest.mark.parametrize(
    ("change", "want"),
    [
        (answer(), "ok"),
        (answer(outcome="answered"), "ok"),
        (answer(outcome="passed_on"), "invalid set.to missing"),
        (answer(outcome="passed_on", to="水利站"), "ok"),
        (answer(meeting="m2"), "invalid set.meeting unknown"),
        (answer(meeting=None), "invalid set.poll missing"),
        (answer(poll="q1"), "invalid set.poll not_here"),
        (answer(meeting=None, poll="q1", of=["A" * 43]), "ok"),
        (answer(meeting=None, poll="q1"), "invalid set.of pattern"),
        (answer(meeting=None, poll="q1", of=["A" * 43], outcome="answered"), "invalid set.outcome not_one_of"),
    ],
)
def test_what_comes_of_it_is_said_as_of_polls(judge, change, want):
    others = {("meeting", "m1"): HELD, ("poll", "q1"): {"ballots": 9}}
    assert judge(change, "committee", others=others) == want
    assert judge(change, "villager", others=others) == "forbidden"
