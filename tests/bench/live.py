"""Lives: what packing one costs, how many bytes a minute of each tier has, how many viewers a core serves.

Budgets of the design: 5 % of a core for a stream that is copied, 12 % for one that is encoded anew, so 15 streams a
core; 3.2, 1.0 and 0.2 MB a minute; a thousand viewers for 20 % of a core, each of whom asks for a list and a segment
every two seconds; five thousand who are counted in 200 MB.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.request import urlopen

from shaiba.packager.epoch import Beginning, Epoch, Segment
from shaiba.packager.index import Packed, read_index
from shaiba.packager.pieces import Pieces, Reader
from shaiba_sync.live import TIERS, Tier
from tests.bench.load import drive, get, rss
from tests.bench.table import Row, median, rate, row
from tests.bench.village import CODE, Bench
from tests.packager.media import MP4, VP8, film, pieces

SECONDS, ROUNDS = 12, 3
STREAM = "4hq0cX5n1yqvJx0vN2mWbA"
MINUTE_MB: dict[Tier, float] = {"v": 3.2, "p": 1.0, "a": 0.2}
SEGMENTS = 5
CONNECTIONS, EACH, PACE_S = 50, 40, 2.05
PACED, PACES, COUNTED = 1_000, 3, 5_000


def packing() -> list[Row]:
    """What a minute of 640×360 at 15 pictures a second costs, and how large it is."""
    rows = []
    for name, mime, at_most in (("copied", MP4, 0.05), ("encoded anew (VP8)", VP8, 0.12)):
        data = pieces(mime, film(mime, SECONDS, fps=15, size=(640, 360), bit_rate=350_000, grain=True))
        with tempfile.TemporaryDirectory() as folder:
            costs = [_pack(Path(folder), mime, data)[0] / SECONDS for _ in range(ROUNDS)]
            _, made = _pack(Path(folder), mime, data)
        percent, most = 100 * median(costs), 100 * at_most
        cost = Row(
            f"packing, {name}",
            f"{percent:.1f} % of a core",
            f"{most:.0f} % budget",
            percent / most,
            "≤ 1 ×",
            percent <= most,
        )
        rows.append(cost)
        if mime == MP4:
            rows.append(rate("copied streams a core", 100 / percent, 15, "", at_least=15, limit_is="budget"))
            sizes = {tier: sum(len(one.files[tier]) for one in made) * 60 / SECONDS for tier in TIERS}
            rows += [
                row(f"a minute of {tier}", sizes[tier], mb * 1e6, "B", at_most=1, limit_is="budget")
                for tier, mb in MINUTE_MB.items()
            ]
    return rows


def viewers() -> list[Row]:
    """A list and a segment of a live, asked for by many: how many viewers that is, of each of whom one is every two
    seconds."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            _lay(bench.village.folder / "media" / STREAM)
            base = f"/media/{STREAM}"
            warm = [[get(f"{base}/v.m3u8"), *(get(f"{base}/v/0-{n}.m4s") for n in range(SEGMENTS))]]
            drive(bench.port, bench.village.pid, warm).insist(200)
            asks = [get(f"{base}/v.m3u8?w=viewing{n:04}") for n in range(CONNECTIONS)]
            shares = [[asks[n], get(f"{base}/v/0-{n % SEGMENTS}.m4s")] * EACH for n in range(CONNECTIONS)]
            loads = [drive(bench.port, bench.village.pid, shares).insist(200) for _ in range(ROUNDS)]
            starts = [n * PACE_S / PACED for n in range(PACED * PACES)]
            paced = drive(
                bench.port,
                bench.village.pid,
                [shares[n % CONNECTIONS][:2] for n in range(len(starts))],
                starts_s=starts,
            )
            looks = [[get(f"{base}/v.m3u8?w=viewing{n:05}") for n in range(at, COUNTED, 50)] for at in range(50)]
            drive(bench.port, bench.village.pid, looks).insist(200)
            held = rss(bench.village.pid)
            with urlopen(f"http://127.0.0.1:{bench.port}{base}/watching") as answer:  # noqa: S310
                assert json.load(answer)["watching"] >= COUNTED, "all are counted"
        finally:
            bench.close()
    share = paced.cpu_s / paced.wall_s
    per_core = median([one.per_cpu_s for one in loads]) / 2 * PACE_S
    return [
        rate("viewers a core", per_core, 5_000, "", at_least=5_000, limit_is="budget"),
        row(f"{PACED:,} viewers, paced: p99", paced.insist(200).at(0.99), 0.25, "s", at_most=1, limit_is="budget"),
        Row(
            f"{PACED:,} viewers, paced: server",
            f"{100 * share:.0f} % of a core",
            "20 % budget",
            share / 0.2,
            "≤ 1 ×",
            share <= 0.2,
        ),
        row(f"{COUNTED:,} viewings counted: the server's memory", held, 200e6, "B", at_most=1, limit_is="budget"),
    ]


def _pack(folder: Path, mime: str, data: list[bytes]) -> tuple[float, list[Segment]]:
    """CPU seconds, and what came of it."""
    place = folder / "in" / "0"
    place.mkdir(parents=True, exist_ok=True)
    for number, piece in enumerate(data):
        (place / str(number)).write_bytes(piece)
    (folder / "in" / "end").write_text(json.dumps([len(data)]))
    made: list[Beginning | Segment] = []
    began = time.process_time()
    Epoch(made.append).pack(Reader(Pieces(folder), 0, lambda: None), mime)
    return time.process_time() - began, [one for one in made if isinstance(one, Segment)]


def _lay(folder: Path) -> None:
    """A stream's folder, packed."""
    shutil.rmtree(folder, ignore_errors=True)
    data = pieces(MP4, film(MP4, SECONDS, fps=15, size=(640, 360), bit_rate=350_000, grain=True))
    place = folder / "in" / "0"
    place.mkdir(parents=True)
    for number, piece in enumerate(data):
        (place / str(number)).write_bytes(piece)
    (place / "head").write_text(json.dumps({"type": MP4, "started": 0, "width": 640, "height": 360}))
    (folder / "in" / "end").write_text(json.dumps([len(data)]))
    (folder / "village").write_text(CODE)
    subprocess.run([sys.executable, "-m", "shaiba.packager", str(folder)], check=True, stdout=subprocess.DEVNULL)
    assert sum(isinstance(one, Packed) for one in read_index(folder)) >= SEGMENTS


TABLES = {"live: packing": packing, "live: viewers": viewers}
