"""A phone that never has network again: what it writes travels by file or by QR codes, and the answers come back."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from e2e.acts import ON_PHONE, RECEIVED, answer_appeal, file_appeal, synced
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.pictures import photo_with_place
from e2e.until import until
from e2e.village import RONGXI, Village, hex_of
from shaiba_sync import Op, parse_op

TEXT = "去年修过一次，今年又塌了，下雨天没法走。"
SQUARE = f"square/{RONGXI}"
FRAMES_TRIED = 60
_READ = """() => !document.querySelector('main [aria-busy=true]') && !document.body.textContent.includes('收齐了')"""


def test_an_appeal_goes_by_file_through_another_phone_and_its_receipt_comes_back(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    title = "后山小路塌了一截"
    mine, carrier = phone(village, "villager"), phone(village)
    synced(mine)
    mine.wire.cut()
    address = _file_offline(mine, title, photos=[_photo(tmp_path)], voice=True)
    going = _give(mine, tmp_path / "going.shaiba")

    synced(carrier)  # nobody's phone: it has met the server, and has no account
    _take(carrier, going)
    others = carrier.page.get_by_role("region", name="我替别人捎着")
    expect(others).to_contain_text("村里收下了：1 条", timeout=120_000)
    expect(others).not_to_contain_text("等着送的文件", timeout=120_000)
    expect(carrier.page.get_by_role("main")).not_to_contain_text(title)  # a square is not for everyone's eyes
    (op,) = _filed(village, title)
    _attachments_arrive(village, op)

    cadre = phone(village, "cadre")
    answer_appeal(cadre.open(address), "周三派人去看。")
    phone(village, "accountant")  # a line more in the village's own log
    expect(mine.open(address).get_by_role("main")).to_contain_text(ON_PHONE)

    synced(carrier)
    coming = _give(carrier, tmp_path / "coming.shaiba", log=True)
    _take(mine, coming)
    took = mine.page.get_by_role("region", name="接别人捎来的")
    expect(took).to_contain_text("捎回来的结果 1 条")
    expect(took).to_contain_text(re.compile("新收 [1-9][0-9]* 条，本机核对过"))
    expect(mine.open(address).get_by_role("main")).to_contain_text(RECEIVED)
    carrier.page.get_by_role("button", name="结果都交给对方了").click()
    expect(others).to_contain_text("没有替别人捎着东西")

    mine.reconnect()  # what a carrier said is made sure of
    mine.open("/outbox")
    expect(mine.page.get_by_role("main")).to_contain_text("发件箱是空的", timeout=120_000)
    assert len(_filed(village, title)) == 1
    assert mine.troubles == carrier.troubles == []


def test_an_appeal_goes_by_qr_codes_from_screen_to_camera(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    title = "水井的水发黄"
    mine, carrier = phone(shared_village, "villager"), phone(shared_village)
    synced(mine)
    synced(carrier)
    mine.wire.cut()
    _file_offline(mine, title, photos=[], voice=False)
    mine.open("/carry").get_by_role("button", name="用二维码给").click()

    page = carrier.open("/scan")
    picture = page.locator("input[accept='image/*']")
    for number in range(FRAMES_TRIED):
        if page.url.endswith("/carry"):
            break
        _next_frame(mine.page).screenshot(path=tmp_path / f"frame-{number}.png")
        picture.set_input_files(tmp_path / f"frame-{number}.png")
        page.wait_for_function(_READ)
    expect(page.get_by_role("region", name="接别人捎来的")).to_contain_text("替别人捎 1 条")
    expect(page.get_by_role("region", name="我替别人捎着")).to_contain_text("村里收下了：1 条", timeout=120_000)
    assert len(_filed(shared_village, title)) == 1


def _next_frame(page: Page) -> Locator:
    """Let the run go on for one code, and stop it there, so that a picture can be taken of it."""
    code = page.get_by_role("img", name="让对方用「扫码」对着这里")
    code.wait_for()
    going = page.get_by_role("button", name="停一停")
    if going.count() == 0:
        before = code.locator("path").get_attribute("d")
        page.get_by_role("button", name="接着放").click()
        until(lambda: code.locator("path").get_attribute("d") != before, "another code is shown")
    going.click()
    return code


def _file_offline(mine: Phone, title: str, *, photos: list[Path], voice: bool) -> str:
    page = mine.open(f"/v/{RONGXI}/appeals/new")
    file_appeal(page, title=title, text=TEXT, photos=photos, voice=voice)
    page.wait_for_function("() => !location.pathname.endsWith('/new')")
    if "/a/" not in page.url:
        page.get_by_role("link").filter(has_text=title).first.click()
    expect(page.get_by_role("main")).to_contain_text(ON_PHONE)
    return "/" + page.url.split("/", 3)[3]


def _give(phone: Phone, path: Path, *, log: bool = False) -> Path:
    """Save what this phone hands over as a file."""
    page: Page = phone.open("/carry")
    if log:
        page.get_by_label("村里的账本").check()
    with page.expect_download() as saving:
        page.get_by_role("button", name="存成文件").click()
    saving.value.save_as(path)
    return path


def _take(phone: Phone, path: Path) -> None:
    page = phone.open("/carry")
    page.locator("input[type=file]").set_input_files(path)
    expect(page.get_by_role("region", name="接别人捎来的")).to_contain_text("核对完了")


def _photo(folder: Path) -> Path:
    path = folder / "photo.jpg"
    path.write_bytes(photo_with_place(1))
    return path


def _filed(village: Village, title: str) -> list[Op]:
    """The ops in the square's log that raise this appeal, as the server has them."""
    ops = [parse_op(line) for line in village.lines(SQUARE)]
    return [op for op in ops if any(c["do"] == "appeal.file" and c["set"]["title"] == title for c in op.changes)]


def _attachments_arrive(village: Village, op: Op) -> None:
    (photo,) = [change["append"]["photos"] for change in op.changes if change["do"] == "appeal.attach"]
    for blob in (photo["blob"], op.changes[0]["set"]["voice"]["blob"]):
        data = until(lambda blob=blob: village.blob(blob), "a file arrived")  # type: ignore[misc]
        assert hex_of(data) == blob
