"""Personal numbers: none of ten thousand is missed in running text, and ledger text is left in peace.

Both languages answer the same corpora, through pipes.
"""

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from shaiba.demo.receipts import Picture
from shaiba.demo.story import Story
from shaiba.regions import load_regions
from shaiba_sync import find_personal, hide_personal
from shaiba_sync.personal import has_no_number
from tests.sync.test_interop import assert_agreed

NOW_MS = 1_795_000_000_000  # 2026-11-18
PROVINCES = [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54]
PROVINCES += [61, 62, 63, 64, 65, 71, 81, 82, 83]
WEIGHTS = [2 ** (17 - place) % 11 for place in range(17)]
GAPS = ["", "", "", "", " ", "-", "  ", "\u3000", " - ", "－", "\u200b", "·"]
WORDS = [
    "身份证",
    "户主",
    "唐某某",
    "：",
    "，",
    "号",
    "（",
    "）",
    "支付",
    "ID",
    "card ",
    "\n",
    "元",
    "🌾",
    "'",
    '"',
    "/",
    "。",
]


def identity(chance: random.Random) -> str:
    """A number made from the definition: region, day of birth, sequence, check digit (GB 11643, MOD 11-2)."""
    day = date(1900, 1, 1) + timedelta(days=chance.randrange(50_000))
    digits = f"{chance.choice(PROVINCES)}{chance.randrange(10_000):04}{day:%Y%m%d}{chance.randrange(1000):03}"
    rest = sum(int(digit) * weight for digit, weight in zip(digits, WEIGHTS, strict=True)) % 11
    return digits + "0123456789X"[(12 - rest) % 11]


def written(chance: random.Random, number: str) -> str:
    """As somebody might write it: with gaps, in wide digits, with a small x."""
    places = chance.sample(range(1, len(number)), chance.randrange(4))
    text = "".join((chance.choice(GAPS) if place in places else "") + c for place, c in enumerate(number))
    if chance.random() < 0.2:
        text = text.translate({ord("0") + n: ord("０") + n for n in range(10)} | {ord("X"): "Ｘ"})
    return text.replace("X", "x") if chance.random() < 0.3 else text


def corpus(seed: int, count: int) -> Iterator[tuple[str, str, str]]:
    """(text before, the number, text after)."""
    chance = random.Random(seed)
    for _ in range(count):
        before, after = ("".join(chance.choices(WORDS, k=chance.randrange(5))) for _ in range(2))
        yield before, written(chance, identity(chance)), after


@cache
def ledger_texts() -> list[str]:
    """Every text of the demo's villages, and the numbers that stand in ledgers."""
    texts: list[str] = []

    def read(value: object) -> None:
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict | list):
            for member in value.values() if isinstance(value, dict) else value:
                read(member)

    story = Story(load_regions(), device_key=lambda _: bytes(32), now_ms=NOW_MS, draw=lambda *_: Picture(b"", 1, 1))
    for act in story.acts():
        if act.scope.startswith(("village/", "region/")):
            read([{**change, "do": ""} for change in act.changes])
    return texts


def invented(seed: int, count: int) -> Iterator[str]:
    """Numbers of invoices, orders, contracts, vouchers, projects, accounts, sums and days, as ledgers have them."""
    chance = random.Random(seed)
    for _ in range(count):
        day = date(2015, 1, 1) + timedelta(days=chance.randrange(4500))
        n = chance.randrange(10**8)
        yield chance.choice(
            [
                f"发票{day:%y}{chance.choice(PROVINCES)}{chance.randrange(10)}{chance.randrange(10**15):015}",
                f"发票代码0{chance.choice(PROVINCES)}00{day:%y}00111 号码{n:08}",
                f"HT-{day:%Y}-{n % 1000:03}",
                f"{day:%Y-%m}-{n % 10**4:04}",
                f"记-{day:%Y%m}-{n % 1000:03}",
                f"{day:%Y年}第{n % 100}号{n / 100:,.2f}元",
                f"付{day:%Y-%m-%d}水泥{n % 500}袋×{n % 90}元",
                f"微信单号42000{chance.randrange(10**5):05}{day:%Y%m%d}{chance.randrange(10**10):010}",
                f"{day:%Y/%m/%d} {n % 24:02}:{n % 60:02} {n} {n / 100:.2f}",
                f"基本户尾号{n % 10**4:04}，合同价{n / 100:.2f}，期限{day:%Y.%m.%d}",
                f"税号91{chance.choice(PROVINCES)}0107MA{n:08}"[:20],
                f"项目{chance.choice(PROVINCES)}0107{chance.randrange(2015, 2027)}{n % 10**4:04}",
            ]
        )


def test_no_identity_number_of_thirty_thousand_is_missed():
    missed = [
        (before, number, after)
        for before, number, after in corpus(1, 30_000)
        if ("identity", len(before), len(before) + len(number)) not in find_personal(before + number + after)
    ]
    assert not missed


@given(st.integers(0, 2**32), st.text(max_size=30), st.text(max_size=30))
def test_no_identity_number_is_missed_in_any_text(seed, before, after):
    number = identity(random.Random(seed))
    text = f"{before}。{number}。{after}"
    assert ("identity", len(before) + 1, len(before) + 19) in find_personal(text)


digits = st.text(st.sampled_from("0123456789０１Xx- ·ａa()（）.\n"), max_size=80)


@given(digits | st.integers(0, 2**32).map(lambda n: " ".join("".join(part) for part in corpus(n, 3))))
def test_what_is_hidden_is_found_no_more(text):
    assert find_personal(hide_personal(text)) == []


@given(digits)
def test_what_is_found_stands_in_order_and_apart(text):
    places = [(found.start, found.end) for found in find_personal(text)]
    assert all(start < end for start, end in places)
    assert all(first[1] <= second[0] for first, second in zip(places, places[1:], strict=False))


@given(digits)
def test_what_is_found_is_not_overlooked_at_a_glance(text):
    assert not (find_personal(text) and has_no_number(line_of(text)))


def test_a_glance_overlooks_none_of_ten_thousand_and_is_enough_for_ledgers():
    assert not any(has_no_number(line_of("".join(parts))) for parts in corpus(7, 10_000))
    assert not any(has_no_number(line_of(text)) for text in invented(8, 5_000) if find_personal(text))
    demo = ledger_texts()
    assert sum(has_no_number(line_of(text)) for text in demo) > 0.9 * len(demo)


def line_of(text: str) -> bytes:
    return json.dumps({"a": "1", "b": text, "c": 2}, ensure_ascii=False, separators=(",", ":")).encode()


def test_ledger_text_is_left_in_peace():
    demo, others = ledger_texts(), list(invented(2, 20_000))
    assert len(demo) > 20_000
    assert [text for text in demo if find_personal(text)] == []
    alarms = [text for text in others if find_personal(text)]
    assert len(alarms) < len(others) / 1000, alarms


def test_random_numbers_of_eighteen_digits_are_seldom_taken_for_a_persons():
    chance = random.Random(3)
    found = [find_personal(str(chance.randrange(10**17, 10**18))) for _ in range(50_000)]
    assert sum(len(one) == 1 and one[0].sort == "identity" for one in found) < 25


def test_ten_thousand_numbers_and_much_else_are_found_alike():
    chance = random.Random(4)
    texts = ["".join(parts) for parts in corpus(5, 10_000)] + list(invented(6, 3000))
    symbols = "0123456789" * 3 + "０９Xx×- \u200b·aZ_()（）.，\n🌾监督tel"
    texts += ["".join(chance.choices(symbols, k=chance.randrange(60))) for _ in range(5000)]
    parts = ["138", "0834", "1234", "5678", "62220212", "86", "(", ")", "19800101"]
    texts += [" ".join(chance.choices(parts, k=8)) for _ in range(3000)]
    assert_agreed([{"fn": fn, "text": text} for text in texts for fn in ("find_personal", "hide_personal")])
