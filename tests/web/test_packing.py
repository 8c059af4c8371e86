"""A brotli stream begun once and ended many times reads as if made whole; compression does not hold up a stop."""

import random
from pathlib import Path

import brotli
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shaiba.replica import bundles as bundles_module
from shaiba.replica.duty import say_all
from shaiba.replica.packing import QUICK, Background, Dropped, Growing, begin, compress, end
from shaiba_sync.op import leaf_of
from shaiba_sync.tree import Frontier, open_note
from shaiba_sync.wire import Lines
from tests.conftest import HOME, NOW_MS, TOWN, Village, grant, lines_of

WORDS = ["购买办公用品", "the", "quick", "brown", "fox", "第三季度收支", "information", "that", "would", "have", "been"]


@given(
    st.lists(st.sampled_from(WORDS), max_size=400),
    st.lists(st.sampled_from(WORDS), max_size=50),
    st.sampled_from([1, 5, 11]),
)
def test_a_stream_that_was_begun_and_ended_reads_as_both(first: list[str], rest: list[str], quality: int) -> None:
    text, more = " ".join(first).encode(), " ".join(rest).encode()
    assert brotli.decompress(begin(text, quality=quality) + end(more)) == text + more


@pytest.mark.parametrize("size", [0, 1, 65_535, 65_536, 65_537, 200_000])
def test_what_follows_may_be_of_any_length(size: int) -> None:
    rest = random.Random(7).randbytes(size)
    assert brotli.decompress(begin(b"first ") + end(rest)) == b"first " + rest


@settings(max_examples=30)
@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=80), min_size=1, max_size=6), st.data())
def test_a_text_that_grew_is_packed_as_far_as_it_was_asked_for(parts: list[list[str]], data: st.DataObject) -> None:
    growing, text, asked = Growing(5), b"", b""
    for part in parts:
        more = " ".join(part).encode()
        text += more
        if data.draw(st.booleans()):
            growing.add(more)
        else:
            asked = growing.whole(text) or b""
            assert brotli.decompress(asked) == text
    if text:
        assert growing.whole(text[:-1]) is None, "shorter than what was added"
        assert growing.whole(b"?" + text[1:] + b"more") is None, "a line of it went"
    assert brotli.decompress(growing.whole(text + b"!") or b"") == text + b"!"


def test_what_is_being_compressed_is_dropped_when_the_server_stops() -> None:
    with pytest.raises(Dropped):
        begin(b"x" * 1000, stopped=lambda: True)


async def test_closing_does_not_wait_for_what_is_queued() -> None:
    background, made = Background(), []
    for _ in range(50):
        background.tighten(random.Random(7).randbytes(400_000), made.append)
    await background.close()
    assert len(made) < 50


async def test_a_range_is_packed_closely_where_new_phones_begin_and_quickly_elsewhere(tmp_path: Path) -> None:
    chance = random.Random(7)
    text = " ".join(
        chance.choice(("水渠", "道路", "补助", "公示")) * chance.randint(1, 9) for _ in range(9_000)
    ).encode()

    async def read() -> bytes:
        return text

    bundles = bundles_module.Bundles(tmp_path)
    closely, quickly = (compress(text, "br", quality=quality) for quality in (bundles_module.READY, QUICK))
    assert len(closely) < len(quickly)
    for first, last, packed in ((0, 3, closely), (32, 40, closely), (5, 5, closely), (3, 9, quickly)):
        assert await bundles.get(HOME, 0, first, last, "br", read) == packed
    await bundles.close()


async def long_log(village: Village) -> None:
    acts = [(HOME, [grant(f"p{n}-{k}", "villager", name="名" * 100) for k in range(40)]) for n in range(60)]
    await say_all(village.replica, acts, now_ms=NOW_MS)


async def test_a_page_that_many_ask_for_is_compressed_once_and_proven_all_the_same(
    village: Village, monkeypatch: pytest.MonkeyPatch
) -> None:
    await long_log(village)
    begun: list[int] = []

    def counted(text: bytes, **how: object) -> bytes:
        begun.append(len(text))
        return begin(text)

    monkeypatch.setattr(bundles_module, "begin", counted)
    head = await village.store.head(HOME)
    assert head is not None
    for _ in range(5):
        items = await village.sync(have={f"region/{TOWN}": (0, 0), HOME: (0, 0)})
        pages = {item.scope: item for item in items if isinstance(item, Lines)}
        assert list(pages) == [HOME, f"region/{TOWN}"]
        frontier = Frontier()
        for line in lines_of(items)[: head.size]:
            frontier = frontier.append(leaf_of(line))
        checkpoint = open_note(pages[HOME].checkpoint, village.replica.vkey)
        assert (checkpoint.size, checkpoint.root) == (head.size, frontier.root())
    assert len(begun) == 1


async def test_a_page_that_grew_is_another_page(village: Village) -> None:
    await long_log(village)
    first = lines_of(await village.sync(have={HOME: (0, 0)}))
    await say_all(village.replica, [(HOME, [grant("p-last", "villager")])], now_ms=NOW_MS)
    again = lines_of(await village.sync(have={HOME: (0, 0)}))
    assert again[: len(first)] == first
    assert len(again) == len(first) + 1
