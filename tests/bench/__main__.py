"""`make bench`: every figure beside its limit, measured in the same run. Machines are noisy: read the ratios."""

import os
import sys
from collections.abc import Callable

from tests.bench import (
    app_bytes,
    away,
    compare,
    county,
    found,
    glass,
    link,
    live,
    matching,
    phone,
    server,
    slots,
    workloads,
)
from tests.bench.table import Row, show

TABLES: dict[str, Callable[[], list[Row]]] = {
    "app": workloads.app,
    "W1a: 10,000 records in 250 acts": workloads.cold_acts,
    "W1b: 10,000 records in as many acts": workloads.cold_singles,
    "W3: 1,000 records written offline": workloads.push_offline,
    **server.TABLES,
    "phone: 10,000 records in 250 acts": phone.phone,
    "phone: 10,000 records in as many acts": phone.phone_acts,
    "phone whose network goes": away.away,
    "village link": link.village_link,
    **slots.TABLES,
    **matching.TABLES,
    **found.TABLES,
    **live.TABLES,
    **glass.TABLES,
    "peers": compare.peers,
}


LONG = {**county.TABLES, **matching.LONG, **found.LONG}
"""Minutes to hours each: `make bench-long`."""


def main(names: list[str]) -> int:
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; medians of {workloads.ROUNDS}")
    missed = 0
    long = "--long" in names
    names = [name for name in names if name != "--long"]
    for title, measure in (LONG if long else TABLES).items():
        if names and not any(title.startswith(name) for name in names):
            continue
        if title.startswith(("app", "phone", "live: camera")) and not (app_bytes.DIST / "index.html").exists():
            print(f"\n{title}: the app is not built (make app)")
            continue
        rows = measure()
        missed += sum(one.kept is False for one in rows)
        print(show(title, rows), flush=True)
    if missed:
        print(f"{missed} missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
