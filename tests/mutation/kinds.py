"""Who writes what of a kind, and asks at a door, loosened where rights.py does not; noticed by slices of the matrix."""

from tests.mutation.rights import DOMAIN, PUSH, WRITES
from tests.mutation.row import Row

ADMINS = 'if not (context.actor.clerk or context.actor.has("admin", region=context.region)):'
ACCOUNTANT = 'actor.has("accountant", region=context.region)'
KEEPERS = 'actor.has("accountant", "committee", region=context.region)'
TWO_OFFICES = "accountant village holds; supervisor village holds"

KINDS = [
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", ADMINS, "if False:", f"{WRITES}[{kind}]", "cadre town holds")
        for guard, kind in (
            ("who says which offices sign a book", "reviewing"),
            ("who says how decisions are gone through", "procedure"),
            ("who says what an office may do", "powers"),
            ("who says what a village owes to publish", "catalogue"),
        )
    ),
    Row(
        "who says what one may ask for",
        f"{DOMAIN}/scheme.py",
        'if not (context.actor.clerk or context.actor.has("admin", "department", "station", region=context.region)):',
        "if False:",
        f"{WRITES}[scheme]",
        "cadre town holds",
    ),
    Row(
        "who says what came of a case",
        f"{DOMAIN}/circular.py",
        'if not context.actor.clerk and not context.actor.has("discipline", "inspector", region=context.region):',
        "if False:",
        f"{WRITES}[circular]",
        "cadre town holds",
    ),
    Row(
        "who signs for a circular",
        f"{DOMAIN}/reading.py",
        "if not context.actor.has_here(said.role, region=context.region):",
        "if False:",
        f"{WRITES}[reading]",
        "villager village holds",
    ),
    Row(
        "who goes through a procedure",
        f"{DOMAIN}/run.py",
        "if not context.actor.has(*roles, region=context.region):",
        "if False:",
        f"{WRITES}[run]",
        "villager village holds",
    ),
    Row(
        "who says something of a project",
        f"{DOMAIN}/project.py",
        "if not context.actor.has(*PROJECT_ROLES[field], region=context.region):",
        "if False:",
        f"{WRITES}[project]",
        "villager village holds",
    ),
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", old, "if False:", f"{WRITES}[{kind}]", who)
        for guard, kind, old, who in (
            ("who registers what is owned", "asset", f"if not context.{KEEPERS}:", "villager village holds"),
            (
                "who says something of a contract",
                "contract",
                "if not context.actor.has(*roles, region=context.region):",
                "villager village holds",
            ),
            ("who says what is due and what came", "rent", f"if not context.{ACCOUNTANT}:", "committee village holds"),
            ("who says what is owed", "debt", f"if not context.{ACCOUNTANT}:", "committee village holds"),
            ("who shows a household what it is owed", "owed", "if not context.actor.clerk:", "of the house"),
            (
                "who announces and ends a draw",
                "draw",
                "if not context.actor.has(*roles, region=context.region):",
                "villager village holds",
            ),
            ("who closes and settles a draw", "draw", "if not context.actor.clerk:", "committee village holds"),
            (
                "who enters the result of a draw",
                "draw",
                "if said.role not in asked or not context.actor.has(said.role, region=context.region):",
                "villager village holds",
            ),
            (
                "who says whom the ids of a draw mean",
                "entrants",
                "if not context.actor.has(*ANNOUNCERS, region=context.region):",
                "villager village holds",
            ),
            (
                "whose phone adds to a draw",
                "contribution",
                'if person is None or not is_on_roll(context.look("member", person), today):',
                "left the house",
            ),
            (
                "who asks everybody",
                "poll",
                "elif not context.actor.has(*ASKERS, region=context.region):",
                "villager village holds",
            ),
            ("who says a poll's key and sums", "poll", "if not context.actor.clerk:", "committee village holds"),
            ("who gives tickets", "ticket", "if not context.actor.clerk:", "of the house"),
            ("who asks the second issuer", "signing", "if not context.actor.clerk:", "second issuer"),
            (
                "who signs for the second issuer",
                "signing",
                'if not is_of({context.scope.key.partition("/")[2]}, context):',
                "clerk",
            ),
            ("who brings answers to who asked", "answered", "if not context.actor.clerk:", "committee village holds"),
            ("who closes boxes", "box", "if not context.actor.clerk:", "committee village holds"),
            (
                "who answers suggestions",
                "suggestion",
                "if not context.actor.has(*ASKERS, region=context.region):",
                "villager village holds",
            ),
            (
                "who brings something to a meeting",
                "ask",
                'if person is None or not is_on_roll(context.look("member", person), day_of(context.now_ms)):',
                "left the house",
            ),
            (
                "who comes to a meeting",
                "attend",
                "if actor.person is None or not is_on_roll(member, day_of(context.now_ms)):",
                "left the house",
            ),
            (
                "who counts on paper",
                "tally",
                "if said.role not in COUNTERS or not context.actor.has(said.role, region=context.region):",
                "villager village holds",
            ),
        )
    ),  # fmt: skip
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", old, "pass", f"{WRITES}[{kind}]", "left the house")
        for guard, kind, old in (
            (
                "who answers polls",
                "vote",
                'must_answer_for(poll, said.who, said.said.by, "set.said.by", context, "vote")',
            ),
            (
                "who asks for ballots",
                "token",
                'must_answer_for(poll, said.who, said.by, "set.by", context, "token")',
            ),
        )
    ),
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", old, new, f"{WRITES}[{kind}]", who)
        for guard, kind, old, new, who in (
            (
                "who puts a contract right",
                "contract",
                "roles = SPEAKERS if isinstance(change, ExplainContract) else KEEPERS",
                "roles = SPEAKERS if isinstance(change, ExplainContract | CorrectContract) else KEEPERS",
                "supervisor village holds",
            ),
            (
                "who puts a debt right",
                "debt",
                f"if not context.{ACCOUNTANT}:",
                f"if not isinstance(change, CorrectDebt) and not context.{ACCOUNTANT}:",
                "committee village holds",
            ),
            (
                "who counts what a household says of a rent",
                "owed",
                "if not context.actor.clerk:",
                "if not isinstance(change, CountOwed) and not context.actor.clerk:",
                "of the house",
            ),
            (
                "who says whether a rent came",
                "owed",
                'past = check_answer("owed", change.set.answer, past, "contract", context)',
                'past = must_exist(past, "contract")',
                "left the house",
            ),
        )
    ),
    Row(
        "who is told what lacks is told by the clerk",
        f"{DOMAIN}/shortfall.py",
        "if is_roll(context.scope) or not context.actor.clerk:",
        "if is_roll(context.scope):",
        f"{WRITES}[shortfall]",
        "accountant village holds",
    ),
    Row(
        "who posts to a payout",
        f"{DOMAIN}/payment.py",
        ACCOUNTANT,
        'actor.has("accountant", "committee", region=context.region)',
        f"{WRITES}[payment]",
        "committee village holds",
    ),
    Row(
        "who publishes and withdraws a payout",
        f"{DOMAIN}/payout.py",
        ACCOUNTANT,
        'actor.has("accountant", "committee", region=context.region)',
        f"{WRITES}[payout]",
        "committee village holds",
    ),
    Row(
        "who says what households said",
        f"{DOMAIN}/confirmation.py",
        "        if not actor.clerk:\n",
        "        if False:\n",
        f"{WRITES}[confirmation]",
        "of the house",
    ),
    Row(
        "who enters what is to be examined",
        f"{DOMAIN}/review.py",
        "    if not is_accountant:\n",
        '    if not (is_accountant or actor.has("supervisor", region=context.region)):\n',
        f"{WRITES}[review]",
        "supervisor village holds",
    ),
    Row(
        "who enters does not examine",
        f"{DOMAIN}/review.py",
        "if is_accountant or not actor.has(said.role",
        "if not actor.has(said.role",
        f"{WRITES}[review]",
        TWO_OFFICES,
    ),
    Row(
        "who signs a book",
        f"{DOMAIN}/countersign.py",
        "not actor.has(role, region=context.region) or ",
        "",
        f"{WRITES}[countersign]",
        "villager village holds",
    ),
    Row(
        "who keeps the books does not sign them",
        f"{DOMAIN}/countersign.py",
        f" or {ACCOUNTANT}:",
        ":",
        f"{WRITES}[countersign]",
        TWO_OFFICES,
    ),
    Row(
        "who orders that a line leaves",
        f"{DOMAIN}/erasure.py",
        "if not context.actor.clerk:",
        "if False:",
        f"{WRITES}[erasure]",
        "admin county holds",
    ),
    Row(
        "who makes a phone known",
        f"{DOMAIN}/device.py",
        "if not context.actor.clerk:",
        "if False:",
        f"{WRITES}[device]",
        "admin village holds",
    ),
    Row(
        "who nominates",
        f"{DOMAIN}/nomination.py",
        'actor.has("admin", region=context.region)',
        'actor.has("admin", "cadre", region=context.region)',
        f"{WRITES}[nomination]",
        "cadre town holds",
    ),
    Row(
        "who nominates does not give, and nobody gives himself an office",
        f"{DOMAIN}/grant.py",
        ' or giver in (asked["by"], change.set.person):',
        ":",
        "tests/domain/test_grant.py",
    ),
    Row(
        "nobody gives what was not nominated",
        f"{DOMAIN}/grant.py",
        "if said.get(name) != asked.get(name):",
        "if False:",
        "tests/domain/test_grant.py",
    ),
    Row(
        "a child is entrusted by who keeps the roll",
        f"{DOMAIN}/delegation.py",
        "if not actor.keeps_roll(context.region) or actor.person in",
        "if actor.person in",
        f"{WRITES}[delegation]",
        "cadre village holds",
    ),
    Row(
        "who keeps the roll entrusts nobody to himself",
        f"{DOMAIN}/delegation.py",
        " or actor.person in (given.person, given.to):",
        ":",
        "tests/domain/test_delegation.py",
    ),
    Row(
        "what was entrusted ends with coming of age",
        "server/shaiba/replica/who.py",
        " or not today[:4] < child.grown",
        "",
        "tests/web/test_children.py",
    ),
    Row(
        "who has a phone speaks for himself",
        "server/shaiba/replica/who.py",
        "child is None or child.speaks or",
        "child is None or",
        "tests/web/test_children.py",
    ),
    Row(
        "nobody is entrusted but a child",
        "server/shaiba/replica/who.py",
        "return Child(str(grown), bool(grants_of(grants, today))) if grown else None",
        'return Child(str(grown or "~"), bool(grants_of(grants, today)))',
        "tests/web/test_children.py",
    ),
    Row(
        "no letter for a child under fourteen",
        "server/shaiba/web/letters.py",
        'return "grown" in resident and',
        "return False and",
        "tests/web/test_children.py",
    ),
    Row(
        "who waits urges, and nobody else",
        "server/shaiba/desk.py",
        '"urge": speaks_for(past.get("person"), context),',
        '"urge": True,',
        f"{WRITES}[appeal]",
        "villager village holds",
    ),
    Row(
        "who stands above supervises",
        "server/shaiba/desk.py",
        "or is_desk(higher, context),",
        "or is_desk(LEVELS, context),",
        f"{WRITES}[appeal]",
        "committee village holds",
    ),
    Row(
        "nobody answers about a row that pays who is close",
        "server/shaiba/desk.py",
        'if _is_about_own(past.get("about", {}), context):',
        "if False:",
        "tests/domain/test_appeal.py",
    ),
    Row(
        "nobody examines what pays who is close",
        f"{DOMAIN}/review.py",
        'if is_paid_close(context, item["payee"]):',
        "if False:",
        "tests/domain/test_review.py",
    ),
    Row(
        "what is declared counts in cases and books too",
        PUSH,
        "return view(record) if record else None\n\n    return beside",
        "return None\n\n    return beside",
        f"{WRITES}[appeal]",
        "relative of the author",
    ),
    Row(
        "what is overdue is said by the clerk",
        "server/shaiba/desk.py",
        '"overdue": context.actor.clerk,',
        '"overdue": True,',
        f"{WRITES}[appeal]",
        "committee village holds",
    ),
]
