"""The guards of lives: who films, what the clerk says of it in order, who speaks and how often; what tells a changed
recording."""

from tests.mutation.rights import DOMAIN, WRITES
from tests.mutation.row import Row

SLICE = "villager village holds|committee village holds|clerk"

LIVE = [
    Row(
        "only offices film",
        f"{DOMAIN}/stream.py",
        "    if not context.actor.has(*OPENERS, region=context.region):",
        "    if False:",
        f"{WRITES}[stream]",
        SLICE,
    ),
    Row(
        "the clerk alone says what a recording is",
        f"{DOMAIN}/recording.py",
        "    if not context.actor.clerk:",
        "    if False:",
        f"{WRITES}[recording]",
        SLICE,
    ),
    Row(
        "who is not on the roll remarks nothing",
        f"{DOMAIN}/remark.py",
        'if person is None or not is_on_roll(context.look("member", person), day_of(context.now_ms)):',
        "if person is None:",
        f"{WRITES}[remark]",
        "moved away|villager village holds",
    ),
    *(
        Row(guard, f"{DOMAIN}/{kind}.py", old, new, "tests/domain/test_live.py")
        for guard, kind, old, new in (
            ("a stream is begun once", "stream", "    must_be_new(past)\n", ""),
            (
                "who films says so himself",
                "stream",
                "    if said.by != context.actor.person:",
                "    if False:",
            ),
            (
                "a stream's id is random",
                "stream",
                "        b64u_decode(change.id, STREAM_BYTES)",
                "        pass",
            ),
            (
                "what is filmed is there",
                "stream",
                "    if said.about is not UNSET and context.look(said.about.kind, said.about.id) is None:",
                "    if False:",
            ),
            (
                "no stream ends before it began",
                "stream",
                '        if change.set.ended < past["opened"]:',
                "        if False:",
            ),
            (
                "a recording is of a stream",
                "recording",
                '    must_exist(context.look("stream", change.id), "title")\n',
                "",
            ),
            (
                "a closed recording stands",
                "recording",
                '    if past is not None and "counts" in past:',
                "    if False:",
            ),
            (
                "no epoch is gone back to",
                "recording",
                '        if last is not None and part.epoch < last["epoch"]:',
                "        if False:",
            ),
            (
                "each part begins where the one before ended",
                "recording",
                '        if part.first != (last["first"] + last["count"] if goes_on and last else 0):',
                "        if False:",
            ),
            (
                "a recording is closed as it was told",
                "recording",
                '    if told != change.set.counts or any(part["epoch"] >= len(told) for part in parts):',
                "    if False:",
            ),
            ("nobody remarks in another name", "remark", "    if said.by != person:", "    if False:"),
            (
                "a remark's id is of its ten seconds",
                "remark",
                "    if change.id != remark_id(said.stream, person, said.said):",
                "    if False:",
            ),
            (
                "nobody remarks on what is over for long",
                "remark",
                '    if said.said > stream.get("ended", said.said) + AFTER_MS:',
                "    if False:",
            ),
            (
                "one thing in ten seconds",
                "remark",
                "    if past is not None or _is_too_soon(said, context):",
                "    if False:",
            ),
            (
                "nor just across the border of two tens",
                "remark",
                "    if past is not None or _is_too_soon(said, context):",
                "    if past is not None:",
            ),
        )
    ),
    *(
        Row(guard, "sync/python/shaiba_sync/live.py", old, new, "tests/sync/test_vectors.py")
        for guard, old, new in (
            ("a recording cut short is told", "        if len(listed) < count:", "        if False:"),
            (
                "hashes that are not the log's are told",
                '        elif b64u_encode(entries_root(listed)) != part["roots"][tier]:',
                "        elif False:",
            ),
            ("what was put in is told", "        if len(listed) > parts.end_of(epoch):", "        if False:"),
            (
                "a file that is not the listed one is told",
                "        elif entry < len(listed) and listed[entry] != digest:",
                "        elif False:",
            ),
            ("a part that is missing is told", "        if said != told:", "        if False:"),
        )
    ),
    *(
        Row(guard, file, old, new, f"tests/packager/{test}")
        for guard, file, old, new, test in (
            (
                "who opened a live sends its pieces, and nobody else",
                "server/shaiba/replica/streams.py",
                'if "title" not in found or found["by"] != person:',
                'if "title" not in found:',
                "test_streams.py::test_who_may_send_and_what_is_refused",
            ),
            (
                "a piece that was taken stands",
                "server/shaiba/packager/folder.py",
                "            if path.read_bytes() != data:",
                "            if False:",
                "test_streams.py::test_pieces_come_in_any_order_and_twice",
            ),
            (
                "a piece that has not come holds back what comes after it",
                "server/shaiba/packager/pieces.py",
                "        return not any(one > seq for one in self.have(epoch))",
                "        return True",
                "test_epoch.py::test_a_gap_holds_back_only_until_it_comes",
            ),
            (
                "what is known is gone on behind, to the frame",
                "server/shaiba/packager/epoch.py",
                "        if self._n < len(self._known):",
                "        if False:",
                "test_epoch.py::test_begun_anew_it_goes_on_behind_what_is_known_and_encodes_nothing_twice",
            ),
        )
    ),
]
