"""The polls of the matrix: each as far as somebody must find it who takes the next step."""

from collections.abc import Iterator
from typing import Any

from shaiba_sync import answer_id, b64u_encode
from tests.authz.table import Sort

Change = dict[str, Any]

MANY = 400
"""Polls in each place that somebody ends."""
PAIRS: dict[Sort, int] = {"village": 60, "region": 40, "county": 20}
"""Polls in each place of which the second office says its key, and as many of which it tells its count; where they are
used up, one is left of which it never gets to say anything."""
ASKED = 60
"""What it is asked to sign, in each office."""
ONE = b64u_encode(bytes(255) + b"\1")
"""What every key signs as itself."""
OPENED = "2026-11-13"
HEAD, TAIL = bytes.fromhex("30820122300d06092a864886f70d01010105000382010f003082010a0282010100"), b"\2\3\1\0\1"
SPKI = b64u_encode(HEAD + b"\xff" * 256 + TAIL)
BLINDED = b64u_encode(b"\x01" * 256)
PLACES: tuple[Sort, ...] = ("village", "region", "county")
HASH = "A" * 43
VILLAGE = "350524102207"


def opened(record: str, by: str, *, secrecy: str = "open", opens: str = OPENED, closes: str = "2026-11-30") -> Change:
    said = {
        "title": "先修哪一样", "why": "钱只够一样", "about": "choice", "opens": opens, "closes": closes, "by": by,
        "unit": "person", "secrecy": secrecy, "answer": "single", "options": ["路", "水"], "late_h": 0,
    }  # fmt: skip
    return {"do": "poll.open", "id": record, "set": said}


def appraisal(record: str, by: str, **more: str) -> Change:
    found = opened(record, by, secrecy="secret", **more)
    return found | {"set": found["set"] | {"about": "appraisal", "second": "books"}}


def named(by: str) -> list[Change]:
    """By who is of the office that reads it."""
    found = opened("named", by, secrecy="named")
    return [found | {"set": found["set"] | {"office": "books"}}]


def on_paper(record: str, by: str) -> Change:
    said = {"title": "补选", "why": "出缺", "about": "election", "opens": OPENED, "closes": OPENED, "by": by}
    return {"do": "poll.open", "id": record, "set": said | {"place": "村部"}}


class PollStage:
    """What is opened early, and what the clerk says of it before the matrix begins."""

    def __init__(self) -> None:
        self._void: dict[Sort, Iterator[str]] = {
            sort: iter([f"v{number}" for number in range(MANY)]) for sort in PLACES
        }
        self._keyed, self._told = (
            {sort: iter([f"{start}{number}" for number in range(PAIRS[sort])]) for sort in PLACES} for start in "st"
        )
        self._signed = {sort: iter([f"n{number}" for number in range(ASKED)]) for sort in ("roll", "books")}

    def early(self, by: str, sort: Sort) -> list[Change]:
        """By one who may, in each place."""
        ended = {"closes": "2026-11-14"}
        office = {"name": "监委会", "level": "village", "sort": "supervisory"}
        return [
            {"do": "office.open", "id": "books", "set": office},
            *(appraisal(f"s{number}", by) for number in range(PAIRS[sort])),
            *(appraisal(f"t{number}", by, **ended) for number in range(PAIRS[sort])),
            appraisal("paired", by),
            appraisal("spare", by),
            appraisal("over", by, **ended),
            *(opened(f"v{number}", by) for number in range(MANY)),
            opened("keying", by, secrecy="secret"),
            opened("live", by),
            opened("secret", by, secrecy="secret"),
            opened("closing", by, **ended),
            opened("counted", by, **ended),
            on_paper("paper", by),
        ]

    def said(self) -> list[Change]:
        """By the clerk, in each place."""
        return [self._result("counted"), {"do": "poll.key", "id": "secret", "set": {"issuers": [SPKI]}}]

    def keyed(self, by: str) -> list[Change]:
        """By who is of the second office, in the village."""
        return [{"do": "poll.second", "id": "paired", "set": {"issuer": SPKI}}, *named(by)]

    def asked(self) -> list[Change]:
        """By the clerk, in each office."""
        said = {"poll": "paired", "village": VILLAGE, "blinded": ONE}
        return [{"do": "signing.bring", "id": f"n{number}", "set": said} for number in range(ASKED)]

    def change(self, verb: str, target: str, sort: Sort, me: str, roles: list[str], *, wanted: bool) -> Change:
        """What somebody says."""
        match verb:
            case "poll.open":
                return opened(target, me, opens="2026-11-18")
            case "poll.key":
                return {"do": verb, "id": "keying", "set": {"issuers": [SPKI]}}
            case "poll.void":
                return {"do": verb, "id": next(self._void[sort]) if wanted else "live", "set": {"voided": "问错了"}}
            case "poll.result":
                return self._result("closing")
            case "poll.second":
                return {"do": verb, "id": next(self._keyed[sort], "spare") if wanted else "s0", "set": {"issuer": SPKI}}
            case "poll.issued":
                return {"do": verb, "id": next(self._told[sort], "over") if wanted else "t0", "set": {"issued": []}}
            case "signing.bring":
                return {"do": verb, "id": target, "set": {"poll": "paired", "village": VILLAGE, "blinded": ONE}}
            case "signing.give":
                return {"do": verb, "id": next(self._signed[sort]) if wanted else "n0", "set": {"signed": ONE}}
            case "vote.give named":
                said = {"poll": "named", "who": me, "said": {"by": me, "choice": [0]}}
                return {"do": "vote.give", "id": answer_id("named", me), "set": said}
            case "vote.give":
                said = {"poll": "live", "who": me, "said": {"by": me, "choice": [0]}}
                return {"do": verb, "id": answer_id("live", me), "set": said}
            case "token.ask":
                said = {"poll": "secret", "who": me, "by": me, "blinded": [BLINDED]}
                return {"do": verb, "id": answer_id("secret", me), "set": said}
            case "ticket.give":
                return {"do": verb, "id": target, "set": {"poll": "secret", "signed": [BLINDED]}}
            case "answered.bring":
                said = {"poll": "named", "village": VILLAGE, "who": target, "said": {"by": me, "choice": [0]}}
                return {"do": verb, "id": answer_id("named", f"{VILLAGE} {target}"), "set": said}
            case "box.close":
                said = {"poll": target, "villages": [], "asked": 0, "ballots": 0, "counts": [0, 0]}
                return {"do": verb, "id": target, "set": said | {"villages": [VILLAGE]}}
            case "suggestion.answer":
                said = {"poll": "counted", "of": [HASH], "outcome": "adopted", "text": "明年修", "by": me}
                return {"do": verb, "id": target, "set": said}
            case _:
                sheet = {"blob": "0" * 64, "type": "image/png", "w": 64, "h": 48}
                said = {"poll": "paper", "counts": [3, 4], "spoiled": 0, "sheets": [sheet], "day": "2026-11-18"}
                return {"do": verb, "id": answer_id("paper", me), "set": said | {"by": me, "role": roles[0]}}

    def _result(self, record: str) -> Change:
        return {"do": "poll.result", "id": record, "set": {"asked": 0, "ballots": 0, "boxes": [], "counts": [0, 0]}}
