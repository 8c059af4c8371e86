"""What carries a knock: a person, a village's name, a sentence that is always the same."""

from typing import Literal, Protocol

import msgspec

SENTENCE = "有新消息，请打开晒坝查看。"
"""All that is ever said: what it is about stands in the app (sync/spec/notify.md 7)."""

Outcome = Literal["sent", "again", "never"]
"""Delivered, or nobody to deliver to; to be tried again later; of no use to try again."""


class Knock(msgspec.Struct, frozen=True):
    """`person` is an id of the roll, `village` the name of hers, `at` the time, ISO, to the minute."""

    at: str
    village: str
    person: str

    def line(self) -> bytes:
        """As gateways are given it: one line of JSON."""
        said = {"at": self.at, "village": self.village, "person": self.person, "text": f"{self.village}{SENTENCE}"}
        return msgspec.json.encode(said)


class Notifier(Protocol):
    """One way to a person."""

    name: str

    async def send(self, knock: Knock) -> Outcome:
        """Carry it. Never raises: what fails is tried again, and is in the inbox anyway."""
        ...
