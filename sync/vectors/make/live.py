"""Recordings: what the log says of one, and each way in which one may have been changed (live.md)."""

import copy
import hashlib
import random
from typing import Any

from common import Vectors, bad, good
from shaiba_sync import b64u_encode, entries_root, read_hashes, recording_root

RANDOM = 120
Said = dict[str, Any]
STREAM = "4hq0cX5n1yqvJx0vN2mWbA"


def live_vectors() -> Vectors:
    short = b64u_encode(bytes(31))
    one = digest("v", 0, 0)
    return [
        good("what a recording is checked by", "live_rules"),
        good("a remark", "remark_id", stream=STREAM, who="p-2", said_ms=1_796_000_815_000),
        good("in the same ten seconds", "remark_id", stream=STREAM, who="p-2", said_ms=1_796_000_819_999),
        good("in the next", "remark_id", stream=STREAM, who="p-2", said_ms=1_796_000_820_000),
        good("somebody else's", "remark_id", stream=STREAM, who="p-3", said_ms=1_796_000_815_000),
        good("no hashes", "read_hashes", data=[]),
        good("two epochs, one without this tier", "read_hashes", data=[[one, one], []]),
        *(
            bad(f"hashes that are {name}", "read_hashes", "malformed", "recording", data=data)
            for name, data in {
                "no array": {"v": []},
                "not by epoch": [one],
                "numbers": [[1]],
                "too short": [[short]],
                "padded": [[f"{one}="]],
                "of too many epochs": [[]] * 1001,
            }.items()
        ),
        good("the name of a beginning", "entry_of", text="3-init"),
        good("the name of a segment", "entry_of", text="12-3599"),
        *(
            bad(f"no name: {text}", "entry_of", "malformed", "recording", text=text)
            for text in ("", "3", "03-1", "3-01", "3-x", "1000-0", "3-100000", "3-1\n", "-1-1")
        ),
        good("no entries", "entries_root", hashes=[]),
        good("three entries", "entries_root", hashes=[digest("v", 0, number) for number in range(3)]),
        good("a whole recording", "recording_root", tiers=listed([4, 2])),
        good("the root of sound alone", "recording_root", tiers={"a": listed([4])["a"]}),
        *faults(),
        *(checked(f"random {number}", *changed(random.Random(number))) for number in range(RANDOM)),  # noqa: S311
    ]


def digest(tier: str, epoch: int, entry: int) -> str:
    return b64u_encode(hashlib.sha256(f"{tier} {epoch} {entry}".encode()).digest())


def listed(counts: list[int], tiers: str = "vpa") -> dict[str, list[list[str]]]:
    """The hashes of each tier."""
    return {t: [[digest(t, e, n) for n in range(count)] for e, count in enumerate(counts)] for t in tiers}


def recorded(counts: list[int], size: int = 3, tiers: str = "vpa", *, closed: bool = True) -> Said:
    """What the clerk says of it, in parts of so many entries."""
    hashes = {tier: read_hashes(found) for tier, found in listed(counts, tiers).items()}
    parts = [
        {
            "epoch": epoch, "first": first, "count": min(size, count - first), "ms": 2_000 * min(size, count - first),
            "roots": {
                tier: b64u_encode(entries_root(found[epoch][first : first + size])) for tier, found in hashes.items()
            },
        }
        for epoch, count in enumerate(counts)
        for first in range(0, count, size)
    ]  # fmt: skip
    end = {"counts": counts, "root": b64u_encode(recording_root(hashes))} if closed else {}  # type: ignore[arg-type]
    return {"parts": parts, **end}


def held(counts: list[int], tier: str = "v") -> Said:
    """All of it, on a phone."""
    return {
        f"{epoch}-{entry - 1 if entry else 'init'}": digest(tier, epoch, entry)
        for epoch, count in enumerate(counts)
        for entry in range(count)
    }


def checked(name: str, said: Said, tier: str, hashes: Any, have: Said) -> Said:
    return good(name, "recording_faults", said=said, tier=tier, hashes=hashes, held=have)


def faults() -> Vectors:
    counts = [7, 4]
    said, v, have = recorded(counts), listed(counts)["v"], held(counts)
    swapped = copy.deepcopy(v)
    swapped[0][4] = digest("another", 0, 4)
    turned = copy.deepcopy(v)
    turned[0][2], turned[0][3] = turned[0][3], turned[0][2]
    without = [part for number, part in enumerate(said["parts"]) if number != 1]
    live = recorded([6], closed=False)
    sound = recorded([5], tiers="a")
    return [
        checked("all is as it was", said, "v", v, have),
        checked("pictures with sound", said, "p", listed(counts)["p"], held(counts, "p")),
        checked("another tier's hashes", said, "p", v, {}),
        checked("the list was changed with the file", said, "v", swapped, have | {"0-3": digest("another", 0, 4)}),
        checked("a file alone was changed", said, "v", v, have | {"0-3": digest("another", 0, 4)}),
        checked("a beginning was changed", said, "v", v, have | {"1-init": digest("another", 1, 0)}),
        checked("two files changed places", said, "v", v, have | {"0-1": have["0-2"], "0-2": have["0-1"]}),
        checked("two files and their hashes changed places", said, "v", turned, {"0-1": have["0-2"]}),
        checked("the end was cut off", said, "v", [v[0], v[1][:2]], {}),
        checked("an epoch was cut off", said, "v", v[:1], have),
        checked("one in the middle was cut out", said, "v", [v[0][:3] + v[0][4:], v[1]], {}),
        checked("something was put behind", said, "v", [v[0], [*v[1], digest("v", 1, 9)]], {}),
        checked("an epoch was put behind", said, "v", [*v, [digest("v", 2, 0)]], {}),
        checked("a part was left out", said | {"parts": without}, "v", v, {}),
        checked("parts in another order", said | {"parts": said["parts"][::-1]}, "v", v, {}),
        checked("a part twice", said | {"parts": [said["parts"][0], *said["parts"]]}, "v", v, {}),
        checked("the last part was left out", said | {"parts": said["parts"][:-1]}, "v", v, {}),
        checked("while it is live the list is ahead of the log", live, "v", listed([8])["v"], held([8])),
        checked("nothing was said yet", {}, "v", v, {"0-0": v[0][1]}),
        checked("an epoch in which nothing came", recorded([3, 0, 2]), "v", listed([3, 0, 2])["v"], held([3, 0, 2])),
        checked("sound alone has no pictures", sound, "v", [[]], {}),
        checked("pictures where there was sound alone", sound, "v", [v[0][:1]], {"0-init": v[0][0]}),
        checked("sound alone", sound, "a", listed([5])["a"], held([5], "a")),
        bad(
            "a phone's name that is none", "recording_faults", "malformed", "recording",
            said=said, tier="v", hashes=v, held={"x": v[0][0]},
        ),
    ]  # fmt: skip


def changed(chance: random.Random) -> tuple[Said, str, Any, Said]:
    """A recording, and what somebody did to it."""
    counts = [chance.randrange(6) for _ in range(chance.randrange(1, 4))]
    tier = chance.choice("vpa")
    said = recorded(counts, chance.randrange(1, 5), closed=chance.random() < 0.7)
    hashes, have = listed(counts)[tier], held(counts, tier)
    for _ in range(chance.randrange(3)):
        epoch = chance.choice(hashes)
        match chance.randrange(5):
            case 0 if epoch:
                epoch[chance.randrange(len(epoch))] = digest("x", 0, chance.randrange(9))
            case 1 if epoch:
                epoch.pop(chance.randrange(len(epoch)))
            case 2:
                epoch.append(digest("x", 1, chance.randrange(9)))
            case 3 if have:
                have[chance.choice([*have])] = chance.choice([digest("x", 2, 0), *have.values()])
            case 4 if said["parts"]:
                said["parts"].pop(chance.randrange(len(said["parts"])))
    return said, tier, hashes, have
