"""Sealed tips over HTTP: every phone's slot of a round, and what holders of keys take and reply.

`POST /slot` looks at no cookie, no address and no header: what it is given is all it knows of a phone. Nothing here is
compressed: sealed bytes beside words would show their number in a length. Thin: replica/rounds.py decides.
Spec: sync/spec/tips.md, "Server" and "Bytes".
"""

import re
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from shaiba_sync.errors import NotFound
from shaiba_sync.op import b64u_decode
from shaiba_sync.tips import REPLY_BYTES, SLOT_BYTES
from shaiba_sync.tree import HASH_BYTES

from ..kind import Count, RegionCode
from ..replica.rounds import RoundRules
from .account import NO_STORE
from .given import Given
from .server import check_same_origin

NONCE_BYTES = 8
MOST_BYTES = 16_384
"""Of a body: a slot in b64u is 10,923."""
NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)
B64u = Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Za-z_-]*\Z")]


class SendSlot(msgspec.Struct, forbid_unknown_fields=True):
    """What a phone sends in a round. `was`: the hash of the slot it sent before."""

    county: RegionCode
    round: Count
    since: Count
    nonce: B64u
    slot: B64u
    was: B64u


class SendReply(msgspec.Struct, forbid_unknown_fields=True):
    """What a holder of a key sends in a round: a reply, or what nobody can tell from one."""

    county: RegionCode
    round: Count
    mailbox: B64u
    reply: B64u


class KeptRounds(msgspec.Struct):
    """Rounds that have closed, oldest first: number, and how many slots."""

    rounds: list[tuple[int, int]]


@post(
    "/slot",
    status_code=200,
    request_max_body_size=MOST_BYTES,
    summary="Send a round's slot, and take its county's replies",
)
async def send_slot(data: JSONBody[SendSlot], server: Given) -> Response[bytes]:
    """Nobody is asked who he is."""
    answer = await server.rounds.take(
        data.county,
        data.round,
        _bytes(data.slot, SLOT_BYTES),
        _bytes(data.nonce, NONCE_BYTES),
        since=data.since,
        was=_bytes(data.was, HASH_BYTES),
        now_ms=server.clock(),
    )
    return _given(answer)


@get("/slot/rules", summary="How long a round is, and what work a slot needs")
async def slot_rules(server: Given, county: FromQuery[str] = "") -> Response[RoundRules]:
    """For a county; without one, for quiet times."""
    return Response(await server.rounds.rules(county, server.clock()), headers=NO_STORE)


@post(
    "/reply",
    status_code=204,
    request_max_body_size=MOST_BYTES,
    summary="Send a round's reply, as a holder of a tip key",
)
async def send_reply(request: Request[Any, Any, Any], data: JSONBody[SendReply], server: Given) -> None:
    """404 to who is none."""
    check_same_origin(request)
    caller = await server.signed_in(request)
    mailbox, reply = _bytes(data.mailbox, HASH_BYTES), _bytes(data.reply, REPLY_BYTES)
    await server.rounds.reply(caller.actor, data.county, data.round, mailbox, reply, now_ms=server.clock())


@get("/reply/{county:str}/{number:str}", summary="The replies of a round, for holders of tip keys")
async def replies(
    request: Request[Any, Any, Any], server: Given, county: FromPath[str], number: FromPath[str]
) -> Response[bytes]:
    """404 to who is none, and of a round that has not closed or is not kept."""
    actor = (await server.signed_in(request)).actor
    return _given(await server.rounds.replies(actor, county, _number(number), server.clock()))


@get("/slot/{county:str}", summary="The rounds that holders of tip keys may take")
async def kept_rounds(request: Request[Any, Any, Any], server: Given, county: FromPath[str]) -> Response[KeptRounds]:
    """404 to who is none."""
    actor = (await server.signed_in(request)).actor
    found = await server.rounds.kept_rounds(actor, county, server.clock())
    return Response(KeptRounds(found), headers=NO_STORE)


@get("/slot/{county:str}/{number:str}/{n:str}", summary="A bundle of a round's slots, for holders of tip keys")
async def bundle(
    request: Request[Any, Any, Any], server: Given, county: FromPath[str], number: FromPath[str], n: FromPath[str]
) -> Response[bytes]:
    """404 to who is none, and behind the last."""
    actor = (await server.signed_in(request)).actor
    return _given(await server.rounds.bundle(actor, county, _number(number), _number(n), server.clock()))


def _given(data: bytes) -> Response[bytes]:
    return Response(data, media_type="application/octet-stream", headers=NO_STORE)


def _bytes(text: str, size: int) -> bytes:
    return b64u_decode(text, size, rule="request")


def _number(text: str) -> int:
    if not NUMBER.fullmatch(text):
        raise NotFound
    return int(text)


HANDLERS = [send_slot, slot_rules, send_reply, replies, kept_rounds, bundle]
