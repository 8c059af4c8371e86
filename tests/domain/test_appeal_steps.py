"""appeal.step and appeal.call: each is for one sort of person, begins in one state, and says what it must."""

import pytest

SQUARE, CASE = "square/350583112216", "case/350583112216-a1"
RAISED = {"kind": "appeal", "id": "a1", "person": "villager", "title": "路灯不亮", "category": "livelihood"}
EPOCH = "1970-01-01"
"""The day on which `judge` judges."""
DESK = {"committee", "liaison"}
ABOVE = {"cadre", "keeper", "discipline"}


def step(what, n=0, by="cadre", **more):
    return {"step": what, "n": n, "day": EPOCH, "by": by, **more}


def take(taken):
    return {"do": "appeal.step", "id": "a1", "append": {"steps": taken}}


def call(what, by=None, **more):
    said = {"call": what, "day": EPOCH, **({"by": by} if by else {}), **more}
    return {"do": "appeal.call", "id": "a1", "append": {"calls": said}}


def past(*steps, **more):
    return RAISED | {"steps": list(steps)} | more


ACCEPTED = (step("accept", by="committee", level="village"),)
AT_TOWN = (step("accept", level="town"),)
DISPATCHED = (*AT_TOWN, step("dispatch", 1, office="roll", to="农业农村站"))
PAUSED = (*ACCEPTED, step("pause", 1, "committee", text="缺土地证"))
ANSWERED = (*ACCEPTED, step("answer", 1, "committee", text="修好了"))
REPLIED = (*ANSWERED, step("reply", 2))
SATISFIED = (*REPLIED, step("rate", 3, "villager", score="satisfied"))
OWN = step("accept", by="committee", level="village")
OFFICE = {"office": "o1", "to": "农业农村站"}


@pytest.mark.parametrize(
    ("taken", "what", "said", "want"),
    [
        ((), "accept", {"level": "village"}, DESK),
        ((), "accept", {"level": "town"}, ABOVE),
        (ACCEPTED, "dispatch", OFFICE, DESK),
        (ACCEPTED, "answer", {"text": "好了"}, DESK),
        (ACCEPTED, "pause", {"text": "缺材料"}, DESK),
        (PAUSED, "resume", {}, {*DESK, "villager"}),
        (ACCEPTED, "extend", {"days": 3, "reason": "survey"}, DESK),
        (ACCEPTED, "escalate", {"reason": "beyond_power"}, DESK),
        (AT_TOWN, "escalate", {"reason": "beyond_power"}, ABOVE),
        (DISPATCHED, "answer", {"text": "好了"}, {"keeper"}),
        (DISPATCHED, "transfer", {**OFFICE, "reason": "not_ours"}, ABOVE),
        (REPLIED, "rate", {"score": "mostly"}, {"villager"}),
    ],
)
def test_each_step_is_for_one_sort_of_person(judge, taken, what, said, want):
    found = {
        by
        for by in {*DESK, *ABOVE, "villager", "accountant", "supervisor", "observer", "admin", "neighbour", "clerk"}
        if judge(take(step(what, len(taken), by, **said)), by, past(*taken), scope=SQUARE) != "forbidden"
    }
    assert found == want


@pytest.mark.parametrize("what", ["reply", "return"])
def test_who_answered_does_not_review_what_he_answered(judge, what):
    said = {} if what == "reply" else {"text": "再查"}
    assert judge(take(step(what, 2, "cadre", **said)), "cadre", past(*ANSWERED), scope=SQUARE) == "ok"
    own = judge(take(step(what, 2, "committee", **said)), "committee", past(*ANSWERED), scope=SQUARE)
    assert own == "invalid append.steps.step another_person"


def test_a_revisit_is_by_somebody_who_had_no_hand_in_it(judge):
    said = {"how": "visit", "result": "solved", "text": "灯亮了"}
    wants = {"cadre": "invalid append.steps.step another_person", "liaison": "ok", "discipline": "ok"}
    assert {
        by: judge(take(step("revisit", 4, by, **said)), by, past(*SATISFIED), scope=SQUARE) for by in wants
    } == wants


def test_nobody_handles_what_is_his_own_or_of_somebody_close(judge):
    close = {("interest", "committee"): {"id": "committee", "relatives": ["villager"]}}
    accept = take(step("accept", by="committee", level="village"))
    assert judge(accept, "committee", past(), scope=SQUARE, others=close) == "forbidden"
    assert judge(accept, "committee", past(person="committee"), scope=SQUARE) == "forbidden"
    assert judge(accept, "committee", past(), scope=SQUARE) == "ok"


def test_a_case_is_not_the_villages_and_begins_at_the_town(judge):
    assert judge(take(step("accept", by="committee", level="village")), "committee", past(), scope=CASE) == "forbidden"
    assert judge(take(step("accept", level="town")), "cadre", past(), scope=CASE) == "ok"


@pytest.mark.parametrize(
    ("taken", "said", "want"),
    [
        ((), step("dispatch", 0, "committee", **OFFICE), "out_of_turn"),
        ((), step("accept", 1, "committee", level="village"), "out_of_turn"),
        (ACCEPTED, step("accept", 1, "committee", level="village"), "out_of_turn"),
        (ACCEPTED, step("dispatch", 0, "committee", **OFFICE), "out_of_turn"),
        (PAUSED, step("answer", 2, "committee", text="好了"), "out_of_turn"),
        ((), step("accept", 0, "committee"), "forbidden"),
        ((), step("accept", 0, "liaison", level="village"), "invalid append.steps.by who_acts"),
        ((), step("accept", 0, "committee", level="village", office="o1"), "invalid append.steps.office unknown_field"),
        (ACCEPTED, step("dispatch", 1, "committee", office="o1"), "invalid append.steps.to missing"),
        (ACCEPTED, step("pause", 1, "committee"), "invalid append.steps.text missing"),
        (ACCEPTED, step("escalate", 1, "committee"), "invalid append.steps.reason missing"),
        (ACCEPTED, step("extend", 1, "committee", days=6, reason="survey"), "invalid append.steps.step no_more"),
        (ACCEPTED, step("extend", 1, "committee", days=21, reason="survey"), "invalid append.steps.days too_large"),
        ((), OWN | {"day": "1970-01-02"}, "invalid append.steps.day too_late"),
        ((), OWN | {"day": "1970-02-30"}, "invalid append.steps.day not_a_date"),
        ((), step("accept", 0, "committee", level="village") | {"n": -1}, "invalid append.steps.n too_small"),
        ((), step("close", 0, "committee"), "invalid append.steps.step not_one_of"),
    ],
)  # fmt: skip
def test_what_is_refused_and_why(judge, taken, said, want):
    assert judge(take(said), "committee", past(*taken), scope=SQUARE) == want


def test_an_appeal_is_not_given_back_to_a_level_below(judge):
    up = (*AT_TOWN, step("escalate", 1, reason="beyond_power"))
    assert judge(take(step("accept", 2, "cadre", level="town")), "cadre", past(*up), scope=SQUARE) == (
        "invalid append.steps.level too_low"
    )


def test_papers_are_asked_for_twice_at_most(judge):
    steps = [*ACCEPTED]
    for _ in range(2):
        steps += [step("pause", len(steps), "committee", text="缺"), step("resume", len(steps) + 1, "villager")]
    again = take(step("pause", len(steps), "committee", text="缺"))
    assert judge(again, "committee", past(*steps), scope=SQUARE) == "invalid append.steps.step no_more"


def test_who_calls(judge):
    people = (*DESK, *ABOVE, "villager", "neighbour", "admin", "clerk")
    overdue = {"level": "village", "due": EPOCH}

    def who(what, **said):
        found = set()
        for by in people:
            one = call(what, None if by == "clerk" else by, **said)
            if judge(one, by, past(*ACCEPTED), scope=SQUARE) == "ok":
                found.add(by)
        return found

    assert who("urge") == {"villager"}
    assert who("supervise") == ABOVE
    assert who("overdue", **overdue) == {"clerk"}


@pytest.mark.parametrize(
    ("said", "by", "taken", "want"),
    [
        (call("urge", "cadre"), "villager", ACCEPTED, "invalid append.calls.by who_acts"),
        (call("urge", "villager"), "villager", SATISFIED, "out_of_turn"),
        (call("urge", "villager", due=EPOCH), "villager", ACCEPTED, "invalid append.calls.due unknown_field"),
        (call("overdue", level="village"), "clerk", ACCEPTED, "invalid append.calls.due missing"),
        (call("overdue", level="village", due="1970-02-30"), "clerk", ACCEPTED, "invalid append.calls.due not_a_date"),
    ],
)
def test_what_calls_say(judge, said, by, taken, want):
    assert judge(said, by, past(*taken), scope=SQUARE) == want


def test_neighbours_add_their_own_voices(judge):
    def support(voice):
        return {"do": "appeal.support", "id": "a1", "add": {"supporters": [voice]}}

    assert judge(support("accountant"), "accountant", past(), scope=SQUARE) == "ok"
    assert judge(support("accountant"), "committee", past(), scope=SQUARE) == "forbidden"
    assert judge(support("villager"), "villager", past(), scope=SQUARE) == "forbidden"
    assert judge(support("cadre"), "cadre", past(), scope=CASE) == "forbidden"
