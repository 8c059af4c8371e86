"""A demo in a local network: its certificate is good for one address, and a phone that trusts it connects."""

import asyncio
import ipaddress
import ssl
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from shaiba.cli.lan import DAYS, certificate_for, offer_authority

NOW = datetime.now(UTC)
HERE = "127.0.0.1"


def test_it_is_made_once_and_again_when_it_ends(tmp_path: Path):
    made = certificate_for(tmp_path / "lan", HERE, now=NOW)
    before = made.chain.read_bytes()
    assert certificate_for(tmp_path / "lan", HERE, now=NOW + timedelta(days=DAYS - 2)).chain.read_bytes() == before
    assert certificate_for(tmp_path / "lan", HERE, now=NOW + timedelta(days=DAYS - 1)).chain.read_bytes() != before
    assert made.key.stat().st_mode & 0o077 == 0


def test_the_authority_vouches_for_this_address_only(tmp_path: Path):
    made = certificate_for(tmp_path / "lan", HERE, now=NOW)
    authority = x509.load_der_x509_certificate(made.authority.read_bytes())
    constraints = authority.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert [n.value for n in constraints.value.permitted_subtrees or ()] == [ipaddress.ip_network(HERE)]


@pytest.mark.parametrize(("asked", "good"), [(HERE, True), ("127.0.0.2", False)])
async def test_a_phone_that_trusts_it_connects(tmp_path: Path, asked: str, good: bool):
    made = certificate_for(tmp_path / "lan", HERE, now=NOW)
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(made.chain, made.key)
    phone = ssl.create_default_context(cadata=made.authority.read_bytes())

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with await asyncio.start_server(hang_up, HERE, 0, ssl=server_side) as server:
        port = server.sockets[0].getsockname()[1]
        try:
            _, writer = await asyncio.open_connection(HERE, port, ssl=phone, server_hostname=asked)
        except ssl.SSLCertVerificationError:
            assert not good
        else:
            writer.close()
            assert good


async def test_a_phone_fetches_the_authority_over_http(tmp_path: Path, unused_tcp_port: int):
    made = certificate_for(tmp_path / "lan", HERE, now=NOW)
    async with offer_authority(HERE, unused_tcp_port, made.authority):
        url = f"http://{HERE}:{unused_tcp_port}/"
        got = await asyncio.to_thread(lambda: urllib.request.urlopen(url).read())  # noqa: S310 — our own address
    assert got == made.authority.read_bytes()
