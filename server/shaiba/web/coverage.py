"""Coverage: of each village of a region, how many of its obligations stand how, and which are overdue.

Reckoned from public logs (replica/coverage.py) and sent with their heads: whoever doubts a row reckons it again.
Spec: sync/spec/duty.md.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from shaiba_sync.duty import OBLIGATION_STATES
from shaiba_sync.errors import NotFound
from shaiba_sync.scope import covers, parent_code, region_level

from ..kind import day_of
from ..replica.coverage import Reckoned
from ..replica.owed import Asked, asked_of
from ..storage.store import Head
from .given import Given
from .public_log import ANYWHERE, ASK_AGAIN
from .server import Server

FILE = re.compile(r"(20[0-9]{2})\.json")


@get("/coverage/{code:str}/{file:str}", summary="How the villages of a region keep to their catalogue in a year")
async def coverage(
    request: Request[Any, Any, Any], server: Given, code: FromPath[str], file: FromPath[str]
) -> Response[Any]:
    """`no-cache`, with an ETag of the heads and the day it was reckoned from."""
    year = FILE.fullmatch(file)
    if year is None or code not in server.replica.regions or region_level(code) in ("country", "province", "village"):
        raise NotFound
    await server.replica.refresh(server.clock())
    today = day_of(server.clock())
    heads = await _heads(server, "village/", code)
    regions = {head.scope: (head.epoch, head.size) for head in await _heads(server, "region/", "")}
    said = json.dumps([file, today, sorted(regions.items()), [[head.scope, head.epoch, head.size] for head in heads]])
    etag = f'"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'
    headers = {"cache-control": ASK_AGAIN, "etag": etag, **ANYWHERE}
    if etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
        return Response(b"", status_code=304, media_type="application/json", headers=headers)
    told = await _table(server, code, year[1], today, heads, regions)
    return Response(told, headers=headers)


async def _table(
    server: Server, code: str, year: str, today: str, heads: list[Head], regions: Mapping[str, tuple[int, int]]
) -> dict[str, Any]:
    found: list[tuple[Head, Reckoned]] = []
    logs: dict[str | None, tuple[tuple[str, tuple[int, int]], ...]] = {}
    asked: dict[tuple[object, ...], Asked] = {}  # towns that have said nothing are asked the same
    for head in heads:
        village = head.scope.removeprefix("village/")
        if (town := parent_code(village)) not in logs:
            logs[town] = tuple(sorted(one for one in regions.items() if covers(one[0].removeprefix("region/"), town)))
        above = logs[town]
        if above not in asked:
            asked[above] = await asked_of(server.replica, village)
        found.append((head, await server.coverage.of(head, year, today, asked[above], above)))
    names: dict[str, str] = {}
    for _, one in found:
        for item, name in one.names.items():
            names.setdefault(item, name)
    nothing = [0] * len(OBLIGATION_STATES)
    villages = [
        {
            "village": head.scope.removeprefix("village/"),
            "name": server.replica.regions.name(head.scope.removeprefix("village/")),
            "head": head.checkpoint,
            "counts": [one.counts.get(item, nothing) for item in names],
            "overdue": one.overdue,
            "begun": True,
        }
        for head, one in found
    ]
    begun = {one["village"] for one in villages}
    villages += [
        {"village": one.code, "name": one.name, "begun": False}
        for one in server.replica.regions.villages(code)
        if one.code not in begun
    ]
    return {"region": code, "year": year, "day": today, "items": list(names.items()), "villages": villages}


async def _heads(server: Server, prefix: str, code: str) -> list[Head]:
    """The heads of the logs of a sort that have begun; with a code, those below that region."""
    store = server.replica.store
    scopes = [name for name in await store.scopes(prefix) if not code or covers(code, name.removeprefix(prefix))]
    return [head for name in scopes if (head := await store.head(name)) and head.size > 0]


HANDLERS = [coverage]
