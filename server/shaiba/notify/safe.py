"""Requests to addresses that others named: public ones only, over https, to just the address that was looked up."""

import asyncio
import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

MOST_CHARACTERS = 1_000
TIMEOUT_S = 10.0
MOST_ANSWER = 1_000
"""Bytes of an answer that are read: only its status is wanted."""


class Unsafe(Exception):
    """The address is none that this server asks."""


class Unreached(Exception):
    """Nobody answered there; what went wrong, by its name."""


def check_url(url: str, *, private: bool) -> None:
    """Whether it has the form of an address that may be asked. `private`: for tests, http and any port too."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise Unsafe("form") from None
    if len(url) > MOST_CHARACTERS or not url.isascii() or any(c.isspace() or ord(c) < 32 for c in url):
        raise Unsafe("form")
    if parts.scheme != "https" and not (private and parts.scheme == "http"):
        raise Unsafe("scheme")
    if not parts.hostname or parts.username is not None or parts.password is not None or parts.fragment:
        raise Unsafe("form")
    if port not in (None, 443) and not private:
        raise Unsafe("port")


async def addresses(url: str, *, private: bool) -> list[str]:
    """Those of the host; every one of them must be public: of two answers of a name server one might be inside."""
    parts = urlsplit(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(parts.hostname, parts.port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise Unsafe("unknown_host") from None
    hosts = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not hosts or not (private or all(ipaddress.ip_address(host).is_global for host in hosts)):
        raise Unsafe("private")
    return hosts


async def post(url: str, headers: Mapping[str, str], body: bytes, *, private: bool) -> int:
    """Post, and the status that came. The connection goes to the address that was looked at, so that a name which
    changes meanwhile leads nowhere else; nothing is followed. Raises `Unsafe`, `Unreached`."""
    import httpx  # with the first post, if there ever is one: it is a twelfth of a server's start

    check_url(url, private=private)
    [host, *_] = await addresses(url, private=private)
    parts = urlsplit(url)
    pinned = httpx.URL(url).copy_with(host=host)
    named = {**headers, "Host": parts.netloc}
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT_S, follow_redirects=False, trust_env=False) as client:
            request = client.build_request("POST", pinned, headers=named, content=body)
            request.extensions["sni_hostname"] = parts.hostname  # the certificate is the name's, not the number's
            answer = await client.send(request, stream=True)
            await answer.aclose()
            return answer.status_code
    except (httpx.HTTPError, OSError) as error:
        raise Unreached(type(error).__name__) from error
