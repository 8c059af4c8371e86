"""What the server may cost: durable pushes, idle syncs, pokes, memory, a restart. Bounds: budgets of the design.

The load runs beside the server on the same cores. So each rate is said twice: as this machine gave it, and per second
of the server's own CPU time, which is what the other processes of a busy machine change least.
"""

import json
import secrets
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from e2e.device import Device, Line, Replica, push
from e2e.until import until
from e2e.village import ROOT, environ, shaiba
from shaiba.identity.session import hash_token
from shaiba_sync.keys import verify
from shaiba_sync.op import b64u_encode, parse_op
from shaiba_sync.wire import SyncHeader, format_header
from tests.bench import ledger, limits, load
from tests.bench.load import Load, drive, post_sync
from tests.bench.table import Row, median, rate, row
from tests.bench.village import SCOPE, Bench, other_scopes

ROUNDS = 5
LIVE_ROUNDS = 50
NOTHING = format_header(SyncHeader({}))
MEMORY_B = 120_000_000
"""What a server may hold with a village loaded."""


def pushes() -> list[Row]:
    """Many accountants, one op a request, each waits until it is durable; then the same with months of 25 changes."""
    with running() as bench, tempfile.TemporaryDirectory() as folder:
        people = accountants(bench, SCOPE, 16)
        month = publish_month(bench, SCOPE)
        single, batch = [], []
        for number in range(ROUNDS):
            single.append(drive(bench.port, bench.village.pid, shares(people, month, 100, 1, number)).insist_stored())
        for number in range(ROUNDS):
            batch.append(drive(bench.port, bench.village.pid, shares(people, month, 12, 25, number)).insist_stored())
        floors = [1 / limits.keep_s(Path(folder), each) for each in (1, 25)]
    bare = "JSON, a check, SQLite alone"
    return [
        *_rates("single-op pushes", single, 1, floors[0], bare, at_least=1_000),
        *_rates("changes in pushes of 25", batch, 25, floors[1], bare, at_least=15_000),
    ]


def idle(phones: int = 16, each: int = 400) -> list[Row]:
    """«Anything new?» of phones that have it all."""
    with running() as bench:
        lines = bench.publish(40, 400)
        size = len(lines)
        asked = [[post_sync(format_header(SyncHeader({SCOPE: (0, size)})))] * each] * phones
        loads = [drive(bench.port, bench.village.pid, asked).insist(204) for _ in range(ROUNDS)]
        signed_in, later, deleted = _idle_bytes(bench, lines)
    return [
        *_rates("idle syncs", loads, 1, 1 / limits.echo_s(), "bare TCP echoes", at_least=4_000),
        row("idle bytes with session and root, both ways", signed_in, 300, "B", at_most=1, limit_is="allowed"),
        row("the same, 20 writers later", later, signed_in, "B", at_most=1.01, limit_is="before"),
        row("the same, all withdrawn and a line erased", deleted, signed_in, "B", at_most=1.01, limit_is="before"),
    ]


def _idle_bytes(bench: Bench, lines: list[bytes]) -> tuple[int, int, int]:
    """Bytes both ways of a phone that is signed in and says its root; after others have begun to write there; and once
    what stood there is gone."""
    (one,) = accountants(bench, SCOPE, 1)
    before = _idle_once(bench, one.token)
    accountants(bench, SCOPE, 20)
    later = _idle_once(bench, one.token)
    _delete(bench, lines)
    return before, later, _idle_once(bench, one.token)


def _delete(bench: Bench, lines: list[bytes]) -> None:
    """Withdraw what these lines published, and take one of them out of the log."""
    changes = [change for line in lines for change in json.loads(line)["do"] if change["do"] == "disclosure.publish"]
    gone = [{"do": "disclosure.withdraw", "id": one["id"], "set": {"withdrawn": "重复"}} for one in changes]
    line = Line(bench.port)
    push(line, [bench.clerk.op(SCOPE, [change]) for change in gone])
    line.close()
    bench.village.stop()
    place = str(len(lines) // 2)
    done = shaiba(
        "erase", "--data", str(bench.village.folder), "--scope", SCOPE, "--seq", place,
        "--why", "personal_data", "--order", "县〔2026〕1号", "--yes",
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    bench.village.start()


def _idle_once(bench: Bench, token: str) -> int:
    line = Line(bench.port)
    phone = Replica(SCOPE, bench.vkey(line))
    size = phone.cold(line)
    line.close()
    header = SyncHeader({SCOPE: (0, size, b64u_encode(phone.frontier.root()))})
    asked = post_sync(format_header(header), token=token)
    with socket.create_connection(("127.0.0.1", bench.port)) as wire:
        wire.sendall(asked)
        answer = wire.recv(65_536)
    if not answer.startswith(b"HTTP/1.1 204"):
        raise RuntimeError(answer[:200].decode())
    return len(asked) + len(answer)


def signatures(count: int = 400) -> list[Row]:
    """A line's signature, its digest included, against what `cryptography` needs for 32 bytes."""
    device = Device()
    ops = [parse_op(device.op(SCOPE, act.changes)) for act in ledger.acts(count, count)]
    took, bare = [], []
    for _ in range(ROUNDS):
        began = time.process_time()
        for op in ops:
            verify("ed25519", device.public, op)
        took.append((time.process_time() - began) / count)
        bare.append(limits.verify_s())
    return [
        rate(
            "signature checks",
            1 / median(took),
            1 / median(bare),
            "/s",
            at_least=0.6 / median(bare),
            limit_is="by `cryptography`",
        )
    ]


def village_loaded() -> list[Row]:
    """Memory with the village of 10,000 records loaded and served; then a restart, until a cold phone has it all."""
    with running() as bench:
        bench.village.kill()  # it was forked from a process that has loaded more than a server does
        with _started(bench) as (line, pid, _):
            lines = bench.publish(ledger.ACTS)
            vkey = bench.vkey(line)
            for _ in range(3):
                Replica(SCOPE, vkey).cold(line)
            until(lambda: not json.loads(line.get("/health"))["packing"], "all is packed", timeout_s=600)
            held = load.rss(pid)
        seconds, cpu, opened, warm = [], [], [], []
        for _ in range(ROUNDS):
            with _started(bench) as (line, pid, took):
                opened.append(_cold_s(line, vkey, len(lines)))
                seconds.append(took + opened[-1])
                cpu.append(load.cpu_s(pid))
                warm.append(_cold_s(line, vkey, len(lines)))
    return [
        row("memory, village loaded", held, MEMORY_B, "B", at_most=1, limit_is="allowed"),
        row("restart until a cold phone has it all", median(seconds), 0.5, "s", at_most=1, limit_is="allowed"),
        row("the same in the server's CPU time", median(cpu), 0.5, "s", limit_is="allowed"),
        row("opening a village after a restart", median(opened), median(warm), "s", at_most=1.5, limit_is="warm"),
    ]


def villages_apart(count: int = 1_000) -> list[Row]:
    """Memory of a server that has served one village, alone and beside so many that nobody opened since its start; and
    what such a one costs the CPU of a start."""
    with running() as bench:
        bench.publish(40, 400)
        alone = _resting(bench)
        line = Line(bench.port)
        for number, scope in enumerate(other_scopes(count)):
            act = next(ledger.acts(2, 1, seed=number, prefix=f"f{number}"))
            push(line, [bench.clerk.op(scope, act.changes)])
        line.close()
        beside = _resting(bench)
    weight = max(0.0, beside[0] - alone[0])
    return [
        row(f"memory of {count:,} villages not opened", weight, MEMORY_B, "B", at_most=0.02, limit_is="for all"),
        row("CPU of a start, beside them", beside[1], alone[1], "s", limit_is="without them"),
    ]


def _resting(bench: Bench) -> tuple[float, float]:
    """Memory and CPU of a server that was started, asked for one village by a new phone, and left alone."""
    bench.village.kill()
    held, cpu = [], []
    for _ in range(ROUNDS):
        with _started(bench) as (line, pid, _):
            Replica(SCOPE, bench.vkey(line)).cold(line)
            held.append(load.rss(pid))
            cpu.append(load.cpu_s(pid))
    bench.village.start()
    return median(held), median(cpu)


def streams(count: int = 5_000) -> list[Row]:
    """Idle streams of pokes: what they weigh, and how long after a durable write the last has heard of it."""
    with running() as bench:
        bench.publish(1, 1)
        before = load.rss(bench.village.pid)
        sockets = [_listen(bench.port) for _ in range(count)]
        epoll = select.epoll()
        for one in sockets:
            epoll.register(one.fileno(), select.EPOLLIN)
        by_handle = {one.fileno(): one for one in sockets}
        _until_all_heard(epoll, by_handle, b'"size":1')
        weight = load.rss(bench.village.pid) - before
        last = []
        for number in range(ROUNDS):
            op = post_sync(NOTHING, [bench.clerk.op(SCOPE, next(ledger.acts(1, 1, seed=number)).changes)])
            with socket.create_connection(("127.0.0.1", bench.port)) as writer:
                writer.sendall(op)
                writer.recv(65_536)
                began = time.perf_counter()
                _until_all_heard(epoll, by_handle, b'"size":%d' % (number + 2))
                last.append(time.perf_counter() - began)
        for one in sockets:
            one.close()
    return [
        row(f"{count:,} idle streams", weight, 200_000_000, "B", at_most=1, limit_is="allowed"),
        row("the last of them is poked", median(last), 1.5, "s", at_most=1, limit_is="allowed"),
    ]


def live(listeners: int = 200) -> list[Row]:
    """One writes, many listen: from when the write is sent, it being made durable first, until each has its lines."""
    with running() as bench:
        bench.publish(1, 1)
        sockets = {one.fileno(): one for one in (_listen(bench.port) for _ in range(listeners))}
        epoll = select.epoll()
        for handle in sockets:
            epoll.register(handle, select.EPOLLIN)
        _until_all_heard(epoll, sockets, b'"size":1')
        halves, lasts = [], []
        cpu = load.cpu_s(bench.village.pid)
        with socket.create_connection(("127.0.0.1", bench.port)) as writer:
            for number in range(LIVE_ROUNDS):
                op = post_sync(NOTHING, [bench.clerk.op(SCOPE, next(ledger.acts(1, 1, seed=number)).changes)])
                began = time.perf_counter()
                writer.sendall(op)
                moments = _until_all_heard(epoll, sockets, b'"size":%d' % (number + 2))
                writer.recv(65_536)
                halves.append(moments[listeners // 2] - began)
                lasts.append(moments[listeners * 99 // 100] - began)
        cpu = load.cpu_s(bench.village.pid) - cpu
        for one in sockets.values():
            one.close()
    return [
        row(f"half of {listeners} listeners have a write", median(halves), 0.020, "s", at_most=1, limit_is="allowed"),
        row("99 of 100 have it", median(lasts), 0.080, "s", at_most=1, limit_is="allowed"),
        row("server CPU for each write and all who hear it", cpu / LIVE_ROUNDS, 0.020, "s", limit_is="allowed"),
    ]


def publish_month(bench: Bench, scope: str) -> str:
    """A disclosure to which entries can be added; its id."""
    (act,) = ledger.acts(0, 1, seed=secrets.randbelow(1 << 30), prefix=secrets.token_urlsafe(4))
    line = Line(bench.port)
    push(line, [bench.clerk.op(scope, act.changes)])
    line.close()
    return str(act.changes[0]["id"])


class Accountant(Device):
    """A phone whose person has shown a passkey; the token of its session."""

    def __init__(self) -> None:
        super().__init__()
        self.token = secrets.token_urlsafe(32)


def accountants(bench: Bench, scope: str, count: int) -> list[Accountant]:
    """So many phones that may write a village's ledger."""
    people = [Accountant() for _ in range(count)]
    changes: list[dict[str, object]] = []
    for number, one in enumerate(people):
        person = f"p{number}-{secrets.token_hex(4)}"
        term = {"since": "2025-01-01", "until": "2099-12-31"}
        key = {"person": person, "alg": "ed25519", "key": b64u_encode(one.public), "since": "2025-01-01"}
        changes.append({"do": "device.enrol", "id": one.id, "set": key})
        grant = {"person": person, "role": "accountant", **term}
        changes.append({"do": "grant.give", "id": secrets.token_urlsafe(9), "set": grant})
    line = Line(bench.port)
    for at in range(0, len(changes), 100):
        push(line, [bench.clerk.op(scope, changes[at : at + 100])])
    line.close()
    now_ms = time.time_ns() // 1_000_000
    later_ms = now_ms + 3_600_000  # a passkey is good for five minutes of acts, and preparing a load may take longer
    with bench.village.sql() as db:
        db.executemany(
            "insert into session (token_hash, device, created, expires, used, stepped) values (?, ?, ?, ?, ?, ?)",
            [(hash_token(one.token), one.id, now_ms, later_ms, now_ms, later_ms) for one in people],
        )
    return people


def shares(
    people: list[Accountant], month: str, each: int, changes: int, seed: int, scope: str = SCOPE
) -> list[list[bytes]]:
    """For each phone the requests that it will send: one op of so many new entries each."""
    prefix = secrets.token_urlsafe(4)
    (act,) = ledger.acts(len(people) * each * changes, 1, seed=seed, prefix=prefix)
    entries = iter(act.changes[1:])
    return [
        [
            post_sync(NOTHING, [one.op(scope, [_of(month, next(entries)) for _ in range(changes)])], token=one.token)
            for _ in range(each)
        ]
        for one in people
    ]  # fmt: skip


@contextmanager
def running() -> Iterator[Bench]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            yield bench
        finally:
            bench.close()


def _of(month: str, change: dict[str, object]) -> dict[str, object]:
    found: dict[str, object] = change["set"]  # type: ignore[assignment]
    return {**change, "set": {**found, "disclosure": month}}


def _rates(what: str, loads: list[Load], each: int, limit: float, limit_is: str, *, at_least: float) -> list[Row]:
    wall, cpu = (median([getattr(one, name) for one in loads]) * each for name in ("per_s", "per_cpu_s"))
    return [
        rate(what, wall, limit, "/s", at_least=at_least, limit_is=limit_is),
        rate(f"{what}, per second of server CPU", cpu, limit, "/s", at_least=at_least, limit_is=limit_is),
    ]


@contextmanager
def _started(bench: Bench) -> Iterator[tuple[Line, int, float]]:
    """`shaiba serve` as an operator starts it, in a process that has loaded nothing yet; seconds until it answers."""
    environment = {**environ(), **bench.village.settings}
    environment.pop(
        "PYTHONDONTWRITEBYTECODE", None
    )  # a program that is installed was compiled, or is at its first start
    began = time.perf_counter()
    with bench.village.log.open("ab") as log:
        server = subprocess.Popen([sys.executable, "-m", "shaiba", "serve"], cwd=ROOT, env=environment, stderr=log)
    line = None
    try:
        while line is None:
            try:
                line = Line(bench.port)
                line.get("/health")
            except ConnectionRefusedError:
                line = None
                time.sleep(0.002)
        yield line, server.pid, time.perf_counter() - began
    finally:
        if line:
            line.close()
        server.kill()
        server.wait(30)


def _cold_s(line: Line, vkey: str, size: int) -> float:
    began = time.perf_counter()
    if Replica(SCOPE, vkey).cold(line) != size:
        raise RuntimeError("not all arrived")
    return time.perf_counter() - began


def _listen(port: int) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port))
    one.sendall(f"GET /live?scope={SCOPE} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return one


def _until_all_heard(epoll: select.epoll, sockets: dict[int, socket.socket], mark: bytes) -> list[float]:
    """The moments at which one after the other had it."""
    moments: list[float] = []
    left = set(sockets)
    while left:
        events = epoll.poll(30.0)
        if not events:
            raise RuntimeError(f"{len(left)} streams heard nothing")
        for handle, _ in events:
            if mark in sockets[handle].recv(65_536):
                left.discard(handle)
                moments.append(time.perf_counter())
    return moments


TABLES = {
    "server: pushes": pushes,
    "server: idle": idle,
    "server: signatures": signatures,
    "server: a village": village_loaded,
    "server: villages apart": villages_apart,
    "server: streams of pokes": streams,
    "server: W5, 200 listen and one writes": live,
}
