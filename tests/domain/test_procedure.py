"""procedure and run: who says how it is done, who says that it was; what is refused because nobody could judge it."""

import json
from pathlib import Path

import pytest

COUNTY = "region/350583000000"
TODAY, LONG_AGO = "1970-01-01", "1969-12-24"
SHIPPED = json.loads((Path(__file__).parents[2] / "server" / "shaiba" / "data" / "procedures.json").read_text("utf-8"))
DECIDE = {"key": "decide", "title": "决议", "body": "村民代表", "who": ["committee"], "excuses": ["无人质询"]}
EXAMINE = {"key": "examine", "title": "审核", "body": "监委会", "who": ["supervisor", "cadre"]}
PROCEDURE = {"title": "用印", "since": "1969-01-01", "steps": [DECIDE, EXAMINE]}
SAY = {"do": "procedure.say", "id": "seal-1", "set": PROCEDURE}
END = {"do": "procedure.end", "id": "seal-1", "set": {"ended": "2026-12-01"}}
THERE = {("procedure", "seal-1"): PROCEDURE}
BEGIN = {
    "do": "run.begin",
    "id": "r1",
    "set": {"procedure": "seal-1", "title": "盖章", "began": TODAY, "by": "committee", "name": "赵某"},
}
RUN = {"kind": "run", "id": "r1", **BEGIN["set"]}
STEP = {"step": "decide", "day": TODAY, "by": "committee", "name": "赵某"}
PAPER = {"step": "decide", "name": "签到表", "day": TODAY, "blob": "0" * 64, "type": "image/webp", "w": 1, "h": 1}


def steps(*changed):
    listed = [DECIDE | one if number == 0 else EXAMINE | one for number, one in enumerate(changed)]
    return SAY | {"set": PROCEDURE | {"steps": listed}}


def took(**changed):
    return {"do": "run.step", "id": "r1", "append": {"steps": STEP | changed}}


def attach(**changed):
    return {"do": "run.attach", "id": "r1", "append": {"papers": PAPER | changed}}


def explain(**changed):
    return {"do": "run.explain", "id": "r1", "append": {"words": STEP | {"text": "没有产生费用。"} | changed}}


STOP = {"do": "run.stop", "id": "r1", "set": {"stopped": "不办了"}}


@pytest.mark.parametrize(("change", "past"), [(SAY, None), (END, PROCEDURE)])
def test_who_says_how_it_is_done(who, change, past):
    assert who(change, past, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (SAY, PROCEDURE, "taken"),
        (END, None, "unknown_record"),
        (END, PROCEDURE | {"ended": "2026-12-01"}, "closed"),
        (SAY | {"id": "seal"}, None, "invalid id not_a_version"),
        (SAY | {"id": "seal-0"}, None, "invalid id not_a_version"),
        (SAY | {"set": PROCEDURE | {"since": "2026-02-30"}}, None, "invalid set.since not_a_date"),
        (SAY | {"set": PROCEDURE | {"steps": []}}, None, "invalid set.steps too_short"),
        (steps({}, {"key": "decide"}), None, "invalid set.steps[1].key twice"),
        (steps({"after": "examine"}, {}), None, "invalid set.steps[0].after not_before"),
        (steps({}, {"after": "decide"}), None, "ok"),
        (steps({"min": 3, "max": 2}), None, "invalid set.steps[0].max before_min"),
        (steps({"of": "called"}), None, "invalid set.steps[0].of without_agree"),
        (steps({"present": "2/3"}), None, "invalid set.steps[0].present pattern"),
        (steps({"papers": ["签到表", "签到表"]}), None, "invalid set.steps[0].papers twice"),
        (steps({"who": ["mayor"]}), None, "invalid set.steps[0].who[0] not_one_of"),
    ],
)
def test_what_a_procedure_may_be(judge, change, past, want):
    assert judge(change, "admin", past, scope=COUNTY) == want


@pytest.mark.parametrize("procedure", SHIPPED, ids=lambda one: one["key"])
def test_those_that_come_with_the_program_are_good(judge, procedure):
    said = {"title": procedure["title"], "note": procedure["note"], "since": TODAY, "steps": procedure["steps"]}
    change = {"do": "procedure.say", "id": f"{procedure['key']}-1", "set": said}
    assert judge(change, "admin", scope=COUNTY) == "ok"
    assert procedure["note"].startswith("[建议]")
    assert not any("excuses" in step for step in procedure["steps"] if step["key"] == "publish")


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (BEGIN, "committee", None, "ok"),
        (BEGIN, "committee", RUN, "taken"),
        (BEGIN | {"set": BEGIN["set"] | {"by": "cadre"}}, "cadre", None, "ok"),
        (BEGIN, "cadre", None, "invalid set.by who_acts"),
        (BEGIN, "villager", None, "forbidden"),
        (BEGIN, "clerk", None, "forbidden"),
        (
            BEGIN | {"set": BEGIN["set"] | {"procedure": "seal-2"}},
            "committee",
            None,
            "invalid set.procedure no_procedure",
        ),
        (BEGIN | {"set": BEGIN["set"] | {"began": "1970-01-02"}}, "committee", None, "invalid set.began too_late"),
        (BEGIN | {"set": BEGIN["set"] | {"began": LONG_AGO}}, "committee", None, "invalid set.began too_early"),
        (took(), "committee", None, "unknown_record"),
        (took(), "committee", RUN, "ok"),
        (took(), "villager", RUN, "forbidden"),
        (took(), "clerk", RUN, "forbidden"),
        (took(), "supervisor", RUN, "forbidden"),
        (took(step="examine", by="supervisor"), "supervisor", RUN, "ok"),
        (took(step="examine", by="cadre"), "cadre", RUN, "ok"),
        (took(step="examine"), "committee", RUN, "forbidden"),
        (took(step="other"), "committee", RUN, "invalid append.steps.step not_one_of"),
        (took(by="cadre"), "committee", RUN, "invalid append.steps.by who_acts"),
        (took(day="1970-01-02"), "committee", RUN, "invalid append.steps.day too_late"),
        (took(day="1969-12-25"), "committee", RUN, "ok"),
        (took(day=LONG_AGO), "committee", RUN, "invalid append.steps.day too_early"),
        (took(day="1969-02-30"), "committee", RUN, "invalid append.steps.day not_a_date"),
        (took(excuse="无人质询"), "committee", RUN, "ok"),
        (took(excuse="没有产生费用"), "committee", RUN, "invalid append.steps.excuse not_one_of"),
        (took(excuse="无人质询", called=9), "committee", RUN, "invalid append.steps.called not_here"),
        (took(called=38, present=12, agree=12), "committee", RUN, "ok"),
        (took(called=38, present=39), "committee", RUN, "invalid append.steps.present more_than_there_are"),
        (took(called=38, present=12, agree=13), "committee", RUN, "invalid append.steps.agree more_than_there_are"),
        (took(present=12), "committee", RUN, "invalid append.steps.present more_than_there_are"),
        (took(), "committee", RUN | {"stopped": "不办了"}, "closed"),
        (attach(), "committee", RUN | {"stopped": "不办了"}, "ok"),
        (attach(), "supervisor", RUN, "forbidden"),
        (attach(day=LONG_AGO), "committee", RUN, "invalid append.papers.day too_early"),
        (explain(), "committee", RUN, "ok"),
        (explain(), "villager", RUN, "forbidden"),
        (explain(step="other"), "committee", RUN, "invalid append.words.step not_one_of"),
        (STOP, "committee", RUN, "ok"),
        (STOP, "supervisor", RUN, "ok"),
        (STOP, "villager", RUN, "forbidden"),
        (STOP, "committee", RUN | {"stopped": "不办了"}, "closed"),
    ],
)
def test_who_goes_through_it_and_what_is_refused(judge, change, by, past, want):
    assert judge(change, by, past, above=THERE) == want


@pytest.mark.parametrize("more", [{"ended": TODAY}, {"since": "2026-01-01"}])
def test_nothing_begins_by_what_is_not_in_force(judge, more):
    above = {("procedure", "seal-1"): PROCEDURE | more}
    assert judge(BEGIN, "committee", above=above) == "invalid set.procedure not_in_force"
    assert judge(took(), "committee", RUN, above=above) == "ok"
