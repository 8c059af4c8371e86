"""S10: a resolution that was not published is a mark that everybody sees with no network; who enters the step late, on
a phone that is cut off, is told what will be seen, and the mark stays (sync/spec/procedure.md)."""

from playwright.sync_api import expect

from e2e.acts import OFFLINE, ON_PHONE, PROVEN, settle, sign_in, synced
from e2e.conftest import NewPhone
from e2e.village import Village

LONGGANG = "430821211227"
TITLE = "修三组水渠（演示）"


def test_a_skipped_step_is_seen_and_stays_seen_when_it_is_taken_late(shared_village: Village, phone: NewPhone) -> None:
    chair = phone(shared_village)
    sign_in(chair, "committee", LONGGANG)
    page = synced(chair, LONGGANG)
    chair.open(f"/v/{LONGGANG}/runs")
    main = page.get_by_role("main")
    main.get_by_text(TITLE).click()
    settle(page)
    publish = main.locator("li", has=page.get_by_role("heading", name="决议公开"))
    expect(publish).to_contain_text("跳过了这一步")

    chair.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    expect(publish).to_contain_text("还没有产生费用")  # what was said explains it; it does not take it away
    expect(publish).to_contain_text("没有产生费用，决议也要公开")
    review = main.locator("li", has=page.get_by_role("heading", name="党员大会审议"))
    expect(review).to_contain_text("应到 38 人，实到 12 人")
    expect(review).to_contain_text("到会人数不够")
    main.get_by_label("哪一步").select_option("publish")
    expect(main.get_by_text("登记以后，大家会看到")).to_be_visible()
    main.get_by_role("button", name="登记这一步").click()
    expect(publish).to_contain_text("办晚了")
    expect(publish).to_contain_text("材料不齐")
    expect(main).to_contain_text(ON_PHONE)

    chair.wire.mend()
    expect(main).to_contain_text(PROVEN)
    [run] = [one for one in shared_village.records(f"village/{LONGGANG}", "run") if one.fields["title"] == TITLE]
    assert [step["step"] for _, step in run.lists["steps"]][-1] == "publish"

    neighbour = phone(shared_village)
    other = synced(neighbour, LONGGANG)
    neighbour.open(f"/v/{LONGGANG}/runs/{run.id}")
    late = other.get_by_role("main").locator("li", has=other.get_by_role("heading", name="决议公开"))
    expect(late).to_contain_text("办晚了")
    expect(other.get_by_role("main").get_by_role("button", name="登记这一步")).to_have_count(0)


def test_how_a_matter_is_done_is_found_with_no_network(shared_village: Village, phone: NewPhone) -> None:
    villager = phone(shared_village)
    page = synced(villager, LONGGANG)
    main = page.get_by_role("main")
    villager.open(f"/v/{LONGGANG}/powers")
    expect(main).to_contain_text("这一版改了 2 处")
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_label("找一件事").fill("租金")
    main.get_by_role("link", name="资产资源处置出租").click()
    how = main.get_by_role("region", name="这件事怎么办")
    expect(how).to_contain_text("一共 7 步")
    expect(how.get_by_role("listitem")).to_have_count(7)
    expect(how).to_contain_text("公示 7 天")
    expect(main).to_contain_text("有没有公开竞价")
    villager.open(f"/v/{LONGGANG}/looks")
    main.get_by_label("看决议公开").check()
    expect(main.get_by_role("status")).to_contain_text("看了 1 / 30 条")
    page.reload()
    settle(page, OFFLINE)
    expect(main.get_by_label("看决议公开")).to_be_checked()
