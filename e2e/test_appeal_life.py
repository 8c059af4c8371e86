"""A villager whose household got no subsidy, without any passkey: he files in the field, the town acts, he judges."""

from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.acts import ON_PHONE, PROVEN, file_appeal, sign_in, synced, take_step
from e2e.conftest import NewPhone
from e2e.pictures import photo_with_place
from e2e.village import Village
from shaiba_sync import view

MATOUXI = "430802108214"
TITLE = "我家和邻居的耕地补贴没有到账"
ANSWER = "查了，是村里申报时漏报，已经补申报，钱昨天打到卡上了。"


def test_a_household_without_subsidy_sees_each_step_and_says_whether_it_will_do(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    mine, cadre, station = phone(shared_village), phone(shared_village), phone(shared_village)
    sign_in(mine, "villager", MATOUXI)
    synced(mine, MATOUXI)
    mine.open(f"/v/{MATOUXI}/appeals/new")
    mine.wire.cut()
    photos = [tmp_path / f"{n}.jpg" for n in range(2)]
    for n, path in enumerate(photos):
        path.write_bytes(photo_with_place(n))
    file_appeal(
        mine.page, title=TITLE, text="田一直在种。", photos=photos, voice=True, village=MATOUXI, category="补贴"
    )
    mine.page.wait_for_url("**/a/square/*")
    address = mine.page.url.removeprefix(mine.wire.origin)
    _says(mine.page, ON_PHONE, "等村里受理", "2 个工作日内受理")
    mine.wire.mend()
    _says(mine.page, PROVEN)

    sign_in(cadre, "cadre", MATOUXI)
    cadre.open(address)
    take_step(cadre.page, "受理")
    _says(cadre.page, "镇里正在办", "10 个工作日内答复")
    cadre.page.get_by_role("button", name="派给站所").click()
    expect(cadre.page.get_by_label("派给谁")).to_contain_text("农业农村站（按规则推荐）")
    take_step(cadre.page)

    sign_in(station, "station", MATOUXI)
    station.open(address)
    take_step(station.page, "办完了，交审核", "办的结果", ANSWER)

    take_step(cadre.page, "审核通过，答复本人")
    _says(mine.page, "只有您能说满意不满意", ANSWER)
    mine.wire.cut()
    mine.page.reload()
    _says(mine.page, "没有网络", "农业农村站", ANSWER, "按时")
    take_step(mine.page, "评价")
    _says(mine.page, "已办结，本人认可")
    mine.wire.mend()
    _says(cadre.page, "已办结，本人认可")

    [record] = [one for one in shared_village.records(f"square/{MATOUXI}", "appeal") if one.fields["title"] == TITLE]
    assert [step["step"] for step in view(record)["steps"]] == ["accept", "dispatch", "answer", "reply", "rate"]
    assert mine.troubles == cadre.troubles == station.troubles == []


def _says(page: Page, *words: str) -> None:
    for one in words:
        expect(page.locator("body")).to_contain_text(one, timeout=120_000)
