"""Phones that have been to the village before, as most tests need them.

A first visit costs seconds of a processor: the whole log and the app are fetched, checked and stored. So it is made
once, and what it left on the phone is copied. A browser knows what it stored by the address, port included: so each
place keeps its wire, which leads to the server of whoever has the phone.
"""

import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from playwright.sync_api import Playwright

from e2e.acts import synced
from e2e.phone import Phone
from e2e.village import Village
from e2e.wire import Wire

Served = Callable[[], AbstractContextManager[Village]]


class Visitors:
    """A visitor for the first phone of a test, one for its second, and so on: none is in two hands at a time."""

    def __init__(self, playwright: Playwright, served: Served, folder: Path) -> None:
        self._playwright, self._served, self._folder = playwright, served, folder
        self._places: list[tuple[Wire, Path]] = []

    def borrow(self, number: int, village: Village, folder: Path) -> Wire:
        """What the visit left is copied to the folder; the wire is the one by which it is found there."""
        while len(self._places) <= number:
            self._places.append(self._visit(self._folder / f"visitor-{len(self._places)}"))
        wire, left = self._places[number]
        shutil.copytree(left, folder)
        wire.lead_to(village.port)
        return wire

    def close(self) -> None:
        for wire, _ in self._places:
            wire.close()

    def _visit(self, folder: Path) -> tuple[Wire, Path]:
        with self._served() as village:
            wire = Wire(village.port)
            phone = Phone(self._playwright, village.port, folder, wire=wire)
            synced(phone)
            phone.close()
        return wire, folder
