"""Letters that enrol a phone: asked for by one person, released by another, used once.

Each holds two secrets: a code of twelve characters to be typed, worth something with the household's number only
(60 random bits; five wrong households void it), and one of 26 in its QR code, worth something by itself. Both are
stored under keyed hashes only; whatever is wrong with one, the answer is one answer.
Spec: sync/spec/roll.md, "Letters".
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Literal, NamedTuple

import msgspec

from shaiba_sync.errors import BadCode

from ..storage.store import Letter, Store, Tx

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 12
SECRET_LENGTH = 26
LASTS_MS = 14 * 86_400_000
TRIES = 5
ATTESTERS = 2
"""So many of those whom a person named stand for the second official (people.md, "Recovery")."""
OPERATOR = ""
"""Who asks and releases where somebody has the server's own keys in hand (`shaiba enrol`)."""

State = Literal["waiting", "released", "used", "void", "past"]

_SAME = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class Addressee(NamedTuple):
    """Whom a letter is for."""

    person: str
    household: str


class Made(NamedTuple):
    """A new letter, to be printed: its secrets are not kept in clear anywhere."""

    letter: Letter
    code: str
    secret: str


def read_code(text: str) -> str:
    """A code as someone typed it: any case, with spaces or dashes, O for 0, I and L for 1."""
    return text.upper().translate(_SAME)


def hash_code(pepper: bytes, code: str) -> bytes:
    """What is stored of a code or secret."""
    return hmac.digest(pepper, b"shaiba-code-v1\n" + read_code(code).encode(), "sha256")


def pepper_of(clerk_key: bytes) -> bytes:
    """The key of the hashes: it follows from the clerk's, so a database alone gives no codes."""
    return hashlib.sha256(b"shaiba-pepper-v1\n" + clerk_key).digest()


def state_of(letter: Letter, now_ms: int) -> State:
    """What can be done with a letter: only one that is `released` enrols."""
    if letter.used_ms is not None:
        return "used"
    if letter.void or letter.tries >= TRIES:
        return "void"
    if now_ms >= letter.expires_ms:
        return "past"
    return "waiting" if letter.released_by is None else "released"


async def ask(
    store: Store,
    pepper: bytes,
    addressees: Iterable[Addressee],
    *,
    region: str,
    by: str,
    now_ms: int,
    replaces: bool = False,
) -> list[Made]:
    """A new letter for each, to be released by somebody else; those before are void. The operator needs nobody. With
    `replaces` the phones that they have are revoked when it is used: recovery (people.md 3)."""
    made = [_make(pepper, one, region, by, now_ms, replaces) for one in addressees]

    def job(tx: Tx) -> None:
        people = {one.letter.person for one in made}
        for letter in tx.letters(region):
            if letter.person in people and state_of(letter, now_ms) in ("waiting", "released"):
                tx.put_letter(msgspec.structs.replace(letter, void=True))
        for one in made:
            tx.put_letter(one.letter)

    await store.write(job)
    return made


async def release(
    store: Store, ids: Sequence[str], *, region: str, by: str, close: Collection[str] = (), now_ms: int
) -> int:
    """Let these letters enrol, where they wait, somebody else asked for them, and they are not for who is `close`: who
    releases, and whom he declared (回避). Returns how many that was."""

    def released(letter: Letter) -> Letter | None:
        if state_of(letter, now_ms) != "waiting" or letter.asked_by == by or letter.person in close:
            return None
        return msgspec.structs.replace(letter, released_by=by)

    return await store.write(lambda tx: _change(tx, ids, region, released))


def digits_of(letter: Letter) -> str:
    """Four digits that stand on the letter, for who attests in person: they follow from its code."""
    return f"{int.from_bytes(letter.code_hash[:4]) % 10_000:04}"


async def attest(store: Store, letter_id: str, digits: str, *, region: str, by: str, now_ms: int) -> int:
    """Somebody whom the person had named stands beside the person and has read the digits; returns how many have. The
    second one releases the letter. Raises `BadCode`: not waiting, one that replaces nothing, other digits (five times,
    and it is void)."""

    def job(tx: Tx) -> int:
        [letter] = [one for one in tx.letters(region) if one.id == letter_id]
        if not letter.replaces or letter.asked_by == by or state_of(letter, now_ms) != "waiting":
            return 0
        if not hmac.compare_digest(digits_of(letter), digits):
            tx.put_letter(msgspec.structs.replace(letter, tries=letter.tries + 1))
            return 0
        have = sorted({*letter.attested.split(), by})
        released_by = by if len(have) >= ATTESTERS else None
        tx.put_letter(msgspec.structs.replace(letter, attested=" ".join(have), released_by=released_by))
        return len(have)

    count = await store.write(job)
    if not count:
        raise BadCode
    return count


async def make_void(store: Store, ids: Sequence[str], *, region: str, now_ms: int) -> int:
    """Take these letters back, where they could still enrol or be released; returns how many that was."""

    def voided(letter: Letter) -> Letter | None:
        if state_of(letter, now_ms) not in ("waiting", "released"):
            return None
        return msgspec.structs.replace(letter, void=True)

    return await store.write(lambda tx: _change(tx, ids, region, voided))


async def use(store: Store, pepper: bytes, *, text: str, household: str, now_ms: int) -> Letter:
    """Use a letter up, by its code and household or by its secret; returns it. Raises `BadCode`: unknown, not
    released, past, used, void, or another household's."""
    code_hash = hash_code(pepper, text)
    typed = len(read_code(text)) != SECRET_LENGTH

    def job(tx: Tx) -> Letter | None:
        found = tx.letter(code_hash)
        if found is None or state_of(found, now_ms) != "released":
            return None
        if typed and not hmac.compare_digest(found.household.encode(), household.strip().encode()):
            tx.put_letter(msgspec.structs.replace(found, tries=found.tries + 1))
            return None
        used = msgspec.structs.replace(found, used_ms=now_ms)
        tx.put_letter(used)
        return used

    used = await store.write(job)
    if used is None:
        raise BadCode
    return used


def _make(pepper: bytes, to: Addressee, region: str, by: str, now_ms: int, replaces: bool) -> Made:
    code, secret = ("".join(secrets.choice(CROCKFORD) for _ in range(n)) for n in (CODE_LENGTH, SECRET_LENGTH))
    letter = Letter(
        id=secrets.token_urlsafe(9), code_hash=hash_code(pepper, code), secret_hash=hash_code(pepper, secret),
        household=to.household, person=to.person, region=region, asked_by=by, asked_ms=now_ms,
        expires_ms=now_ms + LASTS_MS, released_by=OPERATOR if by == OPERATOR else None, void=False, tries=0,
        used_ms=None, replaces=replaces,
    )  # fmt: skip
    return Made(letter, code, secret)


def _change(tx: Tx, ids: Sequence[str], region: str, change: Callable[[Letter], Letter | None]) -> int:
    wanted = set(ids)
    changed = [after for one in tx.letters(region) if one.id in wanted and (after := change(one)) is not None]
    for letter in changed:
        tx.put_letter(letter)
    return len(changed)
