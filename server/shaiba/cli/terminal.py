"""`shaiba terminal`: keep some villages in the village office, for phones and screens there (sync/spec/carry.md)."""

import argparse
import asyncio
from pathlib import Path

import httpx

from shaiba_sync.errors import SyncError
from shaiba_sync.scope import parent_code, parse_scope

from ..app import system_clock
from ..config import APP, BadSetting, origin_of
from ..log import set_up
from ..ports import listen
from ..terminal.follow import Follower, Line
from ..terminal.held import Held
from ..terminal.web import create_terminal
from ..web.static import AppFiles
from .serve import serve_app

HELP = "keep villages' logs near their phones, and what these write while the line to the server is cut"
TIMEOUT = httpx.Timeout(60, connect=5)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--from", dest="source", required=True, help="the URL of the server")
    parser.add_argument("--village", action="append", required=True, help="a 12-digit code; may be given many times")
    parser.add_argument("--data", type=Path, required=True, help="the terminal's own folder")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen on")
    parser.add_argument("--port", type=int, default=8710, help="the port to listen on")
    parser.add_argument("--https", action="store_true", help="phones reach it over https, by a web server in front")


def run(args: argparse.Namespace) -> int:
    set_up("info")
    source = origin_of("from", args.source)
    asyncio.run(_serve(args, source, scopes_of(args.village)))
    return 0


def scopes_of(villages: list[str]) -> list[str]:
    """The logs of these villages, and those above them: their officials' phones are enrolled there."""
    scopes: dict[str, None] = {}
    for village in villages:
        try:
            scopes[parse_scope(f"village/{village}").name] = None
            code = village
            while code := parent_code(code):
                scopes[f"region/{code}"] = None
        except SyncError:
            raise BadSetting(f"village: {village} is no code of a village") from None
    return list(scopes)


async def _serve(args: argparse.Namespace, source: str, scopes: list[str]) -> None:
    held = Held(args.data, scopes)
    app_files = AppFiles(APP).read() if (APP / "index.html").is_file() else None
    async with httpx.AsyncClient(base_url=source, timeout=TIMEOUT, trust_env=False) as client:
        line = Line(client)
        following = asyncio.create_task(Follower(held, line).run())
        try:
            app = create_terminal(held, line, app_files, clock=system_clock, https=args.https)
            await serve_app(app, listen(args.host, args.port))
        finally:
            following.cancel()
