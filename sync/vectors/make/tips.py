"""Sealed tips: who gets one, receipts, what is framed and what is not, turns, work, answers (tips.md)."""

import hashlib
import json
import random
from typing import Any

from common import Vectors, bad, good
from shaiba_sync import b64u_encode, inclusion_proof, leaf_hash
from shaiba_sync.tips import REPLY_BYTES, REPLY_PLAIN, SLOT_PLAIN, SlotAnswer, SlotProof, format_slot_answer

VILLAGE, TOWN, COUNTY, CITY = "510705103201", "510705103000", "510705000000", "510700000000"
PROVINCE, OTHER = "510000000000", "510704000000"
TIP = b64u_encode(bytes(range(16)))
MAILBOX = b64u_encode(hashlib.sha256(b"mailbox").digest())
RECIPIENT = "age1nkwee8pqm345r5x53ecl3hm8y8vx2845x99zhcc233lnqdp3qads6eajzy"
RANDOM = 120
Key = dict[str, Any]


def tips_vectors() -> Vectors:
    chance = random.Random(20261127)  # noqa: S311 — nobody need fail to guess it
    groups = (recipients, receipts, framed, not_framed, turns, work, answers)
    return [*(one for make in groups for one in make()), *(at_random(chance, number) for number in range(RANDOM))]


# --- who gets it ------------------------------------------------------------------------------------------------------


def recipients() -> Vectors:
    def told(name: str, keys: list[Key], /, **parameters: Any) -> dict[str, Any]:
        whole = {"about": TOWN, "office": None, "concerned": [], "tip": TIP, "keys": keys, **parameters}
        return good(f"recipients: {name}", "tip_recipients", **whole)

    def nobody(name: str, keys: list[Key], /, **parameters: Any) -> dict[str, Any]:
        whole = {"about": TOWN, "office": None, "concerned": [], "tip": TIP, "keys": keys, **parameters}
        made = bad(f"recipients: nobody, {name}", "tip_recipients", "invalid", **whole)
        return {**made, "detail": {"field": "about", "why": "no_recipients"}}

    two = keys_of(COUNTY, 2)
    return [
        told("two of the county", two),
        told("the city is not asked where the county has two", two + keys_of(CITY, 2)),
        told("one of the county, so the city's too", keys_of(COUNTY, 1) + keys_of(CITY, 2)),
        told("one of each level up to the province", keys_of(COUNTY, 1) + keys_of(CITY, 1) + keys_of(PROVINCE, 3)),
        told("five are all taken", keys_of(COUNTY, 5) + keys_of(CITY, 1)),
        told("of six four, and one above", keys_of(COUNTY, 6) + keys_of(CITY, 3)),
        told("of six five, where nobody is above", keys_of(COUNTY, 6)),
        told("of six four, and one two levels above", keys_of(COUNTY, 6) + keys_of(PROVINCE, 1)),
        told("one near, and of seven above four", keys_of(COUNTY, 1) + keys_of(CITY, 7)),
        told("one near, one above, and of six two above that", [
            *keys_of(COUNTY, 1), *keys_of(CITY, 1), *keys_of(PROVINCE, 6)
        ]),
        told("another tip, other keys", keys_of(COUNTY, 6) + keys_of(CITY, 3), tip=b64u_encode(bytes(16))),
        told("of what the county did its city reads", two + keys_of(CITY, 2), about=COUNTY),
        told("of a village's doing", two, about=VILLAGE),
        told("another county does not stand above", keys_of(OTHER, 3) + two),
        told("who is complained about is left out", keys_of(COUNTY, 3), concerned=["p-510705-1"]),
        told("his office is left out", [*two, *keys_of(COUNTY, 2, office="o9", start=5)], office=f"{COUNTY}/o9"),
        told("an office of that id elsewhere stays", [*two, *keys_of(CITY, 2, office="o9")], office=f"{CITY}/o9"),
        told("two keys of one person are one", [
            *two, key(COUNTY, 7, person="p-510705-0", since="2026-11-20"), key(COUNTY, 8)
        ]),
        told("of one since the same day the smaller id", [*two, key(COUNTY, 7, person="p-510705-0")]),
        told("who holds in county and city reads for the county", [
            *keys_of(COUNTY, 1), key(CITY, 1, person="p-510705-0", since="2026-11-20"), key(CITY, 2)
        ]),
        nobody("there is no key", []),
        nobody("there is one", keys_of(COUNTY, 1)),
        nobody("both are of one person", [key(COUNTY, 1), key(COUNTY, 2, person="p-510705-1")]),
        nobody("those of the county itself do not count", two, about=COUNTY),
        nobody("one of two is complained about", two, concerned=["p-510705-0"]),
        nobody("all are of the office complained about", keys_of(COUNTY, 4, office="o9"), office=f"{COUNTY}/o9"),
        nobody("they stand beside, not above", keys_of(OTHER, 4)),
    ]  # fmt: skip


def keys_of(region: str, count: int, *, office: str | None = None, start: int = 0) -> list[Key]:
    return [key(region, number, office=office) for number in range(start, start + count)]


def key(
    region: str, number: int, *, person: str | None = None, office: str | None = None, since: str = "2026-11-01"
) -> Key:
    name = f"{region[:6].rstrip('0')}-{number}"
    return {"id": f"k-{name}", "person": person or f"p-{name}", "region": region, "office": office, "since": since}


def at_random(chance: random.Random, number: int) -> dict[str, Any]:
    regions = (TOWN, COUNTY, COUNTY, COUNTY, CITY, CITY, PROVINCE, OTHER)
    keys = []
    for one in range(chance.randint(6, 14)):
        since = f"2026-11-0{chance.randint(1, 3)}"
        office = chance.choice((None, "o1", "o2"))
        keys.append(key(chance.choice(regions), one, person=f"p{chance.randint(0, 9)}", office=office, since=since))
    return good(
        f"recipients: random {number}",
        "tip_recipients",
        about=chance.choice((VILLAGE, TOWN)),
        office=chance.choice((None, f"{COUNTY}/o1")),
        keys=keys + keys_of(PROVINCE, 2, start=90),
        concerned=[f"p{chance.randint(0, 9)}"],
        tip=b64u_encode(chance.randbytes(16)),
    )


# --- receipts ---------------------------------------------------------------------------------------------------------


def receipts() -> Vectors:
    digits = "1234567890123456789"
    whole = good("receipt", "receipt", digits=digits)
    code: str = whole["want"]
    slip = code[:5] + str((int(code[5]) + 1) % 10) + code[6:]
    swapped = code[:3] + code[4] + code[3] + code[5:]
    texts = {
        "as it is": code,
        "in groups of four": " ".join(code[at : at + 4] for at in range(0, 20, 4)),
        "a digit wrong": slip,
        "two digits changed over": swapped,
        "one digit short": code[:19],
        "one too many": code + "0",
        "a letter": code[:19] + "x",
        "digits of another script": code[:19] + "٣",
        "nothing": "",
    }
    recipients = {
        "as it is": RECIPIENT,
        "another character": RECIPIENT[:-1] + "q",
        "two changed over": RECIPIENT[:10] + RECIPIENT[11] + RECIPIENT[10] + RECIPIENT[12:],
        "in capitals": RECIPIENT.upper(),
        "of another sort": "age1pq" + RECIPIENT[6:],
        "one short": RECIPIENT[:-1],
        "a character that none has": RECIPIENT[:20] + "b" + RECIPIENT[21:],
        "a space before it": " " + RECIPIENT[:-1],
        "bits left over": "age1nkwee8pqm345r5x53ecl3hm8y8vx2845x99zhcc233lnqdp3qad380f8lk",
        "a secret": "AGE-SECRET-KEY-1RQRATDHDPQ0E6MJA9KC88CUQVEU7SSCENEWHHM3KMR0XVDHUQLVS0AMWZ7",
    }
    seed = b64u_encode(bytes(range(64)))
    return [
        whole,
        good("receipt: of zeros", "receipt", digits="0" * 19),
        bad("receipt: too few digits", "receipt", "malformed", "tip", digits=digits[:18]),
        bad("receipt: a letter", "receipt", "malformed", "tip", digits=digits[:18] + "x"),
        *(good(f"is_receipt: {name}", "is_receipt", text=text) for name, text in texts.items()),
        *(good(f"is_recipient: {name}", "is_recipient", text=text) for name, text in recipients.items()),
        good("receipt_salt", "receipt_salt", county=COUNTY),
        good("receipt_salt: another county's", "receipt_salt", county=OTHER),
        good("receipt_keys", "receipt_keys", seed=seed),
        bad("receipt_keys: half a seed", "receipt_keys", "malformed", "tip", seed=b64u_encode(bytes(32))),
    ]


# --- framing ----------------------------------------------------------------------------------------------------------

TIP_SAID: dict[str, Any] = {
    "v": 1, "tip": TIP, "mailbox": MAILBOX, "reply": RECIPIENT, "about": VILLAGE, "county": COUNTY, "part": [0, 1],
    "kind": "text",
}  # fmt: skip
REPLY_SAID: dict[str, Any] = {"v": 1, "tip": TIP, "at_round": 20783, "by": "县纪委监委 周", "state": "asked"}
WORDS = "2026 年修渠的石料只到了一半，账上是全的。".encode()


def framed() -> Vectors:
    head = len(json.dumps({**TIP_SAID, "size": 7000}, ensure_ascii=False, separators=(",", ":")).encode())
    most = SLOT_PLAIN - 2 - head
    cases: tuple[tuple[str, dict[str, Any], bytes, int], ...] = (
        ("words", TIP_SAID, WORDS, SLOT_PLAIN),
        ("no words", TIP_SAID, b"", SLOT_PLAIN),
        (
            "a piece of a picture that ends in zeros",
            {**TIP_SAID, "kind": "photo", "part": [7, 8]},
            b"RIFF\0\0",
            SLOT_PLAIN,
        ),
        ("as much as there is room for", TIP_SAID, b"x" * most, SLOT_PLAIN),
        ("of what a county did", {**TIP_SAID, "about": COUNTY}, WORDS, SLOT_PLAIN),
        ("a reply", REPLY_SAID, "请说说石料堆在哪里。".encode(), REPLY_PLAIN),
        ("a reply without words", {**REPLY_SAID, "state": "read"}, b"", REPLY_PLAIN),
        ("a conclusion", {**REPLY_SAID, "state": "concluded", "conclusion": "partly"}, WORDS, REPLY_PLAIN),
    )
    made = []
    for name, said, data, size in cases:
        plain = good(f"tip_frame: {name}", "tip_frame", said=said, bytes=b64u_encode(data), size=size)
        made += [plain, good(f"tip_unframe: {name}", "tip_unframe", plain=plain["want"])]
    too_much = {"said": TIP_SAID, "bytes": b64u_encode(b"x" * (most + 1)), "size": SLOT_PLAIN}
    return [*made, bad("tip_frame: a byte too many", "tip_frame", "too_large", **too_much)]


def not_framed() -> Vectors:
    cases: dict[str, bytes] = {
        "nothing": b"",
        "a byte too many": plain(TIP_SAID, WORDS, SLOT_PLAIN + 1),
        "a byte short": plain(TIP_SAID, WORDS, SLOT_PLAIN - 1),
        "zeros": bytes(REPLY_PLAIN),
        "a tip in a reply": plain(TIP_SAID, WORDS, REPLY_PLAIN),
        "something after the words": plain(REPLY_SAID, WORDS, REPLY_PLAIN - 1) + b"\1",
        "more words than there are": plain(REPLY_SAID, WORDS, REPLY_PLAIN, size=REPLY_PLAIN),
        "fewer words than there are": plain(REPLY_SAID, WORDS, REPLY_PLAIN, size=3),
        "a length below none": plain(REPLY_SAID, b"", REPLY_PLAIN, size=-1),
        "a length that is no number": plain(REPLY_SAID, b"", REPLY_PLAIN, size="0"),
        "JSON longer than all": b"\xff\xff" + plain(REPLY_SAID, WORDS, REPLY_PLAIN)[2:],
        "spaces in the JSON": plain(REPLY_SAID, WORDS, REPLY_PLAIN, separators=(", ", ":")),
        "bytes that are no UTF-8": plain(REPLY_SAID, WORDS, REPLY_PLAIN).replace("周".encode(), b"\xff\xfe\xfd"),
    }
    for name, changed in CHANGED_REPLIES.items():
        cases[f"a reply, {name}"] = plain({**REPLY_SAID, **changed}, WORDS, REPLY_PLAIN)
    for name, changed in CHANGED_TIPS.items():
        cases[f"a tip, {name}"] = plain({**TIP_SAID, **changed}, b"", SLOT_PLAIN)
    for member in TIP_SAID:
        rest = {name: value for name, value in TIP_SAID.items() if name != member}
        cases[f"a tip without {member}"] = plain(rest, b"", SLOT_PLAIN)
    turned = {"tip": TIP, **REPLY_SAID}
    cases["members in another order"] = plain(turned, WORDS, REPLY_PLAIN)
    return [
        bad(f"tip_unframe: {name}", "tip_unframe", "malformed", "tip", plain=b64u_encode(data))
        for name, data in cases.items()
    ]


def plain(said: dict[str, Any], data: bytes, total: int, *, size: Any = None, separators: Any = (",", ":")) -> bytes:
    """As `tip_frame`, but of whatever it is given."""
    whole = {**said, "size": len(data) if size is None else size}
    head = json.dumps(whole, ensure_ascii=False, separators=separators).encode()
    return (len(head).to_bytes(2) + head + data).ljust(total, b"\0")


CHANGED_REPLIES: dict[str, dict[str, Any]] = {
    "of another version": {"v": 2},
    "its tip too short": {"tip": TIP[:-1]},
    "its tip not canonical": {"tip": TIP[:-1] + "x"},
    "in no state that there is": {"state": "lost"},
    "of nobody": {"by": ""},
    "of a round below none": {"at_round": -1},
    "a conclusion too early": {"conclusion": "true"},
    "concluded without saying how": {"state": "concluded"},
    "concluded as nobody may": {"state": "concluded", "conclusion": "maybe"},
    "a member more": {"note": ""},
}
CHANGED_TIPS: dict[str, dict[str, Any]] = {
    "its version true": {"v": True},
    "of no sort that there is": {"kind": "voice"},
    "its mailbox too short": {"mailbox": TIP},
    "answered to nobody": {"reply": "age1"},
    "answered to a slip of a key": {"reply": RECIPIENT[:-1] + "q"},
    "about no region": {"about": "51070510320"},
    "about a number": {"about": 510705103201},
    "of a village's county": {"county": VILLAGE},
    "of a town's county": {"county": TOWN},
    "of no county": {"county": "000000000000"},
    "its part beyond the last": {"part": [1, 1]},
    "its part below the first": {"part": [-1, 1]},
    "nine parts": {"part": [0, 9]},
    "one number for its part": {"part": [0]},
    "words for its part": {"part": ["0", "1"]},
}


# --- turns, work, answers ---------------------------------------------------------------------------------------------


def turns() -> Vectors:
    day = 86_400_000
    now = 20783 * day + 50_000_000
    most = 2**24 - 1
    made = [
        good("round_at: a day's", "round_at", now_ms=now, round_s=86_400),
        good("round_at: its first millisecond", "round_at", now_ms=20783 * day, round_s=86_400),
        good("round_at: the last before", "round_at", now_ms=20783 * day - 1, round_s=86_400),
        good("round_at: a test's", "round_at", now_ms=1_795_000_001_234, round_s=2),
    ]
    for name, turn, draw in (
        ("the first of all", None, 0),
        ("the last moment", None, most),
        ("half", None, 2**23),
        ("drawn before in this round", [20783, 20783 * day + 17], most),
        ("drawn in the round before", [20782, 20782 * day + 17], 12_345_678),
        ("drawn when the clock was ahead", [20790, 20790 * day], 12_345_678),
    ):
        made.append(good(f"turn_at: {name}", "turn_at", turn=turn, now_ms=now, round_s=86_400, draw=draw))
    for name, sent, at in (
        ("never before, and it is time", None, now),
        ("never before, a millisecond early", None, now + 1),
        ("the round before", 20782, now),
        ("in this round already", 20783, now - 1),
        ("in a round to come, by a clock that was ahead", 20790, now - 1),
    ):
        made.append(good(f"is_due: {name}", "is_due", turn=[20783, at], sent=sent, now_ms=now))
    queue = [*"abcdefgh"]
    for name, slots in (("none", []), ("one", ["1"]), ("three", ["1", "2", "3"]), ("eight", [*"12345678"])):
        made.append(good(f"put_tip: {name}", "put_tip", queue=queue, slots=slots))
    return [*made, good("shift_queue", "shift_queue", queue=queue, dummy="x")]


def work() -> Vectors:
    slot_hash = hashlib.sha256(b"slot").digest()
    made, found = [], 0
    for nonce in range(100_000):
        bits = work_of(slot_hash, nonce)
        if bits > found or nonce == 0:
            found = bits
            text = b64u_encode(nonce.to_bytes(8))
            whole = {"county": COUNTY, "round": 20783, "slot_hash": b64u_encode(slot_hash), "nonce": text}
            made.append(good(f"slot_work: nonce {nonce}", "slot_work", **whole))
    late = {
        "county": COUNTY,
        "round": 2**53 - 1,
        "slot_hash": b64u_encode(slot_hash),
        "nonce": b64u_encode(b"\xff" * 8),
    }
    return [*made, good("slot_work: the last round of all", "slot_work", **late)]


def work_of(slot_hash: bytes, nonce: int) -> int:
    """Written from the page, not with the function that it is held against."""
    text = b"shaiba-slot-v1\n" + COUNTY.encode() + (20783).to_bytes(8) + slot_hash + nonce.to_bytes(8)
    digest = f"{int.from_bytes(hashlib.sha256(text).digest()):0256b}"
    return len(digest) - len(digest.lstrip("0"))


def answers() -> Vectors:
    hashes = sorted(hashlib.sha256(bytes([number])).digest() for number in range(11))
    leaves = [leaf_hash(one) for one in hashes]
    path = inclusion_proof(leaves, 4)
    texts = [*map(b64u_encode, hashes)]
    root = good("slots_root: eleven", "slots_root", slot_hashes=texts[::-1])
    slot = {"slot_hash": texts[4], "index": 4, "count": 11, "path": [*map(b64u_encode, path)], "root": root["want"]}
    proof = SlotProof(20782, 4, 11, path)
    reply = [(hashlib.sha256(bytes([n])).digest(), bytes([n]) * REPLY_BYTES) for n in (3, 1, 2)]
    rounds = [(20781, []), (20782, sorted(reply)[:2])]
    cases = {
        "nothing": SlotAnswer(None, []),
        "a proof": SlotAnswer(proof, []),
        "the only slot of a round": SlotAnswer(SlotProof(20782, 0, 1, []), []),
        "a proof and two rounds": SlotAnswer(proof, rounds),
    }
    whole = format_slot_answer(SlotAnswer(proof, rounds))
    none = bytes(794)
    wrong = {
        "a byte short": whole[:-1],
        "a byte too many": whole + b"\0",
        "no proof at all": none[:793],
        "a place behind the last": (20782).to_bytes(8) + (11).to_bytes(8) + whole[16:794],
        "more hashes than there is room for": whole[:24] + b"\0\x19" + whole[26:794],
        "something behind the hashes": whole[:793] + b"\1",
        "a round that is not later": whole + whole[794:804],
        "a round beyond all numbers": none + b"\xff" * 8 + b"\0\0",
        "replies out of order": none + (9).to_bytes(8) + b"\0\2" + b"".join(a + b for a, b in sorted(reply)[1::-1]),
        "fewer replies than it says": none + (9).to_bytes(8) + b"\0\1" + bytes(100),
    }
    return [
        root,
        good("slots_root: none", "slots_root", slot_hashes=[]),
        good("slots_root: one", "slots_root", slot_hashes=texts[:1]),
        good("check_slot: it was among them", "check_slot", **slot),
        good("check_slot: in another place", "check_slot", **{**slot, "index": 5}),
        good("check_slot: another slot", "check_slot", **{**slot, "slot_hash": texts[5]}),
        good("check_slot: of more than there were", "check_slot", **{**slot, "count": 99}),
        good("check_slot: a hash too many", "check_slot", **{**slot, "path": [*slot["path"], texts[0]]}),
        good("answer_bytes: no round", "answer_bytes", replies=[]),
        good("answer_bytes: thirty", "answer_bytes", replies=[4] * 29 + [17]),
        *(good(f"read_slot_answer: {name}", "read_slot_answer", bytes=b64u_encode(format_slot_answer(one)))
          for name, one in cases.items()),
        *(bad(f"read_slot_answer: {name}", "read_slot_answer", "malformed", "answer", bytes=b64u_encode(data))
          for name, data in wrong.items()),
    ]  # fmt: skip
