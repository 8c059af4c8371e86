"""sync/vectors/kinds: what the kinds' changes add up to, the same in both languages; and every kind is there."""

import json
from pathlib import Path

import pytest

from shaiba.domain import KINDS, kind_by_name, kinds
from shaiba_sync.merge import Record, merge, record_from_json, record_to_json

FOLDER = Path(__file__).parents[2] / "sync" / "vectors" / "kinds"
VECTORS = [v for file in sorted(FOLDER.glob("*.json")) for v in json.loads(file.read_text(encoding="utf-8"))["vectors"]]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_changes_add_up_to_records(vector):
    records: dict[tuple[str, str], Record] = {}
    for tag, change in vector["steps"]:
        kind, _ = kinds.decode(change)
        place = (kind.name, change["id"])
        records[place] = merge(records.get(place), change, tag)
    assert [record_to_json(record) for _, record in sorted(records.items())] == vector["want"]


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_fields_are_of_the_sort_that_their_kind_declares(vector):
    for text in vector["want"]:
        record = record_from_json(text)
        declared = kind_by_name[record.kind].fields
        found = (
            dict.fromkeys(record.fields, "register")
            | dict.fromkeys(record.lists, "list")
            | dict.fromkeys(record.sets, "set")
        )
        assert found.items() <= declared.items()


def test_every_verb_of_every_kind_has_a_vector():
    said = {change["do"] for vector in VECTORS for _, change in vector["steps"]}
    assert said == {change.__struct_config__.tag for kind in KINDS for change in kind.changes}
