"""What is covered stays so: an official opens it with a reason, the person named reads who did, and takes home what is
his and nobody else's."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import expect

from e2e import sheets
from e2e.acts import find_entries, settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK
from e2e.village import RONGXI, Village

SHOP = "石大山"


def test_the_person_named_reads_who_opened_it_and_takes_home_nothing_of_others(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    villager = phone(village, "villager")
    name = villager.person
    accountant = phone(village, "accountant")
    synced(accountant)
    page = turn(accountant, f"/v/{RONGXI}/import")
    settle(page)
    sheets.choose(page, sheets.paying(tmp_path / "账本.xlsx", name, SHOP))
    main = page.get_by_role("main")
    row = main.get_by_role("listitem").filter(has_text="不是人名")
    expect(row).to_contain_text("石*山")
    row.get_by_role("button", name="不是人名").click()
    sheet = page.get_by_role("dialog")
    sheet.get_by_label("怎么知道的").fill("石大山建材，有营业执照")
    sheet.get_by_role("button", name="记下，照写").click()
    expect(row).to_have_count(0)
    main.get_by_role("button", name="公开 2 笔").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    expect(main).to_contain_text("公开了")

    cadre = phone(village, "cadre", size=DESK)
    cadre_name = cadre.person
    synced(cadre)
    page = turn(cadre, f"/v/{RONGXI}/search")
    find_entries(page, "记-9101").get_by_role("link").first.click()
    main = page.get_by_role("main")
    main.get_by_text("看原样").click()
    main.get_by_label("说清楚").fill("核对临时救助名单")
    main.get_by_role("button", name="记下并打开").click()
    expect(main.get_by_text("中风")).to_be_visible()

    page = turn(villager, f"/v/{RONGXI}/roll/offices")
    told = page.get_by_role("region", name="大家都看得到的数")
    expect(told).to_contain_text("2 个词说明不是人名")
    expect(told).to_contain_text("石大山建材，有营业执照")
    expect(told).to_contain_text("打开看过 1 次")
    assert SHOP.encode() in b"".join(village.lines(f"village/{RONGXI}"))

    page = turn(villager, "/account/access")
    settle(page)
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="核对临时救助名单")
    expect(row).to_contain_text(f"{cadre_name}")
    with page.expect_download() as download:
        page.get_by_role("button", name="存成文件").click()
    with zipfile.ZipFile(download.value.path()) as packed:
        assert packed.testzip() is None
        data = packed.read("data.json").decode()
        assert name in packed.read("page.html").decode()
    others = {f"{RONGXI}-villager-{n}" for n in range(1, 9)} | {f"{RONGXI}-accountant"}
    mine = page.evaluate("() => fetch('/identity/me').then((answer) => answer.json())")["person"]
    assert mine in data
    held = json.loads(data)
    assert [len(one["sessions"]) for one in held["devices"]] == [1, 0], "the demo's own phone has none"
    assert held["letters"] == [] and held["rolls"][0]["id"] == mine
    assert any("中风" in one.get("summary", "") for one in held["originals"]), "what the office keeps of his own row"
    assert held.pop("delegations")  # between two: they name both
    rest = json.dumps(held)
    assert not [other for other in others - {mine} if other in rest]
