"""The one place where the parts meet."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .config import Config
from .data_folder import MATCHES, MEDIA, POLLS, TIPS, DataFolder, Doubt
from .domain import kinds as all_kinds
from .folder_replica import open_replica, system_clock
from .kind import Kinds
from .log import log
from .notify.file import FileNotifier
from .notify.knocks import Knocks
from .notify.notifier import Notifier
from .notify.push import PushNotifier, Vapid
from .notify.webhook import WebhookNotifier
from .packager.folder import MediaFolder
from .regions import Regions
from .replica.absences import keep_noting_absences
from .replica.aged import HOLDS, Hold, read_holds
from .replica.bundles import Bundles
from .replica.draws import Draws
from .replica.educations import Educations
from .replica.encoders import Encoders
from .replica.feeder import Feeder
from .replica.matches import Matches
from .replica.overdue import keep_saying_overdue
from .replica.payouts import Payouts
from .replica.polls import Polls
from .replica.ready import Ready
from .replica.replica import Clock, Replica
from .replica.retain import SLOTS, BadCatalogue, Row, keep_retaining, read_catalogue
from .replica.rounds import Rounds, keep_closing
from .replica.streams import Streams
from .rtmp.door import listening
from .storage.ballots import BallotFolder
from .storage.blobs import BlobFolder
from .storage.invoices import InvoiceIndex
from .storage.issuers import Issuers
from .storage.slots import SlotStore
from .storage.sqlite import SqliteStore
from .web.audience import Audience
from .web.headers import with_headers
from .web.plain import answer_plainly
from .web.refusals import refuse
from .web.rest import Rest
from .web.server import GIVEN, Server
from .web.static import AppFiles

if TYPE_CHECKING:
    from litestar.types import ASGIApp, Receive, Scope, Send

FIRST_S = 0.3
"""For so long after the start only requests are answered: what the server finds by itself it finds a little later."""


def kept_how_long(folder: DataFolder) -> list[Row]:
    """The catalogue of retention. Raises `Doubt`."""
    try:
        return read_catalogue(folder.path)
    except BadCatalogue as error:
        raise Doubt(f"retention.csv cannot be followed. {error}") from None


def held_back(folder: DataFolder) -> list[Hold]:
    """What stays whatever its age. Raises `Doubt`."""
    try:
        return read_holds(folder.path)
    except BadCatalogue as error:
        raise Doubt(f"{HOLDS} cannot be followed. {error}") from None


@asynccontextmanager
async def open_server(
    config: Config, *, kinds: Kinds = all_kinds, regions: Regions | None = None, clock: Clock = system_clock
) -> AsyncIterator[tuple["App", Server]]:
    """The HTTP application over the data folder that the settings name."""
    async with AsyncExitStack() as stack:
        folder = DataFolder(config.data)
        replica = await stack.enter_async_context(open_replica(folder, kinds=kinds, regions=regions, clock=clock))
        bundles = Bundles(config.data / "bundles")
        stack.push_async_callback(bundles.close)
        await stack.enter_async_context(in_background(Ready(replica, bundles).run()))
        blobs = BlobFolder(config.data / "blobs")
        blobs.sweep()
        kept = kept_how_long(folder)
        media = MediaFolder(config.data / MEDIA)
        streams = Streams(replica, media, clock)
        encoders = Encoders(streams, media, clock, secrets.token_bytes)
        retaining = keep_retaining(replica, blobs, folder.path, kept, clock, besides=lambda: streams.retain(kept))
        await stack.enter_async_context(in_background(retaining))
        rounds = await stack.enter_async_context(open_rounds(config, replica, kept, clock))
        kept_here = config.data / POLLS
        polls = Polls(replica, blobs, BallotFolder(kept_here / "ballots"), Issuers(kept_here / "keys"), clock)
        app_files = AppFiles(config.app) if config.app else None
        vapid = Vapid(folder.own_key("push.p256"), config.origin) if "push" in config.notify else None
        server = Server(
            config=config,
            replica=replica,
            bundles=bundles,
            blobs=blobs,
            rounds=rounds,
            polls=polls,
            streams=streams,
            encoders=encoders,
            audience=Audience(clock, egress_mbit=config.live_egress_mbit),
            app_files=app_files,
            clock=clock,
            vapid=vapid,
        )
        stack.callback(replica.live.close)
        await stack.enter_async_context(in_background(replica.live.run()))
        await stack.enter_async_context(in_background(server.watch.run()))
        if notifiers := notifiers_of(config, folder, replica, vapid, clock):
            knocks = Knocks(replica, notifiers, clock, lambda least, most: least + secrets.randbelow(most - least + 1))
            await stack.enter_async_context(in_background(knocks.run()))
        index = InvoiceIndex(config.data / MATCHES)
        stack.callback(index.close)
        for work in (
            Payouts(replica, clock).run(),
            Draws(replica, clock).run(),
            Matches(replica, index, clock).run(),
            Educations(replica, clock).run(),
            polls.run(),
            keep_saying_overdue(replica, clock),
            keep_noting_absences(replica, clock),
        ):
            await stack.enter_async_context(in_background(after_first(work)))
        await stack.enter_async_context(in_background(streams.run()))
        if config.live_rtmp:
            await stack.enter_async_context(listening(encoders, *config.live_rtmp))
        if replica.witnesses:
            await stack.enter_async_context(in_background(Feeder(replica, clock).run()))
        yield App(server, partial(load_rest, server)), server


@asynccontextmanager
async def open_rounds(config: Config, replica: Replica, kept: Iterable[Row], clock: Clock) -> AsyncIterator[Rounds]:
    """Rounds of sealed tips, closed as they end, over their own database in the data folder."""
    [most] = [row.days for row in kept if row.sort == SLOTS]
    slots = SlotStore(config.data / TIPS)
    try:
        rounds = Rounds(replica, slots, round_s=config.round_s, bits=config.slot_bits, kept=most)
        async with in_background(keep_closing(rounds, clock)):
            yield rounds
    finally:
        slots.close()


def notifiers_of(
    config: Config, folder: DataFolder, replica: Replica, vapid: Vapid | None, clock: Clock
) -> list[Notifier]:
    """The ways of knocking that the settings name, in their order."""
    ways: list[Notifier] = []
    for name in config.notify:
        if name == "file":
            ways.append(FileNotifier(folder.path))
        elif name == "webhook":
            ways.append(WebhookNotifier(config.notify_webhook, folder.own_key("webhook"), clock))
        elif vapid is not None:
            ways.append(PushNotifier(replica.store, vapid, clock, private=config.notify_private))
    return ways


@asynccontextmanager
async def in_background(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Work that goes on beside, until this ends. Where it fails, what it was beside goes on."""

    async def watched() -> None:
        try:
            await work
        except Exception as error:  # the edge: nobody else would hear of it
            log.error("background_failed", exc_info=error)

    task = asyncio.create_task(watched())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def after_first(work: Coroutine[Any, Any, None]) -> None:
    """Work that begins with a look at every log: those who are back first have their answers before."""
    try:
        await asyncio.sleep(FIRST_S)
    except asyncio.CancelledError:
        work.close()
        raise
    await work


class App:
    """What a server answers: some of it from the first moment on, the rest once it is loaded."""

    def __init__(self, server: Server, load: Callable[[], "ASGIApp"]) -> None:
        self._server = server
        self.rest = Rest(load)
        self._answer = with_headers(self._asked, https=server.config.https)

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        await self._answer(scope, receive, send)

    async def _asked(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        if await answer_plainly(self._server, scope, receive, send):
            return
        scope.setdefault("state", {})[GIVEN] = self._server
        try:
            app = await self.rest.app()
        except Exception as error:  # the edge: it takes too long, or there is no rest, and the server ends
            await refuse(error, method=str(scope.get("method")), route="").send(send)
            return
        await app(scope, receive, send)


def load_rest(server: Server) -> "ASGIApp":
    """All routes, and what they answer with: the regions, the app's files. Litestar is loaded here, not before."""
    from .web.routes import routed

    len(server.replica.regions)
    if server.app_files:
        server.app_files.read()
    return routed(demo=server.config.demo)


__all__ = ["App", "SqliteStore", "open_replica", "open_server", "system_clock"]
