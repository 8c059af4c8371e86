"""A load of many phones that costs little itself: raw requests made beforehand, kept-alive sockets, one epoll loop.

The server runs beside it on the same cores; so what is counted is the CPU time of the server's process, and wall time
only as what this machine gave.
"""

import os
import resource
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.table import median

TICKS = os.sysconf("SC_CLK_TCK")
CHUNK = 262_144


@dataclass
class Load:
    """What came of a load: seconds, the server's CPU seconds, how long each answer took, and the answers' statuses."""

    wall_s: float = 0.0
    cpu_s: float = 0.0
    took_s: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bytes_down: int = 0
    broken: int = 0
    stored: int = 0
    """Verdicts of ops that were taken, in answers that were not compressed."""

    @property
    def answers(self) -> int:
        return len(self.took_s)

    @property
    def per_s(self) -> float:
        return self.answers / self.wall_s

    @property
    def per_cpu_s(self) -> float:
        return self.answers / self.cpu_s

    def at(self, part: float) -> float:
        """How long the answers took at this part of them: 0.5, 0.99."""
        ordered = sorted(self.took_s)
        return ordered[min(len(ordered) - 1, int(len(ordered) * part))]

    def insist(self, *statuses: int) -> "Load":
        """Nothing was broken off, and every answer was one of these."""
        if self.broken or set(self.statuses) - set(statuses):
            raise RuntimeError(f"broken: {self.broken}, statuses: {self.statuses}")
        return self

    def insist_stored(self) -> "Load":
        """Every request brought one op, and it was taken: a refusal is an answer too, and costs less."""
        if self.stored != self.insist(200).answers:
            raise RuntimeError(f"{self.stored} ops stored of {self.answers}")
        return self


def post_sync(header: bytes, ops: Sequence[bytes] = (), *, encoding: str = "br", token: str = "") -> bytes:
    """POST /sync as bytes, with a session's token. Not zipped: that would be the phone's work."""
    body = b"".join(line + b"\n" for line in (header, *ops))
    head = (
        f"POST /sync HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {encoding}\r\n"
        f"Content-Type: application/x-ndjson\r\nContent-Length: {len(body)}\r\n"
    )
    if token:
        head += f"Cookie: shaiba={token}\r\n"
    return head.encode() + b"\r\n" + body


def get(path: str) -> bytes:
    """GET as bytes."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n".encode()


def drive(port: int, pid: int, shares: Sequence[Sequence[bytes]], *, starts_s: Sequence[float] | None = None) -> Load:
    """Every share over a connection of its own, the next request once the last was answered. With `starts_s` each
    connection is made so many seconds after the beginning, and closed after its share; else all stand at once."""
    _widen()
    load = Load()
    epoll = select.epoll()
    phones: dict[int, _Phone] = {}
    waiting = sorted(zip(starts_s or [0.0] * len(shares), range(len(shares)), strict=True), reverse=True)
    if starts_s is None:
        for _, index in waiting:
            phone = _Phone(port, shares[index])
            phones[phone.socket.fileno()] = phone
        waiting = []
    cpu = cpu_s(pid)
    began = time.perf_counter()
    for phone in phones.values():
        phone.begin(epoll, time.perf_counter())
    while phones or waiting:
        now = time.perf_counter()
        while waiting and waiting[-1][0] <= now - began:
            phone = _Phone(port, shares[waiting.pop()[1]])
            phones[phone.socket.fileno()] = phone
            phone.begin(epoll, now)
        rest = max(0.0, waiting[-1][0] - (now - began)) if waiting else 60.0
        events = epoll.poll(rest)
        if not events and not waiting:
            load.broken += len(phones)
            break
        for handle, event in events:
            phone = phones[handle]
            if not phone.go_on(epoll, event, load):
                epoll.unregister(handle)
                phone.socket.close()
                del phones[handle]
    load.wall_s = time.perf_counter() - began
    load.cpu_s = cpu_s(pid) - cpu
    epoll.close()
    return load


def _widen() -> None:
    """Ten thousand sockets need as many handles."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


class _Phone:
    """One connection and what it has yet to ask."""

    def __init__(self, port: int, share: Sequence[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.setblocking(False)
        self._share = iter(share)
        self._unsent = b""
        self._came = b""
        self._need = -1
        self._since = 0.0

    def begin(self, epoll: select.epoll, now: float) -> None:
        epoll.register(self.socket.fileno(), select.EPOLLIN)
        self._since = now
        self._ask(epoll, next(self._share))

    def go_on(self, epoll: select.epoll, event: int, load: Load) -> bool:
        """Send what is left, or read what came. False once all was answered."""
        try:
            if event & select.EPOLLOUT:
                self._ask(epoll, self._unsent)
                return True
            data = self.socket.recv(CHUNK)
        except OSError:
            data = b""
        if not data:
            load.broken += 1
            return False
        load.bytes_down += len(data)
        self._came = self._came + data if self._came else data
        if not self._is_whole():
            return True
        now = time.perf_counter()
        load.took_s.append(now - self._since)
        status = int(self._came[9:12])
        load.statuses[status] = load.statuses.get(status, 0) + 1
        load.stored += self._came.count(b'"verdict":"stored"')
        self._came, self._need, self._since = b"", -1, now
        request = next(self._share, None)
        if request is None:
            return False
        self._ask(epoll, request)
        return True

    def _ask(self, epoll: select.epoll, request: bytes) -> None:
        try:
            sent = self.socket.send(request)
        except BlockingIOError:
            sent = 0
        was, self._unsent = self._unsent, request[sent:]
        if bool(was) != bool(self._unsent):
            epoll.modify(self.socket.fileno(), select.EPOLLIN | (select.EPOLLOUT if self._unsent else 0))

    def _is_whole(self) -> bool:
        if self._need < 0:
            end = self._came.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self._came[:end].lower()
            at = head.find(b"content-length:")
            if at >= 0:
                self._need = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
            elif b"transfer-encoding: chunked" in head:
                return self._came.endswith(b"\r\n0\r\n\r\n")
            else:
                self._need = end + 4
        return len(self._came) >= self._need


def cpu_s(pid: int) -> float:
    """Seconds of CPU that a process has used, all its threads."""
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def rss(pid: int, what: str = "VmRSS") -> int:
    """Bytes of memory that a process holds (`VmHWM`: held at most)."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


def medians(loads: Sequence[Load]) -> Load:
    """The load whose rate per CPU second is the median one."""
    middle = median([load.per_cpu_s for load in loads])
    return min(loads, key=lambda load: abs(load.per_cpu_s - middle))
