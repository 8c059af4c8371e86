"""match, explanation, education: found by the clerk, explained by a village, settled by inspection, told to cadres."""

import pytest

COUNTY, TOWN, VILLAGE = "350583000000", "350583112000", "350583112216"
WATCH, DAY = f"watch/{COUNTY}", "1970-01-01"
FIND = {
    "do": "match.find",
    "id": "m1",
    "set": {"number": "03500210010412345678", "found": DAY},
    "add": {"entries": [f"{VILLAGE} e1", "350583112217 e1"]},
}
MATCH = {"kind": "match", "id": "m1", **FIND["set"], **FIND["add"]}
JOIN = {"do": "match.join", "id": "m1", "add": {"entries": ["350583112218 e1"]}}
FOUND = {"settled": "explained", "finding": "合买。", "by": "inspector", "name": "周某", "day": DAY}
SETTLE = {"do": "match.settle", "id": "m1", "set": FOUND}

ASK = {"do": "explanation.ask", "id": "m1", "set": {"asked": DAY}, "add": {"entries": ["e1"]}}
ASKED = {"kind": "explanation", "id": "m1", "asked": DAY, "entries": ["e1"]}
WIDER = {"do": "explanation.join", "id": "m1", "add": {"others": ["350583112218 e1"]}}
WORD = {"day": DAY, "by": "committee", "name": "赵某", "text": "与邻村合买。"}
GIVE = {"do": "explanation.give", "id": "m1", "append": {"words": WORD}}
CLOSE = {"do": "explanation.settle", "id": "m1", "set": {"settled": "upheld", "settled_on": DAY, "finding": "重复。"}}

CALLED = {
    "circular": "c1", "title": "警示教育会", "day": DAY, "hour": "15:00", "place": "镇礼堂", "by": "discipline",
    "name": "周某",
}  # fmt: skip
CALL = {"do": "education.call", "id": "w1", "set": CALLED}
MEETING = {"kind": "education", "id": "w1", **CALLED}
HOLD = {"do": "education.hold", "id": "w1", "set": {"came": 39, "held": DAY}}
COUNT = {"do": "education.count", "id": "w1", "set": {"called": 41, "signed": 1}}
ABOVE = {("circular", "c1"): {"audience": ["committee"]}}
IN_TOWN = {"scope": f"region/{TOWN}", "above": ABOVE}


def test_the_clerk_alone_says_what_it_found(who):
    assert who(FIND, scope=WATCH) == {"clerk"}
    assert who(JOIN, MATCH, scope=WATCH) == {"clerk"}
    assert who(ASK) == {"clerk"}
    assert who(WIDER, ASKED) == {"clerk"}
    assert who(CLOSE, ASKED) == {"clerk"}
    assert who(COUNT, MEETING, **IN_TOWN) == {"clerk"}


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (FIND, "clerk", MATCH, "taken"),
        (FIND | {"set": FIND["set"] | {"found": "1970-02-30"}}, "clerk", None, "invalid set.found not_a_date"),
        (FIND | {"add": {"entries": ["e1"]}}, "clerk", None, "invalid add.entries[0] pattern"),
        (JOIN, "clerk", MATCH | {"settled": "explained"}, "closed"),
        (JOIN, "clerk", None, "unknown_record"),
        (JOIN, "clerk", MATCH | {"entries": [f"{VILLAGE} e{n}" for n in range(49)]}, "ok"),
        (JOIN, "clerk", MATCH | {"entries": [f"{VILLAGE} e{n}" for n in range(50)]}, "invalid add.entries too_long"),
        (SETTLE, "inspector", MATCH, "ok"),
        (SETTLE, "discipline", MATCH, "forbidden"),  # of a town: they do not read it either
        (SETTLE, "clerk", MATCH, "forbidden"),
        (SETTLE, "inspector", None, "unknown_record"),
        (SETTLE, "inspector", MATCH | {"settled": "upheld"}, "closed"),
        (SETTLE | {"set": FOUND | {"by": "other"}}, "inspector", MATCH, "invalid set.by who_acts"),
        (SETTLE | {"set": FOUND | {"day": "1970-01-02"}}, "inspector", MATCH, "invalid set.day too_late"),
        (SETTLE | {"set": FOUND | {"settled": "maybe"}}, "inspector", MATCH, "invalid set.settled not_one_of"),
    ],
)
def test_a_match(judge, change, by, past, want):
    assert judge(change, by, past, scope=WATCH) == want


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (ASK, "clerk", ASKED, "taken"),
        (ASK | {"set": {"asked": "1970-02-30"}}, "clerk", None, "invalid set.asked not_a_date"),
        (WIDER, "clerk", ASKED | {"settled": "explained"}, "closed"),
        (CLOSE, "clerk", ASKED | {"settled": "explained"}, "closed"),
        (CLOSE, "clerk", None, "unknown_record"),
        (GIVE, "committee", ASKED, "ok"),
        (GIVE, "committee", ASKED | {"settled": "upheld"}, "ok"),
        (GIVE, "committee", None, "unknown_record"),
        (GIVE, "villager", ASKED, "forbidden"),
        (GIVE, "next_accountant", ASKED, "forbidden"),
        (GIVE, "inspector", ASKED, "forbidden"),
        (GIVE | {"append": {"words": WORD | {"by": "other"}}}, "committee", ASKED, "invalid append.words.by who_acts"),
        (
            GIVE | {"append": {"words": WORD | {"day": "1970-01-02"}}},
            "committee",
            ASKED,
            "invalid append.words.day too_late",
        ),
    ],
)
def test_an_explanation(judge, change, by, past, want):
    assert judge(change, by, past) == want


def test_who_calls_a_meeting_about_a_case(who):
    assert who(CALL, **IN_TOWN) == {"discipline"}
    assert who(HOLD, MEETING, **IN_TOWN) == {"discipline"}


@pytest.mark.parametrize(
    ("change", "past", "more", "want"),
    [
        (CALL, MEETING, IN_TOWN, "taken"),
        (CALL, None, {"scope": f"region/{TOWN}"}, "invalid set.circular no_circular"),
        (
            CALL,
            None,
            IN_TOWN | {"above": {("circular", "c1"): {"audience": [], "withdrawn": "错"}}},
            "invalid set.circular no_circular",
        ),
        (CALL | {"set": CALLED | {"by": "other"}}, None, IN_TOWN, "invalid set.by who_acts"),
        (CALL | {"set": CALLED | {"day": "1969-12-31"}}, None, IN_TOWN, "invalid set.day too_early"),
        (CALL | {"set": CALLED | {"hour": "24:00"}}, None, IN_TOWN, "invalid set.hour pattern"),
        (HOLD, None, IN_TOWN, "unknown_record"),
        (HOLD, MEETING | {"held": DAY}, IN_TOWN, "closed"),
        (HOLD, MEETING | {"day": "1970-01-02"}, IN_TOWN, "invalid set.held too_early"),
        (HOLD | {"set": {"came": 1, "held": "1970-01-02"}}, MEETING, IN_TOWN, "invalid set.held too_late"),
    ],
)
def test_a_meeting(judge, change, past, more, want):
    assert judge(change, "discipline", past, **more) == want


def test_a_meeting_is_a_towns_or_a_countys(judge):
    said = CALL | {"set": CALLED | {"by": "above"}}
    assert judge(said, "above", None, scope=f"region/{COUNTY}", above=ABOVE) == "ok"
    assert judge(said, "above", None, scope="region/350500000000", above=ABOVE) == "invalid scope not_of_it"
    assert judge(COUNT, "clerk", None, **IN_TOWN) == "unknown_record"


def test_who_is_in_office_in_a_town_signs_there(judge):
    signed = {"day": DAY, "by": "cadre", "name": "钱某", "role": "cadre"}
    sign = {"do": "reading.sign", "id": "c1", "append": {"signed": signed}}
    above = {("circular", "c1"): {"audience": ["cadre"]}}
    assert judge(sign, "cadre", None, scope=f"region/{TOWN}", above=above) == "ok"
    assert judge(sign, "cadre", None, above=above) == "forbidden"
    own = {"do": "reading.sign", "id": "c1", "append": {"signed": signed | {"by": "inspector", "role": "inspector"}}}
    wide = {("circular", "c1"): {"audience": ["inspector"]}}
    assert judge(own, "inspector", None, scope=f"region/{COUNTY}", above=wide) == "forbidden"
