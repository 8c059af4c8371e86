"""What a server takes, what it refuses, and that a refusal touches nothing else."""

import secrets
from typing import Any

import pytest

from shaiba.replica.duty import Refusal, say
from shaiba_sync.clock import MAX_DRIFT_MS, Stamp
from shaiba_sync.wire import Lines, Refused, Verdict
from tests.conftest import HOME, NOW_MS, SQUARE, TOWN, P256Phone, Phone, Village, disclosure, lines_of


async def test_what_is_pushed_is_stored_and_comes_back_to_others_byte_for_byte(village: Village) -> None:
    before = (await village.store.head(HOME)).size
    line = village.accountant.say(HOME, disclosure())
    [verdict, *_] = await village.sync(line)
    assert verdict == Verdict("stored", verdict.id, HOME, before)
    items = await village.sync(have={HOME: (0, before)})
    assert lines_of(items) == [line]


async def test_the_same_op_again_is_seen_at_its_place(village: Village) -> None:
    line = village.accountant.say(HOME, disclosure())
    first = (await village.sync(line))[0]
    again = (await village.sync(line))[0]
    assert (again.verdict, again.id, again.seq) == ("seen", first.id, first.seq)


async def test_a_phones_own_lines_are_not_sent_back_to_it(village: Village) -> None:
    size = (await village.store.head(HOME)).size
    line = village.accountant.say(HOME, disclosure())
    items = await village.sync(line, have={HOME: (0, size)})
    page = next(item for item in items if isinstance(item, Lines))
    assert (page.begin, page.to, page.count) == (size, size + 1, 0)


async def test_a_bad_op_does_not_hold_back_the_next(village: Village) -> None:
    good = village.accountant.say(HOME, disclosure("d1"))
    bad = village.villager.say(HOME, disclosure("d2"))
    later = village.accountant.say(HOME, disclosure("d3"))
    verdicts = [item for item in await village.sync(good, bad, later) if isinstance(item, Verdict | Refused)]
    assert [getattr(one, "error", "stored") for one in verdicts] == ["stored", "forbidden", "stored"]
    assert [r.id for r in await village.store.records(HOME, "disclosure")] == ["d1", "d3"]


def unknown_field(village: Village) -> bytes:
    change = disclosure()
    change["set"]["colour"] = "red"
    return village.accountant.say(HOME, change)


def wrong_signature(village: Village) -> bytes:
    line = village.accountant.say(HOME, disclosure())
    return line[:-88] + (b"AAAA" if line[-88:-84] != b"AAAA" else b"BBBB") + line[-84:]


def unknown_device(village: Village) -> bytes:
    return Phone("p-accountant").say(HOME, disclosure())


def stamp_ahead(village: Village) -> bytes:
    return village.accountant.say(HOME, disclosure(), now_ms=NOW_MS + MAX_DRIFT_MS + 1)


def line_too_long(village: Village) -> bytes:
    return b"x" * 65_537


def no_json(village: Village) -> bytes:
    return b'{"v":1}'


def not_a_member_of_the_square(village: Village) -> bytes:
    set_ = {"person": "p-stranger", "title": "问一声", "category": "other", "text": "…"}
    return village.accountant.say("square/350524102208", {"do": "appeal.file", "id": "a1", "set": set_})


def a_village_that_is_not_there(village: Village) -> bytes:
    return village.accountant.say("village/990524102207", disclosure())


def a_square_of_a_village_that_is_not_there(village: Village) -> bytes:
    return village.accountant.say("square/990524102207", disclosure())


def a_kind_in_the_wrong_scope(village: Village) -> bytes:
    return village.accountant.say(SQUARE, disclosure())


def a_missing_record(village: Village) -> bytes:
    return village.accountant.say(HOME, {"do": "disclosure.withdraw", "id": "none", "set": {"withdrawn": "…"}})


def an_unknown_kind(village: Village) -> bytes:
    return village.accountant.say(HOME, {"do": "wish.make", "id": "w1", "set": {"text": "…"}})


def a_personal_number_for_everyone(village: Village) -> bytes:
    return village.accountant.say(HOME, disclosure(title="发给唐某 510107198001011235"))


BAD = [
    (unknown_field, "invalid"),
    (wrong_signature, "bad_signature"),
    (unknown_device, "unknown_device"),
    (stamp_ahead, "clock_drift"),
    (line_too_long, "too_large"),
    (no_json, "malformed"),
    (not_a_member_of_the_square, "forbidden"),
    (a_village_that_is_not_there, "unknown_region"),
    (a_square_of_a_village_that_is_not_there, "forbidden"),
    (a_kind_in_the_wrong_scope, "forbidden"),
    (a_missing_record, "unknown_record"),
    (an_unknown_kind, "invalid"),
    (a_personal_number_for_everyone, "identifier"),
]


@pytest.mark.parametrize(("make", "code"), BAD, ids=[make.__name__ for make, _ in BAD])
async def test_each_bad_op_has_its_own_code_changes_nothing_and_holds_back_nothing(
    village: Village, make: Any, code: str
) -> None:
    before = await everything(village)
    bad = make(village)
    assert await village.refusal(bad) == code
    assert await everything(village) == before
    good = village.neighbour.say(
        SQUARE,
        {"do": "appeal.file", "id": "a9", "set": appeal(village.neighbour.person)},
    )
    verdicts = await village.sync(bad, good)
    assert (verdicts[0].error, verdicts[1].verdict) == (code, "stored")


async def test_a_salt_stands_for_one_act_only(village: Village) -> None:
    salt = secrets.token_bytes(16)
    first = village.accountant.say(HOME, disclosure("d1"), salt=salt)
    second = village.accountant.say(HOME, disclosure("d2"), salt=salt)
    await village.sync(first)
    assert await village.refusal(second) == "salt_reused"
    other = village.accountant.say(f"region/{TOWN}", disclosure("d2"), salt=salt)
    assert await village.refusal(other) == "forbidden"  # another scope's salts are another matter


async def test_an_act_stamped_again_is_that_act(village: Village) -> None:
    """A phone whose clock was ahead signs its act again; then a copy of its first line arrives. It stands once."""
    salt = secrets.token_bytes(16)
    ahead = village.accountant.say(HOME, disclosure("d1"), now_ms=NOW_MS + 700_000, salt=salt)
    assert await village.refusal(ahead) == "clock_drift"
    village.accountant.last = Stamp(0, 0)
    stored = (await village.sync(village.accountant.say(HOME, disclosure("d1"), salt=salt)))[0]
    village.time.now_ms += 700_000
    seen = (await village.sync(ahead))[0]
    assert (seen.verdict, seen.id, seen.seq) == ("seen", stored.id, stored.seq)


async def test_two_acts_may_bear_one_stamp(village: Village) -> None:
    """A phone whose clock was turned back; nothing but its own order of values depends on it."""
    first = village.accountant.say(HOME, disclosure("d1"))
    village.accountant.last = Stamp(0, 0)
    second = village.accountant.say(HOME, disclosure("d2"))
    assert [one.verdict for one in (await village.sync(first, second))[:2]] == ["stored", "stored"]


async def test_an_id_that_exists_is_taken(village: Village) -> None:
    await village.sync(village.accountant.say(HOME, disclosure()))
    assert await village.refusal(village.accountant.say(HOME, disclosure())) == "taken"


async def test_a_revoked_device_signs_no_more_but_what_it_sent_is_still_seen(village: Village) -> None:
    line = village.accountant.say(HOME, disclosure())
    await village.sync(line)
    second = Phone(village.accountant.person)
    await say(village.replica, HOME, [second.enrolment()], now_ms=NOW_MS)
    revoke = {"do": "device.revoke", "id": village.accountant.device, "set": {"revoked": "2026-11-01", "why": "丢失"}}
    assert (await village.sync(second.say(HOME, revoke)))[0].verdict == "stored"
    assert (await village.sync(line))[0].verdict == "seen"
    assert await village.refusal(village.accountant.say(HOME, disclosure("d2"))) == "device_revoked"


async def test_a_grant_ends_by_itself(village: Village) -> None:
    village.time.now_ms += 3 * 366 * 86_400_000
    line = village.accountant.say(HOME, disclosure(), now_ms=village.time())
    assert await village.refusal(line) == "forbidden"


async def test_the_same_act_signed_again_is_that_act(village: Village) -> None:
    """ECDSA signatures differ each time: who signs the same head twice has said one thing."""
    phone = P256Phone(village.accountant.person)
    await say(village.replica, HOME, [phone.enrolment()], now_ms=NOW_MS)
    first, second = phone.say_twice(HOME, disclosure())
    assert first != second
    stored = (await village.sync(first))[0]
    seen = (await village.sync(second))[0]
    assert (seen.verdict, seen.id, seen.seq) == ("seen", stored.id, stored.seq)


async def test_an_act_under_anothers_signature_is_not_that_act(village: Village) -> None:
    line = village.accountant.say(HOME, disclosure())
    await village.sync(line)
    assert await village.refusal(line[:-88] + b"AAAA" + line[-84:]) == "bad_signature"


def appeal(person: str) -> dict[str, Any]:
    return {"person": person, "title": "路灯不亮", "category": "livelihood", "text": "村口路灯坏了一个月。"}


async def everything(village: Village) -> list[Any]:
    store = village.store
    return [(name, (await store.head(name)).size, await store.records(name)) for name in await store.scopes()]


async def test_what_an_act_asks_for_counts_for_the_rest_of_it(village: Village) -> None:
    asked = {"signatures": ["supervisor"], "since": "2026-01", "until": "9999-12"}
    policy = {"do": "reviewing.ask", "id": "policy", "set": asked}
    book = disclosure("d1")
    book["set"] |= {"category": "ledger", "period": "2026-10"}
    with pytest.raises(Refusal) as refused:
        await say(village.replica, HOME, [policy, book], now_ms=NOW_MS)
    assert refused.value.refused.error == "not_signed"
    await say(village.replica, HOME, [book, policy], now_ms=NOW_MS)
