"""What a phone loads at first, in brotli-11 bytes: what index.html names, the worker that syncs, and their imports."""

import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli

DIST = Path(__file__).resolve().parents[2] / "pwa" / "dist"

JS_BUDGET = 60_000
CSS_BUDGET = 8_000
WORKER_BUDGET = 10_000
LAZY_BUDGET = 110_000
PRECACHE_BUDGET = 350_000
SEAL_BUDGET = 60_000
LIBRARY_BUDGET = 12_000

_TAG = re.compile(r'(?:src|href)="(/[^"]+\.(?:js|css))"')
_IMPORT = re.compile(r'(?:\bimport|\bfrom)\s*"(\./[^"]+\.js)"')
_PRECACHED = re.compile(r'"?url"?:\s*[`"\']([^`"\']+)[`"\']')


@dataclass(frozen=True)
class AppBytes:
    js: int
    """Scripts of the page and of the worker that syncs; what both need is one file, and counted once."""
    page: int
    """Those of the page alone: what the first paint waits for."""
    css: int
    worker: int
    """The service worker."""
    largest_lazy: int
    largest_lazy_name: str
    precache: int
    """Kept offline by everybody's phone as it begins; `seal` once its first screen is there, `desk` by those of who
    holds an office besides."""
    desk: int
    seal: int


def measure(dist: Path = DIST) -> AppBytes:
    html = (dist / "index.html").read_text()
    named = [dist / name.lstrip("/") for name in _TAG.findall(html)]
    page = with_imports(path for path in named if path.suffix == ".js")
    first = page | with_imports(dist.glob("assets/worker-*.js"))
    assert first > page, "the loop's worker is not among the files"
    lazy = [path for path in dist.rglob("*.js") if path not in first and path.name != "sw.js"]
    largest = max(lazy, key=_size, default=None)
    kept = _precached(dist)
    return AppBytes(
        js=sum(map(_size, first)),
        page=sum(map(_size, page)),
        css=sum(_size(path) for path in named if path.suffix == ".css"),
        worker=_size(dist / "sw.js"),
        largest_lazy=0 if largest is None else _size(largest),
        largest_lazy_name="" if largest is None else largest.name,
        precache=sum(_size(dist / name) for name in kept if "/desk-" not in name and "/seal-" not in name),
        desk=sum(_size(dist / name) for name in kept if "/desk-" in name),
        seal=sum(_size(dist / name) for name in kept if "/seal-" in name),
    )


def library() -> int:
    """The client's protocol alone, bundled and gzipped."""
    done = subprocess.run(
        ["node", str(Path(__file__).with_name("library.mjs"))], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def with_imports(paths: Iterable[Path]) -> set[Path]:
    """Scripts, and all that they import before they run."""
    found: set[Path] = set()
    todo = list(paths)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            todo += [(path.parent / name).resolve() for name in _IMPORT.findall(path.read_text())]
    return found


def _precached(dist: Path) -> set[str]:
    found = set(_PRECACHED.findall((dist / "sw.js").read_text()))
    return {name for name in found if (dist / name).is_file()}


@cache
def _size(path: Path) -> int:
    """As it is sent: by the packed form that `make app` puts beside it, where there is one."""
    packed = path.with_name(f"{path.name}.br")
    return packed.stat().st_size if packed.exists() else len(brotli.compress(path.read_bytes(), quality=11))
