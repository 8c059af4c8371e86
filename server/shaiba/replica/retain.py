"""Retention: what is kept how long, what goes when its time is over, and a signed report of what went.

The catalogue is a table (data/retention.csv; a data folder may have its own, `retention.csv`). The report counts and
gives reasons and names nobody: a note as C2SP writes them, signed by the clerk. Words: server/README.md, "Retention".
Lines of logs go by an order each, while the server is stopped (aged.py); here they are only counted.
"""

import asyncio
import base64
import csv
import os
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from shaiba_sync.errors import BadSignature, Malformed
from shaiba_sync.keys import verify_bytes
from shaiba_sync.tree import decode_base64, make_vkey, parse_vkey

from ..log import log
from ..storage.blobs import BlobFolder
from ..storage.store import FORGETTABLE, UNWRITTEN, Tx, Unavailable
from .replica import Clock, Replica

FILE = Path(__file__).parent.parent / "data" / "retention.csv"
HEADER = ["sort", "days", "counted_from", "why"]
FOLDER = "reports"
TITLE = "shaiba-retention/v1"
DAY_MS = 86_400_000
LINES = ("original", "answered", "signing", "case")
"""Sorts that are lines of logs."""
SLOTS = "slot"
"""Sealed slots and replies: they go round by round, as many rounds as days (rounds.py)."""
MEDIA = ("piece", "media")
"""Of lives: pieces as they came, and what is played (streams.py)."""
MOST_DAYS = 36_500
_SIGNED = re.compile(r"(?P<text>.+\n)\n— (?P<name>\S+) (?P<signature>[0-9A-Za-z+/=]+)\n", re.DOTALL)


class BadCatalogue(Exception):
    """The catalogue cannot be followed. The sentence says why."""


class Row(NamedTuple):
    """A sort of thing, how many days it is kept, counted from what, and why so."""

    sort: str
    days: int
    counted_from: str
    why: str


class Gone(NamedTuple):
    """How many of a row went, or would go."""

    row: Row
    number: int


def read_catalogue(folder: Path) -> list[Row]:
    """The folder's own catalogue, or the usual one. Every sort must be in it once: what is forgotten in the table would
    be kept for ever in silence. Raises `BadCatalogue`."""
    own = folder / "retention.csv"
    with (own if own.is_file() else FILE).open(encoding="utf-8", newline="") as file:
        try:
            header, *rows = csv.reader(file, strict=True)
        except (ValueError, csv.Error):
            raise BadCatalogue("It is no table in UTF-8") from None
    if header != HEADER or any(len(row) != len(HEADER) for row in rows):
        raise BadCatalogue(f"The columns must be {', '.join(HEADER)}")
    sorts = sorted((*FORGETTABLE, *LINES, SLOTS, *MEDIA))
    if sorted(row[0] for row in rows) != sorts:
        raise BadCatalogue(f"Each of these must be there once, and nothing else: {', '.join(sorts)}")
    for sort, days, *_ in rows:
        if not re.fullmatch(r"[0-9]{1,5}", days) or int(days) > MOST_DAYS:
            raise BadCatalogue(f"{days} is no number of days ({sort})")
    return [Row(sort, int(days), counted, why) for sort, days, counted, why in rows]


async def due(replica: Replica, rows: Iterable[Row], *, now_ms: int) -> list[Gone]:
    """What would go now, but for lines of logs and sealed slots. Nothing does."""
    table = [row for row in rows if row.sort in FORGETTABLE]
    return [Gone(row, await replica.store.due(row.sort, now_ms - row.days * DAY_MS)) for row in table]


async def retain(
    replica: Replica, blobs: BlobFolder, folder: Path, rows: Iterable[Row], *, now_ms: int, lines: Sequence[Gone] = ()
) -> list[Gone]:
    """Let go of what is past its time, and write the report: first into the database, in the transaction in which it
    goes, so that a disk that refuses the file loses no report. Where nothing was, there is none. `lines` are those of
    logs and media that went before."""
    table = [row for row in rows if row.sort in FORGETTABLE]
    before = {blob.hash for blob in await replica.store.blobs()}
    unwritten = await _unwritten(replica)

    def job(tx: Tx) -> list[Gone]:
        gone = [Gone(row, tx.forget(row.sort, now_ms - row.days * DAY_MS)) for row in table] + list(lines)
        if any(one.number for one in gone):
            reports = [*unwritten, (now_ms, report(replica, gone, now_ms=now_ms))]
            tx.put_meta(UNWRITTEN, msgspec.json.encode(reports).decode())
        return gone

    gone = await replica.store.write(job)
    replica.noted_readings.clear()  # a reading that was forgotten is written down again
    for blob_hash in sorted(before - {blob.hash for blob in await replica.store.blobs()}):
        if await replica.store.blob(blob_hash) is None:  # nobody sent it again meanwhile
            await asyncio.to_thread(blobs.remove, blob_hash)
    for at_ms, note in await _unwritten(replica):
        await asyncio.to_thread(_write, folder / FOLDER, note, at_ms)
    await replica.store.write(lambda tx: tx.put_meta(UNWRITTEN, "[]"))
    return gone


async def _unwritten(replica: Replica) -> list[tuple[int, str]]:
    """Reports that stand in no file yet, with the time of each."""
    return msgspec.json.decode(await replica.store.meta(UNWRITTEN) or "[]", type=list[tuple[int, str]])


async def keep_retaining(
    replica: Replica,
    blobs: BlobFolder,
    folder: Path,
    rows: Iterable[Row],
    clock: Clock,
    *,
    every_ms: int = DAY_MS,
    besides: Callable[[], Awaitable[Sequence[Gone]]] | None = None,
) -> None:
    """Every day, for as long as the server runs. What the disk refuses on one day is made good on the next. `besides`
    lets go of what lies elsewhere, and says how much: it stands in the same report."""
    table = list(rows)
    while True:
        try:
            gone = await besides() if besides is not None else ()
            await retain(replica, blobs, folder, table, now_ms=clock(), lines=gone)
        except (Unavailable, OSError):
            log.exception("retention_failed")
        await asyncio.sleep(every_ms / 1000)


def report(replica: Replica, gone: Iterable[Gone], *, now_ms: int) -> str:
    """What went, signed: how many of which sort, after how many days, and why."""
    when = datetime.fromtimestamp(now_ms // 1000, UTC).isoformat()
    rows = [
        f"{one.number} {one.row.sort} after {one.row.days} days from {one.row.counted_from}: {one.row.why}\n"
        for one in gone
    ]
    text = "".join([f"{TITLE}\n{replica.log_name}\n{when}\n", *rows])
    key_id = parse_vkey(clerk_vkey(replica)).key_id
    signature = base64.b64encode(key_id + replica.clerk.key.sign(text.encode())).decode()
    return f"{text}\n— {_name(replica)} {signature}\n"


def check_report(replica: Replica, note: str) -> None:
    """Whether the clerk signed this report. Raises `Malformed`, `BadSignature`."""
    found = _SIGNED.fullmatch(note)
    if found is None or not found["text"].startswith(f"{TITLE}\n{replica.log_name}\n"):
        raise Malformed("note")
    key = parse_vkey(clerk_vkey(replica))
    signature = decode_base64(found["signature"])
    if (found["name"], signature[: len(key.key_id)]) != (key.name, key.key_id):
        raise BadSignature
    verify_bytes("ed25519", key.key, signature[len(key.key_id) :], found["text"].encode())


def clerk_vkey(replica: Replica) -> str:
    """The key by which others check a report."""
    return make_vkey(_name(replica), replica.clerk.public_key)


def _name(replica: Replica) -> str:
    return f"{replica.log_name}/clerk"


def _write(folder: Path, note: str, now_ms: int) -> None:
    """Whole or not at all, and once: what was written before the disk or the process failed is not written again."""
    folder.mkdir(exist_ok=True)
    seconds, ms = divmod(now_ms, 1000)
    name = datetime.fromtimestamp(seconds, UTC).strftime(f"retention-%Y%m%dT%H%M%S.{ms:03}Z")
    there = list(folder.glob(f"{name}-*.note"))  # of two of one moment, neither takes the other's place
    if any(file.read_text(encoding="utf-8") == note for file in there):
        return
    draft = folder / f"{name}.part"
    with draft.open("w", encoding="utf-8") as file:
        file.write(note)
        file.flush()
        os.fsync(file.fileno())
    draft.rename(folder / f"{name}-{len(there)}.note")
