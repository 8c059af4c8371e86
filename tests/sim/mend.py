"""When the server says that something is wrong with a log. What pwa/src/replica/{judge,mend,epoch,regain}.ts do."""

from collections.abc import Sequence
from typing import Any

import msgspec

from shaiba.replica.rebuild import derive
from shaiba_sync.errors import SyncError
from shaiba_sync.op import op_id, parse_op
from shaiba_sync.regain import Regain, format_regain
from shaiba_sync.scope import parse_scope
from shaiba_sync.tree import Frontier, origin, root_of
from shaiba_sync.wire import (
    AnswerReader,
    Behind,
    Damaged,
    Fork,
    RefillHeader,
    Refused,
    Verdict,
    format_refill,
)
from tests.sim import world
from tests.sim.disk import Tx
from tests.sim.network import Unreachable
from tests.sim.phone import Phone, ScopeRow, name_of, opened, read

AGAIN_MS = 60_000
Wrong = Behind | Fork | Damaged


async def forked(phone: Phone, said: Fork) -> str:
    """The server says that our root is not its own at our size. Its note of that size and ours convict the log."""
    row, theirs = phone.row(said.scope), opened(said.checkpoint)
    if theirs is None or theirs.origin != origin(world.LOG_NAME, said.scope, said.epoch):
        return await phone.alarm(said.scope, row, "signature", said.checkpoint)
    if (said.epoch, theirs.size) != (row.epoch, row.size) or theirs.root == row.frontier.root():
        return "stale"
    return await phone.alarm(said.scope, row, "root", said.checkpoint)


async def damaged(phone: Phone, said: Damaged) -> str:
    """The server says that it has lost the bytes of lines. What we have proven ourselves holds."""
    row, theirs = phone.row(said.scope), opened(said.checkpoint)
    if row.size == 0:
        return "stale"
    if theirs is None or theirs.origin != origin(world.LOG_NAME, said.scope, said.epoch):
        return await phone.alarm(said.scope, row, "signature", said.checkpoint)
    return await phone.alarm(said.scope, row, "damaged", said.checkpoint)


async def turn_over(phone: Phone, said: Behind) -> str:
    """Go on with a log in a later epoch, if the clerk says that ours was given up. What was lost is kept aside."""
    row, theirs = phone.row(said.scope), opened(said.checkpoint)
    if not row.trusted:
        return row.alarm
    if theirs is None or theirs.origin != origin(world.LOG_NAME, said.scope, said.epoch):
        return await phone.alarm(said.scope, row, "signature", said.checkpoint)
    entry = entry_of(said) if said.epoch > row.epoch else None
    if entry is None:
        return await phone.alarm(said.scope, row, "epoch", said.checkpoint)

    def change(tx: Tx) -> str:
        now: ScopeRow = tx.get("scopes", said.scope) or ScopeRow()
        if (now.epoch, now.size) != (row.epoch, row.size):  # another tab was faster
            return "stale"
        lines = tx.get("lines", said.scope, ())
        kept, lost = lines[: said.behind], lines[said.behind :]
        tx.put("given_up", (said.scope, row.epoch), (lost, row.checkpoint, said.checkpoint))
        for place in [place for place in tx.rows("records") if place[0] == said.scope]:
            tx.delete("records", place)
        for place, record in derive(kept).records.items():
            tx.put("records", (said.scope, *place), record)
        phone.keep_lost(tx, said.scope, row, kept, lost)
        frontier = Frontier()
        for line in kept:
            frontier = frontier.append(read(line).leaf)
        tx.put("lines", said.scope, kept)
        tx.put("scopes", said.scope, ScopeRow(said.epoch, frontier, "", entry=entry))
        return "turned"

    return await phone.disk.write(change, strict=True)


def entry_of(said: Behind) -> tuple[int, str] | None:
    """The place and id of the line that began the epoch, if the clerk said it, of this log, and so that it can be."""
    try:
        op = parse_op(said.entry.encode())
        world.check_clerk(op)
    except SyncError:
        return None
    for change in op.changes:
        if change["do"] == "epoch.begin" and op.scope == said.scope and change["set"]["epoch"] == said.epoch:
            place: int = change["set"]["first"]
            return (place, op.id) if place >= said.behind else None
    return None


async def settled(phone: Phone, scopes: Sequence[str]) -> None:
    """The server answered for these logs and finds nothing wrong: what it had lost is there again."""

    def change(tx: Tx) -> None:
        for scope in scopes:
            row = tx.get("scopes", scope)
            if row is not None and row.alarm in ("shorter", "damaged"):
                tx.put("scopes", scope, msgspec.structs.replace(row, alarm=""))

    if scopes:
        await phone.disk.write(change, strict=True)


async def mend(phone: Phone, wrong: Sequence[Wrong], *, restored: bool) -> bool:
    """Do what can be done about it. True if the server took something, so that another round is worth it."""
    given = turned = False
    for said in wrong:
        if isinstance(said, Damaged):
            given |= bool(await _give_back(phone, said.scope, min(said.damaged, default=0)))
        elif isinstance(said, Behind) and said.entry:
            turned = True
        elif isinstance(said, Behind) and _is_ours(phone, said):
            given |= bool(await _give_back(phone, said.scope, said.behind))
        else:
            await _hand_in(phone, said.scope)
    if restored:
        await phone.disk.write(_wait_again, strict=True)
    if restored or turned or phone.disk.get("meta", "to_offer"):
        offers = [
            await _give_back(phone, scope, 0)
            for scope in list(phone.disk.tables["scopes"])
            if not parse_scope(scope).public
        ]
        given |= any(offers)
        taken, left = await _regain(phone)
        given |= taken
        if None not in offers and not left:
            await phone.disk.write(lambda tx: tx.delete("meta", "to_offer"), strict=True)
    return given


async def _regain(phone: Phone) -> tuple[bool, bool]:
    """Offer what was given up, public logs first; whether any was taken, and whether some is to be offered again."""
    taken = left = False
    offers: dict[tuple[str, int], Regain] = phone.disk.tables["offers"]
    for scope, epoch in sorted(offers, key=lambda place: (not parse_scope(place[0]).public, place)):
        row, said = phone.row(scope), offers.get((scope, epoch))
        if said is None:  # another tab has offered it meanwhile
            continue
        if row.entry is not None and row.trusted:  # not before the log is seen to go on as the clerk said
            left = True
        if row.entry is not None or not row.trusted:
            continue
        there = {name_of(line) for line in phone.disk.get("lines", scope, ())}
        lines = [one for one in said.lines if op_id(one.line) not in there]
        verdicts = await _offer(phone, scope, said._replace(lines=lines)) if lines else []
        taken |= any(isinstance(one, Verdict) and one.verdict == "stored" for one in verdicts)
        if any(isinstance(one, Refused) and one.retry == "later" for one in verdicts):
            left = True
            continue
        await phone.disk.write(lambda tx, place=(scope, epoch): tx.delete("offers", place), strict=True)
    return taken, left


async def _offer(phone: Phone, scope: str, said: Regain) -> list[Verdict | Refused]:
    """The verdicts; none where the server will not have it. Raises `Unreachable`."""
    came = await phone.link.ask(f"/log/{scope}/regain", format_regain(said), phone.who.token)
    *lines, rest = came.data.split(b"\n")
    if came.whole and rest and not lines:
        return []  # an error: what it does not take stays aside
    reader = AnswerReader([op_id(one.line) for one in said.lines])
    verdicts = [reader.feed(line) for line in lines]
    if not reader.ended:
        raise Unreachable
    return [one for one in verdicts if isinstance(one, Verdict | Refused)]


def _wait_again(tx: Tx) -> None:
    """What the server had acknowledged, and nobody has proven: a copy may not have it."""
    for row in [row for row in tx.rows("outbox").values() if row.state == "received"]:
        tx.put("outbox", row.n, msgspec.structs.replace(row, state="waiting"))


def _is_ours(phone: Phone, said: Behind) -> bool:
    """Whether a shorter log is a beginning of the history that we have proven."""
    if said.checkpoint == "":
        return True
    row, theirs = phone.row(said.scope), opened(said.checkpoint)
    if theirs is None or said.epoch > row.epoch or theirs.size >= row.size:
        return False
    leaves = [read(line).leaf for line in phone.disk.get("lines", said.scope, ())]
    return root_of(leaves[: theirs.size]) == theirs.root


async def _give_back(phone: Phone, scope: str, begin: int) -> bool | None:
    """The lines from there on; our checkpoint, which the log signed, vouches for them. None: it is too soon again."""
    row = phone.row(scope)
    if row.checkpoint == "" or begin >= row.size:
        return False
    if not await _is_due(phone, scope):
        return None
    header = format_refill(RefillHeader(row.epoch, begin, row.checkpoint))
    body = b"\n".join([header, *phone.disk.get("lines", scope)[begin:], b""])
    answer = await _ask(phone, f"/log/{scope}/refill", body)
    return bool(answer.get("mended", 0) + answer.get("appended", 0))


async def _hand_in(phone: Phone, scope: str) -> None:
    """Our note, and the one that contradicts it, belong where everybody can see them."""
    row = phone.row(scope)
    if row.checkpoint and parse_scope(scope).public and await _is_due(phone, scope):
        await _ask(phone, f"/log/{scope}/evidence", row.checkpoint.encode())


async def _is_due(phone: Phone, scope: str) -> bool:
    """At most once a minute."""

    def change(tx: Tx) -> bool:
        last = tx.get("meta", ("refilled", scope))
        if last is not None and abs(phone.now() - last) < AGAIN_MS:
            return False
        tx.put("meta", ("refilled", scope), phone.now())
        return True

    return await phone.disk.write(change, strict=False)


async def _ask(phone: Phone, path: str, body: bytes) -> dict[str, Any]:
    came = await phone.link.ask(path, body, phone.who.token)
    return msgspec.json.decode(came.data) if came.whole else {}
