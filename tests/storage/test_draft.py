"""A write worked out over a connection that only reads, and what becomes of it when a log has grown meanwhile."""

from pathlib import Path

import pytest

from shaiba.storage.draft import drafting
from shaiba.storage.store import Moved
from shaiba_sync.merge import Record
from shaiba_sync.tree import leaf_hash
from tests.storage.test_store import A, B, append, open_sqlite_at

ENTRY = Record(kind="entry", id="e1", fields={"voucher": "1"}, tags={"voucher": "0" * 53})
LINE = b"one"


async def test_a_draft_sees_what_it_says_and_nobody_else_does_until_it_is_written(tmp_path: Path) -> None:
    store = await open_sqlite_at(tmp_path)
    await store.write(append(A, 7))
    with drafting(tmp_path / "shaiba.db", store.index) as draft:
        assert draft.append(A, leaf=leaf_hash(LINE), act=b"a" * 16, line=LINE, received_ms=1) == 1
        draft.put_records(A, [ENTRY])
        assert (draft.head_size(A), draft.record(A, "entry", "e1")) == (2, ENTRY)
        assert draft.records(A, [("entry", "e1"), ("entry", "e2")]) == {("entry", "e1"): ENTRY}
        held = draft.line_by_act(A, b"a" * 16, b"")
        assert held is not None and (held.seq, held.line) == (1, LINE)
        batch = draft.batch()
    assert await store.record(A, "entry", "e1") is None
    await store.write(lambda tx: tx.put_batch(batch))
    assert (await store.lines(A, 0, 9))[1:] == [LINE]
    assert await store.record(A, "entry", "e1") == ENTRY
    await store.close()


@pytest.mark.parametrize("grown", [A, B])
async def test_nothing_of_it_stands_where_a_log_that_it_looked_at_has_grown(tmp_path: Path, grown: str) -> None:
    store = await open_sqlite_at(tmp_path)
    with drafting(tmp_path / "shaiba.db", store.index) as draft:
        assert draft.record(B, "policy", "p") is None
        draft.append(A, leaf=leaf_hash(LINE), act=b"a" * 16, line=LINE, received_ms=1)
        draft.put_records(A, [ENTRY])
        batch = draft.batch()
    await store.write(append(grown, 7))
    with pytest.raises(Moved, match=grown):
        await store.write(lambda tx: tx.put_batch(batch))
    assert LINE not in await store.lines(A, 0, 9)
    assert await store.record(A, "entry", "e1") is None
    await store.close()


async def test_a_draft_keeps_nothing_of_which_others_would_have_to_be_told(tmp_path: Path) -> None:
    store = await open_sqlite_at(tmp_path)
    with drafting(tmp_path / "shaiba.db", store.index) as draft:
        for write in (
            lambda: draft.put_records(A, [Record(kind="grant", id="g1")]),
            lambda: draft.put_records(A, [Record(kind="device", id="d1")]),
            lambda: draft.put_blob_refs(A, ["0" * 64]),
            lambda: draft.refer("grant", "person", "p"),
            lambda: draft.count_refs(A, "vote", "poll", "p"),
        ):
            with pytest.raises(NotImplementedError):
                write()
        assert draft.batch().records.get(A, []) == []
    await store.close()
