"""What people say, and what attackers send. Each act is made from its own dice and what its phone knows."""

import random
from collections.abc import Callable
from typing import Any

from shaiba_sync.clock import Stamp, format_stamp
from shaiba_sync.op import Op, format_gone, is_gone
from shaiba_sync.regain import Proven, Regain, format_regain, inclusion_proofs
from shaiba_sync.wire import RefillHeader, format_refill
from tests.conftest import OTHER_VILLAGE, TOWN, VILLAGE
from tests.sim import world
from tests.sim.phone import Phone, name_of, read
from tests.sim.server import SimServer

Said = tuple[str, list[dict[str, Any]]]
VILLAGES = (VILLAGE, OTHER_VILLAGE)
NOTHING = "nothing"
OF_ROLE = {
    "accountant": ["disclosure.publish", "disclosure.correct", *["entry.post"] * 4, "entry.correct", "mixed"],
    "committee": [
        "disclosure.publish",
        "disclosure.correct",
        "disclosure.withdraw",
        "village.describe",
        "appeal.answer",
    ],
    "villager": ["appeal.file", "appeal.file", "appeal.add", "appeal.add", "case.file"],
    "supervisor": ["appeal.file", "appeal.add"],
    "cadre": ["member.add", "member.update", "appeal.answer", "case.answer", "village.describe"],
    "admin": ["grant.give", "grant.end", "office.open", "device.revoke"],
}


def say(phone: Phone, rng: random.Random, act: int, *, astray: bool) -> Said:
    """An act that fits the person's role; `astray`: whatever it is, wherever it belongs."""
    role = rng.choice(sorted(OF_ROLE)) if astray else phone.who.role
    village = rng.choice(VILLAGES) if astray or phone.who.region not in VILLAGES else phone.who.region
    verb = rng.choice(OF_ROLE[role])
    if verb in ("grant.end", "device.revoke") and not astray and rng.random() < 0.7:
        verb = "grant.give"
    made = _MAKE[verb](phone, rng, f"r{act}", village)
    if made[1][0]["id"] == NOTHING and not astray and role in _BEGINNING:
        made = _BEGINNING[role](phone, rng, f"r{act}", village)  # there is nothing to go on with yet
    elif rng.random() < 0.02:
        made[1][0]["id"] = f"r{rng.randrange(act + 1)}"  # perhaps taken
    return made


def hostile(kind: str, rng: random.Random, victim: Phone, sent: list[bytes], now_ms: int) -> bytes:
    """A line that no honest phone would send."""
    scope = rng.choice([f"village/{VILLAGE}", f"square/{VILLAGE}"])
    at = format_stamp(Stamp(now_ms - rng.randrange(86_400_000), rng.randrange(9)))
    changes = [_publish(f"x{rng.randrange(9**9)}")]
    if kind == "forged":  # in another's name, by another's key
        return world.line_by(world.STRANGER.key, victim.who.device, scope, at, rng.randbytes(16), None, changes)
    if kind == "stranger" or not sent:
        return world.line_by(world.STRANGER.key, world.STRANGER.device, scope, at, rng.randbytes(16), None, changes)
    line = rng.choice(sent)
    if kind == "altered":  # somebody's signature under other words
        return line.replace(b'"at":"0', b'"at":"1', 1) if rng.random() < 0.3 else bump(line, rng)
    if kind == "malformed":
        return rng.choice(
            [
                line[: rng.randrange(1, len(line))],
                line.replace(b'"v":1', b'"v":1 '),
                b"{}",
                rng.randbytes(40).replace(b"\n", b""),
            ]
        )
    return line  # replayed


def bump(line: bytes, rng: random.Random) -> bytes:
    """The line with one letter or digit of what it says changed."""
    if is_gone(line):
        return line.replace(b'"why":"', b'"why":"x', 1)
    begin, end = line.index(b'"do":'), len(line) - 96
    places = [at for at in range(begin, end) if line[at : at + 1].isdigit()]
    if not places:
        return line[:begin] + line[begin:].replace(b'"set"', b'"sat"', 1)
    at = rng.choice(places)
    return line[:at] + (b"7" if line[at : at + 1] != b"7" else b"3") + line[at + 1 :]


def _known(phone: Phone, scope: str, kind: str) -> list[str]:
    """Ids that the phone has heard of, proven or only said here."""
    ids = {place[2] for place in phone.disk.tables["records"] if place[0] == scope and place[1] == kind}
    said = (row for row in phone.outbox() if row.scope == scope)
    ids |= {change["id"] for row in said for change in row.changes if change["do"].startswith(f"{kind}.")}
    return sorted(ids)


def _one(phone: Phone, rng: random.Random, scope: str, kind: str) -> str:
    return rng.choice(_known(phone, scope, kind) or [NOTHING])


def _publish(name: str) -> dict[str, Any]:
    members = {"title": f"收支 {name}", "class": "finance", "category": "ledger", "period": "2026-09", "total_in": 100}
    return {"do": "disclosure.publish", "id": name, "set": members}


def _post(name: str, disclosure: str, rng: random.Random) -> dict[str, Any]:
    members = {
        "disclosure": disclosure, "voucher": name, "date": "2026-09-30", "direction": rng.choice(["in", "out"]),
        "subject": "水利", "summary": "修渠", "payee": "李四", "amount_fen": rng.randrange(1, 10**7),
    }  # fmt: skip
    return {"do": "entry.post", "id": name, "set": members}


def _publishing(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    return f"village/{village}", [_publish(name)]


def _mixed(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    """A disclosure and its entries in one act."""
    entries = [_post(f"{name}-{n}", name, rng) for n in range(rng.randrange(1, 6))]
    return f"village/{village}", [_publish(name), *entries]


def _correct_disclosure(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"village/{village}"
    right = {"reason": name, rng.choice(["total_in", "total_out"]): rng.randrange(10**6)}
    return scope, [{"do": "disclosure.correct", "id": _one(phone, rng, scope, "disclosure"), "set": right}]


def _withdraw(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"village/{village}"
    return scope, [
        {"do": "disclosure.withdraw", "id": _one(phone, rng, scope, "disclosure"), "set": {"withdrawn": name}}
    ]


def _posting(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"village/{village}"
    disclosure = _one(phone, rng, scope, "disclosure")
    return (scope, [_post(name, disclosure, rng)]) if disclosure != NOTHING else _mixed(phone, rng, name, village)


def _correct_entry(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"village/{village}"
    right = {"reason": name, rng.choice(["payee", "subject"]): f"改 {name}"}
    return scope, [{"do": "entry.correct", "id": _one(phone, rng, scope, "entry"), "set": right}]


def _describe(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    about = {"about": name} if rng.random() < 0.5 else {"people": rng.randrange(10**4), "households": 300}
    return f"village/{village}", [{"do": "village.describe", "id": village, "set": about}]


def _file(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    members = {"person": phone.who.person, "title": f"路 {name}", "category": "transport", "text": name}
    return f"square/{village}", [{"do": "appeal.file", "id": name, "set": members}]


def _file_case(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    _, changes = _file(phone, rng, name, village)
    return f"case/{village}-{name}", changes


def _add(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"square/{village}"
    return scope, [{"do": "appeal.add", "id": _one(phone, rng, scope, "appeal"), "append": {"notes": {"text": name}}}]


def _answer(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"square/{village}"
    answer = {"answers": {"text": name, "name": phone.who.name}}
    return scope, [{"do": "appeal.answer", "id": _one(phone, rng, scope, "appeal"), "append": answer}]


def _answer_case(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    cases = sorted(scope for scope in phone.disk.tables["scopes"] if scope.startswith("case/"))
    if not cases:
        return _answer(phone, rng, name, village)
    scope = rng.choice(cases)
    answer = {"answers": {"text": name, "name": phone.who.name}}
    return scope, [{"do": "appeal.answer", "id": scope.partition("-")[2], "append": answer}]


def _add_member(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    return f"square/{village}", [
        {"do": "member.add", "id": name, "set": {"name": name, "household": "001", "group": "第1组"}}
    ]


def _update_member(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = f"square/{village}"
    return scope, [{"do": "member.update", "id": _one(phone, rng, scope, "member"), "set": {"name": name}}]


def _home(phone: Phone, rng: random.Random) -> world.Person:
    return rng.choice([one for one in world.PEOPLE if one.role != "admin"])


def _give(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    member = {"person": rng.choice(world.PEOPLE).person, "role": rng.choice(["committee", "accountant", "villager"])}
    return f"village/{village}", [
        {"do": "grant.give", "id": name, "set": {**member, "since": "2025-01-01", "until": "2028-12-31"}}
    ]


def _end(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    one = _home(phone, rng)
    return one.home, [
        {"do": "grant.end", "id": world.grant_id(one.person), "set": {"ended": "2026-11-01", "why": name}}
    ]


def _revoke(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    one = _home(phone, rng)
    return one.home, [{"do": "device.revoke", "id": one.device, "set": {"revoked": "2026-11-01", "why": name}}]


def _open(phone: Phone, rng: random.Random, name: str, village: str) -> Said:
    scope = rng.choice([f"village/{village}", f"region/{TOWN}"])
    return scope, [{"do": "office.open", "id": name, "set": {"name": name, "level": "village", "sort": "station"}}]


_MAKE: dict[str, Callable[[Phone, random.Random, str, str], Said]] = {
    "disclosure.publish": _publishing, "disclosure.correct": _correct_disclosure, "disclosure.withdraw": _withdraw,
    "entry.post": _posting, "entry.correct": _correct_entry, "mixed": _mixed, "village.describe": _describe,
    "appeal.file": _file, "case.file": _file_case, "appeal.add": _add, "appeal.answer": _answer,
    "case.answer": _answer_case, "member.add": _add_member, "member.update": _update_member, "grant.give": _give,
    "grant.end": _end, "device.revoke": _revoke, "office.open": _open,
}  # fmt: skip


_BEGINNING = {
    "accountant": _mixed,
    "committee": _publishing,
    "villager": _file,
    "supervisor": _file,
    "cadre": _add_member,
}


def forged_refill(rng: random.Random, victim: Phone) -> tuple[str, bytes] | None:
    """Lines that a phone might give back, one of them altered: the path and the body."""
    scopes = sorted(scope for scope, row in victim.disk.tables["scopes"].items() if row.checkpoint)
    if not scopes:
        return None
    scope = rng.choice(scopes)
    row, lines = victim.row(scope), list(victim.disk.tables["lines"][scope])
    place = rng.randrange(len(lines))
    other = (
        bump(lines[place], rng) if rng.random() < 0.7 else format_gone(name_of(lines[place]), victim.who.device, "x")
    )
    if rng.random() < 0.5:
        lines[place] = other
    else:
        at = format_stamp(Stamp(rng.randrange(2**40), 0))
        lines.append(
            world.line_by(world.STRANGER.key, victim.who.device, scope, at, rng.randbytes(16), None, [_publish("x")])
        )
    begin = rng.randrange(place + 1)
    header = format_refill(RefillHeader(row.epoch, begin, row.checkpoint))
    return f"/log/{scope}/refill", b"\n".join([header, *lines[begin:], b""])


def forged_regain(rng: random.Random, victim: Phone) -> tuple[str, bytes] | None:
    """What a phone might offer of a log that was given up, with something in it that was never let in; or of one that
    was not, so that the passkey could be gone round."""
    given_up: dict[tuple[str, int], Any] = victim.disk.tables["given_up"]
    held = {
        place: (victim.disk.tables["lines"].get(place[0], ()), lost, note)
        for place, (lost, note, _) in given_up.items()
        if note
    }
    held |= {
        (scope, row.epoch): (victim.disk.tables["lines"][scope], (), row.checkpoint)
        for scope, row in victim.disk.tables["scopes"].items()
        if row.checkpoint
    }
    if not held:
        return None
    scope, epoch = rng.choice(sorted(held))
    kept, lost, note = held[scope, epoch]
    lines = [*kept, *lost]
    at = rng.randrange(len(lines))
    (path,) = inclusion_proofs([read(line).leaf for line in lines], [at])
    stamp = format_stamp(Stamp(rng.randrange(2**40), 0))
    dated_back = victim.who.key if rng.random() < 0.5 else world.STRANGER.key
    other = world.line_by(dated_back, victim.who.device, scope, stamp, rng.randbytes(16), None, [_publish("x")])
    line = rng.choice([lines[at], other, other, bump(lines[at], rng)]).replace(b"\n", b" ")
    return f"/log/{scope}/regain", format_regain(Regain(epoch, note, [Proven(at, path, line)]))


ERASABLE = ("disclosure", "entry", "appeal", "member", "village")


def to_erase(server: SimServer, rng: random.Random) -> tuple[str, int] | None:
    """A line that the clerk might be told to take out, of those that no permission rests on."""
    found = [
        (one.scope, one.seq)
        for one in server.committed
        if one.scope.startswith(("village/", "square/")) and _is_erasable(server.line(one.scope, one.seq))
    ]
    return rng.choice(found) if found else None


def _is_erasable(line: bytes) -> bool:
    op = read(line)
    return isinstance(op, Op) and all(change["do"].partition(".")[0] in ERASABLE for change in op.changes)
