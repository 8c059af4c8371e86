"""`shaiba enrol`: a code by which one person's phone becomes known; and, where asked, a role for that person.

The code is printed once, with a QR code of the link that fills it in, and kept nowhere in clear. Whoever has the
server's keys asks and releases in one (sync/spec/roll.md). Without a role the command may run beside `shaiba serve`.
"""

import argparse
import asyncio
import os
import secrets
from datetime import date
from urllib.parse import urlencode

from ..app import open_replica, system_clock
from ..config import load
from ..data_folder import DataFolder, Doubt
from ..domain import kinds
from ..identity.letters import LASTS_MS, OPERATOR, Addressee, ask, pepper_of
from ..kind import day_of
from ..regions import load_regions
from ..replica.duty import say
from ..replica.scope import home_scope
from . import add_settings
from .qr import qr

HELP = "make a single-use code for one person's phone"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(parser, "data", "port", "origin")
    parser.add_argument("--person", required=True, help="the person's id, as on the roll")
    parser.add_argument("--household", required=True, help="the household number that must be given with the code")
    parser.add_argument("--region", required=True, help="the 12-digit code of the village (of officials: the region)")
    parser.add_argument("--replace", action="store_true", help="the person's other phones are revoked with its use")
    parser.add_argument("--role", help="also give this role in the region: villager, accountant, committee, …")
    parser.add_argument("--name", help="the name shown beside what the person writes (with --role)")
    parser.add_argument("--until", type=date.fromisoformat, help="the last day of the role (with --role)")


def run(args: argparse.Namespace) -> int:
    if args.role and not args.until:
        raise Doubt("A role has a term: give --until, a date like 2028-12-31")
    if args.region not in load_regions():
        raise Doubt(f"There is no region {args.region}")
    config = load(os.environ, vars(args))
    code = asyncio.run(_enrol(DataFolder(config.data), args))
    # what stands after # is sent to no server, so the code enters no log
    link = f"{config.origin}/account#{urlencode({'code': code, 'household': args.household})}"
    print(f"{code[:4]} {code[4:8]} {code[8:]}  household {args.household}, for {LASTS_MS // 86_400_000} days")
    print(f"{link}\n\n{qr(link)}")
    return 0


async def _enrol(folder: DataFolder, args: argparse.Namespace) -> str:
    now_ms = system_clock()
    if args.role:
        async with open_replica(folder) as replica:
            await say(replica, home_scope(args.region), [_grant(args, day_of(now_ms))], now_ms=now_ms)
    store = await folder.open({kind.name: kind.index for kind in kinds.by_name.values() if kind.index})
    try:
        pepper = pepper_of(folder.clerk_key.private_bytes_raw())
        to = Addressee(args.person, args.household)
        [made] = await ask(store, pepper, [to], region=args.region, by=OPERATOR, now_ms=now_ms, replaces=args.replace)
        return made.code
    finally:
        await store.close()


def _grant(args: argparse.Namespace, today: str) -> dict[str, object]:
    members = {"person": args.person, "role": args.role, "since": today, "until": args.until.isoformat()}
    named = {"name": args.name} if args.name else {}
    return {"do": "grant.give", "id": secrets.token_urlsafe(9), "set": {**members, **named}}
