"""What the run beside peers says: a row for each bound of ours, a matrix of everybody, figures for the README.

`make bench` prints both. `python -m tests.bench.plot` draws what the last whole run left in `out/peers.json`.
"""

import datetime
import json
import os
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import brotli

from tests.bench import beside, ledger
from tests.bench.beside import OURS, Figures
from tests.bench.table import Row, amount, grid

VERDICTS_B = 4_000
"""What an answer needs that says of 25 acts where they are, and sends none of them back."""

OUT = Path(__file__).parent / "out" / "peers.json"

TITLES = {
    OURS: "Shaiba",
    "yjs-plain": "Yjs, plain values",
    "yjs-nested": "Yjs, nested maps",
    "hocuspocus": "Hocuspocus",
    "pycrdt": "pycrdt-websocket",
    "pouchdb": "PouchDB",
    "tinybase": "TinyBase",
    "automerge": "Automerge-repo",
}


@dataclass(frozen=True)
class Column:
    """One thing that was measured of everybody; less is better."""

    what: str
    title: str
    unit: str
    workload: str


COLUMNS = (
    Column("W1 s", "W1 cold", "s", "W1"),
    Column("W1 client cpu s", "client CPU", "s", "W1"),
    Column("W1 B", "bytes", "B", "W1"),
    Column("W1 turns", "turns", "", "W1"),
    Column("W2 s", "W2 changed", "s", "W2"),
    Column("W2 B", "bytes", "B", "W2"),
    Column("W2 turns", "turns", "", "W2"),
    Column("idle B", "idle bytes", "B", "W2"),
    Column("W3 s", "W3 push", "s", "W3"),
    Column("W3 B", "bytes", "B", "W3"),
    Column("W4 s", "W4 fan-in", "s", "W4"),
    Column("W4 server cpu s", "server CPU", "s", "W4"),
    Column("W4 B", "bytes each", "B", "W4"),
    Column("W5 p50 s", "W5 live p50", "s", "W5"),
    Column("W5 p99 s", "p99", "s", "W5"),
)


def peers() -> list[Row]:
    """Run everybody, print the matrix, keep the figures, and judge ours."""
    figures = beside.run()
    print(matrix(figures))
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(as_data(figures), ensure_ascii=False, indent=1) + "\n")
    return judge(figures)


def matrix(figures: Sequence[Figures]) -> str:
    """Everybody by everything."""
    head = ("", *(column.title for column in COLUMNS))
    lines = [(TITLES[one.peer], *(_cell(one, column) for column in COLUMNS)) for one in figures]
    reasons = [
        f"{TITLES[one.peer]} failed {workload}: {why}" for one in figures for workload, why in one.failed.items()
    ]
    return "\n".join([grid([head, *lines]), *reasons])


def judge(figures: Sequence[Figures]) -> list[Row]:
    """Ours beside the bounds of the design, and beside the best of the others in every column."""
    ours, others = figures[0], figures[1:]
    bare = len(brotli.compress(ledger.ndjson(), quality=11))
    rows: list[Row] = []

    def best(what: str, least: Callable[[Figures], float] | None = None) -> Figures | None:
        able = [one for one in others if one.median(what) is not None]
        return min(able, key=least or (lambda one: one.median(what) or 0), default=None)

    def missing(name: str, limit_text: str, at_most: float) -> None:
        """What ours could not do is missed, and not left out."""
        why = next(iter(ours.failed.values()), "no figure")
        rows.append(Row(name, why, limit_text, None, f"≤ {at_most:g} ×", False))

    def beside_peer(name: str, what: str, unit: str, at_most: float, peer: Figures | None) -> None:
        figure, limit = ours.median(what), peer.median(what) if peer else None
        if figure is None:
            missing(name, "", at_most)
            return
        if limit is None or peer is None:
            rows.append(Row(name, amount(figure, unit), "no peer's", None, f"≤ {at_most:g} ×", None))
            return
        ratio = figure / limit
        limit_text = f"{amount(limit, unit)} {TITLES[peer.peer]}"
        rows.append(Row(name, amount(figure, unit), limit_text, ratio, f"≤ {at_most:g} ×", ratio <= at_most))

    def allowed(name: str, what: str, unit: str, most: float, limit_is: str = "allowed", at_most: float = 1) -> None:
        figure = ours.median(what)
        limit_text = f"{amount(most, unit)} {limit_is}"
        if figure is None:
            missing(name, limit_text, at_most)
            return
        ratio = figure / most
        rows.append(Row(name, amount(figure, unit), limit_text, ratio, f"≤ {at_most:g} ×", ratio <= at_most))

    named = {one.peer: one for one in others}
    fastest = best("W1 s")
    beside_peer("W1a time", "W1 s", "s", 0.6, fastest)
    beside_peer("W1a client CPU", "W1 client cpu s", "s", 0.7, fastest)
    allowed("W1a bytes", "W1 B", "B", bare, "brotli-11 of bare NDJSON", 1.10)
    allowed("W1a server CPU", "W1 server cpu s", "s", 0.010)
    beside_peer("W2 time", "W2 s", "s", 1.0, best("W2 s"))
    allowed("W2 bytes", "W2 B", "B", 13_000)
    allowed("W2 round trips", "W2 turns", "", 1)
    allowed("idle bytes, both ways", "idle B", "B", 300)
    allowed("idle round trips", "idle turns", "", 1)
    beside_peer("W3 time, durable", "W3 s", "s", 1.0, named.get("hocuspocus"))
    beside_peer("W3 time, durable", "W3 s", "s", 0.25, named.get("pouchdb"))
    allowed("W3 bytes", "W3 B", "B", 230_000)
    allowed("W3 round trips", "W3 turns", "", 1)
    allowed("W3 bytes down: no own line comes back", "W3 down B", "B", VERDICTS_B, "for 25 verdicts")
    beside_peer("W4 time", "W4 s", "s", 0.6, best("W4 s"))
    equal = ours.median("W4 equal") or 0
    rows.append(
        Row("W4 phones that end equal", f"{equal:.0f}", f"{beside.FAN_PHONES}", None, "all", equal == beside.FAN_PHONES)
    )
    allowed("W4 bytes per phone", "W4 B", "B", 1_100_000)
    allowed("W4 server CPU", "W4 server cpu s", "s", 1.5)
    allowed("W5 p50", "W5 p50 s", "s", 0.020)
    allowed("W5 p99", "W5 p99 s", "s", 0.080)
    beside_peer("W5 p50", "W5 p50 s", "s", 1.0, best("W5 p50 s"))
    for column in COLUMNS:
        if not any(one.what.startswith(column.what) for one in rows):
            title = f"{column.workload} {column.title.removeprefix(column.workload + ' ')}, beside the best"
            beside_peer(title, column.what, column.unit, 1.0, best(column.what))
    return rows


def as_data(figures: Sequence[Figures]) -> dict[str, object]:
    """What the picture and the README's table are drawn from."""
    return {
        "when": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
        "rounds": max((len(rounds) for one in figures for rounds in one.rounds.values()), default=0),
        "peers": [
            {
                "name": TITLES[one.peer],
                "figures": {column.what: one.median(column.what) for column in COLUMNS},
                "failed": one.failed,
            }
            for one in figures
        ],
    }


def _cell(one: Figures, column: Column) -> str:
    found = one.median(column.what)
    if found is not None:
        return amount(found, column.unit)
    return "failed" if column.workload in one.failed or "seed" in one.failed else ""
