"""The workloads of one village (10,000 records, 6.3 MB): cold, idle, push. Each returns rows of the table."""

import multiprocessing
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import brotli

from e2e.device import Line, Replica, push
from e2e.wire import Wire
from shaiba_sync.wire import SyncHeader
from tests.bench import app_bytes, ledger, limits
from tests.bench.table import Row, median, rate, row
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
        row("service worker", found.worker, app_bytes.WORKER_BUDGET, "B", at_most=1, limit_is="budget"),
        row("largest lazy chunk", found.largest_lazy, app_bytes.LAZY_BUDGET, "B", at_most=1, limit_is="budget"),
        row("all that is kept offline", found.precache, app_bytes.PRECACHE_BUDGET, "B", at_most=1, limit_is="budget"),
    ]


def cold(acts: int, name: str, at_most: float) -> list[Row]:
    """A fresh phone gets everything, checks every line against the signed head, and then asks for more in vain."""
    bare = len(brotli.compress(ledger.ndjson(), quality=11))
    with _bench() as bench:
        lines = bench.publish(acts)
        bytes_down, seconds, requests = [], [], 0
        for _ in range(ROUNDS):
            with _link(bench) as (wire, line):
                phone = Replica(SCOPE, bench.vkey(line))
                wire.mark()
                start = time.perf_counter()
                size = phone.cold(line)
                seconds.append(time.perf_counter() - start)
                bytes_down.append(wire.marked()[1])
                requests = phone.requests
                if size != len(lines):
                    raise RuntimeError(f"{size} lines arrived of {len(lines)}")
        rows = [
            row(f"{name} bytes", median(bytes_down), bare, "B", at_most=at_most, limit_is="brotli-11 of bare NDJSON"),
            row(f"{name} time", median(seconds), limits.read_s(lines), "s", limit_is="unpack, hash, parse"),
            row(f"{name} requests", requests, 8, "", at_most=1, limit_is="allowed"),
        ]
        return rows + (_idle(bench, len(lines)) if acts != ledger.RECORDS else [])


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


def single_pushes(phones: int = 16, each: int = 150) -> list[Row]:
    """Many phones, one op per request, each waits for its verdict: durable pushes per second."""
    with _bench() as bench:
        bench.publish(1, 1)
        shares = []
        for number in range(phones):
            acts = ledger.acts(each, each, seed=1000 + number)
            shares.append([bench.clerk.op(SCOPE, act.changes) for act in acts])
        with multiprocessing.get_context("spawn").Pool(1) as pool:  # the load must not share the server's core lock
            seconds = pool.apply(_push_shares, (bench.port, shares))
        done = phones * each / seconds
    return [rate("single-op pushes", done, 1 / limits.verify_s(), "/s", at_least=1_000, limit_is="signature checks")]


def _push_shares(port: int, shares: list[list[bytes]]) -> float:
    """Run in a process of its own: every share over a connection of its own; seconds for all."""
    import threading

    barrier = threading.Barrier(len(shares) + 1)

    def run(ops: list[bytes]) -> None:
        line = Line(port)
        line.get("/health")
        barrier.wait()
        for op in ops:
            push(line, [op])
        barrier.wait()
        line.close()

    for ops in shares:
        threading.Thread(target=run, args=(ops,), daemon=True).start()
    barrier.wait()
    start = time.perf_counter()
    barrier.wait(600)
    return time.perf_counter() - start


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
