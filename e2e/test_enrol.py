"""A phone becomes somebody's by a code on a slip of paper: once, with the right household, and nothing else. Who cannot
write lets another act from that one's own phone, until it is ended."""

import re

from playwright.sync_api import Page, expect

from e2e.acts import PROVEN, file_appeal, settle, sign_in, synced, turn
from e2e.conftest import NewPhone
from e2e.village import RONGXI, Village, shaiba

NAME = "吴阿梅"
HOUSEHOLD = "350583112216-0901"
WRONG = "登记码或户号不对"

# What a phone keeps of who is enrolled, without what differs from one to the next.
_ENROLLED = """() => new Promise((resolve) => {
  const shape = (one) => one instanceof CryptoKey
    ? [one.algorithm.name, one.extractable, one.usages.join()]
    : one?.constructor === Object ? Object.entries(one).map(([name, each]) => [name, shape(each)]).sort()
    : Object.prototype.toString.call(one)
  indexedDB.open('shaiba').onsuccess = ({ target: { result: store } }) => {
    const tx = store.transaction(['keys', 'meta'])
    const [names, rows] = [tx.objectStore('keys').getAllKeys(), tx.objectStore('keys').getAll()]
    const session = tx.objectStore('meta').get('session')
    tx.oncomplete = () => {
      store.close()
      resolve(shape({ names: names.result.join(), rows: rows.result.map(shape), session: shape(session.result) }))
    }
  }
})"""


def test_a_code_enrols_one_phone_once(village: Village, phone: NewPhone) -> None:
    code = _code(village)
    first = phone(village)
    page = _offer(turn(first, "/account"), code, HOUSEHOLD)
    expect(page.get_by_text(f"{NAME}，登记好了")).to_be_visible()
    synced(first)
    page = turn(first, f"/v/{RONGXI}/appeals")
    expect(page.get_by_role("main")).to_contain_text("说一件事")

    second = phone(village)
    page = _offer(turn(second, "/account"), code, HOUSEHOLD)
    expect(page.get_by_role("main")).to_contain_text(WRONG)


def test_a_code_without_its_household_is_worth_nothing(village: Village, phone: NewPhone) -> None:
    code = _code(village)
    one = phone(village)
    page = _offer(turn(one, "/account"), code, "350583112216-0902")
    expect(page.get_by_role("main")).to_contain_text(WRONG)
    page = _offer(page, code, HOUSEHOLD)
    expect(page.get_by_text(f"{NAME}，登记好了")).to_be_visible()


def test_who_is_enrolled_is_still_so_after_the_phone_died(village: Village, phone: NewPhone) -> None:
    code = _code(village)
    one = phone(village)
    page = _offer(turn(one, "/account"), code, HOUSEHOLD)
    expect(page.get_by_text(f"{NAME}，登记好了")).to_be_visible()
    one.kill()
    one.start()
    page = turn(one, "/account")
    expect(page.get_by_role("main")).to_contain_text(NAME)


def test_a_neighbour_is_let_act_and_both_are_named_until_it_is_ended(shared_village: Village, phone: NewPhone) -> None:
    mother, daughter = phone(shared_village), phone(shared_village, "villager", nth=1)
    asking, asked = sign_in(mother, "villager"), daughter.person
    page = turn(mother, "/account")
    theirs = daughter.open(f"/v/{RONGXI}")
    assert theirs.evaluate(_ENROLLED) == page.evaluate(_ENROLLED), "tests' phones are enrolled as the app does it"
    page.get_by_role("link", name="家人代看、代办").click()
    main = page.get_by_role("main")
    main.get_by_label("请谁").fill(asked)
    main.get_by_role("button", name=asked).click()
    main.get_by_role("radio", name="看，也代办").check()
    main.get_by_role("button", name="下一步").click()
    page.get_by_role("dialog").get_by_role("button", name="就请他").click()
    mine = main.get_by_role("list", name="我请的人").get_by_role("listitem").filter(has_text=asked)
    expect(mine).to_contain_text(PROVEN)

    theirs = turn(daughter, f"/v/{RONGXI}/appeals/new")
    theirs.get_by_role("button", name=asking).click()
    title = "替人问一句低保"
    file_appeal(theirs, title=title, text="存折上三个月没有进账。", photos=[], voice=False, category="补贴")
    expect(theirs.get_by_role("main")).to_contain_text(PROVEN)

    page.goto(mother.origin + f"/v/{RONGXI}/appeals")
    expect(main.get_by_role("listitem").filter(has_text=title)).to_contain_text(re.compile(f"{asked}.* 代 我"))
    page.go_back()
    mine.get_by_role("button", name="停止").click()
    page.get_by_role("dialog").get_by_role("button", name="停下来").click()
    expect(mine).to_have_count(0)
    theirs = turn(daughter, "/account/family")
    expect(theirs.get_by_role("main")).to_contain_text("还没有人请您代看、代办")
    assert not mother.troubles + daughter.troubles


def _code(village: Village) -> str:
    """A fresh code for a new person, as the village office makes it."""
    village.stop()
    done = shaiba(
        "enrol", "--data", str(village.folder), "--person", "wu-amei", "--household", HOUSEHOLD, "--region", RONGXI,
        "--role", "villager", "--name", NAME, "--until", "2031-12-31",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    village.start()
    found = re.search(r"[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}", done.stdout)
    assert found, done.stdout
    return found[0]


def _offer(page: Page, code: str, household: str) -> Page:
    settle(page)
    page.get_by_label("登记码").fill(code)
    page.get_by_label("户号").fill(household)
    page.get_by_role("button", name="登记这部手机").click()
    return page
