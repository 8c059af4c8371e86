"""`shaiba serve`: answer phones."""

import argparse
import asyncio
import os
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from ..app import in_background, open_server, system_clock
from ..config import Config, load
from ..log import log, set_up
from ..memory import give_back
from ..ports import listen
from ..replica.replica import Clock
from ..web.packet import OnePacket
from ..web.server import Server
from . import add_settings

if TYPE_CHECKING:
    from litestar.types import ASGIApp

HELP = "serve the data folder to phones"
Tls = tuple[Path, Path]
"""Certificate chain and private key, PEM."""
Beside = Callable[[Server], Coroutine[Any, Any, None]]
GRACE_S = 5
"""Requests under way at the end have so long."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_settings(
        parser, "data", "host", "port", "origin", "app", "demo", "round_s", "slot_bits", "log_level", "log_columns"
    )


def run(args: argparse.Namespace, clock: Clock = system_clock) -> int:
    config = load(os.environ, vars(args))
    set_up(config.log_level, columns=config.log_columns)
    give_back()
    asyncio.run(serve(config, clock=clock))
    return 0


async def serve(
    config: Config, tls: Tls | None = None, beside: Beside | None = None, *, clock: Clock = system_clock
) -> None:
    """Serve until told to stop (SIGINT, SIGTERM). Behind a proxy, as servers are, there is no `tls`. `beside` goes on
    in the background as long. Who comes before the log is open waits for it. Raises `Doubt` and `BadSetting`."""
    with listen(config.host, config.port, backlog=2048) as listener:
        async with open_server(config, clock=clock) as (app, server):
            log.info("serving", address=config.host, port=listener.getsockname()[1], log=server.replica.log_name)
            async with in_background(beside(server)) if beside else nullcontext():
                await serve_app(
                    app,
                    listener,
                    tls=tls,
                    at_end=server.replica.live.close,
                    says_date=clock is system_clock,
                    loading=app.rest.load(),
                )
            log.info("stopped")


async def serve_app(
    app: "ASGIApp",
    listener: socket.socket,
    *,
    tls: Tls | None = None,
    at_end: Callable[[], None] = lambda: None,
    says_date: bool = True,
    loading: Coroutine[Any, Any, None] | None = None,
) -> None:
    """Answer at this socket until told to stop. `at_end` is called before open responses are waited for. `says_date`:
    phones correct their clocks by the machine's, which stands in the head of each answer; where the log goes by another
    clock (tests that pass days), it would lead them astray. `loading` goes on meanwhile; what it raises is raised, and
    nothing is answered any more."""
    server = _Uvicorn(app, tls, at_end, says_date=says_date)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, server.stop)
    rest = asyncio.create_task(loading) if loading else None
    if rest:
        rest.add_done_callback(lambda done: server.stop() if not done.cancelled() and done.exception() else None)
    await server.serve([listener])
    if rest and not rest.cancel():
        rest.result()


class _Uvicorn(uvicorn.Server):
    """uvicorn waits for open responses: streams of pokes must end first, or it waits for every phone."""

    def __init__(self, app: "ASGIApp", tls: Tls | None, at_end: Callable[[], None], *, says_date: bool) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http=OnePacket,
                log_config=None,
                access_log=False,
                server_header=False,
                date_header=says_date,
                lifespan="off",
                timeout_keep_alive=75,
                timeout_graceful_shutdown=GRACE_S,
                proxy_headers=False,
                ws="none",
                ssl_certfile=tls[0] if tls else None,
                ssl_keyfile=tls[1] if tls else None,
            )
        )
        self._at_end = at_end

    def stop(self) -> None:
        """Told to stop; told again, do not wait."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """uvicorn would raise the signal again when it is done, before the store is closed: `serve` takes signals."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._at_end()
        await super().shutdown(sockets)
