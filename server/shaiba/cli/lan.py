"""A certificate of one's own, so that phones in the same network can try the demo over https.

The authority that signs it is made here, may sign for this one address only (name constraints), and stays in the data
folder. A phone must be told to trust it; `offer_authority` hands it out over plain http.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from ..ports import opening

DAYS = 90
"""The demo's certificate is good for so long; then it is made again."""
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/x-x509-ca-cert\r\ncontent-disposition: attachment; filename=shaiba-demo-ca.crt\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%b"  # noqa: E501
READ_S = 5
"""A phone has so long to say what it wants."""


class Certificate(NamedTuple):
    """Files in the data folder: the server's certificate and key, and the authority's certificate (DER)."""

    chain: Path
    key: Path
    authority: Path


def certificate_for(folder: Path, address: str, *, now: datetime) -> Certificate:
    """The certificate for this address; made when there is none that is good for another day."""
    files = Certificate(folder / f"{address}.pem", folder / f"{address}.key", folder / f"{address}.ca.crt")
    if files.chain.is_file():
        held = x509.load_pem_x509_certificate(files.chain.read_bytes())
        if held.not_valid_after_utc > now + timedelta(days=1):
            return files
    folder.mkdir(mode=0o700, exist_ok=True)
    authority_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    authority = _authority(authority_key, address, now)
    leaf = _leaf(key, authority, authority_key, address, now)
    files.key.touch(mode=0o600)
    files.key.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    files.authority.write_bytes(authority.public_bytes(Encoding.DER))
    files.chain.write_bytes(leaf.public_bytes(Encoding.PEM) + authority.public_bytes(Encoding.PEM))
    return files  # the authority's key is kept nowhere: it signs this once


@asynccontextmanager
async def offer_authority(host: str, port: int, file: Path) -> AsyncIterator[None]:
    """Answer every request on this port with the authority's certificate."""
    data = await asyncio.to_thread(file.read_bytes)

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(READ_S):
                await reader.readuntil(b"\r\n\r\n")
            writer.write(ANSWER % (len(data), data))
            await writer.drain()
        except (TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            pass  # nobody is owed an answer here
        finally:
            writer.close()

    with opening(host, port):
        server = await asyncio.start_server(answer, host, port)
    async with server:
        yield


def _authority(key: ec.EllipticCurvePrivateKey, address: str, now: datetime) -> x509.Certificate:
    only_here = x509.IPAddress(ipaddress.ip_network(address))
    name = _name(f"Shaiba demo, {address} only")
    return (
        _builder(name, name, key.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=[only_here], excluded_subtrees=None), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _leaf(
    key: ec.EllipticCurvePrivateKey,
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    address: str,
    now: datetime,
) -> x509.Certificate:
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(address))])
    return (
        _builder(_name(address), authority.subject, key.public_key(), now)
        .add_extension(here, critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key()), critical=False)
        .sign(authority_key, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=DAYS))
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates, content_commitment=False, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=False,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
