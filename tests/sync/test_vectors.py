"""Every vector, answered by the Python half; and the committed vectors are those that make writes."""

import json
import runpy
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from shaiba_sync import harness
from tests.sync.stems import STEMS

VECTORS = Path(__file__).parents[2] / "sync" / "vectors"


def vectors(stem: str) -> list[dict[str, Any]]:
    return json.loads((VECTORS / f"{stem}.json").read_text(encoding="utf-8"))["vectors"]


@pytest.mark.parametrize("stem", STEMS)
def test_each_vector_is_answered_as_it_says(stem):
    wrong = [vector["name"] for vector in vectors(stem) if not is_as_wanted(vector, harness.answer(vector))]
    assert not wrong


@pytest.mark.parametrize("stem", STEMS)
def test_each_vector_has_a_name_of_its_own(stem):
    assert [name for name, times in Counter(vector["name"] for vector in vectors(stem)).items() if times > 1] == []


def test_every_command_has_a_vector_and_the_page_names_every_command():
    page = (VECTORS / "README.md").read_text(encoding="utf-8")
    used = {vector["fn"] for stem in STEMS for vector in vectors(stem)}
    assert used == set(harness.COMMANDS)
    assert [name for name in harness.COMMANDS if f"| `{name}` |" not in page] == []


def test_every_rule_has_a_negative_vector():
    page = (VECTORS.parent / "spec" / "errors.md").read_text(encoding="utf-8")
    (line,) = [line for line in page.splitlines() if line.startswith("`malformed` carries")]
    rules = set(line.partition("(vectors hold them): ")[2].partition(". ")[0].replace("`", "").split(", "))
    assert {vector["rule"] for stem in STEMS for vector in vectors(stem) if "rule" in vector} == rules


def test_the_vectors_are_what_make_writes():
    subjects = runpy.run_path(str(VECTORS / "make"))["SUBJECTS"]
    assert tuple(subjects) == STEMS
    for stem, (_, make) in subjects.items():
        made = json.loads(json.dumps(make()))
        assert made == vectors(stem), f"run python sync/vectors/make ({stem})"


def is_as_wanted(vector: dict[str, Any], answer: dict[str, Any]) -> bool:
    """Whether an answer of a harness, read as JSON, is what the vector says."""
    answer = json.loads(json.dumps(answer))
    if "want_error" not in vector:
        return answer == {"ok": vector["want"]}
    detail = {"rule": vector["rule"]} if "rule" in vector else vector.get("detail", answer.get("detail"))
    return answer == {"error": vector["want_error"], "detail": detail}
