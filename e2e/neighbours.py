"""Many neighbours, each with a phone that nobody looks at: they speak over the wire, each with a key of his own."""

import secrets
import time
import urllib.request
from random import Random

from e2e.device import Device, Line, push
from e2e.until import until
from e2e.village import Village
from shaiba.demo.voter import Voter
from shaiba.kind import day_of
from shaiba_sync import b64u_encode

AT_ONCE = 20
"""Changes fit in one line."""


def enrol_neighbours(village: Village, code: str, count: int) -> dict[str, Device]:
    """So many people of a village and their phones, by the person's id."""
    line, clerk, today = Line(village.port), village.clerk(), day_of(time.time_ns() // 1_000_000)
    phones = {f"{code}-v{n}": Device() for n in range(count)}
    known: list[dict[str, object]] = []
    for person, device in phones.items():
        members = {"person": person, "alg": "ed25519", "key": b64u_encode(device.public), "since": today}
        grant = {"person": person, "role": "villager", "since": today, "until": "2099-12-31"}
        known += [
            {"do": "device.enrol", "id": device.id, "set": members},
            {"do": "grant.give", "id": secrets.token_urlsafe(9), "set": grant},
        ]
    push(line, [clerk.op(f"village/{code}", known[n : n + AT_ONCE]) for n in range(0, len(known), AT_ONCE)])
    line.close()
    return phones


def take_ballots(village: Village, code: str, poll: str, issuers: list[str], count: int) -> list[Voter]:
    """So many households more on the village's roll, each with its ballot of a secret poll."""
    phones = enrol_neighbours(village, code, count)
    voters = {
        person: Voter(poll, code, f"99-{n:03}", Random(f"{poll}/{n}"))  # noqa: S311 — the same in each run
        for n, person in enumerate(phones)
    }
    line = Line(village.port)
    add: list[dict[str, object]] = [
        {"do": "member.add", "id": person, "set": {"name": "邻居（演示）", "household": one.who, "group": "第9组"}}
        for person, one in voters.items()
    ]
    push(line, [village.clerk().op(f"square/{code}", add)])
    push(line, [phones[person].op(f"square/{code}", [one.ask(issuers, person)]) for person, one in voters.items()])
    line.close()
    for one in voters.values():
        home = f"home/{code}-{one.who}"
        found = until(lambda home=home: village.records(home, "ticket"), "the clerk has signed what was asked")
        one.unblind(found[0].fields["signed"])  # type: ignore[arg-type]
    return [*voters.values()]


def cast(village: Village, ballot: bytes) -> int:
    """Send a ballot with nothing of anybody's; the status of the answer."""
    asked = urllib.request.Request(village.origin + "/ballot", data=ballot, method="POST")  # noqa: S310
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return int(answer.status)
