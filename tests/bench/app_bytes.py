"""What a phone loads at first, in brotli-11 bytes: what index.html names, and all that this imports at once."""

import re
from dataclasses import dataclass
from pathlib import Path

import brotli

DIST = Path(__file__).resolve().parents[2] / "pwa" / "dist"

JS_BUDGET = 60_000
CSS_BUDGET = 8_000
LOOP_BUDGET = 20_000
WORKER_BUDGET = 10_000
LAZY_BUDGET = 110_000
PRECACHE_BUDGET = 350_000

_TAG = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css))"')
_IMPORT = re.compile(r'(?:\bimport|\bfrom)\s*"(\./[^"]+\.js)"')
_PRECACHED = re.compile(r'"?url"?:\s*[`"\']([^`"\']+)[`"\']')


@dataclass(frozen=True)
class AppBytes:
    js: int
    css: int
    loop: int
    """The worker that syncs: fetched beside the first screen, and holds up nothing."""
    worker: int
    largest_lazy: int
    largest_lazy_name: str
    precache: int


def measure(dist: Path = DIST) -> AppBytes:
    html = (dist / "index.html").read_text()
    first: set[Path] = set()
    todo = [dist / name.lstrip("/") for name in _TAG.findall(html)]
    while todo:
        path = todo.pop()
        if path not in first:
            first.add(path)
            if path.suffix == ".js":
                todo += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text())]
    lazy = [path for path in dist.rglob("*.js") if path not in first and path.name != "sw.js"]
    loop = next(path for path in lazy if path.name.startswith("worker-"))
    largest = max(lazy, key=_size, default=None)
    return AppBytes(
        js=sum(_size(path) for path in first if path.suffix == ".js"),
        css=sum(_size(path) for path in first if path.suffix == ".css"),
        loop=_size(loop),
        worker=_size(dist / "sw.js"),
        largest_lazy=0 if largest is None else _size(largest),
        largest_lazy_name="" if largest is None else largest.name,
        precache=sum(_size(dist / name) for name in _precached(dist)),
    )


def _precached(dist: Path) -> set[str]:
    found = set(_PRECACHED.findall((dist / "sw.js").read_text()))
    return {name for name in found if (dist / name).is_file()}


def _size(path: Path) -> int:
    return len(brotli.compress(path.read_bytes(), quality=11))
