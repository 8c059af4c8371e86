"""Makes server/shaiba/demo/fonts: the characters that the demo draws, out of two free fonts, under new names.

Needs fonttools, and from Debian fonts-noto-cjk and fonts-lxgw-wenkai:
`python tests/demo/make_fonts.py NotoSansCJK-Regular.ttc LXGWWenKai-Regular.ttf`. Run it when the demo has new words.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

DEMO = Path(__file__).parents[2] / "server" / "shaiba" / "demo"
NUMBER_OF_SIMPLIFIED = 2
"""The face of simplified Chinese in Noto's collection."""


def characters() -> str:
    """Whatever stands in the demo's modules, and ASCII."""
    source = "".join(file.read_text(encoding="utf-8") for file in sorted(DEMO.glob("*.[pc][sy]*")))
    return "".join(sorted({*source, *map(chr, range(32, 127))} - {"\n"}))


def main(noto: str, wenkai: str) -> None:
    """Write both files."""
    _make(noto, NUMBER_OF_SIMPLIFIED, "print.otf", "Shaiba Print")
    _make(wenkai, -1, "hand.ttf", "Shaiba Hand")


def _make(path: str, number: int, name: str, family: str) -> None:
    options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 13, 14], notdef_outline=True)
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "BASE", "DSIG"]
    font = TTFont(path, fontNumber=number, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=characters())
    subsetter.subset(font)
    for key, value in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
        font["name"].setName(value, key, 3, 1, 0x409)
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [family.replace(" ", "")]
        for top in cff.topDictIndex:
            top.FullName = top.FamilyName = family
    font.save(DEMO / "fonts" / name)


if __name__ == "__main__":
    main(*sys.argv[1:])
