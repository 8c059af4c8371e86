"""What a glance takes of many rows is what each of them says by itself; what it does not take is told as before."""

import random
from collections.abc import Callable, Iterator

import pytest
from msgspec.structs import replace

from shaiba.ledger import glance
from shaiba.ledger.cells import Cell
from shaiba.ledger.parse import Parsed, parse_rows

PERIOD = "2026-03"
HEADER: list[Cell] = [None, "凭证号", "日期", "收支", "金额", "科目", "摘要", "收款人", "经手人", "备注", "别的"]
ODD: list[list[Cell]] = [
    [None, "x", 0],
    ["", None, "x" * 41, "记-1", "合计", 7],
    ["", None, "2026-02-30", "2026-04-01", "2026/3/4", "20260305", "2026-3-6 10:00", "日期"],
    ["", None, "入", "?", "＋"],
    ["", None, "0", "-3", "1.234", "¥1,200.50", "１２.５", "12", 12, 3.5],
    ["", "本月合计", "公益 支出", "x" * 121, "农行 6222021234567890128"],
    ["", None, "a\nb", " x ", "电话13812345678", "\ufeff付", "x" * 2001, "制表：陈"],
    ["", None, "合计", "小计", "王小明 13812345678"],
    ["", None, "陈大文", "合计"],
    ["", None, "138-1234-5678", "备\u3000注"],
    ["", None, "累计", "350524198001011234"],
]


def rows(chance: random.Random, odd: float) -> Iterator[tuple[int, list[Cell]]]:
    """Some 200 rows, of which so many cells are odd."""
    for number in range(chance.randrange(1, 200)):
        sound: list[Cell] = [
            None,
            f"记-{number}",
            f"2026-03-{number % 28 + 1:02}",
            chance.choice("收支"),
            f"{number + 1}.50",
            "管理费用",
            f"路灯维修{number}",
            chance.choice(("陈小明", "林阿水")),
            chance.choice(("", "黄国强")),
            "",
            "x",
        ]
        row = [chance.choice(ODD[i]) if chance.random() < odd else cell for i, cell in enumerate(sound)]
        yield number + 7, row[: chance.randrange(3, 11)] if chance.random() < odd / 4 else row


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Parsed]:
    def parse(*given: object, **how: bool) -> Parsed:
        with monkeypatch.context() as patch:
            patch.setattr(glance.Glance, "read", lambda self, rows: None)
            return parse_rows(*given, **how)  # type: ignore[arg-type]

    return parse


@pytest.mark.parametrize("odd", [0, 0.0005, 0.004, 0.05])
@pytest.mark.parametrize("mask", [False, True])
def test_a_glance_says_what_each_row_says(odd: float, mask: bool, one_by_one: Callable[..., Parsed]) -> None:
    chance = random.Random(f"{odd}")
    for _ in range(6):
        sheet = list(rows(chance, odd))
        header = chance.choice((HEADER, [None if name == "别的" else name for name in HEADER]))
        again = [(line, list(row)) for line, row in sheet]
        found, by_row = parse_rows(header, sheet, PERIOD, mask=mask), one_by_one(header, again, PERIOD, mask=mask)
        assert {*found.numbered} <= {*by_row.numbered}  # no number in a column that is left out needs a look
        assert replace(found, numbered=[]) == replace(by_row, numbered=[])
        assert [[*row] for row in found.rows] == [[*row] for row in by_row.rows]


def test_a_sound_sheet_is_read_at_one_glance(monkeypatch: pytest.MonkeyPatch) -> None:
    sheet = list(rows(random.Random(1), 0))
    monkeypatch.setattr("shaiba.ledger.parse._Reader._read_row", lambda *_: pytest.fail("a row was read by itself"))
    assert len(parse_rows(HEADER, sheet, PERIOD).rows) == len(sheet)


def test_of_an_odd_row_only_its_block_is_read_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(2)
    sheet = [row for _ in range(9) for row in rows(chance, 0)]
    sheet = [(line, [cell, f"{line}", *rest]) for line, (_, (cell, _, *rest)) in enumerate(sheet)]
    sheet[70][1][4] = "?"
    seen: list[int] = []
    monkeypatch.setattr("shaiba.ledger.parse._Reader._read_row", lambda self, row, number: seen.append(number))
    parse_rows(HEADER, sheet, PERIOD)
    assert seen == [*range(glance.BLOCK + 2, 2 * glance.BLOCK + 2)]
