"""What a phone filmed of the demo's draw, in its pieces (camera.py films)."""

import json
import subprocess
import sys
from collections.abc import Sequence

TYPE = "video/mp4;codecs=avc1.42c015,opus"
SIZE, FPS = (640, 360), 4
SECONDS_EACH = 2
"""From one lot to the next."""
Lot = tuple[str, str]
"""Who, and what fell to them."""


def seconds(lots: int) -> int:
    """How long so many take."""
    return SECONDS_EACH * (lots + 1)


def pieces(title: str, lots: Sequence[Lot]) -> list[bytes]:
    """The first is the beginning, each other one a lot."""
    command = [sys.executable, "-m", "shaiba.demo.camera"]
    told = json.dumps([title, lots]).encode()
    return cut(subprocess.run(command, input=told, capture_output=True, check=True).stdout)  # noqa: S603 — our own


def cut(data: bytes) -> list[bytes]:
    """As Chromium's recorder gives it: what comes before, then each fragment."""
    boxes, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4])
        boxes.append((data[at + 4 : at + 8], data[at : at + length]))
        at += length
    head = b"".join(box for name, box in boxes if name in (b"ftyp", b"moov"))
    moofs = [number for number, (name, _) in enumerate(boxes) if name == b"moof"]
    return [head, *(boxes[number][1] + boxes[number + 1][1] for number in moofs)]
