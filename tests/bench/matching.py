"""One more invoice among all that were published: what it costs to compare it and to keep where it stands.

The index alone (storage/invoices.py), with numbers as they are compared; what is found besides is a record's read.
Beside a hundredth of them: the cost must not grow with the county.
"""

import random
import tempfile
import time
from functools import partial
from pathlib import Path

from shaiba.data_folder import MATCHES
from shaiba.storage.invoices import InvoiceIndex
from shaiba_sync import invoice_keys
from tests.bench.table import Row, median, row

COUNTY, VILLAGES, ASKED, BATCH = "350524000000", 250, 400, 10_000
PUBLISHED = 1_060_000
"""Rows of the county in the stories, each with an invoice."""


def costs(published: int = PUBLISHED // 10) -> list[Row]:
    """Of a hundredth, then of all."""
    few, many = one_more(published // 100), one_more(published)
    limit_is = f"among {published // 100:,}"
    return [
        row(f"one new row among {published:,}", many, 0.01, "s", at_most=1, limit_is="allowed"),
        row(
            f"{ASKED} invoices compared and kept, one by one, among {published:,}",
            ASKED * many,
            ASKED * few,
            "s",
            at_most=3,
            limit_is=limit_is,
        ),
    ]


def one_more(published: int) -> float:
    """Seconds for one, once so many are there."""
    chance = random.Random(published)
    with tempfile.TemporaryDirectory() as folder:
        index = InvoiceIndex(Path(folder) / MATCHES)
        for number, begin in enumerate(range(0, published, BATCH)):
            part = range(begin, min(begin + BATCH, published))
            keys = [(key, f"e{one}") for one in part for key in invoice_keys(*_invoice(chance))]
            index.put(COUNTY, f"3505241{number % VILLAGES:05}", (0, number), keys)
        took = []
        for asked in range(ASKED):
            keys_of_one = invoice_keys(*_invoice(chance))
            start = time.perf_counter()
            index.find(COUNTY, keys_of_one, 50)
            index.put(COUNTY, "350524199999", (0, asked), [(key, f"n{asked}") for key in keys_of_one])
            took.append(time.perf_counter() - start)
        index.close()
    return median(took)


def _invoice(chance: random.Random) -> tuple[str, int]:
    return f"{chance.randrange(10**20):020}", chance.randrange(100, 10**7)


TABLES = {"invoices": costs}
LONG = {"invoices of a county": partial(costs, PUBLISHED)}
