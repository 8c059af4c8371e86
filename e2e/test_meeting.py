"""S6: a meeting is called, shown and recorded; who works away listens by sound alone where the line is thin, asks and
proposes where there is none, and both reach it; who is there scans the door; what is decided, promised and adopted
stands, becomes a project, and he follows it to its acceptance; too few are too few (sync/spec/meeting.md)."""

import re
import time

from playwright.sync_api import Locator, Page, expect

from e2e.acts import OFFLINE, PROVEN, settle, step_up, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.play import SEEN, moves, play
from e2e.until import until
from e2e.village import MINSHENG, XIMEI, Village, meeting_id
from shaiba.kind import day_of
from shaiba_sync import view

VILLAGE, SQUARE = f"village/{MINSHENG}", f"square/{MINSHENG}"
TITLE = "渠口清淤坝坝会"


def at(phone: Phone, meeting: str, tail: str = "", code: str = MINSHENG) -> Locator:
    return turn(phone, f"/v/{code}/meetings/{meeting}{tail}").get_by_role("main")


def call(page: Page, title: str, sort: str, day: str, called: str = "") -> None:
    """Fill in the form, and send it."""
    main = page.get_by_role("main")
    main.get_by_label("什么会").select_option(label=sort)
    main.get_by_label("会议名称").fill(title)
    main.get_by_label("地点").fill("村部晒坝")
    main.get_by_label("日期").fill(day)
    main.get_by_label("议程").fill("先清哪一段\n误工怎么算")
    main.get_by_label("应到多少人").fill(called)
    main.get_by_role("button", name="发出通知").click()
    page.get_by_role("dialog").get_by_role("button", name="发出通知").click()
    expect(main.get_by_role("heading", name=title)).to_be_visible()
    expect(main).to_contain_text(PROVEN)


def write(main: Locator, what: str, **fields: str) -> None:
    """Write something down at the desk of a meeting."""
    desk = main.get_by_role("region", name="会务")
    desk.get_by_label("登记什么").select_option(label=what)
    for label, text in fields.items():
        desk.get_by_label(label, exact=True).fill(text)
    desk.get_by_role("button", name="写下", exact=True).click()
    expect(desk.get_by_role("button", name="写下", exact=True)).to_be_enabled()


def official(village: Village, phone: NewPhone, who: str, code: str = MINSHENG) -> Phone:
    found = phone(village, who, code)
    synced(found, code)
    return found


def today() -> str:
    """The day of the phones and of the server."""
    return day_of(round(time.time() * 1000))


def said(village: Village, meeting: str, scope: str = VILLAGE) -> dict[str, object]:
    """All that was said of a meeting."""
    return next(dict(view(one)) for one in village.records(scope, "meeting") if one.id == meeting)


THIN = 4_000
"""Bytes a second of a line on which no picture comes through, and sound does: 32 kbit/s."""


def film(village: Village, phone: NewPhone, meeting: str) -> Locator:
    """A phone on the yard goes on the air from the meeting's page."""
    yard = official(village, phone, "committee")
    at(yard, meeting).get_by_role("link", name="开始直播").click()
    main = yard.page.get_by_role("main")
    main.get_by_role("button", name="开始直播").click()
    expect(main).to_contain_text("● 正在直播")
    expect(main).to_contain_text("拍下的都传上去了")
    return main


def listen(away: Phone, meeting: str) -> None:
    """Pictures come while the line is good; on a thin one sound goes on by itself, and takes less than half of what the
    line carries for pictures; one tap brings them back."""
    page = turn(away, f"/v/{MINSHENG}/live/meeting/{meeting}")
    main = page.get_by_role("main")
    play(page)
    assert moves(page)["frames"] > 0
    away.wire.slow(THIN)
    expect(main).to_contain_text("网络太慢，画面过不来，先只放声音")
    expect(main.get_by_role("button", name="只听声音", exact=True)).to_have_attribute("aria-pressed", "true")
    moves(page, 3)
    away.wire.slow(None)
    main.get_by_role("button", name="视频", exact=True).click()
    expect(main).not_to_contain_text("先只放声音")
    play(page)
    before = page.evaluate(SEEN)["frames"]
    until(lambda: page.evaluate(SEEN)["frames"] != before, "pictures are back")


def test_who_is_away_listens_asks_and_proposes_without_network_and_follows_it_to_the_end(
    village: Village, phone: NewPhone
) -> None:
    chair = official(village, phone, "committee")
    page = turn(chair, f"/v/{MINSHENG}/meetings/new")
    call(page, TITLE, "坝坝会", today())
    expect(page.get_by_role("main")).to_contain_text("通知得太晚")
    meeting = meeting_id(village, MINSHENG, TITLE)

    away = official(village, phone, "villager")
    main = at(away, meeting)
    expect(main.get_by_role("heading", name=TITLE)).to_be_visible()
    door = turn(chair, f"/v/{MINSHENG}/meetings/{meeting}/door")
    expect(door.get_by_role("img", name="门口的签到码")).to_be_visible()
    until(lambda: "doors" in said(village, meeting), "the door is hung up")
    seed = door.evaluate(
        """(name) => new Promise((resolve) => {
          const open = indexedDB.open('shaiba-drafts')
          open.onsuccess = () => {
            const get = open.result.transaction('drafts').objectStore('drafts').get(name)
            get.onsuccess = () => resolve(get.result)
          }
        })""",
        f"meeting-door-{meeting}",
    )
    yard = film(village, phone, meeting)
    item = at(chair, meeting).get_by_role("region", name="议程").get_by_role("listitem").first
    item.get_by_role("button", name="现在讲这一项").click()
    until(lambda: "turns" in said(village, meeting), "it is noted where the item begins")
    listen(away, meeting)

    away.wire.cut()
    main = at(away, meeting)
    settle(away.page, OFFLINE)
    for what, text in (("提一个问题", "误工一天算多少？"), ("提一条建议", "先清我们三组那一段。")):
        main.get_by_label("我要").select_option(label=what)
        main.locator("form textarea").first.fill(text)
        main.get_by_role("button", name="送给会议").click()
        expect(main.get_by_role("list", name="提问和建议")).to_contain_text(text)
    main = at(away, meeting, f"#door={seed}")
    main.get_by_role("button", name="签到：我到场了").click()
    expect(main).to_contain_text("已签到：到场")
    assert seed not in away.page.url
    away.reconnect()
    expect(main.get_by_role("region", name="提问和建议")).to_contain_text(PROVEN)
    titles = {str(one.fields["text"]) for one in village.records(SQUARE, "ask")}
    assert {"误工一天算多少？", "先清我们三组那一段。"} <= titles
    [came] = [one for one in village.records(SQUARE, "attend") if one.fields["meeting"] == meeting]
    assert came.fields["way"] == "door"

    main = at(chair, meeting)
    proposal = main.get_by_role("list", name="提问和建议").get_by_role("listitem").filter(has_text="三组那一段")
    expect(proposal).to_be_visible()
    question = main.get_by_role("list", name="提问和建议").get_by_role("listitem").filter(has_text="误工一天")
    question.get_by_role("button", name="会上问过了").click()
    expect(question).to_contain_text("会上问过了")
    proposal.get_by_text("答复这一条").click()
    proposal.get_by_label("怎么办").select_option(label="采纳")
    proposal.get_by_label("说明").fill("就先清三组。")
    proposal.get_by_role("button", name="答复", exact=True).click()
    expect(proposal).to_contain_text("采纳：就先清三组。")
    step_up(main)
    expect(away.page.get_by_role("main")).to_contain_text("采纳：就先清三组。")
    proposal.get_by_role("link", name="立为工程").click()
    form = chair.page.get_by_role("main")
    expect(form.get_by_label("为什么要修")).to_have_value("先清我们三组那一段。")
    form.get_by_label("修什么").fill("三组清淤")
    form.get_by_label("工程编号").fill("P-009")
    form.get_by_label("预算").fill("8000")
    form.get_by_role("button", name=re.compile("登记")).last.click()
    expect(form.get_by_role("heading", name="三组清淤")).to_be_visible()
    form.get_by_role("link", name=re.compile("看那次会")).click()
    expect(form.get_by_role("heading", name=TITLE)).to_be_visible()
    write(form, "到会人数", 到会多少人="27")
    write(form, "表决结果", 表决什么="先清三组", 同意="25", 反对="1", 弃权="1")
    write(form, "会议记录", 记了什么="先清三组那一段。")
    write(form, "会上的承诺", 答应做什么="月底前清完", 谁负责="村委会", 哪天之前=today())
    agenda = away.page.get_by_role("main").get_by_role("region", name="议程")
    expect(agenda).to_contain_text("同意 25，反对 1，弃权 1 — 通过")
    expect(agenda).to_contain_text("先清三组那一段。")
    expect(away.page.get_by_role("main").get_by_role("list", name="会上答应的事")).to_contain_text("月底前清完")
    yard.get_by_role("button", name="结束直播").click()
    yard.page.get_by_role("dialog").get_by_role("button", name="结束直播").click()
    expect(yard).to_contain_text("存到手机里", timeout=90_000)
    agenda.get_by_role("link", name=re.compile("起听这一项")).click()
    theirs = away.page.get_by_role("main")
    play(away.page)
    [turned] = said(village, meeting)["turns"]  # type: ignore[misc]
    [stream] = village.records(VILLAGE, "stream")
    begins_s = (turned["at"] - int(str(stream.fields["opened"]))) / 1000
    assert begins_s - 3 <= away.page.evaluate(SEEN)["at"], "from an item of the agenda one comes to its place"
    theirs.get_by_role("link", name="这是什么事").click()
    theirs = away.page.get_by_role("main")
    theirs.get_by_role("list", name="提问和建议").get_by_role("link", name="三组清淤").click()
    expect(theirs.get_by_role("heading", name="三组清淤")).to_be_visible()
    expect(theirs).to_contain_text("先清我们三组那一段。")
    form.get_by_role("link", name="三组清淤").first.click()
    for what, fields in (("progress", {"修了百分之几": "100"}), ("acceptances", {})):
        form.get_by_label("登记什么").select_option(what)
        for label, text in {**fields, "谁在场看": "钱某"}.items():
            form.get_by_label(label).fill(text)
        form.get_by_role("button", name="登记", exact=True).click()
        expect(form.get_by_role("button", name="登记", exact=True)).to_be_enabled()
    expect(theirs.get_by_role("region", name="验收了")).to_be_visible()


def test_too_few_are_marked_until_two_agree_on_a_number_and_for_ever(village: Village, phone: NewPhone) -> None:
    chair = official(village, phone, "committee", XIMEI)
    page = turn(chair, f"/v/{XIMEI}/meetings/new")
    call(page, "铺位租金代表会", "村民代表会议", today(), "40")
    meeting = meeting_id(village, XIMEI, "铺位租金")
    main = page.get_by_role("main")
    write(main, "到会人数", 到会多少人="41")
    expect(main).to_contain_text("比应到的人还多")
    write(main, "到会人数", 到会多少人="12")
    expect(main).to_contain_text("应到 40 人，实到 12 人。")
    expect(main).to_contain_text("还没有第二个人确认")
    write(main, "表决结果", 表决什么="每间三百元", 同意="11", 反对="1")
    expect(main.get_by_role("region", name="议程")).to_contain_text("同意 11，反对 1，弃权 0")
    write(main, "会议记录", 记了什么="人数没到，下次再议。")
    write(main, "会上的承诺", 答应做什么="三天内重新通知", 谁负责="村委会", 哪天之前=today())
    expect(main.get_by_role("list", name="会上答应的事")).to_contain_text("还没到期")
    expect(main).to_contain_text(PROVEN)

    supervisor = official(village, phone, "supervisor", XIMEI)
    other = at(supervisor, meeting, code=XIMEI)
    expect(other).to_contain_text("人数没到，下次再议。")
    agree = other.get_by_role("button", name="我确认，没有错")
    expect(agree).to_have_count(3)
    for left in (2, 1, 0):
        agree.first.click()
        expect(agree).to_have_count(left)
    expect(other.get_by_role("region", name="议程")).to_contain_text("一个人确认过，还差一个")
    until(lambda: len(said(village, meeting, f"village/{XIMEI}").get("confirms", ())) == 3, "confirmed")  # type: ignore[arg-type]

    guest = phone(village)
    synced(guest, XIMEI)
    seen = at(guest, meeting, code=XIMEI)
    expect(seen.get_by_role("alert").filter(has_text="人数不够")).to_be_visible()
    expect(seen.get_by_role("region", name="议程")).to_contain_text("✕ 人数不够")
    expect(seen).not_to_contain_text("还没有第二个人确认")
    expect(seen.get_by_role("region", name="到会")).to_contain_text("只有本村名册上的人看得到")


def test_a_call_is_in_the_inbox_of_who_is_on_the_roll(village: Village, phone: NewPhone) -> None:
    villager = official(village, phone, "villager")
    main = turn(villager, "/account/inbox").get_by_role("main")
    line = main.get_by_role("link").filter(has_text="秋收后公益事项代表会")
    expect(line).to_contain_text("开会，可以先提问")
    line.click()
    expect(main.get_by_role("heading", name=re.compile("秋收后"))).to_be_visible()
    expect(main.get_by_role("region", name="议程")).to_contain_text("水渠由哪一家管")
