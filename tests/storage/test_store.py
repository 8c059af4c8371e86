"""What every store promises (server/shaiba/storage/store.py), held against each back end.

A back end is a function that opens the same store again and again; add it to `BACK_ENDS`.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

from shaiba.storage.sqlite import SqliteStore, open_sqlite
from shaiba.storage.store import ACT_BYTES, CLAIMED, FORGETTABLE, Blob, Cosignature, Letter, Session, Store, Tx
from shaiba_sync.merge import Record
from shaiba_sync.tree import Frontier, leaf_hash, root_of

Open = Callable[[], Awaitable[Store]]
A = "village/350524102207"
B = "village/350524102208"


def seal(scope: str, epoch: int, frontier: Frontier) -> str:
    return f"{scope} {epoch} {frontier.size} {frontier.root().hex()}"


async def open_sqlite_at(path: Path) -> SqliteStore:
    return await open_sqlite(path / "shaiba.db", index={"grant": ("person",)}, sign=seal)


BACK_ENDS = {"sqlite": open_sqlite_at}


@pytest_asyncio.fixture(params=BACK_ENDS)
async def opened(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Open]:
    stores: list[Store] = []

    async def again() -> Store:
        stores.append(await BACK_ENDS[request.param](tmp_path))
        return stores[-1]

    yield again
    for store in stores:
        await store.close()


@pytest_asyncio.fixture
async def store(opened: Open) -> Store:
    return await opened()


def append(scope: str, n: int) -> Callable[[Tx], int]:
    line = f"{scope} line {n}".encode()
    return lambda tx: tx.append(scope, leaf=leaf_hash(line), act=act(n), line=line, received_ms=n)


def act(n: int) -> bytes:
    return n.to_bytes(ACT_BYTES)


def record(record_id: str, **fields: str) -> Record:
    return Record(kind="grant", id=record_id, fields=fields, tags=dict.fromkeys(fields, "t"))


async def test_lines_get_places_from_zero_and_the_head_is_that_of_the_lines(store: Store) -> None:
    assert [await store.write(append(A, n)) for n in range(5)] == [0, 1, 2, 3, 4]
    head = await store.head(A)
    assert head is not None
    leaves = await store.leaves(A, 0, 9)
    assert (head.size, head.frontier.root()) == (5, root_of(leaves))
    assert head.checkpoint == seal(A, 0, head.frontier)
    assert await store.lines(A, 1, 3) == [f"{A} line 1".encode(), f"{A} line 2".encode()]


async def test_lines_are_hashed_again_and_measured_where_they_are_read(store: Store) -> None:
    for n in range(3):
        await store.write(append(A, n))
    wrong = leaf_hash(b"something else")
    await store.write(lambda tx: tx.put_line(A, 1, leaf=wrong, act=act(1), line=b"edited", received_ms=1))
    first, last = leaf_hash(f"{A} line 0".encode()), leaf_hash(f"{A} line 2".encode())
    assert await store.hashed(A, 0, 9) == [(0, first, first), (1, leaf_hash(b"edited"), wrong), (2, last, last)]
    assert await store.hashed(A, 2, 3) == [(2, last, last)]
    assert await store.lengths(A, 0, 2) == [len(f"{A} line 0"), len("edited")]


async def test_a_job_that_fails_changes_nothing_and_holds_back_nothing(store: Store) -> None:
    def fail(tx: Tx) -> int:
        append(A, 77)(tx)
        append(B, 78)(tx)
        tx.put_records(A, [record("r1", person="p1")])
        raise LookupError("no")

    jobs = [append(A, 0), fail, append(A, 1), fail, append(B, 2)]
    answers = await asyncio.gather(*(store.write(job) for job in jobs), return_exceptions=True)
    assert [a if isinstance(a, int) else "failed" for a in answers] == [0, "failed", 1, "failed", 0]
    assert [(await store.head(s)).size for s in (A, B)] == [2, 1]  # type: ignore[union-attr]
    assert await store.records(A) == []


async def test_jobs_that_wait_together_are_taken_together(opened: Open) -> None:
    """While the first transaction is held up, the others gather; they share the next."""
    store = await opened()
    begun, held = threading.Event(), threading.Event()

    def first(tx: Tx) -> None:
        begun.set()
        held.wait(10)

    waiting = [asyncio.ensure_future(store.write(first))]
    await asyncio.to_thread(begun.wait, 10)
    before = store._commits  # type: ignore[attr-defined]
    waiting += [asyncio.ensure_future(store.write(append(A, n))) for n in range(50)]
    await asyncio.sleep(0)
    held.set()
    await asyncio.gather(*waiting)
    assert store._commits - before == 2  # type: ignore[attr-defined]
    assert (await store.head(A)).size == 50  # type: ignore[union-attr]


async def test_seq_order_is_commit_order_per_scope(store: Store) -> None:
    """Whoever sees a size sees all the lines below it, at any moment, while many write."""
    done = False

    async def read() -> int:
        looks = 0
        while not done:
            for scope in (A, B):
                if head := await store.head(scope):
                    assert len(await store.leaves(scope, 0, head.size)) == head.size
                    looks += 1
            await asyncio.sleep(0)
        return looks

    reader = asyncio.ensure_future(read())
    await asyncio.gather(*(store.write(append((A, B)[n % 2], n)) for n in range(200)))
    done = True
    assert await reader > 0


async def test_nobody_sees_what_is_not_committed(opened: Open) -> None:
    store, other = await opened(), await opened()
    inside, go_on = threading.Event(), threading.Event()

    def job(tx: Tx) -> None:
        append(A, 0)(tx)
        tx.put_records(A, [record("r1", person="p1")])
        inside.set()
        go_on.wait(10)

    writing = asyncio.ensure_future(store.write(job))
    await asyncio.to_thread(inside.wait, 10)
    for reader in (store, other):
        assert await reader.head(A) is None
        assert await reader.find("grant", "r1") == []
    go_on.set()
    await writing
    assert (await store.head(A)).size == 1  # type: ignore[union-attr]


async def test_what_was_acknowledged_is_there_when_opened_again(opened: Open) -> None:
    store = await opened()
    for n in range(3):
        await store.write(append(A, n))
    again = await opened()
    assert await again.head(A) == await store.head(A)
    assert await again.write(append(A, 3)) == 3


async def test_a_head_that_another_process_moved_is_read_again(opened: Open) -> None:
    one, two = await opened(), await opened()
    await one.write(append(A, 0))
    await two.write(append(A, 1))
    assert await one.write(append(A, 2)) == 2


async def test_an_act_has_one_line_in_a_scope(store: Store) -> None:
    await store.write(append(A, 1))
    await store.write(append(B, 1))
    held = await store.write(lambda tx: tx.line_by_act(A, act(1), bytes(32)))
    assert held is not None
    assert (held.seq, held.leaf) == (0, leaf_hash(held.line))
    with pytest.raises(Exception, match="(?i)unique"):
        await store.write(append(A, 1))
    assert (await store.head(A)).size == 1  # type: ignore[union-attr]


async def test_what_was_looked_for_at_once_is_answered_as_if_it_had_not_been(store: Store) -> None:
    await store.write(append(A, 1))
    await store.write(lambda tx: tx.put_records(A, [record("r1", person="p1")]))

    def answers(tx: Tx) -> list[object]:
        leaves = [leaf_hash(f"{A} line {n}".encode()) for n in range(4)]
        seen = [held.seq if (held := tx.line_by_act(A, act(n), leaves[n])) else None for n in range(4)]
        return [*seen, *(tx.record(A, "grant", name) for name in ("r1", "r2")), tx.line_by_act(B, act(1), leaves[1])]

    def job(tx: Tx, *, ahead: bool) -> list[object]:
        if ahead:
            for scope in (A, B):
                names = [*map(act, range(3)), *(leaf_hash(f"{A} line {n}".encode())[:ACT_BYTES] for n in range(3))]
                tx.expect(scope, names, {("grant", "r1"), ("grant", "r2")})
        found = answers(tx)
        append(A, 2)(tx)
        tx.put_records(A, [record("r2", person="p2")])
        found += answers(tx)
        raise LookupError(found)  # nothing of it stays

    told = [
        await asyncio.gather(store.write(partial(job, ahead=ahead)), return_exceptions=True) for ahead in (False, True)
    ]
    without, ahead = (one.args[0] for (one,) in told if isinstance(one, LookupError))
    assert ahead == without
    assert without[:4] == [None, 0, None, None] and without[7:11] == [None, 0, 1, None]


async def test_records_are_found_by_id_and_by_what_their_kind_indexes(store: Store) -> None:
    await store.write(append(A, 0))
    await store.write(append(B, 0))
    await store.write(lambda tx: tx.put_records(B, [record("r1", person="p1"), record("r2", person="p2")]))
    await store.write(lambda tx: tx.put_records(A, [record("r1", person="p1")]))
    assert [f.scope for f in await store.find("grant", "r1")] == [A, B]
    assert [(f.scope, f.record.id) for f in await store.refer("grant", "person", "p1")] == [(A, "r1"), (B, "r1")]
    await store.write(lambda tx: tx.put_records(B, [record("r1", person="p3")]))
    assert [f.scope for f in await store.refer("grant", "person", "p1")] == [A]
    asked = [(A, "p1"), (A, "p2"), (B, "p1"), ("village/none", "p1")]
    counted = await store.write(lambda tx: [tx.count_refs(scope, "grant", "person", one) for scope, one in asked])
    assert counted[0] == 1 and sum(counted) == len(await store.refer("grant", "person", "p1")) + counted[1]
    assert [r.id for r in await store.records(B)] == ["r1", "r2"]
    await store.write(lambda tx: tx.clear_derived(B))
    assert await store.records(B) == []
    assert await store.refs(B) == []


async def test_scopes_are_found_by_how_they_begin_and_by_what_they_have(store: Store) -> None:
    for scope in (B, A, "square/350524102207"):
        await store.write(append(scope, 0))
    await store.write(lambda tx: tx.put_records(A, [record("r1", person="p1")]))
    assert await store.scopes() == [B, A, "square/350524102207"]
    assert await store.scopes("village/") == [B, A]
    assert await store.scopes("village/", "grant") == await store.scopes("", "device", "grant") == [A]
    assert await store.scopes("square/", "grant") == await store.scopes("", "device") == []


async def test_how_each_log_stands_is_told_at_once(store: Store) -> None:
    await store.write(append(B, 0))
    for seq in range(3):
        await store.write(append(A, seq))
    stands = [(scope, await store.head(scope), False) for scope in (B, A)]
    assert [tuple(one) for one in await store.stands()] == stands


async def test_a_write_sees_what_it_wrote(store: Store) -> None:
    def job(tx: Tx) -> tuple[int, int]:
        append(A, 0)(tx)
        tx.put_records(A, [record("r1", person="p1")])
        assert tx.record(A, "grant", "r1") == record("r1", person="p1")
        assert tx.records(A, {("grant", "r1"), ("grant", "r2"), ("device", "r1")}) == {
            ("grant", "r1"): record("r1", person="p1")
        }
        assert tx.records(B, {("grant", "r1")}) == {}
        return tx.head_size(A), len(tx.refer("grant", "person", "p1"))

    assert await store.write(job) == (1, 1)


async def test_a_record_that_was_looked_at_is_seen_as_it_is_now(opened: Open) -> None:
    one, two = await opened(), await opened()

    def seen(tx: Tx) -> Record | None:
        return tx.record(A, "grant", "r1")

    def write_and_fail(tx: Tx) -> None:
        tx.put_records(A, [record("r1", person="p9")])
        assert seen(tx) == record("r1", person="p9")
        raise KeyError("no")

    await one.write(append(A, 0))
    assert await one.write(seen) is None
    await one.write(lambda tx: tx.put_records(A, [record("r1", person="p1")]))
    assert await one.write(seen) == record("r1", person="p1")
    with pytest.raises(KeyError):
        await one.write(write_and_fail)
    assert await one.write(seen) == record("r1", person="p1")
    await two.write(lambda tx: tx.put_records(A, [record("r1", person="p2")]))
    assert await one.write(seen) == record("r1", person="p2")
    await one.write(lambda tx: tx.clear_derived(A))
    assert await one.write(seen) is None


async def test_a_scope_that_was_looked_for_in_vain_is_found_once_it_is_there(opened: Open) -> None:
    one, two = await opened(), await opened()

    def size(scope: str) -> Callable[[Tx], int]:
        return lambda tx: tx.head_size(scope)

    def write_and_fail(tx: Tx) -> None:
        append(A, 0)(tx)
        assert tx.head_size(A) == 1
        raise KeyError("no")

    assert await one.write(size(A)) == 0
    with pytest.raises(KeyError):
        await one.write(write_and_fail)
    assert [await one.write(size(A)), await one.write(append(A, 0)), await one.write(size(A))] == [0, 0, 1]
    assert await one.write(size(B)) == 0
    await two.write(append(B, 0))
    assert await one.write(size(B)) == 1


async def test_the_generation_moves_when_who_may_do_what_may_have_moved(store: Store) -> None:
    await store.write(append(A, 0))
    before = store.generation
    await store.write(append(A, 1))
    assert store.generation == before
    await store.write(lambda tx: tx.put_records(A, [record("r1", person="p1")]))
    assert store.generation != before


async def test_challenges_are_taken_once_and_in_time(store: Store) -> None:
    for challenge in ("c1", "c2"):
        await store.write(lambda tx, c=challenge: tx.put_challenge(c, "device", 100))  # type: ignore[misc]
    assert await store.write(lambda tx: tx.take_challenge("c1", 100)) == "device"
    assert await store.write(lambda tx: tx.take_challenge("c1", 100)) is None
    assert await store.write(lambda tx: tx.take_challenge("c2", 101)) is None


async def test_sessions_letters_blobs_and_notes_are_kept(store: Store) -> None:
    session = Session(b"t", "device", 1, 2)
    letter = Letter("l1", b"c", b"s", "12", "p1", "350524102207", "p2", 1, 2, None, False, 0, None)
    changed = Letter("l2", b"d", b"t", "13", "p3", "350524102207", "p2", 2, 2, "p4", True, 3, 4)
    blob = Blob("ab", 3, "image/png", "device", 7)

    def job(tx: Tx) -> None:
        tx.put_session(session)
        for one in (letter, msgspec.structs.replace(changed, tries=0), changed):
            tx.put_letter(one)
        tx.put_blob(blob)
        append(A, 0)(tx)
        tx.put_blob_refs(A, ["ab", "ab"])
        tx.put_meta("k", "v")

    await store.write(job)
    assert await store.session(b"t") == session
    for name, want in ((b"c", letter), (b"s", letter), (b"d", changed), (b"t", changed), (b"x", None)):
        assert await store.write(lambda tx, n=name: tx.letter(n)) == want  # type: ignore[misc]
    assert await store.letters("350524102207") == [changed, letter]
    assert await store.write(lambda tx: tx.letters("350524102208")) == await store.letters("350524102208") == []
    assert (await store.blob("ab"), await store.blobs(), await store.blob_scopes("ab")) == (blob, [blob], [A])
    assert (await store.blob_refs(A), await store.meta("k")) == (["ab"], "v")
    for sort in FORGETTABLE:
        due = await store.due(sort, 10**15)
        assert await store.write(lambda tx, sort=sort: tx.forget(sort, 10**15)) == due
        assert await store.due(sort, 10**15) == 0
    assert await store.session(b"t") is None
    assert await store.letters("350524102207") == []
    await store.write(lambda tx: tx.drop_session(b"t"))


async def test_an_epoch_begins_with_the_next_line_and_a_claim_names_it(store: Store) -> None:
    await store.write(append(A, 1))

    def begin(tx: Tx) -> None:
        tx.begin_epoch(A, 2)
        append(A, 2)(tx)
        tx.begin_epoch(B, 1)
        append(B, 3)(tx)
        tx.put_meta(f"{CLAIMED}{A}", "2 7")

    await store.write(begin)
    heads = [await store.head(scope) for scope in (A, B)]
    assert [(head.epoch, head.size, head.checkpoint.split()[1]) for head in heads if head] == [(2, 2, "2"), (1, 1, "1")]
    assert await store.claims() == {A: (2, 7)}


async def test_cosignatures_are_kept_by_head_the_newer_of_each(store: Store) -> None:
    await store.write(append(A, 1))
    ours = [Cosignature(0, size, vkey, 5, f"{vkey} 5") for size, vkey in ((1, "b"), (2, "a"), (2, "b"))]

    def keep(*some: Cosignature) -> Callable[[Tx], None]:
        return lambda tx: [tx.put_cosignature(A, one) for one in some] and None

    await store.write(keep(*ours))
    newer, older = Cosignature(0, 1, "b", 6, "b 6"), Cosignature(0, 2, "a", 4, "a 4")
    await store.write(keep(newer, older, Cosignature(1, 9, "c", 5, "another epoch's")))
    assert await store.cosignatures(A) == [ours[1], ours[2], newer]
    await store.write(lambda tx: tx.drop_cosignatures(A, 2))
    assert await store.cosignatures(A) == [ours[1], ours[2]]
    assert await store.cosignatures(B) == []
