"""A phone is lost: two whom its person had named stand beside her, each with the digits on her letter, and it is let go
without a second official (sync/spec/people.md 20)."""

import re

from playwright.sync_api import Page, expect

from e2e.acts import settle, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.village import RONGXI, Village
from shaiba.demo.people import people_of
from shaiba.demo.places import MAIN, PLACES
from shaiba.demo.story import SEED

WRONG = "数字不对，或者这封信已经不能用了"


def test_two_who_were_named_attest_a_lost_phone(shared_village: Village, phone: NewPhone) -> None:
    keeper = phone(shared_village, "roll", size=DESK)
    lost = _lost()
    digits = _print(keeper, lost)
    for count, nth in enumerate((0, 2), 1):  # whom the demo's fourth villager named
        one = phone(shared_village, "villager", nth=nth)
        _attests(turn(one, "/account/family"), lost, digits, count)
        assert one.troubles == []
    page = turn(keeper, f"/v/{RONGXI}/roll/letters")
    letter = page.get_by_role("listitem").filter(has_text=lost).first
    expect(letter).to_contain_text("已放行，可以用")
    _print(keeper, lost)  # void with it: whoever comes next finds one that waits
    assert keeper.troubles == []


def _attests(page: Page, lost: str, digits: str, count: int) -> None:
    asked = page.get_by_role("region", name="替人作证")
    expect(asked).to_contain_text(f"{lost}（演示）的手机丢了")
    field, act = asked.get_by_label("信上的作证号"), asked.get_by_role("button", name="是本人，我作证")
    if count == 1:
        field.fill(f"{(int(digits) + 1) % 10_000:04}")
        act.click()
        expect(asked).to_contain_text(WRONG)
    field.fill(digits)
    act.click()
    expect(page.get_by_text("作证了", exact=True)).to_be_visible()
    if count == 1:
        expect(asked).to_contain_text("您作过证了，一共 1 人")
    else:
        expect(asked).to_have_count(0)  # it has been let go


def _print(keeper: Phone, name: str) -> str:
    """A letter that replaces the phones of that villager; the four digits on it."""
    page = turn(keeper, f"/v/{RONGXI}/roll/print")
    settle(page)
    page.get_by_role("checkbox", name="手机丢了").check()
    page.get_by_role("searchbox").fill(name)
    page.get_by_role("checkbox", name=re.compile(name)).first.check()
    page.get_by_role("button", name="做 1 封信").click()
    found = re.search(r"作证号 (\d{4})", page.get_by_role("article").inner_text())
    assert found
    return found[1]


def _lost() -> str:
    """The demo's fourth villager, who named three for it."""
    [place] = (place for place in PLACES if place.code == MAIN)
    return [one.name for one in people_of(place, SEED) if one.role == "villager"][3]
