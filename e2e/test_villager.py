"""A villager who never touched a passkey, far from home: on one phone, without network, she says what came of the
subsidy and raises what did not, sees every step of it, and is the one who judges (stories S1 and S2)."""

from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, file_appeal, settle, synced, take_step, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.pictures import photo_with_place
from e2e.village import MINSHENG, Village
from shaiba_sync import view

POLICY = "耕地地力保护补贴"
TITLE = "我家和邻居的耕地补贴没有到账"
ANSWER = "查了，是村里申报时漏报，已经补申报，钱昨天打到卡上了。"


@pytest.mark.long
def test_a_villager_without_a_passkey_says_what_came_and_has_what_did_not_put_right(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    mine = phone(shared_village, "villager", MINSHENG)
    page = synced(mine, MINSHENG)
    _says_what_came(shared_village, phone, mine, page)
    _has_it_put_right(shared_village, phone, mine, tmp_path)
    assert page.evaluate("() => fetch('/identity/me').then((answer) => answer.json())")["passkeys"] == 0
    assert mine.troubles == []


def _says_what_came(village: Village, phone: NewPhone, mine: Phone, page: Page) -> None:
    """S1: who must act sees whose answer it is, everybody else a count that one answer does not move (payout.md)."""
    page.get_by_role("main").get_by_role("link", name="我家的补贴").click()
    expect(page.get_by_role("main").get_by_role("heading", name=POLICY)).to_be_visible()

    mine.wire.cut()
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

    mine.reconnect()
    expect(line).to_contain_text(PROVEN)

    accountant = phone(village, "accountant", MINSHENG, size=DESK)
    main = _batch(accountant)
    lacks = main.get_by_role("region", name="3 户说没收到或金额不符")
    expect(lacks).to_contain_text("到账 300.00")
    expect(lacks).to_contain_text("少算了一块田")

    neighbour = phone(village, "villager", MINSHENG, nth=1)
    main = _batch(neighbour)
    counts = main.get_by_role("region", name="各家怎么说")
    expect(counts).to_contain_text("46 户里，算上了 10 户的答复")  # those of before: one more does not move it
    expect(main.get_by_text("少算了一块田")).to_have_count(0)
    main.get_by_label("在名单里找").fill("吴*")
    expect(main.get_by_role("list", name="全村名单").get_by_role("listitem").first).to_contain_text("吴*")
    told = b"".join(village.lines(f"village/{MINSHENG}")) + b"".join(village.lines(f"square/{MINSHENG}"))
    assert "少算了".encode() not in told and b"got_fen" not in told


def _has_it_put_right(village: Village, phone: NewPhone, mine: Phone, tmp_path: Path) -> None:
    """S2: filed in the field; the town's station puts it right; she is told by when, and says whether it will do."""
    cadre, station = phone(village, "cadre", MINSHENG), phone(village, "station", MINSHENG)
    turn(mine, f"/v/{MINSHENG}/appeals/new")
    mine.wire.cut()
    photos = [tmp_path / f"{n}.jpg" for n in range(2)]
    for n, path in enumerate(photos):
        path.write_bytes(photo_with_place(n))
    file_appeal(
        mine.page, title=TITLE, text="田一直在种。", photos=photos, voice=True, village=MINSHENG, category="补贴"
    )
    mine.page.wait_for_url("**/a/square/*")
    address = mine.page.url.removeprefix(mine.origin)
    _says(mine.page, ON_PHONE, "等村里受理", "2 个工作日内受理")
    mine.reconnect()
    _says(mine.page, PROVEN)

    turn(cadre, address)
    take_step(cadre.page, "受理")
    _says(cadre.page, "镇里正在办", "10 个工作日内答复")
    expect(cadre.page.get_by_label("派给谁")).to_contain_text("农业农村站（按规则推荐）")
    take_step(cadre.page)

    turn(station, address)
    take_step(station.page, "办完了，交审核", "办的结果", ANSWER)

    take_step(cadre.page, "审核通过，答复本人", sure=True)
    _says(mine.page, "只有您能说满意不满意", ANSWER)
    mine.wire.cut()
    mine.page.reload()
    _says(mine.page, "没有网络", "农业农村站", ANSWER, "按时")
    take_step(mine.page, "评价")
    _says(mine.page, "已办结，本人认可")
    mine.reconnect()
    _says(cadre.page, "已办结，本人认可")

    [record] = [one for one in village.records(f"square/{MINSHENG}", "appeal") if one.fields["title"] == TITLE]
    assert [step["step"] for step in view(record)["steps"]] == ["accept", "dispatch", "answer", "reply", "rate"]
    assert cadre.troubles == station.troubles == []


def _says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("body")).to_contain_text(one, timeout=120_000)


def _say(page: Page, say: str, sum_: str, words: str) -> None:
    page.get_by_role("main").get_by_role("button", name=say).click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("实际到账多少").fill(sum_)
    sheet.get_by_label("补充一句").fill(words)
    sheet.get_by_role("button", name="就这样说").click()
    expect(sheet).to_have_count(0)


def _batch(phone: Phone) -> Locator:
    """The batch, as this phone's person reads it."""
    page = turn(phone, f"/v/{MINSHENG}/payouts")
    page.get_by_role("main").get_by_role("link", name=POLICY).click()
    return page.get_by_role("main").last
