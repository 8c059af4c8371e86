"""What concerns a person comes to her inbox, stays there without network, and a push says nothing but «look»."""

import re

from playwright.sync_api import expect

from e2e.acts import PROVEN, file_appeal, kept, settle, synced, take_step, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.until import until
from e2e.village import Village
from shaiba.demo.places import MAIN

TITLE = "三组晒谷场的灯不亮"


def test_an_answer_comes_to_the_inbox_and_stays_there_without_network(shared_village: Village, phone: NewPhone) -> None:
    mine, desk = phone(shared_village, "villager", MAIN), phone(shared_village, "committee", MAIN, size=DESK)
    synced(mine, MAIN)
    page = turn(mine, "/account/inbox")
    settle(page)
    page.get_by_role("button", name="全部标为看过").click()
    bar = page.get_by_role("navigation").filter(has=page.get_by_role("link", name=re.compile("我的")))
    expect(bar.locator("small")).to_have_count(0)
    kept(page)
    page = mine.open(f"/v/{MAIN}/appeals/new")
    file_appeal(page, title=TITLE, text="请来修。", photos=[], voice=False, village=MAIN)
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(mine.origin)
    expect(page.locator("body")).to_contain_text(PROVEN)

    desk.open(address)
    take_step(desk.page)

    expect(bar.locator("small")).to_have_text("1")
    mine.wire.cut()
    page = mine.open("/account/inbox")
    main = page.get_by_role("main")
    expect(main).to_contain_text("受理了")
    expect(main).to_contain_text(TITLE)
    main.get_by_role("link", name=re.compile("受理了")).first.click()
    page.wait_for_url("**/a/square/*")
    expect(bar.locator("small")).to_have_count(0)


LISTEN = """() => {
  window.knocks = []
  navigator.serviceWorker.addEventListener('message', ({ data }) => window.knocks.push(data))
}"""
"""What the worker tells pages that are open."""

WATCH = """() => {
  self.shown = []
  self.registration.showNotification = async (...said) => void self.shown.push(said)
}"""
"""The headless browser shows no notifications: what the worker gives it to show is noted, and nothing else changed."""

CLICK = """() => {
  const event = Object.assign(new Event('notificationclick'), { notification: { close: () => (self.closed = true) } })
  event.waitUntil = (work) => void work.catch(() => 0)  // focus is refused: no finger was there
  self.dispatchEvent(event)
  return self.closed
}"""


def test_a_push_says_look_whatever_it_brings_and_what_came_is_there_without_network(
    shared_village: Village, phone: NewPhone
) -> None:
    mine, desk = phone(shared_village, "villager", MAIN), phone(shared_village, "committee", MAIN, size=DESK)
    page = mine.open(f"/v/{MAIN}/appeals/new")
    file_appeal(page, title=TITLE, text="再请来修。", photos=[], voice=False, village=MAIN)
    page.wait_for_url("**/a/square/*")
    address = page.url.removeprefix(mine.origin)
    expect(page.locator("body")).to_contain_text(PROVEN)
    desk.open(address)
    take_step(desk.page)

    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    [worker] = until(lambda: mine.context.service_workers, "the browser names its worker")
    worker.evaluate(WATCH)
    page.evaluate(LISTEN)
    _push(mine, f"{TITLE} 有人举报")
    until(lambda: worker.evaluate("() => self.shown.length"), "the worker says that there is something")
    [[title, how]] = worker.evaluate("() => self.shown")
    assert (title, set(how), how["tag"]) == ("晒坝有新消息", {"tag", "icon"}, "look")
    until(lambda: page.evaluate("() => window.knocks.length"), "the page has heard of it")
    assert page.evaluate("() => window.knocks") == [{"type": "KNOCK"}]
    assert worker.evaluate(CLICK)
    page.wait_for_url("**/account/inbox")
    expect(page.get_by_role("main")).to_contain_text("受理了")
    mine.wire.cut()
    page = mine.open("/account/inbox")
    expect(page.get_by_role("main")).to_contain_text("受理了")
    expect(page.get_by_role("main")).to_contain_text(TITLE)


def _push(one: Phone, data: str) -> None:
    """What a push service would bring to the app's worker."""
    session = one.context.new_cdp_session(one.page)
    found: list[str] = []
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.extend(each["registrationId"] for each in event["registrations"]),
    )
    session.send("ServiceWorker.enable")
    until(lambda: one.page.evaluate("() => true") and bool(found), "the browser names its worker")
    brings = {"origin": one.origin, "registrationId": found[0], "data": data}
    session.send("ServiceWorker.deliverPushMessage", brings)


SERVICE = """(endpoint) => {
  Object.defineProperty(Notification, 'permission', { get: () => 'default' })
  let there = null
  const made = { endpoint, unsubscribe: async () => { there = null; return true } }
  PushManager.prototype.getSubscription = async () => there
  PushManager.prototype.subscribe = async (how) => {
    window.asked = { visible: how.userVisibleOnly, key: how.applicationServerKey }
    return (there = made)
  }
}"""
"""A push service for a browser that was built without one."""


def test_who_asks_to_be_told_is_known_to_the_server_by_an_address_and_ends_it_again(
    shared_village: Village, phone: NewPhone
) -> None:
    mine, endpoint = phone(shared_village, "villager", MAIN), f"https://push.example/{'a' * 40}"
    mine.context.add_init_script(f"({SERVICE})('{endpoint}')")
    page = mine.open("/account/inbox")
    settle(page)  # messages come in above the button: it must not move from under the finger
    page.get_by_role("button", name="打开提醒").click()
    expect(page.get_by_role("button", name="关掉提醒")).to_be_visible()
    assert _endpoints(shared_village) == [endpoint]
    key = page.evaluate("async () => (await (await fetch('/notify/key')).json()).key")
    assert page.evaluate("() => window.asked") == {"visible": True, "key": key}
    page.get_by_role("button", name="关掉提醒").click()
    expect(page.get_by_role("button", name="打开提醒")).to_be_visible()
    assert _endpoints(shared_village) == []


def _endpoints(village: Village) -> list[str]:
    with village.sql() as db:
        return [str(row[0]) for row in db.execute("select endpoint from push")]
