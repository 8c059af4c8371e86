"""Who may do what, by hand: written from sync/spec/roll.md, scope.md and people.md, and from nothing that runs.

A right needs two things: that the scope is open to the person (`AUDIENCE`), and that the change is theirs (`CHANGES`).
Both hold in the region of a grant and in those below it (`REACHES`), on the days of its term (`TERMS`). An official
needs a passkey besides, shown lately (`STEPPED`, `as_citizen`).
"""

from functools import cache
from typing import Literal, NamedTuple

Place = Literal["village", "town", "county", "sibling", "elsewhere"]
Sort = Literal[
    "region",
    "county",
    "village",
    "square",
    "roll",
    "books",
    "review",
    "case",
    "watch",
    "home",
    "next door",
    "box",
    "poll",
    "meeting",
]
"""A scope of each sort: `region` is the town's, `roll` and `books` are offices of the village."""

REACHES: dict[Sort, frozenset[Place]] = {
    "county": frozenset({"county"}),
    "region": frozenset({"town", "county"}),
    "village": frozenset({"village", "town", "county"}),
    "square": frozenset({"village", "town", "county"}),
    "roll": frozenset({"village", "town", "county"}),
    "books": frozenset({"village", "town", "county"}),
    "review": frozenset({"village", "town", "county"}),
    "case": frozenset({"village", "town", "county"}),
    "watch": frozenset({"county"}),
    "home": frozenset(),  # by no grant: by the roll's word
    "next door": frozenset(),  # another household of the village
    "box": frozenset(),
    "poll": frozenset(),
    "meeting": frozenset(),
}
"""Where a grant must stand to count there: not below, not beside, not elsewhere."""

PUBLIC: tuple[Sort, ...] = ("region", "county", "village")
NOT_YET: tuple[Sort, ...] = ("box", "poll", "meeting")
"""Scopes that nobody writes yet, the clerk no more than others."""

TERMS = {
    "holds": True,
    "first day": True,
    "last day": True,
    "ends tomorrow": True,
    "ended": False,
    "past": False,
    "to come": False,
}

ROLES = (
    "villager",
    "accountant",
    "committee",
    "branch",
    "supervisor",
    "liaison",
    "seal_keeper",
    "cadre",
    "station",
    "department",
    "discipline",
    "inspector",
    "observer",
    "admin",
)
ALL = frozenset(ROLES)
REVIEWERS = frozenset({"accountant", "supervisor", "cadre"})
CASE_READERS = frozenset({"cadre", "discipline", "inspector"})
WATCHERS = ("discipline", "inspector")
ANSWERERS = frozenset(
    {"committee", "branch", "liaison", "cadre", "station", "department", "discipline", "inspector"},
)
DESK = ANSWERERS - {"station", "department"}
"""Who takes an appeal in and sees to its reply; each at the level of the grant."""
BUILDERS = ("committee", "branch", "accountant")
"""Whose a project is."""
OVERSEERS = ("committee", "branch", "supervisor", "station", "cadre")
"""Who goes and looks how far it is."""
ASKERS = ("committee", "cadre", "department", "inspector", "admin", "discipline")
"""Who asks everybody, and answers what was suggested."""
CALLERS = ("committee", "branch", "supervisor", "station", "cadre")
"""Who calls a meeting, and writes down what came of it."""
COUNTERS = ("committee", "branch", "supervisor", "cadre", "station", "discipline")
"""Who counts votes on paper."""
FILMERS = ("committee", "supervisor", "cadre", "station")
"""Who shows a meeting to those who are away."""
MEETING_VERBS = (
    *("call", "move", "cancel", "door", "attach", "count", "minute", "vote", "confirm", "promise", "follow", "turn"),
)
KEEPER = "cadre of the roll"
"""Who keeps the roll: a cadre, by the same grant for the office `roll`."""


class Rule(NamedTuple):
    """Whose a change is. `own`: the person's whom the record is of, and nobody else's. `here`: by a grant in the
    village (or town) of the scope itself, by none above it; `town`: in its town itself; `office`: whoever has a grant
    for that office, whatever the role."""

    sorts: frozenset[Sort]
    roles: frozenset[str] = frozenset()
    clerk: bool = False
    own: bool = False
    here: bool = False
    town: bool = False
    office: str = ""


def rule(
    sorts: str,
    *roles: str,
    clerk: bool = False,
    own: bool = False,
    here: bool = False,
    town: bool = False,
    office: str = "",
) -> Rule:
    named: dict[str, Sort] = {sort.replace(" ", "-"): sort for sort in REACHES}
    return Rule(frozenset(named[sort] for sort in sorts.split()), frozenset(roles), clerk, own, here, town, office)


REGIONS = "village region county"
HOMES = "home next-door"
EVERY = " ".join(sort.replace(" ", "-") for sort in REACHES if sort not in NOT_YET)

CHANGES: dict[str, Rule] = {
    "village.describe": rule("village", "committee", "cadre", clerk=True),
    "office.open": rule(REGIONS, "admin", clerk=True),
    "office.close": rule(REGIONS, "admin", clerk=True),
    "policy.ask": rule("region county", "admin", clerk=True),
    "masking.say": rule("region county", "admin", clerk=True),
    "plain.say": rule("village", "accountant"),
    "plain.withdraw": rule("village", "accountant", "supervisor", "cadre"),
    "handling.terms": rule("region county", "admin", clerk=True),
    "handling.year": rule("region county", "admin", clerk=True),
    "handling.route": rule("region county", "admin", clerk=True),
    "handling.unroute": rule("region county", "admin", clerk=True),
    "handling.reply": rule("region county", "admin", clerk=True),
    "handling.unreply": rule("region county", "admin", clerk=True),
    "reviewing.ask": rule(REGIONS, "admin", clerk=True),
    "procedure.say": rule("region county", "admin", clerk=True),
    "procedure.end": rule("region county", "admin", clerk=True),
    "powers.say": rule("region county", "admin", clerk=True),
    "catalogue.say": rule("region county", "admin", clerk=True),
    "scheme.publish": rule("region county", "admin", "department", "station", clerk=True),
    "scheme.end": rule("region county", "admin", "department", "station", clerk=True),
    "circular.publish": rule("region county", "discipline", "inspector", clerk=True),
    "circular.withdraw": rule("region county", "discipline", "inspector", clerk=True),
    "reading.sign": rule("village region", "committee", here=True),
    "education.call": rule("region county", *WATCHERS),
    "education.hold": rule("region county", *WATCHERS),
    "education.count": rule("region county", clerk=True),
    "absence.note": rule("village", clerk=True),
    "absence.explain": rule("village", "accountant", "committee", "branch", here=True),
    "explanation.ask": rule("village", clerk=True),
    "explanation.join": rule("village", clerk=True),
    "explanation.give": rule("village", "accountant", "committee", "branch", here=True),
    "explanation.settle": rule("village", clerk=True),
    "run.begin": rule("village", "committee"),
    "run.step": rule("village", "committee"),
    "run.attach": rule("village", "committee"),
    "run.explain": rule("village", "committee"),
    "run.stop": rule("village", "committee"),
    "project.begin": rule("village", *BUILDERS),
    "project.design": rule("village", *BUILDERS),
    "project.quote": rule("village", *BUILDERS),
    "project.contract": rule("village", *BUILDERS),
    "project.alter": rule("village", *BUILDERS),
    "project.warrant": rule("village", *BUILDERS),
    "project.progress": rule("village", *OVERSEERS),
    "project.accept": rule("village", *OVERSEERS),
    "project.pay": rule("village", "accountant"),
    "project.explain": rule("village", *BUILDERS, *OVERSEERS),
    "project.stop": rule("village", *BUILDERS),
    "nomination.make": rule("region county", "admin", clerk=True),
    "nomination.drop": rule("region county", "admin", clerk=True),
    "asset.register": rule("village", "accountant", "committee"),
    "asset.correct": rule("village", "accountant", "committee"),
    "asset.retire": rule("village", "accountant", "committee"),
    "contract.sign": rule("village", "accountant", "committee"),
    "contract.correct": rule("village", "accountant", "committee"),
    "contract.explain": rule("village", *BUILDERS, *OVERSEERS),
    "contract.end": rule("village", "accountant", "committee"),
    "rent.post": rule("village", "accountant"),
    "rent.correct": rule("village", "accountant"),
    "rent.pay": rule("village", "accountant"),
    "rent.withdraw": rule("village", "accountant"),
    "owed.tell": rule(HOMES, clerk=True),
    "owed.answer": rule(HOMES),
    "owed.count": rule(HOMES, clerk=True),
    "contract.count": rule("village", clerk=True),
    "debt.declare": rule("village", "accountant"),
    "debt.correct": rule("village", "accountant"),
    "debt.pay": rule("village", "accountant"),
    "debt.withdraw": rule("village", "accountant"),
    "draw.announce": rule("village", "committee", "supervisor", "cadre"),
    "draw.close": rule("village", clerk=True),
    "draw.enter": rule("village", "committee", "branch", "supervisor", "accountant", "cadre", "station"),
    "draw.settle": rule("village", clerk=True),
    "draw.decline": rule("village", "committee", "supervisor", "cadre"),
    "draw.void": rule("village", "committee", "supervisor", "cadre"),
    "entrants.keep": rule("square", "committee", "supervisor", "cadre"),
    "contribution.give": rule("square", *ALL),
    "poll.open": rule(REGIONS, *ASKERS),
    "poll.key": rule(REGIONS, clerk=True),
    "poll.void": rule(REGIONS, *ASKERS),
    "poll.result": rule(REGIONS, clerk=True),
    "poll.second": rule(REGIONS, office="books"),
    "poll.issued": rule(REGIONS, office="books"),
    "signing.bring": rule("roll books review", clerk=True),
    "signing.give": rule("roll books"),
    "vote.give": rule("square", *ALL),
    "vote.give named": rule(HOMES),
    "token.ask": rule("square", *ALL),
    "ticket.give": rule(HOMES, clerk=True),
    "answered.bring": rule("roll books review", clerk=True),
    "box.close": rule(REGIONS, clerk=True),
    "suggestion.answer": rule(REGIONS, *ASKERS),
    "tally.record": rule(REGIONS, *COUNTERS),
    "stream.open": rule("village", *FILMERS),
    "stream.end": rule("village", *FILMERS),
    "recording.note": rule("village", clerk=True),
    "recording.close": rule("village", clerk=True),
    "remark.say": rule("square", *ALL),
    **{f"meeting.{verb}": rule("village", *CALLERS) for verb in MEETING_VERBS},
    "attend.say": rule("square", *ALL),
    "ask.say": rule("square", *ALL),
    "ask.second": rule("square", *ALL),
    "ask.mark": rule("square", *CALLERS),
    "grant.give": rule(REGIONS, "admin", clerk=True),
    "grant.give villager": rule(REGIONS, "admin", KEEPER, clerk=True),
    "grant.end": rule(REGIONS, "admin", clerk=True),
    "grant.end villager": rule(REGIONS, "admin", KEEPER, clerk=True),
    "device.enrol": rule(REGIONS, clerk=True),
    "device.revoke": rule(REGIONS, "admin", "cadre", clerk=True, own=True),
    "member.add": rule("square", "cadre", clerk=True),
    "member.update": rule("square", "cadre", clerk=True),
    "member.leave": rule("square", "cadre", clerk=True),
    "interest.declare": rule("square", own=True),
    "interest.withdraw": rule("square", "admin"),
    "delegation.give": rule("square", own=True),
    "delegation.entrust": rule("square", KEEPER),
    "delegation.end": rule("square", own=True),
    "household.add": rule("roll", "cadre", clerk=True),
    "household.update": rule("roll", "cadre", clerk=True),
    "resident.add": rule("roll", "cadre", clerk=True),
    "resident.update": rule("roll", "cadre", clerk=True),
    "resident.leave": rule("roll", "cadre", clerk=True),
    "disclosure.publish": rule("village", "accountant", "committee", clerk=True, here=True),
    "disclosure.correct": rule("village", "accountant", "committee", clerk=True, here=True),
    "disclosure.withdraw": rule("village", "accountant", "committee", clerk=True, here=True),
    "entry.post": rule("village", "accountant", clerk=True),
    "entry.correct": rule("village", "accountant", clerk=True),
    "entry.attach": rule("village", "accountant", clerk=True),
    "original.keep": rule("square books review", "accountant", clerk=True),
    "review.submit": rule("review", "accountant"),
    "review.correct": rule("review", "accountant"),
    "review.attach": rule("review", "accountant"),
    "review.withdraw": rule("review", "accountant"),
    "review.judge": rule("review", "supervisor", "cadre"),
    "countersign.give": rule("village", "supervisor", "cadre"),
    "countersign.tell": rule("village", "supervisor", "cadre"),
    "openings.count": rule("village", clerk=True),
    "payout.publish": rule("village", "accountant", clerk=True),
    "payout.withdraw": rule("village", "accountant", clerk=True),
    "payout.count": rule("village", clerk=True),
    "payment.post": rule("village", "accountant", clerk=True),
    "confirmation.ask": rule(HOMES, clerk=True),
    "confirmation.answer": rule(HOMES),
    "confirmation.count": rule(HOMES, clerk=True),
    "shortfall.note": rule("books review", clerk=True),
    "appeal.file": rule("square", own=True),
    "appeal.file new case": rule("case", own=True),
    "appeal.capture": rule("square", *DESK),
    "appeal.meant": rule("square", *DESK),
    "appeal.claim": rule("square", own=True),
    "appeal.attach": rule("square case", own=True),
    "appeal.add": rule("square case", own=True),
    "appeal.answer": rule("square case", *ANSWERERS),
    "appeal.step accept in the village": rule("square", *DESK, here=True),
    "appeal.step accept in the town": rule("square", *DESK, town=True),
    "appeal.step accept a case": rule("case", *CASE_READERS, town=True),
    "appeal.step rate": rule("square case", own=True),
    "appeal.call urge": rule("square case", own=True),
    "appeal.call supervise": rule("square case", "discipline", "inspector"),
    "appeal.call overdue": rule("square case", clerk=True),
    "appeal.support": rule("square", *ALL),
    "moderation.hide in the village": rule("square", *DESK, here=True),
    "moderation.hide in the town": rule("square", *DESK, town=True),
    "moderation.object": rule("square", own=True),
    "moderation.decide in the town": rule("square", *DESK, town=True),
    "moderation.overdue": rule("square", clerk=True),
    "issue.open": rule(REGIONS, *DESK),
    "issue.link": rule(REGIONS, *DESK),
    "issue.part": rule(REGIONS, *DESK),
    "issue.move": rule(REGIONS, *DESK),
    "clue.raise": rule("watch", *WATCHERS),
    "clue.conclude": rule("watch", *WATCHERS),
    "match.find": rule("watch", clerk=True),
    "match.join": rule("watch", clerk=True),
    "match.settle": rule("watch", *WATCHERS),
    "tipkey.publish": rule("county", *WATCHERS),
    "tipkey.end": rule("county", "admin"),
    "tipsafe.keep": rule("watch", *WATCHERS),
    "finding.publish": rule("county", *WATCHERS),
    "slots.count": rule("county", clerk=True),
    "erasure.order": rule(EVERY, clerk=True),
    "epoch.begin": rule(EVERY, clerk=True),
}
"""By the name of the change; a second word where its rule hangs on what it says."""

STEPPED = {
    *("office.open", "office.close", "policy.ask", "masking.say", "grant.give", "grant.end", "device.revoke"),
    *("nomination.make", "nomination.drop"),
    *("handling.terms", "handling.year", "handling.route", "handling.unroute", "reviewing.ask"),
    *("handling.reply", "handling.unreply"),
    *("interest.withdraw", "plain.say", "plain.withdraw", "delegation.entrust"),
    *("procedure.say", "procedure.end", "powers.say", "catalogue.say"),
    *("scheme.publish", "scheme.end", "circular.publish", "circular.withdraw"),
    *("education.call", "education.hold"),
    *("member.add", "member.update", "member.leave", "household.add", "household.update"),
    *("resident.add", "resident.update", "resident.leave", "entry.post", "entry.correct", "entry.attach"),
    "countersign.give",
    *("disclosure.publish", "disclosure.correct", "disclosure.withdraw"),
    *("payout.publish", "payout.withdraw", "payment.post"),
    *("project.contract", "project.alter", "project.pay"),
    *("contract.sign", "contract.correct", "contract.end", "rent.post"),
    *("rent.correct", "rent.pay", "rent.withdraw"),
    *("debt.declare", "debt.correct", "debt.pay", "debt.withdraw"),
    *("draw.announce", "draw.void"),
    *("poll.open", "poll.void", "poll.second", "poll.issued", "suggestion.answer", "tally.record"),
    *("tipkey.publish", "tipkey.end", "tipsafe.keep", "finding.publish"),
}
"""What an official does only within five minutes of a passkey."""

HERE: dict[Sort, Place] = {"region": "town"}
"""The place itself of a scope that is not of the village."""

VILLAGE_ONLY = {"grant.give villager", "grant.end villager"}
"""Where the keeper of a roll has a right, it is in villages."""

ON_THE_ROLL = (
    *("delegation.give", "contribution.give", "vote.give", "token.ask", "remark.say"),
    *("attend.say", "ask.say", "ask.second"),
)
"""By whom the village's roll has today."""

EXAMINES = ("review.judge", "countersign.give", "countersign.tell")
"""Never who keeps the books."""

OWNERS = ("author", "author in office", "moved away")
"""Who raised something before the whole village, and something else in a case."""

RELATIVE = "relative of the author"
"""Who declared that the author is close: no answer of theirs, and no step (回避)."""

READS_FOR = (
    "reads for the author",
    "acts for the author",
    "acts for the author today",
    "office elsewhere acts for the author",
)
"""Those to whom the author opened her cases, on a day that is not past (family.md)."""
ACTS_FOR = READS_FOR[1:]
ISSUES = "second issuer"
"""Of the committee and of the office that signs the tokens of an appraisal besides the server."""
NO_LONGER = (
    "acted for the author",
    "acted for the author to yesterday",
    "office acts for the author",
    "left and acted for the author",
    "attests for the author",
)
"""Ended, past its day, in office over the author, not on the roll any more, or only to attest who she is: nothing of
hers is given."""
SPEAKS = (*("appeal.file", "appeal.attach", "appeal.add", "appeal.step rate", "appeal.call urge"), "moderation.object")

OF_THE_HOUSE = ("of the house", "of the house in office", "of the house and of the sibling")
"""Whom the roll has in the household of the matrix's `home`, with a grant in the village."""
NOT_OF_THE_HOUSE = (
    "left the house",
    "of the house, grant past",
    "of the house by a town's grant",
    "of the same number",
)
"""Whom the roll no longer has; who has no grant in the village today; whose household is another village's."""

RELEASERS = frozenset({"supervisor", "cadre"})
OPENERS = frozenset({"cadre", "committee", "supervisor", "discipline", "inspector"})


class Held(NamedTuple):
    """A grant: a role at a place for a term, maybe for an office."""

    role: str
    place: Place
    term: str = "holds"
    office: str = ""


class Who(NamedTuple):
    """Somebody: what they hold, and what is special of them."""

    name: str
    grants: tuple[Held, ...] = ()
    clerk: bool = False
    signs: bool = True
    """Whether their device is known and not revoked."""


def is_official(who: Who) -> bool:
    """Whether anything but villager is held today: of them a passkey is asked."""
    return any(TERMS[held.term] and held.role != "villager" for held in who.grants)


def as_citizen(who: Who) -> Who:
    """The same person where he was not shown to be there: a villager of the villages he is in office in."""
    if not is_official(who):
        return who
    villages = (held for held in who.grants if held.place in ("village", "sibling"))
    return who._replace(grants=tuple(Held("villager", held.place, held.term) for held in villages))


def has(who: Who, roles: frozenset[str], sort: Sort) -> bool:
    """Whether a grant of one of these roles counts in a scope of this sort today."""
    return any(
        TERMS[held.term]
        and held.place in REACHES[sort]
        and (held.role in roles or (KEEPER in roles and (held.role, held.office) == ("cadre", "roll")))
        for held in who.grants
    )


def hears(who: Who, sort: Sort, *, own: bool = False) -> bool:
    """Whether the scope is open to them. `own`: the case is theirs."""
    if sort in PUBLIC:
        return True
    if not who.signs or sort in NOT_YET:
        return False
    if sort == "square":
        return who.clerk or has(who, ALL, sort)
    if sort == "case":
        return who.clerk or own or who.name in READS_FOR or has(who, CASE_READERS, sort)
    if sort == "watch":
        return who.clerk or has(who, frozenset(WATCHERS), sort)
    if sort == "home":
        return who.clerk or who.name in OF_THE_HOUSE
    if sort == "next door":
        return who.clerk or lives_next_door(who)
    if sort == "review":
        return who.clerk or has(who, REVIEWERS, sort)
    if sort in ("roll", "books"):
        held = any(TERMS[one.term] and one.place in REACHES[sort] and one.office == sort for one in who.grants)
        return who.clerk or held
    return who.clerk


def lives_next_door(who: Who) -> bool:
    """Whoever has a grant in the village today, but for those of the one house, and who has left."""
    elsewhere = (*OF_THE_HOUSE, *NOT_OF_THE_HOUSE[:3], NO_LONGER[3])
    return who.name not in elsewhere and any(TERMS[held.term] and held.place == "village" for held in who.grants)


@cache  # each cell is asked several times, and is what it is
def may(who: Who, do: str, sort: Sort, *, own: bool) -> bool:
    """Whether the change is theirs to make there. `own`: the record is of the person."""
    found = CHANGES[do]
    if not who.signs or sort not in found.sorts:
        return False
    if do == "appeal.file new case":
        return own and has(who, ALL, sort)
    if not hears(who, sort, own=own):
        return False
    if who.clerk:
        return found.clerk
    if do in ("confirmation.answer", "owed.answer", "vote.give named", "signing.give"):
        return True  # whoever hears of it
    if found.office:
        return any(
            TERMS[held.term] and held.place in REACHES[sort] and held.office == found.office for held in who.grants
        )
    if do in EXAMINES and has(who, frozenset({"accountant"}), sort):
        return False
    if do in ON_THE_ROLL and who.name in (NO_LONGER[3], NOT_OF_THE_HOUSE[0]):
        return False
    if found.own and own:
        return not do.startswith(("appeal.", "moderation.")) or has(who, ALL, sort)
    if do in SPEAKS[1:] and who.name in ACTS_FOR:
        return True
    handles = do.startswith(("appeal.answer", "appeal.step accept", "moderation.hide", "moderation.decide"))
    if handles and (own or who.name == RELATIVE):
        return False
    if do == "clue.conclude" and who.name == "inspector county holds":
        return False  # it is his own
    if do == "tipkey.end" and who.name == "inspector county holds":
        return sort == "county"  # likewise
    roles = found.roles - {KEEPER} if do in VILLAGE_ONLY and sort != "village" else found.roles
    if found.here:
        who = who._replace(grants=tuple(held for held in who.grants if held.place == HERE.get(sort, "village")))
    if found.town:
        who = who._replace(grants=tuple(held for held in who.grants if held.place == "town"))
    return has(who, roles, sort) or (do == "appeal.call supervise" and is_above(who, sort))


def is_above(who: Who, sort: Sort) -> bool:
    """Whether they take appeals in above the level where one begins: before the village's in the square, the town's
    in a case."""
    desk, places = (DESK, ("town", "county")) if sort == "square" else (CASE_READERS, ("county",))
    return any(TERMS[held.term] and held.role in desk and held.place in places for held in who.grants)
