"""The guards of draws: the list that stands, the days, who enters, what follows."""

from tests.mutation.rights import DOMAIN
from tests.mutation.row import Row

DRAWS = [
    *(
        Row(guard, f"{DOMAIN}/{file}", old, new, "tests/domain/test_draw.py")
        for guard, file, old, new in (
            (
                "no draw before two days are over",
                "draw.py",
                "    if said.day < (date.fromisoformat(today) + timedelta(days=NOTICE_DAYS)).isoformat():",
                "    if False:",
            ),
            (
                "what is entered of a draw is contributed before",
                "draw.py",
                "        if getattr(said, field) >= said.day:",
                "        if False:",
            ),
            (
                "an announced draw has the root of its list",
                "draw.py",
                "    if said.root != _root_of(said.entrants):",
                "    if False:",
            ),
            (
                "nobody stands in a draw by his name",
                "draw.py",
                "    if any(is_name(one.name) for one in said.entrants):",
                "    if False:",
            ),
            (
                "who is checked does not announce the check",
                "draw.py",
                'roles = CHECKERS if change.set.sort == "check" else ANNOUNCERS',
                "roles = ANNOUNCERS",
            ),
            (
                "a draw is announced once",
                "draw.py",
                "        must_be_new(past)\n        _check_announced",
                "        _check_announced",
            ),
            (
                "a void draw is over",
                "draw.py",
                'past = must_be_open(must_exist(past, "root"), "voided")',
                'past = must_exist(past, "root")',
            ),
            (
                "once a result is entered those above end a draw",
                "draw.py",
                '*(ABOVE if past is not None and "entries" in past else ANNOUNCERS)',
                "*ANNOUNCERS",
            ),
            (
                "a draw is closed after its day",
                "draw.py",
                '    if day_of(context.now_ms) <= past["contributions_until"]:',
                "    if False:",
            ),
            ("a draw is closed once", "draw.py", '    if "values" in past:', "    if False:"),
            (
                "a draw is closed with the root of what came",
                "draw.py",
                "    if said.values_root != b64u_encode(root):",
                "    if False:",
            ),
            (
                "no result before a draw was closed",
                "draw.py",
                '    if "values" not in past:\n        raise Invalid("id", "not_closed")',
                '    if False:\n        raise Invalid("id", "not_closed")',
            ),
            ("no result before its day", "draw.py", '    if said.day < past["day"]:', "    if False:"),
            (
                "no result after the order",
                "draw.py",
                '    if "order" in past:\n        raise Closed\n    if "values"',
                '    if "values"',
            ),
            (
                "nobody enters what concerns himself",
                "draw.py",
                "    if _is_concerned(context, said.by, draw):",
                "    if False:",
            ),
            (
                "results are entered in one's own name",
                "draw.py",
                '    _check_author(said.by, "append.entries.by", context)\n',
                "",
            ),
            (
                "twenty throws are twenty",
                "draw.py",
                "    if len(rows) != DICE_THROWS // DICE_ROW or any(len(row) != DICE_ROW for row in throws):",
                "    if False:",
            ),
            (
                "nothing is drawn of what those who entered do not agree on",
                "draw.py",
                '    if "values" not in past or entered.state != "agreed" or entered.results != tuple(said.results):',
                "    if False:",
            ),
            (
                "the seed is that of list, values and results",
                "draw.py",
                "    if said.seed != b64u_encode(seed):",
                "    if False:",
            ),
            (
                "the order is that of the seed",
                "draw.py",
                '    if said.order != draw_order([one["id"] for one in past["entrants"]], seed):',
                "    if False:",
            ),
            ("who declines was drawn", "draw.py", '    if said.id not in past.get("order", ()):', "    if False:"),
            (
                "an id of a draw is of its name and salt",
                "entrants.py",
                "        if one.id != entrant_id(change.id, b64u_decode(one.salt, 16), one.name):",
                "        if False:",
            ),
            (
                "a phone adds to a draw once",
                "contribution.py",
                "    if change.id != contribution_id(change.set.draw, context.actor.device):",
                "    if False:",
            ),
            (
                "a phone adds to a draw until its day has ended",
                "contribution.py",
                'draw["contributions_until"] < today',
                "False",
            ),
            (
                "a draw takes what it can close",
                "contribution.py",
                '    if context.count("contribution", "draw", change.set.draw) >= MOST_VALUES:',
                "    if False:",
            ),
        )
    ),
    Row(
        "what is contributed waits for its day",
        "server/shaiba/replica/draws.py",
        'if draw["contributions_until"] >= self._ended_after():',
        "if False:",
        "tests/replica/test_draws.py",
    ),
    Row(
        "each has each place as often",
        "sync/python/shaiba_sync/draw.py",
        "numbers.below(last + 1)",
        "numbers.below(last)",
        "tests/sync/test_draw.py",
    ),
    Row(
        "an entered result counts once a person",
        "sync/python/shaiba_sync/draw.py",
        'newest = {one["by"]: one for one in draw.get("entries", ())}',
        'newest = {str(number): one for number, one in enumerate(draw.get("entries", ()))}',
        "tests/sync/test_draw.py",
    ),
]
