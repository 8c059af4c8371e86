"""What holds of meetings for several kinds: who calls one and writes it down, and until when one may speak to it. Pure.

Spec: sync/spec/meeting.md.
"""

from datetime import date, timedelta

from shaiba_sync.errors import Closed, Invalid

from .kind import Context, View, day_of

CALLERS = ("committee", "branch", "supervisor", "station", "cadre")
"""Who calls a meeting in his village, or below his region, and writes down what came of it."""

ASK_DAYS = 30
"""So many days after a meeting one may still ask about it."""


def must_be_caller(kind: str, by: str, field: str, context: Context) -> None:
    """Refuse who may not call meetings here, or says so in another's name."""
    if not context.actor.has(*CALLERS, region=context.region):
        raise context.forbid(kind, "office")
    if by != context.actor.person:
        raise Invalid(field, "who_acts")


def met_on(meeting: View) -> str:
    """The day that stands."""
    moves = meeting.get("moves", ())
    return str((moves[-1] if moves else meeting)["day"])


def check_meeting(record: str, context: Context) -> View:
    """The meeting of the village, where one may still speak to it; else refused."""
    meeting = context.above("meeting", record)
    if meeting is None or "agenda" not in meeting:
        raise Invalid("set.meeting", "unknown")
    last = date.fromisoformat(met_on(meeting)) + timedelta(days=ASK_DAYS)
    if "cancelled" in meeting or day_of(context.now_ms) > last.isoformat():
        raise Closed
    return meeting
