"""One round trip of a phone, and rounds until nothing is left to do. What pwa/src/replica/exchange.ts does."""

from collections.abc import Sequence

from shaiba_sync.errors import Malformed
from shaiba_sync.scope import parse_scope
from shaiba_sync.wire import AnswerReader, Behind, End, Lines, LogLine, Refused, SyncHeader, Verdict, format_header
from tests.sim.network import Came, Unreachable
from tests.sim.phone import OutboxRow, Phone

ROUNDS = 6


async def sync(phone: Phone) -> str:
    """Push and pull until nothing is left, the network fails, or it goes on for too long."""
    try:
        for _ in range(ROUNDS):
            if not await exchange(phone):
                return "ok"
    except Unreachable:
        return "unreachable"
    return "more"


def wanted(phone: Phone, ops: Sequence[OutboxRow]) -> dict[str, tuple[int, int]]:
    """The cursors that the phone names."""
    names = dict.fromkeys([*phone.watched, *phone.disk.tables["scopes"], *(op.scope for op in ops)])
    rows = {name: phone.row(name) for name in names}
    return {name: (row.epoch, row.size) for name, row in rows.items() if row.trusted or not parse_scope(name).public}


async def exchange(phone: Phone) -> bool:
    """Whether there is more to do at once. Raises `Unreachable`."""
    ops = [row for row in phone.outbox() if row.state == "waiting" and not row.hold]
    have = wanted(phone, ops)
    body = b"\n".join([format_header(SyncHeader(have, mine=True)), *(op.line for op in ops), b""])
    came = await phone.link.exchange(body, phone.who.token)
    answer = Answer(phone, ops)
    await answer.read(came)
    if answer.again:
        await phone.sign_again(answer.again)
    waiting = any(row.state == "waiting" and not row.hold for row in phone.outbox())
    return answer.more or bool(answer.again) or waiting


class Answer:
    """An answer as it is read. What stood before a cut holds."""

    def __init__(self, phone: Phone, ops: Sequence[OutboxRow]) -> None:
        self._phone = phone
        self._ops = ops
        self._verdicts: list[tuple[str, Verdict | Refused]] = []
        self._obeyed = 0
        self.again: list[OutboxRow] = []
        self.more = False

    async def read(self, came: Came) -> None:
        """Raises `Unreachable` where the answer was cut."""
        *lines, rest = came.data.split(b"\n")
        reader = AnswerReader([op.id for op in self._ops])
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
            await self._phone.correct_clock(event.now)
        elif isinstance(event, Behind):
            await self._phone.behind(event)

    async def _obey(self) -> None:
        fresh, self._obeyed = self._verdicts[self._obeyed :], len(self._verdicts)
        self.again += await self._phone.obey(fresh)

    async def _run(self, head: Lines, run: dict[int, bytes]) -> None:
        await self._obey()
        own = {
            verdict.seq: op.line
            for op, (sent, verdict) in zip(self._ops, self._verdicts, strict=False)
            if isinstance(verdict, Verdict) and verdict.id == sent and verdict.scope == head.scope
        }
        try:
            lines = [run[seq] if seq in run else own[seq] for seq in range(head.begin, head.to)]
        except KeyError:
            raise Unreachable from None
        taken = await self._phone.take(head, lines, trial=bool(own))
        self.more |= head.more if taken == "taken" else bool(own) and taken == "stale"
