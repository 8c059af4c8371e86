"""A daughter far away, no network, no passkey: she sees what her parents were paid and says that another sum came. Who
must act sees whose it was; everybody else a count that one answer does not move (sync/spec/payout.md, story S1)."""

from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, settle, sign_in, synced
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.village import MINSHENG, Village

POLICY = "耕地地力保护补贴"
LIST = """2026年农资补贴发放表
序号,户编号,户主,身份证号,面积（亩）,金额（元）
1,03-101,王德明,510705197001010019,3.50,350.00
2,03-102,阿牛,,2,200.00
3,03-103,李四,,1,100.00
合计,,,,,650.00
"""


def test_a_daughter_far_away_says_what_came_and_nobody_but_who_must_act_knows(
    shared_village: Village, phone: NewPhone
) -> None:
    daughter = phone(shared_village)
    sign_in(daughter, "villager", MINSHENG)
    page = synced(daughter, MINSHENG)
    page.get_by_role("main").get_by_role("link", name="我家的补贴").click()
    expect(page.get_by_role("main").get_by_role("heading", name=POLICY)).to_be_visible()
    assert page.evaluate("() => fetch('/identity/me').then((answer) => answer.json())")["passkeys"] == 0

    daughter.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main = page.get_by_role("main")
    line = main.get_by_role("region", name=POLICY)
    expect(line).to_contain_text("发放日期")
    expect(main).to_contain_text("数据截至")
    expect(line).to_contain_text("× 95.20 元")
    _say(page, "金额不符", "300", "少算了一块田")
    expect(line).to_contain_text(ON_PHONE)
    page.reload()
    settle(page, OFFLINE)
    expect(line).to_contain_text("您家说：金额不符，到账 300.00 元")
    expect(line).to_contain_text(ON_PHONE)

    daughter.wire.mend()
    expect(line).to_contain_text(PROVEN)

    accountant = phone(shared_village, size=DESK)
    sign_in(accountant, "accountant", MINSHENG)
    main = _batch(accountant)
    lacks = main.get_by_role("region", name="3 户说没收到或金额不符")
    expect(lacks).to_contain_text("到账 300.00")
    expect(lacks).to_contain_text("少算了一块田")

    neighbour = phone(shared_village)
    sign_in(neighbour, "villager", MINSHENG, nth=1)
    main = _batch(neighbour)
    counts = main.get_by_role("region", name="各家怎么说")
    expect(counts).to_contain_text("46 户里，算上了 10 户的答复")  # those of before: one more does not move it
    expect(main.get_by_text("少算了一块田")).to_have_count(0)
    main.get_by_label("在名单里找").fill("吴*")
    expect(main.get_by_role("list", name="全村名单").get_by_role("listitem").first).to_contain_text("吴*")
    told = b"".join(shared_village.lines(f"village/{MINSHENG}")) + b"".join(shared_village.lines(f"square/{MINSHENG}"))
    assert "少算了".encode() not in told and b"got_fen" not in told


def test_a_list_with_a_fault_publishes_nothing_and_one_in_order_is_shown_as_everyone_will_read_it(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    accountant = phone(shared_village, size=DESK)
    sign_in(accountant, "accountant", MINSHENG)
    synced(accountant, MINSHENG)
    page = accountant.open(f"/v/{MINSHENG}/payout")
    settle(page)
    main = page.get_by_role("main")
    sheet = tmp_path / "名单.csv"
    sheet.write_text(LIST.replace("100.00", "一百"), encoding="utf-8")
    page.locator("input[type=file]").set_input_files(sheet)
    expect(main.get_by_role("row").filter(has_text="第 5 行")).to_contain_text("一百")
    expect(main.get_by_role("button", name="公开", exact=False)).to_have_count(0)

    sheet.write_text(LIST, encoding="utf-8")
    page.locator("input[type=file]").set_input_files(sheet)
    preview = main.get_by_role("region", name="公开以后是这样")
    expect(preview).to_contain_text("3 户，一共 650.00 元")
    for name in ("王*明", "阿*", "李*"):
        expect(preview).to_contain_text(name)
    main.get_by_label("政策名称").fill("农资补贴")
    main.get_by_label("批次").fill("2026年第一批")
    main.get_by_role("button", name="公开 3 户").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text(PROVEN)
    main.get_by_role("link", name="看这一批").click()
    expect(main).to_contain_text("名单加起来和总额、户数一致")
    expect(main).to_contain_text("答复的还不到 5 户")
    public = b"".join(shared_village.lines(f"village/{MINSHENG}")).decode()
    assert "阿*" in public and "阿牛" not in public and "510705197001010019" not in public


def _say(page: Page, say: str, sum_: str, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=say).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("实际到账多少").fill(sum_)
    sheet.get_by_label("补充一句").fill(words)
    sheet.get_by_role("button", name="就这样说").click()
    expect(sheet).to_have_count(0)


def _batch(phone: Phone) -> Locator:
    """The batch, as this phone's person reads it."""
    page = phone.open(f"/v/{MINSHENG}/payouts")
    page.get_by_role("main").get_by_role("link", name=POLICY).click()
    return page.get_by_role("main").last
