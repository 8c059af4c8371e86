"""Records, references and blob references again, from lines alone. What is stored must be equal to it, always."""

import asyncio
from collections.abc import Mapping, Sequence

import msgspec

from shaiba_sync.merge import Record, kind_of, make_tag, merge, record_to_json
from shaiba_sync.op import Gone, parse_line

from ..storage.store import Store, Tx, refs_of
from .push import blobs_in


class Derived(msgspec.Struct):
    """All that follows from a scope's lines."""

    records: dict[tuple[str, str], Record] = {}
    blobs: set[str] = msgspec.field(default_factory=set)


def derive(lines: Sequence[bytes]) -> Derived:
    """Replay the lines. No permission is asked again: what was taken was taken."""
    derived = Derived(records={})
    for line in lines:
        op = parse_line(line)
        if isinstance(op, Gone):
            continue
        for index, change in enumerate(op.changes):
            place = (kind_of(change), change["id"])
            tag = make_tag(op.at, op.by, op.id, index)
            derived.records[place] = merge(derived.records.get(place), change, tag)
            derived.blobs.update(blobs_in(change))
    return derived


async def rebuild(store: Store, scope: str) -> int:
    """Write a scope's records and references again, in one transaction; returns how many records there are."""
    head = await store.head(scope)
    size = head.size if head else 0
    derived = await asyncio.to_thread(derive, await store.lines(scope, 0, size))

    def job(tx: Tx) -> int:
        if tx.head_size(scope) != size:
            raise RuntimeError("the log grew meanwhile")  # rebuild runs alone: the folder is locked
        put_derived(tx, scope, derived)
        return len(derived.records)

    return await store.write(job)


def put_derived(tx: Tx, scope: str, derived: Derived) -> None:
    """In place of what is stored."""
    tx.clear_derived(scope)
    tx.put_records(scope, list(derived.records.values()))
    tx.put_blob_refs(scope, sorted(derived.blobs))


async def differences(store: Store, scope: str) -> list[str]:
    """What is stored of a scope and does not follow from its lines: `kind/id` of records, references, hashes
    of blobs."""
    head = await store.head(scope)
    lines = await store.lines(scope, 0, head.size if head else 0)
    derived = await asyncio.to_thread(derive, lines)
    stored: Mapping[tuple[str, str], Record] = {(r.kind, r.id): r for r in await store.records(scope)}
    wrong = [
        "/".join(place)
        for place in sorted(derived.records.keys() | stored.keys())
        if _text(derived.records.get(place)) != _text(stored.get(place))
    ]
    found = [record for record in derived.records.values() if record.kind in store.index]
    refs = {ref for record in found for ref in refs_of(record, store.index[record.kind])}
    wrong += ["/".join(ref) for ref in sorted(refs ^ set(await store.refs(scope)))]
    return wrong + sorted(derived.blobs ^ set(await store.blob_refs(scope)))


def _text(record: Record | None) -> str:
    return record_to_json(record) if record else ""
