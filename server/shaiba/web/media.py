"""What uploaded bytes are, by the bytes themselves. Pictures must be whole, of a size a phone can hold, and bare of
metadata: a photo's place and time are personal data, and what is public stays public.
"""

import io
import re
import struct
import warnings
from collections.abc import Iterator

from shaiba_sync.errors import BadType

MAX_PIXELS = 40_000_000

FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
TYPES = (*FORMATS, "audio/webm", "audio/mp4", "audio/ogg")

_SIGNS = (
    ("image/jpeg", re.compile(rb"\xff\xd8\xff")),
    ("image/png", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("image/webp", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("audio/webm", re.compile(rb"\x1a\x45\xdf\xa3.{0,60}webm", re.DOTALL)),
    ("audio/mp4", re.compile(rb"....ftyp", re.DOTALL)),
    ("audio/ogg", re.compile(rb"OggS")),
)
_PNG_TEXT = {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}
_WEBP_TEXT = {b"EXIF", b"XMP "}


def check_media(data: bytes, claimed: str) -> None:
    """Refuse bytes that are not what they say (`content`), pictures that do not decode (`broken`), are too large
    (`pixels`) or carry metadata (`metadata`)."""
    if sniff(data) != claimed:
        raise BadType(why="content")
    if claimed not in FORMATS:
        return
    if has_metadata(data, claimed):
        raise BadType(why="metadata")
    from PIL import Image  # with the first picture: a start need not wait for it

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # Pillow warns of bombs and of broken files: neither is wanted
            with Image.open(io.BytesIO(data), formats=[FORMATS[claimed]]) as image:
                if image.width * image.height > MAX_PIXELS:
                    raise BadType(why="pixels")
                image.load()
    except BadType:
        raise
    except Exception:  # Pillow raises many sorts on bad input; each means that no phone can be asked to show it
        raise BadType(why="broken") from None


def sniff(data: bytes) -> str | None:
    """The media type that the first bytes show, if it is one we take."""
    return next((kind for kind, sign in _SIGNS if sign.match(data)), None)


def has_metadata(data: bytes, kind: str) -> bool:
    """Whether a picture carries more than its pixels and colours: Exif, XMP, IPTC, comments, or anything after its
    end."""
    try:
        if kind == "image/jpeg":
            return any(_is_text(marker, body) for marker, body in _jpeg_segments(data))
        if kind == "image/png":
            chunks = [name for name, _ in _png_chunks(data)]
            return bool(_PNG_TEXT & set(chunks)) or b"IEND" not in chunks
        chunks = list(_webp_chunks(data))
        return bool(_WEBP_TEXT & set(chunks)) or struct.unpack_from("<I", data, 4)[0] + 8 < len(data)
    except struct.error:
        raise BadType(why="broken") from None


def _is_text(marker: int, body: bytes) -> bool:
    """Of a JPEG's segments JFIF (E0), a colour profile (E2) and Adobe's transform (EE) tell nothing of a person."""
    if marker == 0xE2:
        return not body.startswith(b"ICC_PROFILE\0")
    return marker == 0xFE or (0xE1 <= marker <= 0xEF and marker != 0xEE)


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and body of each segment before the pixels."""
    at = 2
    while True:
        mark, marker = struct.unpack_from(">BB", data, at)
        if mark != 0xFF or marker == 0xDA:  # start of scan
            return
        if marker == 0xFF:  # fill
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        yield marker, data[at + 4 : at + 2 + length]
        at += 2 + length


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, int]]:
    """Name and length of each chunk; stops at IEND, and fails to name it where bytes follow."""
    at = 8
    while at < len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if name == b"IEND" and at != len(data):
            return
        yield name, length


def _webp_chunks(data: bytes) -> Iterator[bytes]:
    at = 12
    while at < len(data):
        name, length = struct.unpack_from("<4sI", data, at)
        yield name
        at += 8 + length + length % 2
