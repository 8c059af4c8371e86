"""What must hold at the end of every run, and of own words at any time. A fault is a sentence."""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from typing import TypeGuard

from shaiba.kind import day_of
from shaiba.replica.rebuild import derive
from shaiba_sync.errors import SyncError
from shaiba_sync.merge import make_tag, merge, record_to_json
from shaiba_sync.op import Gone, Op, b64u_encode
from shaiba_sync.scope import parse_scope
from shaiba_sync.tree import root_of
from tests.sim import world
from tests.sim.oracle import Oracle
from tests.sim.phone import OutboxRow, Phone, ScopeRow, name_of, opened, read, read_op
from tests.sim.server import SimServer, Stored

ALARMS = ("root", "shorter", "signature", "epoch", "damaged")


def is_erased(op: Op | Gone) -> TypeGuard[Gone]:
    """Whether it stands for a line that is gone."""
    return isinstance(op, Gone)


def _begins(log: Sequence[bytes], lines: Sequence[bytes]) -> bool:
    """Whether the log begins with these lines; a line and its gap are one."""
    return len(log) >= len(lines) and all(
        ours is theirs or name_of(ours) == name_of(theirs) for ours, theirs in zip(lines, log, strict=False)
    )


def _founded(wrong: list[str] | None = None) -> Oracle:
    oracle = Oracle()
    for line in world.founding():
        oracle.believe(read_op(line))
    oracle.wrong = wrong or []
    return oracle


class Checker:
    """Looks at all replicas from outside. `tampered`: the server's history was not left alone in this run."""

    def __init__(self, server: SimServer, phones: list[Phone], *, tampered: bool) -> None:
        self.server = server
        self.phones = phones
        self.tampered = tampered
        self.faults: list[str] = []
        self.edited: set[tuple[str, int]] = set()
        self._mute: set[str] = set()
        self._held: set[str] = set()
        self._spent: set[str] = set()
        self._contradicted: list[tuple[Phone, str, list[bytes]]] = []

    def look(self, phone: Phone) -> None:
        """Own writes are visible: waiting, received or refused in the outbox, or merged into the record."""
        proven = self._proven(phone)
        held = [*phone.disk.tables["lines"].values(), *(lost for lost, *_ in phone.disk.tables["given_up"].values())]
        gone = {op.gone for lines in held for op in map(read, lines) if is_erased(op)}
        for act, name in phone.durable.items():
            scope, changes = phone.said[act]
            if act in phone.disk.tables["outbox"] or scope in phone.forgot:
                continue
            if name in gone:
                continue
            if name not in proven:
                self._fault(phone, f"act {act} is neither in the outbox nor in the log")
                continue
            at = proven[name]
            for index, change in enumerate(changes):
                record = phone.disk.get("records", (scope, change["do"].partition(".")[0], change["id"]))
                if record is None or merge(record, change, make_tag(at, phone.who.device, name, index)) != record:
                    self._fault(phone, f"act {act} does not show")

    def mark(self) -> None:
        """The server's history was tampered with just now: remember who holds what it denies."""
        logs = self._logs()
        for phone in self.phones:
            for scope, lines in phone.disk.tables["lines"].items():
                if not _begins(logs.get(scope, []), lines):
                    self._contradicted.append((phone, scope, list(lines)))

    def unmark(self, phone: Phone) -> None:
        """A power cut took lines from the phone's disk: what it does not hold it cannot bear witness to."""
        held = phone.disk.tables["lines"]
        self._contradicted = [
            (one, scope, lines)
            for one, scope, lines in self._contradicted
            if one is not phone or _begins(held.get(scope, ()), lines)
        ]

    def note_held(self) -> None:
        """Which lines some phone holds, proven or about to be sent: none of these may be lost. Of what was erased it
        holds the place alone, which goes with a log that is given up."""
        for phone in self.phones:
            given_up = [lost for lost, *_ in phone.disk.tables["given_up"].values()]
            for lines in (*phone.disk.tables["lines"].values(), *given_up):
                self._held.update(name_of(line) for line in lines if not is_erased(read(line)))
            self._held.update(row.id for row in phone.outbox())

    async def finish(self) -> None:
        """All of it."""
        logs = self._logs()
        self._check_oracle()
        await self._check_edits()
        logs = {scope: lines for scope, lines in logs.items() if scope not in self._mute}
        self._check_server(logs)
        for phone in self.phones:
            self.look(phone)
            self._check_phone(phone, logs)
        if not self.tampered:
            self._spent = self._all_stored() - self._held
            self._check_acknowledged(logs)
            self._check_acts(logs)
        self._check_convergence(logs)
        self._check_evidence(logs)

    def _logs(self) -> dict[str, list[bytes]]:
        rows = self.server.conn.execute(
            "select name, line from log join scope on scope.id = scope_id order by scope_id, seq"
        )
        logs: dict[str, list[bytes]] = {}
        for name, line in rows:
            logs.setdefault(name, []).append(line)
        return logs

    def _check_server(self, logs: dict[str, list[bytes]]) -> None:
        """Only what honest phones signed, each once, in the order of commits; and records that follow from it."""
        honest = {name for phone in self.phones for name in phone.signed} | set(map(name_of, world.founding()))
        for scope, seq, name, *_ in self.server.committed:
            if name not in honest and name not in self._clerks:
                self.faults.append(f"forged: {scope} {seq} holds {name}, which nobody here signed")
            if scope in self.server.tampered or scope in self._mute:
                continue
            lines = logs.get(scope, [])
            if seq >= len(lines) or name_of(lines[seq]) != name:
                self.faults.append(f"lost: {scope} {seq} was committed as {name} and is not there")
        for scope, lines in logs.items():
            if scope in self.server.tampered:
                continue
            for name, times in Counter(map(name_of, lines)).items():
                if times > 1:
                    self.faults.append(f"twice: {name} stands {times} times in {scope}")
            stored = self.server.conn.execute(
                "select kind, record.id, data from record join scope on scope.id = scope_id where name = ?", (scope,)
            )
            want = {place: record_to_json(record) for place, record in derive(lines).records.items()}
            if {(kind, name): data for kind, name, data in stored} != want:
                self.faults.append(f"derived: the server's records of {scope} do not follow from its lines")

    def _check_oracle(self) -> None:
        """Each line is judged as things stood when it came; one that came back is only believed."""
        self._clerks = self._said_by_clerk()
        lines = {name: line for phone in self.phones for name, (_, line) in phone.signed.items()} | self._clerks
        held: list[Stored] = []
        oracle = _founded()
        for event in self.server.story:
            if isinstance(event, int):
                del held[event:]
                oracle = _founded(oracle.wrong)
                for one in held:
                    if one.id in lines:
                        oracle.believe(read_op(lines[one.id]))
                continue
            held.append(event)
            if event.id in lines and event.brought:
                oracle.believe(read_op(lines[event.id]))
            elif event.id in lines:
                oracle.take(read_op(lines[event.id]), event.now_ms)
        self.faults += [f"unauthorised: {wrong}" for wrong in oracle.wrong]
        self.oracle = oracle

    def _said_by_clerk(self) -> dict[str, bytes]:
        """Orders and beginnings, wherever somebody still has them."""
        logs = [
            *self._logs().values(),
            *(lines for phone in self.phones for lines in phone.disk.tables["lines"].values()),
        ]
        logs += [lost for phone in self.phones for lost, *_ in phone.disk.tables["given_up"].values()]
        found = {}
        for line in {line for lines in logs for line in lines if b'"do":"e' in line}:
            with suppress(SyncError):
                op = read_op(line)
                world.check_clerk(op)
                found[op.id] = line
        return found

    async def _check_edits(self) -> None:
        """An edit behind the server's back is found, by the server itself; and mended where somebody holds the line."""
        history = self.server.replica.history
        for scope in sorted({scope for scope, _ in self.edited}):
            head = await self.server.store.head(scope)
            damaged = (await history.of(head)).damaged if head else None
            if damaged is None:
                continue
            self._mute.add(scope)
            needed = min(damaged) if damaged else max(seq for place, seq in self.edited if place == scope)
            for phone in self.phones:
                size = phone.row(scope).size
                holds = size > needed and phone.row(scope).trusted and not self._leaf_lost(scope, size)
                if holds and (parse_scope(scope).public or self._reads_now(phone, scope)):
                    self._fault(phone, f"not mended: {scope} was edited, and it holds line {needed}")

    def _leaf_lost(self, scope: str, size: int) -> bool:
        """Whether from there on a leaf is lost too: then nothing vouches for what stands before it."""
        rows = self.server.conn.execute(
            "select seq, leaf from log join scope on scope.id = scope_id where name = ? and seq >= ?", (scope, size)
        )
        leaves = {seq: b64u_encode(leaf) for seq, leaf in rows}
        ids = {one.seq: one.id for one in self.server.committed if one.scope == scope and one.seq >= size}
        return any(leaves.get(seq) != name for seq, name in ids.items())

    def _there(self, logs: dict[str, list[bytes]]) -> set[str]:
        """The ids of all lines; of a log that is damaged, of those that were committed to it."""
        damaged = {one.id for one in self.server.committed if one.scope in self._mute}
        return damaged | {name_of(line) for lines in logs.values() for line in lines}

    def _all_stored(self) -> set[str]:
        return {event.id for event in self.server.story if not isinstance(event, int)}

    def _check_phone(self, phone: Phone, logs: dict[str, list[bytes]]) -> None:
        for scope, row in phone.disk.tables["scopes"].items():
            if scope in self._mute:
                continue
            lines = phone.disk.get("lines", scope, ())
            if len(lines) != row.size or root_of([read(line).leaf for line in lines]) != row.frontier.root():
                self._fault(phone, f"{scope}: its lines are not those of its root")
            theirs = opened(row.checkpoint)
            # who turned over, and lost the right to read before the new epoch came, is told no note of it any more
            untold = row.entry is not None and not row.checkpoint and not self._told(phone, scope, logs)
            if row.size and not untold and (theirs is None or theirs.root != row.frontier.root()):
                self._fault(phone, f"{scope}: its checkpoint is not of what it holds")
            self._check_history(phone, scope, row, list(lines), logs.get(scope, []))
            if not (self.tampered or parse_scope(scope).public or self.oracle.ever_read(phone.who.device, scope)):
                self._fault(phone, f"{scope}: was never theirs to read")
        for outbox in phone.outbox():
            if outbox.state == "refused" and not outbox.error:
                self._fault(phone, f"act {outbox.n} was refused without a reason")

    def _check_history(self, phone: Phone, scope: str, row: ScopeRow, held: list[bytes], log: list[bytes]) -> None:
        """Who has proven what the log does not say has raised the alarm and kept both notes; nobody else has."""
        if not _begins(log, held):
            notes = [phone.disk.get("meta", ("alarm", scope, code)) for code in ALARMS]
            if not parse_scope(scope).public and not (log and self._reads_now(phone, scope)):
                return  # of a scope that is not theirs, or is not there any more, they are told nothing
            if row.alarm == "" or not any(note and note[0] == row.checkpoint for note in notes):
                self._fault(phone, f"no alarm: {scope} was proven otherwise than the log says now")
        elif row.alarm not in ("", "shorter") or (row.alarm and not self.tampered):
            self._fault(phone, f"false alarm: {scope} {row.alarm}")

    def _check_evidence(self, logs: dict[str, list[bytes]]) -> None:
        """What convicts a server is kept, even by who trusts it again."""
        for phone, scope, lines in self._contradicted:
            denied = not _begins(logs.get(scope, []), lines)
            told = self._told(phone, scope, logs)
            kept = any(("alarm", scope, code) in phone.disk.tables["meta"] for code in ALARMS)
            if denied and told and not kept and scope not in phone.forgot:
                self._fault(phone, f"no evidence: {scope} was proven otherwise, and nothing of that is left")

    def _check_acknowledged(self, logs: dict[str, list[bytes]]) -> None:
        there = self._there(logs)
        for phone in self.phones:
            stands = {phone.signed[name][0] for name in phone.signed.keys() & there}
            for name in sorted(phone.told - self._spent - self.server.refused):
                act, _ = phone.signed[name]
                if act in stands:
                    continue  # under another stamp, if the log that held this line was given up
                row = phone.disk.get("outbox", act)
                given_up = bool(phone.disk.tables["given_up"])
                if row is not None and (row.scope in self._mute or row.hold or (given_up and row.state == "refused")):
                    continue  # the log waits for who can mend it; or it was given up, and its author is told why
                if not self._shut_out(phone, name):
                    self._fault(phone, f"lost: {name} was acknowledged and is not in the log")

    def _shut_out(self, phone: Phone, name: str) -> bool:
        """Its author holds it, but may not read there any more: nobody tells him that this log was given up."""
        scope = read_op(phone.signed[name][1]).scope
        holds = name in map(name_of, phone.disk.get("lines", scope, ()))
        gone = bool(phone.disk.tables["given_up"]) and not parse_scope(scope).public
        return holds and gone and not self._reads_now(phone, scope)

    def _check_acts(self, logs: dict[str, list[bytes]]) -> None:
        """Every act ended: once in the log, or refused with its reason, or held for its author. No stamp served twice.

        An act that was signed again after a refusal has two lines, and a copy of the first that was held up on its way
        may come when what it was refused for has passed (op.md, Why). It stands once all the same.
        """
        there = self._there(logs)
        for phone in self.phones:
            times = Counter(act for name, (act, _) in phone.signed.items() if name in there)
            rows: dict[int, OutboxRow] = phone.disk.tables["outbox"]
            stamps = Counter(read_op(line).at for _, line in phone.signed.values())
            if again := [at for at, count in stamps.items() if count > 1]:
                self._fault(phone, f"stamped twice: {again}")
            for act, name in phone.durable.items():
                row = rows.get(act)
                if times[act] > 1:
                    self._fault(phone, f"act {act} stands {times[act]} times")
                elif times[act] or name in self._spent or (name in self.server.refused and row is None):
                    continue
                elif row is not None and row.scope in self._mute:
                    continue  # a damaged log that nobody can mend takes nothing
                elif not self._shut_out(phone, name) and (row is None or not (row.state == "refused" or row.hold)):
                    self._fault(phone, f"act {act} is neither in a log nor refused nor held")

    def _check_convergence(self, logs: dict[str, list[bytes]]) -> None:
        """Everybody who may read a log has all of it, and the same records to the byte."""
        for scope, lines in logs.items():
            if scope in self.server.tampered:
                continue
            want = {(scope, *place): record_to_json(one) for place, one in derive(lines).records.items()}
            for phone in self.phones:
                row = phone.row(scope)
                wants = scope in phone.watched or scope in phone.disk.tables["scopes"] or not parse_scope(scope).public
                if not wants or row.alarm or not self._reads_now(phone, scope):
                    continue
                held = list(phone.disk.get("lines", scope, ()))
                if list(map(name_of, held)) != list(map(name_of, lines)):
                    self._fault(phone, f"behind: {scope} {row.size} of {len(lines)}")
                if held != lines and phone.disk.tables["given_up"]:
                    continue  # the order for a gap was given up: it must be said again (erase.md)
                records = phone.disk.tables["records"].items()
                if {place: record_to_json(one) for place, one in records if place[0] == scope} != want:
                    self._fault(phone, f"differs: its records of {scope}")

    def _told(self, phone: Phone, scope: str, logs: dict[str, list[bytes]]) -> bool:
        """Whether the server says anything of it to this phone."""
        return parse_scope(scope).public or (scope in logs and self._reads_now(phone, scope))

    def _reads_now(self, phone: Phone, scope: str) -> bool:
        return self.oracle.may_read(phone.who.device, scope, day_of(self.server.clock()))

    def _proven(self, phone: Phone) -> dict[str, str]:
        """Own lines in the phone's logs: their ids and stamps."""
        logs = phone.disk.tables["lines"].values()
        ops = (read(line) for lines in logs for line in lines)
        return {op.id: op.at for op in ops if isinstance(op, Op) and op.by == phone.who.device}

    def _fault(self, phone: Phone, text: str) -> None:
        self.faults.append(f"{phone.who.name}: {text}")
