"""Personal numbers put in through every door: none comes out of a log, an error, a tool or a public file."""

import traceback
from pathlib import Path
from typing import Any

import pytest
import structlog

from shaiba.cli import main
from shaiba.replica.duty import say
from shaiba_sync.personal import hide_personal
from tests.conftest import HOME, SQUARE, TOWN, Village, disclosure, lines_of

CANARIES = {"identity": "510107198001011235", "card": "6222021234567894", "mobile": "13912345678"}
VILLAGE = "350583112216"
SHEET = "凭证号,日期,收支,科目,摘要,对方,金额\n"


def entry(**fields: Any) -> dict[str, Any]:
    given = {"disclosure": "d1", "voucher": "1", "date": "2026-10-08", "direction": "out", "subject": "救助"}
    return {
        "do": "entry.post",
        "id": "e1",
        "set": {**given, "summary": "…", "payee": "唐某", "amount_fen": 1, **fields},
    }


def carries(text: bytes) -> bool:
    return any(number.encode() in text for number in CANARIES.values())


@pytest.mark.parametrize(("sort", "number"), CANARIES.items())
async def test_it_is_refused_in_public_whatever_field_it_stands_in(village: Village, sort: str, number: str) -> None:
    for change, field in (
        (disclosure(title=f"发给{number}"), "set.title"),
        (disclosure(record_id=number), "id"),
        (entry(payee=f"唐某{number}"), "set.payee"),
        ({"do": "entry.attach", "id": "e1", "append": {"receipts": {"number": number}}}, "append.receipts.number"),
    ):
        if change["do"].startswith("entry"):
            await village.sync(village.accountant.say(HOME, disclosure()), village.accountant.say(HOME, entry()))
        if "append" in change:
            picture = {"blob": "a" * 64, "type": "image/webp", "w": 1, "h": 1, "sort": "invoice"}
            change["append"]["receipts"] |= picture
        if change["do"] == "entry.post":
            change["id"] = "e2"
        refused = (await village.sync(village.accountant.say(HOME, change)))[0]
        assert (refused.error, refused.detail["field"], refused.detail["sort"]) == ("identifier", field, sort)


@pytest.mark.parametrize("place", range(5))
async def test_it_is_found_in_whatever_change_of_an_op_it_stands(village: Village, place: int) -> None:
    posts = [entry(voucher=str(n), amount_fen=1_000_000_000_000) | {"id": f"e{n}"} for n in range(5)]
    posts[place]["set"]["payee"] = f"唐某{CANARIES['identity']}"
    refused = (await village.sync(village.accountant.say(HOME, disclosure(), *posts)))[0]
    assert (refused.error, refused.detail["field"]) == ("identifier", "set.payee")
    posts[place]["set"]["payee"] = "唐某"
    assert (await village.sync(village.accountant.say(HOME, disclosure(), *posts)))[0].verdict == "stored"


async def test_where_few_read_it_may_stand_and_an_office_may_say_its_phone(village: Village) -> None:
    appeal = {
        "person": village.villager.person,
        "title": "我的补贴",
        "category": "subsidy",
        "text": CANARIES["identity"],
    }
    said = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": appeal})
    assert (await village.sync(said))[0].verdict == "stored"
    office = {"name": "农业站", "level": "town", "sort": "station", "phone": CANARIES["mobile"]}
    change = {"do": "office.open", "id": "o1", "set": office}
    [verdict] = await say(village.replica, f"region/{TOWN}", [change], now_ms=village.time())
    assert verdict.verdict == "stored"


async def test_no_door_of_the_server_lets_it_out(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bytes] = []

    async def ask(method: str, path: str, **more: Any) -> None:
        answer = await village.client.request(method, path, **more)
        answers.append(answer.content + repr(answer.headers).encode())

    async def knock() -> None:
        for number in CANARIES.values():
            change = disclosure(title=f"发给{number}")
            unknown = disclosure()
            unknown["set"][f"n{number}"] = number
            lines = [village.accountant.say(HOME, one) for one in (change, unknown)]
            lines.append(lines[0].replace(b"}]", b'},"' + number.encode() + b'"]'))
            await ask("POST", "/sync", content=b"\n".join([b'{"v":1,"have":{}}', *lines, b""]))
            await ask("POST", "/sync", content=b'{"v":1,"have":{"' + number.encode() + b'":[0,0]}}\n')
            for path in (f"/blob/{number}", f"/blob/{number}.jpg", f"/log/village/{number}/checkpoint", f"/{number}"):
                await ask("GET", path)
                await ask("PUT", path, content=number.encode(), headers={"x-shaiba": "1", "content-type": number})
            await ask(
                "POST", "/identity/enrol", json={"code": number, "household": number, "alg": "", "key": "", "sig": ""}
            )
            await ask("POST", "/identity/challenge", json={"device": number})
            await ask("GET", f"/live?scope=village/{number}")
            for route in (f"/log/{HOME}/entries/0.p/9", f"/log/{HOME}/checkpoint"):
                await ask("GET", route)

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    with structlog.testing.capture_logs() as events:
        await knock()
        monkeypatch.setattr(village.server, "caller", broken)
        monkeypatch.setattr(village.replica.store, "head", broken)
        await knock()
        monkeypatch.undo()
    assert len(answers) > 50
    assert not [answer for answer in answers if carries(answer)]
    assert {event["event"] for event in events} >= {"request_failed"}
    told = [repr(event) + "".join(traceback.format_exception(event.get("exc_info"))) for event in events]
    assert not [text for text in told if carries(text.encode())]
    assert not [line for line in lines_of(await village.sync(have={HOME: (0, 0)})) if carries(line)]
    files = [path for path in village.server.config.data.rglob("*") if path.is_file() and ".db" not in path.name]
    assert not [path for path in files if carries(path.read_bytes()) or carries(path.name.encode())]


def test_no_import_lets_it_out(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "data"
    assert main(["init", "--data", str(data), "--name", "test.example"]) == 0
    for number in CANARIES.values():
        rows = f"1,2026-10-08,支,救助,付{number},唐某,5\n2,{number},*{number}*,救助,路灯,店,钱{number}\n"
        file = tmp_path / f"账{number}.csv"
        file.write_text(SHEET + rows, encoding="utf-8")
        asked = ["import", "ledger", str(file), "--village", VILLAGE, "--period", "2026-10", "--data", str(data)]
        assert main(asked) == 1
        file.write_text(SHEET + rows.splitlines()[0], encoding="utf-8")
        assert main([*asked, "--mask", "--reason", f"补录{number}"]) in (0, 2)
        assert main([*asked, "--mask", "--reason", "补录"]) == 0
        file.unlink()
        assert main(asked) == 2
        out, err = capfd.readouterr()
        assert hide_personal(f"付{number}") in out
        assert not carries((out + err).encode())
    assert not [path for path in data.rglob("*") if path.is_file() and carries(path.read_bytes())]
