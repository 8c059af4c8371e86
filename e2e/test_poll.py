"""S15: a household takes its ballot, fills it in where there is no network, changes it, and it is counted once; who has
no phone of the village is told so; an open poll's sums are on the phone. And the whole of a county's question, until
each suggestion has its answer (sync/spec/poll.md)."""

import time
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, pass_time, settle, step_up, synced, turn
from e2e.conftest import NewPhone
from e2e.neighbours import cast, take_ballots
from e2e.phone import DESK, Phone
from e2e.pictures import photo_with_place
from e2e.until import until
from e2e.village import COUNTY, XIMEI, Village
from shaiba_sync import BALLOT_BYTES, poll_window, read_cast, view

HOUR_MS = 3_600_000


def poll_of(village: Village, title: str, scope: str = COUNTY) -> dict[str, object]:
    found = [dict(view(one)) for one in village.records(scope, "poll")]
    return next(one for one in found if str(one["title"]).startswith(title))


def opened(phone: Phone, poll: dict[str, object]) -> Page:
    return turn(phone, f"/v/{XIMEI}/polls/{poll['id']}")


def lying(village: Village) -> list[bytes]:
    """What lies on the server, uncounted."""
    data = b"".join(path.read_bytes() for path in (village.folder / "polls" / "ballots").glob(f"*/{XIMEI}"))
    return [data[at : at + BALLOT_BYTES] for at in range(0, len(data), BALLOT_BYTES)]


def test_a_ballot_filled_in_without_network_arrives_once_and_may_be_changed(village: Village, phone: NewPhone) -> None:
    until(lambda: "issuers" in poll_of(village, "明年先做"), "the clerk has said the key")
    poll = poll_of(village, "明年先做")
    villager = phone(village, "villager", XIMEI)
    synced(villager, XIMEI)
    page = opened(villager, poll)
    main = page.get_by_role("main")
    expect(main).to_contain_text("谁也连不上谁选了什么；谁领了票，本村看得到")
    main.get_by_role("button", name="领票").click()
    expect(main).to_contain_text("票已经在这部手机上，没网也能投")
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text("请先选")
    main.get_by_label("自来水").check()
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text("会在一小时内的某一刻自动交出去")
    page.reload()
    expect(main.get_by_label("自来水")).to_be_checked()
    assert lying(village) == []
    villager.reconnect()
    settle(page)
    main.get_by_role("button", name="现在就交").click()
    expect(main).to_contain_text("已交到，算一票")
    [first] = lying(village)
    assert read_cast(first).ballot.choice == (1,)
    main.get_by_label("路灯").check()
    main.get_by_label("加一句建议").fill("先修桥")
    main.get_by_role("button", name="改投").click()
    main.get_by_role("button", name="现在就交").click()
    expect(main).to_contain_text("已交到，算一票")
    [second] = lying(village)
    assert (read_cast(second).ballot.choice, read_cast(second).words) == ((2,), "先修桥")
    assert read_cast(second).ballot.token == read_cast(first).ballot.token


def test_a_guest_reads_what_is_asked_and_the_sums_of_what_was(village: Village, phone: NewPhone) -> None:
    guest = phone(village)
    synced(guest, XIMEI)
    page = turn(guest, f"/v/{XIMEI}/polls")
    main = page.get_by_role("main")
    expect(main).to_contain_text("明年先做哪一样")
    main.get_by_role("link", name="公开日定在哪一天").click()
    expect(main.get_by_role("region", name="结果")).to_contain_text("5 个投了")
    expect(main.get_by_role("region", name="结果")).to_contain_text("3 票")
    page = turn(guest, f"/v/{XIMEI}/polls")
    main.get_by_role("link", name="村里的余钱先做什么").click()
    expect(main.get_by_role("region", name="结果")).to_contain_text("12 个领了票，12 个投了")
    expect(main).to_contain_text("本机数过：对")
    expect(main).to_contain_text("还有 1 条没有答复")
    opened(guest, poll_of(village, "给村干部打分", f"village/{XIMEI}"))
    expect(main.get_by_role("region", name="结果")).to_contain_text("村务监督委员会签了 12 张")
    expect(main).to_contain_text("本机数过：对")
    page = opened(guest, poll_of(village, "明年先做"))
    expect(page.get_by_role("main")).to_contain_text("登记过的本村手机才能投")


def test_who_is_asked_by_name_answers_at_home_and_no_neighbour_has_it(village: Village, phone: NewPhone) -> None:
    mine = phone(village, "villager", XIMEI)
    page = synced(mine, XIMEI)
    poll = poll_of(village, "修水渠", f"village/{XIMEI}")
    opened(mine, poll)
    main = page.get_by_role("main")
    expect(main).to_contain_text("只有发问的单位看得到谁选了什么")
    mine.wire.cut()
    main.get_by_label("星期六").check()
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text(ON_PHONE)
    mine.reconnect()
    expect(main.get_by_text(PROVEN)).to_have_count(2)  # the poll, and the answer to it
    with village.sql() as db:
        found = "select name from record join scope on scope.id = scope_id where kind = 'vote' and data like ?"
        [(scope,)] = db.execute(found, (f"%{poll['id']}%",))
    assert scope.startswith(f"home/{XIMEI}-")

    _, over_ms = poll_window(poll)
    pass_time(village, over_ms + HOUR_MS, mine)
    chair = phone(village, "committee", XIMEI)
    chair.set_ahead(village.ahead_ms)
    until(lambda: "ballots" in poll_of(village, "修水渠", f"village/{XIMEI}"), "the clerk has counted")
    expect(main.get_by_role("region", name="结果")).to_contain_text("一共不到十票")
    expect(main).not_to_contain_text("谁怎么答的")
    synced(chair, XIMEI)
    told = opened(chair, poll).get_by_role("region", name="谁怎么答的")
    expect(told.get_by_role("listitem")).to_have_count(1)
    expect(told.get_by_role("listitem")).to_contain_text("星期六")
    expect(told).to_contain_text("逐条加起来，和公布的一样")


def test_a_county_asks_and_each_household_counts_once_until_each_suggestion_has_its_answer(
    village: Village, phone: NewPhone
) -> None:
    until(lambda: "issuers" in poll_of(village, "明年先做"), "the clerk has said the key")
    poll = poll_of(village, "明年先做")
    _, over_ms = poll_window(poll)
    villager = phone(village, "villager", XIMEI)
    synced(villager, XIMEI)
    main = opened(villager, poll).get_by_role("main")
    main.get_by_role("button", name="领票").click()
    expect(main).to_contain_text("票已经在这部手机上，没网也能投")
    neighbours = take_ballots(village, XIMEI, str(poll["id"]), [*poll["issuers"]], 10)  # type: ignore[misc]
    for number, one in enumerate(neighbours):
        assert cast(village, one.ballot([number % 2], words="路灯要亮到半夜" if number == 3 else "")) == 204
    villager.wire.cut()
    villager.page.reload()
    settle(villager.page, OFFLINE)
    main.get_by_label("老人食堂").check()
    main.get_by_label("加一句建议").fill("食堂要有软饭")
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text("会在一小时内的某一刻自动交出去")

    pass_time(village, over_ms - HOUR_MS, villager)  # the last day is over: only for phones like this one it is not
    settle(villager.page, OFFLINE)
    expect(main).to_contain_text("只收没网晚到的票")
    expect(main.get_by_label("老人食堂")).to_be_checked()
    villager.reconnect()
    settle(villager.page)
    expect(main.get_by_text("已交到，算一票").or_(main.get_by_role("button", name="现在就交"))).to_be_visible()
    if main.get_by_role("button", name="现在就交").is_visible():  # the moment that was drawn for it may be past by now
        main.get_by_role("button", name="现在就交").click()
    expect(main).to_contain_text("已交到，算一票")
    assert "ballots" not in poll_of(village, "明年先做")

    pass_time(village, over_ms + HOUR_MS, villager)
    until(lambda: "ballots" in poll_of(village, "明年先做"), "the clerk has counted")
    result = main.get_by_role("region", name="结果")
    expect(result).to_contain_text("11 个领了票，11 个投了")
    expect(result.get_by_role("listitem").filter(has_text="老人食堂")).to_contain_text("1 票")
    expect(main).to_contain_text("本机数过：对")
    expect(main).to_contain_text("您的票在里面，和您投的一样")
    expect(main).to_contain_text("还有 2 条没有答复")
    until(lambda: not [*(village.folder / "polls").glob("*/*")], "the key and what was cast are gone")

    desk = phone(village, "admin", XIMEI, size=DESK)
    desk.set_ahead(village.ahead_ms)
    synced(desk, XIMEI)
    said = opened(desk, poll).get_by_role("main")
    for words, outcome, answer in (
        ("食堂要有软饭", "采纳", "已告诉食堂，从下月起每天有。"),
        ("路灯要亮到半夜", "不采纳", "电费村里担不起，亮到十一点。"),
    ):
        said.get_by_role("checkbox", name=words).check()
        said.get_by_label("怎么处理").select_option(label=outcome)
        said.get_by_label("怎么办，或者为什么不办").fill(answer)
        said.get_by_role("button", name="答复", exact=True).click()
        expect(said.get_by_role("list").get_by_text(answer)).to_be_visible()
    expect(main).to_contain_text("已告诉食堂，从下月起每天有。")
    expect(main).to_contain_text("没有采纳")
    expect(main).not_to_contain_text("没有答复")


def ask(main: Locator, title: str, fields: dict[str, str], options: str, **picked: str) -> None:
    """Fill in the form of who asks, and ask."""
    for label, option in picked.items():
        main.get_by_label(label).select_option(label=option)
    main.get_by_label("问题").fill(title)
    for label, text in fields.items():
        main.get_by_label(label).fill(text)
    main.get_by_label("选项，每行一个").fill(options)
    main.get_by_role("button", name="发起", exact=True).click()
    main.page.get_by_role("dialog").get_by_role("button", name="发起", exact=True).click()
    expect(main.get_by_role("heading", name=title)).to_be_visible()
    step_up(main)
    expect(main).to_contain_text(PROVEN)


def role_counted(village: Village, role: str) -> bool:
    return any(one.fields["role"] == role for one in village.records(f"village/{XIMEI}", "tally"))


def test_a_vote_on_paper_is_counted_by_three_offices_and_what_differs_is_shown(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    sheet = tmp_path / "计票单.jpg"
    sheet.write_bytes(photo_with_place(7))
    counters = {who: phone(village, who, XIMEI) for who in ("committee", "supervisor", "cadre")}
    for one in counters.values():
        synced(one, XIMEI)
    main = turn(counters["committee"], f"/v/{XIMEI}/polls/new").get_by_role("main")
    why = {"为什么问，问了怎么用": "路要占三组的地，按面积补偿。", "地点": "村部"}
    ask(main, "三组修路占地补偿", why, "同意\n不同意", 关于什么="土地和补偿（纸质）")
    land = poll_of(village, "三组修路占地补偿", f"village/{XIMEI}")
    expect(main).to_contain_text("按法律要到现场用纸投票")
    expect(main).to_contain_text("三个单位的人各自登记票数")

    pass_time(village, village.ahead_ms + int(time.time() * 1000) + 24 * HOUR_MS, *counters.values())
    for who, one in counters.items():
        own = opened(one, land).get_by_role("main")
        form = own.get_by_role("region", name="登记票数")
        form.get_by_label("同意", exact=True).fill("８１" if who == "supervisor" else "80")
        form.get_by_label("废票几张").fill("2")
        form.get_by_role("button", name="登记", exact=True).click()
        expect(form.get_by_label("不同意")).to_have_attribute("aria-invalid", "true")
        form.get_by_label("不同意").fill("7")
        form.get_by_role("button", name="登记", exact=True).click()
        expect(form.get_by_role("alert")).to_contain_text("至少一张")
        form.locator("input[data-from=gallery]").set_input_files(sheet)
        expect(form).to_contain_text("1 张")
        form.get_by_role("button", name="登记", exact=True).click()
        counted = own.get_by_role("region", name="登记的票数").first
        expect(counted.get_by_role("cell").first).to_be_visible()
        asked = own.get_by_role("button", name="演示")
        until(
            lambda who=who, asked=asked: role_counted(village, who) or asked.is_visible(), "it is there, or asked for"
        )
        if asked.is_visible():
            asked.click()
        until(lambda who=who: role_counted(village, who), "it is with the village")
    expect(main).to_contain_text("登记的不一样")
    own = counters["supervisor"].page.get_by_role("main")
    form = own.get_by_role("region", name="登记票数")
    for label, count in (("同意", "80"), ("不同意", "7"), ("废票几张", "2")):
        form.get_by_label(label, exact=True).fill(count)
    form.locator("input[data-from=gallery]").set_input_files(sheet)
    expect(form).to_contain_text("1 张")
    form.get_by_role("button", name="登记", exact=True).click()
    reader = phone(village)
    reader.set_ahead(village.ahead_ms)
    synced(reader, XIMEI)
    seen = opened(reader, land).get_by_role("main")
    expect(seen).to_contain_text("三个单位登记的都一样")
    expect(seen.get_by_role("row", name="同意 80 80 80").first).to_be_visible()
    expect(seen.get_by_role("img", name="监委会的计票单 1")).to_be_visible()


def test_an_appraisal_waits_for_its_second_issuer_and_once_it_is_void_nobody_answers_any_more(
    village: Village, phone: NewPhone
) -> None:
    chair, villager, second = (phone(village, who, XIMEI) for who in ("committee", "villager", "supervisor"))
    for one in (chair, villager, second):
        synced(one, XIMEI)
    main = turn(chair, f"/v/{XIMEI}/polls/new").get_by_role("main")
    why = {"为什么问，问了怎么用": "写进年底的总结。"}
    ask(main, "谁办事最上心", why, "桥头组长\n村口组长", 关于什么="评议")
    poll = poll_of(village, "谁办事最上心", f"village/{XIMEI}")
    seen = opened(villager, poll).get_by_role("main")
    expect(seen).to_contain_text("村务监督委员会还没有准备好签票")
    expect(seen.get_by_role("button", name="作废")).to_have_count(0)
    signs = opened(second, poll).get_by_role("region", name="第二发票单位")
    signs.get_by_role("button", name="在这部手机上准备签票").click()
    step_up(second.page.get_by_role("main"))
    expect(signs).to_contain_text("这部手机在签票")
    seen.get_by_role("button", name="领票").click()
    expect(signs).to_contain_text("签了 1 张")
    expect(seen).to_contain_text("票已经在这部手机上，没网也能投")
    seen.get_by_label("桥头组长").check()
    seen.get_by_role("button", name="投这一票").click()
    seen.get_by_role("button", name="现在就交").click()
    expect(seen).to_contain_text("已交到，算一票")
    [ballot] = [read_cast(data).ballot for data in lying(village) if read_cast(data).ballot.poll == poll["id"]]
    assert len(ballot.tsig) == 2
    main.get_by_role("button", name="作废", exact=True).click()
    expect(main).to_contain_text("请填写")
    main.get_by_label("为什么作废").fill("漏写了一段")
    main.get_by_role("button", name="作废", exact=True).click()
    chair.page.get_by_role("dialog").get_by_role("button", name="作废", exact=True).click()
    expect(seen).to_contain_text("这次作废，原因：漏写了一段")
    expect(seen.get_by_role("button", name="领票")).to_have_count(0)
