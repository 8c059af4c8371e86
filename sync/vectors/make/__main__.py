"""Writes the vectors of the protocol again: `python sync/vectors/make`. The same bytes every time.

One file a subject. A change in what they write changes the protocol.
"""

import json
from pathlib import Path

from appeal import appeal_vectors
from blind import blind_vectors
from carry import carry_vectors
from clock import clock_vectors
from common import Vectors
from draw import draw_vectors
from duty import duty_vectors
from lease import lease_vectors
from live import live_vectors
from match import match_vectors
from meeting import meeting_vectors
from merge import merge_vectors
from moderation import moderation_vectors
from op import op_vectors
from personal import personal_vectors
from poll import poll_vectors
from privacy import privacy_vectors
from procedure import procedure_vectors
from project import project_vectors
from regain import regain_vectors
from review import review_vectors
from scope import scope_vectors
from shaiba_sync.version import PROTOCOL, wire_hash
from tips import tips_vectors
from tree import tree_vectors
from witness import witness_vectors
from working import calendar_vectors

HERE = Path(__file__).parents[1]
SUBJECTS = {
    "op": ("Ops: lines good and bad, ids, signatures, erased lines (op.md).", op_vectors),
    "clock": ("Stamps and the two moves of the clock (clock.md).", clock_vectors),
    "calendar": ("Working days, with and without tables of years (calendar.md).", calendar_vectors),
    "appeal": ("Lives of appeals: steps in, state and terms out (appeal.md).", appeal_vectors),
    "moderation": ("What is hidden: acts in, how each part stands out (moderation.md).", moderation_vectors),
    "merge": ("Changes with their tags, and the records they add up to (merge.md).", merge_vectors),
    "scope": ("Names, regions, headers and answers of a sync (scope.md).", scope_vectors),
    "tree": ("Roots, frontiers, proofs, notes and keys (tree.md).", tree_vectors),
    "personal": ("Personal numbers found, masked, refused in public (personal.md).", personal_vectors),
    "privacy": ("Rows as everyone, the village and the office read them (privacy.md).", privacy_vectors),
    "witness": ("Cosignatures, what a witness is sent, when they are enough (witness.md).", witness_vectors),
    "regain": ("What was given up, offered with its proof (regain.md).", regain_vectors),
    "carry": ("Carried files and runs of QR codes (carry.md).", carry_vectors),
    "procedure": (
        "Runs of procedures: what was said in, how far and what is wrong out (procedure.md).",
        procedure_vectors,
    ),
    "review": ("What is signed of an item, and how it stands (review.md).", review_vectors),
    "project": ("Projects: what was said in, how far and what is out of order out (project.md).", project_vectors),
    "duty": ("What is owed of a year, by when, and how it stands (duty.md).", duty_vectors),
    "lease": ("Contracts, and what they make due, around each of their days (lease.md).", lease_vectors),
    "match": ("Numbers of invoices, and when two are one (match.md).", match_vectors),
    "draw": ("Draws: roots, seeds, orders, and what of a draw is not right (draw.md).", draw_vectors),
    "tips": ("Sealed tips: who gets one, receipts, framing, turns, work, answers (tips.md).", tips_vectors),
    "meeting": ("Meetings: what was said in, how one stands and what lacks out (meeting.md).", meeting_vectors),
    "blind": ("Blind tokens, RFC 9474 A.3 among them (blind.md).", blind_vectors),
    "poll": ("Polls: ballots, sums, boxes, recounts (poll.md).", poll_vectors),
    "live": ("Recordings: hashes, roots, and each way in which one was changed (live.md).", live_vectors),
}


def main() -> None:
    for name, (about, vectors) in SUBJECTS.items():
        write(name, about, vectors())
    write_lock()


def write(name: str, about: str, vectors: Vectors) -> None:
    names = [vector["name"] for vector in vectors]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]  # noqa: S101
    lines = ",\n".join(json.dumps(vector, ensure_ascii=False, separators=(",", ":")) for vector in vectors)
    text = f'{{"about":{json.dumps(about)},"vectors":[\n{lines}\n]}}\n'
    (HERE / f"{name}.json").write_text(text, encoding="utf-8")


def write_lock() -> None:
    """Add the hash of this version's wire. One once written is never changed: another wire is another version."""
    path = HERE / "lock.json"
    lock = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"wire": {}}
    lock["wire"].setdefault(str(PROTOCOL), wire_hash())
    path.write_text(json.dumps(lock, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
