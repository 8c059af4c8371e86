"""Offices above a village: one administrator nominates, on his screen, for several at once; another agrees on hers, and
what was held ends as the new begins. Nobody does it alone (sync/spec/roll.md, «Above a village»)."""

import re

from playwright.sync_api import Locator, expect

from e2e.acts import settle, turn
from e2e.conftest import NewPhone
from e2e.phone import DESK, Phone
from e2e.until import until
from e2e.village import RONGXI, Village
from shaiba_sync import view

COUNTY = "region/350583000000"
NEXT, TEAM = "周明辉", "许文斌"


def test_two_administrators_hand_over_offices_of_the_county(shared_village: Village, phone: NewPhone) -> None:
    first, second = phone(shared_village, "admin", size=DESK), phone(shared_village, "admin", nth=1)
    county = _county(first)
    county.get_by_role("button", name="任职、换届").click()
    cadre = county.get_by_label("接谁的职务").locator("option", has_text="驻村干部").inner_text()
    county.get_by_label("接谁的职务").select_option(label=cadre)
    _add(county, NEXT)
    county.get_by_label("哪个机构").select_option(index=1)
    _add(county, TEAM)
    county.get_by_role("button", name="提名（2 个职务，一次签名）").click()
    expect(county.get_by_text(re.compile(f"巡察督查 · {TEAM}"))).to_be_visible()
    expect(county.get_by_role("button", name=re.compile("^同意"))).to_have_count(0)  # what he nominated himself

    until(lambda: _said(shared_village, "nomination") >= {NEXT, TEAM}, "the nominations are in the log")
    assert not _said(shared_village, "grant") & {NEXT, TEAM}
    county = _county(second)
    county.get_by_role("button", name=re.compile(r"^同意（\d+ 个职务，一次签名）")).click()
    dialog = second.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"驻村干部 · {NEXT}")
    dialog.get_by_role("button", name="我核对过了，同意").click()
    expect(county.get_by_role("heading", name="提名了，等第二个人同意")).to_have_count(0)
    until(lambda: _said(shared_village, "grant") >= {NEXT, TEAM}, "both are given")
    ended = [one["name"] for one in map(view, shared_village.records(COUNTY, "grant")) if "ended" in one]
    assert [f"驻村干部 · {name}" for name in ended] == [cadre]
    assert first.troubles == second.troubles == []


def _county(one: Phone) -> Locator:
    page = turn(one, f"/v/{RONGXI}/roll/above")
    settle(page)
    return page.get_by_role("region", name="南安市")


def _add(county: Locator, name: str) -> None:
    county.get_by_label("姓名").fill(name)
    county.get_by_role("button", name="写上这一个").click()


def _said(village: Village, kind: str) -> set[str]:
    return {str(view(one).get("name")) for one in village.records(COUNTY, kind)}
