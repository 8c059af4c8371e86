"""A process that imports a county's history from a file and says what it took. Arguments: an empty folder, rows,
villages.

The file is made before the clock starts. What is timed is the operator's command, whole: reading, looking at every row,
masking, signing, permitting, merging, writing.
"""

import csv
import json
import os
import resource
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from shaiba.cli import main as shaiba
from shaiba.data_folder import make_folder
from shaiba.regions import load_regions
from tests.bench import ledger

MONTHS = 12
POOL = 20_000
"""Rows that are made; further villages have the same."""
COLUMNS = {
    "voucher": "凭证号",
    "date": "日期",
    "subject": "科目",
    "summary": "摘要",
    "payee": "收款人",
    "account": "账户",
    "method": "支付方式",
    "handler": "经手人",
    "witness": "证明人",
    "approver": "审批人",
}


def main(path: str, rows: int, villages: int) -> None:
    folder, file = Path(path) / "data", Path(path) / "县.csv"
    make_folder(folder, "bench.example")
    codes = [region.code for region in load_regions() if region.level == "village"][:villages]
    with file.open("w", encoding="gb18030", newline="") as text:
        writer = csv.writer(text)
        writer.writerow(["村编码", *COLUMNS.values(), "收支", "金额"])
        each = -(-rows // villages)
        made = list(islice(_rows(each), each))
        writer.writerows(islice(([code, *row] for code in codes for row in made), rows))
    del made
    wall, cpu = time.perf_counter(), time.process_time()
    if shaiba(["import", "history", str(file), "--data", str(folder)]):
        raise SystemExit("the file was not taken")
    helped = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = time.process_time() - cpu + helped.ru_utime + helped.ru_stime
    took = {"wall_s": time.perf_counter() - wall, "cpu_s": cpu_s}
    # as if each process had been at its largest at once
    rss = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + helped.ru_maxrss * (os.cpu_count() or 1)) * 1024
    sys.stdout.write("\n" + json.dumps({**took, "rss": rss, "bytes": file.stat().st_size}))


def _rows(each: int) -> Iterator[list[str]]:
    number = 0
    for act in ledger.acts(min(each, POOL), MONTHS):
        for change in act.changes:
            if change["do"] == "entry.post":
                entry, number = {**change["set"], "voucher": f"记-{number}"}, number + 1
                way = {"in": "收", "out": "支"}[entry["direction"]]
                yield [*(entry.get(field, "") for field in COLUMNS), way, f"{entry['amount_fen'] / 100:.2f}"]


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
