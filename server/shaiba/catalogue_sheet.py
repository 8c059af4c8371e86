"""A disclosure catalogue as a sheet: the columns that a county edits, and the templates that come with the program.

Spec: sync/spec/duty.md.
"""

import re
from pathlib import Path
from typing import Any

from .power_sheet import BadSheet, rows_of

TEMPLATES = Path(__file__).with_name("data") / "catalogues"
NAMES = ("quanzhou", "lianyuan", "anzhou", "yongding", "reference")
COLUMNS = {
    "编号": "key", "类别": "group", "名称": "name", "形式": "form", "公开责任人": "by", "审核人": "review",
    "法律依据": "law", "小类": "category",
}  # fmt: skip
REQUIRED = ("编号", "类别", "名称", "周期", "截止", "公开责任人")
PERIODS = {"每月": "month", "每季": "quarter", "每年": "year", "即时": "event"}
DAY = re.compile(r"次(?:月|季首月|年([0-9]{1,2})月)([0-9]{1,2})日")
"""次月10日, 次季首月20日, 次年1月31日."""
WORKING = re.compile(r"(?:期满后)?([0-9]{1,3})个工作日内?")


def read_catalogue(content: bytes) -> list[dict[str, Any]]:
    """The items of a sheet; what a cell leaves open is not said. Raises `BadSheet`."""
    return [_item(number, row) for number, row in enumerate(rows_of(content, REQUIRED), 2)]


def _item(number: int, row: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {field: said for title, field in COLUMNS.items() if (said := row[title])}
    if row["周期"] not in PERIODS:
        raise BadSheet(f"Row {number}: 周期 is none of {'、'.join(PERIODS)}")
    return item | {"period": PERIODS[row["周期"]]} | _due(number, row["截止"])


def _due(number: int, said: str) -> dict[str, int]:
    if found := DAY.fullmatch(said):
        return {"day": int(found[2])} | ({"month": int(found[1])} if found[1] not in (None, "1") else {})
    if found := WORKING.fullmatch(said):
        return {"working": int(found[1])}
    raise BadSheet(f"Row {number}: 截止 is not of the form 次月10日, 次季首月20日, 次年1月31日 or 期满后5个工作日")
