"""What lists say of tiers."""

import re

from shaiba.packager.index import Began, Packed
from shaiba.packager.playlist import BANDWIDTH, master_list
from shaiba.packager.shelf import Shelf


def test_a_tier_that_a_computer_pushes_says_how_much_its_heaviest_segment_needs() -> None:
    shelf = Shelf()
    hashes = dict.fromkeys(("v", "p", "a"), "x")
    codecs = dict.fromkeys(("v", "p", "a"), "avc1")
    shelf.add(Began(0, hashes, 0, codecs, 640, 360))  # type: ignore[arg-type]  # a dict of all three tiers
    for n, (ms, size) in enumerate([(2_000, 250_000), (2_000, 300_000), (400, 100_000)]):
        shelf.add(Packed(0, n, ms, 94, hashes, {"v": size, "p": 20_000, "a": 8_000}))  # type: ignore[arg-type]
    said = [int(one) for one in re.findall(r"BANDWIDTH=(\d+)", master_list(shelf, video=True))]
    assert said == [1_200_000, BANDWIDTH["p"], BANDWIDTH["a"]], "a stub of 400 ms does not count"
