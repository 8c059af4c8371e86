"""The guards of matches: who says, settles and explains one, what is one, who is called about a case."""

from tests.mutation.rights import DOMAIN, WRITES
from tests.mutation.row import Row

MATCHES = [
    Row(
        "the clerk alone finds a match",
        f"{DOMAIN}/match.py",
        "if not context.actor.clerk:",
        "if False:",
        f"{WRITES}[match]",
        "inspector county holds",
    ),
    Row(
        "an entry is explained in the village itself",
        f"{DOMAIN}/explanation.py",
        "context.actor.has_here(",
        "context.actor.has(",
        f"{WRITES}[explanation]",
        "committee town holds",
    ),
    Row(
        "who calls a meeting about a case",
        f"{DOMAIN}/education.py",
        'if not context.actor.has("discipline", "inspector", region=context.region):',
        "if False:",
        f"{WRITES}[education]",
        "cadre town holds",
    ),
    *(
        Row(guard, f"{DOMAIN}/{file}", old, new, "tests/domain/test_match.py")
        for guard, file, old, new in (
            (
                "inspection settles a match",
                "match.py",
                "if not context.actor.has(*WATCHERS, region=context.region):",
                "if False:",
            ),
            ("a match is settled once", "match.py", 'must_be_open(past, "settled")\n        if', "if"),
            (
                "a match is settled in one's own name",
                "match.py",
                "if change.set.by != context.actor.person:",
                "if False:",
            ),
            (
                "a match has no more entries than it may",
                "match.py",
                'if len({*past["entries"], *change.add.entries}) > MOST_MATCHED:',
                "if False:",
            ),
            ("the clerk alone asks for an explanation", "explanation.py", "if not context.actor.clerk:", "if False:"),
            (
                "an explanation is in one's own name",
                "explanation.py",
                "if word.by != context.actor.person:",
                "if False:",
            ),
            ("the clerk counts who has signed", "education.py", "if not context.actor.clerk:", "if False:"),
            (
                "a meeting is about a circular that stands",
                "education.py",
                'if circular is None or "audience" not in circular or "withdrawn" in circular:',
                "if circular is None:",
            ),
            ("a meeting is a town's or a county's", "education.py", 'not in ("town", "county")', "in ()"),
            ("nobody signs in a county's log", "reading.py", '!= "town"', '== "village"'),
        )
    ),
    *(
        Row(guard, "server/shaiba/replica/matches.py", old, new, "tests/replica/test_matches.py")
        for guard, old, new in (
            (
                "what was withdrawn is not compared",
                'if disclosure is None or "withdrawn" in disclosure.fields:',
                "if disclosure is None:",
            ),
            ("a settled match takes in no more", 'if "settled" in one or not set(held)', "if not set(held)"),
            (
                "a number that stands everywhere is bounded",
                "if not fresh or len(names) > MOST_MATCHED:",
                "if not fresh:",
            ),
            ("an invoice paid in parts is no match", "return a.said and b.said and", "return a.said or"),
        )
    ),
    Row(
        "short numbers are one with their sum only",
        "sync/python/shaiba_sync/match.py",
        "and one_fen == other_fen",
        "",
        "tests/sync/test_vectors.py::test_each_vector_is_answered_as_it_says",
    ),
]
