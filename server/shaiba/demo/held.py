"""A secret poll of the demo that is over: 溪美村 asked each household; twelve answered, the server counted, every phone
counts again. Held by the server's own machinery, step by step, as the story comes to each step's time. Invented.
"""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode, device_id

from ..kind import day_of
from ..replica.duty import say
from ..replica.polls import Polls
from ..replica.replica import Replica
from ..storage.ballots import BallotFolder
from ..storage.blobs import BlobFolder
from ..storage.issuers import Issuers
from .people import MARK, names
from .polls import VILLAGE
from .voter import Voter

DAY_MS = 86_400_000
CHOICES = (0, 1, 0, 2, 0, 1, 0, 0, 3, 1, 0, 2)
WORDS = {3: "路灯开到半夜就行。", 8: "食堂请先问老人想吃什么。"}
ANSWERED = 8
HOME, SQUARE = f"village/{VILLAGE}", f"square/{VILLAGE}"
CHAIR = f"{VILLAGE}-committee"
ASKED = {
    "title": f"村里的余钱先做什么{MARK}",
    "why": "余钱不多，每户一票，先做票多的那一样。",
    "about": "choice",
    "unit": "household",
    "secrecy": "secret",
    "answer": "single",
    "options": ["村道", "自来水", "路灯", "老人食堂"],
    "suggestions": "welcome",
    "late_h": 24,
}

Change = dict[str, Any]
SayAs = Callable[[str, str, list[Change], int], Awaitable[None]]
"""Push as a person: person, scope, changes, when (ms since 1970)."""


class HeldPoll:
    """Its steps, each with its time; `folder` is for ballots and the key, and empty when it is over."""

    def __init__(
        self,
        replica: Replica,
        blobs: BlobFolder,
        folder: Path,
        *,
        public_key: Callable[[str], bytes],
        say_as: SayAs,
        now_ms: int,
        record: str,
        seed: int,
    ) -> None:
        self._replica, self._public_key, self._say_as, self._poll = replica, public_key, say_as, record
        self._moment = now_ms
        self._polls = Polls(replica, blobs, BallotFolder(folder / "b"), Issuers(folder / "k"), lambda: self._moment)
        chance = Random(f"held/{seed}")  # noqa: S311 — invented households
        self._names = names(chance, len(CHOICES))
        self._voters = [Voter(record, VILLAGE, f"12-{number:03}", chance) for number in range(1, len(CHOICES) + 1)]
        self.begin(now_ms, seed)

    def begin(self, now_ms: int, seed: int) -> None:
        """When each step is taken."""
        began = now_ms - 11 * DAY_MS
        self.steps: list[tuple[int, Callable[[], Awaitable[None]]]] = [
            (began, self._ask),
            (began + DAY_MS // 4, self._take),
            (began + DAY_MS, self._cast),
            (began + 5 * DAY_MS, self._count),
            (began + 6 * DAY_MS, self._answer),
        ]

    async def go_to(self, now_ms: int) -> None:
        """Take every step whose time has come."""
        while self.steps and self.steps[0][0] <= now_ms:
            self._moment, step = self.steps.pop(0)
            await step()

    async def _ask(self) -> None:
        today = day_of(self._moment)
        until = f"{int(today[:4]) + 3}-12-31"
        known: list[Change] = []
        for person in self._people:
            key = self._public_key(person)
            device = {"person": person, "alg": "ed25519", "key": b64u_encode(key), "since": today}
            grant = {"person": person, "role": "villager", "since": today, "until": until}
            known.append({"do": "device.enrol", "id": device_id("ed25519", key), "set": device})
            known.append({"do": "grant.give", "id": f"{self._poll[:8]}-{person[-2:]}", "set": grant})
        roll = [
            {"do": "member.add", "id": person, "set": {"name": name + MARK, "household": one.who, "group": "第12组"}}
            for person, name, one in zip(self._people, self._names, self._voters, strict=True)
        ]
        await say(self._replica, HOME, known, now_ms=self._moment)
        await say(self._replica, SQUARE, roll, now_ms=self._moment)
        days = {"opens": today, "closes": day_of(self._moment + 2 * DAY_MS), "by": CHAIR}
        await self._say_as(CHAIR, HOME, [{"do": "poll.open", "id": self._poll, "set": ASKED | days}], self._moment)
        await self._polls.settle([HOME])

    async def _take(self) -> None:
        [poll] = [view(one) for one in await self._replica.store.records(HOME, "poll") if one.id == self._poll]
        for person, one in zip(self._people, self._voters, strict=True):
            await self._say_as(person, SQUARE, [one.ask(poll["issuers"], person)], self._moment)
        await self._sign()
        for one in self._voters:
            ticket = await self._replica.store.record(f"home/{VILLAGE}-{one.who}", "ticket", one.record)
            assert ticket is not None  # noqa: S101 — it was just given
            one.unblind(ticket.fields["signed"])

    async def _sign(self) -> None:
        await self._polls.settle([SQUARE])

    async def _cast(self) -> None:
        for number, (one, choice) in enumerate(zip(self._voters, CHOICES, strict=True)):
            await self._polls.take(one.ballot([choice], words=WORDS.get(number, "")))

    async def _count(self) -> None:
        await self._polls.settle([HOME])

    async def _answer(self) -> None:
        """One of the two suggestions; the other waits."""
        of = [b64u_encode(sha256(WORDS[ANSWERED].encode()).digest())]
        said = {"poll": self._poll, "of": of, "outcome": "adopted", "text": "下月开户主会，先问老人。", "by": CHAIR}
        await self._say_as(CHAIR, HOME, [{"do": "suggestion.answer", "id": self._poll, "set": said}], self._moment)

    @property
    def _people(self) -> list[str]:
        return [f"{VILLAGE}-h{number:02}" for number in range(len(self._voters))]
