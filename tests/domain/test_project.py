"""project: whose each stage is; what is refused because nobody could judge it; nothing for being out of order."""

import pytest

TODAY, WEEK_AGO, LONG_AGO = "1970-01-01", "1969-12-25", "1969-12-24"
BEGIN = {
    "do": "project.begin",
    "id": "w1",
    "set": {
        "number": "P-1", "title": "修水渠", "source": "grant", "method": "compare", "budget_fen": 18_600_000,
        "began": LONG_AGO, "need": "渠塌了", "by": "committee", "name": "赵某",
    },
}  # fmt: skip
PAST = {"kind": "project", "id": "w1", **BEGIN["set"]}
STOPPED = PAST | {"stopped": "不修了"}
STOP = {"do": "project.stop", "id": "w1", "set": {"stopped": "不修了"}}
LINE = {"item": "水泥预制沟", "unit": "米", "quantity_milli": 320_000, "price_fen": 28_500}
PHOTO = {"blob": "0" * 64, "type": "image/webp", "w": 1, "h": 1}
STAGES = {
    "design": ("designs", {"lines": [LINE]}),
    "quote": ("quotes", {"bidder": "甲队", "amount_fen": 100}),
    "contract": ("contracts", {"party": "甲队", "amount_fen": 100, "due": "2026-08-31", "advance_percent": 30}),
    "progress": ("progress", {"percent": 45, "photos": [PHOTO], "present": ["钱某"]}),
    "alter": ("changes", {"amount_fen": -100, "reason": "改短了"}),
    "accept": ("acceptances", {"result": "passed", "present": ["钱某"], "photos": [PHOTO]}),
    "pay": ("payments", {"amount_fen": 100, "of": "work", "entry": "e1"}),
    "warrant": ("warranties", {"until": "2027-08-31", "retained_fen": 3}),
    "explain": ("words", {"text": "雨天停工。"}),
}
LEDGER = {("entry", "e1"): {"amount_fen": 100}}
BUILDERS = {"committee", "accountant"}
WATCHERS = {"committee", "supervisor", "cadre", "keeper"}


def stage(verb, by="committee", **changed):
    field, said = STAGES[verb]
    one = {"day": TODAY, "by": by, "name": "赵某", **said} | changed
    return {"do": f"project.{verb}", "id": "w1", "append": {field: {k: v for k, v in one.items() if v is not None}}}


@pytest.mark.parametrize(
    ("verb", "roles"),
    [
        *((verb, BUILDERS) for verb in ("design", "quote", "contract", "alter", "warrant")),
        ("progress", WATCHERS),
        ("accept", WATCHERS),
        ("pay", {"accountant"}),
        ("explain", BUILDERS | WATCHERS),
    ],
)
def test_whose_stage_it_is(judge, verb, roles):
    everybody = ("clerk", "villager", "accountant", "committee", "supervisor", "cadre", "keeper", "liaison", "admin",
                 "neighbour", "next_accountant", "next_cadre", "stranger")  # fmt: skip
    assert {by for by in everybody if judge(stage(verb, by), by, PAST, others=LEDGER) == "ok"} == roles


def test_who_begins_and_ends_one(judge):
    for by in ("committee", "accountant"):
        assert judge(BEGIN | {"set": BEGIN["set"] | {"by": by}}, by) == "ok"
        assert judge(STOP, by, PAST) == "ok"
    for by in ("clerk", "villager", "supervisor", "cadre", "next_accountant"):
        assert judge(BEGIN | {"set": BEGIN["set"] | {"by": by}}, by) == "forbidden"
        assert judge(STOP, by, PAST) == "forbidden"


def begin(**changed):
    return BEGIN | {"set": BEGIN["set"] | changed}


@pytest.mark.parametrize(
    ("change", "by", "past", "want"),
    [
        (BEGIN, "committee", PAST, "taken"),
        (begin(by="cadre"), "committee", None, "invalid set.by who_acts"),
        (begin(began="1970-01-02"), "committee", None, "invalid set.began too_late"),
        (begin(began="1969-02-30"), "committee", None, "invalid set.began not_a_date"),
        (begin(budget_fen=0), "committee", None, "invalid set.budget_fen too_small"),
        (begin(budget_fen=10**11 + 1), "committee", None, "invalid set.budget_fen too_large"),
        (begin(method="friend"), "committee", None, "invalid set.method not_one_of"),
        (begin(run="r1"), "committee", None, "invalid set.run unknown"),
        (stage("design"), "committee", None, "unknown_record"),
        (stage("design"), "committee", {"kind": "project", "id": "w1"}, "unknown_record"),
        (STOP, "committee", None, "unknown_record"),
        (STOP, "committee", STOPPED, "closed"),
        *((stage(verb), "committee", STOPPED, "closed") for verb in STAGES if verb not in ("pay", "explain")),
        (stage("pay", "accountant"), "accountant", STOPPED, "ok"),
        (stage("explain"), "committee", STOPPED, "ok"),
        (stage("quote", by="cadre"), "committee", PAST, "invalid append.quotes.by who_acts"),
        (stage("quote", day="1970-01-02"), "committee", PAST, "invalid append.quotes.day too_late"),
        (stage("quote", day=WEEK_AGO), "committee", PAST, "ok"),
        (stage("quote", day=LONG_AGO), "committee", PAST, "invalid append.quotes.day too_early"),
        (stage("quote", day=LONG_AGO, told=TODAY), "committee", PAST, "ok"),
        (stage("quote", told="1970-01-02"), "committee", PAST, "invalid append.quotes.told too_late"),
        (stage("quote", told=LONG_AGO), "committee", PAST, "invalid append.quotes.told too_early"),
        (stage("quote", amount_fen=0), "committee", PAST, "invalid append.quotes.amount_fen too_small"),
        (stage("alter", amount_fen=0), "committee", PAST, "invalid append.changes.amount_fen too_small"),
        (stage("pay", "accountant", amount_fen=0), "accountant", PAST, "invalid append.payments.amount_fen too_small"),
        (stage("pay", "accountant", amount_fen=-5), "accountant", PAST, "ok"),
        (stage("pay", "accountant", entry="e2"), "accountant", PAST, "invalid append.payments.entry unknown"),
        (stage("pay", "accountant", entry=None), "accountant", PAST, "ok"),
        (stage("contract", due="2026-02-30"), "committee", PAST, "invalid append.contracts.due not_a_date"),
        (
            stage("contract", advance_percent=101),
            "committee",
            PAST,
            "invalid append.contracts.advance_percent too_large",
        ),
        (stage("warrant", until="2026-02-30"), "committee", PAST, "invalid append.warranties.until not_a_date"),
        (stage("progress", percent=101), "committee", PAST, "invalid append.progress.percent too_large"),
        (stage("progress", photos=[]), "committee", PAST, "invalid append.progress.photos too_short"),
        (stage("accept", present=[]), "committee", PAST, "invalid append.acceptances.present too_short"),
        (stage("explain", text=None), "committee", PAST, "invalid append.words.text missing"),
        (stage("design", lines=[]), "committee", PAST, "invalid append.designs.lines too_short"),
        (
            stage("design", lines=[LINE, LINE | {"usual_low_fen": 2, "usual_high_fen": 1}]),
            "committee",
            PAST,
            "invalid append.designs.lines[1].usual_high_fen too_small",
        ),
        (
            stage("design", lines=[LINE | {"quantity_milli": 10**9, "price_fen": 100_001}]),
            "committee",
            PAST,
            "invalid append.designs.lines[0].price_fen too_large",
        ),
        (
            stage("design", lines=[LINE | {"quantity_milli": 10**9, "price_fen": 60_000}] * 2),
            "committee",
            PAST,
            "invalid append.designs.lines too_large",
        ),
    ],
)  # fmt: skip
def test_what_nobody_could_judge_is_refused(judge, change, by, past, want):
    assert judge(change, by, past, others=LEDGER) == want


@pytest.mark.parametrize("verb", ["progress", "accept", "warrant", "alter", "pay"])
def test_nothing_is_refused_for_being_out_of_order(judge, verb):
    """Work before a contract, acceptance before work, money before both: it is so, and everybody reads it."""
    by = "accountant" if verb == "pay" else "committee"
    assert judge(stage(verb, by), by, PAST, others=LEDGER) == "ok"


def test_a_project_names_the_run_by_which_it_was_decided(judge):
    assert judge(begin(run="r1"), "committee", others={("run", "r1"): {"title": "修水渠"}}) == "ok"


@pytest.mark.parametrize(
    ("said", "want"),
    [
        ({"meeting": "m1", "proposal": "a1"}, "ok"),
        ({"meeting": "m1"}, "ok"),
        ({"meeting": "m2"}, "invalid set.meeting unknown"),
        ({"proposal": "a1"}, "invalid set.meeting missing"),
    ],
)
def test_a_project_names_the_meeting_and_the_proposal_that_it_came_of(judge, said, want):
    assert judge(begin(**said), "committee", others={("meeting", "m1"): {"agenda": []}}) == want
