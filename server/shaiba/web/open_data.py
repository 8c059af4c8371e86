"""Open data: what a village, or all villages of a region, made public, as files for other programs.

Spec: sync/spec/open.md. Nothing here asks who calls: only public scopes are read, and of their kinds only the columns
that each declares (`Kind.open`). What regions say (policies, circulars, lists) is told of each village below them too.
What is not in the records (erased) or covered there is not here either.
"""

import hashlib
import json
from collections.abc import AsyncIterator
from types import NoneType
from typing import Any, get_args

from litestar import Request, Response, get
from litestar.params import FromPath
from litestar.response import Stream

from shaiba_sync.errors import NotFound, SlowDown
from shaiba_sync.merge import Record, view
from shaiba_sync.scope import covers, region_level

from ..domain import kind_by_name
from ..export import TYPES, WRITERS, Cell, Format, Row, compact
from ..kind import Kind
from ..storage.store import Head
from .given import Given
from .public_log import ANYWHERE, ASK_AGAIN
from .server import Server

AT_ONCE = 2
"""Files under way; one more is told to come again: they are large, and phones come first."""
AGAIN_S = 30
TERMS = "公开信息，可以自由使用，请写明出处和日期。 / Public: free to use, with source and date."  # noqa: RUF001
"""What one may do with a file: it is in each."""
_ONE = (str, int, NoneType)
PLACE = ("village", "name", "id")
"""What each row says before its own columns: whose it is (of what regions say: the region), what that is called, which
record."""


@get("/open/{code:str}/{name:str}", summary="Open data of a village or region: <kind>.csv, .json or .xlsx")
async def open_data(
    request: Request[Any, Any, Any], server: Given, code: FromPath[str], name: FromPath[str]
) -> Response[Any]:
    """`no-cache`, with an ETag of the heads it was made from: who has it is told so, and nothing is read."""
    kind, form = _asked(name)
    heads = await _heads(server, code, kind)
    said = json.dumps([name, [[head.scope, head.epoch, head.size] for head in heads]])
    etag = f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    headers = {"cache-control": ASK_AGAIN, "etag": etag, **ANYWHERE}
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(b"", status_code=304, media_type=TYPES[form], headers=headers)
    if server.exporting >= AT_ONCE:
        raise SlowDown(AGAIN_S)
    headers["content-disposition"] = f'attachment; filename="{code}-{name}"'
    about = {
        "source": f"{server.config.origin}/open/{code}/{name}",
        "log": server.replica.vkey,
        "heads": [head.checkpoint for head in heads],
        "terms": TERMS,
    }
    columns = [*PLACE, *kind.open]
    body = WRITERS[form](about, columns, _rows(server, kind, heads))
    return Stream(_counted(server, body), media_type=TYPES[form], headers=headers)


def _asked(name: str) -> tuple[Kind, Format]:
    stem, _, form = name.partition(".")
    kind = kind_by_name.get(stem)
    for known in get_args(Format):
        if form == known and kind is not None and kind.open:
            return kind, known
    raise NotFound


async def _heads(server: Server, code: str, kind: Kind) -> list[Head]:
    """The heads of the villages of this region that have begun; of what regions say, those of the regions above it, of
    itself and below, as what holds in it. Raises `NotFound` where there is none."""
    if code not in server.replica.regions or region_level(code) in ("country", "province"):
        raise NotFound
    await server.replica.refresh(server.clock())
    store = server.replica.store
    scopes = [name for name in await store.scopes("village/") if covers(code, name.removeprefix("village/"))]
    heads = await _begun(server, scopes)
    if not heads:
        raise NotFound
    said = [(name, name.removeprefix("region/")) for name in await store.scopes("region/")]
    regions = [name for name, region in said if covers(region, code) or covers(code, region)]
    found = heads if "village" in kind.scopes else []
    return found + (await _begun(server, regions) if "region" in kind.scopes else [])


async def _begun(server: Server, scopes: list[str]) -> list[Head]:
    return [head for name in scopes if (head := await server.replica.store.head(name)) and head.size > 0]


async def _rows(server: Server, kind: Kind, heads: list[Head]) -> AsyncIterator[list[Row]]:
    """Village by village: never more than one is held."""
    for head in heads:
        code = head.scope.partition("/")[2]
        place = (code, server.replica.regions.name(code))
        records = await server.replica.store.records(head.scope, kind.name)
        yield [(*place, record.id, *_cells(record, kind.open)) for record in records]


def _cells(record: Record, columns: tuple[str, ...]) -> list[Cell]:
    """What is one value as it is; what is several as JSON."""
    said = view(record)
    return [value if isinstance(value := said.get(name), _ONE) else compact(value) for name in columns]


async def _counted(server: Server, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    server.exporting += 1
    try:
        async for part in body:
            yield part
    finally:
        server.exporting -= 1


HANDLERS = [open_data]
