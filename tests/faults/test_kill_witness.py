"""A witness killed at any moment, asked for two histories at once: what it has signed is always one history."""

import asyncio
import random
import socket
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.cli import main
from shaiba.witness_folder import make_witness
from shaiba_sync.tree import Checkpoint, consistency_proof, leaf_hash, make_vkey, root_of, sign_checkpoint
from shaiba_sync.witness import Submission, format_submission
from tests.faults.kill import PATIENCE_S
from tests.servers import PROCESSES

KILLS = 6
LOG = Ed25519PrivateKey.from_private_bytes(b"l" * 32)
ORIGIN = "test.example/village/350524102207"
SHARED = [leaf_hash(str(n).encode()) for n in range(8)]
HISTORIES = [[*SHARED, *(leaf_hash(f"{which} {n}".encode()) for n in range(400))] for which in ("one", "other")]


def submission(history: list[bytes], old: int, size: int) -> str:
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root_of(history[:size])), "test.example", LOG)
    return format_submission(Submission(old, consistency_proof(history[:size], old), note))


class Liar:
    """A log that shows two histories and asks for both to be cosigned. `signed` is what it got."""

    def __init__(self, port: int) -> None:
        self.signed: set[tuple[int, bytes]] = set()
        self.failed = 0
        self._client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S, trust_env=False)
        self._tasks = [asyncio.create_task(self._ask(which)) for which in (0, 1, 0, 1)]

    async def more_signed(self, count: int) -> None:
        target = len(self.signed) + count
        async with asyncio.timeout(PATIENCE_S):
            while len(self.signed) < target:
                await asyncio.sleep(0)
                for task in self._tasks:
                    if task.done():
                        task.result()

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._client.aclose()

    async def _ask(self, which: int) -> None:
        """Always the next size of this history, from what the witness says it has."""
        history, old = HISTORIES[which], 0
        while True:
            size = min(old + 1, len(history))
            try:
                answer = await self._client.post("/add-checkpoint", content=submission(history, old, size))
            except httpx.TransportError:
                self.failed += 1
                await asyncio.sleep(0.02)
                continue
            if answer.status_code == 200:
                self.signed.add((size, root_of(history[:size])))
                old = size
            elif answer.status_code == 409:
                old = int(answer.text)
            else:
                assert answer.status_code == 422, answer.text


async def test_a_witness_that_is_killed_signs_one_history(tmp_path: Path) -> None:
    rng = random.Random(5)
    folder = tmp_path / "w"
    make_witness(folder, "town.example")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    vkey = make_vkey("test.example", LOG.public_key().public_bytes_raw())
    args = ["witness", "--data", str(folder), "--log", vkey, "--port", str(port)]
    liar = Liar(port)
    try:
        for _ in range(KILLS):
            process: Any = PROCESSES.Process(target=main, args=(args,))
            process.start()
            try:
                await liar.more_signed(rng.randint(1, 6))
                for _ in range(rng.randint(0, 30)):  # somewhere between an answer and the next
                    await asyncio.sleep(0)
            finally:
                process.kill()
                process.join()
                process.close()
    finally:
        await liar.stop()
    assert liar.failed > 0
    sizes = [size for size, _ in liar.signed]
    assert len(set(sizes)) == len(sizes)  # never two roots for one size
    [kept] = [h for h in HISTORIES if (max(sizes), root_of(h[: max(sizes)])) in liar.signed]
    assert all(root == root_of(kept[:size]) for size, root in liar.signed)
