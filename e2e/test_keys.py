"""Whose phone it is, and what ends that: passkeys on a real authenticator, a second phone, revocation, recovery.

The server is no demo: nobody is let in by a tap. Contract: sync/spec/people.md.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from e2e import sheets
from e2e.acts import PROVEN, settle, synced
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import RONGXI, Village, copy_folder, shaiba

HOUSEHOLD = "350583112216-0901"
STEP_UP = "验一下，确认是我"
ADD = "登记一把通行密钥"
LATER_MS = 6 * 60_000  # past the five minutes in which a passkey is good for an act
SOON_MS = 5_000  # people.md 8

LISTEN = """async (path) => {
  const reader = (await fetch(path)).body.getReader()
  if ((await reader.read()).done) throw new Error('the stream has ended already')
  const drain = async () => { while (!(await reader.read()).done); window.ended = true }
  void drain().catch(() => { window.ended = true })
}"""
"""Hold a stream of pokes open, and note when it ends."""


@pytest.fixture
def office(demo_folder: Path, tmp_path: Path) -> Iterator[Village]:
    village = Village(copy_folder(demo_folder, tmp_path / "data"), tmp_path / "server.log", demo=False)
    yield village
    village.stop()


def test_an_official_shows_to_be_there_publishes_and_recovers_with_a_code(
    office: Village, phone: NewPhone, tmp_path: Path
) -> None:
    code = _code(office, "--role", "accountant", "--name", "林会计", "--until", "2031-12-31")
    office.start()
    first = _with_passkeys(phone(office, direct=True))
    page = _enrol(first, code)
    expect(page.get_by_text("办公身份：还没验")).to_be_visible()
    page.get_by_role("button", name=ADD).click()
    expect(page.get_by_text("办公身份：已验过")).to_be_visible()
    expect(page.get_by_role("button", name="删去")).to_have_count(0)  # an official's last one stays

    _pass(office, LATER_MS)
    synced(first)
    page = first.open(f"/v/{RONGXI}/import")
    settle(page)
    sheets.choose(page, sheets.good(tmp_path / "账本.xlsx"))
    main = page.get_by_role("main")
    main.get_by_role("button", name="公开 3 笔").click()
    page.get_by_role("dialog").get_by_role("button", name="公开", exact=True).click()
    ask = main.get_by_role("button", name=STEP_UP)
    expect(ask).to_be_visible()
    assert not _is_published(office), "nothing is public before its author showed to be there"
    with page.expect_request("**/identity/step-up") as shown:
        ask.click()
    expect(main).to_contain_text("公开了")
    expect(main).to_contain_text(PROVEN)
    assert _is_published(office)

    again = _say(page, "POST", "/identity/step-up", shown.value.post_data_json)
    assert again == {"status": 401, "error": "bad_passkey"}, "an answer is good once"

    office.stop()
    code = _code(office, "--replace")
    office.start()
    second = _with_passkeys(phone(office, direct=True))
    page = _enrol(second, code)
    expect(page.get_by_text("办公身份：还没验")).to_be_visible()
    page.get_by_role("button", name=ADD).click()  # the old one, wherever it is, is forgotten
    expect(page.get_by_text("办公身份：已验过")).to_be_visible()
    assert _say(first.page, "GET", "/identity/me") == {"status": 401, "error": "signed_out"}


def test_a_second_phone_is_linked_by_four_digits_and_turned_off_within_seconds(
    office: Village, phone: NewPhone
) -> None:
    code = _code(office, "--role", "villager", "--name", "吴阿梅", "--until", "2031-12-31")
    office.start()
    old, new = phone(office, direct=True), phone(office, direct=True)
    page = _enrol(old, code)
    page.get_by_role("button", name="加一部手机").click()
    sheet = page.get_by_role("dialog", name="加一部手机")
    expect(sheet.get_by_role("img", name="给新手机扫的码")).to_be_visible()
    shown = sheet.locator("figcaption").inner_text()

    there = new.open("/account")
    settle(there)
    there.get_by_role("button", name="用我的旧手机登记").click()
    taking = there.get_by_role("dialog", name="用我的旧手机登记")
    taking.get_by_label("或者把那串字贴在这里").fill(shown)
    taking.get_by_role("button", name="就用它").click()
    digits = taking.get_by_text(re.compile(r"^\d{4}$"))
    expect(sheet.get_by_text(digits.inner_text(), exact=True)).to_be_visible()
    sheet.get_by_role("button", name="一样，是我的手机").click()
    expect(there.get_by_role("heading", name="我的手机")).to_be_visible()
    expect(there.get_by_role("heading", name="吴阿梅")).to_be_visible()

    there.evaluate(LISTEN, f"/live?scope=square/{RONGXI}")
    listed = page.get_by_role("list", name="我的手机").get_by_role("listitem")
    expect(listed).to_have_count(2)
    listed.get_by_role("button", name="停用").click()
    page.get_by_role("dialog").get_by_role("button", name="停用这部手机").click()
    expect(listed.filter(has_text="已停用")).to_have_count(1)
    there.wait_for_function("() => window.ended", timeout=SOON_MS)
    assert _say(there, "GET", "/identity/me") == {"status": 401, "error": "signed_out"}

    page.evaluate(LISTEN, f"/live?scope=square/{RONGXI}")
    done = shaiba(
        "revoke", "--data", str(office.folder), "--port", str(office.port), "--person", "lin-kuaiji",
        "--why", "本人来说手机丢了", "--yes",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    page.wait_for_function("() => window.ended", timeout=SOON_MS)
    assert _say(page, "GET", "/identity/me") == {"status": 401, "error": "signed_out"}


def _code(village: Village, *more: str) -> str:
    """A fresh code of one person; the server must be still."""
    done = shaiba(
        "enrol", "--data", str(village.folder), "--person", "lin-kuaiji", "--household", HOUSEHOLD,
        "--region", RONGXI, *more,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", done.stdout)
    assert found, done.stdout
    return found[0]


def _enrol(one: Phone, code: str) -> Page:
    page = one.open("/account")
    settle(page)
    page.get_by_label("登记码").fill(code)
    page.get_by_label("户号").fill(HOUSEHOLD)
    page.get_by_role("button", name="登记这部手机").click()
    expect(page.get_by_role("heading", name="我的手机")).to_be_visible()
    return page


def _with_passkeys(one: Phone) -> Phone:
    """Give the phone an authenticator whose owner always puts a finger on it."""
    session = one.context.new_cdp_session(one.page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return one


def _pass(village: Village, ms: int) -> None:
    """Let so much time have passed since people last showed to be there."""
    village.stop()
    with village.sql() as db:
        db.execute("update session set stepped = stepped - ? where stepped > 0", (ms,))
    village.start()


def _is_published(village: Village) -> bool:
    return any("记-9003" in line.decode() for line in village.lines(f"village/{RONGXI}"))


def _say(page: Page, method: str, path: str, body: object = None) -> dict[str, object]:
    """Ask the server as this page may; its status and its error."""
    answer = page.evaluate(
        """async ([method, path, body]) => {
          const headers = { 'content-type': 'application/json', 'x-shaiba': '1' }
          const answer = await fetch(path, { method, headers, body })
          return { status: answer.status, error: (await answer.json()).error }
        }""",
        [method, path, None if body is None else json.dumps(body)],
    )
    return dict(answer)
