"""What a server publishes, and 500 ways to rewrite it: by whoever holds no key, the log's, or the clerk's too."""

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba_sync.clock import Stamp, format_stamp, tick
from shaiba_sync.keys import sign
from shaiba_sync.op import b64u_encode, build_head, digest, finish, leaf_of
from shaiba_sync.tree import Checkpoint, Frontier, origin, sign_checkpoint
from tests.conftest import HOME, NOW_MS, TOWN, Phone, disclosure

NAME = "test.example"
LINES = 270  # more than a bundle


@dataclass(frozen=True)
class Logs:
    """All that a server publishes, and the keys with which it could lie."""

    lines: dict[str, list[bytes]]
    notes: dict[str, str]
    key: bytes
    log_key: Ed25519PrivateKey
    clerk_key: Ed25519PrivateKey
    held: dict[str, str]
    """Checkpoints that a phone took home earlier."""
    accountant: Phone
    epoch: int = 0
    """Of all of them."""

    def files(self) -> dict[str, bytes]:
        """The public files, by their path."""
        listed = {"scopes": [[scope, self.epoch, len(lines)] for scope, lines in self.lines.items()]}
        files = {"log/key": self.key, "log/scopes": json.dumps(listed).encode()}
        for scope, lines in self.lines.items():
            files[f"log/{scope}/checkpoint"] = self.notes[scope].encode()
            for start in range(0, len(lines), 256):
                bundle = lines[start : start + 256]
                name = f"{start // 256}" + ("" if len(bundle) == 256 else f".p/{len(bundle)}")
                files[f"log/{scope}/entries/{name}"] = b"".join(line + b"\n" for line in bundle)
        return files

    def note(self, scope: str, size: int) -> str:
        """A checkpoint of the first lines as they stand here, signed with the log's own key."""
        frontier = Frontier()
        for line in self.lines[scope][:size]:
            frontier = frontier.append(leaf_of(line))
        return sign_checkpoint(Checkpoint(origin(NAME, scope, self.epoch), size, frontier.root()), NAME, self.log_key)

    def vkey(self) -> str:
        return str(json.loads(self.key)["vkey"])

    def by_clerk(self, line: bytes) -> bool:
        return json.loads(self.key)["clerk"]["device"].encode() in line[:120]


class Author:
    """A phone that says what it has seen."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone

    def say(self, seen: tuple[int, str] | None, *changes: dict[str, Any]) -> bytes:
        phone = self.phone
        phone.last = tick(phone.last, NOW_MS)
        salt = b64u_encode(format_stamp(phone.last).encode())
        head = build_head(HOME, phone.device, format_stamp(phone.last), salt, seen, list(changes))
        return finish(head, phone.sign(digest(head)))


Edit = Callable[[random.Random, Logs, str, int], list[bytes]]


def a_value(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    line = logs.lines[scope][at]
    places = [n for n in range(line.index(b'"set":'), len(line) - 100) if line[n : n + 1].isalnum()]
    place = rng.choice(places)
    other = rng.choice([c for c in b"abcdefXYZ0123456789" if c != line[place]])
    return put(logs.lines[scope], at, line[:place] + bytes([other]) + line[place + 1 :])


def gone(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    return logs.lines[scope][:at] + logs.lines[scope][at + 1 :]


def inserted(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    stranger = Author(Phone("p-stranger")).say(None, disclosure("d-new"))
    return [*logs.lines[scope][:at], stranger, *logs.lines[scope][at:]]


def twice(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    return [*logs.lines[scope], logs.lines[scope][at]]


def swapped(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    lines = list(logs.lines[scope])
    other = rng.choice([n for n in range(len(lines)) if n != at])
    lines[at], lines[other] = lines[other], lines[at]
    return lines


def reordered(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    lines = list(logs.lines[scope])
    while lines == logs.lines[scope]:
        rng.shuffle(lines)
    return lines


def cut(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    return logs.lines[scope][:at]


def another_author(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    line = logs.lines[scope][at]
    others = {json.loads(other)["by"] for other in logs.lines[scope]} - {json.loads(line)["by"]}
    return put(logs.lines[scope], at, member(line, "by", rng.choice(sorted(others) or ["A" * 22])))


def another_time(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    return put(logs.lines[scope], at, member(logs.lines[scope][at], "at", f"{rng.randrange(2**40):016x}"))


def other_history_seen(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    seen = (rng.randrange(1, LINES), b64u_encode(rng.randbytes(32)))
    return put(logs.lines[scope], at, member(logs.lines[scope][at], "seen", seen))


def device_gone(rng: random.Random, logs: Logs, scope: str, at: int) -> list[bytes]:
    lines = logs.lines[HOME]
    enrolled = [n for n, line in enumerate(lines[:20]) if b'"device.enrol"' in line]
    return gone(rng, logs, HOME, rng.choice(enrolled))


def put(lines: list[bytes], at: int, line: bytes) -> list[bytes]:
    assert line != lines[at]
    return [*lines[:at], line, *lines[at + 1 :]]


def member(line: bytes, name: str, value: Any) -> bytes:
    op = json.loads(line)
    return json.dumps(op | {name: value}, ensure_ascii=False, separators=(",", ":")).encode()


def signed_by_clerk(logs: Logs, line: bytes) -> bytes:
    head = line[:-96]
    return finish(head, sign("ed25519", logs.clerk_key, digest(head)))


def given_up(logs: Logs, kept: dict[str, int], **said: int) -> Logs:
    """The logs as they go on in the next epoch, each after its first lines: with what the clerk says of it."""
    lines = {}
    for scope, rest in logs.lines.items():
        first = kept.get(scope, len(rest))
        about = {"epoch": logs.epoch + 1, "first": first, "lost": len(rest) - first, "order": "第 4 号"} | said
        clerk = json.loads(logs.key)["clerk"]["device"]
        salt = b64u_encode(f"{logs.epoch:08}{first:08}".encode())
        change = {"do": "epoch.begin", "id": str(about["epoch"]), "set": about}
        head = build_head(scope, clerk, format_stamp(Stamp(NOW_MS, 0)), salt, None, [change])
        lines[scope] = [*rest[:first], finish(head, sign("ed25519", logs.clerk_key, digest(head)))]
    return signed_anew(replace(logs, lines=lines, epoch=logs.epoch + 1))


def signed_anew(logs: Logs) -> Logs:
    """With the log's own key under the heads of its lines."""
    return replace(logs, notes={scope: logs.note(scope, len(lines)) for scope, lines in logs.lines.items()})


EDITS: list[Edit] = [
    a_value, gone, inserted, twice, swapped, reordered, cut, another_author, another_time, other_history_seen,
    device_gone,
]  # fmt: skip
ALWAYS_SHOWS = {inserted, twice}
SHOWS_IN_A_SIGNATURE = {a_value, another_author, another_time, other_history_seen}
"""Found out even where nobody holds an older checkpoint."""


def rewritten(rng: random.Random, logs: Logs) -> tuple[str, Logs, bool]:
    """One rewrite: what it is, the village after it, and whether it takes a checkpoint held elsewhere to see it."""
    edit = rng.choice(EDITS)
    scope = HOME if edit is device_gone else rng.choice([HOME, HOME, HOME, f"region/{TOWN}"])
    at = rng.randrange(len(logs.lines[scope]))
    lines = edit(rng, logs, scope, at)
    hand = rng.choice(["nobody", "log", "log and clerk"])
    changed = replace(logs, lines=logs.lines | {scope: lines})
    if hand == "log and clerk" and len(lines) == len(logs.lines[scope]):
        lines = [
            signed_by_clerk(logs, line) if line != old and logs.by_clerk(line) else line
            for old, line in zip(logs.lines[scope], lines, strict=True)
        ]
        changed = replace(logs, lines=logs.lines | {scope: lines})
    if hand != "nobody":
        changed = replace(changed, notes=logs.notes | {scope: changed.note(scope, len(lines))})
    shows = edit in ALWAYS_SHOWS or (edit in SHOWS_IN_A_SIGNATURE and hand != "log and clerk")
    needs_held = hand != "nobody" and not shows
    return f"{edit.__name__} at {scope} {at}, signed again by {hand}", changed, needs_held
