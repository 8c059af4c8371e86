"""Pictures of where something is built: drawn, small, without metadata. They show how far it is, and nothing real."""

import io
from functools import cache

from PIL import Image, ImageDraw

from .receipts import QUALITY, Picture

SIZE = (640, 480)
SKY, HILL, FIELD, EARTH, STONE, WATER = (
    (207, 222, 230), (128, 150, 120), (196, 186, 120), (150, 112, 76), (176, 172, 164), (112, 150, 168),
)  # fmt: skip


@cache
def draw(percent: int) -> Picture:
    """A ditch through the fields, of which so much is built: stones and water to there, earth beyond."""
    image = Image.new("RGB", SIZE, FIELD)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 640, 170), fill=SKY)
    pen.polygon([(0, 170), (90, 96), (210, 158), (350, 70), (520, 150), (640, 110), (640, 190), (0, 190)], fill=HILL)
    for row in range(9):
        y = 200 + row * row * 4
        pen.line([(0, y), (640, y + 8)], fill=(182, 170, 104), width=1 + row // 2)
    pen.polygon([(300, 190), (340, 190), (470, 480), (150, 480)], fill=EARTH)
    top = 480 - (480 - 190) * percent // 100
    wide = 20 + (top - 190) * 140 // 290
    if percent:
        pen.polygon([(320 - wide, top), (320 + wide, top), (470, 480), (150, 480)], fill=STONE)
        pen.polygon([(320 - wide * 3 // 5, top), (320 + wide * 3 // 5, top), (416, 480), (216, 480)], fill=WATER)
    for post in range(5):
        y = 250 + post * 50
        pen.line([(90 - post * 12, y), (90 - post * 12, y + 30)], fill=(92, 70, 48), width=5)
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return Picture(out.getvalue(), *SIZE)
