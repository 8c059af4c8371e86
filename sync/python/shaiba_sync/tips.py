"""Sealed tips: who may read one, what goes through the daily slot, when it goes, and what must be proven of it.

Nothing here seals or opens: age and Argon2id are the phones' business, and no server has either. Spec:
sync/spec/tips.md. Vectors: sync/vectors/tips.json.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence, Set
from typing import Any, NamedTuple, TypeVar

import msgspec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shaiba_sync.appeal import query_code
from shaiba_sync.errors import Invalid, Malformed, TooLarge
from shaiba_sync.op import b64u_decode
from shaiba_sync.scope import covers, region_level
from shaiba_sync.strict import MAX_INTEGER, parse_compact
from shaiba_sync.tree import HASH_BYTES, leaf_hash, root_of, verify_inclusion

SLOT_BYTES, SLOT_PLAIN = 8192, 7600
REPLY_BYTES, REPLY_PLAIN = 4096, 3504
"""An age file, and what fits into it beside a header with five X25519 stanzas."""

STANZAS = 5
"""Of X25519, of every slot and reply: so many can read one at most."""

MAX_PARTS = 8
"""Parts that one tip may have."""

QUEUE_SLOTS = 8
KEPT_ROUNDS = 30
LEAST_REPLIES = 4
SLOTS_IN_BUNDLE = 64
DRAW_BITS = 24
PROOF_HASHES = 24

Said = Mapping[str, Any]
Slot = TypeVar("Slot")


class ReceiptKeys(NamedTuple):
    """What a receipt leads to: where replies lie, and the X25519 secret that opens them."""

    mailbox: bytes
    secret: bytes


class TipText(NamedTuple):
    """What an opened slot or reply says of itself, and the bytes that it carries."""

    said: dict[str, Any]
    bytes: bytes


class Turn(NamedTuple):
    """The moment of a round at which a phone sends."""

    round: int
    at_ms: int


class SlotProof(msgspec.Struct, frozen=True):
    """The way of a slot to what the clerk said of its round."""

    round: int
    index: int
    count: int
    path: Sequence[bytes]


class SlotAnswer(NamedTuple):
    """The answer to a slot: the proof of the last one, and rounds of replies, each a mailbox and a file."""

    proof: SlotProof | None
    rounds: Sequence[tuple[int, Sequence[tuple[bytes, bytes]]]]


# --- who gets it ------------------------------------------------------------------------------------------------------


def tip_recipients(about: str, office: str | None, keys: Iterable[Said], concerned: Set[str], tip: str) -> list[str]:
    """The ids of the keys to which a tip about a region, or an office there (`<code>/<id>`), is sealed: of those that
    hold, the nearest level's first, then by hash. `concerned`: people complained about, and those close to it. Raises
    `Invalid` where they are fewer than two."""
    mine = _of_each_person(
        key
        for key in keys
        if covers(key["region"], about)
        and key["region"] != about
        and key["person"] not in concerned
        and (office is None or f"{key['region']}/{key['office'] or ''}" != office)
    )
    by_level: dict[int, list[str]] = {}
    for key in sorted(mine, key=lambda key: (_nearness(key), _rank(tip, key["id"]))):
        by_level.setdefault(_nearness(key), []).append(key["id"])
    levels = [*by_level.values()]
    taken: list[str] = []
    for level in levels:
        if len(taken) < 2:
            taken += level
    if len(taken) < 2:
        raise Invalid("about", "no_recipients")
    if len(taken) <= STANZAS:
        return taken
    sure = levels[0][:2] + [one for level in levels[1:2] for one in level[:1]]
    others = sorted((one for one in taken if one not in sure), key=lambda one: _rank(tip, one))
    kept = {*sure, *others[: STANZAS - len(sure)]}
    return [one for level in levels for one in level if one in kept]


def _of_each_person(keys: Iterable[Said]) -> Iterable[Said]:
    """One key of each person: two of one's own are one reader."""
    found: dict[str, Said] = {}
    for key in sorted(keys, key=lambda key: key["id"]):
        past = found.get(key["person"])
        if past is None or (_nearness(key), past["since"]) < (_nearness(past), key["since"]):
            found[key["person"]] = key
    return found.values()


def _nearness(key: Said) -> int:
    """Less is nearer: every key here stands above the same region."""
    return ("town", "county", "city", "province").index(region_level(key["region"]))


def _rank(tip: str, key_id: str) -> bytes:
    return hashlib.sha256(f"{tip}{key_id}".encode()).digest()


def is_recipient(text: str) -> bool:
    """Whether it is an age recipient of X25519, in its one form."""
    if len(text) != 62 or not text.startswith("age1"):
        return False
    values = [BECH32.find(character) for character in text[4:]]
    if min(values) < 0 or bech32_sum([3, 3, 3, 0, 1, 7, 5, *values]) != 1:
        return False
    return values[51] & 15 == 0  # 32 bytes are 51 characters and a bit: what is left over says nothing


def bech32_sum(values: Iterable[int]) -> int:
    """The checksum of BIP 173."""
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(_GENERATORS):
            found ^= generator if top >> bit & 1 else 0
    return found


# --- receipts ---------------------------------------------------------------------------------------------------------


def receipt(digits: str) -> str:
    """The receipt of nineteen digits drawn by chance: those and their check digit."""
    if len(digits) != 19 or not _is_digits(digits):
        raise Malformed("tip")
    return query_code(digits)


def is_receipt(text: str) -> bool:
    """Whether it was typed without a slip. Spaces do not count."""
    digits = text.replace(" ", "")
    return len(digits) == 20 and _is_digits(digits) and query_code(digits[:19]) == digits


def receipt_salt(county: str) -> bytes:
    """The salt of Argon2id: a county's receipts are guessed for that county alone."""
    return hashlib.sha256(b"shaiba-receipt-v1\n" + county.encode()).digest()[:16]


def receipt_keys(seed: bytes) -> ReceiptKeys:
    """What the 64 bytes of Argon2id lead to."""
    if len(seed) != 64:
        raise Malformed("tip")
    return ReceiptKeys(_expand(seed[:32], b"shaiba-mailbox-v1"), _expand(seed[32:], b"shaiba-reply-v1"))


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _expand(key: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(key)


# --- what is sealed ---------------------------------------------------------------------------------------------------


def tip_frame(said: Said, data: bytes, size: int) -> bytes:
    """The plain text of a slot or a reply: of `size`, whatever it carries."""
    head = msgspec.json.encode({**said, "size": len(data)})
    if 2 + len(head) + len(data) > size:
        raise TooLarge(size - 2 - len(head))
    plain = (len(head).to_bytes(2) + head + data).ljust(size, b"\0")
    tip_unframe(plain)
    return plain


def tip_unframe(plain: bytes) -> TipText:
    """Read what was opened, strictly: what is not as it must be says nothing."""
    members = {SLOT_PLAIN: _TIP, REPLY_PLAIN: _REPLY}.get(len(plain))
    if members is None:
        raise Malformed("tip")
    begin = 2 + int.from_bytes(plain[:2])
    said = parse_compact(plain[2:begin], "tip")
    size = said.pop("size", None)
    end = begin + size if _is_count(size) else -1
    if not begin <= end <= len(plain) or plain[end:].strip(b"\0"):
        raise Malformed("tip")
    asked = members if said.get("state") == "concluded" else [name for name in members if name != "conclusion"]
    if list(said) != list(asked) or plain[2:begin] != msgspec.json.encode({**said, "size": size}):
        raise Malformed("tip")
    if not all(members[name](value) for name, value in said.items()):
        raise Malformed("tip")
    return TipText(said, plain[begin:end])


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= MAX_INTEGER


def _is_bytes(size: int) -> Any:
    def check(value: Any) -> bool:
        try:
            return type(value) is str and bool(b64u_decode(value, size))
        except Malformed:
            return False

    return check


def _is_region(value: Any) -> bool:
    return type(value) is str and covers(value, value)


def _is_county(value: Any) -> bool:
    return _is_region(value) and region_level(value) in ("county", "city")


def _is_part(value: Any) -> bool:
    return type(value) is list and len(value) == 2 and all(map(_is_count, value)) and value[0] < value[1] <= MAX_PARTS


def _one_of(*words: str) -> Any:
    return lambda value: type(value) is str and value in words


def _is_one(value: Any) -> bool:
    return type(value) is int and value == 1


_TIP = {
    "v": _is_one,
    "tip": _is_bytes(16),
    "mailbox": _is_bytes(32),
    "reply": lambda value: type(value) is str and is_recipient(value),
    "about": _is_region,
    "county": _is_county,
    "part": _is_part,
    "kind": _one_of("text", "photo"),
}
_REPLY = {
    "v": _is_one,
    "tip": _is_bytes(16),
    "at_round": _is_count,
    "by": lambda value: type(value) is str and value != "",
    "state": _one_of("read", "asked", "answered", "concluded"),
    "conclusion": _one_of("true", "partly", "false", "unestablished"),
}


# --- when it goes -----------------------------------------------------------------------------------------------------


def round_at(now_ms: int, round_s: int) -> int:
    """The round that runs."""
    return now_ms // (round_s * 1000)


def turn_at(turn: Turn | None, now_ms: int, round_s: int, draw: int) -> Turn:
    """The turn of the round that runs: what was drawn in it before, else at a moment by `draw`, of 24 random bits."""
    now, length = round_at(now_ms, round_s), round_s * 1000
    if turn is not None and turn.round == now:
        return turn
    return Turn(now, now * length + (draw * length >> DRAW_BITS))


def is_due(turn: Turn, sent: int | None, now_ms: int) -> bool:
    """Whether the phone sends now. `sent` is the round of its last slot."""
    return (sent is None or sent < turn.round) and turn.at_ms <= now_ms


def put_tip(queue: Sequence[Slot], slots: Sequence[Slot]) -> list[Slot]:
    """The queue with the slots of a tip in front."""
    return [*slots, *queue][:QUEUE_SLOTS]


def shift_queue(queue: Sequence[Slot], dummy: Slot) -> tuple[Slot, list[Slot]]:
    """The slot that goes now, and the queue that is left, as long as before."""
    return queue[0], [*queue[1:], dummy]


def slot_work(county: str, round: int, slot_hash: bytes, nonce: bytes) -> int:
    """With how many zero bits the work on a slot begins."""
    text = b"shaiba-slot-v1\n" + county.encode() + round.to_bytes(8) + slot_hash + nonce
    return 256 - int.from_bytes(hashlib.sha256(text).digest()).bit_length()


def work_bits(least: int, count: int, ceiling: int) -> int:
    """How many are asked for, where so many slots of a round came already."""
    return least + max(0, count * 8 // ceiling - 3)


# --- what is proven ---------------------------------------------------------------------------------------------------


def slots_root(slot_hashes: Iterable[bytes]) -> bytes:
    """The root that the clerk says of a round's slots."""
    return root_of([leaf_hash(one) for one in sorted(slot_hashes)])


def check_slot(slot_hash: bytes, index: int, count: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether a slot was among them."""
    return verify_inclusion(leaf_hash(slot_hash), index, count, path, root)


def answer_bytes(replies: Iterable[int]) -> int:
    """How long an answer is, from the number of replies in each of its rounds."""
    return _PROOF_BYTES + sum(10 + count * (HASH_BYTES + REPLY_BYTES) for count in replies)


def format_slot_answer(answer: SlotAnswer) -> bytes:
    """Write an answer to a slot."""
    parts = [bytes(_PROOF_BYTES)]
    if answer.proof is not None:
        proof = answer.proof
        place = b"".join(number.to_bytes(8) for number in (proof.round, proof.index, proof.count))
        parts = [(place + len(proof.path).to_bytes(2) + b"".join(proof.path)).ljust(_PROOF_BYTES, b"\0")]
    for number, replies in answer.rounds:
        parts += [number.to_bytes(8), len(replies).to_bytes(2), *(mailbox + reply for mailbox, reply in replies)]
    data = b"".join(parts)
    read_slot_answer(data)
    return data


def read_slot_answer(data: bytes) -> SlotAnswer:
    """Read one, strictly."""
    proof, at = _read_proof(data[:_PROOF_BYTES]), _PROOF_BYTES
    rounds: list[tuple[int, list[tuple[bytes, bytes]]]] = []
    while at < len(data):
        number, count = int.from_bytes(data[at : at + 8]), int.from_bytes(data[at + 8 : at + 10])
        begin, at = at + 10, at + 10 + count * _REPLY_ITEM
        if at > len(data) or number > MAX_INTEGER or (rounds and number <= rounds[-1][0]):
            raise Malformed("answer")
        items = [data[place : place + _REPLY_ITEM] for place in range(begin, at, _REPLY_ITEM)]
        replies = [(item[:HASH_BYTES], item[HASH_BYTES:]) for item in items]
        if any(left[0] > right[0] for left, right in zip(replies, replies[1:], strict=False)):
            raise Malformed("answer")
        rounds.append((number, replies))
    return SlotAnswer(proof, rounds)


def _read_proof(data: bytes) -> SlotProof | None:
    if len(data) != _PROOF_BYTES:
        raise Malformed("answer")
    if not data.strip(b"\0"):
        return None
    number, index, count = (int.from_bytes(data[at : at + 8]) for at in (0, 8, 16))
    end = 26 + int.from_bytes(data[24:26]) * HASH_BYTES
    if max(number, count) > MAX_INTEGER or index >= count or end > _PROOF_BYTES or data[end:].strip(b"\0"):
        raise Malformed("answer")
    return SlotProof(number, index, count, [data[at : at + HASH_BYTES] for at in range(26, end, HASH_BYTES)])


_PROOF_BYTES = 26 + PROOF_HASHES * HASH_BYTES
_REPLY_ITEM = HASH_BYTES + REPLY_BYTES
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
