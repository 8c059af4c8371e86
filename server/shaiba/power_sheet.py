"""A power list as a sheet: the columns that a county edits, and the five templates that come with the program.

Spec: sync/spec/powers.md.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).with_name("data") / "powers"
NAMES = ("quanzhou", "lianyuan", "anzhou", "yongding", "hangzhou")
COLUMNS = {
    "编号": "key", "类别": "group", "名称": "name", "法规依据": "law", "责任主体": "body", "决策方式": "decide",
    "流程": "procedure", "步骤": "steps", "时限": "days", "材料": "papers", "看什么": "watch", "公开要求": "open",
}  # fmt: skip
REQUIRED = ("编号", "类别", "名称", "责任主体")
MANY = ("steps", "papers", "watch")
"""Cells that hold several, with ； between them."""


class BadSheet(Exception):
    """The sheet has not the columns of a list."""


def read_list(content: bytes) -> list[dict[str, Any]]:
    """The items of a sheet; what a cell leaves open is not said. Raises `BadSheet`."""
    return [_item(row) for row in rows_of(content, REQUIRED)]


def rows_of(content: bytes, required: Sequence[str]) -> Iterator[dict[str, str]]:
    """The rows of a sheet that has these columns; a cell that is not there is empty. Raises `BadSheet`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")  # as Excel saves it
    rows = csv.DictReader(io.StringIO(text), restval="")
    if lacking := [name for name in required if name not in (rows.fieldnames or ())]:
        raise BadSheet(f"The sheet lacks the columns {'、'.join(lacking)}")
    for row in rows:
        yield defaultdict(str, {title: said.strip() for title, said in row.items() if isinstance(said, str)})


def _item(row: dict[str, str]) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for title, field in COLUMNS.items():
        if said := row[title]:
            item[field] = [one.strip() for one in said.split("；") if one.strip()] if field in MANY else said
    return item
