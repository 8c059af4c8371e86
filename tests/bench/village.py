"""A server with one empty village, for a benchmark: real process, real disk; the clerk writes everything."""

import json
from pathlib import Path

from e2e.device import Line, Replica, push
from e2e.village import Village, shaiba
from shaiba.regions import load_regions
from shaiba_sync.op import b64u_encode
from tests.bench import ledger

CODE = "350583112216"
SCOPE = f"village/{CODE}"


def other_scopes(count: int) -> list[str]:
    """The logs of so many other villages."""
    names = (f"village/{region.code}" for region in load_regions() if region.level == "village")
    return [name for name in names if name != SCOPE][:count]


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

    def publish_singly(self, records: int, sitting: int = 25) -> list[bytes]:
        """Write a year's disclosures, then one entry an act; each act knows the head that was synced before its
        sitting, as a phone's does. Returns the lines."""
        publishes, entries = [], []
        for act in ledger.acts(records, 12):
            publishes.append(act.changes[0])
            entries += act.changes[1:]
        line = Line(self.port)
        phone = Replica(SCOPE, self.vkey(line))
        ops = [self.clerk.op(SCOPE, [change]) for change in publishes]
        push(line, ops)
        phone.take(ops)
        for at in range(0, len(entries), sitting):
            seen = (phone.frontier.size, b64u_encode(phone.frontier.root()))
            acts = [self.clerk.op(SCOPE, [change], seen=seen) for change in entries[at : at + sitting]]
            push(line, acts)
            phone.take(acts)
            ops += acts
        line.close()
        return ops

    def packed_bytes(self) -> int:
        """Bytes of the files that a cold phone gets: pages, ranges of bundles, and bundles that no range has yet."""
        sizes = {file.stem: file.stat().st_size for file in (self.village.folder / "bundles" / SCOPE / "0").glob("*")}
        ranged = max((int(name.split("-")[1]) for name in sizes if name[0].isdigit() and "-" in name), default=-1)
        return sum(size for name, size in sizes.items() if "-" in name or int(name) > ranged)

    def close(self) -> None:
        self.village.stop()
