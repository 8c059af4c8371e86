"""S11: a villager tells inspectors alone that cadres of the town collude with people who fell trees. Written with no
network, sent with what every phone sends, answered, answered back, concluded; found nowhere it should not be."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from e2e.acts import SEAL, kept_of, settle, sign_in, synced, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.pictures import MAKER, photo_with_place
from e2e.test_keys import ADD
from e2e.until import until
from e2e.village import MINSHENG, Village, copy_folder
from shaiba.demo.places import MAIN

ROUND_S = 3
ROUNDS_TAKE_S = 120
"""At most: a tip goes out in pieces, one a round."""
COUNTY = "510705000000"
CANARY = "金丝雀砍了后山的楠木"
MORE = "金丝雀还看见了车牌"
PASSPHRASE = "这是一句二十个字以上只有我自己记得住的口令"

_DUMP = """async () => {
  const told = [JSON.stringify({...localStorage}), JSON.stringify({...sessionStorage}), document.title, location.href]
  told.push(JSON.stringify(history.state))
  const text = (value) => value instanceof ArrayBuffer || ArrayBuffer.isView(value)
    ? new TextDecoder('utf-8').decode(value) : Array.isArray(value) ? value.map(text).join()
    : value && typeof value === 'object' ? Object.entries(value).map(([k, v]) => k + text(v)).join() : String(value)
  for (const {name} of await indexedDB.databases()) {
    const db = await new Promise((resolve) => { const r = indexedDB.open(name); r.onsuccess = () => resolve(r.result) })
    for (const store of db.objectStoreNames)
      for (const all of ['getAll', 'getAllKeys'])
        told.push(text(await new Promise((resolve) => {
          const r = db.transaction(store).objectStore(store)[all](); r.onsuccess = () => resolve(r.result) })))
    db.close()
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) told.push(request.url)
  return told.join('\\n')
}"""


class Quick(Village):
    """A server whose rounds are seconds."""

    @property
    def settings(self) -> dict[str, str]:
        return super().settings | {"SHAIBA_ROUND_S": str(ROUND_S), "SHAIBA_SLOT_BITS": "8"}


@pytest.fixture
def quick(demo_folder: Path, tmp_path: Path) -> Iterator[Village]:
    village = Quick(copy_folder(demo_folder, tmp_path / "data"), tmp_path / "server.log")
    village.start()
    yield village
    village.stop()


def test_a_tip_reaches_inspectors_alone_and_is_answered_by_receipt(
    quick: Village, phone: NewPhone, tmp_path: Path
) -> None:
    first, second = phone(quick, direct=True, size=DESK), phone(quick, direct=True, size=DESK)
    _has_prf(first)
    names = [_becomes_inspector(first, 0, passkey=True), _becomes_inspector(second, 1, passkey=False)]
    until(lambda: len(quick.records(f"region/{COUNTY}", "tipkey")) == 2, "both keys are in the log")

    villager, other = phone(quick, "villager", MINSHENG), phone(quick, "villager", MINSHENG, nth=1)
    near = [phone(quick, who, MINSHENG, size=DESK) for who in ("committee", "cadre")]  # who would like to know
    for one in near:
        synced(one, MINSHENG)
    asked: dict[Phone, list[tuple[str, int]]] = {villager: [], other: []}
    for one in asked:
        _listen(one, asked[one])
        synced(one, MINSHENG)
    until(lambda: kept_of(villager.page, SEAL) == SEAL, "the phone has what seals")

    page = turn(villager, "/tip")
    settle(page)
    main = page.get_by_role("main")
    expect(main).to_contain_text("别用单位的手机")
    main.get_by_role("button", name="看明白了，写一条").click()
    main.get_by_label("哪一级的事").select_option("510705103000")
    for name in names:
        expect(main).to_contain_text(name)
    villager.wire.cut()
    main.get_by_label("写下来").fill(f"{CANARY}，镇上的人收了钱。")
    picture = tmp_path / "后山.jpg"
    picture.write_bytes(photo_with_place(7, (320, 240)))
    page.locator("input[data-from=gallery]").set_input_files(picture)
    expect(main.get_by_alt_text("要附上的照片")).to_be_visible()
    main.get_by_role("button", name="封好，排队发出").click()
    shown = main.locator("[data-receipt]")
    expect(shown).to_be_visible()
    receipt = shown.inner_text()
    _type_back(main, receipt.replace(receipt[0], "5" if receipt[0] != "5" else "6", 1))
    expect(main).to_contain_text("和上面的不一样")
    _type_back(main, receipt)
    expect(main).to_contain_text("正在排队")
    _holds_nothing(page, receipt)
    page = villager.page
    villager.reconnect()

    inspector = _opens(first, None)
    row = inspector.get_by_role("button").filter(has_text=CANARY)
    _fetches_until(inspector, row)
    row.click()
    talk = inspector.get_by_role("main")
    expect(talk).to_contain_text(CANARY)
    picture_there = talk.get_by_alt_text("来件人附的照片")
    if picture_there.count() == 0:  # its pieces go one a round
        talk.get_by_role("button", name="回到列表").click()
        until(lambda: _has_picture(inspector, row), "the whole picture", timeout_s=ROUNDS_TAKE_S)
    talk.get_by_text("问他", exact=True).click()
    talk.get_by_label("写给他的话").fill("哪一天、哪条路？")
    talk.get_by_role("button", name="封好，下一轮发出").click()
    expect(inspector.get_by_text("封好了，跟着下一轮发出").first).to_be_visible()

    found = _finds(villager, receipt, "哪一天、哪条路？")
    found.get_by_role("button", name="接着说").click()
    found.get_by_label("哪一级的事").select_option("510705103000")
    found.get_by_label("写下来").fill(MORE)
    found.get_by_role("button", name="封好，排队发出").click()
    expect(found).to_contain_text("正在排队")
    _holds_nothing(villager.page, receipt)

    talk.get_by_role("button", name="回到列表").click()
    again = inspector.get_by_role("button").filter(has_text=MORE)
    _fetches_until(inspector, again)
    again.click()
    talk.get_by_text("下结论", exact=True).click()
    talk.get_by_label("结论", exact=True).select_option("partly")
    talk.get_by_label("写给他的话").fill("砍树属实，勾结查无实据。")
    talk.get_by_role("button", name="封好，下一轮发出").click()
    talk.get_by_label("写给大家看的话").fill("反映的砍伐属实，已经处理；勾结一事不实。")
    talk.get_by_role("button", name="公开", exact=True).click()
    until(lambda: quick.records(f"region/{COUNTY}", "finding"), "the finding is public")
    _finds(villager, receipt, "砍树属实，勾结查无实据。")

    # Village and town have been looking all the time, and took what every phone takes.
    for one in near:
        turn(one, "/account")
        one.page.evaluate("dispatchEvent(new Event('online'))")
        until(lambda page=one.page: _has_replies(page), "the phone has taken its day's answer", timeout_s=ROUNDS_TAKE_S)
        _holds_nothing(one.page, receipt)

    # Both phones said the same to the server, in the same sizes.
    sent = {one: [size for path, size in asked[one] if path == "/slot"] for one in asked}
    assert set(sent[villager]) == set(sent[other]) and len(set(sent[other])) == 1
    quick.stop()
    for file in [quick.log, *(path for path in quick.folder.rglob("*") if path.is_file())]:
        data = file.read_bytes()
        for canary in (CANARY, MORE, MAKER, receipt, receipt.replace(" ", "")):
            assert canary.encode() not in data, file
    quick.start()


def test_what_is_being_written_is_asked_about_before_it_is_left_and_kept_nowhere(
    quick: Village, phone: NewPhone
) -> None:
    readers = [phone(quick, direct=True, size=DESK), phone(quick, direct=True, size=DESK)]
    for nth, one in enumerate(readers):
        _becomes_inspector(one, nth, passkey=False)
    villager = phone(quick, "villager", MINSHENG)
    synced(villager, MINSHENG)
    page = turn(villager, "/tip")
    main = page.get_by_role("main")
    main.get_by_role("button", name="看明白了，写一条").click()
    main.get_by_label("哪一级的事").select_option("510705103000")
    main.get_by_label("写下来").fill(CANARY)

    page.go_back()
    leave = page.get_by_role("dialog")
    expect(leave).to_contain_text("写的字不会留下")
    leave.get_by_role("button", name="取消").click()
    expect(main.get_by_label("写下来")).to_have_value(CANARY)
    page.get_by_role("link", name=re.compile("我的")).first.click()
    expect(leave).to_contain_text("写的字不会留下")
    leave.get_by_role("button", name="取消").click()
    asks: list[str] = []
    page.once("dialog", lambda dialog: (asks.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.reload()")
    until(lambda: page.evaluate("() => true") and asks, "the browser asks before the page goes")
    assert asks == ["beforeunload"]
    expect(main.get_by_label("写下来")).to_have_value(CANARY)

    page.go_back()
    leave.get_by_role("button", name="离开，不留").click()
    page.wait_for_url(f"**/v/{MINSHENG}**")
    _holds_nothing(page, CANARY)
    page = turn(villager, "/tip")
    main.get_by_role("button", name="看明白了，写一条").click()
    main.get_by_label("哪一级的事").select_option("510705103000")
    expect(main.get_by_label("写下来")).to_have_value("")
    main.get_by_label("写下来").fill(MORE)
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.wait_for_url("**/board")
    _holds_nothing(page, CANARY)
    page.go_forward()
    assert page.url.endswith("/board")


def test_who_tries_the_demo_reads_as_its_inspector_with_a_passphrase_that_everybody_is_told(
    shared_village: Village, phone: NewPhone
) -> None:
    inspector = phone(shared_village, "discipline", MAIN, size=DESK)
    main = turn(inspector, "/tips").get_by_role("main")
    expect(main).to_contain_text("人人都知道的口令")
    main.get_by_role("button", name="用口令打开").click()
    expect(main.get_by_role("button", name="取回全部")).to_be_visible()
    main = turn(inspector, "/tips").get_by_role("main")
    main.get_by_role("button", name="用两张恢复单找回").click()
    expect(main.get_by_label("第 2 张恢复单")).to_be_visible()

    villager = phone(shared_village, "villager", MAIN)
    main = turn(villager, "/tip").get_by_role("main")
    main.get_by_role("button", name="看明白了，写一条").click()
    main.get_by_label("哪一级的事").select_option(f"{MAIN[:9]}000")
    expect(main).to_contain_text(inspector.person)


def _has_prf(one: Phone) -> None:
    session = one.context.new_cdp_session(one.page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True}
    options |= {
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
        "hasPrf": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def _becomes_inspector(one: Phone, nth: int, *, passkey: bool) -> str:
    name = sign_in(one, "discipline", MINSHENG, nth=nth)
    page = one.page
    if passkey:
        with page.expect_response(lambda answer: answer.url.endswith("/identity/passkeys") and answer.status == 201):
            page.get_by_role("button", name=ADD).click()
    page = turn(one, "/tips")
    settle(page)
    main = page.get_by_role("main")
    main.get_by_role("button", name="做一把钥匙").click()
    main.get_by_role("button", name="用通行密钥锁上").click()
    if not passkey:
        main.get_by_label("口令").fill(PASSPHRASE)
        main.get_by_role("button", name="做一把钥匙").click()
    sheets = main.locator("figcaption")
    expect(sheets).to_have_count(3)
    for label, place in (("从第 1 张", 0), ("从第 3 张", 2)):
        main.get_by_label(label).fill(sheets.nth(place).inner_text()[-12:])
    main.get_by_role("button", name="都收好了").click()
    expect(main).to_contain_text("起用，到")
    return name


def _listen(one: Phone, asked: list[tuple[str, int]]) -> None:
    def note(request: object) -> None:
        url, data = request.url, request.post_data or ""  # type: ignore[attr-defined]
        path = url.removeprefix(one.origin)
        if path == "/slot":
            body = json.loads(data)
            asked.append((path, len(data) - len(str(body["since"])) - len(str(body["round"]))))
        else:
            asked.append((path, 0))

    one.context.on("request", note)


def _has_replies(page: Page) -> bool:
    return "replies/" in page.evaluate(_DUMP)


def _type_back(main: Locator, receipt: str) -> None:
    main.get_by_label("把回执号打一遍").fill(receipt)
    main.get_by_role("button", name="我抄好了").click()


def _holds_nothing(page: Page, receipt: str) -> None:
    held = page.evaluate(_DUMP)
    for canary in (CANARY, MORE, MAKER, receipt, receipt.replace(" ", "")):
        assert canary not in held


def _opens(one: Phone, passphrase: str | None) -> Page:
    page = turn(one, "/tips")
    settle(page)
    main = page.get_by_role("main")
    if passphrase is not None:
        main.get_by_label("口令").fill(passphrase)
    main.get_by_role("button", name="用口令打开" if passphrase else "用通行密钥打开").click()
    expect(main.get_by_role("button", name="取回全部")).to_be_visible()
    return page


def _fetches_until(page: Page, row: Locator) -> None:
    def look() -> bool:
        if row.count() > 0:
            return True
        take = page.get_by_role("button", name="取回全部")
        if take.count() > 0:
            take.click()
            expect(take).to_be_visible()
        return row.count() > 0

    until(look, "the tip is on the desk", timeout_s=ROUNDS_TAKE_S)


def _has_picture(page: Page, row: Locator) -> bool:
    page.get_by_role("button", name="取回全部").click()
    expect(page.get_by_role("button", name="取回全部")).to_be_visible()
    row.click()
    if page.get_by_alt_text("来件人附的照片").count() > 0:
        return True
    page.get_by_role("button", name="回到列表").click()
    return False


def _finds(one: Phone, receipt: str, words: str) -> Locator:
    """By its receipt, until the phone has taken the answer; the last look is with no network."""
    main = one.page.get_by_role("main")

    def look() -> bool:
        leave = main.get_by_role("button", name="马上离开")
        if leave.count() > 0:
            leave.click()
            expect(leave).to_have_count(0)  # the browser goes back in its own time
            one.page.wait_for_url("**/board")
        page = turn(one, "/tip")  # not anew: the phone's slot waits for some seconds after a start
        page.get_by_role("button", name="用回执号查回音").click()
        main.get_by_label("回执号").fill(receipt)
        main.get_by_role("button", name="查", exact=True).click()
        expect(main.get_by_text("还没有回音").or_(main.locator("article")).first).to_be_visible()
        return words in main.inner_text()

    until(look, f"the answer is found: {words}", timeout_s=ROUNDS_TAKE_S)
    one.wire.cut()
    assert look(), "looking asks nobody"
    one.reconnect()
    return main
