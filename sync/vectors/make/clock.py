# ruff: noqa: E501
"""Stamps and the two moves of the clock (clock.md)."""

from common import AT, Vectors, bad, good


def clock_vectors() -> Vectors:
    ms, last = 2**48 - 1, "ffffffffffffffff"
    vectors = [
        good("a stamp", "parse_stamp", text="019a1b2c3d4e0003"),
        good("the first stamp", "parse_stamp", text="0" * 16),
        good("the last stamp", "parse_stamp", text=last),
        good("written", "format_stamp", stamp=[0x019A1B2C3D4E, 3]),
        good("the last, written", "format_stamp", stamp=[ms, 65535]),
        good("tick: the clock went on", "tick", last=AT, now_ms=0x019A1B2C3D4F),
        good("tick: the same millisecond", "tick", last=AT, now_ms=0x019A1B2C3D4E),
        good("tick: the clock went back", "tick", last="019a1b2c3d4e0007", now_ms=5),
        good("tick: a clock before 1970", "tick", last="0" * 16, now_ms=-5),
        good("tick: the counter is full", "tick", last="019a1b2c3d4effff", now_ms=0x019A1B2C3D4E),
        good("tick: the counter resets with the clock", "tick", last="019a1b2c3d4effff", now_ms=0x019A1B2C3D4F),
        bad("tick: after the last stamp", "tick", "malformed", "stamp", last=last, now_ms=0),
        bad("tick: a clock beyond the last millisecond", "tick", "malformed", "stamp", last=AT, now_ms=ms + 1),
        good("receive: a later stamp", "receive", last=AT, seen="019a1b2c3d4e0001", now_ms=0x019A1B2C3D4E),
        good("receive: an earlier stamp", "receive", last=AT, seen="0000000000000001", now_ms=0x019A1B2C3D4E),
        good("receive: ten minutes ahead", "receive", last="0" * 16, seen="0000000927c00000", now_ms=0),
        bad("receive: a millisecond more", "receive", "clock_drift", last="0" * 16, seen="0000000927c10000", now_ms=0)
        | {"detail": {"ahead_ms": 600001}},
        bad("receive: no stamp", "receive", "malformed", "stamp", last="0" * 16, seen="x", now_ms=0),
        good("the day in China", "day_of", now_ms=1_795_881_599_999),
        good("its midnight is at 16:00 UTC", "day_of", now_ms=1_795_881_600_000),
        good("the first day", "day_of", now_ms=0),
    ]
    for name, text in {
        "empty": "", "capitals": "019A1B2C3D4E0003", "short": "019a1b2c3d4e000", "long": "019a1b2c3d4e00030",
        "a sign": "+19a1b2c3d4e0003", "an underscore": "019a_b2c3d4e0003", "a space": " 19a1b2c3d4e0003",
        "a line break": "019a1b2c3d4e0003\n", "another digit": "019a1b2c3d4e000٣", "0x": "0x9a1b2c3d4e0003",
    }.items():  # fmt: skip
        vectors.append(bad(f"no stamp: {name}", "parse_stamp", "malformed", "stamp", text=text))
    for name, stamp in {
        "too late": [ms + 1, 0],
        "below zero": [-1, 0],
        "a full counter": [0, 65536],
        "a counter below zero": [0, -1],
    }.items():
        vectors.append(bad(f"cannot be written: {name}", "format_stamp", "malformed", "stamp", stamp=stamp))
    return vectors
