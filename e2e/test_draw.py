"""S5: a phone adds its chance where there is no network; two enter the result, one of them late; whoever lost the
network meanwhile reads afterwards that his own phone finds it right. Nobody gets into the list any more; and a result,
or a list, that somebody changed in the server's database is red on a new phone (sync/spec/draw.md)."""

import re
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.acts import OFFLINE, PROVEN, file_appeal, pass_time, settle, step_up, synced, turn
from e2e.conftest import NewPhone
from e2e.device import Line
from e2e.phone import Phone
from e2e.tamper import edit_history
from e2e.until import until
from e2e.village import XIMEI, Village
from shaiba.demo.people import names
from shaiba.replica.draws import settled
from shaiba_sync import b64u_encode, contribution_id, list_root, parse_op, view
from shaiba_sync.wire import Refused, SyncHeader, parse_answer

SCOPE = f"village/{XIMEI}"
RIGHT, WRONG = "本机重新算过：对", "本机重新算过：不对"


def draw_of(village: Village, purpose: str) -> dict[str, object]:
    found = [dict(view(one)) for one in village.records(SCOPE, "draw")]
    return next(one for one in found if str(one["purpose"]).startswith(purpose) and "voided" not in one)


def opened(phone: Phone, draw: dict[str, object], tail: str = "") -> Page:
    return turn(phone, f"/v/{XIMEI}/draws/{draw['id']}{tail}")


def enter(page: Page, numbers: str, what: str = "福彩3D") -> None:
    page.get_by_label(what).fill(numbers)
    page.get_by_role("button", name="登记", exact=True).click()


def test_a_phone_adds_its_chance_without_network_and_it_arrives_once(village: Village, phone: NewPhone) -> None:
    villager = phone(village, "villager", XIMEI)
    page = synced(villager, XIMEI)
    stalls = draw_of(village, "茶青")
    page = opened(villager, stalls)
    expect(page.get_by_role("main")).to_contain_text("名单里有您家")
    before = len(village.records(f"square/{XIMEI}", "contribution"))
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main = page.get_by_role("main")
    main.get_by_role("button", name="加上我的一份").click()
    expect(main).to_contain_text("写好了，有网就送到村里")
    expect(main).to_contain_text("到现在为止，本机查过：对")
    villager.reconnect()
    given = main.get_by_role("region", name="给这次摇号加一份随机数")
    expect(given).to_contain_text(PROVEN)
    expect(given.get_by_role("button", name="加上我的一份")).to_have_count(0)
    assert len(village.records(f"square/{XIMEI}", "contribution")) == before + 1


def test_two_enter_it_and_who_lost_the_network_meanwhile_finds_it_right(village: Village, phone: NewPhone) -> None:
    posts = draw_of(village, "村道")
    until(lambda: "values" in draw_of(village, "村道"), "the clerk has closed it, its day being past")
    viewer = phone(village)
    synced(viewer, XIMEI)
    seen = opened(viewer, posts)
    expect(seen.get_by_role("main")).to_contain_text("到现在为止，本机查过：对")
    expect(seen.get_by_role("main")).to_contain_text("收到 5 部手机的随机数")
    viewer.wire.cut()

    chair = phone(village, "committee", XIMEI)
    synced(chair, XIMEI)
    page = opened(chair, posts)
    expect(page.get_by_label("福彩3D")).to_be_visible()  # an officer's part of the screen is fetched when first wanted
    chair.wire.cut()
    enter(page, "3 0 x")
    expect(page.get_by_role("main")).to_contain_text("只写数字")
    enter(page, "３ ０ ８")
    expect(page.get_by_role("main")).to_contain_text("还差 1 个人登记")
    chair.reconnect()

    supervisor = phone(village, "supervisor", XIMEI)
    synced(supervisor, XIMEI)
    other = opened(supervisor, posts)
    settle(other)
    enter(other, "3 0 9")
    expect(other.get_by_role("main")).to_contain_text("登记的不一样")
    assert "order" not in draw_of(village, "村道")
    enter(other, "3 0 8")
    for here in (other, page):
        expect(here.get_by_role("main")).to_contain_text(RIGHT)
    expect(seen.get_by_role("main")).not_to_contain_text(RIGHT)
    viewer.reconnect()
    expect(seen.get_by_role("main")).to_contain_text(RIGHT)
    result = seen.get_by_role("region", name="结果")
    expect(result.get_by_role("list", name="结果").get_by_role("listitem")).to_have_count(3)
    expect(result).to_contain_text("候补 9")

    big = opened(viewer, posts, "/big")
    expect(big.get_by_role("button", name="下一个")).to_be_enabled()
    for _ in range(3):
        big.keyboard.press("ArrowRight")
    expect(big.get_by_role("main")).to_contain_text("每部手机都可以重算")


LIST = "户编号,户主,组别,身份证号\n03-001,吴秀兰,第3组,\n03-002,李大力,第1组,\n03-003,陈水木,第2组,\n"


def test_a_list_out_of_a_sheet_is_announced_with_covered_names_and_made_void_with_a_reason(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    chair = phone(village, "committee", XIMEI)
    synced(chair, XIMEI)
    page = turn(chair, f"/v/{XIMEI}/draws/new")
    main = page.get_by_role("main")
    sheet = tmp_path / "名单.csv"
    sheet.write_text(LIST.replace("李大力", "李大力13812345678"), encoding="utf-8")
    main.locator("input[type=file]").set_input_files(sheet)
    expect(main).to_contain_text("有 1 处要改")
    sheet.write_text(LIST, encoding="utf-8")
    main.locator("input[type=file]").set_input_files(sheet)
    expect(main).to_contain_text("谁都看得到的名单，共 3 个")
    expect(main).to_contain_text("吴*兰")
    expect(main).not_to_contain_text("吴秀兰")
    main.get_by_label("摇什么", exact=True).fill("公厕管护摇号")
    main.get_by_label("抽几个").fill("4")
    main.get_by_label("地点").fill("村部")
    main.get_by_label("哪几期").fill("福彩3D 第2026330期")
    main.get_by_role("button", name="公布这 3 个人的名单").click()
    expect(main).to_contain_text("不多于名单里的人")
    page.reload()  # what was written stays; the sheet is chosen again
    main.locator("input[type=file]").set_input_files(sheet)
    expect(main.get_by_label("地点")).to_have_value("村部")
    main.get_by_label("抽几个").fill("1")
    main.get_by_role("button", name="公布这 3 个人的名单").click()
    page.get_by_role("dialog").get_by_role("button", name="公布", exact=True).click()
    expect(main.get_by_role("heading", name="公厕管护摇号")).to_be_visible()
    step_up(main)
    expect(main).to_contain_text(PROVEN)
    until(lambda: len(village.records(f"square/{XIMEI}", "entrants")) == 5, "whom the ids mean is with the village")

    reader = phone(village)
    synced(reader, XIMEI)
    seen = opened(reader, draw_of(village, "公厕")).get_by_role("main")
    expect(seen).to_contain_text("吴*兰")
    expect(seen).not_to_contain_text("吴秀兰")
    expect(seen).to_contain_text("到现在为止，本机查过：对")
    main.get_by_label("为什么作废").fill("名单漏了一户")
    main.get_by_role("button", name="作废", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="作废", exact=True).click()
    expect(main).to_contain_text("这次作废，原因：名单漏了一户")
    step_up(main)
    expect(seen).to_contain_text("这次作废，原因：名单漏了一户")
    expect(seen).to_contain_text("吴*兰")


HOUSEHOLDS, PLOTS = 36, 30
MORNING = "T08:00:00+08:00"


def morning_ms(day: object, days: int = 0) -> int:
    """Eight o'clock in China, so many days after that one; ms since 1970."""
    return int((datetime.fromisoformat(f"{day}{MORNING}") + timedelta(days)).timestamp() * 1000)


def sheet_of(count: int) -> bytes:
    """A list as somebody keeps it."""
    heads = enumerate(names(Random("draw"), count))  # noqa: S311 — the same in each run
    rows = (f"08-{number:03},{name},第{number % 9 + 1}组" for number, name in heads)
    return "\n".join(["户编号,户主,组别", *rows, ""]).encode()


def test_plots_from_the_list_to_who_takes_the_place_of_one_who_declined(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    """S5 but its stream: five days pass."""
    chair, supervisor, villager = (phone(village, who, XIMEI) for who in ("committee", "supervisor", "villager"))
    away = phone(village)
    for one in (chair, supervisor, villager, away):
        synced(one, XIMEI)
    main = turn(chair, f"/v/{XIMEI}/draws/new").get_by_role("main")
    sheet = tmp_path / "名单.csv"
    sheet.write_bytes(sheet_of(HOUSEHOLDS))
    main.locator("input[type=file]").set_input_files(sheet)
    expect(main).to_contain_text(f"共 {HOUSEHOLDS} 个")
    announce(main, "新村宅基地摇号", PLOTS)
    draw = until(lambda: announced(village, "新村"), "the list is announced")

    page = opened(villager, draw)
    page.get_by_role("link", name="我有意见").click()
    file_appeal(page, title="名单里少了一户", text="第三组的吴家没写上。", photos=[], voice=False)
    expect(page.get_by_role("main")).to_contain_text("新村宅基地摇号")
    expect(page.get_by_role("main")).to_contain_text(PROVEN)

    pass_time(village, morning_ms(draw["contributions_until"]), villager)
    opened(villager, draw)
    settle(villager.page)
    villager.wire.cut()
    villager.page.get_by_role("button", name="加上我的一份").click()
    expect(villager.page.get_by_role("main")).to_contain_text("写好了，有网就送到村里")
    villager.reconnect()
    expect(villager.page.get_by_role("region", name="给这次摇号加一份随机数")).to_contain_text(PROVEN)
    assert "values" not in (announced(village, "新村") or {}), "the day has not ended"

    pass_time(village, morning_ms(draw["day"]), chair, supervisor, villager, away)
    until(lambda: "values" in (announced(village, "新村") or {}), "the clerk has closed it")
    seen = opened(away, draw).get_by_role("main")
    expect(seen).to_contain_text("收到 1 部手机的随机数")
    expect(villager.page.get_by_role("main")).to_contain_text("封存的名单里有这部手机的一份")
    away.wire.cut()
    for one in (chair, supervisor):
        opened(one, draw)
        settle(one.page)
        enter(one.page, "5 1 9")
    for one in (chair, supervisor, villager):
        expect(one.page.get_by_role("main")).to_contain_text(RIGHT)
    expect(seen).not_to_contain_text(RIGHT)
    away.reconnect()
    expect(seen).to_contain_text(RIGHT)
    expect(seen).to_contain_text(f"候补 {HOUSEHOLDS - PLOTS}")

    order = [*announced(village, "新村")["order"]]  # type: ignore[index, misc]
    masked = {one["id"]: one["name"] for one in draw["entrants"]}  # type: ignore[attr-defined]
    main.get_by_label("谁放弃").select_option(index=0)
    main.get_by_role("region", name="有人放弃").get_by_label("为什么").fill("在城里买了房")
    main.get_by_role("button", name="登记放弃，下一位补上").click()
    chair.page.get_by_role("dialog").get_by_role("button", name="登记放弃，下一位补上").click()
    expect(seen).to_contain_text("放弃：在城里买了房")
    taken = seen.get_by_role("list", name="结果").get_by_role("listitem").first
    expect(taken).to_contain_text(masked[order[PLOTS]])
    expect(seen).to_contain_text(f"候补 {HOUSEHOLDS - PLOTS - 1}")
    expect(seen).to_contain_text(RIGHT)


def announced(village: Village, purpose: str) -> dict[str, object] | None:
    found = [dict(view(one)) for one in village.records(SCOPE, "draw")]
    return next((one for one in found if str(one["purpose"]).startswith(purpose)), None)


def announce(main: Locator, purpose: str, winners: int, *, dice: bool = False) -> None:
    """Fill in the rest of the form, and announce the list that it has."""
    main.get_by_label("摇什么", exact=True).fill(purpose)
    main.get_by_label("抽几个").fill(str(winners))
    main.get_by_label("地点").fill("村部")
    if dice:
        main.get_by_label("凭什么摇").select_option(label="当众掷骰子")
    else:
        main.get_by_label("哪几期").fill("福彩3D 第2026330期")
    main.get_by_role("button", name=re.compile("^公布这")).click()
    main.page.get_by_role("dialog").get_by_role("button", name="公布", exact=True).click()
    expect(main.get_by_role("heading", name=purpose)).to_be_visible()
    step_up(main)
    expect(main).to_contain_text(PROVEN)


THROWS = "31415926535897932384"


def test_dice_are_thrown_before_three_and_entered_by_each(village: Village, phone: NewPhone, tmp_path: Path) -> None:
    people = {who: phone(village, who, XIMEI) for who in ("committee", "supervisor", "villager")}
    for one in people.values():
        synced(one, XIMEI)
    main = turn(people["committee"], f"/v/{XIMEI}/draws/new").get_by_role("main")
    sheet = tmp_path / "名单.csv"
    sheet.write_bytes(sheet_of(8))
    main.locator("input[type=file]").set_input_files(sheet)
    announce(main, "菜地摇号", 2, dice=True)
    draw = until(lambda: announced(village, "菜地"), "the list is announced")
    pass_time(village, morning_ms(draw["day"]), *people.values())
    until(lambda: "values" in (announced(village, "菜地") or {}), "the clerk has closed it")
    for who, one in people.items():
        opened(one, draw)
        settle(one.page)
        if who == "committee":
            enter(one.page, THROWS[:-1], "骰子")
            expect(one.page.get_by_role("main")).to_contain_text("要正好 20 个数字")
        enter(one.page, THROWS if who != "villager" else THROWS[::-1], "骰子")
    witness = people["villager"].page
    for one in people.values():
        expect(one.page.get_by_role("main")).to_contain_text("登记的不一样")
    enter(witness, " ".join(THROWS), "骰子")
    for one in people.values():
        expect(one.page.get_by_role("main")).to_contain_text(RIGHT)
    assert [*(announced(village, "菜地") or {})["results"]] == [" ".join(THROWS[n : n + 5]) for n in range(0, 20, 5)]  # type: ignore[misc]


def test_a_spot_check_draws_entries_of_the_ledger_and_leads_to_them(village: Village, phone: NewPhone) -> None:
    supervisor, cadre = phone(village, "supervisor", XIMEI), phone(village, "cadre", XIMEI)
    synced(supervisor, XIMEI)
    synced(cadre, XIMEI)
    main = turn(supervisor, f"/v/{XIMEI}/draws").get_by_role("main")
    main.get_by_role("link", name="抽查一个月的账").click()
    expect(main).to_contain_text("这个月有")
    announce(main, "抽查上月的账", 3)
    draw = until(lambda: announced(village, "抽查上月"), "the check is announced")
    pass_time(village, morning_ms(draw["day"]), supervisor, cadre)
    until(lambda: "values" in (announced(village, "抽查上月") or {}), "the clerk has closed it")
    for one in (supervisor, cadre):
        opened(one, draw)
        settle(one.page)
        enter(one.page, "2 7 1")
    expect(main).to_contain_text(RIGHT)
    picked = main.get_by_role("list", name="结果").get_by_role("listitem")
    expect(picked).to_have_count(3)
    picked.first.get_by_role("link").click()
    expect(supervisor.page).to_have_url(re.compile("/entry/|/e/|/ledger/"))


def test_nobody_gets_into_a_list_that_was_announced(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    synced(reader, XIMEI)
    stalls = draw_of(village, "茶青")
    line = Line(village.port)
    answers = line.sync(SyncHeader({}, False), [village.clerk().op(SCOPE, [late(stalls)])])
    line.close()
    refused = [one for one in map(parse_answer, answers) if isinstance(one, Refused)]
    assert [one.error for one in refused] == ["forbidden"]
    page = opened(reader, stalls)
    settle(page)
    expect(page.get_by_role("main")).not_to_contain_text("赵*来")
    assert draw_of(village, "茶青")["entrants"] == stalls["entrants"]


@pytest.mark.parametrize("what", ["order", "list"])
def test_what_somebody_changed_in_the_database_is_red_on_a_new_phone(
    village: Village, phone: NewPhone, what: str
) -> None:
    """With both keys of the server in his hands: so no signature and no tree tells, for who never saw another."""
    plots = draw_of(village, "宅基地")
    seq = next(
        number
        for number, one in enumerate(village.lines(SCOPE))
        if any(change["do"] == "draw.settle" and change["id"] == plots["id"] for change in parse_op(one).changes)
    )
    order = [*plots["order"]]  # type: ignore[misc]
    changes = [{"do": "draw.settle", "id": plots["id"], "set": {name: plots[name] for name in ("results", "seed")}}]
    changes[0]["set"] |= {"order": [order[1], order[0], *order[2:]]}  # type: ignore[operator]
    if what == "list":
        again = late(plots)
        done = settled({**plots, **again["set"], "id": plots["id"]})  # type: ignore[dict-item]
        changes = [again, done]
    village.stop()
    edit_history(village, SCOPE, seq, lambda _: village.clerk().op(SCOPE, changes))
    village.start()
    reader = phone(village, new=True)
    synced(reader, XIMEI)
    page = opened(reader, plots)
    alert = page.get_by_role("main").get_by_role("alert")
    expect(alert).to_contain_text(WRONG)
    expect(alert).to_contain_text("次序不是由种子算出来的" if what == "order" else "说了两遍")
    expect(page.get_by_role("main")).not_to_contain_text(re.compile(f"✓ {RIGHT}"))


def late(draw: dict[str, object]) -> dict[str, object]:
    """The announcement once more, with one more in the list and the root that fits."""
    fields = (
        "purpose", "sort", "place", "day", "hour", "objections_until", "contributions_until", "source", "sources",
        "rule", "winners", "by", "name",
    )  # fmt: skip
    entrants = [*draw["entrants"], {"id": contribution_id("late", "x")[:22], "name": "赵*来"}]  # type: ignore[misc]
    said = {name: draw[name] for name in fields} | {"entrants": entrants, "root": b64u_encode(list_root(entrants))}
    return {"do": "draw.announce", "id": draw["id"], "set": said}
