"""Who calls, and how far his session goes."""

import msgspec

from ..identity import session as sessions
from ..kind import Actor
from ..storage.store import Session


class Caller(msgspec.Struct, frozen=True):
    """Who a session is: the actor as far as this session goes, and the scopes that are not public which it may read
    now. `official` is whether the person is one at all; `until_ms`, when this must be looked at again."""

    actor: Actor
    scopes: tuple[str, ...]
    session: Session
    official: bool
    stepped: bool
    until_ms: int

    def writes(self, now_ms: int) -> tuple[str, ...]:
        """The devices whose stepped acts this session may bring: its own, or none (people.md 11)."""
        return (self.actor.device,) if sessions.is_fresh(self.session, now_ms) else ()
