"""One round trip of a phone, and rounds until nothing is left to do. What pwa/src/replica/exchange.ts does."""

from collections.abc import Sequence

from shaiba_sync.errors import Malformed
from shaiba_sync.op import b64u_encode
from shaiba_sync.scope import parse_scope
from shaiba_sync.wire import (
    AnswerReader,
    Behind,
    Cursor,
    Damaged,
    End,
    Fork,
    Lines,
    LogLine,
    Refused,
    SyncHeader,
    Verdict,
    format_header,
)
from tests.sim import mend
from tests.sim.network import Came, Unreachable
from tests.sim.phone import Carried, OutboxRow, Phone, name_of

ROUNDS = 6


async def sync(phone: Phone) -> str:
    """Push and pull until nothing is left, the network fails, or it goes on for too long."""
    try:
        for _ in range(ROUNDS):
            answer = await exchange(phone)
            more = answer.more
            if answer.wrong or answer.restored or phone.disk.get("meta", "to_offer"):
                more = await mend.mend(phone, answer.wrong, restored=answer.restored) or more
            if not more:
                return "ok"
    except Unreachable:
        return "unreachable"
    return "more"


def wanted(phone: Phone, ops: Sequence[OutboxRow]) -> dict[str, Cursor]:
    """The cursors that the phone names, each with the root that it has proven."""
    names = dict.fromkeys([*phone.watched, *phone.disk.tables["scopes"], *(op.scope for op in ops)])
    rows = {name: phone.row(name) for name in names}
    return {
        name: (row.epoch, row.size, b64u_encode(row.frontier.root())) if row.size else (row.epoch, 0)
        for name, row in rows.items()
        if row.trusted or not parse_scope(name).public
    }


async def exchange(phone: Phone) -> "Answer":
    """One round trip; `more` of the answer says whether there is more to do at once. Raises `Unreachable`."""
    own = [row for row in phone.outbox() if row.state == "waiting" and not row.hold]
    carried: list[Carried] = list(phone.disk.tables["carried"].values())
    have = wanted(phone, own)
    alarmed = [scope for scope in have if phone.row(scope).alarm]
    body = b"\n".join([format_header(SyncHeader(have, mine=True)), *(op.line for op in [*own, *carried]), b""])
    came = await phone.link.ask("/sync", body, phone.who.token)
    answer = Answer(phone, have, own, carried)
    await answer.read(came)
    wrong = {said.scope for said in answer.wrong}
    await mend.settled(phone, [scope for scope in alarmed if scope not in wrong])
    if answer.again:
        await phone.sign_again(answer.again)
    waiting = any(row.state == "waiting" and not row.hold for row in phone.outbox())
    answer.more |= bool(answer.again) or waiting or bool(phone.disk.tables["carried"])
    return answer


class Answer:
    """An answer as it is read. What stood before a cut holds."""

    def __init__(
        self, phone: Phone, have: dict[str, Cursor], own: Sequence[OutboxRow], carried: Sequence[Carried]
    ) -> None:
        self._phone = phone
        self._have = have
        self._ops = [*own, *carried]
        self._own = len(own)
        self._sent = [name_of(op.line) for op in self._ops]  # a row may bear the id under which its act stands
        self._verdicts: list[tuple[str, Verdict | Refused]] = []
        self._obeyed = 0
        self.again: list[OutboxRow] = []
        self.wrong: list[mend.Wrong] = []
        self.restored = False
        self.more = False

    async def read(self, came: Came) -> None:
        """Raises `Unreachable` where the answer was cut."""
        *lines, rest = came.data.split(b"\n")
        reader = AnswerReader(self._sent)
        head: Lines | None = None
        run: dict[int, bytes] = {}
        try:
            for line in lines:
                event = reader.feed(line)
                if isinstance(event, LogLine):
                    run[event.seq] = event.line
                elif isinstance(event, Lines):
                    head, run = event, {}
                else:
                    await self._take(event)
                if head is not None and len(run) == head.count:
                    await self._run(head, run)
                    head = None
        except Malformed:
            raise Unreachable from None
        if not reader.ended or rest or not came.whole:
            await self._obey()
            raise Unreachable

    async def _take(self, event: object) -> None:
        if isinstance(event, Verdict | Refused):
            self._verdicts.append((self._ops[len(self._verdicts)].id, event))
            return
        await self._obey()
        if isinstance(event, End):
            self.restored = event.restored
            await self._phone.correct_clock(event.now)
        elif isinstance(event, Behind | Fork | Damaged):
            self.wrong.append(event)
            await self._judge(event)

    async def _judge(self, said: mend.Wrong) -> None:
        asked, *_ = self._have.get(said.scope, (0, 0))
        if asked != self._phone.row(said.scope).epoch:
            return  # another round turned over meanwhile: it says nothing of what the phone holds now
        if isinstance(said, Fork):
            await mend.forked(self._phone, said)
        elif isinstance(said, Damaged):
            await mend.damaged(self._phone, said)
        elif said.entry:
            self.more |= await mend.turn_over(self._phone, said) == "turned"
        else:
            await self._phone.behind(said)

    async def _obey(self) -> None:
        begin, self._obeyed = self._obeyed, len(self._verdicts)
        self.again += await self._phone.obey(self._verdicts[begin : self._own])
        await self._phone.obey_carried(self._verdicts[max(begin, self._own) :])

    async def _run(self, head: Lines, run: dict[int, bytes]) -> None:
        await self._obey()
        own = {
            verdict.seq: op.line
            for op, sent, (_, verdict) in zip(self._ops, self._sent, self._verdicts, strict=False)
            if isinstance(verdict, Verdict) and verdict.id == sent and verdict.scope == head.scope
        }
        try:
            lines = [run[seq] if seq in run else own[seq] for seq in range(head.begin, head.to)]
        except KeyError:
            raise Unreachable from None
        asked = self._have.get(head.scope, (0, 0))
        taken = await self._phone.take(head, lines, asked, trial=bool(own))
        self.more |= head.more if taken == "taken" else bool(own) and taken == "stale"
