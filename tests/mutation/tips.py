"""What keeps sealed tips apart from who sent them, loosened."""

from tests.mutation.rights import HEARS
from tests.mutation.row import Row

ROUNDS = "server/shaiba/replica/rounds.py"
STORE = "server/shaiba/storage/slots.py"
WEB = "server/shaiba/web/slots.py"
STEM = "sync/python/shaiba_sync/tips.py"
SLOTS = "tests/tips/test_slots.py"
KEPT = "tests/tips/test_rounds.py"
READERS = "tests/tips/test_recipients.py"

TIPS = [
    Row(
        "who is complained about reads no tip",
        STEM,
        '        and key["person"] not in concerned\n',
        "",
        f"{READERS}::test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above",
    ),
    Row(
        "the office complained about reads no tip",
        STEM,
        "(office is None or f\"{key['region']}/{key['office'] or ''}\" != office)",
        "True",
        f"{READERS}::test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above",
    ),
    Row(
        "the region complained about reads no tip",
        STEM,
        '        and key["region"] != about\n',
        "",
        f"{READERS}::test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above",
    ),
    Row(
        "nobody reads a tip alone",
        STEM,
        '    if len(taken) < 2:\n        raise Invalid("about", "no_recipients")',
        '    if len(taken) < 1:\n        raise Invalid("about", "no_recipients")',
        f"{READERS}::test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above",
    ),
    Row(
        "two keys of one person are one reader",
        STEM,
        'found.get(key["person"])',
        'found.get(key["id"])',
        f"{READERS}::test_the_accused_never_reads_it_nor_anybody_who_does_not_stand_above",
    ),
    Row(
        "a phone sends once in a round",
        STEM,
        "(sent is None or sent < turn.round) and ",
        "",
        "tests/sync/test_vectors.py",
    ),
    Row("a flood makes the work harder", ROUNDS, "        if work < bits:\n", "        if False:\n", SLOTS),
    Row("a slot is of this round or the last", ROUNDS, "if round not in (now, now - 1):", "if False:", SLOTS),
    Row("a round has a ceiling", STORE, ">= ceiling:", "> 10 * ceiling:", SLOTS),
    Row(
        "a slot is counted once",
        STORE,
        'return "seen"\n            if _is_closed',
        "pass\n            if _is_closed",
        SLOTS,
    ),
    Row(
        "of a slot that is not there nothing is proven",
        ROUNDS,
        "return answer if is_there else bytes(NO_REPLIES) + answer[NO_REPLIES:]",
        "return answer",
        SLOTS,
    ),
    Row("an answer is as long with few replies as with many", ROUNDS, "range(most - len(sent))", "range(0)", SLOTS),
    Row(
        "who takes slots holds a key",
        ROUNDS,
        "        await self._check_holder(actor, county, now_ms)\n        return",
        "        return",
        f"{HEARS}[slots]",
        "villager village holds",
    ),
    Row(
        "who takes a bundle holds a key",
        ROUNDS,
        "        await self._check_holder(actor, county, now_ms)\n        data =",
        "        data =",
        SLOTS,
    ),
    Row(
        "who takes replies holds a key",
        ROUNDS,
        "        await self._check_holder(actor, county, now_ms)\n        for number",
        "        for number",
        SLOTS,
    ),
    Row(
        "who replies holds a key",
        ROUNDS,
        "        await self._check_holder(actor, county, now_ms)\n        now = round_at",
        "        now = round_at",
        f"{HEARS}[slots]",
        "villager village holds",
    ),
    Row("a key that was ended is none", ROUNDS, ' and not key.get("ended", "~") <= today', "", SLOTS),
    Row("a key that ran out is none", ROUNDS, 'key["since"] <= today <= key["until"]', 'key["since"] <= today', SLOTS),
    Row("a holder replies once in a round", ROUNDS, '        if taken == "other":\n', "        if False:\n", SLOTS),
    Row("another site's page replies nothing", WEB, "    check_same_origin(request)\n", "", SLOTS),
    Row("what was deleted is written over", STORE, "secure_delete=on", "secure_delete=off", KEPT),
    Row(
        "the write-ahead log is emptied",
        STORE,
        'execute("pragma wal_checkpoint(truncate)")',
        'execute("select 1")',
        KEPT,
    ),
    Row(
        "who sent which reply is forgotten",
        STORE,
        '            conn.execute("delete from reply where county = ? and round = ?", (county, round))\n',
        "",
        KEPT,
    ),
    Row(
        "rounds go when their time is over",
        STORE,
        'round < ? or round > ?", gone)  # noqa',
        'round < ? and round > ?", gone)  # noqa',
        KEPT,
    ),
    Row("slots lie in the order of their hashes", STORE, " order by hash", " order by random()", KEPT),
    Row("a restored copy says nothing", ROUNDS, "        if self._replica.restored:\n            return\n", "", KEPT),
]
