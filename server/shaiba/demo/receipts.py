"""Pictures of receipts: drawn, each marked as a demonstration, small, without metadata.

The two fonts beside this module are subsets of free ones (fonts/README.md), so that no font need be installed.
"""

import io
import math
import random
from functools import cache
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

FONTS = Path(__file__).with_name("fonts")
SIZE = (760, 500)
QUALITY = 58
DIGITS, UNITS, GROUPS = "零壹贰叁肆伍陆柒捌玖", ("", "拾", "佰", "仟"), ("", "万", "亿")
INK, RED, BLUE, BROWN = (38, 38, 46), (200, 44, 40), (36, 74, 150), (150, 82, 40)
Color = tuple[int, int, int]
Point = tuple[float, float]


class Paper(NamedTuple):
    """What is written on a receipt."""

    village: str
    number: str
    date: str
    payee: str
    summary: str
    amount_fen: int
    handler: str
    witness: str


class Picture(NamedTuple):
    """A drawn receipt: WebP bytes and pixel size."""

    data: bytes
    width: int
    height: int


def draw(sort: str, paper: Paper) -> Picture:
    """The picture of a receipt; the same for the same words."""
    rng = random.Random(f"{sort}/{paper.number}")
    image = _form(sort).copy()
    pen = ImageDraw.Draw(image)
    {"invoice": _invoice, "receipt": _receipt, "payroll": _payroll, "slip": _slip}[sort](image, pen, paper, rng)
    turned = image.rotate(rng.uniform(-1.1, 1.1), Image.Resampling.BILINEAR, fillcolor=_DESK)
    out = io.BytesIO()
    turned.save(out, "WEBP", quality=QUALITY, method=2)
    return Picture(out.getvalue(), *turned.size)


def sheet() -> Picture:
    """A sheet with a seal, and no words but that it is a demonstration: it stands for any other paper."""
    image = _form("slip").copy()
    _stamp(image, (590, 372), "演示村民委员会", "财务专用章", random.Random("sheet"))
    out = io.BytesIO()
    image.save(out, "WEBP", quality=QUALITY, method=2)
    return Picture(out.getvalue(), *image.size)


def capital(fen: int) -> str:
    """An amount as it is written on cheques: 4860.00 is 肆仟捌佰陆拾元整."""
    yuan, cents = divmod(fen, 100)
    jiao, rest = divmod(cents, 10)
    text = (_whole(yuan) + "元") if yuan else ""
    if not cents:
        return text + "整"
    if jiao:
        text += DIGITS[jiao] + "角"
    elif yuan:
        text += "零"
    return text + (DIGITS[rest] + "分" if rest else "整")


def _whole(number: int) -> str:
    parts: list[str] = []
    gap = False
    for group in range(len(GROUPS) - 1, -1, -1):
        four = number // 10_000**group % 10_000
        if not four:
            gap = bool(parts)
            continue
        text = ""
        for place in range(3, -1, -1):
            digit = four // 10**place % 10
            if digit:
                text += ("零" if gap else "") + DIGITS[digit] + UNITS[place]
                gap = False
            else:
                gap = bool(parts or text)
        parts.append(text + GROUPS[group])
        gap = four % 10 == 0
    return "".join(parts) or "零"


def _invoice(image: Image.Image, pen: ImageDraw.ImageDraw, paper: Paper, rng: random.Random) -> None:
    money = _money(paper.amount_fen)
    _write(pen, (560, 62), f"号码 {paper.number}", 16, BLUE)
    _write(pen, (560, 86), f"日期 {paper.date}", 16, INK)
    _write(pen, (150, 132), f"{paper.village}股份经济合作社", 18, INK)
    _write(pen, (150, 166), paper.payee, 18, INK)
    _write(pen, (64, 246), paper.summary, 18, INK)
    _write(pen, (372, 246), "1", 18, INK)
    _write(pen, (690, 246), money, 18, INK, "ra")
    _write(pen, (690, 330), f"¥{money}", 18, INK, "ra")
    _write(pen, (200, 368), capital(paper.amount_fen), 19, INK)
    _write(pen, (150, 424), paper.handler, 17, INK)
    _stamp(image, (590, 420), paper.payee, "票据专用章", rng, oval=True)


def _receipt(image: Image.Image, pen: ImageDraw.ImageDraw, paper: Paper, rng: random.Random) -> None:
    _write(pen, (586, 66), f"No {paper.number[-7:]}", 22, RED)
    _write(pen, (330, 108), paper.date, 18, INK, "ma")
    _hand(image, (170, 158), paper.payee, 28, BLUE, rng)
    _hand(image, (200, 218), paper.summary, 28, BLUE, rng)
    _hand(image, (230, 278), capital(paper.amount_fen), 27, BLUE, rng)
    _hand(image, (110, 338), f"¥{_money(paper.amount_fen)}", 30, BLUE, rng)
    _hand(image, (160, 412), paper.handler, 26, BLUE, rng)
    _stamp(image, (590, 372), f"{paper.village}村民委员会", "财务专用章", rng)


def _payroll(image: Image.Image, pen: ImageDraw.ImageDraw, paper: Paper, rng: random.Random) -> None:
    _write(pen, (380, 58), f"{paper.village}{paper.summary}发放表", 26, INK, "ma")
    _write(pen, (48, 104), f"日期 {paper.date}    编号 {paper.number}", 16, INK)
    days = max(n for n in (1, 2, 3, 4, 5, 6, 8, 10, 15, 20) if n == 1 or _is_wage(paper.amount_fen, n))
    for x, text in (
        (72, "1"),
        (118, paper.payee),
        (262, f"{days}"),
        (372, _money(paper.amount_fen // days)),
        (500, _money(paper.amount_fen)),
    ):
        _write(pen, (x, 186), text, 19, INK)
    _hand(image, (622, 182), paper.payee, 26, BLUE, rng)
    _write(pen, (118, 386), capital(paper.amount_fen), 19, INK)
    _write(pen, (500, 386), _money(paper.amount_fen), 19, INK)
    _hand(image, (120, 428), paper.handler, 25, BLUE, rng)
    _hand(image, (410, 428), paper.witness, 25, BLUE, rng)
    _thumb(image, (690, 206), rng)


def _is_wage(fen: int, days: int) -> bool:
    return fen % days == 0 and fen // days >= 8_000


def _slip(image: Image.Image, pen: ImageDraw.ImageDraw, paper: Paper, rng: random.Random) -> None:
    _hand(image, (330, 48), "领 条", 40, INK, rng)
    _hand(image, (110, 122), f"今领到{paper.village}村委会付给", 32, INK, rng)
    _hand(image, (60, 180), f"{paper.summary}，", 32, INK, rng)
    _hand(image, (60, 238), f"计人民币{capital(paper.amount_fen)}", 32, INK, rng)
    _hand(image, (60, 296), f"（{_money(paper.amount_fen)}元）。", 32, INK, rng)
    _hand(image, (430, 360), f"领款人：{paper.payee}", 32, INK, rng)
    year, month, day = paper.date.split("-")
    _hand(image, (430, 416), f"{year}年{int(month)}月{int(day)}日", 28, INK, rng)
    _thumb(image, (690, 384), rng)


_DESK = (104, 92, 80)


@cache
def _form(sort: str) -> Image.Image:
    """The printed part: paper on a desk, lines, labels, and that it is a demonstration."""
    paper = {
        "invoice": (252, 249, 240),
        "receipt": (246, 250, 244),
        "payroll": (251, 251, 249),
        "slip": (248, 240, 218),
    }
    image = Image.new("RGB", SIZE, _DESK)
    pen = ImageDraw.Draw(image)
    pen.rectangle((22, 20, SIZE[0] - 18, SIZE[1] - 14), fill=(70, 62, 54))
    pen.rectangle((16, 14, SIZE[0] - 26, SIZE[1] - 22), fill=paper[sort])
    {"invoice": _form_invoice, "receipt": _form_receipt, "payroll": _form_payroll, "slip": _form_slip}[sort](pen)
    _write(pen, (SIZE[0] - 40, SIZE[1] - 48), "演示票据 · 内容虚构 · 无效", 14, (170, 150, 130), "ra")
    return image


def _form_invoice(pen: ImageDraw.ImageDraw) -> None:
    _write(pen, (370, 34), "购 物 发 票（演示）", 30, BROWN, "ma")
    pen.line((240, 74, 500, 74), fill=BROWN, width=2)
    pen.line((240, 78, 500, 78), fill=BROWN, width=1)
    pen.rectangle((40, 116, 710, 404), outline=BROWN, width=2)
    for y in (200, 232, 318, 354):
        pen.line((40, y, 710, y), fill=BROWN)
    for x in (350, 440, 560):
        pen.line((x, 200, x, 318), fill=BROWN)
    for x, y, text in (
        (52, 132, "购买方"),
        (52, 166, "销售方"),
        (52, 205, "项目名称"),
        (362, 205, "数量"),
        (452, 205, "单位"),
        (572, 205, "金额"),
        (52, 326, "合计"),
        (52, 368, "价税合计（大写）"),
        (52, 424, "开票人"),
    ):
        _write(pen, (x, y), text, 17, BROWN)


def _form_receipt(pen: ImageDraw.ImageDraw) -> None:
    green = (40, 110, 84)
    _write(pen, (370, 38), "收 款 收 据", 36, green, "ma")
    pen.line((250, 92, 490, 92), fill=green, width=2)
    for y, text in ((166, "今收到"), (226, "交来"), (286, "人民币（大写）"), (346, "小写")):
        _write(pen, (52, y), text, 20, green)
        pen.line((120 if len(text) < 5 else 200, y + 30, 700, y + 30), fill=green)
    _write(pen, (52, 420), "经手人", 20, green)
    _write(pen, (420, 420), "收款单位（章）", 20, green)


def _form_payroll(pen: ImageDraw.ImageDraw) -> None:
    pen.rectangle((40, 136, 716, 416), outline=INK, width=2)
    for y in (170, 216, 256, 296, 336, 376):
        pen.line((40, y, 716, y), fill=INK)
    for x in (104, 240, 350, 480, 606):
        pen.line((x, 136, x, 376), fill=INK)
    for x, text in (
        (50, "序号"),
        (118, "姓名"),
        (262, "工日"),
        (372, "标准（元）"),
        (500, "金额（元）"),
        (622, "签领"),
    ):
        _write(pen, (x, 142), text, 18, INK)
    _write(pen, (50, 386), "合计", 18, INK)
    _write(pen, (50, 430), "制表", 18, INK)
    _write(pen, (330, 430), "证明人", 18, INK)


def _form_slip(pen: ImageDraw.ImageDraw) -> None:
    for y in range(106, 470, 58):
        pen.line((40, y + 52, SIZE[0] - 56, y + 52), fill=(222, 206, 172))
    pen.line((46, 20, 46, SIZE[1] - 28), fill=(226, 160, 150))


def _write(pen: ImageDraw.ImageDraw, at: Point, text: str, size: int, color: Color, anchor: str = "la") -> None:
    pen.text(at, text, fill=color, font=_font("print.otf", size), anchor=anchor)


def _hand(image: Image.Image, at: Point, text: str, size: int, color: Color, rng: random.Random) -> None:
    """Handwriting: no two characters at one height, size or slant."""
    x, y = at
    slope = rng.uniform(-0.02, 0.015)
    for char in text:
        drawn = size + rng.randint(-2, 2)
        font = _font("hand.ttf", drawn)
        width = font.getlength(char)
        tile = Image.new("L", (drawn + 12, drawn + 16), 0)
        ImageDraw.Draw(tile).text((5, 2), char, fill=rng.randint(205, 255), font=font)
        tile = tile.rotate(rng.uniform(-6, 6), Image.Resampling.BILINEAR)
        image.paste(color, (round(x) - 5, round(y + rng.uniform(-2, 2))), tile)
        x += width + rng.uniform(-1.5, 1.0)
        y += width * slope


def _stamp(image: Image.Image, at: Point, around: str, below: str, rng: random.Random, *, oval: bool = False) -> None:
    """A red seal: a name along the rim, a star or the word 演示, and what the seal is for."""
    wide, high = (150, 100) if oval else (132, 132)
    seal = Image.new("L", (wide, high), 0)
    pen = ImageDraw.Draw(seal)
    pen.ellipse((3, 3, wide - 4, high - 4), outline=220, width=3)
    chars = around[:12]
    spread = math.radians(230)
    for index, char in enumerate(chars):
        angle = -math.pi / 2 + spread * ((index + 0.5) / len(chars) - 0.5)
        tile = Image.new("L", (22, 22), 0)
        ImageDraw.Draw(tile).text((11, 11), char, fill=255, font=_font("print.otf", 16), anchor="mm")
        turned = tile.rotate(-math.degrees(angle) - 90, Image.Resampling.BILINEAR)
        x = wide / 2 + (wide / 2 - 17) * math.cos(angle)
        y = high / 2 + (high / 2 - 17) * math.sin(angle)
        seal.paste(turned, (round(x - 11), round(y - 11)), turned)
    pen.text((wide / 2, high / 2 + (2 if oval else -2)), "演示", fill=215, font=_font("print.otf", 20), anchor="mm")
    pen.text((wide / 2, high * 0.77), below, fill=215, font=_font("print.otf", 13), anchor="mm")
    seal = seal.rotate(rng.uniform(-9, 9), Image.Resampling.BILINEAR)
    image.paste(RED, (round(at[0] - wide / 2), round(at[1] - high / 2)), seal)


def _thumb(image: Image.Image, at: Point, rng: random.Random) -> None:
    """The red print of a thumb."""
    print_ = Image.new("L", (44, 56), 0)
    pen = ImageDraw.Draw(print_)
    for ring in range(1, 22, 4):
        pen.ellipse((22 - ring, 28 - ring * 1.25, 22 + ring, 28 + ring * 1.25), outline=rng.randint(110, 190), width=2)
    print_ = print_.rotate(rng.uniform(-25, 25), Image.Resampling.BILINEAR)
    image.paste(RED, (round(at[0] - 22), round(at[1] - 28)), print_)


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / name, size)


def _money(fen: int) -> str:
    return f"{fen // 100:,}.{fen % 100:02}"
