"""What must stay secret, put in through every door that the app has: it comes out of no answer, log or file.

The doors are those of the app's own routes and of its description (/openapi.json): a route that is added is knocked
at as well.
"""

import json
import traceback
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import pytest
import pytest_asyncio
import structlog

from shaiba.domain import KINDS
from shaiba.web.routes import routes
from shaiba_sync.errors import Malformed
from shaiba_sync.wire import SyncHeader, format_header
from tests.asgi import Asker
from tests.authz.world import ClerkPhone
from tests.conftest import HOME, SQUARE, TOWN, VILLAGE, Village, open_village
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
VECTORS = Path(__file__).parents[2] / "sync" / "vectors" / "kinds"
PUBLIC = (f"/log/{HOME}/checkpoint", f"/log/{HOME}/entries/0.p/99", "/log/scopes", "/regions.json", "/openapi.json")


@pytest_asyncio.fixture
async def village(tmp_path: Path) -> AsyncIterator[Village]:
    """With the demo's routes too."""
    async with open_village(tmp_path, demo="yes") as found:
        await found.settle()
        yield found


def doors() -> list[tuple[str, str]]:
    """Every method and path there is; a raw handler (/sync, /live) takes any."""
    found = []
    for handler in routes(demo=True):
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


async def knock(village: Village, schema: dict[str, Any], secret: str) -> list[bytes]:
    """The secret at every door, in every place that a request has."""
    answers = []
    client: Any = village.client
    asker = Asker(client._transport.app, lambda: client.cookies)
    query = urlencode({"scope": secret, "region": VILLAGE, secret: secret})
    named = {**OURS, "content-type": secret, "upload-offset": secret, "if-none-match": secret}
    for method, pattern in doors():
        path = "/".join(secret if part.startswith("{") else part for part in pattern.split("/"))
        described = pattern.replace(":str", "").replace(":int", "").replace(":path", "")
        tried = [
            (msgspec.json.encode(body), {**OURS, "content-type": "application/json"})
            for body in bodies(schema, method, described, secret)
        ]
        tried += [(content, named) for content in (secret.encode(), b'{"v":1,"have":{"%b":[0,0]}}\n' % secret.encode())]
        for content, headers in tried:
            answer = await asker.request(method, path, query=query, content=content, headers=headers)
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

    schema = (await village.client.get("/openapi.json")).json()
    answers: list[bytes] = []
    with structlog.testing.capture_logs() as events:
        for by in (None, village.villager, village.accountant, staff.keeper):
            village.client.cookies.clear()
            if by is not None:
                await sign_in(village, by)
                secrets[f"session of {by.person}"] = next(iter(village.client.cookies.values()))
            for secret in list(secrets.values()) if by is staff.keeper else [GIVEN["tip"], letter["code"]]:
                answers += await knock(village, schema, secret)
        with monkeypatch.context() as broke:
            broke.setattr(village.server, "caller", broken)
            broke.setattr(village.replica.store, "head", broken)
            for secret in (GIVEN["identity"], GIVEN["tip"], letter["secret"]):
                answers += await knock(village, schema, secret)
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


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts stand in it."""
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in members:
        if isinstance(member, str):
            yield (*path, name)
        else:
            yield from leaves(member, (*path, name))


def with_secret(change: dict[str, Any], path: tuple[Any, ...], secret: str) -> dict[str, Any]:
    """The change, that text ending in the secret; its id being it."""
    found: dict[str, Any] = json.loads(json.dumps(change))
    inner: Any = found
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = secret if path == ("id",) else f"{inner[path[-1]]} {secret}"
    return found


SAMPLES = {
    change["do"]: (change, kind)
    for kind in KINDS
    for vector in json.loads((VECTORS / f"{kind.name}.json").read_text(encoding="utf-8"))["vectors"]
    for _, change in vector.get("steps", ())
    if change["do"].startswith(f"{kind.name}.")
}
"""One change of each sort that there is, as the vectors have it, and its kind."""
PLACES = {
    "village": HOME, "region": f"region/{TOWN}", "square": SQUARE, "office": f"office/{VILLAGE}/review",
    "case": f"case/{VILLAGE}-canary", "home": f"home/{VILLAGE}-03-017", "watch": f"watch/{TOWN}",
}  # fmt: skip


async def test_no_field_of_any_change_brings_a_number_into_public_or_a_secret_into_a_log(village: Village) -> None:
    """Of every change that there is, every text; by who may say most of it, and by the clerk."""
    assert {change.__struct_config__.tag for kind in KINDS for change in kind.changes} == SAMPLES.keys()
    numbers = {GIVEN["identity"], GIVEN["card"], GIVEN["mobile"]}
    clerk = village.replica.clerk
    answers: list[bytes] = []
    with structlog.testing.capture_logs() as events:
        for by in (village.accountant, village.cadre, ClerkPhone(clerk.key, clerk.public_key)):
            lines, public = [], []
            for change, kind in SAMPLES.values():
                contact = {("set", name) for name in kind.contact}
                for path in leaves(change):
                    if path == ("do",) or path in contact:
                        continue
                    for scope in sorted(kind.scopes & PLACES.keys()):
                        for secret in (*numbers, GIVEN["tip"]):
                            try:
                                lines.append(by.say(PLACES[scope], with_secret(change, path, secret)))
                            except Malformed:  # no phone signs a tag that is none
                                continue
                            public.append(scope in ("village", "region") and secret in numbers)
            for start in range(0, len(lines), 500):
                part = lines[start : start + 500]
                body = b"\n".join([format_header(SyncHeader({}, False)), *part, b""])
                answer = await village.client.post("/sync", content=body, headers=await village.cookie_of(by.device))
                verdicts = answer.content.splitlines()[: len(part)]
                answers += [answer.content, repr(answer.headers).encode()]
                taken = [
                    v
                    for v, is_public in zip(verdicts, public[start:], strict=False)
                    if is_public and b"refused" not in v
                ]
                assert not taken, taken[:3]
            assert len(lines) > 500
    files = [(await village.client.get(path)).content for path in PUBLIC]
    said = [told(one).encode() for one in events]
    for secret in (*numbers, GIVEN["tip"]):
        assert not [text for text in (*answers, *said) if secret.encode() in text], secret
        assert secret == GIVEN["tip"] or not [text for text in files if secret.encode() in text], secret


async def test_what_is_written_for_few_is_in_no_log_and_no_public_file(village: Village) -> None:
    text = "；".join(GIVEN.values())
    appeal = {"person": village.villager.person, "title": "tip-canary-q7Zk", "category": "subsidy", "text": text}
    with structlog.testing.capture_logs() as events:
        said = village.villager.say(SQUARE, {"do": "appeal.file", "id": "a1", "set": appeal})
        assert (await village.sync(said))[0].verdict == "stored"
    public = b"".join([(await village.client.get(path)).content for path in PUBLIC])
    assert not [secret for secret in GIVEN.values() if secret.encode() in repr(events).encode() + public]
