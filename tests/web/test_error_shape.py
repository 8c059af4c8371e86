"""One shape of refusal, whatever went wrong and on whatever route."""

from typing import Any

import pytest
import structlog

from shaiba_sync.errors import RETRY
from tests.conftest import HOME, Village

CASES: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nothing/here", {}, 404, "not_found"),
    ("GET", "/openapi/elements", {}, 404, "not_found"),
    ("GET", "/", {}, 404, "not_found"),
    ("PUT", "/sync", {}, 405, "malformed"),
    ("DELETE", "/health", {}, 405, "malformed"),
    ("POST", "/sync", {"content": b""}, 400, "malformed"),
    ("POST", "/sync", {"content": b"{}\n"}, 400, "malformed"),
    ("POST", "/sync", {"content": b'{"v":1,"have":{}}'}, 400, "malformed"),
    ("POST", "/sync", {"content": b'{"v":2,"have":{}}\n'}, 426, "version_unsupported"),
    ("POST", "/sync", {"content": b"x" * 16_000_001}, 413, "too_large"),
    ("POST", "/sync", {"content": b"zz", "headers": {"content-encoding": "gzip"}}, 400, "malformed"),
    ("POST", "/sync", {"content": b"zz", "headers": {"content-encoding": "br"}}, 400, "malformed"),
    ("POST", "/identity/session", {"content": b"{"}, 400, "malformed"),
    ("POST", "/identity/session", {"json": {"device": 1}}, 400, "malformed"),
    ("POST", "/identity/session", {"json": {"device": "", "challenge": "", "sig": ""}}, 403, "forbidden"),
    ("POST", "/identity/challenge", {"json": {"device": "x", "extra": 1}}, 400, "malformed"),
    ("GET", "/identity/me", {}, 401, "signed_out"),
    ("GET", "/identity/me", {"headers": {"cookie": "shaiba=nonsense"}}, 401, "signed_out"),
    ("PUT", "/blob/" + "0" * 64, {"headers": {"x-shaiba": "1"}}, 401, "signed_out"),
    ("GET", "/blob/" + "0" * 64, {}, 404, "not_found"),
    ("GET", "/blob/x", {}, 404, "not_found"),
    ("POST", "/blobs", {"json": {"blobs": ["x"]}, "headers": {"x-shaiba": "1"}}, 400, "malformed"),
    ("POST", "/blobs", {"json": {"blobs": ["0" * 64] * 501}, "headers": {"x-shaiba": "1"}}, 400, "malformed"),
    ("GET", "/log/village/1/entries/x/-1", {}, 404, "not_found"),
    ("GET", "/live", {}, 400, "malformed"),
    ("GET", "/ballot", {}, 405, "malformed"),
    ("POST", "/ballot", {"content": b"x"}, 400, "malformed"),
    ("POST", "/ballot", {"content": bytes(2561)}, 413, "too_large"),
]


@pytest.mark.parametrize(
    ("method", "path", "more", "status", "code"), CASES, ids=[f"{c[0]} {c[1]} {c[4]}" for c in CASES]
)
async def test_every_refusal_has_the_one_shape(
    village: Village, method: str, path: str, more: dict[str, Any], status: int, code: str
) -> None:
    answer = await village.client.request(method, path, **more)
    body = answer.json()
    assert (answer.status_code, body["error"]) == (status, code)
    assert set(body) == {"error", "retry", "detail"}
    assert body["retry"] == RETRY[code]
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_what_is_no_page_may_load_run_and_frame_nothing(village: Village) -> None:
    answers = [
        await village.client.post("/sync", content=b'{"v":1,"have":{"%b":[0,0]}}\n' % HOME.encode()),
        await village.client.get("/log/scopes"),
    ]
    for answer in answers:
        assert answer.status_code == 200
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"


async def test_a_bug_tells_nothing_but_that_it_failed(village: Village, monkeypatch: pytest.MonkeyPatch) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("the secret of the house")

    monkeypatch.setattr(village.server, "caller", broken)
    answer = await village.client.post("/sync", content=b'{"v":1,"have":{}}\n')
    assert (answer.status_code, answer.json()) == (
        500,
        {"error": "unavailable", "retry": "later", "detail": {"after_s": 30}},
    )
    assert "secret" not in answer.text


@pytest.mark.parametrize("path", ["/sync", "/identity/session"])
async def test_a_phone_that_hangs_up_in_its_request_is_no_failure(village: Village, path: str) -> None:
    coming = [{"type": "http.request", "body": b'{"v":1,', "more_body": True}, {"type": "http.disconnect"}]
    request = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": path, "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": [],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2), "state": {},
    }  # fmt: skip

    async def receive() -> Any:
        return coming.pop(0)

    async def send(message: Any) -> None:
        pass

    with structlog.testing.capture_logs() as logged:
        await village.client._transport.app(request, receive, send)  # type: ignore[attr-defined]
    assert [(one["event"], one["log_level"]) for one in logged] == [("hung_up", "debug")]


async def test_a_store_that_can_take_nothing_says_when_to_come_again(village: Village) -> None:
    await village.store._writer.close()  # type: ignore[attr-defined]
    answer = await village.client.post("/identity/challenge", json={"device": "x"})
    assert (answer.status_code, answer.json()["error"], answer.headers["retry-after"]) == (503, "unavailable", "30")


async def test_the_api_describes_itself_without_anybody_elses_page(village: Village) -> None:
    answer = await village.client.get("/openapi.json")
    assert answer.status_code == 200
    paths = answer.json()["paths"]
    assert {"/sync", "/live", "/identity/enrol", "/blob/{blob_hash}", "/regions.json", "/health"} <= set(paths)
    assert "http" not in str({key: value for key, value in answer.json().items() if key != "paths"})
