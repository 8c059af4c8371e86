"""`shaiba revoke`: turn off one phone, or all phones of a person, by the server's own word.

One person may: a phone in strange hands must not stay on for want of a second. It stands in the log with its reason,
the household is told, and what comes after it, a new letter, takes two (sync/spec/people.md, "Revocation"). Beside
`shaiba serve` the op is brought to the running server, signed with the clerk's key; so its sessions end as always.
"""

import argparse
import asyncio
import os
import secrets
import urllib.error
import urllib.request
from collections.abc import Sequence

import msgspec

from shaiba_sync.clock import Stamp, format_stamp
from shaiba_sync.keys import sign
from shaiba_sync.merge import view
from shaiba_sync.op import b64u_encode, build_op, device_id
from shaiba_sync.wire import SyncHeader, format_header

from ..app import open_replica, system_clock
from ..config import Config, load
from ..data_folder import DataFolder, Doubt
from ..domain import kinds
from ..identity.device import revocation
from ..kind import day_of
from ..replica.duty import Change, Refusal, say_all
from ..replica.replica import public_bytes
from ..storage.store import Found
from . import add_settings

HELP = "turn off one phone, or all phones of a person; sessions end within seconds (also beside serve)"
TIMEOUT_S = 30
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 — compared with, not listened on

Acts = dict[str, list[Change]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data", "host", "port")
    whose = parser.add_mutually_exclusive_group(required=True)
    whose.add_argument("--device", help="the phone's id, as its owner's screen and the log have it")
    whose.add_argument("--person", help="the person's id, as on the roll: all phones of that person")
    parser.add_argument("--why", required=True, help="the reason; everybody reads it, so no names")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(args: argparse.Namespace) -> int:
    config = load(os.environ, vars(args))
    return asyncio.run(_revoke(config, DataFolder(config.data), args))


async def _revoke(config: Config, folder: DataFolder, args: argparse.Namespace) -> int:
    now_ms = system_clock()
    found = [one for one in await _phones(folder, args) if "revoked" not in view(one.record)]
    if not found:
        raise Doubt("No phone of these is on")
    for one in found:
        fields = view(one.record)
        print(f"{fields['id']}  of {fields['person']}, since {fields['since']}, in {one.scope}")
    if not args.yes and input(f"Type {len(found)} to turn them off: ").strip() != str(len(found)):
        print("Nothing was turned off.")
        return 1
    acts: Acts = {}
    for one in found:
        acts.setdefault(one.scope, []).append(revocation(one.record.id, day_of(now_ms), args.why))
    if _is_served(folder):
        await asyncio.to_thread(_bring, config, folder, acts, now_ms)
    else:
        async with open_replica(folder) as replica:
            try:
                await say_all(replica, acts.items(), now_ms=now_ms)
            except Refusal as error:
                raise Doubt(f"It was refused: {error}") from None
    print(f"{len(found)} turned off. What they signed before stays. A new phone needs a new letter.")
    return 0


async def _phones(folder: DataFolder, args: argparse.Namespace) -> Sequence[Found]:
    store = await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})
    try:
        if args.device:
            return await store.find("device", args.device)
        return await store.refer("device", "person", args.person)
    finally:
        await store.close()


def _is_served(folder: DataFolder) -> bool:
    try:
        folder.lock()
    except Doubt:
        return True
    folder.unlock()
    return False


def _bring(config: Config, folder: DataFolder, acts: Acts, now_ms: int) -> None:
    """Push the acts to the server that uses this folder, as the clerk."""
    key = folder.clerk_key
    clerk = device_id("ed25519", public_bytes(key))
    lines = [
        build_op(
            scope, clerk, format_stamp(Stamp(now_ms, 0)), b64u_encode(secrets.token_bytes(16)), changes,
            lambda message: sign("ed25519", key, message),
        ).line
        for scope, changes in acts.items()
    ]  # fmt: skip
    host = "localhost" if config.host in EVERYWHERE else config.host
    body = b"".join(line + b"\n" for line in [format_header(SyncHeader({})), *lines])
    request = urllib.request.Request(  # noqa: S310 — always http
        f"http://{host}:{config.port}/sync", body, {"Content-Type": "application/x-ndjson"}
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as answer:  # noqa: S310
            verdicts = [msgspec.json.decode(line) for line in answer.read().splitlines()[: len(lines)]]
    except (urllib.error.URLError, TimeoutError) as error:
        raise Doubt(f"A server uses {folder.path}, but none answers at {host}:{config.port} ({error})") from None
    for verdict in verdicts:
        if verdict.get("verdict") != "stored":
            raise Doubt(f"It was refused: {verdict.get('error')} {verdict.get('detail')}")
