"""An appraisal of the demo that is over: the households of the held poll gave marks to those in office, each ballot
signed by the server and by the village's supervisory committee, which told afterwards how many it had signed. Invented.
"""

from random import Random

from cryptography.hazmat.primitives.asymmetric import rsa

from shaiba_sync.blind import MODULUS_BYTES
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_decode, b64u_encode

from ..kind import day_of
from ..storage.issuers import BITS, E, Issuer
from .held import CHAIR, DAY_MS, HOME, SQUARE, Change, HeldPoll
from .people import MARK
from .polls import VILLAGE

SECOND = f"{VILLAGE}-supervisory"
SUPERVISOR = f"{VILLAGE}-supervisor"
OFFICE = f"office/{VILLAGE}/{SECOND}"
OPTIONS = ["办事公道", "账目公开", "有事找得到人"]
ASKED = {
    "title": f"给村干部打分{MARK}",
    "why": "一年一次，分数在村民代表会议上公布。",
    "about": "appraisal",
    "unit": "household",
    "secrecy": "secret",
    "answer": "scale",
    "options": OPTIONS,
    "late_h": 0,
    "second": SECOND,
}


class HeldAppraisal(HeldPoll):
    """After the held poll, whose people are on the roll by then."""

    def begin(self, now_ms: int, seed: int) -> None:
        self._marks = Random(f"marks/{seed}")  # noqa: S311 — invented households
        self._issuer = Issuer(rsa.generate_private_key(E, BITS))
        began = now_ms - 4 * DAY_MS
        self.steps = [
            (began, self._ask),
            (began + DAY_MS // 4, self._take),
            (began + DAY_MS // 2, self._cast),
            (began + 5 * DAY_MS // 2, self._tell),
        ]

    async def _ask(self) -> None:
        days = {"opens": day_of(self._moment), "closes": day_of(self._moment + DAY_MS), "by": CHAIR}
        await self._say_as(CHAIR, HOME, [{"do": "poll.open", "id": self._poll, "set": ASKED | days}], self._moment)
        key = {"do": "poll.second", "id": self._poll, "set": {"issuer": b64u_encode(self._issuer.spki)}}
        await self._say_as(SUPERVISOR, HOME, [key], self._moment)
        await self._polls.settle([HOME])

    async def _sign(self) -> None:
        """Each asked; the clerk brings what they asked to the committee, which signs, unseeing."""
        await self._polls.settle([SQUARE])
        give: list[Change] = []
        for one in await self._replica.store.records(OFFICE, "signing"):
            signed = self._issuer.sign(b64u_decode(view(one)["blinded"], MODULUS_BYTES))
            give.append({"do": "signing.give", "id": one.id, "set": {"signed": b64u_encode(signed)}})
        await self._say_as(SUPERVISOR, OFFICE, give, self._moment)
        await self._polls.settle([OFFICE])

    async def _cast(self) -> None:
        for one in self._voters:
            await self._polls.take(one.ballot([self._marks.randint(2, 5) for _ in OPTIONS]))

    async def _tell(self) -> None:
        await self._polls.settle([HOME])
        issued = [{"village": VILLAGE, "count": len(self._voters)}]
        tell = {"do": "poll.issued", "id": self._poll, "set": {"issued": issued}}
        await self._say_as(SUPERVISOR, HOME, [tell], self._moment)
