"""Beside peers, in one run: the same records, the same machine, taking turns. Workloads: README, «How it compares».

Every peer is run by its own documented server and client, in Node (or Python) processes of their own, and ends with a
state whose hash must be that of the others. A peer that fails says why in its row.
"""

import base64
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from e2e.device import Line
from tests.bench import half, ledger
from tests.bench.half import Failed, Half
from tests.bench.relay import Relay
from tests.bench.table import median
from tests.bench.village import Bench

OURS = "shaiba"
PEERS = ("yjs-plain", "yjs-nested", "hocuspocus", "pycrdt", "pouchdb", "tinybase", "automerge")
ROUNDS = 5
RECORDS = ledger.RECORDS
FAN_PHONES, FAN_ACTS = 50, 100
LIVE_PHONES, LIVE_WRITES = 200, 20
PATIENCE_S = {"cold": 60.0, "fan": 75.0, "live": 30.0}
"""A peer that takes longer has failed: the whole run must end."""

ROOMS = {
    "main": "village/350583112216",
    "fan": "village/350583112202",
    "live": "village/350583112201",
}


@dataclass
class Figures:
    """What one peer did. `what` → one figure per round; `failed`: workload → why."""

    peer: str
    rounds: dict[str, list[float]] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def add(self, **found: float) -> None:
        for what, figure in found.items():
            self.rounds.setdefault(what, []).append(figure)

    def median(self, what: str) -> float | None:
        return median(self.rounds[what]) if self.rounds.get(what) else None


def settings_of(bench: Bench) -> dict[str, object]:
    """What a phone of ours is told: the log's key, and the clerk's, with which all of them write."""
    line = Line(bench.port)
    vkey = bench.vkey(line)
    line.close()
    secret = bench.clerk.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return {"vkey": vkey, "by": bench.clerk.id, "key": base64.b64encode(secret).decode()}


class Side:
    """One peer: its server, a relay before it, and the processes of its phones."""

    def __init__(self, peer: str, folder: Path, files: dict[str, Path], stack: ExitStack) -> None:
        self.peer = peer
        self.figures = Figures(peer)
        self._files, self._log = files, folder / f"{peer}.log"
        self._settings: dict[str, object] = {}
        if peer == OURS:
            bench = Bench(folder / peer)
            stack.callback(bench.close)
            self.server_pid, port = bench.village.pid, bench.port
            self._settings = settings_of(bench)
        else:
            try:
                server = half.server(peer, folder / peer, self._log)
            except Failed as failure:
                self.figures.failed["seed"] = str(failure)
                return
            stack.callback(server.close)
            self.server_pid, port = server.pid, int(server.hello["port"])
            self._settings = {"hello": server.hello}
        self._port = port
        self.relay = stack.enter_context(Relay(port))

    @contextmanager
    def phones(self, room: str, count: int = 1, *, direct: bool = False) -> Iterator[Half]:
        found = half.phones(self.peer, self._log)
        try:
            name = ROOMS[room] if self.peer == OURS else room
            port = self._port if direct else self.relay.port
            found.ask("open", count=count, room=name, port=port, **self._settings)
            yield found
        finally:
            found.close()

    def write(self, phone: Half, acts: str, begin: int = 0, end: int | None = None) -> None:
        phone.ask("write", file=str(self._files[acts]), **{"from": begin, "to": end}, timeout_s=PATIENCE_S["cold"] * 2)

    def publish(self, room: str, acts: str, *, step: int = 50) -> str:
        """Bring acts to the server, a few at a time; the hash of what stands there then."""
        count = len(self._files[acts].read_text().splitlines())
        with self.phones(room) as phone:
            for begin in range(0, count, step):
                self.write(phone, acts, begin, begin + step)
                phone.ask("meet", timeout_s=PATIENCE_S["cold"])
                phone.ask("part")
            return str(phone.ask("state")["hash"])

    def meet(self, phone: Half, name: str) -> None:
        """One measured meeting."""
        self.relay.mark()
        before = half.cpu_s(self.server_pid)
        found = phone.ask("meet", timeout_s=PATIENCE_S["cold"])
        relay = self.relay
        self.figures.add(
            **{
                f"{name} s": found["ms"] / 1000,
                f"{name} client cpu s": found["cpu_ms"] / 1000,
                f"{name} server cpu s": half.cpu_s(self.server_pid) - before,
                f"{name} up B": relay.up,
                f"{name} down B": relay.down,
                f"{name} B": relay.up + relay.down,
                f"{name} turns": relay.turns,
            }
        )

    def attempt(self, workload: str, work: Callable[[], None]) -> None:
        """Do it, unless it failed before; a failure is part of the result."""
        if workload in self.figures.failed or "seed" in self.figures.failed:
            return
        try:
            work()
        except Failed as failure:
            self.figures.failed[workload] = str(failure).splitlines()[0]
            print(f"  {self.peer} {workload}: {failure}", flush=True)


def run(peers: tuple[str, ...] = PEERS, rounds: int = ROUNDS) -> list[Figures]:
    """All workloads for all; ours first in the list, the order of turns changes by round."""
    half.install()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        files = _write_acts(folder)
        sides = [Side(peer, folder, files, stack) for peer in (OURS, *peers)]
        hashes: dict[str, dict[str, str]] = {}
        for side in sides:
            side.attempt("seed", lambda side=side: _seed(side, hashes))  # type: ignore[misc]
        _turns(sides, rounds, "W1", lambda side, number: _cold(side, hashes))
        keep: dict[str, Half] = {}
        _turns(sides, 1, "W2", lambda side, number: keep.update({side.peer: _stay(side, stack)}))
        _turns(sides, rounds, "W2", lambda side, number: _changed(side, keep[side.peer], number, hashes))
        _turns(sides, rounds, "W3", lambda side, number: _offline(side, keep[side.peer], number))
        _turns(sides, 1, "W4", lambda side, number: _fan(side, hashes))
        _turns(sides, 1, "W5", lambda side, number: _live(side))
        for what, found in hashes.items():
            if len(set(found.values())) > 1:
                print(f"  states differ after {what}: {found}")
        return [side.figures for side in sides]


def _turns(sides: list[Side], rounds: int, workload: str, work: Callable[[Side, int], object]) -> None:
    for number in range(rounds):
        at = number % len(sides)
        for side in sides[at:] + sides[:at]:
            side.attempt(workload, lambda side=side, number=number: work(side, number))  # type: ignore[misc]
        print(f"  {workload} {number + 1}/{rounds}", flush=True)


def _write_acts(folder: Path) -> dict[str, Path]:
    plans = {
        "main": ledger.acts(RECORDS),
        "first": ledger.singles(0, ledger.SEED + 50),
        "fan": ledger.singles(FAN_PHONES * FAN_ACTS, ledger.SEED + 50),
        "live": ledger.singles(LIVE_WRITES, ledger.SEED + 50),
    }
    plans |= {f"edits{number}": ledger.edits(number, RECORDS) for number in range(ROUNDS)}
    plans |= {f"new{number}": ledger.acts(1_000, 25, ledger.SEED + 1 + number) for number in range(ROUNDS)}
    files = {}
    for name, acts in plans.items():
        files[name] = folder / f"{name}.ndjson"
        skip = 1 if name in ("fan", "live") else 0  # the first act is published before: "first"
        lines = [json.dumps(act.changes, ensure_ascii=False) for act in acts][skip:]
        files[name].write_text("\n".join(lines) + "\n")
    return files


def _seed(side: Side, hashes: dict[str, dict[str, str]]) -> None:
    hashes.setdefault("seed", {})[side.peer] = side.publish("main", "main")
    for room in ("fan", "live"):
        side.publish(room, "first")


def _cold(side: Side, hashes: dict[str, dict[str, str]]) -> None:
    """W1: a fresh phone in a fresh process."""
    with side.phones("main") as phone:
        side.meet(phone, "W1")
        side.figures.add(**{"W1 client rss B": half.rss_bytes(phone.pid)})
        hashes.setdefault("W1", {})[side.peer] = str(phone.ask("state")["hash"])


def _stay(side: Side, stack: ExitStack) -> Half:
    """The phone of W2 and W3: it has everything, and is away."""
    phone = stack.enter_context(side.phones("main"))
    phone.ask("meet", timeout_s=PATIENCE_S["cold"])
    phone.ask("part")
    return phone


def _changed(side: Side, phone: Half, number: int, hashes: dict[str, dict[str, str]]) -> None:
    """W2: 100 of 10,000 records changed while it was away; then nothing did."""
    with side.phones("main") as writer:
        writer.ask("meet", timeout_s=PATIENCE_S["cold"])
        writer.ask("part")
        side.write(writer, f"edits{number}")
        writer.ask("meet", timeout_s=PATIENCE_S["cold"])
        written = str(writer.ask("state")["hash"])
    time.sleep(0.3)  # servers that tell late must not be measured while they do
    side.meet(phone, "W2")
    phone.ask("part")
    side.meet(phone, "idle")
    phone.ask("part")
    found = str(phone.ask("state")["hash"])
    if found != written:
        raise Failed("the writer's state did not arrive")
    hashes.setdefault(f"W2 {number}", {})[side.peer] = found


def _offline(side: Side, phone: Half, number: int) -> None:
    """W3: 1,000 records written while away, in 25 acts, until the server has acknowledged them."""
    side.write(phone, f"new{number}")
    side.meet(phone, "W3")
    phone.ask("part")


def _fan(side: Side, hashes: dict[str, dict[str, str]]) -> None:
    """W4: 50 phones wrote 100 acts each while away; all come back at once and end with the 5,000."""
    with side.phones("fan", FAN_PHONES) as fan:
        before = half.cpu_s(side.server_pid)
        side.relay.mark()
        expect = FAN_PHONES * FAN_ACTS + 1
        found = fan.ask(
            "fan", file=str(side._files["fan"]), expect=expect, seconds=PATIENCE_S["fan"],
            timeout_s=PATIENCE_S["fan"] * 2,
        )  # fmt: skip
        if found["equal"] != FAN_PHONES:
            raise Failed("the phones differ")
        hashes.setdefault("W4", {})[side.peer] = str(found["hash"])
        side.figures.add(
            **{
                "W4 equal": found["equal"],
                "W4 s": found["ms"] / 1000,
                "W4 client cpu s": found["cpu_ms"] / 1000,
                "W4 server cpu s": half.cpu_s(side.server_pid) - before,
                "W4 B": (side.relay.up + side.relay.down) / FAN_PHONES,
            }
        )


def _live(side: Side) -> None:
    """W5: 200 phones listen, one writes. Without the relay: it would be measured too."""
    with side.phones("live", LIVE_PHONES, direct=True) as live:
        found = live.ask(
            "live", file=str(side._files["live"]), writes=LIVE_WRITES, seconds=PATIENCE_S["live"],
            timeout_s=PATIENCE_S["live"] * 4,
        )  # fmt: skip
    side.figures.add(
        **{"W5 p50 s": found["p50"] / 1000, "W5 p99 s": found["p99"] / 1000, "W5 all s": found["all"] / 1000}
    )


def main() -> None:
    import sys

    figures = run(tuple(name for name in sys.argv[2:]) or PEERS, int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    whats = sorted({what for one in figures for what in one.rounds})
    for what in whats:
        print(f"{what:24}", *(f"{one.peer}={one.median(what):.3f}" for one in figures if one.median(what) is not None))
    for one in figures:
        if one.failed:
            print(one.peer, one.failed)


if __name__ == "__main__":
    main()
