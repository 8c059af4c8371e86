"""Headers of every response, refusals included (security.md §2, rows 8 and 29).

The app loads nothing from elsewhere and runs no text as script; its page may use camera, microphone and place.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Message, Receive, Scope, Send

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types shaiba svelte-trusted-html",  # pwa/src/device/trusted.ts; Svelte's own templates
    )
)

DATA_CSP = "default-src 'none'; frame-ancestors 'none'"
"""Of what the app reads and nobody sees as a page: it loads, runs and frames nothing. Stricter, and short: a phone on a
slow link hears it with every answer."""

DATA = (b"application/x-ndjson", b"application/json", b"text/event-stream")

ALWAYS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(self), geolocation=(self), interest-cohort=()"),
)
WITHOUT_BODY = (204, 304)
"""There is nothing to sniff, frame or run in these; «nothing new» must be small (a phone asks it all day)."""

HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


def with_headers(app: "ASGIApp", *, https: bool) -> "ASGIApp":
    """The app, each of its responses with these headers. A response's own stands where it has one."""
    fixed = [*ALWAYS, *([HSTS] if https else [])]
    page, data = ((b"content-security-policy", policy.encode()) for policy in (CSP, DATA_CSP))

    async def wrapped(scope: "Scope", receive: "Receive", send: "Send") -> None:
        if scope["type"] != "http":  # type: ignore[comparison-overlap]  # "lifespan" comes here too
            await app(scope, receive, send)
            return

        async def send_with(message: "Message") -> None:
            if message["type"] == "http.response.start" and message["status"] not in WITHOUT_BODY:
                headers = list(message["headers"])
                told = dict(headers)
                policy = data if told.get(b"content-type", b"").startswith(DATA) else page
                message["headers"] = [*headers, *(one for one in (*fixed, policy) if one[0] not in told)]
            await send(message)

        await app(scope, receive, send_with)

    return wrapped
