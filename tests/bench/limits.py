"""What the machine itself could do, measured in the same run: the other side of every ratio."""

import hashlib
import os
import socket
import sqlite3
import threading
import time
from pathlib import Path

import brotli
import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync import leaf_of
from tests.bench import ledger
from tests.bench.table import median


def fsync_s(folder: Path, rounds: int = 30) -> float:
    """Seconds until 4 KiB more of a file are on the disk."""
    path = folder / "fsync"
    with path.open("wb", buffering=0) as file:
        took = []
        for _ in range(rounds):
            start = time.perf_counter()
            file.write(bytes(4096))
            os.fsync(file.fileno())
            took.append(time.perf_counter() - start)
    path.unlink()
    return median(took)


def verify_s(rounds: int = 2000) -> float:
    """Seconds of CPU for one Ed25519 check of 32 bytes by `cryptography`."""
    key = Ed25519PrivateKey.generate()
    public, message = key.public_key(), bytes(32)
    signature = key.sign(message)
    start = time.process_time()
    for _ in range(rounds):
        public.verify(signature, message)
    return (time.process_time() - start) / rounds


def keep_s(folder: Path, each: int, count: int = 800) -> float:
    """Seconds of CPU for a change in a line of so many, by what no server in Python can do without: its JSON read once
    and its record written once, both rows in SQLite, durable sixteen lines at a time, a signature check a line."""
    key = Ed25519PrivateKey.generate()
    public, signature = key.public_key(), key.sign(bytes(32))
    entries = [change for act in ledger.acts(count, 1) for change in act.changes[1:]]
    lines = [msgspec.json.encode(entries[at : at + each]) for at in range(0, count, each)]
    conn = sqlite3.connect(folder / f"keep-{each}.db", isolation_level=None)
    conn.execute("pragma journal_mode=wal")
    conn.execute("pragma synchronous=full")
    conn.execute("create table log (seq integer primary key, line blob)")
    conn.execute("create table record (id text unique, data text)")
    began = time.process_time()
    for at in range(0, len(lines), 16):
        conn.execute("begin immediate")
        for line in lines[at : at + 16]:
            public.verify(signature, bytes(32))
            read = msgspec.json.decode(line)
            conn.execute("insert into log (line) values (?)", (line,))
            kept = [(change["id"], msgspec.json.encode(change).decode()) for change in read]
            conn.executemany("insert into record values (?, ?)", kept)
        conn.execute("commit")
    took = time.process_time() - began
    conn.close()
    return took / count


def bulk_s(folder: Path, count: int = 8_000, each: int = 67) -> float:
    """Seconds of CPU for a row of an import by what nothing can do without that makes the same bytes: its JSON and that
    of its two records written, its line hashed and signed with others, all of it put into SQLite by the thousand."""
    key = Ed25519PrivateKey.generate()
    rows = [change for act in ledger.acts(count, 1) for change in act.changes[1:]]
    conn = sqlite3.connect(folder / "bulk.db", isolation_level=None)
    conn.execute("pragma journal_mode=wal")
    conn.execute("pragma synchronous=full")
    conn.execute("create table log (scope integer, seq integer, leaf blob, line blob, unique (scope, seq))")
    conn.execute("create table record (scope integer, id text, data text, unique (scope, id))")
    began = time.process_time()
    for start in range(0, count, 4_000):
        lines, records = [], []
        for at in range(start, start + 4_000, each):
            said = rows[at : min(at + each, start + 4_000)]
            line = msgspec.json.encode(said)
            signature = key.sign(hashlib.sha256(line).digest())
            lines.append((1, at, hashlib.sha256(line + signature).digest(), line + signature))
            for row in said:
                cover = {"id": row["id"], "payee": row["set"]["payee"]}  # type: ignore[index]
                records.append((1, row["id"], msgspec.json.encode(row["set"]).decode()))
                records.append((2, row["id"], msgspec.json.encode(cover).decode()))
        conn.execute("begin immediate")
        conn.executemany("insert into log values (?, ?, ?, ?)", lines)
        conn.executemany("insert into record values (?, ?, ?)", records)
        conn.execute("commit")
    took = time.process_time() - began
    conn.close()
    return took / count


def echo_s(rounds: int = 2000) -> float:
    """Seconds for a round trip of 200 bytes between two threads over TCP."""
    with socket.create_server(("127.0.0.1", 0)) as plug:
        threading.Thread(target=_echo, args=(plug,), daemon=True).start()
        with socket.create_connection(plug.getsockname()) as call:
            call.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            start = time.perf_counter()
            for _ in range(rounds):
                call.sendall(bytes(200))
                call.recv(200)
            return (time.perf_counter() - start) / rounds


def _echo(plug: socket.socket) -> None:
    call, _ = plug.accept()
    with call:
        while data := call.recv(200):
            call.sendall(data)


def read_s(lines: list[bytes]) -> float:
    """Seconds to unpack, hash and parse lines that are already here: what no client can do without."""
    packed = brotli.compress(b"\n".join(lines), quality=5)
    took = []
    for _ in range(3):
        start = time.perf_counter()
        for line in brotli.decompress(packed).split(b"\n"):
            leaf_of(line)
            msgspec.json.decode(line)
        took.append(time.perf_counter() - start)
    return median(took)
