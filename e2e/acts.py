"""What people do with the app, in the app's own words. Only this module knows how screens are labelled."""

import re
from pathlib import Path
from typing import Literal

from playwright.sync_api import Locator, Page, expect

from e2e.people import demo_person
from e2e.phone import Phone
from e2e.screens import Who
from e2e.until import until
from e2e.village import APP, RONGXI, Village

PROVEN = "已入账本，本机核对过"
RECEIVED = "村里已收到"
ON_PHONE = "只在本机"

# No promise is returned: wait_for_function would take one for a yes.
_SETTLED = """(state) => {
  const bar = document.querySelector('header')?.textContent ?? ''
  const main = document.querySelector('main')
  const images = [...document.images].filter((image) => image.src && image.loading !== 'lazy')
  const unread = /^\\s*(晒坝|Shaiba)/.test(bar) && location.pathname.startsWith("/v/")  // the bar has no name yet
  return !unread && new RegExp(state).test(bar) && !document.querySelector('[aria-busy="true"]')
    && main && main.textContent.trim().length > 0 && images.every((image) => image.complete)
    && document.fonts.status === 'loaded'
}"""

UP_TO_DATE = "已是最新|up to date"
OFFLINE = "没有网络|no network"


def settle(page: Page, state: str = UP_TO_DATE, *, every_ms: float = 50) -> None:
    """Return when the screen has what it will show, and the bar says so. It is looked at every so many ms: with every
    frame, as is usual, a page that has nothing to draw would have to draw."""
    page.wait_for_function(_SETTLED, arg=state, polling=every_ms)


_TURN = """(path) => {
  history.pushState(null, '', path)
  dispatchEvent(new PopStateEvent('popstate'))
}"""


def turn(phone: Phone, path: str) -> Page:
    """Go on to another screen as a link does, where the app is there; else open it, which takes a processor most of a
    second more. Without network it is always opened: that it can be is a part of what is to be seen."""
    here = phone.page.url
    if phone.wire.is_cut or not here.startswith(phone.origin) or here == phone.origin + path:
        return phone.open(path)
    follow(phone.page, path)
    return phone.page


def follow(page: Page, path: str) -> None:
    """What a link does."""
    page.evaluate(_TURN, path)


# What is this person's alone was not on the phone before it was enrolled.
_HAS_OWN = """() => new Promise((resolve) => {
  indexedDB.open('shaiba').onsuccess = ({ target: { result: store } }) => {
    const tx = store.transaction(['keys', 'scopes'])
    const account = tx.objectStore('keys').get('account')
    const rows = tx.objectStore('scopes').getAll()
    tx.oncomplete = () => {
      store.close()
      const answered = new Set(rows.result.filter(({ asOf }) => asOf !== null).map(({ scope }) => scope))
      resolve((account.result?.scopes ?? []).every((scope) => answered.has(scope)))
    }
  }
})"""


def synced(phone: Phone, village: str = RONGXI) -> Page:
    """Open a village and wait until the phone has its whole log, proven, what is its person's alone, and the app itself
    to open without network. Who has just become somebody by hand was led there."""
    page, path = phone.page, f"/v/{village}"
    if page.url == f"{phone.origin}/account":  # an official, just now: so it has not been to the village yet
        turn(phone, path)
    elif not phone.led_to == page.url == phone.origin + path:
        phone.open(path)
    phone.led_to = None
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    expect(page.get_by_role("banner")).to_contain_text("已是最新", timeout=120_000)
    expect(page.get_by_role("banner")).to_contain_text("数据截至")
    until(lambda: page.evaluate(_HAS_OWN), "the phone has what is its person's alone")
    return page


def pass_time(village: Village, to_ms: int, *phones: Phone) -> None:
    """It is this moment, ms since 1970: for the server, and for these phones, each of which opens its page again."""
    village.go_to(to_ms)
    for phone in phones:
        phone.set_ahead(village.ahead_ms)
        phone.page.reload()


_WAITING = """() => new Promise((resolve) => {
  indexedDB.open('shaiba').onsuccess = ({ target: { result: store } }) => {
    store.transaction('outbox').objectStore('outbox').getAll().onsuccess = ({ target: { result: ops } }) => {
      store.close()
      resolve(ops.filter(({ state }) => state === 'waiting').length)
    }
  }
})"""


def step_up(main: Locator) -> None:
    """Show to be there, where that is asked. What was said is on the screen already, be it not yet proven."""
    asked, proven = main.get_by_role("button", name=re.compile("演示")), main.get_by_text(PROVEN).first
    said = "it is asked, or all that was said is with the village"
    until(lambda: asked.is_visible() or (proven.is_visible() and main.page.evaluate(_WAITING) == 0), said)
    if asked.is_visible():
        asked.click()


_KEPT = """() => new Promise((resolve) => {
  indexedDB.open('shaiba-drafts').onsuccess = ({ target: { result: store } }) => {
    const after = store.transaction('drafts', 'readwrite', { durability: 'strict' })
    after.objectStore('drafts').put(0, 'after')
    after.objectStore('drafts').delete('after')
    after.oncomplete = () => { store.close(); resolve() }
  }
})"""


def kept(page: Page) -> None:
    """Until what is kept beside the replica (drafts, what was read) is on the disk: one more write comes after all."""
    page.evaluate(_KEPT)


def _parts(sort: str) -> list[str]:
    return sorted(f"/assets/{path.name}" for path in (APP / "assets").glob(f"{sort}-*.js"))


DESK = _parts("desk")
"""What only phones of those who hold an office keep (pwa/kept.ts)."""

SEAL = _parts("seal")
"""What every phone fetches some seconds after its first screen, and keeps."""


def kept_of(page: Page, parts: list[str]) -> list[str]:
    """Which of these parts of the app this phone has kept."""
    held = page.evaluate("(all) => Promise.all(all.map((one) => caches.match(one).then(Boolean)))", parts)
    return [path for path, is_held in zip(parts, held, strict=True) if is_held]


def keep_desk(page: Page) -> None:
    """Have this phone keep the desk, as the app does for whoever holds an office."""
    page.evaluate("() => navigator.serviceWorker.controller.postMessage({ type: 'DESK' })")
    until(lambda: kept_of(page, DESK) == DESK, "the phone keeps the desk")


def synced_desk(phone: Phone, village: str = RONGXI) -> Page:
    """As `synced`, and what whoever holds an office works with opens without network too."""
    page = synced(phone, village)
    until(lambda: kept_of(page, DESK) == DESK, "the phone keeps the desk")
    return page


def scan(phone: Phone, code: Path) -> Page:
    """A picture of a code is looked through for it."""
    page = phone.open("/scan")
    page.locator("input[type=file]").set_input_files(code)
    return page


def close_sheet(page: Page) -> None:
    """Press Escape, and wait until the way back in the history is done: it would cut a reload that comes too soon."""
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_function("() => !history.state?.alarm && !history.state?.proof")


def sign_in(phone: Phone, who: Who, village: str = RONGXI, *, nth: int = 0) -> str:
    """Become one of the demo's people (the nth of that role there), by the one tap of the demo server; returns the
    person's name. (Whose story begins later has a phone that is his already: `phone(village, who)`.)"""
    page = turn(phone, "/account")
    settle(page)
    if who == "nobody":
        return ""
    person = demo_person(phone, who, village, nth)
    phone.person = name = person["name"].removesuffix("（演示）")
    place = page.locator("details", has=page.get_by_text(person["place"], exact=True))
    if place.get_attribute("open") is None:
        place.locator("summary").click()
    place.get_by_role("button", name=name).click()
    expect(page.get_by_text(re.compile(f"{name}.*登记好了"))).to_be_visible()
    if not person["region"].endswith("000"):
        page.wait_for_url(f"{phone.origin}/v/{person['region']}")
        phone.led_to = page.url
    return name


def speak_english(phone: Phone) -> None:
    """Choose English, as a finger would."""
    page = turn(phone, "/account")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")


def file_appeal(
    page: Page, *, title: str, text: str, photos: list[Path], voice: bool, village: str = RONGXI, category: str = "出行"
) -> None:
    """Raise something in the open, with photos and a few seconds of speech."""
    page.get_by_role("button", name=category, exact=True).click()
    page.get_by_label("一句话说清").fill(title)
    page.get_by_label("慢慢说").fill(text)
    if voice:
        page.get_by_role("button", name="开始录音").click()
        page.get_by_text(re.compile("正在录音 0:0[1-9]")).wait_for()  # a second of speech is there
        page.get_by_role("button", name="录好了").click()
        page.get_by_role("button", name="重新录").wait_for()
    if photos:
        page.locator("input[data-from=gallery]").set_input_files(photos)
        expect(page.get_by_role("button", name="删去第")).to_have_count(len(photos), timeout=90_000)
    page.get_by_role("button", name="交上去").click()


def find_entries(page: Page, words: str) -> Locator:
    """Type into the search of the village that is open; the ledger rows that are found."""
    page.get_by_role("searchbox").fill(words)
    found = page.get_by_role("list", name="账目")
    found.scroll_into_view_if_needed()  # of a long list only what is near the screen is in the page
    return found.get_by_role("listitem")


def answer_appeal(page: Page, text: str) -> None:
    page.get_by_label("先回几句话").fill(text)
    page.get_by_role("button", name="回话", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text(text)


def take_step(page: Page, step: str = "", label: str = "", words: str = "", *, sure: bool = False) -> None:
    """Take this step of the appeal that is open, or the one that is asked first. `sure`: it is asked once more."""
    group = page.get_by_role("group", name="下一步")
    pressed = group.locator("[aria-pressed=true]")
    if step and step not in pressed.all_inner_texts():
        group.get_by_role("button", name=step, exact=True).click()
    step = pressed.inner_text()
    if label:
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="记下这一步").click()
    if sure:
        page.get_by_role("dialog").get_by_role("button", name="就这样办").click()
    expect(pressed.filter(has_text=re.compile(f"^{re.escape(step)}$"))).to_have_count(0)


Mark = Literal["只在本机", "村里已收到", "已入账本，本机核对过"]
