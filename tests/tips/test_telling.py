"""Whether a phone's days tell that a tip was written: ten thousand of them, half with one, nobody can tell which half.

Of the same seed are the same person and days, with a tip and without: what then differs, differs because of the tip.
"""

import secrets

import pytest

from tests.tips.phone_day import Sealed, phone_day
from tests.tips.telling import auc, told_by_all, told_by_each

PEOPLE = 5_000


@pytest.fixture(scope="module")
def sealed() -> Sealed:
    return Sealed()


@pytest.mark.parametrize("seed", [1, secrets.randbits(40)], ids=["fixed", "fresh"])
def test_nothing_that_is_seen_tells_a_tip(sealed: Sealed, seed: int) -> None:
    people = range(seed * PEOPLE, (seed + 1) * PEOPLE)
    without, with_it = ([phone_day(one, sealed, has_tip=has) for one in people] for has in (False, True))
    each = told_by_each(without, with_it)
    assert max(abs(one - 0.5) for one in each) <= 0.02, (seed, each)
    assert abs(told_by_all(without, with_it) - 0.5) <= 0.02, seed


def test_a_phone_that_sends_a_tip_at_once_is_told(sealed: Sealed) -> None:
    """The classifier can see: this is what it would look like."""
    people = range(1, PEOPLE)
    without = [phone_day(one, sealed, has_tip=False, at_once=True) for one in people]
    with_it = [phone_day(one, sealed, has_tip=True, at_once=True) for one in people]
    days = [(a, b) for a, b in zip(without, with_it, strict=True) if a[5]]  # those on which the app was used
    found = told_by_all(*map(list, zip(*days, strict=True)))
    assert found > 0.9


def test_ranks_are_what_they_are_said_to_be() -> None:
    assert auc([1, 2, 3], [4, 5]) == 1.0
    assert auc([4, 5], [1, 2, 3]) == 0.0
    assert auc([1, 1], [1, 1, 1]) == 0.5
    assert auc([1, 3], [2]) == 0.5
