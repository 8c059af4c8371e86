"""Somebody edits the server's database. A phone that saw the old history says so in red; so does `shaiba verify`."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from e2e.acts import close_sheet, synced
from e2e.conftest import NewPhone
from e2e.tamper import edit_history, edit_line, edit_record, go_back, roll_back
from e2e.until import until
from e2e.village import RONGXI, Village, publish_something, shaiba

SCOPE = f"village/{RONGXI}"
ALARM = "服务器给出的历史与本机核对过的不一致"
DAMAGED = "服务器里存的账目坏了，或者被人改过"


def test_a_careful_edit_is_caught_by_the_next_sync_and_both_heads_are_kept(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    ours = village.checkpoint(SCOPE)
    village.stop()
    edit_history(village, SCOPE, _some_row(village), _dearer)
    theirs = village.checkpoint(SCOPE)
    assert ours != theirs
    village.start()

    page.reload()

    _alarm_shows_both(page, ours, theirs)
    reader.wire.cut()
    page.reload()
    _alarm_shows_both(page, ours, theirs)  # the evidence is on the phone, not on the server


def test_a_careful_edit_is_caught_when_a_new_line_comes_after_it(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    reader.wire.cut()
    village.stop()
    edit_history(village, SCOPE, _some_row(village), _dearer)
    village.start()
    publish_something(village)
    reader.wire.mend()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(ALARM)


def test_a_log_that_was_rolled_back_is_caught(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    ours = village.checkpoint(SCOPE)
    village.stop()
    roll_back(village, SCOPE, len(village.lines(SCOPE)) - 1)
    theirs = village.checkpoint(SCOPE)
    village.start()
    page.reload()
    _alarm_shows_both(page, ours, theirs)


def test_a_naive_edit_while_the_server_is_stopped_is_caught_by_the_next_sync(village: Village, phone: NewPhone) -> None:
    page = synced(phone(village))
    note = village.checkpoint(SCOPE)
    village.stop()
    before = village.lines(SCOPE)
    edit_line(village, SCOPE, _some_row(village), _dearer)
    done = shaiba("verify", str(village.folder))
    assert done.returncode == 1, done.stdout + done.stderr
    village.start()

    page.reload()

    _alarm_shows_both(page, note, note, DAMAGED)
    until(lambda: village.lines(SCOPE) == before, "the phone has given the original back")


def test_a_naive_edit_while_the_server_runs_is_caught_by_the_next_sync(village: Village, phone: NewPhone) -> None:
    page = synced(phone(village))
    note = village.checkpoint(SCOPE)
    before = village.lines(SCOPE)
    edit_line(village, SCOPE, _some_row(village), _dearer)

    page.reload()

    _alarm_shows_both(page, note, note, DAMAGED)
    until(lambda: village.lines(SCOPE) == before, "the phone has given the original back")
    page.get_by_role("alert").filter(has_text=DAMAGED).get_by_role("button").click()
    page.get_by_role("button", name="我知道了").click()
    expect(page.get_by_role("alert").filter(has_text=DAMAGED)).to_have_count(0)
    publish_something(village)
    done = shaiba("verify", village.origin)
    assert done.returncode == 0, done.stdout + done.stderr


def test_lines_lost_for_good_are_told_calmly_and_come_back_from_a_phone(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    before = tmp_path / "before.db"
    with village.sql() as db:
        db.execute("vacuum into ?", (str(before),))
    was = len(village.lines(SCOPE))
    publish_something(village)
    village.stop()
    village.start()  # soon after a start the clerk looks at all there is
    until(lambda: len(village.lines(SCOPE)) == was + 2, "the clerk has said that there is nothing in it")
    reader = phone(village)
    page = synced(reader)
    lost, ours = village.lines(SCOPE)[-2:], village.checkpoint(SCOPE)
    village.stop()
    go_back(village, before)
    order = "延平区农业农村局 2026-11-20 第 4 号"
    done = shaiba("restore", "--give-up", "--order", order, "--data", str(village.folder))
    assert done.returncode == 0, done.stdout + done.stderr
    village.start()
    page.reload()
    page.get_by_role("status").filter(has_text="已公开说明").get_by_role("button").click()
    sheet = page.get_by_role("dialog", name="账本丢了几行，已公开说明")
    expect(sheet).to_contain_text(order)
    expect(sheet).to_contain_text("至少 2 行")
    expect(sheet).to_contain_text("还留着其中 2 行")
    expect(sheet.locator("pre").nth(0)).to_have_text(ours, use_inner_text=True)
    expect(sheet.locator("pre").nth(1)).to_contain_text(f"{SCOPE}+1")
    until(lambda: {*lost} <= {*village.lines(SCOPE)}, "the phone has brought back what it holds")
    sheet.get_by_role("button", name="我知道了").click()
    expect(sheet).to_be_hidden()
    expect(page.get_by_role("status").filter(has_text="已公开说明")).to_have_count(0)


def test_what_the_phone_saw_stays_readable_while_the_alarm_stands(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    village.stop()
    seq = _some_row(village)
    summary = _summary_in(village.lines(SCOPE)[seq])
    edit_history(village, SCOPE, seq, _dearer)
    village.start()
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text(ALARM)
    page = reader.open(f"/v/{RONGXI}/search?q={summary}")
    expect(page.get_by_role("main")).to_contain_text(summary)


def test_verify_finds_nothing_wrong_with_an_honest_folder(still: Village) -> None:
    done = shaiba("verify", str(still.folder))
    assert done.returncode == 0, done.stdout + done.stderr


def test_verify_catches_a_line_edited_by_hand(still: Village) -> None:
    edit_line(still, SCOPE, _some_row(still), _dearer)
    done = shaiba("verify", str(still.folder))
    assert done.returncode == 1, done.stdout + done.stderr
    assert SCOPE in done.stdout + done.stderr


def test_verify_catches_a_record_edited_by_hand(still: Village) -> None:
    amount = _amount_in(still.lines(SCOPE)[_some_row(still)])
    record = edit_record(still, SCOPE, "entry", f'"amount_fen":{amount}', f'"amount_fen":{amount + 100}')
    done = shaiba("verify", str(still.folder))
    assert done.returncode == 1, done.stdout + done.stderr
    assert record in done.stdout + done.stderr


def test_verify_catches_a_careful_edit_by_the_authors_signature(still: Village) -> None:
    edit_history(still, SCOPE, _some_row(still), _dearer)
    done = shaiba("verify", str(still.folder))
    assert done.returncode == 1, done.stdout + done.stderr


def _some_row(village: Village) -> int:
    """The place of a line with ledger entries, well inside the log."""
    rows = [seq for seq, line in enumerate(village.lines(SCOPE)) if b'"do":"entry.post"' in line]
    return rows[len(rows) // 2]


def _dearer(line: bytes) -> bytes:
    """One amount in it becomes ten times as much."""
    return re.sub(rb'("amount_fen":\d+)', rb"\g<1>0", line, count=1)


def _amount_in(line: bytes) -> int:
    found = re.search(rb'"amount_fen":(\d+)', line)
    assert found
    return int(found[1])


def _summary_in(line: bytes) -> str:
    found = re.search(rb'"do":"entry\.post".*?"summary":"([^"]+)"', line)
    assert found
    return found[1].decode()


def _alarm_shows_both(page: Page, ours: str, theirs: str, alarm: str = ALARM) -> None:
    """The red banner, and behind it the two signed heads, to the letter of their roots."""
    banner = page.get_by_role("alert").filter(has_text=alarm)
    expect(banner).to_be_visible()
    banner.get_by_role("button").click()
    for note in (ours, theirs):
        expect(page.get_by_role("dialog")).to_contain_text(note.splitlines()[2])
    close_sheet(page)
