"""Logging: one constant event and its fields. JSON in production, columns at a desk.

Three levels: error = a person should look; info = state changed; debug = for the developer. Identifiers, never objects.
Never logged: what ops say, names, tips, receipts, ballots, codes, tokens, addresses. What may come near a log is
wrapped in `Sealed`.
"""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import msgspec


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Nothing that is loaded meanwhile finds this module."""
    modules: dict[str, Any] = sys.modules
    absent = object()
    before = modules.get(name, absent)
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]
        if before is not absent:
            modules[name] = before


with _without("rich"):  # with it structlog draws frames about tracebacks; loading it is a tenth of a server's start
    import structlog

T = TypeVar("T")

log: Any = structlog.get_logger()


class Sealed(Generic[T]):
    """A value that shows itself to nobody by accident: not in logs, not in tracebacks, not in JSON."""

    __slots__ = ("_value",)

    def __init__(self, value: T) -> None:
        self._value = value

    def open(self) -> T:
        """The value, to use it."""
        return self._value

    def __repr__(self) -> str:
        return "<sealed>"

    __str__ = __repr__


def set_up(level: str = "info", *, columns: bool = False) -> None:
    """Say where logs go (stderr) and how they look. Called once, by a command."""
    renderer = structlog.dev.ConsoleRenderer() if columns else structlog.processors.JSONRenderer(_as_json)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),  # one system call a line
    )


def _as_json(event: dict[str, Any], **_: object) -> str:
    """A line for each push: the library's own encoder took a twentieth of it."""
    return msgspec.json.encode(event, enc_hook=repr).decode()
