"""What of a sheet is published, what is kept elsewhere, and what is not said twice."""

import random
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from shaiba.cli import main
from shaiba.ledger.diff import entry_id
from shaiba.ledger.mask import mask_rows, originals
from shaiba_sync.privacy import DEFAULT_POLICY, mask_row

VILLAGE = "350583112216"
ROW = {"voucher": "1", "subject": "救助", "summary": "付王德明中风救助", "payee": "王德明", "amount_fen": 1}
FIRM = {"voucher": "2", "subject": "维修", "summary": "路灯", "payee": "宏达五金店", "amount_fen": 1}
MEMBERS = [{"id": person, "name": "王德明"} for person in ("p1", "p2")]
MEMBERS[1]["name"] += "（2组）"
MEMBERS.append({"id": "p3", "name": "王德明", "left": "2026-01-01"})


def test_what_is_covered_is_kept_once_and_names_all_of_that_name():
    masked = mask_rows([ROW, FIRM], DEFAULT_POLICY, MEMBERS)
    assert [row["payee"] for row in masked.rows] == ["王*明", "宏达五金店"]
    (covered,) = masked.covered
    assert covered.people == ["p1", "p2"]
    record_id = entry_id("d1", "1")
    for form, fields in (
        ("village", {"summary": "付王德明大病救助", "payee": "王德明"}),
        ("original", {"summary": "付王德明中风救助", "payee": "王德明", "people": ["p1", "p2"]}),
    ):
        (change,) = originals(masked.covered, "d1", {}, form)
        assert change == {"do": "original.keep", "id": record_id, "set": {"disclosure": "d1", **fields}}
        assert originals(masked.covered, "d1", {record_id: fields}, form) == []
        assert originals(masked.covered, "d1", {record_id: {**fields, "payee": "王得明"}}, form) == [change]


BITS = (
    *(
        "王小明",
        "李四",
        "张三丰",
        "欧阳修文",
        "买力·买买提",
        "陈大文",
        "石油",
        "店",
        "老人",
        "村民",
        "户",
        "家",
        "付",
        "等",
        "、",
    ),
    *(
        "肺癌",
        "癌",
        "大病",
        "残疾",
        "肢体残疾二级",
        "怪病",
        "中心",
        "肝",
        "硬化",
        "费用",
        "和",
        "（一组）",
        "13812345678",
        " ",
    ),
)
MORE_ILL = [{"word": "怪病", "category": "大病"}, {"word": "费", "category": "残疾"}]


def _sheet(chance: random.Random) -> list[dict[str, Any]]:
    """Rows of which some say one payee and no more, some everything at once."""
    fields = ("voucher", "subject", "summary", "account", "handler", "witness", "note")
    rows = []
    for number in range(chance.randrange(40)):
        row: dict[str, Any] = {"voucher": f"记-{number}", "summary": "路灯维修", "amount_fen": number + 1}
        if chance.random() < 0.9:
            row["payee"] = chance.choice(BITS[:6]) + chance.choice(("", "（顶寮组）", "等3人", "、李四"))
        for field in fields if chance.random() < 0.4 else ():
            row[field] = row.get("payee", "") * (chance.random() < 0.1) + "".join(chance.choices(BITS, k=2))
        rows.append(row)
    return rows


@pytest.mark.parametrize("names", ["surname", "full"])
@pytest.mark.parametrize("illness", [[], MORE_ILL], ids=["usual", "more"])
def test_many_rows_at_once_are_covered_as_each_by_itself(names: str, illness: list[Mapping[str, str]]) -> None:
    chance = random.Random(f"{names} {len(illness)}")
    for _ in range(60):
        rows = _sheet(chance)
        village, plain = chance.choice(("full", "surname")), chance.choice(([], ["李四"]))
        policy = {"names": names, "village": village, "illness": illness, "plain": plain}
        roll = chance.choice(([], [{"id": "p1", "name": "陈大文"}, {"id": "p2", "name": "李四"}]))
        alone = [mask_row(row, policy, {one["name"] for one in roll}) for row in rows]
        numbered = {place for place, row in enumerate(rows) if "13812345678" in f"{row}"}
        for known in (None, numbered):
            masked = mask_rows(rows, policy, roll, known)
            assert masked.rows == [one.public for one in alone]
            covered = [(one.public["voucher"], one.village, one.original) for one in alone if any(one[1:])]
            assert [(one.voucher, one.village, one.original) for one in masked.covered] == covered


def test_the_importer_publishes_what_is_covered_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data, sheet = tmp_path / "data", tmp_path / "账.csv"
    assert main(["init", "--data", str(data), "--name", "test.example"]) == 0
    sheet.write_text(
        "凭证号,日期,收支,科目,摘要,对方,金额\n1,2026-10-08,支,救助,付王德明救助,王德明,5\n", encoding="utf-8"
    )
    asked = ["import", "ledger", str(sheet), "--village", VILLAGE, "--period", "2026-10", "--data", str(data)]
    assert main(asked) == 0
    assert "付王*明救助" in (out := capsys.readouterr().out)
    assert "1 rows masked" in out
    assert "王德明" not in out
    assert main(asked) == 0
    assert "Nothing to publish" in capsys.readouterr().out
