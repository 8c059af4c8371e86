"""`make mutations`: every row of the table, in a copy of the tree. Exit code 1 if a test did not notice.

`python -m tests.mutation [word …]` runs the rows whose guard, file or test has one of the words. A row of the matrix
(tests/authz) asks its own slice of people and no more; before any line is changed, one run asks all slices together.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.mutation.table import ROWS, Row

ROOT = Path(__file__).parents[2]
COPIED = ("server", "sync", "tests", "pwa", "pyproject.toml")
NOT_COPIED = shutil.ignore_patterns("node_modules", "dist", "__pycache__", ".*_cache", ".hypothesis")
FAILED = re.compile(r"(\d+) (?:failed|error)|Tests .*\b(\d+) failed")


def main(words: list[str]) -> int:
    rows = [row for row in ROWS if not words or any(word in f"{row.guard} {row.file} {row.test}" for word in words)]
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = Path(folder)
        copy(tree)
        for some in ([row for row in rows if not row.people], [row for row in rows if row.people]):
            people = "|".join(dict.fromkeys(row.people for row in some if row.people))
            fine, output = run(tree, people, *dict.fromkeys(row.test for row in some))
            if not fine:
                print(f"{output}\nThe tests fail as the tree is: nothing can be learned from a change.")
                return 1
        survived = [row for row in rows if not noticed(tree, row)]
    for row in survived:
        print(f"NOT NOTICED  {row.guard}: {row.file}: {row.old!r} → {row.new!r} passes {row.test}")
    print(f"{len(rows) - len(survived)} of {len(rows)} noticed")
    return 1 if survived else 0


def copy(tree: Path) -> None:
    """The tree without what is built. Packages of JavaScript are those of the tree, but the protocol is the copy's."""
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=NOT_COPIED, symlinks=True)
        else:
            shutil.copy(ROOT / name, tree / name)
    packages = tree / "pwa" / "node_modules"
    (packages / "@shaiba").mkdir(parents=True)
    for package in (ROOT / "pwa" / "node_modules").iterdir():
        if package.name not in ("@shaiba", ".vite", ".vitest"):
            (packages / package.name).symlink_to(package)
    (packages / "@shaiba" / "sync").symlink_to(tree / "sync" / "typescript")


def noticed(tree: Path, row: Row) -> bool:
    """Change the line, run the test, put the line back."""
    file = tree / row.file
    text = file.read_text(encoding="utf-8")
    if text.count(row.old) != 1:
        raise SystemExit(f"{row.guard}: {row.file} has {row.old!r} {text.count(row.old)} times; it must have it once")
    began = spent()
    file.write_text(text.replace(row.old, row.new), encoding="utf-8")
    try:
        fine, output = run(tree, row.people, row.test)
    finally:
        file.write_text(text, encoding="utf-8")
    if not fine and not FAILED.search(output):
        raise SystemExit(f"{output}\n{row.guard}: no test failed, the run did")
    print(f"{'NOT NOTICED' if fine else 'noticed':12} {spent() - began:5.1f} s  {row.guard}", flush=True)
    return not fine


def spent() -> float:
    """Seconds of processor that tests have cost so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def run(tree: Path, people: str, *tests: str) -> tuple[bool, str]:
    """Whether all tests pass, and what was printed. `people`: the slice of the matrix; all of it where it is empty."""
    screens = [test.removeprefix("pwa/") for test in tests if test.startswith("pwa/")]
    pytests = [test for test in tests if not test.startswith("pwa/")]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (tree / "server", tree / "sync" / "python", tree)))}
    env |= {"PYTHONDONTWRITEBYTECODE": "1"} | ({"SHAIBA_MATRIX": people} if people else {})
    fine, output = True, ""
    for wanted, command, where in (
        (pytests, [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *pytests], tree),
        (screens, ["node_modules/.bin/vitest", "run", "--bail", "1", *screens], tree / "pwa"),
    ):
        if wanted:
            done = subprocess.run(command, cwd=where, env=env, capture_output=True, text=True, check=False)
            fine, output = fine and done.returncode == 0, f"{output}{done.stdout}{done.stderr}"
    return fine, output


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
