"""The link of a phone in the village: 1 Mbit/s down, 0.5 up, 200 ms there and back. The limit is the wire itself."""

import json
import tempfile
from pathlib import Path

from e2e.device import Line, push
from e2e.wire import Way, Wire
from tests.bench import beside, half, ledger
from tests.bench.table import Row
from tests.bench.village import SCOPE, Bench

BYTES_PER_S: dict[Way, float] = {"down": 125_000, "up": 62_500}
DELAY_S = 0.1


class VillageLink(Wire):
    """Each way has its own speed; each byte arrives late. Connections are made on this machine, and cost nothing."""

    def __init__(self, target: int) -> None:
        super().__init__(target)
        self.slow(BYTES_PER_S["up"], DELAY_S)  # small chunks

    def _due(self, way: Way, size: int) -> float:
        self._free_at[way] = max(self._loop.time(), self._free_at[way]) + size / BYTES_PER_S[way]
        return self._free_at[way] + DELAY_S


def village_link() -> list[Row]:
    """A cold start, a catch-up on a connection that stands, and 1,000 records that were written offline."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bench = Bench(folder)
        try:
            bench.publish(ledger.ACTS)
            return _measure(bench, folder)
        finally:
            bench.close()


def _measure(bench: Bench, folder: Path) -> list[Row]:
    new = folder / "new.ndjson"
    acts = ledger.acts(1_000, 25, ledger.SEED + 1)
    new.write_text("".join(json.dumps(act.changes, ensure_ascii=False) + "\n" for act in acts))
    rows = []
    with VillageLink(bench.port) as wire:
        phone = half.phones(beside.OURS, folder / "phone.log")
        try:
            phone.ask("open", count=1, room=SCOPE, port=wire.port, **beside.settings_of(bench))

            def meet(what: str, most_s: float) -> None:
                before = wire.up, wire.down
                seconds = phone.ask("meet")["ms"] / 1000
                up, down = wire.up - before[0], wire.down - before[1]
                bare = up / BYTES_PER_S["up"] + down / BYTES_PER_S["down"] + 2 * DELAY_S
                limit = f"{bare:.2f} s for its bytes"
                rows.append(Row(what, f"{seconds:.2f} s", limit, seconds / bare, f"≤ {most_s:g} s", seconds <= most_s))

            meet("cold start", 12)
            line = Line(bench.port)
            push(line, [bench.clerk.op(SCOPE, act.changes) for act in ledger.edits(0)])
            line.close()
            meet("catch-up, 100 changed", 0.4)
            phone.ask("write", file=str(new))
            meet("1,000 written offline", 4)
        finally:
            phone.close()
    return rows
