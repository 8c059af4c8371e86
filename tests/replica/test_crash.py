"""Each step of a write, failed: nothing half done is left, nothing acknowledged is lost, and the next write goes on."""

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shaiba.replica.rebuild import differences
from shaiba_sync.merge import view
from tests.conftest import HOME, Village, disclosure
from tests.replica.test_push import everything
from tests.storage.test_store import A, open_sqlite_at


async def post(village: Village, line: bytes) -> Any:
    return await village.client.post("/sync", content=b'{"v":1,"have":{}}\n' + line + b"\n")


async def after_a_failure(village: Village, line: bytes, before: list[Any]) -> None:
    """Nothing changed; the same line is taken when the phone sends it again; the head is that of the lines."""
    assert await everything(village) == before
    assert (await village.sync(line))[0].verdict == "stored"
    assert await differences(village.store, HOME) == []


async def test_the_signer_fails(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    await village.act_as(village.accountant)
    before = await everything(village)
    line = village.accountant.say(HOME, disclosure())

    def broken(*_: object) -> str:
        raise RuntimeError("no key")

    with monkeypatch.context() as patch:
        patch.setattr(village.store._writer, "_sign", broken)  # type: ignore[attr-defined]
        assert (await post(village, line)).status_code == 500
    await after_a_failure(village, line, before)


async def test_the_disk_is_full(village: Village) -> None:
    await village.act_as(village.accountant)
    before = await everything(village)
    lines = [village.accountant.say(HOME, disclosure(f"d{n}", "满" * 100)) for n in range(100)]

    def limit(pages: str) -> Any:
        return lambda tx: tx._conn.execute(f"pragma max_page_count={pages}").fetchone()[0]

    pages = await village.store.write(lambda tx: tx._conn.execute("pragma page_count").fetchone()[0])  # type: ignore[attr-defined]
    await village.store.write(limit(pages))
    answer = await post(village, b"\n".join(lines))
    assert (answer.status_code, answer.json()["error"]) == (503, "unavailable")
    assert (await village.client.get(f"/log/{HOME}/checkpoint")).status_code == 200
    await village.store.write(limit("1000000"))
    await after_a_failure(village, lines[0], before)


async def test_a_bug_in_a_kind_is_the_ops_own_matter(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    await village.act_as(village.accountant)
    before = await everything(village)
    line, other = village.accountant.say(HOME, disclosure()), village.accountant.say(HOME, disclosure("d2"))

    def broken(change: Any, past: Any, context: Any) -> None:
        if change.id == "d1":
            raise ZeroDivisionError

    kinds = village.replica.kinds
    decode = kinds.decode

    def decode_broken(change: Any) -> Any:
        import msgspec

        kind, decoded = decode(change)
        return msgspec.structs.replace(kind, allow=broken), decoded

    with monkeypatch.context() as patch:
        patch.setattr(kinds, "decode", decode_broken)
        verdicts = await village.sync(line, other)
    assert (verdicts[0].error, verdicts[0].retry, verdicts[1].verdict) == ("unavailable", "later", "stored")
    assert len(await everything(village)) == len(before)
    assert (await village.sync(line))[0].verdict == "stored"


async def test_what_was_stored_but_not_told_is_seen_when_it_comes_again(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    await village.act_as(village.accountant)
    line = village.accountant.say(HOME, disclosure())

    def broken(*_: object) -> None:
        raise RuntimeError("cut")

    with monkeypatch.context() as patch:
        patch.setattr(village.replica.live, "poke", broken)
        assert (await post(village, line)).status_code == 500
    assert (await village.sync(line))[0].verdict == "seen"
    record = await village.store.record(HOME, "disclosure", "d1")
    assert record is not None
    assert view(record)["title"] == "第三季度收支"


KILLED = """
import asyncio, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.storage.test_store import A, append, open_sqlite_at

async def main():
    store = await open_sqlite_at(Path({folder!r}))
    n = 0
    while True:
        for seq in await asyncio.gather(*(store.write(append(A, n + k)) for k in range(7))):
            print(seq, flush=True)
        n += 7

asyncio.run(main())
"""


async def test_a_killed_server_has_lost_nothing_that_it_acknowledged(tmp_path: Path) -> None:
    root = str(Path(__file__).parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED.format(root=root, folder=str(tmp_path))],
        stdout=subprocess.PIPE,
        env={"PYTHONPATH": ":".join(sys.path)},
        text=True,
    )
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(100)]
    child.send_signal(signal.SIGKILL)
    told += [int(line) for line in child.stdout if line.endswith("\n")]
    child.wait()
    child.stdout.close()
    store = await open_sqlite_at(tmp_path)
    head = await store.head(A)
    assert head is not None
    assert head.size > max(told)
    assert [int(line.split()[-1]) for line in await store.lines(A, 0, head.size)] == list(range(head.size))
    await store.close()
