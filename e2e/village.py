"""The server under test: a real process over a data folder, and what can be asked of that folder directly."""

import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from e2e.until import until

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "pwa" / "dist"

RONGXI = "350583112216"  # 蓉溪村: a year of accounts, the village of most tests


class Village:
    """A server process on `port`, over `folder`. `start`, `stop` and `kill` may be called again and again."""

    def __init__(self, folder: Path, log: Path, *, app: Path = APP) -> None:
        self.folder, self.log, self.app = folder, log, app
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = ["serve", "--data", str(self.folder), "--port", str(self.port), "--app", str(self.app), "--demo"]
        with self.log.open("ab") as out:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "shaiba", *command], cwd=ROOT, env=_environment(), stdout=out, stderr=out
            )
        until(self._is_up, f"the server answers at {self.origin} (log: {self.log})")

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.origin + path, timeout=30) as answer:  # noqa: S310
            found: bytes = answer.read()
            return found

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(30)
            self._process = None

    def _is_up(self) -> bool:
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"the server ended with {self._process.returncode}: {self.log.read_text()[-2000:]}")
        try:
            return bool(json.loads(self.get("/health"))["ok"])
        except (OSError, urllib.error.URLError):
            return False

    # --- the data folder, as someone with root on the server sees it ---

    @property
    def database(self) -> Path:
        (found,) = self.folder.glob("*.db")
        return found

    @contextmanager
    def sql(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own; what is changed is committed."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            yield connection

    def lines(self, scope: str) -> list[bytes]:
        """The log of a scope as stored."""
        with self.sql() as db:
            return [bytes(row[0]) for row in db.execute("select line from op where scope = ? order by seq", (scope,))]

    def blob(self, sha256: str) -> bytes:
        (found,) = [path for path in self.folder.rglob(f"*{sha256}*") if path.is_file()]
        return found.read_bytes()


def shaiba(*arguments: str, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the command line; its exit code and words are for the test to judge."""
    return subprocess.run(
        [sys.executable, "-m", "shaiba", *arguments],
        cwd=ROOT, env=_environment(), capture_output=True, text=True, timeout=timeout_s, check=False,
    )  # fmt: skip


def load_demo(folder: Path) -> None:
    """Make the demo county's data folder, without serving it."""
    done = shaiba("demo", "--data", str(folder), "--load-only", timeout_s=600)
    if done.returncode:
        raise RuntimeError(f"loading the demo failed: {done.stdout}{done.stderr}")


def copy_folder(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as plug:
        return int(plug.getsockname()[1])


def _environment() -> dict[str, str]:
    paths = [str(ROOT / "server"), str(ROOT / "sync" / "python")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}
