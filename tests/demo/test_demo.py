"""The demo county: what it holds, that it is proven, and that it is loaded once."""

import asyncio
import shutil
from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shaiba.app import open_replica
from shaiba.cli import demo as command
from shaiba.data_folder import DataFolder, Doubt, make_folder
from shaiba.demo import estates, payouts
from shaiba.demo.people import MARK
from shaiba.demo.places import MAIN, PLACES
from shaiba.demo.receipts import Paper, Picture
from shaiba.demo.story import Story, last_months
from shaiba.kind import FEWEST, day_of
from shaiba.regions import load_regions
from shaiba.replica.rebuild import differences
from shaiba.replica.vouch import policy_for, witnessed
from shaiba.storage.blobs import BlobFolder
from shaiba.storage.store import DEMO_PEOPLE
from shaiba_sync.calendar import parse_calendar
from shaiba_sync.clock import SHANGHAI
from shaiba_sync.keys import verify
from shaiba_sync.lease import lease_life
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_decode, parse_op
from shaiba_sync.privacy import mask_row
from shaiba_sync.procedure import run_life
from shaiba_sync.project import project_life
from shaiba_sync.review import entry_digest, standing_of
from shaiba_sync.scope import parent_code
from shaiba_sync.witness import open_cosigned
from tests.once import once

NOW_MS = 1_795_000_000_000  # 2026-11-18
STORIES = {
    "430811001202",
    "510705103223", "430802108214", "350504100215", "350583112216", "350524102207", "431382111249", "330109106259",
    "330182112258", "430821211227", "430821212212", "330111207209", "350524107214", "330113006201",
}  # fmt: skip


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    loaded = once(tmp_path_factory, "demo", lambda folder: command.fill(folder, now_ms=NOW_MS))
    return shutil.copytree(loaded, tmp_path_factory.mktemp("demo") / "data")


def _nothing(sort: str, paper: Paper) -> Picture:
    return Picture(paper.number.encode(), 1, 1)


Records = dict[tuple[str, str], list[dict[str, Any]]]


@pytest.fixture(scope="module")
def records(data: Path) -> Records:
    """Every record of the demo, by scope and kind."""

    async def read() -> Records:
        found: Records = defaultdict(list)
        async with open_replica(DataFolder(data), clock=lambda: NOW_MS) as replica:
            for scope in await replica.store.scopes():
                for record in await replica.store.records(scope):
                    found[scope, record.kind].append(view(record))
        return found

    return asyncio.run(read())


def test_the_main_village_s_roll_has_everybody_whom_the_village_counts(records):
    [village] = records[f"village/{MAIN}", "village"]
    roll = f"office/{MAIN}/roll"
    people = records[roll, "resident"]
    assert len(records[roll, "household"]) == len({one["household"] for one in people}) == village["households"]
    assert len(people) == village["people"]
    names = {one["id"]: one["name"] for one in people}
    assert all(names[one["id"]] == one["name"] for one in records[f"square/{MAIN}", "member"])


def test_every_village_of_the_stories_has_people_offices_and_accounts(records):
    assert {place.code for place in PLACES} == STORIES
    for place in PLACES:
        scope = f"village/{place.code}"
        [village] = records[scope, "village"]
        assert village["name"] == place.name and "演示" in village["about"]
        assert len(records[scope, "office"]) == 3
        assert Counter(g["role"] for g in records[scope, "grant"])["accountant"] == 1
        ledgers = [d for d in records[scope, "disclosure"] if d["category"] == "ledger"]
        assert len(ledgers) == place.months
        assert len(records[f"square/{place.code}", "member"]) >= 5


def test_the_main_village_has_a_year_of_accounts_that_add_up(records):
    scope = f"village/{MAIN}"
    entries = records[scope, "entry"]
    assert len(entries) >= 4_000
    books = {d["id"]: d for d in records[scope, "disclosure"] if d["category"] == "ledger"}
    assert sorted(d["period"] for d in books.values()) == last_months(NOW_MS, 12)
    assert {d["class"] for d in records[scope, "disclosure"]} == {"party", "village", "finance"}
    for book_id, book in books.items():
        own = [e for e in entries if e["disclosure"] == book_id]
        for way in ("in", "out"):
            assert book[f"total_{way}"] == sum(e["amount_fen"] for e in own if e["direction"] == way)
        assert all(e["date"].startswith(book["period"]) for e in own)
        assert len({e["voucher"] for e in own}) == len(own)


def test_who_is_paid_is_published_masked_and_kept_in_full_by_the_village_and_its_office(records):
    for place in PLACES:
        kinds = ("entry", "payment", "rent")  # of rents, those that somebody of many is owed
        rows = [one for kind in kinds for one in records[f"village/{place.code}", kind] if "payee" in one]
        entries = {e["id"]: e for e in rows}
        assert [e["payee"] for e in entries.values() if mask_row(e).public["payee"] != e["payee"]] == []
        own = {e["id"]: e["payee"] for e in records[f"square/{place.code}", "original"]}
        office = records[f"office/{place.code}/{place.code}-committee", "original"]
        assert own == {e["id"]: e["payee"] for e in office} and own.keys() <= entries.keys()
        assert all((entries[entry]["payee"] + "*")[:2] == name[0] + "*" for entry, name in own.items())
        assert len(own) >= 3


def test_a_villager_speaks_for_a_child_and_three_may_attest_a_lost_phone(records):
    given = records[f"square/{MAIN}", "delegation"]
    [child] = [one for one in given if "by" in one]
    names = {one["id"]: one["name"] for one in records[f"square/{MAIN}", "member"]}
    assert {child["person"], child["to"]} < names.keys() and all("演示" in names[one["to"]] for one in given)
    [resident] = [one for one in records[f"office/{MAIN}/roll", "resident"] if "grown" in one]
    assert resident["id"] == child["person"] and child["until"][:4] < resident["grown"]
    assert [one["may"] for one in given if one["person"] == f"{MAIN}-villager-4"] == ["attest"] * 3


def test_an_office_above_waits_for_a_second_administrator(records):
    county = parent_code(parent_code(MAIN))
    [asked] = records[f"region/{county}", "nomination"]
    admins = [one["person"] for one in records[f"region/{county}", "grant"] if one["role"] == "admin"]
    assert len(admins) == 2 and asked["by"] in admins and "演示" in asked["name"]


def test_a_daughter_s_household_has_its_own_line_of_a_payout(records):
    code = payouts.VILLAGE
    [batch] = records[f"village/{code}", "payout"]
    lines = records[f"village/{code}", "payment"]
    assert len(lines) == batch["households"] and sum(one["amount_fen"] for one in lines) == batch["total_fen"]
    assert batch["counts"] == {"received": 8, "missing": 1, "other": 1}
    house = next(m["household"] for m in records[f"square/{code}", "member"] if m["id"] == f"{code}-villager-1")
    [own] = records[f"home/{code}-{house}", "confirmation"]
    [public] = [one for one in lines if one["id"] == own["id"]]
    assert own["amount_fen"] == public["amount_fen"] and own["payee"][0] + "*" in public["payee"]
    assert "answer" not in own
    for office in ("committee", "supervisory"):
        told = records[f"office/{code}/{code}-{office}", "shortfall"]
        assert sorted(one["answer"]["say"] for one in told) == ["missing", "other"]


def test_the_newest_month_was_examined_by_two_offices_and_this_month_s_book_is_on_their_phones(records):
    scope = f"village/{MAIN}"
    [policy] = records[scope, "reviewing"]
    [book] = [d for d in records[scope, "disclosure"] if (d["category"], d["period"]) == ("ledger", policy["since"])]
    signed = {one["id"]: one for one in records[scope, "countersign"]}
    entries = [e for e in records[scope, "entry"] if e["disclosure"] == book["id"]]
    digests = sorted(entry_digest(e["id"], e) for e in entries)
    for role in policy["signatures"]:
        assert signed[f"{book['id']}_{role}"]["items"] == digests
        assert {one["entry"] for one in signed[f"{book['id']}_{role}"]["returns"]} <= {e["id"] for e in entries}
    items = records[f"office/{MAIN}/review", "review"]
    found = Counter(standing_of(item, policy["signatures"]) for item in items)
    assert found == {
        ("approved", ""): 1, ("waiting", "cadre"): 1, ("returned", "supervisor"): 1, ("waiting", "supervisor"): 3
    }  # fmt: skip


def test_two_corrections_have_reasons_and_keep_what_was(records):
    corrected = [e for e in records[f"village/{MAIN}", "entry"] if "reason" in e]
    assert len(corrected) == 2


def test_the_newest_months_have_pictures_that_are_here(records, data):
    receipts = [r for e in records[f"village/{MAIN}", "entry"] for r in e.get("receipts", ())]
    blobs = BlobFolder(data / "blobs")
    assert len(receipts) >= 200
    assert all(blobs.has(r["blob"]) and blobs.path(r["blob"]).stat().st_size <= 60_000 for r in receipts)
    assert {r["sort"] for r in receipts} == {"invoice", "receipt", "payroll", "slip"}


def test_one_appeal_has_its_end_and_one_is_open(records):
    appeals = records[f"square/{MAIN}", "appeal"]
    assert {[None, *(s["step"] for s in a.get("steps", ()))][-1] for a in appeals} == {"rate", "reply", None}


def test_every_op_is_signed_by_its_own_author_and_rebuilds_what_is_stored(data):
    async def check() -> Counter[str]:
        authors: Counter[str] = Counter()
        async with open_replica(DataFolder(data), clock=lambda: NOW_MS) as replica:
            devices = {replica.clerk.device: ("clerk", replica.clerk.public_key)}
            for scope in await replica.store.scopes():
                for record in await replica.store.records(scope, "device"):
                    devices[record.id] = (record.fields["person"], b64u_decode(record.fields["key"], 32))
            for scope in (f"village/{MAIN}", f"square/{MAIN}"):
                assert await differences(replica.store, scope) == []
                last = ""
                for line in await replica.store.lines(scope, 0, 10_000):
                    op = parse_op(line)
                    person, key = devices[op.by]
                    verify("ed25519", key, op)
                    authors[person.partition("-")[2] or person] += 1
                    assert op.at >= last
                    last = op.at
        return authors

    authors = asyncio.run(check())
    assert authors["accountant"] > 12 and authors["committee"] > 12
    assert (authors["villager-1"], authors["cadre"]) == (2, 5)


def test_whom_one_can_be_is_marked_as_invented(data):
    async def people() -> str:
        async with open_replica(DataFolder(data), clock=lambda: NOW_MS) as replica:
            return await replica.store.meta(DEMO_PEOPLE) or ""

    assert asyncio.run(people()).count(MARK) >= 100


def test_it_is_loaded_once_and_never_over_a_real_log(data, tmp_path, capsys):
    before = (data / "shaiba.db").stat().st_mtime_ns
    command.fill(data, now_ms=NOW_MS + 1)
    assert (data / "shaiba.db").stat().st_mtime_ns == before
    make_folder(tmp_path / "real", "county.example")
    with pytest.raises(Doubt, match="no demo"):
        command.fill(tmp_path / "real", now_ms=NOW_MS)


@pytest.mark.parametrize("now", ["2026-11-01T00:00", "2028-02-29T12:00"])
def test_the_story_is_the_same_for_a_time_and_never_speaks_of_the_future(now):
    now_ms = int(datetime.fromisoformat(now).replace(tzinfo=SHANGHAI).timestamp() * 1000)
    acts = Story(load_regions(), device_key=lambda person: bytes(32), now_ms=now_ms, draw=_nothing).acts()
    assert max(act.at_ms for act in acts) <= now_ms
    assert [act.at_ms for act in acts] == sorted(act.at_ms for act in acts)


def test_the_guide_says_where_to_go_and_shows_a_code_for_https(data):
    config = command.load({}, {"data": str(data), "port": "8700", "demo": "yes"})
    assert "http://localhost:8700" in command.guide(config)
    assert "█" not in command.guide(config)
    secure = command.load({}, {"data": str(data), "origin": "https://demo.example", "demo": "yes"})
    assert "▀" in command.guide(secure)


def test_the_main_village_is_vouched_for_as_its_county_asks(data: Path) -> None:
    async def read() -> tuple[str | None, Any]:
        async with open_replica(DataFolder(data), clock=lambda: NOW_MS) as replica:
            scope = f"village/{MAIN}"
            return await witnessed(replica, scope), await policy_for(replica, scope)

    note, policy = asyncio.run(read())
    assert note is not None and policy is not None
    times = open_cosigned(note, policy.witnesses)
    assert list(times.values()) == [NOW_MS // 1000]
    assert sum("/device/" in line for line in note.splitlines()) == 1
    assert (policy.committee, policy.outside) == (1, 1)


def test_a_resolution_that_was_not_published_is_seen_and_one_that_was_is_clean(records: Records) -> None:
    """S10, and beside it a village where every step was taken in its time."""
    calendar = parse_calendar({})
    today = day_of(NOW_MS)
    lives = {}
    for place in PLACES:
        county = parent_code(parent_code(place.code))
        asked = {one["id"]: one["steps"] for one in records[f"region/{county}", "procedure"]}
        for run in records[f"village/{place.code}", "run"]:
            lists = (run.get("steps", ()), run.get("papers", ()))
            lives[run["title"]] = run_life(asked[run["procedure"]], run["began"], *lists, calendar, today)
    skipped = lives["修三组水渠（演示）"]
    faults = {step.key: {*step.faults, *(f for one in step.tries for f in one.faults)} for step in skipped.steps}
    assert faults["review"] == {"quorum", "votes"}
    assert faults["publish"] == {"skipped", "overdue"}
    assert faults["decide"] == {"paper"}
    assert lives["老人食堂添置蒸饭柜（演示）"].faults == 0
    assert len(lives) == 3


def test_a_project_went_as_it_should_one_shows_its_marks_and_one_got_cheaper(records: Records) -> None:
    """S13: the quote that was far above what is usual stays to be read beside the contract."""
    lives = {
        one["title"]: (project_life(one, day_of(NOW_MS)), one)
        for place in PLACES
        for one in records[f"village/{place.code}", "project"]
    }
    ditch, told = lives["三组沟渠修复（演示）"]
    assert (ditch.state, ditch.marks, len(told["designs"])) == ("closed", (), 6)
    assert ditch.sums.contract + ditch.sums.changes == ditch.sums.paid
    kitchen, _ = lives["老人食堂修缮（演示）"]
    found = {(one.list, one.mark) for one in kitchen.marks}
    assert found >= {
        ("", "overdue"),
        ("progress", "before_contract"),
        ("payments", "ahead"),
        ("contracts", "few_quotes"),
    }
    road, _ = lives["竹林路面硬化（演示）"]
    assert [(one.list, one.place, one.mark) for one in road.marks] == [("quotes", 0, "above_usual")]
    assert road.sums.first_quote - road.sums.contract == 7_000_000


def test_a_lease_is_past_its_day_and_twenty_eight_households_wait_for_their_rent(records: Records) -> None:
    """S9 and S12, the register of them; a villager of 康家坪村 reads his household's line in full."""

    def lives(code: str) -> dict[str, Any]:
        rents = records[f"village/{code}", "rent"]
        return {
            one["title"].removesuffix(MARK): lease_life(
                one, [rent for rent in rents if rent["contract"] == one["id"]], day_of(NOW_MS)
            )
            for one in records[f"village/{code}", "contract"]
        }

    shop = lives(estates.YONGPING)["沿街店面3号出租"]
    assert (shop.state, shop.days, shop.overdue_fen) == ("expired", -47, 3_000_000)
    land = lives(estates.KANGJIAPING)["油茶地流转"]
    assert len(land.sums) == 28
    assert (land.overdue_days, land.overdue_fen) == (150, land.total_fen)
    assert 2_000_000 < land.total_fen < 2_100_000
    rents = records[f"village/{estates.KANGJIAPING}", "rent"]
    assert sum(round(float(one["quantity"].split()[0]) * 100) for one in rents) == 6_698
    assert all("*" in one["payee"] for one in rents)
    told = [one for (scope, kind), listed in records.items() if kind == "owed" for one in listed]
    assert len(told) == 28 and all("*" not in one["payee"] for one in told)
    answered = [one["answer"]["say"] for one in told if "answer" in one]
    assert answered == ["missing"] * estates.ANSWERING and len(answered) >= FEWEST, "so that they are counted"
