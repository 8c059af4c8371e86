"""Regions: provinces, cities, counties, towns and villages by their national statistical codes.

Read once from a CSV file (`code,name,level,parent`); a scope of a region that is not in it does not exist here.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from pathlib import Path

import msgspec

from shaiba_sync.scope import Level, covers, prefix_of, region_level

FILE = Path(__file__).with_name("data") / "regions.csv"
COLUMNS = ["code", "name", "level", "parent"]


class Region(msgspec.Struct, frozen=True, gc=False):
    """A region: its code, its name, how high it stands, and the code of the region it belongs to ("" of a province)."""

    code: str
    name: str
    level: Level
    parent: str


class BadRegions(Exception):
    """The file cannot be used; `row` is the line of the file, `why` a word."""

    def __init__(self, row: int, why: str) -> None:
        super().__init__(f"row {row}: {why}")
        self.row = row
        self.why = why


class Regions:
    """The regions that this server knows, in the order of their file. They are gone through when the first is asked
    for."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = regions

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {region.code: region for region in self._regions}

    def __len__(self) -> int:
        return len(self._by_code)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._by_code.values())

    def __contains__(self, code: object) -> bool:
        return code in self._by_code

    def get(self, code: str) -> Region | None:
        """The region with this code, if it is known."""
        return self._by_code.get(code)

    def villages(self, code: str) -> list[Region]:
        """All that `covers` says are of this region, in the order of the list; of what is no code, none."""
        if not covers(code, code):
            return []
        prefix = prefix_of(code)
        return [one for one in self if one.level == "village" and one.code.startswith(prefix)]

    def name(self, code: str) -> str:
        """The region's name; its code where it is not known."""
        region = self._by_code.get(code)
        return region.name if region else code


def load_regions(path: Path = FILE) -> Regions:
    """Read and check the file. Raises `BadRegions` with the row that is wrong."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return Regions(parse_regions(csv.reader(file)))


@cache
def shipped_regions() -> Regions:
    """Those that travel with the program; read once, whoever asks, and not before. (A county's own are read and
    checked when a server starts.)"""

    def read() -> Iterator[Region]:
        yield from load_regions()

    return Regions(read())


def parse_regions(rows: Iterable[list[str]]) -> list[Region]:
    """Regions from rows of text, the first being the names of the columns. Parents come before their children."""
    found: dict[str, Region] = {}
    below = {"": ""}  # with what the codes of a region's own begin
    for number, row in enumerate(rows, 1):
        if number == 1:
            if row != COLUMNS:
                raise BadRegions(number, "columns")
            continue
        if len(row) != len(COLUMNS):
            raise BadRegions(number, "columns")
        region = _region(number, *row)
        if region.code in found:
            raise BadRegions(number, "twice")
        if region.parent not in below and region.parent in found:
            below[region.parent] = prefix_of(region.parent)
        if not region.code.startswith(below.get(region.parent, "?")):
            raise BadRegions(number, "parent")
        found[region.code] = region
    return list(found.values())


COMMON = bytes(byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)).decode(
    "gb2312", "ignore"
)
"""The 3,755 characters that are used most (level 1 of GB/T 2312)."""


def readings(regions: Regions) -> dict[str, str]:
    """How each character of the names, and each common one, is read (pinyin without tones): by these a phone finds a
    village, and a payee. A character with several readings has its most usual one."""
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # single characters are all we ask: 20 MB less
    from pypinyin import lazy_pinyin

    characters = sorted({*COMMON, *(character for region in regions for character in region.name)})
    return {c: reading for c in characters if (reading := lazy_pinyin(c)[0]) != c}


def _region(number: int, code: str, name: str, level: str, parent: str) -> Region:
    if len(code) != 12 or not code.isascii() or not code.isdigit():
        raise BadRegions(number, "code")
    if not name.strip():
        raise BadRegions(number, "name")
    found = region_level(code)
    if level != found or (level == "province") != (parent == ""):
        raise BadRegions(number, "level")
    return Region(code, name, found, parent)
