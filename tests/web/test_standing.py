"""An appeal's code: what it tells to whoever has it, what it never tells, and what guessing costs."""

import json

import pytest

from shaiba.web.ceiling import ALL_A_MINUTE, EACH_A_MINUTE, Ceiling
from shaiba_sync import query_code
from shaiba_sync.errors import SlowDown
from tests.conftest import OTHER_VILLAGE, SQUARE, TODAY, VILLAGE, Village

CODE = query_code("38247716")
SECRET = "卫生所的药费"


async def ask(village: Village, code: str, of: str = VILLAGE) -> tuple[int, dict[str, object]]:
    village.time.now_ms += 60_000  # the next minute: the ceiling has a test of its own
    answer = await village.client.post("/appeal/status", json={"village": of, "code": code})
    return answer.status_code, answer.json()


async def raised(village: Village, scope: str = SQUARE) -> None:
    members = {"person": village.villager.person, "title": SECRET, "category": "subsidy", "text": SECRET, "code": CODE}
    said = village.villager.say(scope, {"do": "appeal.file", "id": "a1", "set": members})
    assert (await village.sync(said))[0].verdict == "stored"


async def step(village: Village, n: int, name: str, **said: str) -> None:
    members = {"step": name, "n": n, "day": TODAY, "by": village.cadre.person, **said}
    line = village.cadre.say(SQUARE, {"do": "appeal.step", "id": "a1", "append": {"steps": members}})
    assert (await village.sync(line))[0].verdict == "stored"


async def test_it_tells_the_state_and_nothing_that_anybody_wrote(village: Village) -> None:
    await raised(village)
    await step(village, 0, "accept", level="town", text=SECRET)
    await step(village, 1, "dispatch", office="o1", to="农业农村站", text=SECRET)
    status, found = await ask(village, CODE)
    assert (status, set(found)) == (200, {"state", "level", "office", "due", "today"})
    assert (found["state"], found["level"], found["office"]) == ("dispatched", "town", "农业农村站")
    assert found["due"]
    assert SECRET not in json.dumps(found, ensure_ascii=False)
    assert village.villager.person not in json.dumps(found)


async def test_it_tells_of_a_case_too(village: Village) -> None:
    await raised(village, f"case/{VILLAGE}-a1")
    assert (await ask(village, CODE))[1]["state"] == "received"


async def test_whatever_is_wrong_is_answered_alike(village: Village) -> None:
    await raised(village)
    other = query_code("38247717")
    wrong = [(CODE, OTHER_VILLAGE), (other, VILLAGE), (CODE[:8] + str((int(CODE[8]) + 1) % 10), VILLAGE), ("", VILLAGE)]
    answers = [await ask(village, *one) for one in wrong]
    assert {json.dumps(answer) for answer in answers} == {json.dumps(answers[0])}
    assert (answers[0][0], answers[0][1]["error"]) == (404, "not_found")


async def test_who_guesses_is_told_to_slow_down(village: Village) -> None:
    asked = [await village.client.post("/appeal/status", json={"village": VILLAGE, "code": CODE}) for _ in range(11)]
    assert [answer.status_code for answer in asked] == [404] * EACH_A_MINUTE + [429]


def test_a_hundred_thousand_guesses_from_everywhere_are_held_to_the_ceiling() -> None:
    ceiling, answered = Ceiling(each=EACH_A_MINUTE, all_=ALL_A_MINUTE), 0
    for guess in range(100_000):
        try:
            ceiling.ask(f"10.0.{guess % 5000}", guess)  # a thousand a second, for 100 seconds
            answered += 1
        except SlowDown as refusal:
            assert 1 <= refusal.detail["after_s"] <= 60
    assert answered == 2 * ALL_A_MINUTE


@pytest.mark.parametrize("code", ["123456789", "12345678", "1234567890", "３８２４７７１６０"])
async def test_a_code_that_is_none_is_not_taken(village: Village, code: str) -> None:
    members = {"person": village.villager.person, "title": "问", "category": "subsidy", "text": "问", "code": code}
    line = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a2", "set": members})
    assert await village.refusal(line) == "invalid"
