"""H.264's two ways of writing the same (ISO/IEC 14496-10 annex B, 14496-15): what encoders give, and what MP4 holds."""

import re
from struct import pack

_START = re.compile(rb"\x00{2,}\x01")
_SPS, _PPS = 7, 8


def units(data: bytes) -> list[bytes]:
    """The units between start codes."""
    return [unit.rstrip(b"\0") for unit in _START.split(data) if unit]


def with_lengths(data: bytes) -> bytes:
    """The same with a length before each unit; the parameter sets are left out: `avc_config` has them."""
    kept = [unit for unit in units(data) if unit[0] & 31 not in (_SPS, _PPS)]
    return b"".join(pack(">I", len(unit)) + unit for unit in kept)


def avc_config(extradata: bytes) -> bytes:
    """The avcC of what a container or an encoder has beside the pictures. ValueError where there is none."""
    if extradata[:1] == b"\1":
        return extradata
    found = units(extradata)
    sps, pps = ([unit for unit in found if unit[0] & 31 == sort] for sort in (_SPS, _PPS))
    if not sps or not pps:
        raise ValueError("no parameter sets")
    head = b"\1" + sps[0][1:4] + b"\xff" + bytes([0xE0 | len(sps)])
    listed = [b"".join(pack(">H", len(unit)) + unit for unit in sort) for sort in (sps, pps)]
    return head + listed[0] + bytes([len(pps)]) + listed[1]
