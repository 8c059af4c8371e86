"""Draws: an order of a list that nobody chose, and that anyone works out again from what is public.

The list and what phones contributed are fixed before a result is known that nobody in the village can move; all three
together are the seed. Spec: sync/spec/draw.md. Vectors: sync/vectors/draw.json.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

import msgspec

from shaiba_sync.errors import Malformed
from shaiba_sync.op import b64u_decode, b64u_encode
from shaiba_sync.sized import sized
from shaiba_sync.tree import leaf_hash, root_of

DrawFault = Literal["list", "contributions", "early", "results", "seed", "order"]
DRAW_FAULTS: tuple[DrawFault, ...] = ("list", "contributions", "early", "results", "seed", "order")
DrawState = Literal["open", "closed", "entering", "drawn", "void"]
Agreement = Literal["waiting", "differ", "agreed"]

SALT_BYTES = 16
"""Of an entrant's salt, and of what a phone contributes."""
MOST_VALUES = 2_000
"""So many phones contribute to a draw: what the line that closes it can hold."""
DICE_THROWS = 20
"""Of a ten-sided die: 66 bits."""
DICE_ROW = 5
"""So many throws stand together, each row a result: no twenty digits that may look like somebody's card."""
RESULT_PEOPLE = 2
"""So many office holders enter a published result."""
DICE_ROLES = ("committee", "supervisor", "villager")
"""Who enters the throws of dice: three people, one as each."""

Said = Mapping[str, Any]

_RESULT = re.compile(r"[0-9]{1,2}( [0-9]{1,2}){0,19}")


class Entered(msgspec.Struct, frozen=True):
    """How far those who enter the result agree, and the result once they do."""

    state: Agreement
    results: tuple[str, ...] = ()


class Placed(msgspec.Struct, frozen=True):
    """Who has which place (`holders`, empty where nobody is left), and who waits, the next first."""

    holders: tuple[str, ...]
    waiting: tuple[str, ...]


def entrant_id(draw: str, salt: bytes, name: str) -> str:
    """The id under which somebody stands in the public list: 22 characters that only who knows the salt can tie to a
    name, and that nobody can tie to another."""
    said = b"shaiba/draw/entrant/v1\0" + sized(draw.encode()) + sized(salt) + sized(name.encode())
    return b64u_encode(hashlib.sha256(said).digest()[:SALT_BYTES])


def contribution_id(draw: str, device: str) -> str:
    """The id of what one phone contributes to one draw: so it is one."""
    said = b"shaiba/draw/contribution/v1\0" + sized(draw.encode()) + sized(device.encode())
    return b64u_encode(hashlib.sha256(said).digest())


def list_root(entrants: Sequence[Said]) -> bytes:
    """The root over the list as it is shown, by the bytes of the ids. `malformed` (rule `draw`) where two are alike."""
    ids = sorted(entrants, key=lambda one: str(one["id"]).encode())
    _check_rising([one["id"].encode() for one in ids])
    return root_of([leaf_hash(b"".join(sized(one.get(name, "").encode()) for name in _SHOWN)) for one in ids])


def contributions_root(values: Sequence[bytes]) -> bytes:
    """The root over what phones contributed, in rising order (else `malformed`, rule `draw`)."""
    if any(len(value) != SALT_BYTES for value in values):
        raise Malformed("draw")
    _check_rising(values)
    return root_of([leaf_hash(value) for value in values])


def draw_seed(entrants: bytes, contributions: bytes, results: Sequence[str]) -> bytes:
    """The seed: both roots, and the results as they were published. None, or one that is no row of numbers with single
    spaces between them, is `malformed` (rule `draw`)."""
    if len(entrants) != 32 or len(contributions) != 32 or not results or not all(map(_RESULT.fullmatch, results)):
        raise Malformed("draw")
    said = b"shaiba/draw/v1\0" + entrants + contributions + b"".join(sized(one.encode()) for one in results)
    return hashlib.sha256(said).digest()


def draw_order(ids: Sequence[str], seed: bytes) -> list[str]:
    """All of the list in the order drawn: Knuth's Algorithm P (TAOCP 2, 3.4.2) over the ids by their bytes."""
    order = sorted(ids, key=str.encode)
    numbers = _Numbers(seed)
    for last in range(len(order) - 1, 0, -1):
        other = numbers.below(last + 1)
        order[last], order[other] = order[other], order[last]
    return order


def draw_state(draw: Said, today: str) -> DrawState:
    """How far a draw is on this day."""
    if "voided" in draw:
        return "void"
    if "order" in draw:
        return "drawn"
    if today <= draw["contributions_until"]:
        return "open"
    return "entering" if "values" in draw and today >= draw["day"] else "closed"


def entered_results(draw: Said) -> Entered:
    """What was entered: the newest of each person counts, all must be equal, and there must be those who are asked."""
    newest = {one["by"]: one for one in draw.get("entries", ())}
    told = {tuple(one["results"]) for one in newest.values()}
    if len(told) > 1:
        return Entered("differ")
    if not (_has_each(newest) if draw["source"] == "dice" else len(newest) >= RESULT_PEOPLE):
        return Entered("waiting")
    return Entered("agreed", told.pop())


def draw_places(draw: Said) -> Placed:
    """Who has which place: the first of the order; who declined makes room for the next who waits."""
    order, count = draw.get("order", ()), draw["winners"]
    gone = {one["id"] for one in draw.get("declined", ())}
    waiting = [one for one in order[count:] if one not in gone]
    holders = [one if one not in gone else waiting.pop(0) if waiting else "" for one in order[:count]]
    return Placed(tuple(holders), tuple(waiting))


def check_draw(draw: Said) -> list[DrawFault]:
    """What of a draw is not as it must be, worked out from its record alone; nothing: all is right so far."""
    found: dict[DrawFault, bool] = {}
    roots = _root(lambda: list_root(draw["entrants"])), _root(lambda: contributions_root(read_values(draw)))
    found["list"] = b64u_encode(roots[0]) != draw["root"]
    if "values" in draw:
        found["contributions"] = b64u_encode(roots[1]) != draw["values_root"]
    found["early"] = any(one["day"] < draw["day"] for one in draw.get("entries", ()))
    if "order" in draw:
        found.setdefault("contributions", True)
        entered = entered_results(draw)
        found["results"] = entered.state != "agreed" or entered.results != tuple(draw["results"])
        seed = _root(lambda: draw_seed(*roots, draw["results"]))
        found["seed"] = b64u_encode(seed) != draw["seed"]
        found["order"] = draw_order([one["id"] for one in draw["entrants"]], seed) != list(draw["order"])
    return [fault for fault in DRAW_FAULTS if found.get(fault)]


def read_values(draw: Said) -> list[bytes]:
    """What phones contributed, as bytes. `malformed` where one is not 16 bytes, canonically."""
    return [b64u_decode(value, SALT_BYTES) for value in draw.get("values", ())]


_SHOWN = ("id", "name", "note")


class _Numbers:
    """Numbers from a seed: the first 8 bytes of SHA-256(seed ‖ counter), the big end first."""

    def __init__(self, seed: bytes) -> None:
        self._seed, self._counter = seed, 0

    def below(self, bound: int) -> int:
        """A number below the bound, each as likely as the others: what would favour the small ones is thrown away."""
        limit = 2**64 - 2**64 % bound
        while True:
            block = hashlib.sha256(self._seed + self._counter.to_bytes(8)).digest()
            self._counter += 1
            number = int.from_bytes(block[:8])
            if number < limit:
                return number % bound


def _check_rising(values: Sequence[bytes]) -> None:
    if any(a >= b for a, b in zip(values, values[1:], strict=False)):
        raise Malformed("draw")


def _has_each(newest: Mapping[str, Said]) -> bool:
    return all(any(one["role"] == role for one in newest.values()) for role in DICE_ROLES)


def _root(make: Any) -> bytes:
    """What is made, or nothing where it cannot be: that equals no root."""
    try:
        found: bytes = make()
    except Malformed:
        return b""
    return found
