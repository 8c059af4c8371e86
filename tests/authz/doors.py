"""The doors besides the push: what each person who is signed in asks of each, and what the table says they hear."""

import json
from collections.abc import Iterator
from typing import Any

from shaiba.domain import KINDS
from shaiba_sync.op import b64u_encode
from shaiba_sync.tips import REPLY_BYTES, SLOT_BYTES, answer_bytes, round_at
from shaiba_sync.wire import SyncHeader, format_header
from tests.asgi import Answer, Asker
from tests.authz.people import is_of_each_sort
from tests.authz.table import (
    KEEPER,
    OPENERS,
    PUBLIC,
    RELEASERS,
    TERMS,
    WATCHERS,
    Sort,
    Who,
    as_citizen,
    has,
    hears,
    is_official,
)
from tests.authz.world import COUNTY, NAMES, OTHER_COUNTY, World
from tests.conftest import NOW_MS, VILLAGE
from tests.tips.county import work
from tests.web.test_identity import OURS
from tests.web.test_vouch import by_phone

NOWHERE: dict[Sort, str] = {
    "square": "square/350524102999",
    "roll": "office/350524102999/roll",
    "books": "office/350524102999/books",
    "review": "office/350524102999/review",
    "case": f"case/{VILLAGE}-none",
    "watch": "watch/350526000000",
    "home": f"home/{VILLAGE}-none",
    "next door": f"home/{VILLAGE}-none-either",
    "box": "box/none",
    "poll": "poll/none",
    "meeting": "meeting/none",
}
"""Of each sort that is not public, one that there is not."""

LETTERS = "/identity/letters"
SOME = {"region": VILLAGE, "ids": ["none"]}
ONE = {"region": VILLAGE, "id": "none", "digits": "0000"}
ASK = {"why": "audit", "words": "核对救助名单"}
OPEN = {
    "open an original": {"scope": NAMES["books"], "id": "o0", **ASK},
    "open one that is not there": {"scope": NAMES["books"], "id": "none", **ASK},
    "open in an office that is not there": {"scope": NOWHERE["books"], "id": "o0", **ASK},
    "open among the roll": {"scope": NAMES["roll"], "id": "o0", **ASK},
}

SLOT = {
    "slot": b64u_encode(bytes(SLOT_BYTES)),
    "nonce": b64u_encode(work(COUNTY, round_at(NOW_MS, 86_400), bytes(SLOT_BYTES), 8)),
    "was": b64u_encode(bytes(32)),
}
"""What is of one."""
ELSEWHERE = {"county": OTHER_COUNTY}

FRESH_MS, UNUSED_MS, STEPPED_MS = 5 * 60_000, 30 * 60_000, 12 * 3_600_000
"""How long a passkey is good for an act, for reading while nothing is read, and for reading at all."""

Found = list[tuple[str, str, str]]
"""Cell, wanted, got."""


class Doors:
    """Asks as one person after the other."""

    def __init__(self, world: World) -> None:
        self.village, self.world = world.village, world
        self.asked = False
        """Whether whoever is signed in must show a passkey before the doors that ask for one."""
        self.open_tags: dict[str, str] = {}
        """ETags of the files that somebody has read whole."""
        self.open_told: dict[tuple[str, bytes], set[str]] = {}
        """Of which records such a file tells, by its bytes: of the same bytes it is the same."""
        self.public: dict[str, set[str]] = {}
        """Of which records there is something public, by kind: of a village in which nobody says anything meanwhile."""
        client: Any = world.village.client
        self.client = Asker(client._transport.app, lambda: client.cookies)
        """Asks with the cookies of the village's client, in which people sign in."""

    async def sign_in(self, who: Who, *, shown_ms: int | None = 0, used_ms: int | None = None) -> Who:
        """A session for their device, whatever has become of it; whom it makes them (people.md 6)."""
        self.village.client.cookies.clear()
        if not who.clerk:
            await self.world.session(who.name, shown_ms=shown_ms, used_ms=used_ms)
        self.asked = is_official(who) and (shown_ms is None or shown_ms > FRESH_MS)
        reads = shown_ms is not None and shown_ms < STEPPED_MS
        reads = reads and (shown_ms if used_ms is None else used_ms) < UNUSED_MS
        return who if reads else as_citizen(who)

    async def pull(self, who: Who) -> Found:
        """POST /sync, each scope's last line; those that are not theirs are answered as if they were not there."""
        last = {}
        for name in NAMES.values():
            head = await self.village.store.head(name)
            last[name] = (0, head.size - 1 if head else 0)
        told = (await self._pulled(last)).text
        mine = (await self._pulled({}, mine=True)).text
        hidden = [sort for sort in NOWHERE if not open_to(who, sort)]
        there = await self._pulled({NAMES[sort]: (0, 0) for sort in hidden})
        nowhere = await self._pulled({NOWHERE[sort]: (0, 0) for sort in hidden})
        same = (there.status_code, there.content) == (nowhere.status_code, nowhere.content)
        found = [cell(who, "pull: as if it were not there", True, same)]
        for sort, name in NAMES.items():
            found.append(cell(who, f"pull {sort}", open_to(who, sort), f'"scope":"{name}"' in told))
            if sort in NOWHERE:
                found.append(cell(who, f"pull mine {sort}", open_to(who, sort), f'"scope":"{name}"' in mine))
        return found

    async def _pulled(self, have: dict[str, tuple[int, int]], *, mine: bool = False) -> Answer:
        header = SyncHeader(dict(have), mine)
        return await self.client.post("/sync", content=format_header(header) + b"\n")

    async def live(self, who: Who) -> Found:
        """GET /live: the first event names what is heard."""
        asked = {**NAMES, **{f"no {sort}": name for sort, name in NOWHERE.items()}}
        query = "&".join(f"scope={name}" for name in asked.values())
        told = (await self.client.request("GET", "/live", query=query, leaves=True)).text
        heard = {json.loads(line[6:])["scope"] for line in told.splitlines() if line.startswith("data: ")}
        found = [cell(who, f"live {sort}", open_to(who, sort), name in heard) for sort, name in NAMES.items()]
        return found + [
            cell(who, f"live no {sort}", False, name in heard)
            for sort, name in NOWHERE.items()
            if not open_to(who, sort)
        ]

    async def files(self, who: Who, blobs: dict[Sort, str]) -> Found:
        """GET /blob: a picture is for whoever reads what names it; for others it is not there."""
        nothing = await self.client.get(f"/blob/{'f' * 64}")
        found = []
        for sort, blob in blobs.items():
            answer = await self.client.get(f"/blob/{blob}")
            hidden = (answer.status_code, answer.content) == (nothing.status_code, nothing.content)
            wanted = "given" if open_to(who, sort) else "as if it were not there"
            got = "given" if answer.status_code == 200 else "as if it were not there" if hidden else answer.text
            found.append((f"{who.name} | picture in {sort}", wanted, got))
        return found

    async def vouch(self, who: Who, note: str) -> Found:
        """POST cosign: a supervisor of this very village. The signature proves whose it is."""
        answer = await self.client.post(
            f"/log/{NAMES['village']}/cosign", content=by_phone(note, self.world.phones[who.name]).encode()
        )
        grants = [held for held in who.grants if TERMS[held.term]]
        may = who.signs and any((held.role, held.place) == ("supervisor", "village") for held in grants)
        got = "taken" if answer.status_code == 204 else answer.json()["error"]
        return [(f"{who.name} | vouch", "taken" if may else "forbidden", got)]

    async def open_data(self, who: Who) -> Found:
        """GET /open: the same to everybody, of the kinds that declare it; of the others as if they were not there. One
        of each sort of people reads all of it whole; each of the others asks for a seventh of the kinds, and the server
        says that theirs is the same (its ETag): the route asks nobody who they are."""
        found = []
        whole = is_of_each_sort(who)
        for kind in KINDS if whole else KINDS[len(who.name) % 7 :: 7]:
            path = f"/open/{VILLAGE}/{kind.name}.json"
            known = None if whole else self.open_tags.get(path)
            mine = await self.client.get(path, headers={"if-none-match": known} if known else {})
            wanted = "as if it were not there" if not kind.open else "the same" if known else "given"
            got = {200: "given", 304: "the same"}.get(mine.status_code, "as if it were not there")
            found.append((f"{who.name} | open data of {kind.name}", wanted, got))
            if mine.status_code == 200:
                self.open_tags[path] = mine.headers["etag"]
                key = (kind.name, mine.content)
                if key not in self.open_told:
                    self.open_told[key] = {str(row["id"]) for row in mine.json()["rows"]}
                if kind.name not in self.public:
                    self.public[kind.name] = await self._public(kind.name)
                told, public = self.open_told[key], self.public[kind.name]
                found.append(cell(who, f"open data of {kind.name}: what is public and no more", True, told == public))
        return found

    async def _public(self, kind: str) -> set[str]:
        return {one.id for sort in PUBLIC for one in await self.village.store.records(NAMES[sort], kind)}

    async def letters(self, who: Who) -> Found:
        """Who keeps the roll asks; a supervisor or a cadre releases; both list and void."""
        keeps, releases = keeps_roll(who), signs(who) and has(who, RELEASERS, "village")
        post, nobody = self.client.post, {"region": VILLAGE, "people": ["none"]}
        asked = {
            "ask for letters*": (keeps, 404, await post(LETTERS, json=nobody, headers=OURS)),
            "release letters*": (releases, 200, await post(f"{LETTERS}/release", json=SOME, headers=OURS)),
            "void letters": (keeps or releases, 200, await post(f"{LETTERS}/void", json=SOME, headers=OURS)),
            "attest a letter that is not there*": (False, 200, await post(f"{LETTERS}/attest", json=ONE, headers=OURS)),
            "letters to attest": (signs(who), 200, await self.client.get(f"{LETTERS}/attest")),
            "list letters": (keeps or releases, 200, await self.client.get(LETTERS, params={"region": VILLAGE})),
        }
        return [self.status(who, door, may, good, answer) for door, (may, good, answer) in asked.items()]

    async def privacy(self, who: Who) -> Found:
        """Whose role it is opens what is covered; no other answer tells whether there is anything."""
        opens = signs(who) and has(who, OPENERS, "books")
        found, refused = [], set()
        for door, body in OPEN.items():
            answer = await self.client.post("/privacy/open", json=body, headers=OURS)
            found.append(self.status(who, f"{door}*", opens and door == "open an original", 200, answer))
            if answer.status_code != 200:
                refused.add(answer.content)
        found.append(cell(who, "open: all refusals are one", True, len(refused) == 1))
        for path in ("/privacy/access", "/privacy/own", "/identity/me"):
            found.append(self.status(who, path, signs(who), 200, await self.client.get(path)))
        return found

    async def slots(self, who: Who) -> Found:
        """A slot is taken from everybody alike, with one answer; of what came, and to reply, only who holds a key there
        or above is told anything."""
        holds = signs(who) and has(who, frozenset(WATCHERS), "county")
        round = round_at(self.village.time(), 86_400)
        sent = {"county": COUNTY, "round": round, "since": 0, **SLOT}
        reply = {"county": COUNTY, "round": round, "mailbox": SLOT["was"], "reply": b64u_encode(bytes(REPLY_BYTES))}
        taken = await self.client.post("/slot", json=sent)
        found = [cell(who, "a slot is taken, and nobody told apart", True, taken.content == bytes(answer_bytes([])))]
        get, post = self.client.get, self.client.post
        asked = {
            "which rounds there are": ("kept", 200, await get(f"/slot/{COUNTY}")),
            "slots of a round that runs": ("", 200, await get(f"/slot/{COUNTY}/{round}/0")),
            "replies of a round that runs": ("", 200, await get(f"/reply/{COUNTY}/{round}")),
            "reply": ("kept", 204, await post("/reply", json=reply, headers=OURS)),
            "rounds of another county": ("", 200, await get(f"/slot/{OTHER_COUNTY}")),
            "slots of another county": ("", 200, await get(f"/slot/{OTHER_COUNTY}/{round}/0")),
            "reply to another county": ("", 204, await post("/reply", json=reply | ELSEWHERE, headers=OURS)),
        }
        for door, (kept, good, answer) in asked.items():
            wanted = str(good) if kept and holds else "404 not_found" if signs(who) else "401 signed_out"
            got = str(answer.status_code) + (f" {answer.json()['error']}" if answer.status_code >= 400 else "")
            found.append((f"{who.name} | {door}", wanted, got))
        return found

    def status(self, who: Who, door: str, may: bool, good: int, answer: Answer) -> tuple[str, str, str]:
        """Of a route: its own answer, or the refusal of who may not, of who is nobody, or, where a star says that the
        door asks for it, of who did not show to be there."""
        wanted = str(good) if may else "403 forbidden {}" if signs(who) else "401 signed_out {}"
        if self.asked and signs(who) and door.endswith("*"):
            wanted = "403 step_up {}"
        body: Any = {} if answer.status_code == good else answer.json()
        refused = f"{answer.status_code} {body.get('error')} {body.get('detail', {})}"
        return f"{who.name} | {door}", wanted, refused if "error" in body else str(answer.status_code)


def keeps_roll(who: Who) -> bool:
    return signs(who) and has(who, frozenset({KEEPER}), "village")


def signs(who: Who) -> bool:
    """Whether there is a session: the clerk has none."""
    return who.signs and not who.clerk


def open_to(who: Who, sort: Sort) -> bool:
    """Whether they hear of the scope over the network."""
    return hears(who, sort, own=who.name == "author") if signs(who) else sort in PUBLIC


def cell(who: Who, door: str, wanted: bool, got: bool) -> tuple[str, str, str]:
    return f"{who.name} | {door}", "yes" if wanted else "no", "yes" if got else "no"


def log_doors() -> Iterator[tuple[Sort, str, str]]:
    """Method and end of what is asked of a log without a session, of each sort that is not public."""
    for sort in NOWHERE:
        for file in ("checkpoint", "witnessed", "entries/0.p/1", "tile/0/0.p/1", "evidence"):
            yield sort, "GET", file
        for file in ("cosign", "evidence", "refill", "regain"):
            yield sort, "POST", file
