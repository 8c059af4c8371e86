"""Plain words: written like a person's name, and nobody's. A firm that masking would cover keeps its name by it.

Said by the accountant with a reason, after a passkey, where everyone reads it: so each is known, and they are counted.
Of whom the village's roll has it never uncovers anything. Spec: sync/spec/privacy.md, "What is no name".
"""

from typing import Annotated, Literal

from msgspec import Meta

from shaiba_sync.errors import Invalid
from shaiba_sync.privacy import is_name

from ..kind import Change, Context, Day, Fields, Kind, View, check_days, fields_of, must_be_new, must_exist

Why = Literal["firm", "office", "place", "goods"]


class Say(Fields, frozen=True):
    """The word, what it is the name of, and how the accountant knows."""

    name: Annotated[str, Meta(min_length=2, max_length=20)]
    why: Why
    words: Annotated[str, Meta(min_length=4, max_length=200)]


class SayPlain(Change, tag="plain.say", frozen=True):
    """From now on this word is not covered in the village's rows."""

    set: Say


class Withdraw(Fields, frozen=True):
    """The day from which it is covered again."""

    withdrawn: Day


class WithdrawPlain(Change, tag="plain.withdraw", frozen=True):
    """It was somebody's name after all. What was published with it stays as it is."""

    set: Withdraw


def allow(change: SayPlain | WithdrawPlain, past: View | None, context: Context) -> None:
    """Say: the accountant. Withdraw: the accountant, and who looks at the books: supervisors and cadres."""
    actor, region = context.actor, context.region
    if isinstance(change, WithdrawPlain):
        if not actor.has("accountant", "supervisor", "cadre", region=region):
            raise context.forbid("plain", "supervisor")
        must_exist(past, "name")
        check_days(**{"set.withdrawn": change.set.withdrawn})
        return
    if not actor.has("accountant", region=region):
        raise context.forbid("plain", "accountant")
    must_be_new(past)
    if not is_name(change.set.name):
        raise Invalid("set.name", "not_a_name")


CHANGES = (SayPlain, WithdrawPlain)
STEPPED = frozenset({"plain.say", "plain.withdraw"})
KIND = Kind("plain", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, stepped=STEPPED)
