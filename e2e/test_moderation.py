"""What an officer hides is hidden everywhere, its author reads why and objects by one tap, and one level up answers."""

from playwright.sync_api import Page, expect

from e2e.acts import OFFLINE, PROVEN, file_appeal, settle, sign_in, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import Village
from shaiba.demo.places import MAIN

TITLE = "坏人坏人坏人管账"
TEXT = "他家坏人坏人坏人，大家别信。"
CANARY = "坏人坏人坏人"


def test_hidden_for_everybody_objected_to_and_shown_again(shared_village: Village, phone: NewPhone) -> None:
    mine, neighbour, desk = (
        phone(shared_village, "villager", MAIN),
        phone(shared_village, "villager", MAIN, nth=1),
        phone(shared_village, "committee", MAIN, size=DESK),
    )
    page = turn(mine, f"/v/{MAIN}/appeals/new")
    file_appeal(page, title=TITLE, text=TEXT, photos=[], voice=False, village=MAIN)
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(mine.origin)
    _reads(page, PROVEN)

    turn(desk, address).get_by_role("button", name="隐藏…").click()
    sheet = desk.page.get_by_role("dialog")
    expect(sheet).to_contain_text("隐藏不是删除")
    sheet.get_by_label("理由").select_option("abuse")
    sheet.get_by_role("button", name="隐藏", exact=True).click()
    _reads(desk.page, "已隐藏：人身攻击")

    settle(turn(neighbour, address))
    _reads(neighbour.page, "（标题已隐藏）", "已隐藏：人身攻击")
    neighbour.wire.cut()
    for path in (address, f"/v/{MAIN}/appeals"):
        turn(neighbour, path)
        settle(neighbour.page, OFFLINE)
        expect(neighbour.page.get_by_role("main")).not_to_contain_text(CANARY)
    turn(neighbour, f"/v/{MAIN}/search?q={CANARY}")
    _reads(neighbour.page, "没有找到")
    neighbour.reconnect()
    turn(neighbour, f"/v/{MAIN}/desk/hidden")
    _reads(neighbour.page, "已隐藏：人身攻击", "标题和正文")
    expect(neighbour.page.get_by_role("main")).not_to_contain_text(CANARY)

    turn(mine, address)
    _reads(page, "已隐藏：人身攻击")
    page.get_by_role("button", name="看原文").click()
    _reads(page, TEXT)
    page.get_by_role("button", name="我有异议").click()
    _reads(page, "本人有异议，镇最晚")

    sign_in(desk, "cadre", MAIN)
    turn(desk, address).get_by_role("button", name="恢复显示").click()
    sheet = desk.page.get_by_role("dialog")
    sheet.get_by_label("为什么").fill("说的是公事，话重了些。")
    sheet.get_by_role("button", name="恢复显示").click()
    _reads(desk.page, TEXT)
    turn(neighbour, address)
    _reads(neighbour.page, TEXT)


def _reads(page: Page, *words: str) -> None:
    for word in words:
        expect(page.get_by_role("main")).to_contain_text(word)
