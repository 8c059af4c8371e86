"""A village with every sort of person in it, and a judge: what does a kind say to this change from this person?"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from shaiba.domain import kinds
from shaiba.kind import Actor, Context, Grant
from shaiba_sync.errors import Invalid, SyncError
from shaiba_sync.scope import parse_scope

VILLAGE = "350583112216"
NEIGHBOUR = "350583112217"
TOWN = "350583112000"
COUNTY = "350583000000"


def _person(name: str, role: str, region: str, office: str | None = None) -> Actor:
    return Actor(f"device-{name}", name, (Grant(name, role, region, office, "2026-01-01", "2027-12-31"),))


ACTORS: dict[str, Actor] = {
    "clerk": Actor("device-clerk", None, (), clerk=True),
    "villager": _person("villager", "villager", VILLAGE),
    "accountant": _person("accountant", "accountant", VILLAGE),
    "committee": _person("committee", "committee", VILLAGE),
    "supervisor": _person("supervisor", "supervisor", VILLAGE),
    "cadre": _person("cadre", "cadre", TOWN),
    "keeper": _person("keeper", "cadre", TOWN, "roll"),
    "liaison": _person("liaison", "liaison", VILLAGE),
    "discipline": _person("discipline", "discipline", TOWN),
    "observer": _person("observer", "observer", VILLAGE),
    "admin": _person("admin", "admin", COUNTY),
    "neighbour": _person("neighbour", "villager", NEIGHBOUR),
    "next_accountant": _person("next_accountant", "accountant", NEIGHBOUR),
    "next_cadre": _person("next_cadre", "cadre", "350583113000"),
    "stranger": Actor("device-stranger", None),
}
EVERYONE = frozenset(ACTORS)
BOTH = Actor(
    "device-both",
    "both",
    tuple(Grant("both", role, VILLAGE, None, "2026-01-01", "2027-12-31") for role in ("accountant", "supervisor")),
)
"""Keeps the books, and sits on the committee that looks at them."""
APART: dict[str, Actor] = {
    "both": BOTH,
    "inspector": _person("inspector", "inspector", COUNTY),
    "above": _person("above", "discipline", "350500000000"),
    "second": _person("second", "supervisor", VILLAGE, "o-2"),
    "both_issuers": _person("both_issuers", "committee", VILLAGE, "o-2"),
}
"""Who is asked by name only: not among everybody."""

Judge = Callable[..., str]


@pytest.fixture(scope="session")
def judge() -> Judge:
    """judge(change, by, past, scope, others) → "ok", or the refusal: "closed", "invalid set.until before_since"."""

    def judge(
        change: Mapping[str, Any],
        by: str = "clerk",
        past: Mapping[str, Any] | None = None,
        *,
        scope: str = f"village/{VILLAGE}",
        others: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
        above: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
        beside: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
        count: int = 0,
    ) -> str:
        records, beyond = others or {}, above or {}
        context = Context(
            parse_scope(scope),
            (APART | ACTORS)[by],
            lambda kind, record: records.get((kind, record)),
            0,
            lambda kind, record: beyond.get((kind, record)),
            lambda kind, record: (beside or records).get((kind, record)),
            count=lambda kind, register, value: count,
        )
        try:
            kind, decoded = kinds.decode(change)
            kind.allow(decoded, past, context)
        except Invalid as refusal:
            return f"invalid {refusal.detail['field']} {refusal.detail['why']}"
        except SyncError as refusal:
            return refusal.code
        return "ok"

    return judge


@pytest.fixture(scope="session")
def who(judge: Judge) -> Callable[..., set[str]]:
    """who(change, past, …) → the people who may; everybody else is refused as forbidden."""

    def who(change: Mapping[str, Any], past: Mapping[str, Any] | None = None, **more: Any) -> set[str]:
        answers = {by: judge(change, by, past, **more) for by in ACTORS}
        assert set(answers.values()) <= {"ok", "forbidden"}, answers
        return {by for by, answer in answers.items() if answer == "ok"}

    return who
