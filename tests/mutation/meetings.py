"""The guards of meetings: who says what, when; and what is taken in marked rather than refused."""

from tests.mutation.rights import DOMAIN, WRITES
from tests.mutation.row import Row

TEST = "tests/domain/test_meeting.py"
MEETINGS = [
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", old, new, TEST)
        for guard, kind, old, new in (
            (
                "a meeting is called once",
                "meeting",
                "        must_be_new(past)\n        _check_call",
                "        _check_call",
            ),
            (
                "what was called off is not gone on with",
                "meeting",
                '    if "cancelled" in past and',
                "    if False and",
            ),
            (
                "where a number is asked, it is said how many are called",
                "meeting",
                ".present is not None:",
                " is None:",
            ),
            ("items are told apart", "meeting", "    if len(set(keys)) < len(keys):", "    if False:"),
            ("what is written belongs to an item", "meeting", "    if said.item is not UNSET and", "    if False and"),
            ("a key is one thing's", "meeting", '    if any(one["key"] == said.key', "    if any(False"),
            (
                "nothing is counted before the day",
                "meeting",
                "    if day_of(context.now_ms) < met_on(past):",
                "    if False:",
            ),
            (
                "no more are there than were called",
                "meeting",
                '    if said.present > past.get("called", said.present):',
                "    if False:",
            ),
            ("no item begins later", "meeting", "    if said.at > context.now_ms + MAX_DRIFT_MS:", "    if False:"),
            ("nobody confirms his own word", "meeting", '    if wrote["by"] == said.by:', "    if False:"),
            (
                "what is confirmed is there",
                "meeting",
                "    if wrote is None:",
                '    wrote = wrote or {"by": ""}\n    if False:',
            ),
            (
                "a promise that was kept stays kept",
                "meeting",
                '    if any((one["of"], one["state"]) == (said.of, "done") for one in past.get("follows", ())):',
                "    if False:",
            ),
            ("no promise is due before it was made", "meeting", "    if said.due < said.day:", "    if False:"),
            (
                "meetings lie within a year",
                "meeting",
                "    if day > (date.fromisoformat(day_of(context.now_ms)) + timedelta(days=MOST_DAYS)).isoformat():",
                "    if False:",
            ),
            ("nobody comes in another name", "attend", "    if said.by != actor.person:", "    if False:"),
            ("each comes once", "attend", "    if change.id != attend_id(said.meeting, said.who):", "    if False:"),
            (
                "who comes for another lives with him",
                "attend",
                "    if not (lives_with or context.actor.acts_for(said.who, context.region)):",
                "    if False:",
            ),
            ("who comes, comes on the day", "attend", '    if said.way != "proxy" and', "    if False and"),
            ("nobody comes when it is over", "attend", "    if said.day > met_on(meeting):", "    if False:"),
            (
                "at the door one has what hangs there",
                "attend",
                "    if said.door is not UNSET and not _is_signed(said, said.door, meeting):",
                "    if False:",
            ),
            (
                "no door, no word of it",
                "attend",
                '    if (said.way == "door") != (said.door is not UNSET):',
                "    if False:",
            ),
            (
                "nobody seconds himself",
                "ask",
                '    if change.add.seconders != [person] or person == past["person"]:',
                "    if change.add.seconders != [person]:",
            ),
            ("nobody seconds for another", "ask", "    if change.add.seconders != [person] or", "    if"),
            ("nobody asks in another name", "ask", "    if change.set.person != person:", "    if False:"),
            ("what is asked is of an item", "ask", "    if change.set.item is not UNSET and", "    if False and"),
            ("marks are of their sort", "ask", '    if marked.mark not in MARKS_OF[past["sort"]]:', "    if False:"),
            (
                "what is answered is of a meeting that there is",
                "suggestion",
                "    if said.meeting is not UNSET and",
                "    if False and",
            ),
            (
                "what is answered is of a poll or of a meeting",
                "suggestion",
                "    if (said.poll is UNSET) == (said.meeting is UNSET):",
                "    if False:",
            ),
            (
                "words of a poll are named by their hash",
                "suggestion",
                "    if not all(WORDS_HASH",
                "    if False and not all(WORDS_HASH",
            ),
        )
    ),
    Row(
        "a month after a meeting nobody asks",
        "server/shaiba/met.py",
        '    if "cancelled" in meeting or day_of(context.now_ms) > last.isoformat():',
        '    if "cancelled" in meeting:',
        TEST,
    ),
    Row(
        "of what is called off nobody asks",
        "server/shaiba/met.py",
        '    if "cancelled" in meeting or',
        "    if",
        TEST,
    ),
    Row(
        "who calls meetings",
        "server/shaiba/met.py",
        "    if not context.actor.has(*CALLERS, region=context.region):",
        "    if False:",
        f"{WRITES}[meeting]",
        "villager village holds",
    ),
    Row("in the own name", "server/shaiba/met.py", "    if by != context.actor.person:", "    if False:", TEST),
    Row(
        "notice is counted from the first word of the day that stands",
        "sync/python/shaiba_sync/meeting.py",
        '        if one["day"] != day:',
        "        if False:",
        "tests/sync/test_vectors.py",
    ),
    Row(
        "who counted does not confirm",
        "sync/python/shaiba_sync/meeting.py",
        '        if wrote.get(one["of"], one["by"]) != one["by"]:',
        "        if True:",
        "tests/sync/test_vectors.py",
    ),
    Row(
        "a project comes of a meeting that there is",
        f"{DOMAIN}/project.py",
        "        if change.set.meeting is not UNSET and",
        "        if False and",
        "tests/domain/test_project.py",
    ),
    Row(
        "a proposal is of a meeting",
        f"{DOMAIN}/project.py",
        "        if change.set.proposal is not UNSET and",
        "        if False and",
        "tests/domain/test_project.py",
    ),
    Row(
        "what was brought to a meeting may be hidden",
        f"{DOMAIN}/moderation.py",
        '    if (ask := context.look("ask", record_id)) is not None:',
        '    if (ask := context.look("ask", record_id)) is not None and False:',
        "tests/domain/test_moderation.py",
    ),
]
