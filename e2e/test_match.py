"""S14, end to end: one invoice in the books of two villages; inspection hears of it, a villager asks, it becomes a
clue, a case, and a meeting for all cadres of the town."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e import pictures, sheets
from e2e.acts import ON_PHONE, PROVEN, file_appeal, find_entries, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.until import until
from e2e.village import XIMEI, XIYAO, Village

NUMBER, AGAIN = "035002300104 88812345", "０３５００２３００１０４　８８８１２３４５"
READ_AS = "03500230010488812345"
VOUCHER = "记-9301"
TOWN = "350524107000"


def test_one_invoice_in_two_villages_ends_as_a_case_that_all_cadres_sign_for(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    for code, number in ((XIYAO, NUMBER), (XIMEI, AGAIN)):
        _publish(phone(village, "accountant", code), code, number, tmp_path)
    until(lambda: len(_asked(village)) == 2, "the clerk has asked both villages about it")
    assert all(f"explanation/{code}" in _asked(village) for code in (XIYAO, XIMEI))

    first, second = (
        phone(village, "discipline", XIYAO, size=DESK),
        phone(village, "discipline", XIYAO, nth=1, size=DESK),
    )
    desk = synced(first, XIYAO)
    turn(first, f"/v/{XIYAO}/desk/matches")
    match = desk.get_by_role("article").filter(has_text=READ_AS)
    expect(match).to_contain_text(re.compile("待核对.*溪瑶村|待核对.*溪美村", re.DOTALL))
    expect(match.get_by_text("村里还没有说明")).to_have_count(2)

    villager = phone(village, "villager", XIYAO)
    page = synced(villager, XIYAO)
    _open_entry(page, villager)
    main = page.get_by_role("main")
    expect(main).to_contain_text("待说明")
    expect(main).to_contain_text("这不是说谁做错了")
    expect(main.get_by_role("list", name="还出现在")).to_contain_text("溪美村")
    villager.wire.cut()
    main.get_by_role("link", name="对这笔账有疑问").click()
    file_appeal(
        page, title="打印机报了两次吗", text="邻村的账上也有这张发票。", photos=[], voice=False, village=XIYAO,
        category="财务",
    )  # fmt: skip
    expect(main).to_contain_text(ON_PHONE)
    villager.reconnect()
    until(lambda: _appeal(village) is not None, "the villager's question has reached the server")

    chair = phone(village, "committee", XIYAO)
    by = chair.person
    there = synced(chair, XIYAO)
    _open_entry(there, chair)
    there.get_by_role("button", name="写说明").wait_for()
    chair.wire.cut()
    there.get_by_role("button", name="写说明").click()
    there.get_by_label("怎么回事").fill("电话 13912345678。")
    there.get_by_role("button", name="存下说明").click()
    expect(there.get_by_label("怎么回事")).to_have_attribute("aria-invalid", "true")
    there.get_by_label("怎么回事").fill("正在找原件核对。")
    there.get_by_role("button", name="存下说明").click()
    expect(there.get_by_role("main")).to_contain_text("正在找原件核对。")
    chair.reconnect()
    expect(match).to_contain_text(re.compile(f"{by}.*正在找原件核对。", re.DOTALL))

    match.get_by_role("link", name="打印机报了两次吗").click()
    desk.get_by_role("button", name="转为线索").click()
    asking = desk.get_by_role("dialog")
    asking.get_by_label("要查什么").fill("调两个村的发票原件。")
    asking.get_by_role("button", name="转为线索").click()
    expect(asking).to_have_count(0)
    other = synced(second, XIYAO)
    turn(second, f"/v/{XIYAO}/desk/clues")
    clue = other.get_by_role("article").filter(has_text="打印机报了两次吗")
    clue.get_by_role("button", name="作结论").click()
    other.get_by_role("dialog").get_by_label("查到什么").fill("一张发票付了两次钱。")
    other.get_by_role("dialog").get_by_role("button", name="作结论").click()
    expect(clue).to_contain_text("属实")
    turn(second, f"/v/{XIYAO}/desk/matches")
    again = other.get_by_role("article").filter(has_text=READ_AS)
    again.get_by_role("button", name="写核对结果").click()
    asking = other.get_by_role("dialog")
    asking.get_by_label("核对结果").select_option("upheld")
    asking.get_by_label("写给大家看的话").fill("同一张发票付了两次，已退回一笔。")
    asking.get_by_role("button", name="写核对结果").click()
    expect(again).to_contain_text("确属重复")
    _open_entry(page, villager)
    expect(main).to_contain_text("同一张发票付了两次，已退回一笔。")

    turn(second, f"/v/{XIYAO}/desk/clues")
    clue.get_by_role("link", name="写成案例通报").click()
    _write_case(other)
    other.get_by_role("main").get_by_role("link", name="看清单").click()
    own = other.get_by_role("listitem").filter(has_text="一张发票付了两次（演示）")
    own.get_by_role("button", name="开警示教育会").click()
    asking = other.get_by_role("dialog")
    expect(asking.get_by_label("会议名称")).to_have_value("警示教育会：一张发票付了两次（演示）")
    asking.get_by_label("几点").fill("")
    asking.get_by_label("在哪里").fill("镇政府会议室")
    asking.get_by_role("button", name="发出通知").click()
    expect(asking).to_contain_text("这样写：15:00")
    asking.get_by_label("几点").fill("15:00")
    asking.get_by_role("button", name="发出通知").click()
    expect(asking).to_have_count(0)
    circular = next(one for one in village.records(f"region/{TOWN}", "circular") if one.fields.get("clue"))
    assert circular.fields["clue"] in {one.id for one in village.records(f"watch/{TOWN}", "clue")}

    turn(villager, f"/v/{XIYAO}/know/cases")
    case = page.get_by_role("article").filter(has_text="一张发票付了两次（演示）")
    expect(case).to_contain_text(re.compile(r"叫到 \d+ 人，0 人看过通报并签字"))
    turn(chair, f"/v/{XIYAO}/know/cases")
    _sign(there)
    cadre = phone(village, "cadre", XIYAO)
    office = synced(cadre, XIYAO)
    turn(cadre, f"/v/{XIYAO}/know/cases")
    _sign(office)
    expect(case).to_contain_text(re.compile(r"叫到 [2-9] 人，2 人看过通报并签字"))


def _publish(accountant: Phone, code: str, number: str, folder: Path) -> None:
    """A month's book of one entry, with its invoice, as an accountant publishes it."""
    synced(accountant, code)
    page = turn(accountant, f"/v/{code}/import")
    settle(page)
    sheets.choose(page, sheets.invoiced(folder / f"{code}.xlsx", VOUCHER, "办公用打印机", 2680))
    main = page.get_by_role("main")
    expect(main).to_contain_text("新增 1 笔")
    picture = folder / f"{VOUCHER}.jpg"
    picture.write_bytes(pictures.photo_with_place(int(code), (800, 600)))
    main.locator("input[data-from=gallery]").set_input_files(picture)
    main.get_by_label("票上的号码").fill(number)
    main.get_by_label("票上的号码").blur()
    main.get_by_role("button", name=re.compile("^公开 1 笔")).click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text("公开了")
    expect(main).to_contain_text(PROVEN)


def _asked(village: Village) -> set[str]:
    """Villages that are asked about an entry of these."""
    return {
        f"explanation/{code}"
        for code in (XIYAO, XIMEI)
        for one in village.records(f"village/{code}", "explanation")
        if any(
            record.fields.get("voucher") == VOUCHER and record.id in one.sets.get("entries", {})
            for record in village.records(f"village/{code}", "entry")
        )
    }


def _appeal(village: Village) -> str | None:
    found = [one for one in village.records(f"square/{XIYAO}", "appeal") if one.fields["title"] == "打印机报了两次吗"]
    return found[0].id if found else None


def _open_entry(page: Page, who: Phone) -> None:
    turn(who, f"/v/{XIYAO}/search")
    row = find_entries(page, VOUCHER)
    expect(row.first).to_contain_text(re.compile("办公用打印机"))
    row.get_by_role("link").first.click()
    expect(page.get_by_role("main")).to_contain_text("2,680.00")


def _write_case(page: Page) -> None:
    main = page.get_by_role("main")
    expect(main).to_contain_text("来自线索「打印机报了两次吗」")
    said = {
        "名称": "一张发票付了两次（演示）",
        "出了什么事": "两个村用一张发票各付了一次。",
        "怎么处理": "退回一笔，警告。",
        "要记住什么": "付款先对发票号码。",
    }
    for label, text in said.items():
        main.get_by_label(label).fill(text)
    for role in ("村委会", "报账员", "驻村干部"):
        main.get_by_role("button", name=role, exact=True).click()
    main.get_by_role("button", name="看看大家会看到什么").click()
    main.get_by_role("button", name="发布").click()
    page.get_by_role("dialog").get_by_role("button", name="发布").click()
    expect(main).to_contain_text(PROVEN)


def _sign(page: Page) -> None:
    case = page.get_by_role("article").filter(has_text="一张发票付了两次（演示）")
    case.get_by_role("button", name="看过了，签字").click()
    expect(case.get_by_role("button", name="看过了，签字")).to_have_count(0)
