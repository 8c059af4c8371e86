"""`shaiba revoke` turns phones off with a word that stands in the log; nothing else is touched."""

import asyncio
from pathlib import Path

import pytest

from shaiba.cli import main
from shaiba.identity.device import NewKey, enrolment
from shaiba.replica.duty import say
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode, device_id
from tests.conftest import HOME, NOW_MS, TODAY, open_village

WHY = "本人来村里说手机丢了"


def key(number: int) -> NewKey:
    public = bytes([number]) * 32
    return NewKey(device_id("ed25519", public), "ed25519", b64u_encode(public))


async def test_phones_of_a_person_or_one_of_them_are_turned_off_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    phones = [key(number) for number in range(4)]
    async with open_village(tmp_path) as village:
        await village.settle()
        owners = ("p-lost", "p-lost", "p-lost", "p-other")
        changes = [enrolment(one, person, TODAY) for one, person in zip(phones, owners, strict=True)]
        await say(village.replica, HOME, changes, now_ms=NOW_MS)
    for module in ("shaiba.cli.revoke", "shaiba.app"):
        monkeypatch.setattr(f"{module}.system_clock", lambda: NOW_MS + 60_000)
    given = ["revoke", "--data", str(tmp_path / "data"), "--why", WHY]

    monkeypatch.setattr("builtins.input", lambda _: "no")
    assert await asyncio.to_thread(main, [*given, "--device", phones[0].device]) == 1
    assert "Nothing" in capsys.readouterr().out
    assert await _off(tmp_path, phones) == [None] * 4
    assert await asyncio.to_thread(main, [*given, "--device", phones[0].device, "--yes"]) == 0
    assert await _off(tmp_path, phones) == [WHY, None, None, None]
    monkeypatch.setattr("builtins.input", lambda _: "2")
    assert await asyncio.to_thread(main, [*given, "--person", "p-lost"]) == 0
    assert phones[0].device not in capsys.readouterr().out.split("turned off")[1], "it was off already"
    assert await _off(tmp_path, phones) == [WHY, WHY, WHY, None]
    assert await asyncio.to_thread(main, [*given, "--person", "p-lost", "--yes"]) == 2
    assert "No phone" in capsys.readouterr().err


async def test_where_the_server_that_uses_the_folder_does_not_answer_it_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with open_village(tmp_path) as village:
        await village.settle()
        await say(village.replica, HOME, [enrolment(key(1), "p-lost", TODAY)], now_ms=NOW_MS)
        given = ["revoke", "--data", str(tmp_path / "data"), "--why", WHY, "--person", "p-lost", "--yes", "--port", "1"]
        assert await asyncio.to_thread(main, given) == 2
    assert "none answers" in capsys.readouterr().err
    assert await _off(tmp_path, [key(1)]) == [None]


async def _off(tmp_path: Path, phones: list[NewKey]) -> list[str | None]:
    """Why each is off; None where it is on."""
    async with open_village(tmp_path) as village:
        found = [view(one.record) for phone in phones for one in await village.store.find("device", phone.device)]
        return [one.get("why") for one in found]
