"""A phone far away: it reads with no network, files an appeal, dies in the middle of the upload, and loses nothing."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Playwright, expect

from e2e.acts import ON_PHONE, PROVEN, answer_appeal, file_appeal, find_entries, settle, synced, turn
from e2e.conftest import Begun, NewPhone
from e2e.people import be
from e2e.phone import Phone
from e2e.pictures import photo_with_place, says_where
from e2e.until import until
from e2e.village import RONGXI, Village, fill, hex_of
from shaiba_sync import Op, parse_op, view

TITLE = "三组路口的路灯坏了两个月"
TEXT = "晚上孩子放学要摸黑走，去年也修过一次，钱花了不少。"
ANSWER = "已经联系电工，周五前换好；费用会在下月账目里公开。"
SQUARE = f"square/{RONGXI}"


def test_an_appeal_filed_offline_on_a_phone_that_dies_is_answered_and_proven(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    mine = phone(village, "villager")
    synced(mine)
    receipt = fill(village, "/v/{village}/e/{entry}")
    _takes_the_month_along(turn(mine, fill(village, "/v/{village}/d/{disclosure}")))

    mine.wire.cut()
    page = mine.open(receipt)
    expect(page.get_by_role("banner")).to_contain_text("没有网络")
    _sees_a_picture(page)
    _every_row_is_there(mine, village)

    mine.open(f"/v/{RONGXI}/appeals/new")
    file_appeal(page, title=TITLE, text=TEXT, photos=_photos(tmp_path), voice=True)
    address = _open_appeal(page, TITLE)
    expect(page.get_by_role("main")).to_contain_text(ON_PHONE)

    before = village.count_blobs()
    mine.wire.mend(cut_after=60_000)  # more than the act itself, less than its photos
    mine.wire.wait_cut()
    mine.kill()
    assert village.count_blobs() < before + 3, "the phone died before all was sent"

    mine.start()
    page = mine.open(address)
    expect(page.get_by_role("main")).to_contain_text(TITLE)
    mine.wire.mend()
    expect(page.get_by_role("main")).to_contain_text(PROVEN, timeout=120_000)
    (op,) = _filed(village, TITLE)
    _attachments_arrive_whole_and_do_not_say_where(village, op)

    cadre = phone(village, "cadre")
    answer_appeal(cadre.open(address), ANSWER)

    expect(page.get_by_role("main")).to_contain_text(ANSWER, timeout=120_000)
    expect(page.get_by_role("main")).to_contain_text(PROVEN)
    assert len(_filed(village, TITLE)) == 1, "it arrived once, also after everything has settled"
    assert mine.strangers == cadre.strangers == [], "nothing was asked of any other origin"
    assert mine.troubles == cadre.troubles == []


@pytest.fixture(scope="module")
def writer(
    shared_village: Village, playwright: Playwright, begun: Begun, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Phone]:
    """A villager's phone that has everything, for several acts."""
    mine = Phone(playwright, shared_village.port, begun.phone(tmp_path_factory.mktemp("writer") / "phone"))
    be(mine, "villager")
    synced(mine)
    yield mine
    mine.close()


@pytest.mark.parametrize("bytes_up", [1, 400, 900, 1_500, 2_000])
def test_wherever_the_wire_is_cut_the_act_arrives_once(shared_village: Village, writer: Phone, bytes_up: int) -> None:
    mine = writer
    title = f"水渠在第 {bytes_up} 字节处断了"
    page = mine.open(f"/v/{RONGXI}/appeals/new")
    settle(page)
    mine.wire.cut()
    file_appeal(page, title=title, text=TEXT * 5, photos=[], voice=False)
    _open_appeal(page, title)
    mine.wire.mend(cut_after=bytes_up)
    mine.wire.wait_cut()
    mine.wire.mend()
    expect(page.get_by_role("main")).to_contain_text(PROVEN, timeout=120_000)
    assert len(_filed(shared_village, title)) == 1


def _photos(folder: Path) -> list[Path]:
    paths = [folder / f"photo-{number}.jpg" for number in (1, 2)]
    for number, path in enumerate(paths):
        path.write_bytes(photo_with_place(number))
    return paths


def _takes_the_month_along(page: Page) -> None:
    """How much it is stands there before anything is fetched; then the rows say what is on the phone."""
    main = page.get_by_role("main")
    main.get_by_role("button", name="存到手机上").click()
    main.get_by_role("button", name=re.compile(r"下载（\d.* [KM]B）")).click()
    expect(main.get_by_text(re.compile("都在这部手机上，共 .* [KM]B，没有网也打得开"))).to_be_visible()
    expect(main.get_by_text("票据在这部手机上").first).to_be_attached()


def _sees_a_picture(page: Page) -> None:
    """A receipt is on the screen: decoded, not only asked for."""
    picture = page.get_by_role("main").get_by_role("img").first
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => [...document.querySelectorAll('main img')].some((img) => img.naturalWidth > 100)")


def _every_row_is_there(mine: Phone, village: Village) -> None:
    """Search counts every row of the ledger; rows from its whole length are found by their number and can be read."""
    entries = village.records(f"village/{RONGXI}", "entry")
    assert len(entries) >= 4_000
    page = mine.open(f"/v/{RONGXI}/search")
    rows = find_entries(page, "年")  # every date has it
    expect(rows.first).to_have_attribute("aria-setsize", str(len(entries)))
    for entry in entries[:: len(entries) // 5]:
        row = view(entry)
        mine.open(f"/v/{RONGXI}/search")
        find_entries(page, row["voucher"]).filter(has_text=row["summary"]).get_by_role("link").first.click()
        expect(page.get_by_role("main")).to_contain_text(row["voucher"])
        expect(page.get_by_role("main")).to_contain_text(row["payee"])


def _open_appeal(page: Page, title: str) -> str:
    """From wherever filing led to the appeal itself; returns its path."""
    page.wait_for_function("() => !location.pathname.endsWith('/new')")
    if "/a/" not in page.url:
        page.get_by_role("link").filter(has_text=title).first.click()
    expect(page.get_by_role("main")).to_contain_text(title)
    return "/" + page.url.split("/", 3)[3]


def _filed(village: Village, title: str) -> list[Op]:
    """The ops in the square's log that raise this appeal, as the server has them."""
    ops = [parse_op(line) for line in village.lines(SQUARE)]
    return [op for op in ops if any(c["do"] == "appeal.file" and c["set"]["title"] == title for c in op.changes)]


def _attachments_arrive_whole_and_do_not_say_where(village: Village, op: Op) -> None:
    photos = [change["append"]["photos"] for change in op.changes if change["do"] == "appeal.attach"]
    voice = op.changes[0]["set"]["voice"]
    assert len(photos) == 2
    for photo in photos:
        data = until(lambda photo=photo: village.blob(photo["blob"]), "a photo arrived")  # type: ignore[misc]
        assert hex_of(data) == photo["blob"]
        assert not says_where(data)
        assert len(data) <= 250_000
    data = until(lambda: village.blob(voice["blob"]), "the recording arrived")
    assert hex_of(data) == voice["blob"]
    assert voice["ms"] >= 1_000
