"""Two people on one phone: each has a PIN, and while one is there nothing private of the other can be read."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from e2e.acts import PROVEN, file_appeal, settle, sign_in
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.village import RONGXI, Village

SECRET = "后山水沟堵了三个月"
BAR = "公用：用完不留痕迹"
WORDS = "公用电脑上写的一件事"
PINS = ("4711", "081523")

# All databases, local storage and caches, as text; bytes are read as UTF-8.
_DUMP = """async () => {
  const text = (value) => JSON.stringify(value, (_, one) =>
    one instanceof Uint8Array || one instanceof ArrayBuffer ? new TextDecoder().decode(one) : one)
  const done = (request) => new Promise((ok, no) => {
    request.onsuccess = () => ok(request.result)
    request.onerror = () => no(request.error)
  })
  const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]
  for (const { name } of await indexedDB.databases()) {
    const db = await done(indexedDB.open(name))
    for (const store of db.objectStoreNames)
      found.push(text(await done(db.transaction(store).objectStore(store).getAll())))
    db.close()
  }
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys()) found.push(request.url)
  return found.join('\\n')
}"""


AWAY = """(ms) => {
  const now = Date.now
  Date.now = () => now() + ms
  document.dispatchEvent(new Event('visibilitychange'))
  Date.now = now
}"""
"""So long nothing was touched, as the page sees it when it is looked at again."""


def test_two_people_share_a_phone(shared_village: Village, phone: NewPhone) -> None:
    one = phone(shared_village)
    first = sign_in(one, "villager")
    page = one.open(f"/v/{RONGXI}")
    settle(page)
    _half_written(page)
    _choose_pin(one, PINS[0])
    assert SECRET in page.evaluate(_DUMP), "before the phone is locked it is there to be read"

    people = page.locator("section", has=page.get_by_role("heading", name="谁在用这部手机"))
    with page.expect_navigation():
        people.get_by_role("button", name="加一个人").click()
    expect(page.get_by_role("heading", name="这部手机还没登记")).to_be_visible()
    second = sign_in(one, "accountant")
    assert second != first
    settle(one.open("/account"))
    # Who has no PIN cannot leave what is his behind.
    expect(people.get_by_role("button", name="换成我")).to_be_disabled()
    _choose_pin(one, PINS[1])
    held = page.evaluate(_DUMP)
    assert SECRET not in held, "nothing of who left lies open"
    assert f"{RONGXI}-villager" not in page.evaluate("() => JSON.stringify({ ...localStorage })")

    with page.expect_navigation():
        people.get_by_role("button", name="换成我").click()
    _open_with(page, "9999")
    expect(page.get_by_text("密码不对")).to_be_visible()
    expect(page.get_by_role("heading", name="已锁上")).to_be_visible()
    with page.expect_navigation():
        _open_with(page, PINS[0])
    expect(page.get_by_role("main").get_by_role("heading", name=re.compile(first))).to_be_visible()
    assert SECRET in page.evaluate(_DUMP), "it is there again"
    settle(page)
    me = page.evaluate("() => fetch('/identity/me').then((answer) => answer.json())")
    assert first in me["name"], "the session is of who is there"

    # He takes the other one off the phone.
    people.get_by_role("button", name=re.compile(f"从手机删去.*{second}")).click()
    page.get_by_role("dialog").get_by_role("button", name="删去", exact=True).click()
    expect(people.get_by_role("listitem")).to_have_count(1)
    assert len(page.evaluate("() => indexedDB.databases()")) == 2  # the replica's and the drafts'
    assert not one.troubles


def test_a_guest_leaves_nothing_behind(shared_village: Village, phone: NewPhone) -> None:
    one = phone(shared_village)
    page = one.open(f"/v/{RONGXI}?guest")
    bar = page.get_by_role("region", name=BAR)
    expect(bar).to_be_visible()
    settle(page)
    name = sign_in(one, "villager", nth=2)
    page = one.open(f"/v/{RONGXI}/appeals/new")
    settle(page)
    file_appeal(page, title=WORDS, text=WORDS, photos=[], voice=False)
    expect(page.get_by_role("main")).to_contain_text(PROVEN)
    before = _visit(page)
    held = page.evaluate(_DUMP)
    assert WORDS in held and name in held, "while he is there it is there to be read"
    with page.expect_navigation():
        bar.get_by_role("button", name="结束，全部擦掉").click()
    settle(page)
    _is_clean(page, before, WORDS, name)
    assert urlsplit(page.url).path == f"/v/{RONGXI}", "the next guest begins where this one did"
    assert page.evaluate("() => fetch('/identity/me').then((answer) => answer.status)") == 401

    # The next one walks away: after five minutes in which nothing was touched it is as if he had ended it.
    expect(bar).to_be_visible()
    before = _visit(page)
    page.evaluate("(words) => sessionStorage.setItem('shaiba.village', words)", WORDS)
    page.evaluate(AWAY, 3 * 60_000)
    assert _visit(page) == before, "three minutes are not five"
    with page.expect_navigation():
        page.evaluate(AWAY, 5 * 60_000 + 1)
    settle(page)
    _is_clean(page, before, WORDS, name)
    assert _visit(page) != before

    # The next one is gone without a word: the power is cut. The app wipes before it shows anything.
    expect(bar).to_be_visible()
    before = _visit(page)
    page.evaluate("(words) => sessionStorage.setItem('shaiba.village', words)", WORDS)
    one.kill()
    one.start()
    page = one.open(f"/v/{RONGXI}")
    settle(page)
    expect(page.get_by_role("region", name=BAR)).to_have_count(0)
    _is_clean(page, before, WORDS, name)
    assert not one.troubles


def _visit(page: Page) -> str:
    return str(page.evaluate("() => sessionStorage.getItem('shaiba.guest')"))


def _is_clean(page: Page, visit: str, *words: str) -> None:
    """Nothing on the phone has the visit's name, nor anything of what was said in it."""
    names = page.evaluate("() => indexedDB.databases().then((all) => all.map(({ name }) => name).join())")
    held = page.evaluate(_DUMP)
    assert not [one for one in (visit, *words) if one in held + names], names


def _choose_pin(one: Phone, pin: str) -> None:
    page = one.open("/account")
    settle(page)
    choose = page.get_by_role("button", name="设一个密码")
    form = page.get_by_label("再输一次")
    expect(choose.or_(form).first).to_be_visible()
    if choose.count():
        choose.click()
    page.get_by_label("密码", exact=True).fill(pin)
    form.fill(pin)
    page.get_by_role("button", name="设好密码").click()
    expect(page.get_by_text("密码设好了")).to_be_visible()
    expect(page.get_by_role("button", name="锁上")).to_be_visible()
    settle(page)


def _open_with(page: Page, pin: str) -> None:
    page.get_by_label("密码", exact=True).fill(pin)
    page.get_by_role("button", name="打开", exact=True).click()


def _half_written(page: Page) -> None:
    """Something private that exists nowhere but here."""
    page.evaluate(
        """(words) => new Promise((ok, no) => {
          const opening = indexedDB.open('shaiba-drafts', 1)
          opening.onupgradeneeded = () => {
            opening.result.createObjectStore('drafts')
            opening.result.createObjectStore('parts', { autoIncrement: true }).createIndex('draft', 'draft')
          }
          opening.onerror = () => no(opening.error)
          opening.onsuccess = () => {
            const tx = opening.result.transaction('drafts', 'readwrite')
            tx.objectStore('drafts').put({ words }, 'other')
            tx.oncomplete = () => { opening.result.close(); ok() }
          }
        })""",
        SECRET,
    )
