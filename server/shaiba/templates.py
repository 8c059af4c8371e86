"""The templates that come with the program, as the app has them: written by `shaiba kinds`, read by a county's screens.

What they are: server/shaiba/data/README.md.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from . import catalogue_sheet, power_sheet

HEAD = """\
/**
 * Catalogues, power lists and procedures that come with the program: proposals that a county takes and changes.
 * Written by `shaiba kinds --write` from server/shaiba/data; do not edit.
 */
import type { OwedItem, PowerItem, ProcedureStep } from './kinds.ts'

export interface Template<Item> {
  readonly name: string
  readonly title: string
  readonly note: string
  readonly items: readonly Item[]
}
"""
PLACES = {
    "quanzhou": "泉州式", "lianyuan": "涟源式", "anzhou": "安州式", "yongding": "永定式", "hangzhou": "杭州式",
    "reference": "参考目录式",
}  # fmt: skip
PROCEDURES = Path(__file__).with_name("data") / "procedures.json"
NOTE = "[建议] 请县里按本地办法修改。"
LOOKS = "hangzhou"


def templates() -> str:
    """The whole of pwa/src/generated/templates.ts: an item a line."""
    lists = {
        name: power_sheet.read_list((power_sheet.TEMPLATES / f"{name}.csv").read_bytes()) for name in power_sheet.NAMES
    }
    owed = {
        name: catalogue_sheet.read_catalogue((catalogue_sheet.TEMPLATES / f"{name}.csv").read_bytes())
        for name in catalogue_sheet.NAMES
    }
    steps = json.loads(PROCEDURES.read_text(encoding="utf-8"))
    parts = [
        HEAD,
        _const("CATALOGUES", "OwedItem", (_of(name, "村务公开目录", items) for name, items in owed.items())),
        _const("POWERS", "PowerItem", (_of(name, "权力清单", items) for name, items in lists.items() if name != LOOKS)),
        _const("LOOKS", "PowerItem", [_of(LOOKS, "30 看", lists[LOOKS])]),
        _const(
            "PROCEDURES",
            "ProcedureStep",
            ({"name": one["key"], "title": one["title"], "note": one["note"], "items": one["steps"]} for one in steps),
        ),
    ]
    return "\n".join(parts)


def _of(name: str, title: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    groups = len({item["group"] for item in items})
    return {
        "name": name,
        "title": f"{title}（{PLACES[name]}，{groups} 类 {len(items)} 项）",
        "note": NOTE,
        "items": items,
    }


def _const(name: str, item: str, found: Iterable[Mapping[str, Any]]) -> str:
    lines = [f"export const {name}: readonly Template<{item}>[] = ["]
    for one in found:
        head = ", ".join(f"{key}: {_text(one[key])}" for key in ("name", "title", "note"))
        lines.append(f"  {{ {head}, items: [")
        lines += [f"    {_text(listed)}," for listed in one["items"]]
        lines.append("  ] },")
    return "\n".join([*lines, "]", ""])


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
