"""What a county rules is what an officer is proposed; and what he heard on the telephone goes all the ways that there
are beside the straight one: joined, claimed, extended, paused, urged, not adopted, and made part of an issue."""

import re

from playwright.sync_api import Page, expect

from e2e.acts import PROVEN, sign_in, step_up, take_step, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import FEIZHUANG, Village

SAID = "晒谷场边上加一排长椅"
WHY = "场边是消防通道，不能放固定的长椅；村部走廊已经加了两条。"


def test_what_was_heard_on_the_telephone_is_handled_as_the_county_rules(
    shared_village: Village, phone: NewPhone
) -> None:
    desk, mine = (
        phone(shared_village, "admin", FEIZHUANG, size=DESK),
        phone(shared_village, "villager", FEIZHUANG, nth=1),
    )
    page = desk.page
    main = page.get_by_role("main")
    turn(desk, f"/v/{FEIZHUANG}/desk/rules")
    # By its form: until the offices are there, the first «哪类事» is that of the common words.
    main.get_by_role("region", name="加一条").get_by_label("哪类事", exact=True).select_option(label="环境")
    main.get_by_label("归哪个单位", exact=True).select_option(label="费庄村村务监督委员会")
    main.get_by_label("哪些村").select_option(label="只管费庄村")
    main.get_by_role("button", name="加一条").click()
    expect(main.get_by_role("listitem").filter(has_text="环境 → 费庄村村务监督委员会")).to_be_visible()
    step_up(main)
    main.get_by_label("叫什么").fill("问位置")
    main.get_by_label("用在哪一步").select_option(label="要补材料")
    main.get_by_label("话", exact=True).fill("「〔标题〕」：请说明具体位置。")
    main.get_by_role("button", name="加一句").click()
    for said in ("环境 → 费庄村村务监督委员会", "要补材料 · 问位置"):
        expect(main.get_by_role("listitem").filter(has_text=said)).to_contain_text(PROVEN)
    main.get_by_label("县里答复").fill("200")
    main.get_by_role("button", name="从现在起这样算").click()
    expect(main).to_contain_text("1 到 120 的整数")

    sign_in(desk, "committee", FEIZHUANG)
    villager = _capture(turn(desk, f"/v/{FEIZHUANG}/desk/capture"))
    address = page.url.removeprefix(desk.origin)

    theirs = mine.page
    _says(turn(mine, address), SAID)
    turn(mine, f"/v/{FEIZHUANG}/appeals/new")
    theirs.get_by_role("button", name="环境", exact=True).click()
    theirs.get_by_label("一句话说清").fill("晒谷场加长椅")
    theirs.get_by_role("button", name="是同一件，我附议").click()
    theirs.wait_for_url(f"**{address}")
    _says(theirs, "您已附议", "2 个工作日内受理")
    assert sign_in(mine, "villager", FEIZHUANG) == villager
    turn(mine, address).get_by_role("button", name="是我说的").click()

    _says(page, "1 位乡亲附议")
    take_step(page, "受理")
    _says(page, "按规则：环境类的事归费庄村村务监督委员会办。可以改派。")
    take_step(page, "延期")
    _says(page, "，延期 3 个工作日")
    page.get_by_role("group", name="下一步").get_by_role("button", name="要补材料", exact=True).click()
    page.get_by_role("group", name="常用话").get_by_role("button", name="问位置").click()
    expect(page.get_by_label("要补什么")).to_have_value(f"「{SAID}」：请说明具体位置。")
    take_step(page, "要补材料")

    _says(theirs, "计时暂停")
    take_step(theirs, "材料补齐了")
    take_step(theirs, "催一催")
    _says(theirs, "村里正在办", "延期 3 个工作日")
    _says(page, "催")
    group = page.get_by_role("group", name="下一步")
    group.get_by_role("button", name="办完了，交审核", exact=True).click()
    page.get_by_label("建议怎么处理").select_option(label="不采纳")
    take_step(page, "办完了，交审核", "办的结果", WHY)
    _says(theirs, "不采纳", WHY)

    page.get_by_role("button", name="归入共性问题").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("问题叫什么").fill("村里少坐的地方")
    sheet.get_by_label("哪个单位负责").select_option(label="费庄村村民委员会")
    sheet.get_by_role("button", name="归进去").click()
    issue = turn(mine, f"/v/{FEIZHUANG}/desk/issues").get_by_role("article", name="村里少坐的地方")
    for words in ("发现", "环境", "由费庄村村民委员会负责", "1 件诉求", SAID):
        expect(issue).to_contain_text(words)


def _capture(page: Page) -> str:
    """Somebody's suggestion, as an officer hears it on the telephone; returns whose it is. The appeal is open then."""
    main = page.get_by_role("main")
    for name in ("电话", "建议", "环境"):
        main.get_by_role("button", name=name, exact=True).click()
    main.get_by_label("一句话说清").fill(SAID)
    main.get_by_label("慢慢说").fill("老人看戏、等车没有地方坐。")
    people = page.evaluate("() => fetch('/demo/people').then((answer) => answer.json())")
    [name, *_] = [
        one["name"].removesuffix("（演示）")
        for one in people
        if one["role"] == "villager" and one["region"] == FEIZHUANG
    ]
    main.get_by_role("textbox", name="是谁说的").fill(name)
    main.get_by_role("button", name=re.compile(name)).click()
    main.get_by_role("button", name="记下来").click()
    expect(main).to_contain_text(re.compile(r"\d{4}-\d{4}-\d"))
    main.get_by_role("link", name="看这一件").click()
    _says(page, PROVEN)
    return str(name)


def _says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.get_by_role("main")).to_contain_text(one)
