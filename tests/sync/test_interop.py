"""Both harnesses, through pipes, with the same commands: what one language answers, the other answers.

The commands are random, from fixed seeds: the same at each run.
"""

import atexit
import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from shaiba_sync import (
    b64u_decode,
    b64u_encode,
    build_head,
    contributions_root,
    draw_order,
    draw_seed,
    finish,
    leaf_hash,
    list_root,
    make_tag,
    root_of,
)
from shaiba_sync.tips import REPLY_PLAIN, SLOT_PLAIN
from tests.sync.stems import STEMS

ROOT = Path(__file__).parents[2]
NODE = shutil.which("node", path=f"{Path(sys.executable).parent}:{os.environ.get('PATH', '')}")
PYTHON_HARNESS = [sys.executable, "-m", "shaiba_sync.harness"]
TYPESCRIPT_HARNESS = [str(NODE), str(ROOT / "sync" / "typescript" / "src" / "harness.ts")]
SHIPPED_CALENDAR = ROOT / "server" / "shaiba" / "data" / "calendar.json"
VILLAGE, BY, AT, SALT = "village/350583112216", "TPfZ_rKQP-BTC8oy_gb-kg", "019a1b2c3d4e0000", "AAECAwQFBgcICQoLDA0ODw"
TAG = make_tag(AT, BY, b64u_encode(bytes(32)), 0)
NOT_OF_THE_COMMAND = {"name", "want", "want_error", "rule", "detail"}

Command = dict[str, Any]


def ask(harness: list[str], commands: list[Command]) -> list[Any]:
    """Answer all commands through one pipe."""
    return begun(*harness).answers(commands)


class Harness:
    """A harness that goes on answering, one test after the other: what it answers hangs on nothing that came before."""

    def __init__(self, command: tuple[str, ...]) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT / "sync" / "python")}
        self._errors = TemporaryFile()  # noqa: SIM115 — as long as the process
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self._errors, env=environment)
        atexit.register(self._end)

    def answers(self, commands: list[Command]) -> list[Any]:
        """One each; asked in a thread of its own, since neither pipe holds all of it."""
        lines = "".join(f"{json.dumps(command)}\n" for command in commands).encode()
        asking = threading.Thread(target=self._ask, args=(lines,))
        asking.start()
        answers = [self._process.stdout.readline() for _ in commands]
        asking.join()
        self._errors.seek(0)
        errors = self._errors.read()
        assert all(answers) and not errors, errors.decode()
        return [json.loads(line) for line in answers]

    def _ask(self, lines: bytes) -> None:
        with suppress(BrokenPipeError):  # it ended: that shows in what it did not answer
            self._process.stdin.write(lines)
            self._process.stdin.flush()

    def _end(self) -> None:
        self._process.kill()
        self._process.communicate()
        self._errors.close()


@cache
def begun(*command: str) -> Harness:
    """The harness of this process."""
    return Harness(command)


def assert_agreed(commands: list[Command]) -> list[Any]:
    """Both answer the same, and nothing crashes."""
    python, typescript = ask(PYTHON_HARNESS, commands), ask(TYPESCRIPT_HARNESS, commands)
    assert len(python) == len(typescript) == len(commands)
    for command, *answers in zip(commands, python, typescript, strict=True):
        texts = [json.dumps(answer, sort_keys=True) for answer in answers]  # as text: in Python True == 1 == 1.0
        assert texts[0] == texts[1] and "crash" not in answers[0], "\n".join([json.dumps(command)[:2000], *texts])
    return python


def vectors(*fns: str) -> Iterator[Command]:
    """The commands of the vectors: all, or those of these functions."""
    for stem in STEMS:
        path = ROOT / "sync" / "vectors" / f"{stem}.json"
        for vector in json.loads(path.read_text(encoding="utf-8"))["vectors"]:
            if not fns or vector["fn"] in fns:
                yield {name: value for name, value in vector.items() if name not in NOT_OF_THE_COMMAND}


def test_vectors_are_answered_alike():
    assert_agreed(list(vectors()))


# --- merge ----------------------------------------------------------------------------------------------------------

FIELDS = ("a", "b", "constructor", "a_b", "a1")
ELEMENTS = ("x", "9", "10", "__proto__", "constructor", "é", "\ufffd", "\U0001f33e", '"\\\n', "\u2028")
CHARACTERS = ["a", "一", "\U0001f33e", "\ufffd", "\u2028", "\x7f", "\0", "\x1f", "\n", '"', "\\", "/", "\ufeff", "é"]


def test_ten_thousand_sequences_of_ops_merge_alike():
    chance = random.Random(1)
    answers = assert_agreed([{"fn": "merge", "steps": some_steps(chance)} for _ in range(10_000)])
    assert all("ok" in answer for answer in answers)
    assert_agreed([{"fn": "view", "record": text} for answer in answers[:2000] for text in answer["ok"]])


def some_steps(chance: random.Random) -> list[Any]:
    tags = [make_tag(f"{chance.randrange(4):016x}", BY, b64u_encode(chance.randbytes(32)), n) for n in range(6)]
    own = [[tag, some_change(chance, tags)] for tag in tags[: chance.randint(1, 6)]]
    return chance.sample(own, len(own)) + chance.choices(own, k=chance.randrange(3))


def some_change(chance: random.Random, tags: list[str]) -> dict[str, Any]:
    verb = chance.choice(["entry.post", "entry.correct", "other.x"])
    change: dict[str, Any] = {"do": verb, "id": chance.choice("ef")}
    for member in chance.sample(["set", "add", "drop", "append"], chance.randint(0, 3)):
        fields = chance.sample(FIELDS, chance.randint(1, 2))
        if member == "add":
            change["add"] = {field: chance.choices(ELEMENTS, k=chance.randint(1, 3)) for field in fields}
        elif member == "drop":
            change["drop"] = {field: chance.choices(tags, k=chance.randint(1, 2)) for field in fields}
        else:
            change[member] = {field: some_value(chance, 3) for field in fields}
    return change


def some_value(chance: random.Random, depth: int) -> Any:
    sort = chance.randrange(7 if depth else 5)
    if sort == 6:
        return {field: some_value(chance, depth - 1) for field in chance.sample(FIELDS, chance.randrange(3))}
    if sort == 5:
        return [some_value(chance, depth - 1) for _ in range(chance.randrange(3))]
    integer = chance.randint(1 - 2**53, 2**53 - 1)
    text = "".join(chance.choices(CHARACTERS, k=chance.randrange(6)))
    return (None, chance.random() < 0.5, integer, chance.randrange(5), text)[sort]


# --- readers --------------------------------------------------------------------------------------------------------

ODDITIES = [b"0", b"1", b"-", b".0", b"e3", b"1e400", b"9" * 20, b" ", b"\t", b"\n", b"\0", b"null", b"A", b"_", b"="]
ODDITIES += [b'"', b"\\", b"\\u0041", b"\\ud800", b"\xff", b"\xed\xa0\x80", b"\xef\xbb\xbf", b"\xf0\x9f\x8c\xbe", b"+"]
ODDITIES += [b"[", b"]", b"{", b"}", b",", b":", b'"a":1,', b',"x":1', b"[[[[[[[[[[", b'"1":1,', b'"__proto__":1,', b""]
READERS = ("parse_header", "parse_answer", "parse_scope", "parse_stamp", "open_note", "parse_vkey", "parse_checkpoint")
READERS += ("parse_refill", "parse_cosigner", "open_cosigned", "parse_submission")
READERS += ("read_carry", "base45_decode", "is_receipt", "is_recipient")


def test_changed_lines_are_read_alike():
    chance = random.Random(2)
    lines = [vector["line"].encode() for vector in vectors("parse_op", "parse_line") if "line" in vector]
    changed = [mutated(chance, chance.choice(lines)) for _ in range(6000)]
    answers = assert_agreed([{"fn": "parse_line", "line_hex": line.hex()} for line in changed])
    assert any("ok" in answer for answer in answers)


def test_changed_values_are_read_alike():
    """As above, but the change always falls inside `do`, so that the lines come as far as that."""
    chance = random.Random(3)
    head = build_head(VILLAGE, BY, AT, SALT, None, [{"do": "a.b", "id": "x"}]).partition(b"[{")[0]
    commands = []
    for _ in range(6000):
        text = json.dumps([some_change(chance, [TAG])], ensure_ascii=False, separators=(",", ":"))
        line = finish(head + mutated(chance, text.encode()), bytes(64))
        commands.append({"fn": "parse_op", "line_hex": line.hex()})
    answers = assert_agreed(commands)
    assert any("ok" in answer for answer in answers)
    rules = {answer["detail"]["rule"] for answer in answers if "error" in answer}
    assert rules >= {"depth", "do", "value", "name", "compact", "change", "utf8", "line_break"}


@pytest.mark.parametrize("fn", READERS)
def test_other_readers_refuse_alike(fn):
    chance = random.Random(fn)
    examples = [vector for vector in vectors(fn) if not any(name.endswith(("_hex", "_parts")) for name in vector)]
    commands = []
    for _ in range(400):
        command = dict(chance.choice(examples))
        name = chance.choice([name for name, value in command.items() if isinstance(value, str) and name != "fn"])
        command[name] = mutated(chance, command[name].encode()).decode(errors="replace")
        commands.append(command)
    assert_agreed(commands)


def mutated(chance: random.Random, line: bytes) -> bytes:
    """The line with one to three places changed, cut out, doubled or filled with what parsers stumble over."""
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        begin = chance.randrange(len(line) + 1)
        end = min(len(line), begin + chance.choice([0, 0, 1, 1, 2, 8]))
        line = line[:begin] + chance.choice([*ODDITIES, line[begin:end] * 2]) + line[end:]
    return line


# --- builders, clocks, trees, keys ----------------------------------------------------------------------------------


def test_heads_are_built_alike():
    chance = random.Random(4)
    commands: list[Command] = []
    for _ in range(1000):
        changes = [some_change(chance, [TAG]) for _ in range(chance.randint(1, 3))]
        seen = chance.choice([None, [chance.randint(1, 2**53 - 1), b64u_encode(chance.randbytes(32))]])
        at = f"{chance.randrange(2**64):016x}"
        members = {"scope": VILLAGE, "by": BY, "at": at, "salt": SALT, "seen": seen, "changes": changes}
        commands.append({"fn": "build_head", **members})
    assert all("ok" in answer for answer in assert_agreed(commands))


def test_clocks_move_alike():
    chance = random.Random(5)
    stamps = [f"{millis:012x}{counter:04x}" for millis in (0, 5, 600_005, 2**48 - 1) for counter in (0, 7, 0xFFFF)]
    times = [-1, 0, 4, 5, 6, 600_005, 2**48 - 1, 2**48]
    commands: list[Command] = [{"fn": "tick", "last": last, "now_ms": now} for last in stamps for now in times]
    for _ in range(300):
        last, seen = chance.choices(stamps, k=2)
        commands.append({"fn": "receive", "last": last, "seen": seen, "now_ms": chance.choice(times)})
    assert_agreed(commands)


def test_trees_prove_alike():
    chance = random.Random(6)
    proofs: list[Command] = []
    for _ in range(300):
        count = chance.randint(1, 70)
        proofs.append({"fn": "frontier", "count": count})
        proofs.append({"fn": "inclusion_proof", "count": count, "index": chance.randrange(count)})
        proofs.append({"fn": "consistency_proof", "count": count, "m": chance.randint(0, count)})
    paths = [answer["ok"] for answer in assert_agreed(proofs)]
    checks: list[Command] = []
    for n in range(0, len(proofs), 3):
        count, index, m = proofs[n]["count"], proofs[n + 1]["index"], proofs[n + 2]["m"]
        whole = {"size": count, "root": root_text(count), "leaf": b64u_encode(leaf_hash(str(index).encode()))}
        begun = {"m": m, "n": count, "root_m": root_text(m), "root_n": root_text(count)}
        for path in paths_like(chance, paths[n + 1]):
            checks.append({"fn": "verify_inclusion", "index": index, "path": path, **whole})
        for path in paths_like(chance, paths[n + 2]):
            checks.append({"fn": "verify_consistency", "path": path, **begun})
    assert [answer["ok"] for answer in assert_agreed(checks)] == [True, False, False, False] * (len(checks) // 4)


def paths_like(chance: random.Random, path: list[str]) -> list[list[str]]:
    """The path itself; with a hash more; with one changed; with one less (of an empty one: with one more)."""
    other, place = b64u_encode(chance.randbytes(32)), chance.randrange(len(path) or 1)
    longer = [*path[:place], other, *path[place:]]
    return [path, longer, [*path[:place], other, *path[place + 1 :]], path[:place] + path[place + 1 :] or longer]


def root_text(count: int) -> str:
    return b64u_encode(root_of([leaf_hash(str(i).encode()) for i in range(count)]))


def test_what_one_signs_both_verify():
    ed, p256 = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    head = build_head(VILLAGE, BY, AT, SALT, None, [{"do": "a.b", "id": "x", "set": {"f": "一"}}])
    for alg, private, public in (
        ("ed25519", ed, ed.public_key().public_bytes_raw()),
        ("p256", p256, p256.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)),
    ):
        pkcs8 = b64u_encode(private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
        sign = [{"fn": "sign", "alg": alg, "pkcs8": pkcs8, "head": head.decode()}] * 20
        replies = ask(PYTHON_HARNESS, sign) + ask(TYPESCRIPT_HARNESS, sign)
        lines = [finish(head, b64u_decode(reply["ok"], 64)).decode() for reply in replies]
        verify = {"fn": "verify", "alg": alg, "key": b64u_encode(public)}
        assert assert_agreed([{**verify, "line": line} for line in lines]) == [{"ok": True}] * 40
        forged = assert_agreed([{**verify, "line": line.replace("一", "二")} for line in lines])
        assert [reply.get("error") for reply in forged] == ["bad_signature"] * 40


def test_working_days_are_counted_alike():
    chance = random.Random(20261001)
    tables = json.loads(SHIPPED_CALENDAR.read_text(encoding="utf-8"))
    commands: list[Command] = []
    for _ in range(1000):
        day, other = ((date(2024, 6, 1) + timedelta(chance.randrange(1300))).isoformat() for _ in range(2))
        with_tables = {"calendar": chance.choice([tables, {}, {"2026": tables["2026"]}])}
        commands.append({"fn": "add_working_days", "day": day, "count": chance.randint(0, 60), **with_tables})
        commands.append({"fn": "working_days_between", "after": day, "until": other, **with_tables})
    added = assert_agreed(commands)[::2]
    back = [
        {"fn": "working_days_between", "calendar": one["calendar"], "after": one["day"], "until": reply["ok"]}
        for one, reply in zip(commands[::2], added, strict=True)
    ]
    assert [reply["ok"] for reply in assert_agreed(back)] == [one["count"] for one in commands[::2]]


def test_three_thousand_draws_come_out_alike():
    chance = random.Random(3797)
    commands: list[Command] = []
    for _ in range(3_000):
        entrants = [
            {"id": b64u_encode(chance.randbytes(16)), "name": "".join(chance.choices(CHARACTERS, k=3)), "note": "组"}
            for _ in range(chance.randint(1, 60))
        ]
        values = sorted(chance.randbytes(16) for _ in range(chance.randint(0, 30)))
        results = [" ".join(str(chance.randrange(34)) for _ in range(chance.randint(1, 7))) for _ in range(3)]
        roots = list_root(entrants), contributions_root(values)
        seed = draw_seed(*roots, results)
        order = draw_order([one["id"] for one in entrants], seed)
        entry = {"day": "2026-12-06", "role": "committee", "results": results}
        said = {
            "entrants": chance.sample(entrants, len(entrants)), "root": b64u_encode(roots[0]), "winners": 1,
            "source": "results", "contributions_until": "2026-12-05", "day": "2026-12-06",
            "values": [b64u_encode(one) for one in values], "values_root": b64u_encode(roots[1]),
            "entries": [entry | {"by": "p1"}, entry | {"by": "p2"}], "results": results, "seed": b64u_encode(seed),
            "order": order,
        }  # fmt: skip
        commands.append({"fn": "draw_order", "ids": [one["id"] for one in said["entrants"]], "seed": said["seed"]})
        commands.append({"fn": "check_draw", "said": said})
        moved = order[1:] + order[:1]
        commands.append({"fn": "check_draw", "said": said | {"order": moved, "entrants": entrants[1:] or entrants}})
    answers = assert_agreed(commands)
    assert [reply["ok"] for reply in answers[::3]] == [command["said"]["order"] for command in commands[1::3]]
    assert all(reply["ok"] == [] for reply in answers[1::3])
    assert sum(reply["ok"] != [] for reply in answers[2::3]) > 2_900  # lists of one stay as they are


# --- sealed tips ----------------------------------------------------------------------------------------------------


def test_what_was_opened_is_read_alike():
    """Changed in its head, where all rules are; as long as it was, or not."""
    chance = random.Random(21)
    plains = [b64u_decode(one["plain"], size) for one in vectors("tip_unframe") if (size := plain_size(one["plain"]))]
    commands: list[Command] = []
    for _ in range(1500):
        plain = chance.choice(plains)
        head = 2 + int.from_bytes(plain[:2])
        text = mutated(chance, plain[2:head]) if head < 500 and chance.random() < 0.9 else plain[2:head]
        changed = len(text).to_bytes(2) + text + plain[head:]
        if chance.random() < 0.95:
            changed = changed[: len(plain)].ljust(len(plain), b"\0")
        commands.append({"fn": "tip_unframe", "plain": b64u_encode(changed)})
    answers = assert_agreed(commands)
    assert sum("ok" in answer for answer in answers) > 20
    assert {answer["detail"]["rule"] for answer in answers if "error" in answer} == {"tip"}


def plain_size(text: str) -> int:
    """The size of a plain text that is as long as one must be, else 0."""
    return next((size for size in (SLOT_PLAIN, REPLY_PLAIN) if len(text) == (size * 8 + 5) // 6), 0)


def test_answers_to_a_slot_are_read_alike():
    chance = random.Random(22)
    examples = [b64u_decode(one["bytes"], len(one["bytes"]) * 6 // 8) for one in vectors("read_slot_answer")]
    commands = []
    for _ in range(400):
        data = bytearray(chance.choice(examples)[: chance.choice((794, 794, 804, 9060))])
        for _ in range(chance.randint(0, 2)):
            if data:
                data[chance.randrange(min(len(data), chance.choice((27, len(data)))))] = chance.choice((0, 1, 255))
        commands.append({"fn": "read_slot_answer", "bytes": b64u_encode(bytes(data))})
    assert any("ok" in answer for answer in assert_agreed(commands))


def test_readers_of_a_tip_are_chosen_alike():
    chance = random.Random(23)
    codes = ["510705103000", "510705000000", "510700000000", "510000000000", "510704000000"]
    commands: list[Command] = []
    for _ in range(1000):
        keys = [
            {
                "id": f"k{chance.randrange(100)}-{number}",
                "person": f"p{chance.randrange(12)}",
                "region": chance.choice(codes),
                "office": chance.choice((None, "o1", "o2")),
                "since": f"2026-11-0{chance.randint(1, 4)}",
            }
            for number in range(chance.randrange(16))
        ]
        about, office = chance.choice(["510705103201", *codes[:3]]), chance.choice((None, f"{codes[1]}/o1"))
        asked = {"about": about, "office": office, "keys": keys, "concerned": [f"p{chance.randrange(12)}"]}
        commands.append({"fn": "tip_recipients", **asked, "tip": b64u_encode(chance.randbytes(16))})
    answers = assert_agreed(commands)
    assert sum("ok" in answer for answer in answers) > 300 and any("error" in answer for answer in answers)


def test_turns_come_alike_and_work_is_counted_alike():
    chance = random.Random(24)
    commands: list[Command] = []
    for _ in range(600):
        now, round_s = chance.randrange(1_700_000_000_000, 1_900_000_000_000), chance.choice((2, 60, 86_400, 864_000))
        number = now // (round_s * 1000) - chance.randrange(2)
        turn = chance.choice((None, [number, now - chance.randrange(10**6)]))
        drawn = {"turn": turn, "now_ms": now, "round_s": round_s, "draw": chance.getrandbits(24)}
        sent = {"turn": [number, now], "sent": chance.choice((None, number, number - 1))}
        work = {"slot_hash": b64u_encode(chance.randbytes(32)), "nonce": b64u_encode(chance.randbytes(8))}
        commands.append({"fn": "turn_at", **drawn})
        commands.append({"fn": "is_due", **sent, "now_ms": now + chance.randrange(-2, 3)})
        commands.append({"fn": "slot_work", "county": "510705000000", "round": number, **work})
    assert all("ok" in answer for answer in assert_agreed(commands))
