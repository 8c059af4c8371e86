"""Drawn receipts: small, clean, legible on any machine."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageFont

from shaiba.demo import receipts
from shaiba.demo.receipts import Paper, capital, draw

# what is drawn: the words of rolls, offices, projects and contracts are on no receipt
UNDRAWN = ("roll.py", "entrusted.py", "projects.py", "estates.py")
SOURCES = sorted(path for path in Path(receipts.__file__).parent.glob("*.[pc][sy]*") if path.name not in UNDRAWN)
PAPER = Paper("蓉溪村", "253110070042", "2026-10-18", "宏达五金店", "第三组路灯维修材料", 486_050, "林秀兰", "陈国平")
SORTS = ("invoice", "receipt", "payroll", "slip")


@pytest.mark.parametrize("sort", SORTS)
def test_a_picture_is_small_and_without_metadata(sort):
    picture = draw(sort, PAPER)
    image = Image.open(io.BytesIO(picture.data))
    assert (image.format, image.size) == ("WEBP", (picture.width, picture.height))
    assert len(picture.data) <= 60_000
    assert not image.getexif() and not {"exif", "xmp", "icc_profile"} & image.info.keys()


@pytest.mark.parametrize("sort", SORTS)
def test_the_same_words_make_the_same_picture_and_others_another(sort):
    assert draw(sort, PAPER) == draw(sort, PAPER)
    assert draw(sort, PAPER) != draw(sort, PAPER._replace(amount_fen=486_060))


@pytest.mark.parametrize("name", ["print.otf", "hand.ttf"])
def test_the_fonts_have_every_character_of_the_demo(name):
    font = ImageFont.truetype(receipts.FONTS / name, 20)
    missing = bytes(font.getmask("\U000f0000"))
    said = {c for file in SOURCES for c in file.read_text(encoding="utf-8") if c.isprintable() and ord(c) > 0x4DFF}
    assert [c for c in sorted(said) if bytes(font.getmask(c)) == missing] == []


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (1, "壹分"),
        (10, "壹角整"),
        (105, "壹元零伍分"),
        (150, "壹元伍角整"),
        (1_000, "壹拾元整"),
        (100_500, "壹仟零伍元整"),
        (486_000, "肆仟捌佰陆拾元整"),
        (1_000_100, "壹万零壹元整"),
        (10_010_000, "壹拾万零壹佰元整"),
        (123_456_789, "壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"),
        (2_000_000_500, "贰仟万零伍元整"),
        (10_000_000_000, "壹亿元整"),
    ],
)
def test_amounts_in_capitals(fen, words):
    assert capital(fen) == words
