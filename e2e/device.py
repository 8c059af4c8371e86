"""A phone without a screen: signs ops, asks over HTTP, checks what it gets. For benchmarks, and to write as others."""

import gzip
import http.client
import json
import secrets
import time
from dataclasses import dataclass, field

import brotli
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync import (
    Frontier,
    Stamp,
    b64u_encode,
    build_head,
    device_id,
    digest,
    finish,
    format_header,
    format_stamp,
    leaf_of,
    open_note,
    tick,
)
from shaiba_sync.wire import SyncHeader

_WORTH_ZIPPING = 600  # bytes; as on a phone (pwa/src/replica/exchange.ts)


class Device:
    """A signing key and its clock."""

    def __init__(self, key: Ed25519PrivateKey | None = None) -> None:
        self.key = key or Ed25519PrivateKey.generate()
        self.public = self.key.public_key().public_bytes_raw()
        self.id = device_id("ed25519", self.public)
        self._last = Stamp(0, 0)

    def op(self, scope: str, changes: list[dict[str, object]], *, seen: tuple[int, str] | None = None) -> bytes:
        """One signed line. `seen`: the newest checkpoint that the device verified."""
        self._last = tick(self._last, time.time_ns() // 1_000_000)
        head = build_head(scope, self.id, format_stamp(self._last), b64u_encode(secrets.token_bytes(16)), seen, changes)
        return finish(head, self.key.sign(digest(head)))


class Line:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self._http = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def get(self, path: str) -> bytes:
        return self._ask("GET", path)

    def sync(self, header: SyncHeader, ops: list[bytes] | None = None) -> list[bytes]:
        """Push and pull in one round trip; the lines of the answer."""
        body = b"".join(line + b"\n" for line in [format_header(header), *(ops or [])])
        return self._ask("POST", "/sync", body).splitlines()

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        headers = {"Accept-Encoding": "br"}
        if body is not None:
            headers["Content-Type"] = "application/x-ndjson"
        if body is not None and len(body) > _WORTH_ZIPPING:
            body = gzip.compress(body, 6)
            headers["Content-Encoding"] = "gzip"
        self._http.request(method, path, body, headers)
        answer = self._http.getresponse()
        found = answer.read()
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path}: {answer.status} {found[:300]!r}")
        return brotli.decompress(found) if answer.headers.get("Content-Encoding") == "br" else found

    def close(self) -> None:
        self._http.close()


@dataclass
class Replica:
    """One scope as a phone has it: every line checked against the log's signed head."""

    scope: str
    vkey: str
    frontier: Frontier = field(default_factory=Frontier)
    requests: int = 0

    def cold(self, line: Line) -> int:
        """Get everything: sealed bundles as files, the rest by sync. Returns the number of lines."""
        answer = self._sync(line)
        if answer and "bundles" in answer[0]:
            for name in _files(answer[0]["bundles"] // 256):
                self.take(self._get(line, f"/log/{self.scope}/entries/{name}").splitlines())
            answer = self._sync(line)
        while any(head.get("more") for head in answer):
            answer = self._sync(line)
        return self.frontier.size

    def _sync(self, line: Line) -> list[dict[str, int]]:
        self.requests += 1
        lines = line.sync(SyncHeader({self.scope: (0, self.frontier.size)}))
        heads = []
        at = 0
        while at < len(lines):
            head = json.loads(lines[at])
            at += 1
            heads.append(head)
            if "count" in head:
                self.take(lines[at : at + head["count"]])
                at += head["count"]
                checkpoint = open_note(head["checkpoint"], self.vkey)
                if (checkpoint.size, checkpoint.root) != (self.frontier.size, self.frontier.root()):
                    raise RuntimeError("the log does not prove what it serves")
        return heads

    def _get(self, line: Line, path: str) -> bytes:
        self.requests += 1
        return line.get(path)

    def take(self, lines: list[bytes]) -> None:
        """Go on with the tree."""
        for one in lines:
            self.frontier = self.frontier.append(leaf_of(one))


def _files(total: int) -> list[str]:
    """So many bundles as a phone asks for them (pwa/src/replica/bundles.ts): ranges, and the newest by themselves."""
    alone = 2 if total >= 8 else 0
    ends = [(first, min(first + 32, total - alone) - 1) for first in range(0, total - alone, 32)]
    ends += [(bundle, bundle) for bundle in range(total - alone, total)]
    return [str(first) if first == last else f"{first}-{last}" for first, last in ends]


def push(line: Line, ops: list[bytes]) -> None:
    """Push and insist that every op was stored."""
    answer = [json.loads(one) for one in line.sync(SyncHeader({}), ops)]
    verdicts = [one for one in answer if "verdict" in one]
    if len(verdicts) != len(ops) or any(one["verdict"] != "stored" for one in verdicts):
        raise RuntimeError(f"not all was stored: {next((one for one in verdicts if one['verdict'] != 'stored'), None)}")
