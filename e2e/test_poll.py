"""S15: a household takes its ballot, fills it in where there is no network, changes it, and it is counted once; whoever
has no phone of the village is told so; an open poll's sums are on the phone (sync/spec/poll.md)."""

from playwright.sync_api import Page, expect

from e2e.acts import OFFLINE, settle, sign_in, synced
from e2e.conftest import NewPhone
from e2e.phone import Phone
from e2e.until import until
from e2e.village import COUNTY, XIMEI, Village
from shaiba_sync import BALLOT_BYTES, read_cast, view


def poll_of(village: Village, title: str) -> dict[str, object]:
    found = [dict(view(one)) for one in village.records(COUNTY, "poll")]
    return next(one for one in found if str(one["title"]).startswith(title))


def opened(phone: Phone, poll: dict[str, object]) -> Page:
    return phone.open(f"/v/{XIMEI}/polls/{poll['id']}")


def cast(village: Village) -> list[bytes]:
    """What lies on the server, uncounted."""
    data = b"".join(path.read_bytes() for path in (village.folder / "polls" / "ballots").glob(f"*/{XIMEI}"))
    return [data[at : at + BALLOT_BYTES] for at in range(0, len(data), BALLOT_BYTES)]


def test_a_ballot_filled_in_without_network_arrives_once_and_may_be_changed(village: Village, phone: NewPhone) -> None:
    until(lambda: "issuers" in poll_of(village, "明年先做"), "the clerk has said the key")
    poll = poll_of(village, "明年先做")
    villager = phone(village)
    sign_in(villager, "villager", XIMEI)
    synced(villager, XIMEI)
    page = opened(villager, poll)
    main = page.get_by_role("main")
    expect(main).to_contain_text("谁也连不上谁选了什么；谁领了票，本村看得到")
    main.get_by_role("button", name="领票").click()
    expect(main).to_contain_text("票已经在这部手机上，没网也能投", timeout=30_000)
    villager.wire.cut()
    page.reload()
    settle(page, OFFLINE)
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text("请先选")
    main.get_by_label("自来水").check()
    main.get_by_role("button", name="投这一票").click()
    expect(main).to_contain_text("会在一小时内的某一刻自动交出去")
    page.reload()
    expect(main.get_by_label("自来水")).to_be_checked()
    assert cast(village) == []
    villager.wire.mend()
    settle(page)
    main.get_by_role("button", name="现在就交").click()
    expect(main).to_contain_text("已交到，算一票")
    [first] = cast(village)
    assert read_cast(first).ballot.choice == (1,)
    main.get_by_label("路灯").check()
    main.get_by_label("加一句建议").fill("先修桥")
    main.get_by_role("button", name="改投").click()
    main.get_by_role("button", name="现在就交").click()
    expect(main).to_contain_text("已交到，算一票")
    [second] = cast(village)
    assert (read_cast(second).ballot.choice, read_cast(second).words) == ((2,), "先修桥")
    assert read_cast(second).ballot.token == read_cast(first).ballot.token


def test_a_guest_reads_what_is_asked_and_the_sums_of_what_was(village: Village, phone: NewPhone) -> None:
    guest = phone(village)
    synced(guest, XIMEI)
    page = guest.open(f"/v/{XIMEI}/polls")
    main = page.get_by_role("main")
    expect(main).to_contain_text("明年先做哪一样")
    main.get_by_role("link", name="公开日定在哪一天").click()
    expect(main.get_by_role("region", name="结果")).to_contain_text("5 个投了")
    expect(main.get_by_role("region", name="结果")).to_contain_text("3 票")
    page = opened(guest, poll_of(village, "明年先做"))
    expect(page.get_by_role("main")).to_contain_text("登记过的本村手机才能投")
