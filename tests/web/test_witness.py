"""What a witness says to each checkpoint, over HTTP and in the order of the page; and that it never rolls back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shaiba.replica.cosigner import Cosigner
from shaiba.storage.cosigned import Cosigned, CosignedHeads
from shaiba.web.witness import create_witness
from shaiba_sync.tree import Checkpoint, consistency_proof, leaf_hash, make_vkey, root_of, sign_checkpoint
from shaiba_sync.witness import Submission, format_submission, open_cosigned
from tests.conftest import HOME, NOW_MS

NAME, ORIGIN = "test.example", f"test.example/{HOME}"
LOG, TOWN = Ed25519PrivateKey.from_private_bytes(b"l" * 32), Ed25519PrivateKey.from_private_bytes(b"t" * 32)
LEAVES = [leaf_hash(str(n).encode()) for n in range(40)]
OTHERS = [leaf_hash(f"other {n}".encode()) for n in range(40)]


def note(size: int, leaves: list[bytes] = LEAVES, *, origin: str = ORIGIN, key: Ed25519PrivateKey = LOG) -> str:
    return sign_checkpoint(Checkpoint(origin, size, root_of(leaves[:size])), NAME, key)


def body(old: int, size: int, leaves: list[bytes] = LEAVES) -> str:
    return format_submission(Submission(old, consistency_proof(leaves[:size], old), note(size, leaves)))


class Town:
    """A witness and what it is asked."""

    def __init__(self, folder: Path) -> None:
        self.heads = CosignedHeads(folder / "cosigned.db")
        vkey = make_vkey(NAME, LOG.public_key().public_bytes_raw())
        self.cosigner = Cosigner("town.example", TOWN, [vkey], self.heads)
        app = create_witness(self.cosigner, lambda: NOW_MS)
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://town.example")

    async def ask(self, text: str) -> httpx.Response:
        return await self.client.post("/add-checkpoint", content=text.encode())

    async def size(self, text: str) -> int:
        """The size that is cosigned; of a refusal its status, below zero."""
        response = await self.ask(text)
        return -response.status_code if response.status_code != 200 else int(text.partition(ORIGIN)[2].split("\n")[1])


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    found = Town(tmp_path)
    yield found
    await found.client.aclose()
    found.heads.close()


async def test_it_says_who_it_is(town: Town) -> None:
    response = await town.client.get("/")
    assert response.text.splitlines()[0] == town.cosigner.vkey


async def test_a_history_that_goes_on_is_cosigned(town: Town) -> None:
    for old, size in ((0, 3), (3, 3), (3, 8), (8, 40)):
        response = await town.ask(body(old, size))
        assert (response.status_code, response.headers["content-type"]) == (200, "text/plain; charset=utf-8")
        times = open_cosigned(note(size) + response.text, [town.cosigner.vkey])
        assert times == {town.cosigner.vkey: NOW_MS // 1000}


BEFORE = body(0, 5)
STRANGER = format_submission(Submission(0, [], note(5, origin="else.example/village/350524102207")))


@pytest.mark.parametrize(
    ("text", "status", "said"),
    [
        ("old 5", 400, ""),
        ("old 05\n\n" + note(5), 400, ""),
        ("old 5\nAAAA\n\n" + note(9), 400, ""),
        (STRANGER, 404, ""),
        (STRANGER.replace("else.example/", "test.examples/"), 404, ""),
        (format_submission(Submission(5, [], note(9, key=TOWN))), 403, ""),
        (body(5, 9).replace("\n9\n", "\n10\n"), 403, ""),
        (format_submission(Submission(10, [], note(9))), 400, ""),
        (body(0, 9), 409, "5\n"),
        (body(4, 9), 409, "5\n"),
        (body(4, 5), 409, "5\n"),
        (body(5, 5, OTHERS), 409, "5\n"),
        (body(5, 9, OTHERS), 422, ""),
        (body(5, 9).replace("old 5\n", f"old 5\n{'A' * 43}=\n"), 422, ""),
        (format_submission(Submission(5, [], note(9))), 422, ""),
        (format_submission(Submission(5, consistency_proof(LEAVES[:9], 5), note(5))), 422, ""),
    ],
)
async def test_what_it_refuses(town: Town, text: str, status: int, said: str) -> None:
    assert await town.size(BEFORE) == 5
    response = await town.ask(text)
    assert (response.status_code, response.text if said else "") == (status, said)
    if said:
        assert response.headers["content-type"] == "text/x.tlog.size"
    assert "—" not in response.text
    assert town.heads.last(ORIGIN) == Cosigned(5, root_of(LEAVES[:5]))


async def test_two_at_once_never_take_it_back(town: Town) -> None:
    """Both were checked against the same head; the longer one may land first, and must not be followed by the other."""
    for _ in range(20):
        last = town.heads.last(ORIGIN)
        old = last.size if last else 0
        asked = [body(old, min(40, old + more)) for more in (1, 2, 1, 2)]
        sizes = await asyncio.gather(*(town.size(text) for text in asked))
        kept = town.heads.last(ORIGIN)
        good = {size for size in sizes if size > 0}
        assert kept is not None and kept.root == root_of(LEAVES[: kept.size])
        assert len(good) == 1 and good == {kept.size} or old == 40
        if old == 40:
            break


def test_a_head_is_swapped_only_from_what_it_was(tmp_path: Path) -> None:
    """Two processes on one folder: neither takes back what the other kept."""
    one, other = CosignedHeads(tmp_path / "cosigned.db"), CosignedHeads(tmp_path / "cosigned.db")
    first, second, third = (Cosigned(n, bytes([n]) * 32) for n in (1, 2, 3))
    assert one.swap("o", None, first)
    assert not other.swap("o", None, second)
    assert other.swap("o", first, third)
    assert not one.swap("o", first, second)
    assert one.last("o") == third
    one.close()
    other.close()


def test_what_was_cosigned_is_on_the_disk_when_it_is_kept(tmp_path: Path) -> None:
    """2 is FULL: each commit is synced; a power cut must not take a head back that somebody was answered for."""
    heads = CosignedHeads(tmp_path / "cosigned.db")
    assert heads._conn.execute("pragma synchronous").fetchone() == (2,)
    heads.close()


async def test_a_new_epoch_is_let_in_by_hand_only_and_the_one_before_is_over(town: Town) -> None:
    def later(epoch: int, size: int) -> str:
        return format_submission(Submission(0, [], note(size, OTHERS, origin=f"{ORIGIN}+{epoch}")))

    assert await town.size(body(0, 8)) == 8
    assert (await town.ask(later(1, 5))).status_code == 403
    assert not town.cosigner.admit(ORIGIN)
    assert not town.cosigner.admit(f"{NAME}/village/350524102208+1")
    assert town.cosigner.admit(f"{ORIGIN}+1")
    assert (await town.ask(later(1, 5))).status_code == 200
    assert (await town.ask(body(8, 9))).text == f"this log goes on as {ORIGIN}+1\n"
    assert (await town.ask(later(2, 5))).status_code == 403
    assert not town.cosigner.admit(f"{ORIGIN}+1")


async def test_a_log_that_was_never_cosigned_begins_in_any_epoch(town: Town) -> None:
    first = format_submission(Submission(0, [], note(5, origin=f"{ORIGIN}+3")))
    assert (await town.ask(first)).status_code == 200
    assert await town.size(body(0, 3)) == -403
