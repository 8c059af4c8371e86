"""Pictures as phones make them: large, sideways, and telling where and with what they were taken."""

import io
import random

from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

MAKER = "Shaiba Test Camera 7"
PLACE = (24.0, 57.0, 12.0)  # degrees, minutes, seconds


def photo_with_place(seed: int, size: tuple[int, int] = (2400, 1800)) -> bytes:
    """A JPEG whose EXIF names a maker, a place and a turn by 90 degrees."""
    chance = random.Random(seed)
    picture = Image.new("RGB", size, (190, 150, 90))
    draw = ImageDraw.Draw(picture)
    for _ in range(900):  # detail, so that the bytes are many enough to cut an upload in the middle
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x, y, x + chance.randrange(20, 220), y + chance.randrange(20, 220)), fill=colour)
    exif = Image.Exif()
    exif[Base.Make] = MAKER
    exif[Base.Orientation] = 6
    gps = exif.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef], gps[GPS.GPSLatitude] = "N", PLACE
    gps[GPS.GPSLongitudeRef], gps[GPS.GPSLongitude] = "E", (118.0, 23.0, 4.0)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()


def says_where(data: bytes) -> bool:
    """Whether a picture's bytes carry metadata: EXIF, XMP, or the maker's name anywhere."""
    with Image.open(io.BytesIO(data)) as picture:
        if dict(picture.getexif()) or "exif" in picture.info or "xmp" in picture.info:
            return True
    return any(mark in data for mark in (b"Exif\0\0", b"EXIF", b"http://ns.adobe.com/xap", MAKER.encode()))
