"""catalogue: who says it, and what a list of what is owed may be."""

import pytest

from shaiba.catalogue_sheet import NAMES, TEMPLATES, read_catalogue
from shaiba.domain.disclosure import CATEGORIES
from shaiba.power_sheet import BadSheet

COUNTY = "region/350583000000"
ITEM = {"key": "C-21", "group": "财务", "name": "月度收支明细", "period": "month", "by": "报账员", "day": 10}
SET = {"title": "村务公开目录", "since": "2026-12-01", "items": [ITEM]}
SAY = {"do": "catalogue.say", "id": "catalogue-1", "set": SET}
PLAIN = {name: value for name, value in ITEM.items() if name != "day"}
HEAD = "编号,类别,名称,周期,截止,公开责任人,小类\n"


def items(*listed):
    return SAY | {"set": SET | {"items": list(listed)}}


def test_who_says_it(who):
    assert who(SAY, scope=COUNTY) == {"clerk", "admin"}


@pytest.mark.parametrize(
    ("change", "past", "want"),
    [
        (SAY, SET, "taken"),
        (SAY | {"id": "catalogue-12"}, None, "ok"),
        (SAY | {"id": "catalogue-0"}, None, "invalid id not_a_version"),
        (SAY | {"id": "power-1"}, None, "invalid id not_a_version"),
        (SAY | {"set": SET | {"since": "2026-02-30"}}, None, "invalid set.since not_a_date"),
        (items(ITEM, ITEM), None, "invalid set.items[1].key twice"),
        (items(PLAIN), None, "invalid set.items[0].day missing"),
        (items(PLAIN | {"working": 5}), None, "ok"),
        (items(ITEM | {"working": 5}), None, "invalid set.items[0].working not_here"),
        (items(ITEM | {"month": 2}), None, "ok"),
        (items(PLAIN | {"working": 5, "month": 2}), None, "invalid set.items[0].month not_here"),
        (items(PLAIN | {"period": "event"}), None, "ok"),
        (items(PLAIN | {"period": "event", "working": 5}), None, "ok"),
        (items(ITEM | {"period": "event"}), None, "invalid set.items[0].day not_here"),
        (items(PLAIN | {"period": "event", "month": 2}), None, "invalid set.items[0].month not_here"),
        (items(ITEM | {"day": 32}), None, "invalid set.items[0].day too_large"),
        (items(ITEM | {"period": "week"}), None, "invalid set.items[0].period not_one_of"),
    ],
)
def test_what_a_list_may_be(judge, change, past, want):
    assert judge(change, "admin", past, scope=COUNTY) == want


@pytest.mark.parametrize(
    ("name", "groups", "count"),
    [("quanzhou", 3, 27), ("lianyuan", 3, 27), ("anzhou", 6, 28), ("yongding", 8, 21), ("reference", 3, 33)],
)
def test_the_five_templates_are_good_and_of_their_size(judge, name, groups, count):
    listed = read_catalogue((TEMPLATES / f"{name}.csv").read_bytes())
    assert (len({one["group"] for one in listed}), len(listed)) == (groups, count)
    assert judge(items(*listed), "admin", scope=COUNTY) == "ok"
    known = {category for some in CATEGORIES.values() for category in some}
    used = [one["category"] for one in listed if "category" in one]
    assert set(used) <= known
    assert len(set(used)) == len(used), "a disclosure that names no item counts for one"
    assert {one.get("category") for one in listed if one["period"] == "month"} >= {"ledger"}


def test_every_template_is_named():
    assert {file.stem for file in TEMPLATES.iterdir()} == set(NAMES)


@pytest.mark.parametrize(
    ("cells", "want"),
    [
        ("每月,次月10日", {"period": "month", "day": 10}),
        ("每季,次季首月20日", {"period": "quarter", "day": 20}),
        ("每年,次年1月31日", {"period": "year", "day": 31}),
        ("每年,次年3月5日", {"period": "year", "day": 5, "month": 3}),
        ("每月,期满后5个工作日", {"period": "month", "working": 5}),
        ("即时,3个工作日内", {"period": "event", "working": 3}),
    ],
)
def test_a_sheet_says_when_in_words(cells, want):
    sheet = f"{HEAD}C-21,财务,月度收支明细,{cells},报账员,ledger\n"
    plain = {"key": "C-21", "group": "财务", "name": "月度收支明细", "by": "报账员", "category": "ledger"}
    assert [read_catalogue(sheet.encode(coding)) for coding in ("utf-8-sig", "gb18030")] == [[plain | want]] * 2


@pytest.mark.parametrize("cells", ["每周,次月10日", "每月,十号前", "每月,次月", "每月,5个工作日以后", "每月,"])
def test_a_sheet_that_says_it_otherwise_is_not_read(cells):
    with pytest.raises(BadSheet, match="Row 2"):
        read_catalogue(f"{HEAD}C-21,财务,月度收支明细,{cells},报账员,\n".encode())


def test_a_sheet_without_its_columns_is_not_read():
    with pytest.raises(BadSheet, match="截止"):
        read_catalogue("编号,类别,名称,周期,公开责任人\n".encode())
