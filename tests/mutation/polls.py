"""The guards of polls: when one may answer, for whom, once; who counts, and never a few."""

from tests.mutation.rights import DOMAIN
from tests.mutation.row import Row

POLLS = [
    *(
        Row(guard, file, old, new, "tests/domain/test_poll.py")
        for guard, file, old, new in (
            (
                "a poll is opened once",
                f"{DOMAIN}/poll.py",
                "        must_be_new(past)\n        _check_opened",
                "        _check_opened",
            ),
            (
                "a poll is opened in one's own name",
                f"{DOMAIN}/poll.py",
                "    if said.by != context.actor.person:",
                "    if False:",
            ),
            (
                "no poll began before it was asked",
                f"{DOMAIN}/poll.py",
                "    if said.opens < day_of(context.now_ms):",
                "    if False:",
            ),
            (
                "what the law wants on paper is never answered here",
                f"{DOMAIN}/poll.py",
                "    is_paper = said.about in ON_PAPER",
                "    is_paper = False",
            ),
            (
                "a poll lasts two months at most",
                f"{DOMAIN}/poll.py",
                "    if said.closes > (date.fromisoformat(said.opens) + timedelta(days=MOST_DAYS)).isoformat():",
                "    if False:",
            ),
            (
                "a poll that is over or void stands",
                f"{DOMAIN}/poll.py",
                '    if "voided" in past or "ballots" in past:',
                "    if False:",
            ),
            (
                "who asks by name reads it in his own office",
                f"{DOMAIN}/poll.py",
                "    if said.office is not UNSET and not is_of({said.office}, context):",
                "    if False:",
            ),
            (
                "what is named is answered at home",
                f"{DOMAIN}/vote.py",
                '"named" if context.scope.kind == "home" else "open"',
                '"open"',
            ),
            (
                "nobody answers in the home of others",
                "server/shaiba/polled.py",
                "        if at_home and context.scope.key !=",
                "        if False and context.scope.key !=",
            ),
            (
                "no named box of fewer than ten",
                f"{DOMAIN}/box.py",
                ' or poll.get("secrecy") == "named"',
                "",
            ),
            ("an answer is brought once", f"{DOMAIN}/answered.py", "    must_be_new(past)\n", ""),
            ("a poll has one key", f"{DOMAIN}/poll.py", '    if "issuers" in past:', "    if False:"),
            (
                "an appraisal has two issuers",
                f"{DOMAIN}/poll.py",
                '    if (said.second is UNSET) == (said.about == "appraisal" and said.secrecy == "secret"):',
                "    if False:",
            ),
            (
                "the second issuer is an office that looks at others",
                f"{DOMAIN}/poll.py",
                '        if office.get("sort") not in SECOND_SORTS or "closed" in office:',
                "        if False:",
            ),
            (
                "who asks is not the second issuer",
                f"{DOMAIN}/poll.py",
                "        if is_of({said.second}, context):",
                "        if False:",
            ),
            (
                "only the second office says its key and count",
                f"{DOMAIN}/poll.py",
                '    if not is_of({past.get("second", "")}, context):',
                "    if False:",
            ),
            (
                "the clerk names the key that the second office said",
                f"{DOMAIN}/poll.py",
                '    if said.issuers[1:] != ([past.get("issuer")] if "second" in past else []):',
                "    if False:",
            ),
            (
                "the second office has one key",
                f"{DOMAIN}/poll.py",
                '        if "issuer" in past:\n            raise Taken',
                "        if False:\n            raise Taken",
            ),
            (
                "no second key for a poll that is over",
                f"{DOMAIN}/poll.py",
                '        if state not in ("waiting", "open", "late"):',
                "        if False:",
            ),
            (
                "the second office counts when all is over",
                f"{DOMAIN}/poll.py",
                '    if state not in ("closing", "counted"):',
                "    if False:",
            ),
            ("the second office counts once", f"{DOMAIN}/poll.py", '    if "issued" in past:', "    if False:"),
            (
                "the second office counts each village once",
                f"{DOMAIN}/poll.py",
                "    if len(set(villages)) < len(villages):",
                "    if False:",
            ),
            (
                "the second office counts what lies below the poll",
                f"{DOMAIN}/poll.py",
                "    if not all(covers(context.region, village) for village in villages):",
                "    if False:",
            ),
            ("a signature is asked for once", f"{DOMAIN}/signing.py", "        must_be_new(past)\n", ""),
            ("a signature is given once", f"{DOMAIN}/signing.py", '    if "signed" in past:', "    if False:"),
            (
                "what the second key did not make is no signature",
                f"{DOMAIN}/signing.py",
                "is_blind_signature(issuer_modulus(b64u_decode(spki, SPKI_BYTES)), blinded, signed):",
                "True:",
            ),
            (
                "no sums before a poll is over",
                f"{DOMAIN}/poll.py",
                '        if "secrecy" not in past or poll_state(past, context.now_ms) != "closing":',
                "        if False:",
            ),
            (
                "no sums of fewer than ten",
                f"{DOMAIN}/poll.py",
                "        if is_few and change.set.counts is not UNSET:",
                "        if False:",
            ),
            (
                "one answer for each",
                f"{DOMAIN}/vote.py",
                "    if change.id != answer_id(said.poll, said.who):",
                "    if False:",
            ),
            (
                "an answer is one of the options",
                f"{DOMAIN}/vote.py",
                "        check_choice(poll, said.said.choice)",
                "        pass",
            ),
            (
                "one ballot for each",
                f"{DOMAIN}/token.py",
                "    if change.id != answer_id(said.poll, said.who):",
                "    if False:",
            ),
            (
                "a ballot is asked for once",
                f"{DOMAIN}/token.py",
                "    must_be_new(past)\n    if change.id",
                "    if change.id",
            ),
            (
                "a ballot needs each issuer",
                f"{DOMAIN}/token.py",
                '    if len(said.blinded) != len(poll.get("issuers", ())):',
                "    if False:",
            ),
            ("a ticket is given once", f"{DOMAIN}/ticket.py", "    must_be_new(past)\n", ""),
            ("a box is closed once", f"{DOMAIN}/box.py", "    must_be_new(past)\n", ""),
            ("a box is of its poll", f"{DOMAIN}/box.py", "    if change.id != said.poll:", "    if False:"),
            (
                "a box takes what lies below it",
                f"{DOMAIN}/box.py",
                "    if not all(covers(context.region, village) for village in said.villages):",
                "    if False:",
            ),
            (
                "no secret box of fewer than ten",
                f"{DOMAIN}/box.py",
                "said.blob is not UNSET or ",
                "",
            ),
            (
                "suggestions are answered when the poll is counted",
                f"{DOMAIN}/suggestion.py",
                '    if "ballots" not in (context.look("poll", poll) or {}):',
                "    if False:",
            ),
            (
                "what is passed on goes somewhere",
                f"{DOMAIN}/suggestion.py",
                '    if (said.outcome == "passed_on") != (said.to is not UNSET):',
                "    if False:",
            ),
            (
                "each counter counts for himself",
                f"{DOMAIN}/tally.py",
                "    if change.id != answer_id(said.poll, said.by):",
                "    if False:",
            ),
            (
                "only votes on paper are counted on paper",
                f"{DOMAIN}/tally.py",
                '    if poll is None or "place" not in poll or "voided" in poll:',
                "    poll = poll or {}\n    if False:",
            ),
            (
                "no vote was counted before its day",
                f"{DOMAIN}/tally.py",
                '    if said.day < poll["opens"]:',
                "    if False:",
            ),
            (
                "nobody answers for another household",
                "server/shaiba/polled.py",
                "        if who == unit:\n            return",
                "        return",
            ),
            (
                "nobody answers when it is over",
                "server/shaiba/polled.py",
                '    if state not in ("open", "late"):',
                "    if False:",
            ),
            (
                "nobody answers in another name",
                "server/shaiba/polled.py",
                "    if by != actor.person:",
                "    if False:",
            ),
            (
                "nobody answers who left",
                "server/shaiba/polled.py",
                "        if not is_on_roll(member, day_of(context.now_ms)):",
                "        if False:",
            ),
        )
    ),
    *(
        Row(
            guard,
            "sync/python/shaiba_sync/poll.py",
            old,
            new,
            "tests/sync/test_vectors.py::test_each_vector_is_answered_as_it_says[poll]",
        )
        for guard, old, new in (
            (
                "the second key is the one that its office said",
                '    if "second" in poll and list(poll["issuers"][1:]) != [poll.get("issuer")]:',
                "    if False:",
            ),
            (
                "no ballots that the second did not sign, and none signed that nobody asked",
                '        if not len(lines) <= issued <= close["asked"]:',
                "        if False:",
            ),
        )
    ),
    Row(
        "no ticket before the second has signed",
        "server/shaiba/replica/polls.py",
        '            if "signed" not in asked.fields:\n                return\n',
        '            if "signed" not in asked.fields:\n                asked.fields["signed"] = token["blinded"][1]\n',
        "tests/replica/test_polls.py",
    ),
    Row(
        "what unblinds is any number below the modulus",
        "sync/python/shaiba_sync/blind.py",
        "        pass\n    return drawn\n",
        '        pass\n    return b"\\0" + drawn[1:]\n',
        "tests/sync/test_poll.py",
    ),
]
