"""Appeals in the hands of officers, from the first day to the last (stories S3 and S17). The officers of a story take
turns at one desk; each of its villagers has a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from e2e.acts import ON_PHONE, PROVEN, file_appeal, kept, settle, sign_in, synced, take_step, turn
from e2e.conftest import NewPhone
from e2e.device import Line, push
from e2e.neighbours import enrol_neighbours
from e2e.phone import DESK, Phone
from e2e.screens import Who
from e2e.until import until
from e2e.village import GUANGQIAO, HUANGHE, Village
from shaiba_sync import view

BUS = "306 路公交停了一年，什么时候恢复"
NEIGHBOURS = 40
ON_PHONES = 2
"""So many of them add their voices on the screen, the others over the wire."""
ANSWER = "306 路下周一恢复，早晚各四班，站牌已经装好。"


@pytest.mark.long
def test_a_bus_that_does_not_run_goes_up_to_the_district_and_comes_back_answered(
    shared_village: Village, phone: NewPhone
) -> None:
    mine, neighbour, desk = (
        phone(shared_village, "villager", GUANGQIAO),
        phone(shared_village, "villager", GUANGQIAO, nth=1),
        phone(shared_village, "accountant", GUANGQIAO, size=DESK),
    )
    synced(mine, GUANGQIAO)
    page = turn(mine, f"/v/{GUANGQIAO}/appeals/new")
    mine.wire.cut()
    file_appeal(page, title=BUS, text="一千七百人出不了门。", photos=[], voice=False, village=GUANGQIAO)
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(mine.origin)
    _says(page, ON_PHONE, "等村里受理", "2 个工作日内受理")
    mine.reconnect()
    _says(page, PROVEN)

    _add_voices(shared_village, address.rpartition("/")[2], NEIGHBOURS - ON_PHONES)
    settle(turn(neighbour, address))
    neighbour.wire.cut()
    neighbour.page.get_by_role("button", name="我也有同样的事").click()
    _says(neighbour.page, "您已附议")
    neighbour.reconnect()
    turn(desk, address).get_by_role("button", name="我也有同样的事").click()
    _says(page, f"{NEIGHBOURS} 位乡亲附议")

    _sits_down(desk, "committee")
    turn(desk, address)
    _says(desk.page, "记下以后：村里正在办", "受理，5 个工作日内答复")
    desk.wire.cut()
    take_step(desk.page)
    _pass_up(desk.page, "等镇里受理")
    desk.reconnect()
    _says(page, "等镇里受理", "到这一级，2 个工作日内受理")

    _sits_down(desk, "cadre")
    turn(desk, address)
    take_step(desk.page)
    _says(desk.page, "镇里正在办", "受理，10 个工作日内答复")
    _pass_up(desk.page, "等县里受理")

    _sits_down(desk, "cadre", nth=1)
    turn(desk, address)
    take_step(desk.page)
    _says(desk.page, "受理，15 个工作日内答复", "按规则：出行类的事归洛江区交通运输局办")
    take_step(desk.page)
    _says(desk.page, "洛江区交通运输局正在办")

    _sits_down(desk, "department")
    turn(desk, address)
    take_step(desk.page, "办完了，交审核", "办的结果", ANSWER)

    _sits_down(desk, "cadre", nth=1)
    turn(desk, address)
    take_step(desk.page, sure=True)
    _says(page, "只有您能说满意不满意", ANSWER)
    take_step(page)
    _says(page, "已办结，本人认可", "306", PROVEN)

    steps = _steps(shared_village, GUANGQIAO, BUS, 9)
    said = [(step["step"], step.get("level") or step.get("reason") or step.get("to") or "") for step in steps]
    assert said == [
        ("accept", "village"),
        ("escalate", "beyond_power"),
        ("accept", "town"),
        ("escalate", "beyond_power"),
        ("accept", "county"),
        ("dispatch", "洛江区交通运输局"),
        ("answer", ""),
        ("reply", ""),
        ("rate", ""),
    ]
    assert len(_appeal(shared_village, GUANGQIAO, BUS)["supporters"]) == NEIGHBOURS
    assert mine.troubles + neighbour.troubles + desk.troubles == []


LEAK = "安置房屋顶漏水，一直没有人来修"
DONE = "屋顶防水重做了，昨天下雨没有再漏。"


@pytest.mark.long
def test_what_an_officer_finds_on_her_round_is_moved_followed_and_revisited_at_home(
    shared_village: Village, phone: NewPhone
) -> None:
    overdue = "the clerk, which says it soon after a start, has said that both are overdue"
    until(lambda: all(one.lists.get("calls") for one in shared_village.records(f"square/{HUANGHE}", "appeal")), overdue)
    desk, mine = phone(shared_village, "cadre", HUANGHE, nth=1, size=DESK), phone(shared_village, "villager", HUANGHE)
    page = turn(desk, "/round")
    settle(page)  # what the clerk said is here: said under her eyes, it would make an item unread again
    found = page.get_by_role("list", name="每日巡看").get_by_role("listitem")
    expect(found).to_have_count(2)
    expect(found.first).to_contain_text(LEAK)  # overdue longest, so first
    expect(found.first).to_contain_text("超期")
    page.get_by_label("全选").check()
    page.get_by_role("group", name="一起办").get_by_role("button", name="受理", exact=True).click()
    sheet = page.get_by_role("dialog")
    expect(sheet.get_by_role("listitem")).to_have_count(2)
    expect(sheet).to_contain_text("受理，15 个工作日内答复")
    sheet.get_by_role("button", name="办这 2 件").click()
    expect(sheet).to_have_count(0)

    page.get_by_role("main").focus()
    page.keyboard.press("j")
    _says(page, "第 1 件，共 2 件")
    expect(page.get_by_role("article")).to_contain_text(LEAK)  # what was done stays where it stood
    page.keyboard.press("j")
    _says(page, "第 2 件，共 2 件", "最后一件")
    page.keyboard.press("k")
    expect(page.get_by_role("article")).to_contain_text(LEAK)
    _says(page, "第 1 件，共 2 件", "按规则：民生类的事归军地坪街道办事处办")
    address = page.url.removeprefix(desk.origin).replace("/round/", "/v/").replace("/square/", "/a/square/")
    take_step(page)
    _says(page, "军地坪街道办事处正在办")
    expect(page.get_by_role("group", name="分类看")).to_contain_text("没看过 0")
    kept(page)
    page.reload()
    expect(page.get_by_role("group", name="分类看")).to_contain_text("没看过 0")

    _sits_down(desk, "cadre", HUANGHE)
    turn(desk, address)
    desk.wire.cut()
    page.get_by_role("group", name="常用话").get_by_role("button", name="已办好").click()
    expect(page.get_by_label("办的结果")).to_have_value(
        f"您反映的「{LEAK}」已经办好，请您看看。还有不满意的地方，评价时直说。"
    )
    take_step(page, "办完了，交审核", "办的结果", DONE)
    desk.reconnect()
    _says(page, PROVEN)

    _sits_down(desk, "cadre", HUANGHE, nth=1)
    turn(desk, address)
    take_step(page, sure=True)

    turn(mine, address)
    _says(mine.page, DONE)
    take_step(mine.page)
    _says(mine.page, "已办结，本人认可", PROVEN)

    _sits_down(desk, "inspector", HUANGHE)
    turn(desk, address)
    take_step(page, "回访", "说明", "到家里看过，天花板是干的。")
    _says(page, "已办结，已回访")
    steps = _steps(shared_village, HUANGHE, LEAK, 6)
    assert [step["step"] for step in steps] == ["accept", "dispatch", "answer", "reply", "rate", "revisit"]
    assert steps[-1]["how"] == "visit"
    assert desk.troubles + mine.troubles == []


def _add_voices(village: Village, appeal: str, count: int) -> None:
    """So many neighbours, each with a phone of his own, say the same."""
    line, phones = Line(village.port), enrol_neighbours(village, GUANGQIAO, count)
    add: dict[str, dict[str, object]] = {
        person: {"do": "appeal.support", "id": appeal, "add": {"supporters": [person]}} for person in phones
    }
    push(line, [device.op(f"square/{GUANGQIAO}", [add[person]]) for person, device in phones.items()])
    line.close()


def _appeal(village: Village, code: str, title: str) -> dict[str, Any]:
    """What the server has of it."""
    [record] = [one for one in village.records(f"square/{code}", "appeal") if one.fields["title"] == title]
    return dict(view(record))


def _steps(village: Village, code: str, title: str, count: int) -> list[dict[str, Any]]:
    """Its steps, once so many are with the server."""
    until(lambda: len(_appeal(village, code, title)["steps"]) == count, f"{count} steps are stored")
    return list(_appeal(village, code, title)["steps"])


def _sits_down(desk: Phone, who: Who, village: str = GUANGQIAO, *, nth: int = 0) -> None:
    """The next officer begins, at the same desk, once what the last one said has left it."""
    expect(turn(desk, "/outbox").get_by_role("main")).to_contain_text("发件箱是空的")
    sign_in(desk, who, village, nth=nth)


def _pass_up(page: Page, waits: str) -> None:
    page.get_by_role("group", name="下一步").get_by_role("button", name="上报一级", exact=True).click()
    page.get_by_label("原因").select_option(label="超出权限")
    take_step(page, "上报一级", "说明", "线路不归我们这一级定。", sure=True)
    _says(page, waits)


def _says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("body")).to_contain_text(one, timeout=120_000)
