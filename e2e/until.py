"""Wait on a condition, within a bound. The only place of the end-to-end tests that lets time pass."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def until(condition: Callable[[], T | None], what: str, timeout_s: float = 60) -> T:
    """Ask again and again until the answer is true, and give it; `what` is what was waited for, for the failure."""
    end = time.monotonic() + timeout_s
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"waited {timeout_s} s: {what}")
        time.sleep(0.03)
