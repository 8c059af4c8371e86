"""The workloads of one village (10,000 records, 6.3 MB): cold, idle, push. Each returns rows of the table."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli

from e2e.device import Line, Replica, push
from e2e.until import until
from e2e.wire import Wire
from shaiba.replica.bundles import BUNDLE
from shaiba_sync.wire import SyncHeader, format_header
from tests.bench import app_bytes, beside, half, ledger, limits
from tests.bench.load import drive, get, post_sync
from tests.bench.table import Row, median, row
from tests.bench.village import SCOPE, Bench

ROUNDS = 5


def app() -> list[Row]:
    """First load of the app. The limit of each is its budget."""
    found = app_bytes.measure()
    return [
        row(
            "first scripts, the loop's worker included",
            found.js,
            app_bytes.JS_BUDGET,
            "B",
            at_most=1,
            limit_is="budget",
        ),
        row("first styles", found.css, app_bytes.CSS_BUDGET, "B", at_most=1, limit_is="budget"),
        row("of these the page's", found.page, app_bytes.JS_BUDGET, "B", at_most=1, limit_is="budget"),
        row(
            "client's sync library, gzip",
            app_bytes.library(),
            app_bytes.LIBRARY_BUDGET,
            "B",
            at_most=1,
            limit_is="budget",
        ),
        row("service worker", found.worker, app_bytes.WORKER_BUDGET, "B", at_most=1, limit_is="budget"),
        row("largest lazy chunk", found.largest_lazy, app_bytes.LAZY_BUDGET, "B", at_most=1, limit_is="budget"),
        row("all that is kept offline", found.precache, app_bytes.PRECACHE_BUDGET, "B", at_most=1, limit_is="budget"),
        row("kept after the first screen", found.seal, app_bytes.SEAL_BUDGET, "B", at_most=1, limit_is="our own"),
    ]


def cold_acts() -> list[Row]:
    """W1a: the records came in 250 acts. What the first phones get within a minute, and what all later ones do."""
    bare = len(brotli.compress(ledger.ndjson(), quality=11))
    with _bench() as bench:
        lines = bench.publish(ledger.ACTS)
        early, *_ = _cold(bench, len(lines), 1)
        until(lambda: _packed(bench, early), "the log is quiet, and packed tightly", timeout_s=600)
        down, seconds, requests = _cold(bench, len(lines), ROUNDS)
        return [
            row("bytes, once the log is quiet", down, bare, "B", at_most=1.10, limit_is="brotli-11 of bare NDJSON"),
            row("bytes, in the first minute", early, bare, "B", limit_is="brotli-11 of bare NDJSON"),
            row("time", seconds, limits.read_s(lines), "s", limit_is="unpack, hash, parse"),
            row("requests", requests, 8, "", at_most=1, limit_is="allowed"),
            _proofs(bench),
            *_idle(bench, len(lines)),
        ]


def cold_singles() -> list[Row]:
    """W1b: the records came one an act, signed each, in sittings of 25; each knows the head that its sitting saw."""
    bare = len(brotli.compress(ledger.ndjson(), quality=11))
    with _bench() as bench:
        lines = bench.publish_singly(ledger.RECORDS)
        early, *_ = _cold(bench, len(lines), 1)
        until(lambda: _packed(bench, early), "the log is quiet, and packed tightly", timeout_s=1200)
        down, seconds, requests = _cold(bench, len(lines), ROUNDS)
        proofs, beside_files = _proofs(bench), _beside_files(bench, len(lines))
    return [
        row("bytes, once the log is quiet", down, bare, "B", at_most=2.0, limit_is="brotli-11 of bare NDJSON"),
        row("bytes, in the first minute", early, bare, "B", limit_is="brotli-11 of bare NDJSON"),
        row("time", seconds, limits.read_s(lines), "s", limit_is="unpack, hash, parse"),
        row("requests", requests, 8, "", at_most=1, limit_is="allowed"),
        proofs,
        row("server CPU beside the files", beside_files, 0.010, "s", at_most=1, limit_is="allowed"),
    ]


def _beside_files(bench: Bench, size: int, phones: int = 50) -> float:
    """Seconds of the server's CPU for a new phone, where a web server in front gives the files of public logs: it asks,
    is sent to them, asks for the rest, and looks at the head."""
    whole = size - size % BUNDLE
    asked = [post_sync(format_header(SyncHeader({SCOPE: (0, at)}))) for at in (0, whole)]
    share = [*asked, get(f"/log/{SCOPE}/checkpoint")]
    loads = [drive(bench.port, bench.village.pid, [share] * phones).insist(200) for _ in range(ROUNDS)]
    return median([len(share) / load.per_cpu_s for load in loads])


def _proofs(bench: Bench) -> Row:
    """What of a phone's processor time goes into hashing and comparing. Each in a fresh process, as the app is at its
    start, and with the hash that a browser takes."""
    lines = bench.village.folder / "lines.ndjson"
    lines.write_bytes(b"".join(line + b"\n" for line in bench.village.lines(SCOPE)))
    settings = {"count": 1, "room": SCOPE, "port": bench.port, **beside.settings_of(bench)}
    took: dict[str, list[float]] = {"meet": [], "prove": []}
    for _ in range(ROUNDS):
        for what in took:
            phone = half.phones(beside.OURS, bench.village.folder / "phone.log", "--conditions=browser")
            try:
                phone.ask("open", **settings)
                found = phone.ask(what, file=str(lines), note=bench.village.checkpoint(SCOPE))
                took[what].append(found["cpu_ms"] / 1000)
            finally:
                phone.close()
    whole = median(took["meet"])
    return row("proofs, of the phone's CPU", median(took["prove"]), whole, "s", at_most=0.25, limit_is="all of it")


def _cold(bench: Bench, size: int, rounds: int) -> tuple[float, float, int]:
    """A fresh phone gets everything and checks every line against the signed head: bytes down, seconds, requests."""
    down, seconds, requests = [], [], 0
    for _ in range(rounds):
        with _link(bench) as (wire, line):
            phone = Replica(SCOPE, bench.vkey(line))
            wire.mark()
            start = time.perf_counter()
            arrived = phone.cold(line)
            seconds.append(time.perf_counter() - start)
            down.append(wire.marked()[1])
            requests = phone.requests
            if arrived != size:
                raise RuntimeError(f"{arrived} lines arrived of {size}")
    return median(down), median(seconds), requests


def _packed(bench: Bench, early: float) -> bool:
    """Nothing waits to be packed, and files got smaller since the first phone came."""
    if json.loads(bench.village.get("/health"))["packing"]:
        return False
    return bench.packed_bytes() < early * 0.95


def _idle(bench: Bench, size: int) -> list[Row]:
    with _link(bench) as (wire, line):
        header = SyncHeader({SCOPE: (0, size)})
        line.sync(header)
        wire.mark()
        start = time.perf_counter()
        for _ in range(1000):
            line.sync(header)
        seconds = (time.perf_counter() - start) / 1000
        up, down = wire.marked()
    return [
        row("idle bytes, both ways", (up + down) / 1000, 300, "B", at_most=1, limit_is="allowed"),
        row("idle round trip", seconds, limits.echo_s(), "s", limit_is="bare TCP echo"),
    ]


def push_offline() -> list[Row]:
    """W3: 1,000 records written offline in 25 acts, until the server says that they are durable."""
    bare = len(ledger.ndjson(1_000, 25))
    with _bench() as bench:
        bench.publish(250)
        seconds, bytes_up = [], []
        for number in range(ROUNDS):
            acts = ledger.acts(1_000, 25, seed=ledger.SEED + 1 + number)
            ops = [bench.clerk.op(SCOPE, act.changes) for act in acts]
            with _link(bench) as (wire, line):
                line.get("/health")
                wire.mark()
                start = time.perf_counter()
                push(line, ops)
                seconds.append(time.perf_counter() - start)
                bytes_up.append(sum(wire.marked()))
        physical = limits.fsync_s(bench.village.folder) + 25 * limits.verify_s()
    return [
        row("W3 time, durable", median(seconds), physical, "s", limit_is="1 fsync + 25 checks"),
        row(
            "W3 bytes, both ways",
            median(bytes_up),
            230_000,
            "B",
            at_most=1,
            limit_is=f"allowed ({bare // 1000} KB bare)",
        ),
    ]


@contextmanager
def _bench() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            yield bench
        finally:
            bench.close()


class _Counted(Wire):
    """A wire that says how many bytes went since `mark`."""

    _from = (0, 0)

    def mark(self) -> None:
        self._from = (self.up, self.down)

    def marked(self) -> tuple[int, int]:
        return self.up - self._from[0], self.down - self._from[1]


@contextmanager
def _link(bench: Bench) -> Iterator[tuple[_Counted, Line]]:
    with _Counted(bench.port) as wire:
        line = Line(wire.port)
        try:
            yield wire, line
        finally:
            line.close()
