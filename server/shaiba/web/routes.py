"""All routes."""

from typing import Any

from . import (
    attest,
    ballots,
    coverage,
    devices,
    enrol,
    files,
    ingest,
    letters,
    mend,
    notify,
    open_data,
    passkeys,
    privacy,
    public,
    session,
    slots,
    standing,
)
from .app_files import app_file
from .health import health, openapi
from .live import live
from .playback import playback
from .sync import sync


def routes(*, demo: bool) -> list[Any]:
    """The handlers that a server answers with; some only on a demo."""
    handlers: list[Any] = [
        sync,
        live,
        playback,
        health,
        openapi,
        *enrol.HANDLERS,
        *session.HANDLERS,
        *passkeys.HANDLERS,
        *devices.HANDLERS,
        *letters.HANDLERS,
        *attest.HANDLERS,
        *privacy.HANDLERS,
        *standing.HANDLERS,
        *slots.HANDLERS,
        *ballots.HANDLERS,
        *ingest.HANDLERS,
        *public.HANDLERS,
        *open_data.HANDLERS,
        *coverage.HANDLERS,
        *mend.HANDLERS,
        *notify.HANDLERS,
        *files.HANDLERS,
        app_file,
    ]
    if demo:
        handlers += [*enrol.DEMO_HANDLERS, *passkeys.DEMO_HANDLERS]
    return handlers
