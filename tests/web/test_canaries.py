"""What must stay secret, put in through every door that the app has: it comes out of no answer, log or file.

The doors are those of the app's own routes and of its description (/openapi.json): a route that is added is knocked
at as well.
"""

import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import pytest_asyncio
import structlog

from shaiba.web.routes import routes
from tests.conftest import HOME, SQUARE, VILLAGE, Village, open_village
from tests.web.test_identity import sign_in
from tests.web.test_letters import Staff

GIVEN = {
    "identity": "510107198001011235",
    "card": "6222021234567894",
    "mobile": "13912345678",
    "tip": "tip-canary-q7Zk",
    "pin": "pin-canary-917346",
    "code": "CANARYC0DE77",
}
OURS = {"x-shaiba": "1"}
PUBLIC = (f"/log/{HOME}/checkpoint", f"/log/{HOME}/entries/0.p/99", "/log/scopes", "/regions.json", "/openapi.json")


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """With the demo's routes too."""
    async with open_village(tmp_path, demo="yes") as found:
        await found.settle()
        yield found


def doors(village: Village) -> list[tuple[str, str]]:
    """Every method and path there is; a raw handler (/sync, /live) takes any."""
    found = []
    for handler in routes(village.server):
        for path in sorted(handler.paths):
            found += [(method, path) for method in sorted(getattr(handler, "http_methods", ("GET", "POST")))]
    return found


def bodies(schema: dict[str, Any], method: str, path: str, secret: str) -> Iterator[dict[str, Any]]:
    """What the description says that the route takes, the secret in every field; and the same with a field too many."""
    content = schema["paths"].get(path, {}).get(method.lower(), {}).get("requestBody", {}).get("content", {})
    named = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    fields = schema["components"]["schemas"].get(named, {}).get("properties", {})
    body: dict[str, Any] = {name: [secret] if kind.get("type") == "array" else secret for name, kind in fields.items()}
    yield body
    yield {**body, secret: secret}


async def knock(village: Village, secret: str) -> list[bytes]:
    """The secret at every door, in every place that a request has."""
    answers = []
    schema = (await village.client.get("/openapi.json")).json()
    for method, pattern in doors(village):
        path = "/".join(quote(secret) if part.startswith("{") else part for part in pattern.split("/"))
        described = pattern.replace(":str", "").replace(":int", "").replace(":path", "")
        tried: list[dict[str, Any]] = [{"json": body} for body in bodies(schema, method, described, secret)]
        tried += [{"content": secret.encode()}, {"content": b'{"v":1,"have":{"' + secret.encode() + b'":[0,0]}}\n'}]
        for more in tried:
            answer = await village.client.request(
                method, path, params={"scope": secret, "region": VILLAGE, secret: secret},
                headers={**OURS, "content-type": secret, "upload-offset": secret, "if-none-match": secret}
                if "content" in more else OURS, **more,
            )  # fmt: skip
            answers.append(answer.content + repr(answer.headers).encode())
    return answers


def told(event: Any) -> str:
    """An event as a log would have it, its traceback too."""
    error = event.get("exc_info")
    return repr(event) + ("".join(traceback.format_exception(error)) if isinstance(error, BaseException) else "")


async def test_no_door_lets_a_secret_out(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = Staff(village)
    await staff.settle()
    letter = await staff.letter()
    secrets = {**GIVEN, "letter": letter["code"], "letter's secret": letter["secret"]}

    async def broken(*_: object) -> None:
        raise RuntimeError("broken")

    answers: list[bytes] = []
    with structlog.testing.capture_logs() as events:
        for by in (None, village.villager, village.accountant, staff.keeper):
            village.client.cookies.clear()
            if by is not None:
                await sign_in(village, by)
                secrets[f"session of {by.person}"] = next(iter(village.client.cookies.values()))
            for secret in list(secrets.values()) if by is staff.keeper else [GIVEN["tip"], letter["code"]]:
                answers += await knock(village, secret)
        with monkeypatch.context() as broke:
            broke.setattr(village.server, "caller", broken)
            broke.setattr(village.replica.store, "head", broken)
            for secret in (GIVEN["identity"], GIVEN["tip"], letter["secret"]):
                answers += await knock(village, secret)
    village.client.cookies.clear()
    files = [path for path in village.server.config.data.rglob("*") if path.is_file() and ".db" not in path.name]
    places = {
        "an answer": answers,
        "a log": [told(one).encode() for one in events],
        "a file": [path.read_bytes() + path.name.encode() for path in files],
        "a public file": [(await village.client.get(path)).content for path in PUBLIC],
    }
    assert len(answers) > 1_000
    assert {"request_failed"} <= {event["event"] for event in events}
    for place, texts in places.items():
        for name, secret in secrets.items():
            forms = {secret.encode(), quote(secret).encode()}
            assert not [text for text in texts if any(form in text for form in forms)], (name, place)


async def test_what_is_written_for_few_is_in_no_log_and_no_public_file(village: Village) -> None:
    text = "；".join(GIVEN.values())
    appeal = {"person": village.villager.person, "title": "tip-canary-q7Zk", "category": "subsidy", "text": text}
    with structlog.testing.capture_logs() as events:
        said = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": appeal})
        assert (await village.sync(said))[0].verdict == "stored"
    public = b"".join([(await village.client.get(path)).content for path in PUBLIC])
    assert not [secret for secret in GIVEN.values() if secret.encode() in repr(events).encode() + public]
