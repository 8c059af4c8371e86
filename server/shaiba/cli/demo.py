"""`shaiba demo`: load the demo county once, then serve it and say how to look at it."""

import argparse
import asyncio
import os
import secrets
import shutil
import socket
import sys
import time
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from ..app import open_replica
from ..config import FILE, Config, load
from ..data_folder import MEDIA, Doubt, make_folder
from ..demo.load import Loader
from ..demo.people import MARK, everyone
from ..demo.places import MAIN
from ..demo.story import SEED
from ..demo.vouch import begin, keep_vouching
from ..log import set_up
from ..packager.folder import MediaFolder
from ..storage.blobs import BlobFolder
from ..web.server import Server
from . import add_settings
from .lan import certificate_for, offer_authority
from .qr import qr
from .serve import serve

HELP = "load the demo county (once) and serve it"
LOG_NAME = "demo.shaiba.example"
SECRET = "demo.secret"  # noqa: S105 — the name of a file
"""In the data folder: what the demo people's keys follow from. A folder with it is a demo's."""
ROUND_S = 120
"""A sealed tip is with the demo's inspectors within minutes, not days; a folder keeps its rounds for ever."""
ROLES = {
    "accountant": "报账员",
    "committee": "村主任",
    "supervisor": "监委会主任",
    "villager": "村民",
    "cadre": "驻村（镇县）干部",
    "admin": "管理员",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data", "host", "port", "origin", "app", "round_s", "slot_bits", "log_level", "log_columns")
    parser.add_argument("--lan", action="store_true", help="serve phones in this network, with a certificate made here")
    parser.add_argument("--load-only", action="store_true", help="load it and stop")


def run(args: argparse.Namespace) -> int:
    given = {"log_level": "error", "log_columns": "yes"} | {k: v for k, v in vars(args).items() if v is not None}
    address = lan_address() if args.lan else ""
    if args.lan:
        given |= {"host": "0.0.0.0", "origin": f"https://{address}:{args.port or 8700}"}  # noqa: S104 — it is asked for
    config = load(os.environ, given | {"demo": "yes"})
    set_up(config.log_level, columns=config.log_columns)
    is_new = not (config.data / SECRET).is_file()
    fill(config.data, now_ms=time.time_ns() // 1_000_000)
    if args.load_only:
        return 0
    if is_new and args.round_s is None and "SHAIBA_ROUND_S" not in os.environ:
        (config.data / FILE).write_text(f"round_s = {ROUND_S}\n", encoding="utf-8")
        config = load(os.environ, given | {"demo": "yes"})
    asyncio.run(_serve_lan(config, address) if args.lan else serve(config, beside=welcome))
    return 0


def fill(data: Path, *, now_ms: int, name: str = LOG_NAME, practice: bool = False) -> None:
    """Make the demo's data folder, whole or not at all. A folder that is one already is left as it is. For `practice`
    its villages are marked so."""
    if (data / SECRET).is_file():
        return
    if (data / "name").exists():
        raise Doubt(f"{data} holds a log that is no demo's. Choose another folder with --data")
    print(f"· loading the {'practice' if practice else 'demo'} county (once)")
    sys.stdout.flush()
    began = time.monotonic()
    draft = data.with_name(f"{data.name}.loading")
    shutil.rmtree(draft, ignore_errors=True)
    count = asyncio.run(_fill(draft, now_ms, name, practice))
    if data.exists():
        data.rmdir()  # only an empty folder may stand in the way
    draft.rename(data)
    print(f"· {count} ops in {time.monotonic() - began:.0f} s")


async def _fill(draft: Path, now_ms: int, name: str, practice: bool) -> int:
    folder = make_folder(draft, name)
    secret = secrets.token_bytes(32)
    async with open_replica(folder, clock=lambda: now_ms) as replica:
        blobs = BlobFolder(draft / "blobs")
        media = MediaFolder(draft / MEDIA)
        count = await Loader(replica, blobs, media, secret=secret, now_ms=now_ms, practice=practice).load()
        await begin(replica, draft, secret, now_ms=now_ms)
    file = draft / SECRET
    file.touch(mode=0o600)
    file.write_bytes(secret)
    return count


async def _serve_lan(config: Config, address: str) -> None:
    made = certificate_for(config.data / "lan", address, now=datetime.now(UTC))
    async with offer_authority(config.host, config.port + 1, made.authority):
        await serve(config, (made.chain, made.key), welcome)


async def welcome(server: Server) -> None:
    """Say who is here, now that they can be reached; then the demo's people look at their phones."""
    print(guide(server.config))
    sys.stdout.flush()
    data = server.config.data
    await keep_vouching(server.replica, data, (data / SECRET).read_bytes(), server.clock)


def guide(config: Config) -> str:
    """What to do now: the address, whom one can be, how a phone gets there."""
    at_main = [person for person in everyone(SEED, {}, {}) if person.region == MAIN]
    lines = [
        "",
        f"  Shaiba 晒坝 · demo county 演示县    {config.origin}",
        "",
        "  People of 蓉溪村 (open 我 / Me on the screen and choose one; all are invented):",
        *(f"    {_pad(person.name + MARK, 18)}{_pad(ROLES[person.role], 12)}{person.id}" for person in at_main),
        "    … and those of twelve more villages, their towns and counties.",
        "",
    ]
    if not config.https:
        return "\n".join([*lines, *_ways_to_a_phone(config), ""])
    if config.host == "0.0.0.0":  # noqa: S104 — compared, not bound
        authority = config.origin.replace("https:", "http:").replace(str(config.port), str(config.port + 1))
        lines += [
            f"  On a phone, once: open {authority} and install what it gives as a CA certificate",
            "  (Android: Settings, Security, install a certificate; iOS: install the profile, then trust it in",
            "  Settings, General, About). It can vouch for this one address only; remove it when you are done.",
            "",
            *(f"  {line}" for line in qr(authority).splitlines()),
            "",
            f"  Then open {config.origin}",
            "",
        ]
    return "\n".join([*lines, *(f"  {line}" for line in qr(config.origin).splitlines()), ""])


def _ways_to_a_phone(config: Config) -> list[str]:
    return [
        "  On a phone, keys and offline use need https or localhost. Any one of these:",
        f"    adb reverse tcp:{config.port} tcp:{config.port}    then open {config.origin} on the phone (USB)",
        "    shaiba demo --lan               a certificate made here, which the phone must be told to trust",
        f"    shaiba demo --origin https://…  behind a TLS proxy in front of port {config.port}",
    ]


def lan_address() -> str:
    """The address of this machine in its network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: it only chooses the way out
            return str(probe.getsockname()[0])
        except OSError:
            raise Doubt("This machine is in no network, so --lan has no address") from None


def _pad(text: str, width: int) -> str:
    """Chinese characters take two columns."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text))
