"""Every public pure function by name: one JSON command per line on stdin, one answer per line on stdout.

The commands: sync/vectors/README.md. Vectors are the same commands, so `answer` also runs them.
"""

import sys
from collections.abc import Callable
from typing import Any

import msgspec
from cryptography.hazmat.primitives.serialization import load_der_private_key

import shaiba_sync as s
from shaiba_sync.merge import kind_of
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.tips import SlotAnswer

Command = dict[str, Any]


def answer(command: Command) -> dict[str, Any]:
    """Answer one command. What is no `SyncError` is raised: a bug."""
    try:
        return {"ok": COMMANDS[command["fn"]](command)}
    except s.SyncError as refusal:
        return {"error": refusal.code, "detail": refusal.detail}


def main() -> None:
    """Answer until stdin ends."""
    for line in sys.stdin.buffer:
        try:
            reply = answer(msgspec.json.decode(line))
        except Exception as bug:  # the one at the edge: the other side of the pipe must hear of it
            reply = {"crash": repr(bug)}
        sys.stdout.buffer.write(msgspec.json.encode(reply) + b"\n")
        sys.stdout.buffer.flush()


def _calendar(c: Command) -> s.Calendar:
    return s.parse_calendar(c["calendar"])


def _parse_calendar(c: Command) -> dict[str, Any]:
    tables = s.parse_calendar(c["data"]).items()
    return {
        year: {"version": one.version, "off": sorted(one.off), "work": sorted(one.work)} for year, one in tables
    }  # fmt: skip


def _appeal_life(c: Command) -> dict[str, Any]:
    life = s.appeal_life(c["filed"], c["first"], c["steps"], _calendar(c), c.get("terms", s.DEFAULT_TERMS))
    return {**msgspec.to_builtins(life), "due": life.due, "overdue": s.is_overdue(life, c["today"])}


def _moderation_life(c: Command) -> dict[str, Any]:
    life = s.moderation_life(c["acts"], _calendar(c))
    return {**msgspec.to_builtins(life), "hidden": [one.part for one in life.parts if s.is_hidden(one)]}


def _obligations(c: Command) -> Any:
    found = s.obligations(c["levels"], c["disclosures"], c["absences"], c["year"], _calendar(c), c["today"])
    return msgspec.to_builtins(found)


def _run_life(c: Command) -> Any:
    procedure, calendar = c["procedure"], _calendar(c)
    life = s.run_life(procedure, c["began"], c["steps"], c["papers"], calendar, c["today"], stopped=c["stopped"])
    return msgspec.to_builtins(life)


def _draw_rules(_: Command) -> Any:
    dice = {"throws": s.DICE_THROWS, "row": s.DICE_ROW, "roles": s.DICE_ROLES}
    return {"faults": s.DRAW_FAULTS, "salt": s.SALT_BYTES, "people": s.RESULT_PEOPLE, "dice": dice}


def _recording_root(c: Command) -> str:
    return b64u_encode(s.recording_root({tier: s.read_hashes(hashes) for tier, hashes in c["tiers"].items()}))


def _recording_faults(c: Command) -> Any:
    held = {name: _b64u(digest) for name, digest in c["held"].items()}
    return msgspec.to_builtins(s.recording_faults(c["said"], c["tier"], s.read_hashes(c["hashes"]), held))


def _read_cast(c: Command) -> Any:
    cast = s.read_cast(_b64u(c["data"]))
    return {"line": cast.ballot.line.decode(), "box": cast.box, "salt": b64u_encode(cast.salt), "words": cast.words}


def _read_ballot(c: Command) -> Any:
    one = s.read_ballot(c["line"].encode())
    return [one.poll, b64u_encode(one.token), b64u_encode(one.rand), len(one.tsig), one.n, one.choice, one.words]


def _check_ballot(c: Command) -> bool:
    s.check_ballot(s.read_ballot(c["line"].encode()), [_b64u(spki) for spki in c["issuers"]])
    return True


def _cast_ballot(c: Command) -> Any:
    return b64u_encode(s.cast_ballot(c["line"].encode(), c["box"], _b64u(c["salt"]), c["words"]))


def _ballot_head(c: Command) -> Any:
    tsig = [_b64u(one) for one in c["tsig"]]
    head = s.ballot_head(c["poll"], _b64u(c["token"]), _b64u(c["rand"]), tsig, c["n"], c["choice"], c["words"])
    return [head.decode(), b64u_encode(s.ballot_digest(head)), s.finish_ballot(head, bytes(64)).decode()]


def _check_choice(c: Command) -> bool:
    s.check_choice(c["said"], c["choice"])
    return True


def _read_ballots_file(c: Command) -> Any:
    lines, words = s.read_ballots_file(c["data"].encode())
    return {"lines": [line.decode() for line in lines], "words": words}


def _ballots_file(c: Command) -> Any:
    return s.ballots_file([line.encode() for line in c["lines"]], c["words"]).decode()


def _recount(c: Command) -> Any:
    own = c["own"].encode() if c["own"] is not None else None
    return s.recount(c["said"], c["close"], c["data"].encode(), c["asked"], own)


def _newest_ballots(c: Command) -> Any:
    ballots = [s.read_ballot(line.encode()) for line in c["lines"]]
    return [ballot.line.decode() for ballot in s.newest_ballots(ballots)]


def _poll_rules(_: Command) -> Any:
    sizes = [s.BALLOT_BYTES, s.FEWEST_BALLOTS, s.MOST_OPTIONS, s.MOST_MARK, s.MOST_TIMES, s.MOST_WORDS]
    return [s.POLL_FAULTS, sizes, [s.MODULUS_BYTES, s.RAND_BYTES, s.WORDS_SALT_BYTES]]


def _token(c: Command) -> list[bytes]:
    return [_b64u(c[name]) for name in ("modulus", "prepared", "salt", "blinded", "sig", "inverse") if name in c]


def _lease_life(c: Command) -> Any:
    return msgspec.to_builtins(s.lease_life(c["contract"], c["rents"], c["today"], renewed=c["renewed"]))


def _owed_standing(c: Command) -> Any:
    return msgspec.to_builtins(s.owed_standing(c["amount_fen"], c["due"], c["paid"], c["today"]))


def _project_life(c: Command) -> Any:
    return msgspec.to_builtins(s.project_life(c["project"], c["today"]))


def _project_rules(_: Command) -> Any:
    asked = {"changes": s.CHANGE_PERCENT, "told": s.TOLD_DAYS, "silent": s.SILENT_DAYS, "quotes": s.QUOTES_ASKED}
    return {"lists": s.PROJECT_LISTS, "marks": s.PROJECT_MARKS, "roles": s.PROJECT_ROLES, **asked}


def _design_diff(c: Command) -> Any:
    return msgspec.to_builtins(s.design_diff(c["before"], c["after"]))


def _bytes(command: Command, name: str) -> bytes:
    if f"{name}_hex" in command:
        return bytes.fromhex(command[f"{name}_hex"])
    if f"{name}_parts" in command:
        return "".join(text * times for text, times in command[f"{name}_parts"]).encode()
    return str(command[name]).encode()


def _b64u(text: str) -> bytes:
    """Any number of bytes, canonically."""
    return b64u_decode(text, len(text) * 6 // 8)


def _leaves(command: Command) -> list[bytes]:
    if "leaves" in command:
        return [_b64u(leaf) for leaf in command["leaves"]]
    return [s.leaf_hash(str(i).encode()) for i in range(command["count"])]


def _texts(hashes: list[bytes]) -> list[str]:
    return [b64u_encode(item) for item in hashes]


def _op(op: s.Op) -> dict[str, Any]:
    return {
        "v": op.v, "scope": op.scope, "by": op.by, "at": op.at, "salt": op.salt, "seen": op.seen, "do": op.changes,
        "sig": b64u_encode(op.sig), "id": op.id, "digest": b64u_encode(s.digest(op.head)), "head": op.head.decode(),
    }  # fmt: skip


def _parse_line(c: Command) -> dict[str, Any]:
    parsed = s.parse_line(_bytes(c, "line"))
    return _op(parsed) if isinstance(parsed, s.Op) else msgspec.structs.asdict(parsed)


def _build_head(c: Command) -> dict[str, Any]:
    head = s.build_head(c["scope"], c["by"], c["at"], c["salt"], c["seen"], c["changes"])
    return {"head": head.decode(), "digest": b64u_encode(s.digest(head))}


def _private_key(c: Command) -> Any:
    return load_der_private_key(_b64u(c["pkcs8"]), None)


def _sign(c: Command) -> str:
    return b64u_encode(s.sign(c["alg"], _private_key(c), s.digest(_bytes(c, "head"))))


def _verify(c: Command) -> bool:
    s.verify(c["alg"], _b64u(c["key"]), s.parse_op(_bytes(c, "line")))
    return True


def _merge(c: Command) -> list[str]:
    records = {}
    for text in c.get("start", []):
        record = s.record_from_json(text)
        records[record.kind, record.id] = record
    for tag, change in c["steps"]:
        s.check_change(change)
        key = kind_of(change), change["id"]
        records[key] = s.merge(records.get(key), change, tag)
    return [s.record_to_json(records[key]) for key in sorted(records)]


def _scope(c: Command) -> dict[str, Any]:
    scope = s.parse_scope(c["text"])
    return {
        "kind": scope.kind, "key": scope.key, "name": scope.name, "region": scope.region, "public": scope.public
    }  # fmt: skip


def _header(c: Command) -> dict[str, Any]:
    header = s.parse_header(_bytes(c, "line"))
    return {"have": header.have, "mine": header.mine}


def _item(line: bytes) -> Any:
    return msgspec.json.decode(s.format_answer(s.parse_answer(line)))


def _read_answer(c: Command) -> dict[str, Any]:
    reader, events = s.AnswerReader(c.get("sent", [])), []
    for text in c["lines"]:
        event = reader.feed(text.encode())
        if isinstance(event, s.LogLine):
            events.append({"line": event.line.decode(), "scope": event.scope, "seq": event.seq})
        else:
            events.append(msgspec.json.decode(s.format_answer(event)))
    return {"events": events, "ended": reader.ended}


def _frontier(frontier: s.Frontier) -> dict[str, Any]:
    return {
        "size": frontier.size, "hashes": _texts(list(frontier.hashes)), "root": b64u_encode(frontier.root()),
        "bytes_hex": frontier.to_bytes().hex(),
    }  # fmt: skip


def _grow(c: Command) -> dict[str, Any]:
    frontier = s.Frontier()
    for leaf in _leaves(c):
        frontier = frontier.append(leaf)
    return _frontier(frontier)


def _verify_inclusion(c: Command) -> bool:
    path = [_b64u(item) for item in c["path"]]
    return s.verify_inclusion(_b64u(c["leaf"]), c["index"], c["size"], path, _b64u(c["root"]))


def _verify_consistency(c: Command) -> bool:
    path = [_b64u(item) for item in c["path"]]
    return s.verify_consistency(c["m"], c["n"], _b64u(c["root_m"]), _b64u(c["root_n"]), path)


def _checkpoint(checkpoint: s.Checkpoint) -> dict[str, Any]:
    return {"origin": checkpoint.origin, "size": checkpoint.size, "root": b64u_encode(checkpoint.root)}


def _to_checkpoint(c: Command) -> s.Checkpoint:
    return s.Checkpoint(c["origin"], c["size"], _b64u(c["root"]))


def _key(key: s.VerifierKey) -> dict[str, Any]:
    return {"name": key.name, "key": b64u_encode(key.key), "key_id_hex": key.key_id.hex()}


def _submission(c: Command) -> dict[str, Any]:
    submission = s.parse_submission(c["body"])
    return {"old": submission.old, "proof": _texts(submission.proof), "note": submission.note}


def _regain(c: Command) -> dict[str, Any]:
    regain = s.parse_regain(_bytes(c, "body"))
    lines = [{"at": one.at, "path": _texts([*one.path]), "line": one.line.decode()} for one in regain.lines]
    return {"epoch": regain.epoch, "checkpoint": regain.checkpoint, "lines": lines}


def _to_regain(c: Command) -> s.Regain:
    lines = [s.Proven(one["at"], [_b64u(item) for item in one["path"]], one["line"].encode()) for one in c["lines"]]
    return s.Regain(c["epoch"], c["checkpoint"], lines)


def _check_regain(c: Command) -> list[str]:
    return [op.id for op in s.check_regain(_to_regain(c), c["vkey"], c["scope"], c["now"])]


def _carried(section: s.Section) -> dict[str, Any]:
    if isinstance(section, s.CarriedOps):
        return {"ops": [line.decode() for line in section.lines]}
    if isinstance(section, s.CarriedFile):
        return {"blob": section.blob, "type": section.type, "data": b64u_encode(section.data)}
    if isinstance(section, s.Receipts):
        verdicts = [
            {"of": one.of, "blobs": one.blobs, "verdict": msgspec.json.decode(s.format_answer(one.verdict))}
            for one in section.items
        ]
        return {"verdicts": verdicts}
    members = section._asdict()
    return members | {"from": members.pop("begin"), "lines": [line.decode() for line in section.lines]}


def _to_section(c: Command) -> s.Section:
    if "ops" in c:
        return s.CarriedOps([line.encode() for line in c["ops"]])
    if "blob" in c:
        return s.CarriedFile(c["blob"], c["type"], _b64u(c["data"]))
    if "log" in c:
        lines = [line.encode() for line in c["lines"]]
        return s.CarriedLog(c["log"], c["epoch"], c["from"], c["to"], c["checkpoint"], lines)
    return s.Receipts([s.Receipt(one["of"], one["blobs"], _verdict(one["verdict"])) for one in c["verdicts"]])


def _verdict(item: Command) -> Any:
    return s.parse_answer(msgspec.json.encode(item))


def _collect(c: Command) -> dict[str, Any]:
    collector, data = s.FrameCollector(), None
    for text in c["frames"]:
        data = collector.feed(text)
    return {"have": collector.have, "count": collector.count, "data_hex": None if data is None else data.hex()}


def _tip_recipients(c: Command) -> list[str]:
    return s.tip_recipients(c["about"], c["office"], c["keys"], set(c["concerned"]), c["tip"])


def _tip_frame(c: Command) -> str:
    return b64u_encode(s.tip_frame(c["said"], _b64u(c["bytes"]), c["size"]))


def _tip_unframe(c: Command) -> dict[str, Any]:
    text = s.tip_unframe(_b64u(c["plain"]))
    return {"said": text.said, "bytes": b64u_encode(text.bytes)}


def _turn(c: Command) -> s.Turn | None:
    return None if c["turn"] is None else s.Turn(*c["turn"])


def _slot_answer(answer: SlotAnswer) -> dict[str, Any]:
    rounds = [[number, [[*map(b64u_encode, item)] for item in items]] for number, items in answer.rounds]
    proof = answer.proof and {**msgspec.structs.asdict(answer.proof), "path": _texts([*answer.proof.path])}
    return {"proof": proof, "rounds": rounds}


def _check_slot(c: Command) -> bool:
    path = [_b64u(item) for item in c["path"]]
    return s.check_slot(_b64u(c["slot_hash"]), c["index"], c["count"], path, _b64u(c["root"]))


COMMANDS: dict[str, Callable[[Command], Any]] = {
    "errors": lambda c: {code: [s.RETRY[code], s.STATUS[code]] for code in s.RETRY},
    "parse_stamp": lambda c: s.parse_stamp(c["text"]),
    "format_stamp": lambda c: s.format_stamp(s.Stamp(*c["stamp"])),
    "day_of": lambda c: s.day_of(c["now_ms"]),
    "tick": lambda c: s.format_stamp(s.tick(s.parse_stamp(c["last"]), c["now_ms"])),
    "receive": lambda c: s.format_stamp(s.receive(s.parse_stamp(c["last"]), s.parse_stamp(c["seen"]), c["now_ms"])),
    "parse_calendar": _parse_calendar,
    "is_working_day": lambda c: s.is_working_day(_calendar(c), c["day"]),
    "add_working_days": lambda c: s.add_working_days(_calendar(c), c["day"], c["count"]),
    "working_days_between": lambda c: s.working_days_between(_calendar(c), c["after"], c["until"]),
    "years_without": lambda c: s.years_without(_calendar(c), c["since"], c["until"]),
    "appeal_life": _appeal_life,
    "moderation_life": _moderation_life,
    "query_code": lambda c: s.query_code(c["digits"]),
    "is_query_code": lambda c: s.is_query_code(c["text"]),
    "run_life": _run_life,
    "meeting_life": lambda c: msgspec.to_builtins(s.meeting_life(c["said"], c["today"])),
    "meeting_rule": lambda c: msgspec.to_builtins(s.meeting_rule(c["number"], c["sort"])),
    "attend_id": lambda c: s.attend_id(c["meeting"], c["who"]),
    "door_message": lambda c: b64u_encode(s.door_message(c["meeting"], c["who"])),
    "entrant_id": lambda c: s.entrant_id(c["draw"], _b64u(c["salt"]), c["who"]),
    "contribution_id": lambda c: s.contribution_id(c["draw"], c["device"]),
    "list_root": lambda c: b64u_encode(s.list_root(c["entrants"])),
    "contributions_root": lambda c: b64u_encode(s.contributions_root([_b64u(one) for one in c["values"]])),
    "draw_seed": lambda c: b64u_encode(s.draw_seed(_b64u(c["entrants"]), _b64u(c["contributions"]), c["results"])),
    "draw_order": lambda c: s.draw_order(c["ids"], _b64u(c["seed"])),
    "draw_state": lambda c: s.draw_state(c["said"], c["today"]),
    "entered_results": lambda c: msgspec.to_builtins(s.entered_results(c["said"])),
    "draw_places": lambda c: msgspec.to_builtins(s.draw_places(c["said"])),
    "check_draw": lambda c: s.check_draw(c["said"]),
    "draw_rules": _draw_rules,
    "poll_window": lambda c: s.poll_window(c["said"]),
    "poll_state": lambda c: s.poll_state(c["said"], c["now_ms"]),
    "answer_id": lambda c: s.answer_id(c["poll"], c["who"]),
    "issuer_modulus": lambda c: b64u_encode(s.issuer_modulus(_b64u(c["spki"]))),
    "blind_token": lambda c: b64u_encode(s.blind_token(*_token(c))),
    "unblind_token": lambda c: b64u_encode(s.unblind_token(*_token(c))),
    "sign_blinded": lambda c: b64u_encode(s.sign_blinded(*(_b64u(c[name]) for name in ("p", "q", "blinded", "r")))),
    "is_token_signed": lambda c: s.is_token_signed(*_token(c)),
    "ballot_head": _ballot_head,
    "words_commitment": lambda c: s.words_commitment(_b64u(c["salt"]), c["words"]),
    "cast_ballot": _cast_ballot,
    "read_cast": _read_cast,
    "read_ballot": _read_ballot,
    "check_ballot": _check_ballot,
    "check_choice": _check_choice,
    "count_choices": lambda c: s.count_choices(c["said"], c["choices"]),
    "poll_boxes": lambda c: s.poll_boxes(c["ballots"], c["top"]),
    "newest_ballots": _newest_ballots,
    "ballots_file": _ballots_file,
    "read_ballots_file": _read_ballots_file,
    "recount": _recount,
    "poll_rules": _poll_rules,
    "remark_id": lambda c: s.remark_id(c["stream"], c["who"], c["said_ms"]),
    "read_hashes": lambda c: [[b64u_encode(one) for one in epoch] for epoch in s.read_hashes(c["data"])],
    "entry_of": lambda c: s.entry_of(c["text"]),
    "entries_root": lambda c: b64u_encode(s.entries_root([_b64u(one) for one in c["hashes"]])),
    "recording_root": _recording_root,
    "recording_faults": _recording_faults,
    "live_rules": lambda c: {
        "tiers": s.TIERS,
        "whys": s.FAULT_WHYS,
        "stream": s.STREAM_BYTES,
        "gap_ms": s.REMARK_GAP_MS,
        "epochs": s.MOST_EPOCHS,
    },
    "lease_life": _lease_life,
    "owed_standing": _owed_standing,
    "project_life": _project_life,
    "project_rules": _project_rules,
    "design_diff": _design_diff,
    "design_fen": lambda c: s.design_fen(c["design"]),
    "obligations": _obligations,
    "due_day": lambda c: s.due_day(c["item"], c["period"], _calendar(c)),
    "period_days": lambda c: list(s.period_days(c["period"])),
    "is_enough": lambda c: s.is_enough(c["share"], c["part"], c["whole"]),
    "b64u_encode": lambda c: b64u_encode(_bytes(c, "bytes")),
    "b64u_decode": lambda c: b64u_decode(c["text"], c["size"]).hex(),
    "device_id": lambda c: s.device_id(c["alg"], _b64u(c["key"])),
    "op_id": lambda c: s.op_id(_bytes(c, "line")),
    "leaf_of": lambda c: b64u_encode(s.leaf_of(_bytes(c, "line"))),
    "format_gone": lambda c: s.format_gone(c["gone"], c["by"], c["why"]).decode(),
    "parse_op": lambda c: _op(s.parse_op(_bytes(c, "line"))),
    "parse_line": _parse_line,
    "build_head": _build_head,
    "finish": lambda c: s.finish(_bytes(c, "head"), _b64u(c["sig"])).decode(),
    "sign": _sign,
    "verify": _verify,
    "make_tag": lambda c: s.make_tag(c["at"], c["by"], c["op_id"], c["index"]),
    "merge": _merge,
    "view": lambda c: s.view(s.record_from_json(c["record"])),
    "record": lambda c: s.record_to_json(s.record_from_json(c["record"])),
    "parse_scope": _scope,
    "covers": lambda c: s.covers(c["a"], c["b"]),
    "region_level": lambda c: s.region_level(c["code"]),
    "parent_code": lambda c: s.parent_code(c["code"]),
    "parse_header": _header,
    "format_header": lambda c: s.format_header(s.SyncHeader(c["have"], c["mine"])).decode(),
    "parse_refill": lambda c: s.parse_refill(_bytes(c, "line"))._asdict(),
    "format_refill": lambda c: s.format_refill(s.RefillHeader(c["epoch"], c["begin"], c["checkpoint"])).decode(),
    "format_answer": lambda c: s.format_answer(s.parse_answer(msgspec.json.encode(c["item"]))).decode(),
    "parse_answer": lambda c: _item(_bytes(c, "line")),
    "read_answer": _read_answer,
    "leaf_hash": lambda c: b64u_encode(s.leaf_hash(_bytes(c, "line"))),
    "node_hash": lambda c: b64u_encode(s.node_hash(_b64u(c["left"]), _b64u(c["right"]))),
    "root_of": lambda c: b64u_encode(s.root_of(_leaves(c))),
    "frontier": _grow,
    "frontier_from": lambda c: _frontier(s.Frontier.from_bytes(_bytes(c, "bytes"))),
    "inclusion_proof": lambda c: _texts(s.inclusion_proof(_leaves(c), c["index"])),
    "verify_inclusion": _verify_inclusion,
    "consistency_proof": lambda c: _texts(s.consistency_proof(_leaves(c), c["m"])),
    "verify_consistency": _verify_consistency,
    "origin": lambda c: s.origin(c["log_name"], c["scope"], c["epoch"]),
    "format_checkpoint": lambda c: s.format_checkpoint(_to_checkpoint(c)),
    "parse_checkpoint": lambda c: _checkpoint(s.parse_checkpoint(c["text"])),
    "sign_checkpoint": lambda c: s.sign_checkpoint(_to_checkpoint(c), c["key_name"], _private_key(c)),
    "open_note": lambda c: _checkpoint(s.open_note(c["note"], c["vkey"])),
    "make_cosigner": lambda c: s.make_cosigner(c["key_name"], _b64u(c["key"])),
    "parse_cosigner": lambda c: _key(s.parse_cosigner(c["vkey"])),
    "device_cosigner": lambda c: s.device_cosigner(c["log_name"], c["device"], _b64u(c["key"])),
    "cosign": lambda c: s.cosign(c["note"], c["key_name"], _private_key(c), c["time_s"]),
    "open_cosigned": lambda c: s.open_cosigned(c["note"], c["vkeys"]),
    "witnessed_at": lambda c: s.witnessed_at(
        c["committee"], c["outside"], need_committee=c["need_committee"], need_outside=c["need_outside"]
    ),
    "format_submission": lambda c: s.format_submission(
        s.Submission(c["old"], [_b64u(item) for item in c["proof"]], c["note"])
    ),
    "parse_submission": _submission,
    "parse_regain": _regain,
    "format_regain": lambda c: s.format_regain(_to_regain(c)).decode(),
    "check_regain": _check_regain,
    "inclusion_proofs": lambda c: [_texts(path) for path in s.inclusion_proofs(_leaves(c), c["places"])],
    "find_personal": lambda c: s.find_personal(c["text"]),
    "mask_personal": lambda c: s.mask_personal(c["value"], c["sort"]),
    "hide_personal": lambda c: s.hide_personal(c["text"]),
    "check_public": lambda c: s.check_public(c["change"], c.get("contact", ())),
    "mask_row": lambda c: s.mask_row(c["row"], c["policy"], set(c["known"]))._asdict(),
    "invoice_number": lambda c: s.invoice_number(c["text"]),
    "invoices_of": lambda c: [one._asdict() for one in s.invoices_of(c["entry"])],
    "invoice_keys": lambda c: s.invoice_keys(c["number"], c["fen"]),
    "same_invoice": lambda c: s.same_invoice(c["one"], c["one_fen"], c["other"], c["other_fen"]),
    "entry_digest": lambda c: s.entry_digest(c["id"], c["fields"]),
    "standing_of": lambda c: s.standing_of(c["item"], c["signers"])._asdict(),
    "find_names": lambda c: s.find_names(c["text"]),
    "strike_personal": lambda c: s.strike_personal(c["text"]),
    "make_vkey": lambda c: s.make_vkey(c["key_name"], _b64u(c["key"])),
    "parse_vkey": lambda c: _key(s.parse_vkey(c["vkey"])),
    "read_carry": lambda c: [_carried(section) for section in s.read_carry(_bytes(c, "text"))],
    "format_carry": lambda c: s.format_carry([_to_section(one) for one in c["sections"]]).decode(),
    "unpack_carry": lambda c: s.unpack_carry(_bytes(c, "data"), c["limit"]).decode(),
    "base45_encode": lambda c: s.base45_encode(_bytes(c, "bytes")),
    "base45_decode": lambda c: s.base45_decode(c["text"]).hex(),
    "to_frames": lambda c: s.to_frames(_bytes(c, "bytes")),
    "collect_frames": _collect,
    "tip_recipients": _tip_recipients,
    "is_recipient": lambda c: s.is_recipient(c["text"]),
    "receipt": lambda c: s.receipt(c["digits"]),
    "is_receipt": lambda c: s.is_receipt(c["text"]),
    "receipt_salt": lambda c: b64u_encode(s.receipt_salt(c["county"])),
    "receipt_keys": lambda c: {
        name: b64u_encode(value) for name, value in s.receipt_keys(_b64u(c["seed"]))._asdict().items()
    },
    "tip_frame": _tip_frame,
    "tip_unframe": _tip_unframe,
    "round_at": lambda c: s.round_at(c["now_ms"], c["round_s"]),
    "turn_at": lambda c: s.turn_at(_turn(c), c["now_ms"], c["round_s"], c["draw"]),
    "is_due": lambda c: s.is_due(s.Turn(*c["turn"]), c["sent"], c["now_ms"]),
    "put_tip": lambda c: s.put_tip(c["queue"], c["slots"]),
    "shift_queue": lambda c: s.shift_queue(c["queue"], c["dummy"]),
    "slot_work": lambda c: s.slot_work(c["county"], c["round"], _b64u(c["slot_hash"]), _b64u(c["nonce"])),
    "slots_root": lambda c: b64u_encode(s.slots_root(map(_b64u, c["slot_hashes"]))),
    "check_slot": _check_slot,
    "answer_bytes": lambda c: s.answer_bytes(c["replies"]),
    "read_slot_answer": lambda c: _slot_answer(s.read_slot_answer(_b64u(c["bytes"]))),
}

if __name__ == "__main__":
    main()
