"""Personal numbers in running text: found, masked, and kept out of what everyone may read.

Works on a folded text: one symbol for each character, so that a place in one is that place in the other. A number
begins and ends where a run of digits does: what stands inside a longer run is part of another number.
Spec: sync/spec/personal.md. Vectors: sync/vectors/personal.json.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Literal, NamedTuple

import msgspec

from shaiba_sync.errors import Identifier

_encode = msgspec.json.Encoder().encode
PersonalSort = Literal["identity", "card", "mobile", "landline"]


class Personal(NamedTuple):
    """A number that was found: characters `start` to `end` (not included) of the text."""

    sort: PersonalSort
    start: int
    end: int


def find_personal(text: str) -> list[Personal]:
    """Every personal number of the text, in order; none overlaps another."""
    if not may_hold_number(text):
        return []
    reader = _Reader(text)
    return sorted((found for sort in _AT for found in reader.all_of(sort)), key=lambda found: found.start)


def may_hold_number(text: str) -> bool:
    """Whether a text is worth a look. Most are not; of several that a line feed parts, one look says it of all."""
    return len(text) >= _FEWEST and _has_digits(text.encode(errors="surrogatepass"))


def mask_personal(value: str, sort: PersonalSort | Literal["name"]) -> str:
    """The value as it may be shown: of numbers a few digits, of names the surname and, of three or more, the last."""
    kept = value if sort == "name" else _fold(value)
    symbols = kept
    if not (sort == "name" and kept.isalpha()):  # as names are: there is nothing to leave out
        symbols = "".join([c for c in kept if _SYMBOL.get(c) != "-" and (sort == "name" or c in _KEPT)])
    head, tail = _SHOWN[sort]
    if sort == "name":
        head = 2 if len(symbols) > 2 and _DOUBLE.match(symbols) else 1
        tail = 1 if len(symbols) > head + 1 else 0
    hidden = max(1, len(symbols) - head - tail)
    return symbols[:head] + "*" * hidden + symbols[max(head, len(symbols) - tail) :]


def hide_personal(text: str) -> str:
    """The text with every personal number masked. What is left of two may look like a third: so until there is none."""
    while found := find_personal(text):
        for sort, start, end in reversed(found):
            text = text[:start] + mask_personal(text[start:end], sort) + text[end:]
    return text


def check_public(change: Mapping[str, Any], contact: Collection[str] = ()) -> None:
    """Refuse a change for a public scope that carries a personal number in any text (`identifier`). `contact` names
    fields that are there to say by which phone an office is reached."""
    members = {member: change[member] for member in ("id", "set", "add", "append") if member in change}
    with suppress(UnicodeEncodeError):  # of a text that is none
        if has_no_number(_encode(members)):  # one look at all of it
            return
    for path, text in _texts(members, ""):
        for found in find_personal(text):
            if found.sort in ("identity", "card") or path.removeprefix("set.") not in contact:
                raise Identifier(change["do"].partition(".")[0], path, found.sort)


def has_no_number(line: bytes) -> bool:
    """Whether a line is seen at a glance to carry no personal number, so that none of its texts need be read.

    For JSON without escapes. What parts digits is left out, and with it bytes of other characters: so more digits stand
    together than in any of its texts, whose ends are quotes, and ten in a row are doubt, not a number.
    """
    return b"\\" not in line and not _has_digits(line)


def _has_digits(text: bytes) -> bool:
    """Whether ten stand together once what parts digits is left out (or some are of full width)."""
    return b"0000000000" in text.translate(_GLANCE, _PARTING) or _WIDE_DIGIT.search(text) is not None


class _Reader:
    """One text, its runs of digits, and which of them are spoken for."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.folded = _fold(text)
        self.runs = [found.span() for found in re.finditer(r"[0-9]+", self.folded)]
        self.taken = [False] * len(self.runs)
        self.ends: set[int] = set()

    def all_of(self, sort: PersonalSort) -> Iterator[Personal]:
        at = 0
        while at < len(self.runs):
            found = None if self.taken[at] else _AT[sort](self, at)
            if found is None:
                at += 1
                continue
            start, end, after = found
            self.taken[at:after] = [True] * (after - at)
            self.ends.add(end)
            at = after
            yield Personal(sort, start, end)

    def joined(self, at: int) -> Iterator[list[str]]:
        """The run, the run and the next, and so on, as far as no more than three gaps part them: digits of each."""
        parts: list[str] = []
        for index in range(at, len(self.runs)):
            start, end = self.runs[index]
            if parts and (self.taken[index] or not _GAPS.fullmatch(self.folded, self.runs[index - 1][1], start)):
                return
            parts.append(self.folded[start:end])
            if sum(map(len, parts)) > _MOST:
                return
            yield parts

    def is_in_word(self, start: int, end: int) -> bool:
        """Whether letters stand beside it, as in the number of a contract; but `tel` and the like may stand before."""
        before = "" if start in self.ends else self.folded[max(0, start - 1) : start]  # an X may end another number
        if self.folded[end : end + 1] in _LETTERS:
            return True
        return before in _LETTERS and not _SAYS_PHONE.search(self.text[max(0, start - 6) : start])


_Place = tuple[int, int, int]
"""Where it starts, where it ends, the run after it."""


def _identity(reader: _Reader, at: int) -> _Place | None:
    best: _Place | None = None
    start = reader.runs[at][0]
    for parts in reader.joined(at):
        after = at + len(parts)
        digits, end = "".join(parts), reader.runs[after - 1][1]
        if len(digits) == 18 and _is_identity(digits):
            return start, end, after
        if len(digits) == 17 and (x := _X.match(reader.folded, end)) and _is_identity(digits + "X"):
            return start, x.end(), after
        is_old = [len(part) for part in parts] in ([15], [6, 6, 3]) and _is_old_identity(digits)
        if is_old and not reader.is_in_word(start, end):
            best = start, end, after
    return best


def _card(reader: _Reader, at: int) -> _Place | None:
    best: _Place | None = None
    for parts in reader.joined(at):
        lengths = [len(part) for part in parts]
        if min(lengths) >= 3 and lengths[0] >= 4 and _is_card("".join(parts)):
            best = reader.runs[at][0], reader.runs[at + len(parts) - 1][1], at + len(parts)
    return best


def _mobile(reader: _Reader, at: int) -> _Place | None:
    for parts in reader.joined(at):
        prefix = _PREFIX.match(parts[0])
        before = prefix.end() if prefix else 0
        lengths = [len(parts[0]) - before, *(len(part) for part in parts[1:])]
        if lengths in _MOBILE_SHAPES and _MOBILE.match("".join(parts), before):
            start, end = reader.runs[at][0] + before, reader.runs[at + len(parts) - 1][1]
            if not reader.is_in_word(start - before, end):
                return start, end, at + len(parts)
    return None


def _landline(reader: _Reader, at: int) -> _Place | None:
    start = reader.runs[at][0]
    found = _LANDLINE.match(reader.folded, start)
    if not found or reader.is_in_word(start, found.end()) or _OFFICE.search(reader.text[max(0, start - 10) : start]):
        return None
    after = at + sum(start <= run[0] < found.end() for run in reader.runs)
    if any(reader.taken[at:after]):
        return None
    opens = ")" in found[0] and reader.folded[max(0, start - 1) : start] == "("
    return start - opens, found.end(), after


_AT: dict[PersonalSort, Callable[[_Reader, int], _Place | None]] = {
    "identity": _identity, "card": _card, "mobile": _mobile, "landline": _landline,
}  # fmt: skip
"""In this order: a run of digits belongs to the first that claims it."""


def _is_identity(number: str) -> bool:
    """GB 11643: a province (of foreigners a 9 and the province), a day of birth, a check digit. A sheet that took it
    for a number kept fifteen digits and wrote zeros for the rest."""
    if not (_PROVINCE.match(number) and _is_day(number[6:14])):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[17] == "10X98765432"[total % 11] or number.endswith("000")


def _is_old_identity(digits: str) -> bool:
    """Fifteen digits, as given out until 1999: no check digit, so the region is looked at more closely."""
    return bool(_OLD_REGION.match(digits)) and _is_day(f"19{digits[6:12]}")


def _is_day(text: str) -> bool:
    """Whether it is a day of the years 1900 to 2099."""
    if text[:2] not in ("19", "20"):
        return False
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return False
    return True


def _is_card(digits: str) -> bool:
    """A number that a bank here gives out, and its Luhn digit; or one that lost its end to a sheet, as above."""
    if len(digits) < 16 or not (_CARD.match(digits) or (len(digits) == 16 and _CARD_ABROAD.match(digits))):
        return False
    doubled = sum(sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    single = sum(int(digit) for digit in digits[::-2])
    return (doubled + single) % 10 == 0 or (len(digits) > 16 and set(digits[15:]) == {"0"})


def _fold(text: str) -> str:
    """One symbol for each character: a digit, `X`, `-` for what may part digits, `(`, `)`, `a` for letters, else `.`"""
    return "".join([_SYMBOL.get(character, ".") for character in text])


def _texts(value: dict[str, Any] | list[Any], path: str) -> list[tuple[str, str]]:
    """Every text inside a value that may hold a number, and where it stands. The hash of a file is no text."""
    found = []
    for name, member in value.items() if isinstance(value, dict) else enumerate(value):
        if isinstance(member, str):
            if may_hold_number(member) and not _HASH.fullmatch(member):
                found.append((f"{path}{name}", member))
        elif isinstance(member, (dict, list)):
            found += _texts(member, f"{path}{name}.")
    return found


_WIDE = 0xFEE0
"""From an ASCII character to its full-width form."""
_SYMBOL: dict[str, str] = dict.fromkeys("abcdefghijklmnopqrstuvwyzABCDEFGHIJKLMNOPQRSTUVWYZ_", "a")
_SYMBOL |= {form: digit for digit in "0123456789" for form in (digit, chr(ord(digit) + _WIDE))}
_SYMBOL |= dict.fromkeys("xX×ｘＸ", "X")
_SYMBOL |= dict.fromkeys("(（", "(") | dict.fromkeys(")）", ")")
_SYMBOL |= dict.fromkeys("\t -\xa0\xad·\u2212\u2060\u3000\ufe58\ufe63\ufeff\uff0d", "-")
_SYMBOL |= dict.fromkeys(map(chr, range(0x2000, 0x2016)), "-")  # spaces of all widths, and dashes
_PARTING = bytes(set("".join(form for form, symbol in _SYMBOL.items() if symbol in "-)").encode()))
"""All bytes of what may part the digits of a number."""
_GLANCE = bytes.maketrans(b"123456789", b"000000000")
_WIDE_DIGIT = re.compile(rb"\xef\xbc[\x90-\x99]")
_KEPT = "0123456789X"
_LETTERS = ("a", "X")
_FEWEST = 10
"""No number has fewer digits."""
_MOST = 19
"""None has more."""
_GAPS = re.compile(r"-{1,3}")
_X = re.compile(r"-{0,3}X")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_PROVINCE = re.compile(r"9?(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3])")
_OLD_REGION = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])(?!00|[89])[0-9]{2}(?!00)[0-9]{2}")
_CARD = re.compile(r"62|60|81|955[89]")
_CARD_ABROAD = re.compile(r"4|5[1-5]|35|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)")
_PREFIX = re.compile(r"0086|86")
_MOBILE = re.compile(r"1[3-9]")
_MOBILE_SHAPES = ([11], [3, 4, 4], [3, 8], [7, 4])
_LANDLINE = re.compile(
    r"(?:(?:010|02[0-57-9]|0[3-9][0-9]{2})(?:-{1,3}|-?\)-?)(?!20[0-9]{6})[2-8][0-9]{6,7}"
    r"|(?:010|02[0-57-9])[2-8][0-9]{7}|0[3-9][0-9]{2}[2-8][0-9]{6})(?![0-9])"
)
"""Not what could be a day, as in 0412-20261008."""
_SAYS_PHONE = re.compile(r"(?:tel|phone|mobile)$", re.ASCII | re.IGNORECASE)
_OFFICE = re.compile(r"咨询|监督|举报|投诉|服务|值班|办公|热线")
_HASH = re.compile(r"[0-9a-f]{64}")
_SHOWN = {"identity": (3, 2), "card": (0, 4), "mobile": (3, 2), "landline": (3, 2), "name": (1, 1)}
DOUBLE_SURNAMES = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|司徒|宇文|长孙|端木|轩辕|南宫|独孤|申屠|钟离"
"""For a pattern."""
_DOUBLE = re.compile(DOUBLE_SURNAMES)
