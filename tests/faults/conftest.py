"""Before and after each fault the same lines are checked."""

from collections.abc import Iterator

import pytest

from tests.signatures import good_ones_remembered


@pytest.fixture(autouse=True)
def _no_signature_is_reckoned_twice() -> Iterator[None]:
    with good_ones_remembered():
        yield
