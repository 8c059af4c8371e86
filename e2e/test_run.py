"""S10: a resolution that was not published, and a meeting too small for it, are marks that everybody sees with no
network. A villager asks about that very step; it ends in the resolution being published and in words to her, and the
marks stay (sync/spec/procedure.md)."""

import re

from playwright.sync_api import Locator, expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, settle, synced, take_step, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import LONGGANG, Village
from shaiba_sync import view

TITLE = "修三组水渠（演示）"
ASKED = f"「{TITLE}」的决议公开"
ANSWER = "决议已经贴在公开栏，也补登在办事过程里。没有花钱不是不公开的理由，村委会向您说明并致歉。"


def test_s10_a_step_that_was_passed_over_is_asked_about_made_up_for_and_stays_seen(
    shared_village: Village, phone: NewPhone
) -> None:
    villager = phone(shared_village, "villager", LONGGANG)
    page = synced(villager, LONGGANG)
    main = page.get_by_role("main")
    turn(villager, f"/v/{LONGGANG}/runs")
    main.get_by_text(TITLE).click()
    settle(page)
    run = page.url.removeprefix(villager.origin)
    _sees_what_lacks(main)

    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    _sees_what_lacks(main)
    _step(main, "决议公开").get_by_role("link", name="问一问这一步").click()
    expect(main.get_by_label("一句话说清")).to_have_value(ASKED)
    expect(main.get_by_role("button", name="程序", exact=True)).to_have_attribute("aria-pressed", "true")
    main.get_by_label("慢慢说").fill("会开了，票也投了，决议在哪里？")
    main.get_by_role("button", name="交上去").click()
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(villager.origin)
    expect(main).to_contain_text(ON_PHONE)
    expect(main).to_contain_text("办事过程")
    villager.reconnect()
    expect(main).to_contain_text(PROVEN)

    chair = phone(shared_village, "committee", LONGGANG)
    turn(chair, address)
    take_step(chair.page, "受理")
    turn(chair, run)
    _publishes_late(chair)
    turn(chair, address)
    take_step(chair.page, "办完了，交审核", "办的结果", ANSWER)
    cadre = phone(shared_village, "cadre", LONGGANG)
    turn(cadre, address)
    take_step(cadre.page, "审核通过，答复本人", sure=True)

    expect(main).to_contain_text(ANSWER)
    take_step(page, "评价")
    expect(main).to_contain_text("已办结，本人认可")
    turn(villager, run)
    expect(_step(main, "决议公开")).to_contain_text("办晚了")
    expect(_step(main, "党员大会审议")).to_contain_text("到会人数不够")
    expect(main.get_by_role("button", name="登记这一步")).to_have_count(0)
    [record] = [one for one in shared_village.records(f"square/{LONGGANG}", "appeal") if one.fields["title"] == ASKED]
    told = view(record)
    assert (told["category"], told["about"]["kind"]) == ("procedure", "run")
    assert [step["step"] for step in told["steps"]] == ["accept", "answer", "reply", "rate"]
    assert villager.troubles == chair.troubles == cadre.troubles == []


def _step(main: Locator, title: str) -> Locator:
    return main.locator("li", has=main.page.get_by_role("heading", name=title))


def _sees_what_lacks(main: Locator) -> None:
    publish = _step(main, "决议公开")
    expect(publish).to_contain_text("跳过了这一步")
    expect(publish).to_contain_text("还没有产生费用")  # what was said explains it; it does not take it away
    expect(publish).to_contain_text("没有产生费用，决议也要公开")
    expect(_step(main, "党员大会审议")).to_contain_text("应到 38 人，实到 12 人")
    expect(_step(main, "党员大会审议")).to_contain_text("到会人数不够")


def _publishes_late(chair: Phone) -> None:
    """With no network; told beforehand what everybody will see."""
    page = chair.page
    main = page.get_by_role("main")
    settle(page)
    chair.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_label("哪一步").select_option("publish")
    expect(main.get_by_text("登记以后，大家会看到")).to_be_visible()
    main.get_by_role("button", name="登记这一步").click()
    expect(_step(main, "决议公开")).to_contain_text("办晚了")
    expect(_step(main, "决议公开")).to_contain_text("材料不齐")
    expect(main).to_contain_text(ON_PHONE)
    chair.reconnect()
    expect(main).to_contain_text(PROVEN)


def test_how_a_matter_is_done_is_found_with_no_network(shared_village: Village, phone: NewPhone) -> None:
    villager = phone(shared_village)
    page = synced(villager, LONGGANG)
    main = page.get_by_role("main")
    turn(villager, f"/v/{LONGGANG}/powers")
    main.get_by_text("这一版改了 2 处").click()
    expect(main.get_by_role("deletion")).to_have_text("原来：先批后盖")
    expect(main.get_by_role("insertion")).to_contain_text("一事一登记")
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_label("找一件事").fill("租金")
    main.get_by_role("link", name="资产资源处置出租").click()
    how = main.get_by_role("region", name="这件事怎么办")
    expect(how).to_contain_text("一共 7 步")
    expect(how.get_by_role("listitem")).to_have_count(7)
    expect(how).to_contain_text("要应到的三分之二以上到会")
    expect(how).to_contain_text("公示 7 天")
    expect(main).to_contain_text("有没有公开竞价")
    turn(villager, f"/v/{LONGGANG}/search")
    main.get_by_role("searchbox").fill("出租")
    found = main.get_by_role("link", name="资产资源处置出租")
    expect(found).to_have_attribute("href", re.compile("/powers/Z-"))
    main.get_by_role("searchbox").fill("水渠")
    expect(main.get_by_role("link", name=TITLE)).to_have_attribute("href", re.compile("/runs/"))
    turn(villager, f"/v/{LONGGANG}/looks")
    main.get_by_label("看决议公开").check()
    expect(main.get_by_role("status")).to_contain_text("看了 1 / 30 条")
    page.reload()
    settle(page, OFFLINE)
    expect(main.get_by_label("看决议公开")).to_be_checked()
