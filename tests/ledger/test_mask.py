"""What of a sheet is published, what is kept elsewhere, and what is not said twice."""

from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.ledger.diff import entry_id
from shaiba.ledger.mask import mask_rows, originals
from shaiba_sync.privacy import DEFAULT_POLICY

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
