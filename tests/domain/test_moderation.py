"""moderation: desks hide, the person objects, one level up decides; nobody about himself, and no office's own words."""

import pytest

from shaiba.domain import kinds
from shaiba.kind import Actor, Context, Grant
from shaiba_sync.errors import Invalid, SyncError
from shaiba_sync.merge import Record, merge, view
from shaiba_sync.scope import parse_scope

VILLAGE, TOWN, COUNTY = "350583112216", "350583112000", "350583000000"
DAY = "1970-01-01"


def tag(number: int) -> str:
    return f"{number:016x}AAECAwQFBgcICQoLDA0ODwaaaaaaaaaaa0000"


PHOTO, NOTE, ANSWER, URGED, RATED, TAKEN = (tag(number) for number in range(2, 8))
SAID = (
    (tag(1), {"do": "appeal.file", "id": "a1", "set": {"person": "villager", "title": "骂人", "text": "骂人的话"}}),
    (PHOTO, {"do": "appeal.attach", "id": "a1", "append": {"photos": {"blob": "0" * 64}}}),
    (NOTE, {"do": "appeal.add", "id": "a1", "append": {"notes": {"text": "补充"}}}),
    (ANSWER, {"do": "appeal.answer", "id": "a1", "append": {"answers": {"text": "在办", "name": "林某"}}}),
    (URGED, {"do": "appeal.call", "id": "a1", "append": {"calls": {"call": "urge", "day": DAY, "text": "快点"}}}),
    (RATED, {"do": "appeal.step", "id": "a1", "append": {"steps": {"step": "rate", "n": 4, "day": DAY, "text": "差"}}}),
    (TAKEN, {"do": "appeal.step", "id": "a1", "append": {"steps": {"step": "accept", "n": 0, "day": DAY}}}),
)
PEOPLE = {
    "villager": ("villager", VILLAGE),
    "neighbour": ("villager", VILLAGE),
    "accountant": ("accountant", VILLAGE),
    "committee": ("committee", VILLAGE),
    "branch": ("branch", VILLAGE),
    "station": ("station", TOWN),
    "cadre": ("cadre", TOWN),
    "second_cadre": ("cadre", TOWN),
    "inspector": ("inspector", COUNTY),
    "admin": ("admin", COUNTY),
    "elsewhere": ("cadre", "350583113000"),
}
LEVEL = {VILLAGE: "village", TOWN: "town", COUNTY: "county", "350583113000": "town"}


def appeal() -> Record:
    record = None
    for at, change in SAID:
        record = merge(record, change, at)
    assert record is not None
    return record


def judge(change, by, acts=(), *, there=True, beside=None):
    grants = tuple(Grant(by, *held, None, "1970-01-01", "2027-12-31") for name, held in PEOPLE.items() if name == by)
    actor = Actor(f"d-{by}", by, grants, clerk=by == "clerk")
    records = {("appeal", "a1"): appeal()} if there else {}
    around = beside or {}

    def look(kind, record_id):
        found = records.get((kind, record_id))
        return view(found) if found else around.get((kind, record_id))

    context = Context(
        parse_scope(f"square/{VILLAGE}"), actor, look, 0, beside=look, merged=lambda *place: records.get(place)
    )
    past = {"kind": "moderation", "id": "a1", "acts": list(acts)} if acts else None
    try:
        kind, decoded = kinds.decode(change)
        kind.allow(decoded, past, context)
    except Invalid as refusal:
        return f"invalid {refusal.detail['field']} {refusal.detail['why']}"
    except SyncError as refusal:
        return refusal.code
    return "ok"


def say(what, by, n=0, /, part="words", **more):
    verb = {"hide": "hide", "object": "object"}.get(what, "decide")
    act = {"act": what, "n": n, "part": part, "by": by, "day": DAY}
    if what != "object":
        act |= {"level": LEVEL[PEOPLE[by][1]], "name": "林某"}
    act |= {"hide": {"reason": "abuse"}, "object": {}}.get(what, {"text": "说明"})
    return {"do": f"moderation.{verb}", "id": "a1", "append": {"acts": act | more}}


def acts(*changes):
    return [change["append"]["acts"] for change in changes]


HIDE = say("hide", "committee")
OBJECT = say("object", "villager", 1)
DESK = {"committee", "branch", "cadre", "second_cadre", "inspector"}


def test_desks_hide():
    assert {by for by in PEOPLE if judge(say("hide", by), by) == "ok"} == DESK


@pytest.mark.parametrize("part", ["words", PHOTO, NOTE, URGED, RATED])
def test_what_villagers_said_is_a_part(part):
    assert judge(say("hide", "committee", part=part), "committee") == "ok"


@pytest.mark.parametrize("part", [ANSWER, TAKEN, tag(99)])
def test_what_offices_said_or_nobody_is_no_part(part):
    assert judge(say("hide", "committee", part=part), "committee") == "invalid append.acts.part not_a_part"


def test_the_person_alone_objects():
    objects = {by for by in PEOPLE if judge(say("object", by, 1), by, acts(HIDE)) == "ok"}
    assert objects == {"villager"}


def test_one_level_up_keeps_and_never_who_hid():
    keeps = {by for by in PEOPLE if judge(say("keep", by, 2), by, acts(HIDE, OBJECT)) == "ok"}
    assert keeps == {"cadre", "second_cadre", "inspector"}
    hidden = acts(say("hide", "cadre"), OBJECT)
    keeps = {by for by in PEOPLE if judge(say("keep", by, 2), by, hidden) == "ok"}
    assert keeps == {"inspector"}


def test_the_level_that_hid_it_or_above_restores():
    restores = {by for by in PEOPLE if judge(say("restore", by, 1), by, acts(say("hide", "cadre"))) == "ok"}
    assert restores == {"cadre", "second_cadre", "inspector"}


def test_nobody_hides_or_keeps_what_is_of_somebody_close():
    close = {("interest", by): {"relatives": ["villager"]} for by in DESK}
    assert {judge(say("hide", by), by, beside=close) for by in DESK} == {"forbidden"}
    assert judge(say("keep", "cadre", 2), "cadre", acts(HIDE, OBJECT), beside=close) == "forbidden"
    assert judge(say("restore", "cadre", 2), "cadre", acts(HIDE, OBJECT), beside=close) == "forbidden"


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (HIDE, "committee", acts(HIDE), "out_of_turn"),
        (say("hide", "committee", 1), "committee", acts(HIDE), "out_of_turn"),
        (say("hide", "committee", 1), "committee", (), "out_of_turn"),
        (say("object", "villager", 2), "villager", acts(HIDE, OBJECT), "out_of_turn"),
        (say("keep", "cadre", 1), "cadre", acts(HIDE), "out_of_turn"),
        (say("hide", "committee", level="town"), "committee", (), "forbidden"),
        (say("hide", "committee", by="other"), "committee", (), "invalid append.acts.by who_acts"),
        (say("object", "villager", 1, by="other"), "villager", acts(HIDE), "invalid append.acts.by who_acts"),
        (say("hide", "committee", day="1970-01-02"), "committee", (), "invalid append.acts.day too_late"),
        (say("hide", "committee", day="1969-12-20"), "committee", (), "invalid append.acts.day too_early"),
        (say("hide", "committee", reason="ugly"), "committee", (), "invalid append.acts.reason not_one_of"),
        (say("hide", "committee", part="title"), "committee", (), "invalid append.acts.part pattern"),
        (say("keep", "cadre", 2, text=""), "cadre", acts(HIDE, OBJECT), "invalid append.acts.text too_short"),
    ],
)
def test_what_is_refused(change, by, past, want):
    assert judge(change, by, past) == want


def test_what_is_not_there_is_not_hidden():
    assert judge(HIDE, "committee", there=False) == "unknown_record"
    assert judge(say("object", "villager"), "villager", there=False) == "forbidden"


def test_no_kind_of_squares_stands_in_open_data():
    assert [kind.name for kind in kinds.by_name.values() if "square" in kind.scopes and kind.open] == []


def late(part="words", **more):
    said = {"part": part, "level": "town", "due": DAY, "day": DAY}
    return {"do": "moderation.overdue", "id": "a1", "append": {"overdue": said | more}}


def test_the_clerk_alone_says_what_is_overdue():
    objected = acts(HIDE, OBJECT)
    assert {by for by in (*PEOPLE, "clerk") if judge(late(), by, objected) == "ok"} == {"clerk"}


@pytest.mark.parametrize(
    ("said", "past", "answer"),
    [
        (late(), (), "out_of_turn"),
        (late(), acts(HIDE), "out_of_turn"),
        (late(PHOTO), acts(HIDE, OBJECT), "out_of_turn"),
        (late(), acts(HIDE, OBJECT, say("keep", "cadre", 2)), "out_of_turn"),
        (late(due="1970-02-30"), acts(HIDE, OBJECT), "invalid append.overdue.due not_a_date"),
        (late(day="1970-02-30"), acts(HIDE, OBJECT), "invalid append.overdue.day not_a_date"),
    ],
)
def test_only_an_objection_that_waits_is_overdue(said, past, answer):
    assert judge(said, "clerk", past) == answer


def test_of_what_was_brought_to_a_meeting_all_is_the_words():
    beside = {("ask", "a1"): {"meeting": "m1", "sort": "question", "text": "骂人的话", "person": "villager"}}
    asked = {"there": False, "beside": beside}
    assert {by for by in PEOPLE if judge(say("hide", by), by, **asked) == "ok"} == DESK
    assert judge(say("hide", "committee", part=NOTE), "committee", **asked) == "invalid append.acts.part not_a_part"
    assert {by for by in PEOPLE if judge(say("object", by, 1), by, acts(HIDE), **asked) == "ok"} == {"villager"}
