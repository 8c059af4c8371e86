"""A server with one empty village, for a benchmark: real process, real disk; the clerk writes everything."""

import json
from pathlib import Path

from e2e.device import Line, push
from e2e.village import Village, shaiba
from tests.bench import ledger

CODE = "350583112216"
SCOPE = f"village/{CODE}"


class Bench:
    """`clerk` may write whatever a village publishes, so nothing but the writing itself is measured."""

    def __init__(self, folder: Path) -> None:
        done = shaiba("init", "--data", str(folder / "data"), "--name", "bench.example")
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
        self.village = Village(folder / "data", folder / "server.log", demo=False)
        self.clerk = self.village.clerk()
        self.village.start()

    @property
    def port(self) -> int:
        return self.village.port

    def vkey(self, line: Line) -> str:
        return str(json.loads(line.get("/log/key"))["vkey"])

    def publish(self, acts: int, records: int = ledger.RECORDS, *, prefix: str = "") -> list[bytes]:
        """Write the ledger in so many acts, a few at a time; returns the lines."""
        ops = [self.clerk.op(SCOPE, act.changes) for act in ledger.acts(records, acts, prefix=prefix)]
        line = Line(self.port)
        for at in range(0, len(ops), 50):
            push(line, ops[at : at + 50])
        line.close()
        return ops

    def close(self) -> None:
        self.village.stop()
