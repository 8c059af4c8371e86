"""What grows: a county is imported, a village is edited a million times, every phone comes back at once.

Minutes to hours: `make bench-long`. Each takes its size as an argument, so that a small one can be tried.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from e2e.device import Line, Replica, push
from e2e.until import until
from e2e.village import ROOT, Village, environ
from shaiba.regions import load_regions
from shaiba_sync.wire import SyncHeader, format_header
from tests.bench import county_sheet, importing, ledger, limits, phone
from tests.bench.load import Load, cpu_s, drive, post_sync
from tests.bench.server import accountants, publish_month, running, shares
from tests.bench.table import Row, median, rate, row
from tests.bench.village import SCOPE, Bench, other_scopes

ROUNDS = 5
JITTER_S = 30.0
VILLAGES = 250
HANGZHOU = "330100000000"  # the first villages of the list are there
ITEM = {"group": "财务", "name": "月度收支明细", "by": "报账员", "category": "ledger", "period": "month", "day": 10}


def imported(rows: int = 1_060_000, villages: int = VILLAGES) -> list[Row]:
    """A county's ledgers, as the clerk imports them: signed, permitted, merged, proven, on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        found = import_rows(folder, rows, villages)
        floor = 1 / limits.bulk_s(Path(folder))
        opened = _opened(Path(folder), rows // villages)
    wall, cpu = rows / found["wall_s"], rows / found["cpu_s"]
    return [
        rate("rows imported", wall, floor, "/s", at_least=20_000, limit_is="of the same bytes, on one core"),
        rate("the same, per second of CPU", cpu, floor, "/s", at_least=20_000, limit_is="of the same bytes"),
        row("memory of the import", found["rss"], 500_000_000, "B", at_most=1, limit_is="allowed"),
        *opened,
    ]


def import_rows(folder: str, rows: int, villages: int) -> dict[str, float]:
    """Import so many rows into the data folder that is made in this one; what it took."""
    county_sheet.write(Path(folder) / importing.FILE, rows, villages)
    command = [sys.executable, "-m", "tests.bench.importing", folder]
    done = subprocess.run(command, cwd=ROOT, env=environ(), capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _opened(folder: Path, records: int) -> list[Row]:
    """Of the county that was imported: a village, fetched by a program for the first time, then after restarts and
    once more; and opened by phones."""
    code = next(region.code for region in load_regions() if region.level == "village")
    scope = f"village/{code}"
    village = Village(folder / "data", folder / "server.log", demo=False)
    cold, warm = [], []
    village.start()
    first = _fetched_s(village.port, scope)
    until(lambda: not json.loads(Line(village.port).get("/health"))["packing"], "all is packed", timeout_s=600)
    for _ in range(ROUNDS):
        village.stop()
        village.start()
        cold.append(_fetched_s(village.port, scope))
        warm.append(_fetched_s(village.port, scope))
    try:
        seen = [*phone.imported(village, code, records), phone.after_restarts(village, code, records)]
    finally:
        village.stop()
    return [
        row("a village of it fetched for the first time", first, median(warm), "s", limit_is="once more"),
        row("the same after a restart", median(cold), median(warm), "s", at_most=1.5, limit_is="once more"),
        *seen,
    ]


def _fetched_s(port: int, scope: str) -> float:
    line = Line(port)
    fetched = Replica(scope, str(json.loads(line.get("/log/key"))["vkey"]))
    began = time.perf_counter()
    if fetched.cold(line) == 0:
        raise RuntimeError("nothing arrived")
    took = time.perf_counter() - began
    line.close()
    return took


def growth(edits: int = 1_000_000, villages: int = VILLAGES) -> list[Row]:
    """Server CPU of one op: in the first village alone; in a county of many; after so many edits. And an idle sync."""
    with running() as bench:
        first, asked = _push_cpu(bench), _idle_cpu(bench)
        for number, scope in enumerate(other_scopes(villages)):
            _fill(bench, scope, 40, number)
        county = _push_cpu(bench)
        _fill(bench, SCOPE, edits, 7)
        edited, still = _push_cpu(bench), _idle_cpu(bench)
    return [
        row(f"an op, {villages} villages later", county, first, "s", at_most=1.3, limit_is="in the first"),
        row(f"an op, {edits:,} edits later", edited, first, "s", at_most=1.3, limit_is="in the first"),
        row(f"an idle sync, {edits:,} edits later", still, asked, "s", at_most=1.3, limit_is="at first"),
    ]


def coverage(villages: int = VILLAGES) -> list[Row]:
    """Server CPU until it is seen how a city's villages keep to their catalogue: reckoned anew, and asked again."""
    with running() as bench:
        items = [{**ITEM, "key": f"C-{number:02}"} for number in range(21)]
        catalogue = {"title": "目录", "since": "2026-01-01", "items": items}
        line = Line(bench.port)
        push(
            line,
            [bench.clerk.op(f"region/{HANGZHOU}", [{"do": "catalogue.say", "id": "catalogue-1", "set": catalogue}])],
        )
        for number, scope in enumerate(other_scopes(villages)):
            _fill(bench, scope, 40, number)
        took = []
        for _ in range(2):
            before = cpu_s(bench.village.pid)
            told = json.loads(line.get(f"/coverage/{HANGZHOU}/2026.json"))
            took.append(cpu_s(bench.village.pid) - before)
        begun = sum(one["begun"] for one in told["villages"])
        line.close()
    return [
        row(f"coverage of {begun} villages, anew", took[0], 0.2 * begun / VILLAGES, "s", at_most=1, limit_is="allowed"),
        row("the same, asked again", took[1], 0.2, "s", at_most=1, limit_is="allowed"),
    ]


def herd(phones: int = 10_000, villages: int = VILLAGES) -> list[Row]:
    """The network is back: every phone comes within half a minute, brings an entry and fetches what it missed."""
    with running() as bench:
        requests, places = [], [SCOPE, *other_scopes(villages - 1)]
        each = -(-phones // len(places))
        for number, scope in enumerate(places):
            people = accountants(bench, scope, min(each, 40))
            month = publish_month(bench, scope)
            behind = format_header(SyncHeader({scope: (0, 1)}))
            for share in shares((people * each)[:each], month, 1, 1, number, scope):
                requests.append([share[0].replace(b'{"v":1,"have":{}}', behind)])
        chance = random.Random(ledger.SEED)
        requests = [[_sized(one)] for (one,) in requests[:phones]]
        load = drive(bench.port, bench.village.pid, requests, starts_s=[chance.random() * JITTER_S for _ in requests])
    return [
        row(f"{phones:,} phones back: errors", load.broken + _refused(load), 1, "", at_most=0, limit_is="none allowed"),
        row("told to come again", load.statuses.get(429, 0), phones, "", limit_is="came"),
        row("99 of 100 are answered within", load.at(0.99), 2.0, "s", at_most=1, limit_is="allowed"),
        row("half of them within", load.at(0.5), 2.0, "s", limit_is="allowed"),
        row("server CPU for all", load.cpu_s, JITTER_S, "s", limit_is="of arrivals"),
    ]


def _push_cpu(bench: Bench) -> float:
    """Seconds of the server's CPU for one op of one entry: median of some hundreds at a time."""
    people, month = accountants(bench, SCOPE, 8), publish_month(bench, SCOPE)
    loads = [drive(bench.port, bench.village.pid, shares(people, month, 60, 1, n)).insist(200) for n in range(ROUNDS)]
    return median([1 / load.per_cpu_s for load in loads])


def _idle_cpu(bench: Bench) -> float:
    line = Line(bench.port)
    size = int(line.get(f"/log/{SCOPE}/checkpoint").split(b"\n")[1])
    line.close()
    asked = [[post_sync(format_header(SyncHeader({SCOPE: (0, size)})))] * 300] * 8
    loads = [drive(bench.port, bench.village.pid, asked).insist(204) for _ in range(ROUNDS)]
    return median([1 / load.per_cpu_s for load in loads])


def _fill(bench: Bench, scope: str, entries: int, seed: int) -> None:
    """So many entries, forty an act, in pushes of fifty acts."""
    line = Line(bench.port)
    acts = ledger.acts(entries, max(1, entries // 40), seed=seed, prefix=f"f{seed}")
    ops: list[bytes] = []
    for act in acts:
        ops.append(bench.clerk.op(scope, act.changes))
        if len(ops) == 50:
            push(line, ops)
            ops = []
    if ops:
        push(line, ops)
    line.close()


def _sized(request: bytes) -> bytes:
    """The request with the length that its body has now."""
    head, _, body = request.partition(b"\r\n\r\n")
    kept = [part for part in head.split(b"\r\n") if not part.startswith(b"Content-Length:")]
    return b"\r\n".join([*kept, b"Content-Length: %d" % len(body)]) + b"\r\n\r\n" + body


def _refused(load: Load) -> int:
    return sum(count for status, count in load.statuses.items() if status not in (200, 429))


TABLES = {
    "county: imported": imported,
    "county: growth": growth,
    "county: coverage": coverage,
    "county: every phone back": herd,
}
