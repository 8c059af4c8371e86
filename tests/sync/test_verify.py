"""`sync/verify.py` passes an honest village and catches every rewrite of it, whoever holds the server's keys."""

import ast
import asyncio
import importlib.util
import json
import random
import sys
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import lru_cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.replica.duty import say
from shaiba.replica.push import push
from shaiba_sync.keys import _P256_ORDER as P256_ORDER
from shaiba_sync.keys import sign
from shaiba_sync.op import b64u_encode, build_head, digest, finish, format_gone, leaf_of, op_id
from shaiba_sync.tree import Frontier, make_vkey
from shaiba_sync.wire import Verdict
from tests.conftest import HOME, NOW_MS, TOWN, P256Phone, Phone, Village, disclosure, open_village
from tests.sync.rewrites import LINES, NAME, Author, Logs, a_value, given_up, put, rewritten, signed_anew

ROOT = Path(__file__).parents[2]
FILE = ROOT / "sync" / "verify.py"
VECTORS = ROOT / "sync" / "vectors"
REWRITES = 500
SEED = 20261118


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("standalone_verify", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


verify = load()
for name in ("read", "signed"):  # hundreds of audits read the same lines: of the same bytes the same comes out
    setattr(verify, name, lru_cache(maxsize=10_000)(getattr(verify, name)))


async def written(village: Village) -> Logs:
    """A village that several phones wrote in, through the server's own push; read from what it serves."""
    await village.settle()
    older = P256Phone("p-accountant")
    await say(village.replica, HOME, [older.enrolment()], now_ms=NOW_MS)
    authors = [Author(village.accountant), Author(older)]
    size = (await village.store.head(HOME)).size
    frontier = Frontier()
    for line in await village.store.lines(HOME, 0, size):
        frontier = frontier.append(leaf_of(line))
    for start in range(0, LINES - size, 50):
        saw = (frontier.size, b64u_encode(frontier.root()))
        pushed = [
            authors[n % 5 == 0].say(saw if n % 3 else None, disclosure(f"d{n}", f"第{n}次收支"))
            for n in range(start, min(start + 50, LINES - size))
        ]
        stepped = {author.phone.device for author in authors}
        verdicts = await push(village.replica, pushed, now_ms=NOW_MS, stepped=stepped)
        assert all(isinstance(verdict, Verdict) and verdict.verdict == "stored" for verdict in verdicts), verdicts
        for line in pushed:
            frontier = frontier.append(leaf_of(line))
    for scope, person in ((HOME, "p-villager"), (f"region/{TOWN}", "p-cadre"), (f"region/{TOWN}", "p-cadre")):
        await say(village.replica, scope, [Phone(person).enrolment()], now_ms=NOW_MS)
    return await fetched(village)


async def fetched(village: Village) -> Logs:
    scopes = (await village.client.get("/log/scopes")).json()["scopes"]
    lines, notes = {}, {}
    for scope, _, size in scopes:
        notes[scope] = (await village.client.get(f"/log/{scope}/checkpoint")).text
        lines[scope] = await village.store.lines(scope, 0, size)
    key = (await village.client.get("/log/key")).content
    logs = Logs(lines, notes, key, village.replica.log_key, village.replica.clerk.key, {}, village.accountant)
    for path, content in logs.files().items():  # the layout of the files is the server's own
        served = (await village.client.get(f"/{path}")).content
        assert json.loads(served) == json.loads(content) if path == "log/scopes" else served == content, path
    return replace(logs, held={scope: logs.note(scope, len(rest)) for scope, rest in lines.items()})


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def honest(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Logs]:
    async with open_village(tmp_path_factory.mktemp("honest")) as village:
        yield await written(village)


class Folder:
    """Public files on disk, written again only where they changed."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.files: dict[str, bytes] = {}

    def write(self, logs: Logs) -> None:
        files = logs.files()
        for name in self.files.keys() - files.keys():
            (self.path / "files" / name).unlink()
        for name, content in files.items():
            if self.files.get(name) != content:
                (self.path / "files" / name).parent.mkdir(parents=True, exist_ok=True)
                (self.path / "files" / name).write_bytes(content)
        self.files = files
        for scope, note in logs.held.items():
            (self.path / scope.replace("/", "-")).write_text(note, encoding="utf-8")

    def audit(self, logs: Logs, *more: str, held: bool = False) -> int:
        self.write(logs)
        since = [part for s in logs.held for part in ("--since", str(self.path / s.replace("/", "-")))] if held else []
        return int(verify.main([str(self.path / "files"), "--key", logs.vkey(), *since, *more]))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_it_imports_the_standard_library_and_cryptography_only_and_is_short() -> None:
    text = FILE.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    nodes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {n.name for node in nodes if isinstance(node, ast.Import) for n in node.names}
    names |= {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} - sys.stdlib_module_names == {"cryptography"}


LEFT_TO_READERS = {"name", "depth", "change", "do", "scope", "seen"}
"""Rules of form that the audit does not need (audit.md); `scope` and `seen` are compared with what they must be."""


def test_it_reads_lines_as_the_vectors_say() -> None:
    refused = read = 0
    for case in json.loads((VECTORS / "op.json").read_text(encoding="utf-8"))["vectors"]:
        if case["fn"] == "parse_op" and "want" in case:
            verify.read(bytes_of(case), case["want"]["scope"])
            read += 1
        elif case["fn"] == "parse_op" and case.get("rule") not in LEFT_TO_READERS:
            with pytest.raises((ValueError, RecursionError)):
                verify.read(bytes_of(case), "village/350583112216")
                pytest.fail(case["name"])
            refused += 1
    assert (read, refused) > (10, 60)


def bytes_of(case: dict[str, Any]) -> bytes:
    if "line_hex" in case:
        return bytes.fromhex(case["line_hex"])
    return "".join(part * times for part, times in case.get("line_parts", [[case.get("line", ""), 1]])).encode()


async def test_an_honest_village_is_good(folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.audit(honest, held=True) == 0, capsys.readouterr().out


async def test_the_files_may_come_over_http(folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]) -> None:
    folder.write(honest)
    handler = partial(Quiet, directory=str(folder.path / "files"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            url = f"http://127.0.0.1:{server.server_port}"
            assert await asyncio.to_thread(verify.main, [url, "--key", honest.vkey()]) == 0
            (folder.path / "files/log" / HOME / "entries/0").unlink()
            assert await asyncio.to_thread(verify.main, [url, "--key", honest.vkey()]) == 1
        finally:
            server.shutdown()
    with pytest.raises(SystemExit, match="2"):
        await asyncio.to_thread(verify.main, [url])
    assert f"BAD {HOME}: HTTP Error 404" in capsys.readouterr().out


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


async def test_one_village_needs_no_other_log_but_those_that_enrol(folder: Folder, honest: Logs) -> None:
    elsewhere = a_value(random.Random(SEED), honest, f"region/{TOWN}", 0)
    changed = replace(honest, lines=honest.lines | {f"region/{TOWN}": elsewhere})
    assert folder.audit(changed) == 1
    assert folder.audit(changed, "--scope", HOME) == 0
    assert folder.audit(changed, "--scope", "village/350524102208") == 1


async def test_the_first_good_audit_pins_both_keys(folder: Folder, honest: Logs, tmp_path: Path) -> None:
    folder.write(honest)
    pinned = [str(folder.path / "files"), "--pin", str(tmp_path / "pin")]
    assert verify.main([*pinned, "--key", "test.example+00000000+AAAA"]) == 1
    assert not (tmp_path / "pin").exists()
    assert verify.main(pinned) == 0
    other = Ed25519PrivateKey.generate()
    said = json.loads(honest.key)
    clerk = replace(honest, key=json.dumps(said | {"clerk": as_clerk(Phone("x"))}).encode())
    log = replace(
        honest,
        key=json.dumps(said | {"vkey": make_vkey(NAME, other.public_key().public_bytes_raw())}).encode(),
        log_key=other,
    )
    log = replace(log, notes={scope: log.note(scope, len(lines)) for scope, lines in log.lines.items()})
    for changed, alone in ((clerk, 1), (log, 0)):
        folder.write(changed)
        assert verify.main(pinned[:1]) == alone
        assert verify.main(pinned) == (0 if changed is clerk else 1)


def as_clerk(phone: Phone) -> dict[str, str]:
    return {"device": phone.device, "alg": "ed25519", "key": b64u_encode(phone.public_key)}


async def test_an_author_who_saw_another_history_is_heard(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    line = Author(honest.accountant).say((7, b64u_encode(bytes(32))), disclosure("d-forked"))
    changed = replace(honest, lines=honest.lines | {HOME: [*honest.lines[HOME], line]})
    changed = replace(changed, notes=honest.notes | {HOME: changed.note(HOME, len(changed.lines[HOME]))})
    assert folder.audit(changed, held=True) == 1
    assert f"BAD {HOME} line {len(honest.lines[HOME])}: it saw another history" in capsys.readouterr().out


async def test_an_erased_line_is_a_visible_gap_and_no_fault(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    line, clerk = honest.lines[HOME][9], json.loads(honest.key)["clerk"]["device"]
    gap = format_gone(op_id(line), clerk, "law")
    silent = replace(honest, lines=honest.lines | {HOME: put(honest.lines[HOME], 9, gap)})
    assert folder.audit(silent, held=True) == 1
    assert f"BAD {HOME} line 9: gone, and no order says why\n" in capsys.readouterr().out
    assert folder.audit(ordered(silent, line, by=clerk), held=True) == 0
    assert f"ERASED {HOME} line 9\n" in capsys.readouterr().out
    assert folder.audit(ordered(silent, line, by=honest.accountant.device)) == 1
    assert folder.audit(ordered(silent, honest.lines[HOME][8], by=clerk)) == 1
    false = replace(
        honest,
        lines=honest.lines | {HOME: put(honest.lines[HOME], 9, format_gone(b64u_encode(bytes(32)), clerk, "law"))},
    )
    assert folder.audit(false) == 1


def ordered(logs: Logs, line: bytes, *, by: str) -> Logs:
    """The village with an order at its end that line 9 goes, which was this line."""
    said = {"seq": 9, "leaf": op_id(line), "why": "law", "order": "3", "records": ["disclosure/d0"]}
    change = {"do": "erasure.order", "id": "x1", "set": said}
    head = build_head(HOME, by, "019a1b2c3d4e0000", b64u_encode(bytes(16)), None, [change])
    sig = (
        sign("ed25519", logs.clerk_key, digest(head))
        if by != logs.accountant.device
        else logs.accountant.sign(digest(head))
    )
    lines = [*logs.lines[HOME], finish(head, sig)]
    changed = replace(logs, lines=logs.lines | {HOME: lines})
    return replace(changed, notes=logs.notes | {HOME: changed.note(HOME, len(lines))})


def test_a_second_signature_of_one_act_is_refused() -> None:
    phone = P256Phone("p-1")
    sig = phone.sign(b"message")
    high = sig[:32] + (P256_ORDER - int.from_bytes(sig[32:])).to_bytes(32)
    assert verify.signed("p256", phone.public_key, sig, b"message")
    assert not verify.signed("p256", phone.public_key, high, b"message")


KEPT = 260


async def test_lines_that_an_order_gave_up_are_named_to_whoever_holds_a_checkpoint_of_them(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    size = len(honest.lines[HOME])
    assert folder.audit(given_up(honest, {HOME: KEPT}), held=True) == 0
    lost = size - KEPT
    said = f"LOST {NAME}/{HOME}: lines {KEPT} to {size - 1} of a checkpoint (its order names at least {lost})\n"
    out = capsys.readouterr().out
    assert said in out
    assert out.count("LOST") == 1
    assert folder.audit(given_up(given_up(honest, {HOME: KEPT}), {}), held=True) == 0
    assert said in capsys.readouterr().out
    shorter = replace(honest, held={HOME: honest.note(HOME, KEPT)})
    assert folder.audit(given_up(shorter, {HOME: KEPT}), held=True) == 0
    assert "LOST" not in capsys.readouterr().out


async def test_what_nobody_had_shown_when_the_order_came_was_given_up_by_it_too(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    """An order says how many lines were lost at least; who comes later with more is told LOST, and of how many."""
    size = len(honest.lines[HOME])
    fewer = given_up(honest, {HOME: KEPT}, lost=size - KEPT - 1)
    assert folder.audit(fewer, held=True) == 0
    said = f"lines {KEPT} to {size - 1} of a checkpoint (its order names at least {size - KEPT - 1})"
    assert f"LOST {NAME}/{HOME}: {said}\n" in capsys.readouterr().out
    assert folder.audit(fewer) == 0


async def test_no_epoch_begins_in_silence(folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]) -> None:
    begun = given_up(honest, {HOME: KEPT})
    silent = signed_anew(replace(begun, lines={scope: lines[:-1] for scope, lines in begun.lines.items()}))
    assert folder.audit(silent) == 1
    assert f"BAD {HOME}: no order of the clerk began epoch 1\n" in capsys.readouterr().out
    assert folder.audit(signed_anew(replace(begun, epoch=0))) == 1
    back = replace(honest, held={HOME: begun.note(HOME, KEPT)})
    assert folder.audit(back, held=True) == 1
    for said in ({"first": KEPT - 1}, {"epoch": 2}, {"lost": -1}):
        assert folder.audit(given_up(honest, {HOME: KEPT}, **said)) == 1, said
    capsys.readouterr()
    elsewhere = put(begun.lines[HOME], 9, begun.lines[HOME][8])
    assert folder.audit(signed_anew(replace(begun, lines=begun.lines | {HOME: elsewhere})), held=True) == 1
    forged = replace(honest, clerk_key=Ed25519PrivateKey.generate())
    assert folder.audit(given_up(forged, {HOME: KEPT})) == 1
    assert f"BAD {HOME} line {KEPT}: no epoch begins so\n" in capsys.readouterr().out


async def test_up_to_the_first_lost_line_authors_are_held_to_what_they_saw(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    begun = given_up(honest, {HOME: KEPT})
    for size, code in ((KEPT + 5, 0), (KEPT, 1)):
        line = Author(honest.accountant).say((size, b64u_encode(bytes(32))), disclosure(f"d-saw-{size}"))
        assert folder.audit(signed_anew(replace(begun, lines=begun.lines | {HOME: [*begun.lines[HOME], line]}))) == code


async def test_every_rewrite_around_an_epoch_is_caught(
    folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(SEED)
    begun = given_up(honest, {HOME: KEPT})
    begun = replace(begun, held=begun.notes)
    for number in range(REWRITES // 5):
        what, changed, needs_held = rewritten(rng, begun)
        code = folder.audit(changed, held=needs_held)
        assert code == 1, f"seed {SEED}, rewrite {number}: {what}: exit code {code}\n{capsys.readouterr().out}"
        capsys.readouterr()


async def test_every_rewrite_is_caught(folder: Folder, honest: Logs, capsys: pytest.CaptureFixture[str]) -> None:
    rng = random.Random(SEED)
    for number in range(REWRITES):
        what, changed, needs_held = rewritten(rng, honest)
        code = folder.audit(changed, held=needs_held)
        assert code == 1, f"seed {SEED}, rewrite {number}: {what}: exit code {code}\n{capsys.readouterr().out}"
        capsys.readouterr()
