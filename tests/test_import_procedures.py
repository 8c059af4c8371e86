"""`shaiba import procedures`: the seven once, a changed one as its next version, and what is wrong in a sentence."""

import json

import pytest

from shaiba.cli.import_procedures import SHIPPED, changes, read
from shaiba.data_folder import Doubt

SEVEN = read(SHIPPED.read_bytes())


def held(said):
    return {change["id"]: change["set"] for change in said}


def test_the_seven_are_said_once():
    said = changes(SEVEN, {}, "2026-11-27")
    assert [change["id"] for change in said] == [f"{one['key']}-1" for one in SEVEN]
    assert changes(SEVEN, held(said), "2026-12-01") == []


def test_what_a_county_changes_is_its_next_version():
    before = held(changes(SEVEN, {}, "2026-11-27"))
    mine = json.loads(json.dumps(SEVEN))
    mine[0]["steps"][3]["present"] = ">=3/4"
    [change] = changes(mine, before, "2026-12-01")
    assert (change["id"], change["set"]["since"]) == ("resolve-2", "2026-12-01")
    assert [one["id"] for one in changes(SEVEN, before | held([change]), "2027-01-01")] == ["resolve-3"]


@pytest.mark.parametrize("content", [b"{", b"{}", b'[{"title":"x"}]'])
def test_a_file_of_another_form_is_refused(content):
    with pytest.raises(Doubt):
        read(content)


def test_a_wrong_step_is_named():
    mine = json.loads(json.dumps(SEVEN[:1]))
    mine[0]["steps"][0]["shown"] = "five"
    with pytest.raises(Doubt, match=r"resolve: set\.steps\[0\]\.shown type"):
        changes(mine, {}, "2026-12-01")
