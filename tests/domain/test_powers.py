"""powers: who says what those in office may do, and what a list may be."""

import pytest

from shaiba.power_sheet import TEMPLATES, BadSheet, read_list

COUNTY = "region/350583000000"
ITEM = {"key": "Z-01", "group": "财务", "name": "月度收支", "body": "报账员"}
SET = {"title": "权力清单", "since": "2026-12-01", "items": [ITEM]}
SAY = {"do": "powers.say", "id": "power-1", "set": SET}


def items(*listed):
    return SAY | {"set": SET | {"items": [ITEM | one for one in listed]}}


def test_who_says_it(who):
    assert who(SAY, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (SAY, SET, "taken"),
        (SAY | {"id": "look-12"}, None, "ok"),
        (SAY | {"id": "other-1"}, None, "invalid id not_a_version"),
        (SAY | {"id": "power-0"}, None, "invalid id not_a_version"),
        (SAY | {"set": SET | {"since": "2026-02-30"}}, None, "invalid set.since not_a_date"),
        (items({}, {}), None, "invalid set.items[1].key twice"),
        (items({}, {"key": "Z-02"}), None, "ok"),
        (items({"key": "2"}), None, "invalid set.items[0].key pattern"),
        (items({"procedure": "finance"}), None, "ok"),
        (items({"procedure": "finance", "steps": ["审核"]}), None, "invalid set.items[0].steps not_here"),
        (items({"law": ""}), None, "invalid set.items[0].law too_short"),
    ],
)
def test_what_a_list_may_be(judge, change, past, want):
    assert judge(change, "admin", past, scope=COUNTY) == want


@pytest.mark.parametrize(
    ("name", "groups", "count"),
    [("quanzhou", 3, 27), ("lianyuan", 3, 27), ("anzhou", 6, 28), ("yongding", 8, 21), ("hangzhou", 5, 30)],
)
def test_the_five_templates_are_good_and_of_their_size(judge, name, groups, count):
    listed = read_list((TEMPLATES / f"{name}.csv").read_bytes())
    assert (len({one["group"] for one in listed}), len(listed)) == (groups, count)
    assert judge(SAY | {"set": SET | {"items": listed}}, "admin", scope=COUNTY) == "ok"


def test_a_sheet_as_excel_saves_it_is_read_and_one_without_its_columns_is_not():
    sheet = "编号,类别,名称,责任主体,看什么\nZ-01,财务,月度收支,报账员,票据；审批\n"
    want = [ITEM | {"watch": ["票据", "审批"]}]
    assert [read_list(sheet.encode(coding)) for coding in ("utf-8", "utf-8-sig", "gb18030")] == [want] * 3
    with pytest.raises(BadSheet, match="责任主体"):
        read_list("编号,类别,名称\n".encode())
