"""A township's sheet becomes a roll, a letter on paper, and a villager's phone: by three people, none of them alone."""

import re
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page, expect

from e2e.acts import settle, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import RONGXI, Village
from shaiba_sync import view

HOUSE = "03-999"
NAME = "吴阿梅"
ROLL = f"office/{RONGXI}/roll"


def test_from_the_sheet_to_a_villager_s_phone(village: Village, phone: NewPhone, tmp_path: Path) -> None:
    keeper = phone(village, "roll", size=(1440, 900))
    page = turn(keeper, f"/v/{RONGXI}/roll")
    settle(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("968 户")

    _choose(turn(keeper, f"/v/{RONGXI}/roll/import"), _sheet(tmp_path / "名册.xlsx", phone_number="电话13912345678"))
    expect(main.get_by_role("alert")).to_contain_text("有 2 处要改")
    expect(main.get_by_role("row").filter(has_text=re.compile("第 3 行 C 列"))).to_contain_text("（空着）")
    assert "13912345678" not in main.inner_text()
    _choose(page, _sheet(tmp_path / "名册.xlsx", name="吴大山"))
    expect(main).to_contain_text("新增 2 人")
    main.get_by_role("button", name=re.compile("导入 3 处")).click()
    page.get_by_role("dialog").get_by_role("button", name="导入", exact=True).click()
    expect(main).to_contain_text("导入好了")

    page = turn(keeper, f"/v/{RONGXI}/roll/print")
    settle(page)
    page.get_by_role("searchbox").fill(NAME)
    page.get_by_role("checkbox", name=re.compile(NAME)).check()
    page.get_by_role("button", name="做 1 封信").click()
    paper = page.get_by_role("article")
    expect(paper).to_contain_text(f"{NAME}：")
    found = re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", paper.inner_text())
    assert found
    code = found[0]
    pdf = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox\s*\[\s*0 0 ([0-9.]+) ([0-9.]+)", pdf)
    assert [tuple(round(float(side)) for side in box) for box in boxes] == [(420, 595)], "one page of A5"
    (tmp_path / "letter.pdf").write_bytes(pdf)

    villager = phone(village)
    _offer(turn(villager, "/account"), code)
    expect(villager.page.get_by_role("main")).to_contain_text("登记码或户号不对")  # nobody has released it

    supervisor = phone(village, "supervisor")
    page = turn(supervisor, f"/v/{RONGXI}/roll/letters")
    page.get_by_role("button", name="放行这 1 封").first.click()  # the newest; one of the demo's waits too
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{NAME}（{HOUSE}）")
    dialog.get_by_role("button", name="我核对过了，放行").click()
    expect(page.get_by_role("main")).to_contain_text("已放行，可以用")

    _offer(villager.page, code)
    expect(villager.page.get_by_text(f"{NAME}，登记好了")).to_be_visible()
    synced(villager)
    _tells_how_many_have_phones(village, villager)
    _recover(keeper.page, page, villager.page, phone(village))
    [member] = [one for one in map(view, village.records(f"square/{RONGXI}", "member")) if one["name"] == NAME]
    assert (member["household"], member["group"]) == (HOUSE, "第3组")
    about = view(village.records(f"village/{RONGXI}", "village")[0])
    assert (about["households"], about["people"]) == (969, 3828)


def _tells_how_many_have_phones(village: Village, villager: Phone) -> None:
    """Public, counted by the phone that shows it from the village's log."""
    on = [one for one in map(view, village.records(f"village/{RONGXI}", "device")) if "revoked" not in one]
    page = turn(villager, f"/v/{RONGXI}")
    page.get_by_role("link", name="谁在管事").click()
    told = page.get_by_role("region", name="大家都看得到的数")
    expect(told).to_contain_text(f"{len({one['person'] for one in on})} 人登记了手机")
    turn(villager, "/account")


def _recover(keeper: Page, supervisor: Page, lost: Page, new: Phone) -> None:
    """The phone is lost: one official prints a letter that replaces it, another releases it, both on their screens."""
    keeper.get_by_role("link", name="打印好了").click()
    keeper.get_by_role("link", name="打印登记信").click()
    keeper.get_by_role("checkbox", name="手机丢了").check()
    keeper.get_by_role("searchbox").fill(NAME)
    keeper.get_by_role("checkbox", name=re.compile(NAME)).check()
    keeper.get_by_role("button", name="做 1 封信").click()
    found = re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", keeper.get_by_role("article").inner_text())
    assert found
    supervisor.reload()
    supervisor.get_by_role("button", name="放行这 1 封").first.click()
    dialog = supervisor.get_by_role("dialog")
    expect(dialog).to_contain_text("本人原来的手机会全部停用")
    dialog.get_by_role("button", name="我核对过了，放行").click()
    expect(supervisor.get_by_role("main")).to_contain_text("换手机")
    _offer(turn(new, "/account"), found[0])
    expect(new.page.get_by_text(f"{NAME}，登记好了")).to_be_visible()
    assert lost.evaluate("() => fetch('/identity/me').then((answer) => answer.status)") == 401


def _sheet(path: Path, name: str | None = None, phone_number: str = "") -> Path:
    book = Workbook()
    assert book.active is not None
    for row in (
        ["户编号", "组别", "姓名", "与户主关系", "备注"],
        [HOUSE, "第3组", NAME, "户主", phone_number or None],
        [HOUSE, "第3组", name, "长子", None],
    ):
        book.active.append(row)
    book.save(path)
    return path


def _choose(page: Page, sheet: Path) -> None:
    settle(page)
    page.locator("input[type=file]").first.set_input_files(sheet)


def _offer(page: Page, code: str) -> None:
    settle(page)
    page.get_by_label("登记码").fill(code)
    page.get_by_label("户号").fill(HOUSE)
    page.get_by_role("button", name="登记这部手机").click()
