"""`python -m tests.bench.plot`: the figures of the last whole run (out/peers.json) as the README's picture and table.

The picture is SVG by hand: bars from zero, ours in the red of the seal; what is longer than twelve of ours is cut, and
marked. It holds its own colours for light and for dark.
"""

import json
import re
from html import escape
from pathlib import Path
from typing import Any

from tests.bench.compare import OUT
from tests.bench.table import amount

ROOT = Path(__file__).resolve().parents[2]
PICTURE = ROOT / "tests" / "bench" / "peers.svg"
README = ROOT / "README.md"
SHOWN = (
    '<img src="tests/bench/peers.svg" width="780" alt="Bars: Shaiba beside other sync engines, by time and by bytes">'
)
BEGIN, END = "<!-- peers -->", "<!-- /peers -->"

PANELS = (
    ("W1 s", "s", "A village of 10,000 records on a fresh phone: time"),
    ("W1 B", "B", "… bytes on the wire"),
    ("W2 B", "B", "100 of 10,000 changed while away: bytes"),
    ("W3 s", "s", "1,000 written offline, until acknowledged: time"),
    ("W4 s", "s", "50 phones × 100 acts, until all are equal: time"),
    ("W5 p50 s", "s", "200 phones listen, one writes: median time"),
)
TABLE = (
    ("W1 s", "s", "cold: time"),
    ("W1 client cpu s", "s", "client CPU"),
    ("W1 B", "B", "bytes"),
    ("W2 s", "s", "changed: time"),
    ("W2 B", "B", "bytes"),
    ("idle B", "B", "idle: bytes"),
    ("W3 s", "s", "push: time"),
    ("W3 B", "B", "bytes"),
    ("W4 s", "s", "fan-in: time"),
    ("W4 B", "B", "bytes"),
    ("W5 p50 s", "s", "live: p50"),
    ("W5 p99 s", "s", "p99"),
)
LONGEST = 12
ROW, NAME, BAR, VALUE, GAP = 19, 118, 150, 112, 28
PANEL = NAME + BAR + VALUE
STYLE = """
text { font: 12px system-ui, "Noto Sans", sans-serif; fill: #1c1a17 }
.t { font-weight: 600 }
.n { text-anchor: end; fill: #4d4738 }
.b { fill: #b9ae93 }
.f { font-style: italic; fill: #857b64 }
.cut { stroke: #fffefa; stroke-width: 3 }
.o .n, .o .v { font-weight: 600; fill: #a81c17 }
.o .b { fill: #a81c17 }
@media (prefers-color-scheme: dark) {
  text { fill: #f3ecdd }
  .n { fill: #c3bcac }
  .b { fill: #5d6a80 }
  .f { fill: #8f96a3 }
  .cut { stroke: #0d1117 }
  .o .n, .o .v, .o .b { fill: #e5b454 }
}
"""


def picture(data: dict[str, Any]) -> str:
    """The panels, two beside each other."""
    height = 30 + ROW * len(data["peers"]) + 22
    rows = (len(PANELS) + 1) // 2
    width = 2 * PANEL + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {rows * height}" role="img" '
        f'aria-label="Shaiba beside {len(data["peers"]) - 1} other sync engines; less is better"><style>{STYLE}</style>'
    ]
    for at, (what, unit, title) in enumerate(PANELS):
        parts.append(f'<g transform="translate({at % 2 * (PANEL + GAP)} {at // 2 * height})">')
        parts.append(f'<text class="t" x="0" y="16">{escape(title)}</text>')
        parts += _bars(data["peers"], what, unit)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _bars(peers: list[dict[str, Any]], what: str, unit: str) -> list[str]:
    ours = peers[0]["figures"][what]
    found = [one["figures"][what] for one in peers if one["figures"][what] is not None]
    if not found:
        return []
    longest = min(max(found), LONGEST * ours) if ours else max(found)
    parts = []
    for at, one in enumerate(peers):
        y = 28 + at * ROW
        figure = one["figures"][what]
        parts.append(
            f'<g class="{"o" if at == 0 else "p"}"><text class="n" x="{NAME - 8}" y="{y + 12}">{one["name"]}</text>'
        )
        if figure is None:
            parts.append(f'<text class="f" x="{NAME}" y="{y + 12}">failed</text></g>')
            continue
        length = max(2.0, BAR * min(figure, longest) / longest)
        parts.append(f'<rect class="b" x="{NAME}" y="{y + 2}" width="{length:.1f}" height="{ROW - 6}" rx="1"/>')
        if figure > longest:
            parts.append(f'<path class="cut" d="M{NAME + BAR - 22} {y + ROW - 2}l8 {-ROW + 2}"/>')
        times = "" if at == 0 or not ours else f" ({figure / ours:.{1 if figure < 10 * ours else 0}f}×)"
        parts.append(
            f'<text class="v" x="{NAME + length + 5:.1f}" y="{y + 12}">{amount(figure, unit)}{times}</text></g>'
        )
    return parts


def table(data: dict[str, Any]) -> str:
    """Ours in figures, the others as multiples of it."""
    ours = data["peers"][0]["figures"]
    lines = ["| | " + " | ".join(title for _, _, title in TABLE) + " |", "|---|" + "---|" * len(TABLE)]
    for at, one in enumerate(data["peers"]):
        cells = [_cell(one["figures"][what], ours[what], unit, at == 0) for what, unit, _ in TABLE]
        lines.append(f"| {'**' + one['name'] + '**' if at == 0 else one['name']} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(figure: float | None, ours: float | None, unit: str, is_ours: bool) -> str:
    if figure is None:
        return "failed"
    if is_ours:
        return f"**{amount(figure, unit)}**"
    if not ours:  # a figure beside nothing
        return amount(figure, unit)
    return f"{figure / ours:.2g} ×" if figure < 10 * ours else f"{figure / ours:.0f} ×"


def main() -> None:
    data = json.loads(OUT.read_text())
    PICTURE.write_text(picture(data))
    where = f"Run of {data['when']}, {data['machine']}, medians of {data['rounds']} rounds"
    text = README.read_text()
    made = f"{BEGIN}\n{SHOWN}\n\n{where}; the others as multiples of ours.\n\n{table(data)}\n{END}"
    README.write_text(re.sub(f"{BEGIN}.*{END}", lambda _: made, text, flags=re.DOTALL))


if __name__ == "__main__":
    main()
