"""A process that imports a county's history from a file and says what it took. Argument: a folder with the file.

What is timed is the operator's command, whole: reading, looking at every row, masking, signing, permitting, merging,
writing. Nothing else is loaded here: the command's own processes load what this one has (`spawn`), and all of it would
count as theirs. So the file is made elsewhere (county_sheet.py).
"""

import json
import os
import resource
import sys
import time
from pathlib import Path

from shaiba.cli import main as shaiba
from shaiba.data_folder import make_folder

FILE = "县.csv"


def main(path: str) -> None:
    folder, file = Path(path) / "data", Path(path) / FILE
    make_folder(folder, "bench.example")
    wall, cpu = time.perf_counter(), time.process_time()
    if shaiba(["import", "history", str(file), "--data", str(folder)]):
        raise SystemExit("the file was not taken")
    helped = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = time.process_time() - cpu + helped.ru_utime + helped.ru_stime
    took = {"wall_s": time.perf_counter() - wall, "cpu_s": cpu_s}
    # as if each process had been at its largest at once
    rss = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + helped.ru_maxrss * (os.cpu_count() or 1)) * 1024
    sys.stdout.write("\n" + json.dumps({**took, "rss": rss, "bytes": file.stat().st_size}))


if __name__ == "__main__":
    main(sys.argv[1])
