"""appeal: one speaks for oneself; offices answer; a case is nobody else's."""

import pytest

FILE = {
    "do": "appeal.file",
    "id": "a1",
    "set": {"person": "villager", "title": "路灯不亮", "text": "第三组路灯坏了一个月", "category": "livelihood"},
}
PHOTO = {
    "do": "appeal.attach",
    "id": "a1",
    "append": {"photos": {"blob": "a" * 64, "type": "image/jpeg", "w": 9, "h": 9}},
}
NOTE = {"do": "appeal.add", "id": "a1", "append": {"notes": {"text": "还是没修"}}}
ANSWER = {
    "do": "appeal.answer",
    "id": "a1",
    "append": {"answers": {"text": "明天来修", "name": "陈某", "office": "o1"}},
}
PAST = {"kind": "appeal", "id": "a1", **FILE["set"]}
VOICE = {"blob": "b" * 64, "type": "audio/webm", "ms": 38000}
SQUARE = "square/350583112216"
CASE = "case/350583112216-a1"


def _set(**fields):
    return FILE | {"set": FILE["set"] | fields}


@pytest.mark.parametrize(("change", "past"), [(FILE, None), (PHOTO, PAST), (NOTE, PAST)])
@pytest.mark.parametrize("scope", [SQUARE, CASE])
def test_only_the_person_speaks_for_himself(who, change, past, scope):
    assert who(change, past, scope=scope) == {"villager"}


@pytest.mark.parametrize(
    ("person", "want"),
    [
        ("accountant", "ok"),
        ("committee", "ok"),
        ("supervisor", "ok"),
        ("cadre", "ok"),
        ("admin", "ok"),
        ("neighbour", "forbidden"),
        ("next_cadre", "forbidden"),
    ],
)
def test_whoever_belongs_to_the_village_may_appeal(judge, person, want):
    assert judge(_set(person=person), person, scope=SQUARE) == want


def test_who_may_answer(who):
    assert who(ANSWER, PAST, scope=SQUARE) == {"committee", "liaison", "cadre", "keeper", "discipline"}
    assert who(ANSWER, PAST, scope=CASE) == {"cadre", "keeper", "discipline"}


def test_nobody_answers_himself_nor_who_is_close_to_him(who, judge):
    close = {("interest", "committee"): {"id": "committee", "relatives": ["uncle", "villager"]}}
    assert who(ANSWER, PAST, scope=SQUARE, others=close) == {"liaison", "cadre", "keeper", "discipline"}
    assert judge(ANSWER, "committee", PAST | {"person": "neighbour"}, scope=SQUARE, others=close) == "ok"
    assert judge(ANSWER, "committee", PAST | {"person": "committee"}, scope=SQUARE) == "forbidden"
    cadre = {("interest", "cadre"): {"id": "cadre", "relatives": ["villager"]}}
    assert who(ANSWER, PAST, scope=CASE, beside=cadre) == {"keeper", "discipline"}


@pytest.mark.parametrize(
    ("payee", "about", "want"),
    [
        ("宏达五金店", {}, "forbidden"),
        ("李三", {}, "forbidden"),  # a relative, as the roll has him
        ("陈某", {}, "forbidden"),  # who answers
        ("顺发建材", {}, "ok"),
        ("宏达五金店", {"kind": "disclosure"}, "ok"),
        ("宏达五金店", {"scope": "village/350583112217"}, "ok"),  # another village's ledger
    ],
)
def test_nobody_answers_about_a_row_that_pays_who_is_close(judge, payee, about, want):
    disputed = {"about": {"scope": "village/350583112216", "kind": "entry", "id": "e1", **about}}
    declared = {"id": "committee", "relatives": ["uncle"], "businesses": ["宏达五金店"]}
    names = {("member", "uncle"): {"name": "李三"}, ("member", "committee"): {"name": "陈某"}}
    square = {("interest", "committee"): declared, **names}
    above = {("entry", "e1"): {"payee": payee}}
    assert judge(ANSWER, "committee", PAST | disputed, scope=SQUARE, beside=square, above=above) == want


@pytest.mark.parametrize(
    ("change", "past", "scope", "want"),
    [
        (_set(about={"scope": "village/350583112216", "kind": "entry", "id": "e1"}), None, SQUARE, "ok"),
        (_set(voice=VOICE, place="三组晒坝"), None, SQUARE, "ok"),
        (FILE | {"set": {k: v for k, v in _set(voice=VOICE)["set"].items() if k != "text"}}, None, SQUARE, "ok"),
        (
            FILE | {"set": {k: v for k, v in FILE["set"].items() if k != "text"}},
            None,
            SQUARE,
            "invalid set.text missing",
        ),
        (
            FILE | {"set": {k: v for k, v in FILE["set"].items() if k != "title"}},
            None,
            SQUARE,
            "invalid set.title missing",
        ),
        (_set(category="gossip"), None, SQUARE, "invalid set.category not_one_of"),
        (_set(voice=VOICE | {"ms": 600_001}), None, SQUARE, "invalid set.voice.ms too_large"),
        (_set(about={"scope": "village/1", "kind": "entry"}), None, SQUARE, "invalid set.about.id missing"),
        (FILE, PAST, SQUARE, "taken"),
        (PHOTO, None, SQUARE, "unknown_record"),
        (NOTE, None, SQUARE, "unknown_record"),
        (NOTE, {"kind": "appeal", "id": "a1"}, SQUARE, "unknown_record"),  # its beginning was erased
        (FILE | {"id": "a2"}, None, CASE, "invalid id not_the_case"),
    ],
)
def test_what_is_taken(judge, change, past, scope, want):
    assert judge(change, "villager", past, scope=scope) == want


def test_an_answer_to_nothing(judge):
    assert judge(ANSWER, "committee", None, scope=SQUARE) == "unknown_record"
    assert [judge(change, "villager", None, scope=CASE) for change in (NOTE, ANSWER)] == ["forbidden"] * 2
    assert judge(ANSWER, "cadre", None, scope=CASE) == "unknown_record"
