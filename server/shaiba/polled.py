"""What holds of polls for several kinds: who asks, when one may answer, and for whom. Pure. Spec: sync/spec/poll.md."""

from typing import Annotated, Literal

from msgspec import UNSET, Meta, UnsetType

from shaiba_sync.ballot import MOST_OPTIONS, MOST_WORDS
from shaiba_sync.errors import Closed, Invalid
from shaiba_sync.poll import poll_state

from .kind import Context, Fields, RecordId, View, day_of, is_on_roll

ASKERS = ("committee", "cadre", "department", "inspector", "admin", "discipline")
"""Who asks in his village or region, or below it, and answers what was suggested."""

Choice = Annotated[list[Annotated[int, Meta(ge=0, le=MOST_OPTIONS)]], Meta(max_length=MOST_OPTIONS)]


class PollSaid(Fields, frozen=True):
    """What was chosen, who said so, and what he added."""

    by: RecordId
    choice: Choice
    words: Annotated[str, Meta(min_length=1, max_length=MOST_WORDS)] | UnsetType = UNSET


def check_polled(record: str, secrecy: Literal["open", "named", "secret"], context: Context, kind: str) -> View:
    """The poll, where it is of this secrecy and takes answers now; else refused."""
    if context.actor.person is None:
        raise context.forbid(kind, "roll")
    poll = context.above("poll", record)
    if poll is None or poll.get("secrecy") != secrecy:
        raise Invalid("set.poll", "unknown")
    state = poll_state(poll, context.now_ms)
    if state == "waiting":
        raise Invalid("set.poll", "too_early")
    if state not in ("open", "late"):
        raise Closed
    return poll


def must_answer_for(poll: View, who: str, by: str, field: str, context: Context, kind: str) -> None:
    """Refuse who is neither that person or one of that household, by the roll of today, nor acts for one who is; in a
    household's scope, whoever is of another household."""
    actor, region = context.actor, context.region
    at_home = context.scope.kind == "home"
    look = context.beside if at_home else context.look
    if by != actor.person:
        raise Invalid(field, "who_acts")
    speaks = [by, *(one.person for one in actor.delegations if one.region == region and one.may == "act")]
    for person in speaks:
        member = look("member", person)
        if not is_on_roll(member, day_of(context.now_ms)):
            continue
        if at_home and context.scope.key != f"{region}-{(member or {}).get('household')}":
            continue
        unit = person if poll["unit"] == "person" else (member or {}).get("household")
        if who == unit:
            return
    raise context.forbid(kind, "roll")
