"""Neighbours, and the notice-board, compare their ledgers by a code; and the proof says who else vouches for it."""

import re
from pathlib import Path

from playwright.sync_api import expect

from e2e.acts import scan, synced
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.tamper import edit_history
from e2e.village import RONGXI, Village

SCOPE = f"village/{RONGXI}"


def test_the_notice_board_is_one_page_and_an_honest_neighbour_has_the_same_ledger(
    shared_village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    shown = phone(shared_village)
    synced(shown)
    code = _code(shown, tmp_path)
    paper = shown.page.pdf(format="A4")
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    neighbour = phone(shared_village)
    synced(neighbour)
    neighbour.wire.cut()
    page = scan(neighbour, code)
    expect(page.get_by_role("main")).to_contain_text("是同一本账")
    assert not shown.troubles and not neighbour.troubles


def test_a_neighbour_who_was_shown_another_history_hears_the_alarm(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    shown = phone(village)
    synced(shown)
    code = _code(shown, tmp_path)
    village.stop()
    edit_history(
        village, SCOPE, _some_row(village), lambda line: re.sub(rb'("amount_fen":\d+)', rb"\g<1>0", line, count=1)
    )
    village.start()
    neighbour = phone(village, new=True)
    synced(neighbour)
    neighbour.wire.cut()
    page = scan(neighbour, code)
    expect(page.get_by_role("main")).to_contain_text("不是同一本账")
    expect(page.get_by_role("alert").first).to_be_visible()


def test_the_proof_says_who_else_vouches(shared_village: Village, phone: NewPhone) -> None:
    page = synced(phone(shared_village))
    entry = shared_village.records(SCOPE, "entry")[0]
    page.goto(page.url.partition("/v/")[0] + f"/v/{RONGXI}/e/{entry.id}")
    page.get_by_role("main").get_by_role("button", name=re.compile("凭什么信它")).first.click()
    sheet = page.get_by_role("dialog")
    expect(sheet).to_contain_text("核对过这本账")
    expect(sheet).to_contain_text("（演示）、yanshi.witness.example")
    expect(page.get_by_text("没有旁人核对")).to_have_count(0)


def _code(phone: Phone, folder: Path) -> Path:
    """The code on the sheet for the notice-board, as a camera sees it."""
    page = phone.open(f"/v/{RONGXI}/notice")
    file = folder / "code.png"
    code = page.get_by_role("img", name="核对码")
    code.evaluate("code => code.scrollIntoView({ block: 'center' })")  # the bar below would lie over it
    code.screenshot(path=file)
    return file


def _some_row(village: Village) -> int:
    rows = [seq for seq, line in enumerate(village.lines(SCOPE)) if b'"do":"entry.post"' in line]
    return rows[len(rows) // 2]
