"""The table that `make bench` prints: each figure beside its limit, as a ratio, with the bound it must keep."""

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`ratio` is figure to limit; `bound` what design allows; `kept` None where there is no bound to keep."""

    what: str
    figure: str
    limit: str
    ratio: float | None
    bound: str
    kept: bool | None


def row(what: str, figure: float, limit: float, unit: str, *, at_most: float | None = None, limit_is: str) -> Row:
    """A figure that should be small beside its physical limit: kept while figure ≤ at_most × limit."""
    ratio = figure / limit
    return Row(
        what,
        amount(figure, unit),
        f"{amount(limit, unit)} {limit_is}",
        ratio,
        "" if at_most is None else f"≤ {at_most:g} ×",
        None if at_most is None else ratio <= at_most,
    )


def rate(what: str, figure: float, limit: float, unit: str, *, at_least: float, limit_is: str) -> Row:
    """A figure that should be large: kept while figure ≥ at_least."""
    return Row(
        what, amount(figure, unit), f"{amount(limit, unit)} {limit_is}", figure / limit,
        f"≥ {amount(at_least, unit)}", figure >= at_least,
    )  # fmt: skip


def show(title: str, rows: Sequence[Row]) -> str:
    head = ("", "measured", "limit", "ratio", "bound", "")
    cells = [head] + [
        (
            one.what,
            one.figure,
            one.limit,
            "" if one.ratio is None else f"{one.ratio:.2f}",
            one.bound,
            _verdict(one.kept),
        )
        for one in rows
    ]
    return f"\n{title}\n\n{grid(cells)}\n"


def grid(cells: Sequence[Sequence[str]]) -> str:
    """Lines of cells under a head, in columns; Chinese is two wide."""
    widths = [max(_width(line[column]) for line in cells) for column in range(len(cells[0]))]
    lines = ["  ".join(_pad(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in cells]
    lines.insert(1, "  ".join("─" * width for width in widths))
    return "\n".join(lines)


def amount(value: float, unit: str) -> str:
    if unit == "B":
        return (
            f"{value / 1_000_000:.2f} MB"
            if value >= 1e6
            else f"{value / 1000:.1f} KB"
            if value >= 1e4
            else f"{value:.0f} B"
        )
    if unit == "s":
        return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"
    return f"{value:,.0f}{unit}"


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def _verdict(kept: bool | None) -> str:
    return "" if kept is None else "kept" if kept else "MISSED"


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
