"""The app on the phone: it opens without network at any address, and is replaced only when its user says so."""

import shutil
from pathlib import Path

from playwright.sync_api import expect

from e2e.acts import DESK, OFFLINE, follow, kept_of, settle, synced
from e2e.conftest import NewPhone
from e2e.village import APP, RONGXI, Village


def test_a_phone_that_was_there_once_opens_any_address_without_network(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    assert DESK and kept_of(page, DESK) == [], "who holds no office does not keep what offices work with"
    reader.wire.cut()
    for path in ("", "/board", "/board/finance", "/search", "/appeals"):
        reader.open(f"/v/{RONGXI}{path}")
        settle(page, OFFLINE)
    reader.open("/about")
    settle(page, OFFLINE)

    page.evaluate("() => { window.isStill = true }")
    follow(page, f"/v/{RONGXI}/desk/code")
    expect(page.get_by_role("main")).to_contain_text("这部手机上还没有这一页")
    assert page.evaluate("() => window.isStill"), (
        "what lacks a file says so; it does not begin anew, whatever is under way"
    )


def test_a_server_that_dies_while_it_is_read_is_noticed_and_nothing_is_lost(village: Village, phone: NewPhone) -> None:
    reader = phone(village)
    page = synced(reader)
    village.kill()
    reader.open(f"/v/{RONGXI}/board")
    settle(page, OFFLINE)
    village.start()
    expect(page.get_by_role("banner")).to_contain_text("已是最新", timeout=120_000)


def test_a_new_version_waits_until_its_user_takes_it_and_then_works_offline(
    village: Village, phone: NewPhone, tmp_path: Path
) -> None:
    village.stop()
    village.app = tmp_path / "app"
    shutil.copytree(APP, village.app)
    village.start()
    reader = phone(village)
    page = synced(reader)

    other = reader.context.new_page()
    other.goto(f"{reader.origin}/v/{RONGXI}")
    village.stop()
    _release(village.app, "v2")
    village.start()
    page.reload()
    take = page.get_by_role("button", name="现在更新")
    take.wait_for()
    assert page.locator("meta[name=build]").count() == 0, "the old version goes on until its user says so"

    with page.expect_navigation():
        take.click()
    page.locator('meta[name=build][content="v2"]').wait_for(state="attached")
    other.get_by_role("button", name="现在更新").wait_for()
    assert other.locator("meta[name=build]").count() == 0, "another tab is told, and goes on as well"
    other.close()

    reader.wire.cut()
    page.reload()
    page.locator('meta[name=build][content="v2"]').wait_for(state="attached")
    settle(page, OFFLINE)


def _release(app: Path, name: str) -> None:
    """What a build of a newer version changes: the page, and the list of hashes in the service worker."""
    page = app / "index.html"
    page.write_text(page.read_text().replace("<head>", f'<head><meta name="build" content="{name}">', 1))
    worker = app / "sw.js"
    text = worker.read_text()
    start = text.index("index.html")
    at = text.index("revision", start - 80 if "revision" in text[start - 80 : start] else start)
    first = next(
        i for i in range(at + len("revision"), len(text)) if text[i] in "0123456789abcdef" and text[i - 1] in "\"'`"
    )
    worker.write_text(text[:first] + ("0" if text[first] != "0" else "1") + text[first + 1 :])
