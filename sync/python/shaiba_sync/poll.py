"""Polls: when answers are taken, how they are counted, into which boxes, and what a recount finds.

What a ballot is, says ballot.py. Spec: sync/spec/poll.md. Vectors: sync/vectors/poll.json.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Literal

from shaiba_sync.ballot import Ballot, ballots_root, check_ballot, read_ballot, read_ballots_file
from shaiba_sync.blind import SPKI_BYTES
from shaiba_sync.errors import BadSignature, BadToken, Invalid, Malformed
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.scope import parent_code
from shaiba_sync.sized import sized

FEWEST_BALLOTS = 10
"""Of fewer no sum is said."""
MOST_MARK = 5

PollSort = Literal["single", "multiple", "ranking", "scale", "words"]
PollState = Literal["waiting", "open", "late", "closing", "counted", "void"]
PollFault = Literal["file", "root", "form", "double", "issuer", "changed", "dropped", "too_many", "issued", "sums"]
POLL_FAULTS: tuple[PollFault, ...] = (
    "file", "root", "form", "double", "issuer", "changed", "dropped", "too_many", "issued", "sums",
)  # fmt: skip

Said = Mapping[str, Any]

_HOUR_MS, _EPOCH = 3_600_000, date(1970, 1, 1).toordinal()


# --- when -------------------------------------------------------------------------------------------------------------


def poll_window(poll: Said) -> tuple[int, int]:
    """The milliseconds from which and before which answers are taken: `opens` to the end of `closes` in China, and so
    many hours for phones that come back late."""
    opens, closes = (_day_ms(poll[name]) for name in ("opens", "closes"))
    return opens, closes + 24 * _HOUR_MS + poll.get("late_h", 0) * _HOUR_MS


def poll_state(poll: Said, now_ms: int) -> PollState:
    """How far a poll is. `late` is open still, for phones that come back; `closing` waits for the clerk's count."""
    if "voided" in poll:
        return "void"
    if "ballots" in poll:
        return "counted"
    opens, until = poll_window(poll)
    if now_ms < opens:
        return "waiting"
    if now_ms >= until:
        return "closing"
    return "late" if now_ms >= until - poll.get("late_h", 0) * _HOUR_MS else "open"


def _day_ms(day: str) -> int:
    return (date.fromisoformat(day).toordinal() - _EPOCH) * 24 * _HOUR_MS - 8 * _HOUR_MS


# --- who answers ------------------------------------------------------------------------------------------------------


def answer_id(poll: str, who: str) -> str:
    """The id of what one person or household says to one poll: so it is one."""
    said = b"shaiba/poll/answer/v1\0" + sized(poll.encode()) + sized(who.encode())
    return b64u_encode(hashlib.sha256(said).digest())


# --- counting ---------------------------------------------------------------------------------------------------------


def check_choice(poll: Said, choice: Sequence[int]) -> None:
    """Raises `Invalid` (`choice`) where it answers no such question. `single` is one option; `multiple` options in
    rising order, at most `most`; `ranking` options, the best first, not necessarily all; `scale` a mark of 1 to 5 for
    each, 0 where nothing is said; `words` nothing."""
    sort, options = poll["answer"], len(poll.get("options", ()))
    if sort == "scale":
        good = len(choice) == options and all(0 <= mark <= MOST_MARK for mark in choice) and any(choice)
    else:
        good = len(set(choice)) == len(choice) and all(0 <= one < options for one in choice)
        if sort == "words":
            good = not choice
        elif sort == "ranking":
            good = good and len(choice) >= 1
        else:
            most = poll["most"] if sort == "multiple" else 1
            good = good and 1 <= len(choice) <= most and list(choice) == sorted(choice)
    if not good:
        raise Invalid("choice", "not_one_of")


def count_choices(poll: Said, choices: Iterable[Sequence[int]]) -> list[int]:
    """The sums, such that those of boxes add up. For each option how many chose it; of a `ranking` its points: as many
    as there are options for the first place, one less for each further place, none where it has none (Borda); of a
    `scale` five numbers for each: how many gave 1, 2, … 5; of `words` nothing."""
    sort, options = poll["answer"], len(poll.get("options", ()))
    counts = [0] * (options * (MOST_MARK if sort == "scale" else 1) if sort != "words" else 0)
    for choice in choices:
        for place, one in enumerate(choice):
            if sort == "ranking":
                counts[one] += options - place
            elif sort != "scale":
                counts[one] += 1
            elif one:
                counts[place * MOST_MARK + one - 1] += 1
    return counts


def poll_boxes(ballots: Mapping[str, int], top: str) -> dict[str, list[str]]:
    """Which box takes which villages' ballots: box (a region) to villages, both in rising order. A village of fewer
    than ten goes to its town, a town's fewer than ten to its county, and so on up to `top`; where fewer than ten are
    left there, the smallest box joins them: or else the sum of all would tell theirs."""
    boxes = {village: [village] for village, count in sorted(ballots.items()) if count}

    def size(box: str) -> int:
        return sum(ballots[village] for village in boxes[box])

    def move(box: str, to: str) -> None:
        boxes[to] = sorted([*boxes.get(to, ()), *boxes.pop(box)])

    while few := [box for box in boxes if box != top and size(box) < FEWEST_BALLOTS]:
        lowest = max(few, key=_depth)
        move(lowest, parent_code(lowest))
    if top in boxes and size(top) < FEWEST_BALLOTS and len(boxes) > 1:
        move(min((size(box), box) for box in boxes if box != top)[1], top)
    return dict(sorted(boxes.items()))


def _depth(code: str) -> int:
    return 1 + _depth(parent_code(code)) if code else 0


def recount(
    poll: Said, close: Said, data: bytes, asked: int | None = None, own: bytes | None = None
) -> list[PollFault]:
    """What of a box is not as it must be; nothing: all is right. `poll` has `id`, `issuers`, `answer`, `options`;
    `close` `villages`, `asked`, `ballots`, `counts` (where they are said), `blob`, `root`. `asked`: how many the
    square's log has asked, where the box is that village's; `own`: one's own ballot, where it is in this box. Of a
    poll of two issuers also `second`, the `issuer` that it said itself, and, once it told, `issued`."""
    found: set[PollFault] = set()
    if hashlib.sha256(data).hexdigest() != close["blob"]:
        found.add("file")
    try:
        lines, _ = read_ballots_file(data)
    except Malformed:
        return [fault for fault in POLL_FAULTS if fault in found | {"form"}]
    if b64u_encode(ballots_root(lines)) != close["root"]:
        found.add("root")
    if "second" in poll and list(poll["issuers"][1:]) != [poll.get("issuer")]:
        found.add("issuer")
    ballots = []
    for line in lines:
        try:
            ballots.append(_counted(poll, line))
        except (Malformed, Invalid):
            found.add("form")
        except BadToken:
            found.add("issuer")
        except BadSignature:
            found.add("changed")
    tokens = [ballot.token for ballot in ballots]
    if len(set(tokens)) < len(tokens):
        found.add("double")
    elif tokens != sorted(tokens):
        found.add("form")
    if own is not None and own not in lines:
        found.add("changed" if read_ballot(own).token in tokens else "dropped")
    if len(lines) > close["asked"] or (asked is not None and close["asked"] > asked):
        found.add("too_many")
    if "issued" in poll:
        issued = sum(one["count"] for one in poll["issued"] if one["village"] in close["villages"])
        if not len(lines) <= issued <= close["asked"]:
            found.add("issued")
    counts = count_choices(poll, (ballot.choice for ballot in ballots))
    if close["ballots"] != len(lines) or ("counts" in close and list(close["counts"]) != counts):
        found.add("sums")
    return [fault for fault in POLL_FAULTS if fault in found]


def _counted(poll: Said, line: bytes) -> Ballot:
    ballot = read_ballot(line)
    if ballot.poll != poll["id"]:
        raise Malformed("poll")
    check_ballot(ballot, [b64u_decode(spki, SPKI_BYTES) for spki in poll["issuers"]])
    check_choice(poll, ballot.choice)
    return ballot
