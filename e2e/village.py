"""The server under test: a real process over a data folder, and what can be asked of that folder directly."""

import argparse
import faulthandler
import hashlib
import json
import os
import secrets
import shutil
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from e2e.device import Device, Line, push
from e2e.until import until
from shaiba.app import system_clock
from shaiba.cli import serve
from shaiba_sync import Record, record_from_json, view
from tests.servers import PROCESSES, free_port

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "pwa" / "dist"

_LINES = "select line from log join scope on scope.id = scope_id where name = ? order by seq"
_RECORDS = "select data from record join scope on scope.id = scope_id where name = ? and kind = ? order by record.id"

RONGXI = "350583112216"  # 蓉溪村: a year of accounts, the village of most tests
LONGGANG = "430821211227"  # 龙岗村: a decision that was not gone through as it should be
YONGPING = "330182112258"  # 永平村: a lease past its day, and rent that did not come
HUANGHE = "430811001202"  # 黄河村: moved down from the hills, and the roofs leak
GUANGQIAO = "350504100215"  # 广桥村: a bus that has not run for a year
XIMEI = "350524102207"  # 溪美村: lots for plots
COUNTY = "region/350524000000"  # 安溪县: asks everybody
XIYAO = "350524107214"  # 溪瑶村: an invoice that stands in 溪美村, too
FEIZHUANG = "330113006201"  # 费庄村: nothing is told of it yet; its county has offices
MINSHENG = "510705103223"  # 民生村: a batch of subsidies, and a daughter who works away


def _serve(environment: dict[str, str], log: Path, ahead_ms: int) -> None:
    """What `shaiba serve` does, its words in the log; its clock is so much ahead of this machine's."""
    out = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.dup2(out, 1)
    os.dup2(out, 2)
    faulthandler.enable()
    os.environ.update(environment)
    raise SystemExit(serve.run(argparse.Namespace(), lambda: system_clock() + ahead_ms))


class Village:
    """A server process on `port`, over `folder`. `start`, `stop` and `kill` may be called again and again."""

    def __init__(self, folder: Path, log: Path, *, app: Path = APP, demo: bool = True) -> None:
        self.folder, self.log, self.app, self.demo = folder, log, app, demo
        self.port, self.rtmp_port = free_port(), free_port()
        self.ahead_ms = 0
        self._process: BaseProcess | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def pid(self) -> int:
        """The server's process, which must be running."""
        if self._process is None or self._process.pid is None:
            raise RuntimeError("the server is not running")
        return self._process.pid

    @property
    def settings(self) -> dict[str, str]:
        """What `shaiba serve` is told, in its environment."""
        settings = {"DATA": self.folder, "PORT": self.port, "APP": self.app, "DEMO": "yes" if self.demo else "no"}
        settings["LIVE_RTMP"] = f"127.0.0.1:{self.rtmp_port}"
        return {f"SHAIBA_{name}": str(value) for name, value in settings.items()}

    def start(self) -> None:
        self._process = PROCESSES.Process(target=_serve, args=(self.settings, self.log, self.ahead_ms))
        self._process.start()
        until(self._is_up, f"the server answers at {self.origin} (log: {self.log})")

    def stop(self) -> None:
        """End it as an operator would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut would."""
        self._end(signal.SIGKILL)

    def go_to(self, time_ms: int) -> None:
        """Start it again at this time, ms since 1970: whatever waits for a time finds that it has come."""
        self.stop()
        self.ahead_ms = time_ms - system_clock()
        self.start()

    def get(self, path: str) -> bytes:
        with urllib.request.urlopen(self.origin + path, timeout=30) as answer:  # noqa: S310
            found: bytes = answer.read()
            return found

    def _end(self, how: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self.pid, how)
            self._process.join(30)
            if self._process.exitcode is None:
                os.kill(self.pid, signal.SIGABRT)  # where each of its threads is stands in its log then
                self._process.join(10)
                raise RuntimeError(f"the server did not end: {self.log.read_text()[-2000:]}")
            self._process = None

    def _is_up(self) -> bool:
        if self._process is not None and self._process.exitcode is not None:
            raise RuntimeError(f"the server ended with {self._process.exitcode}: {self.log.read_text()[-2000:]}")
        try:
            return bool(json.loads(self.get("/health"))["ok"])
        except (OSError, urllib.error.URLError):
            return False

    # --- the data folder, as someone with root on the server sees it ---

    @property
    def database(self) -> Path:
        return self.folder / "shaiba.db"

    @contextmanager
    def sql(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own; what is changed is committed."""
        with closing(sqlite3.connect(self.database, timeout=30)) as connection, connection:
            yield connection

    def lines(self, scope: str) -> list[bytes]:
        """The log of a scope as stored."""
        with self.sql() as db:
            return [bytes(row[0]) for row in db.execute(_LINES, (scope,))]

    def records(self, scope: str, kind: str) -> list[Record]:
        """The records of a scope as the server's tables have them."""
        with self.sql() as db:
            return [record_from_json(row[0].encode()) for row in db.execute(_RECORDS, (scope, kind))]

    def checkpoint(self, scope: str) -> str:
        """The newest signed head of a scope."""
        with self.sql() as db:
            return str(db.execute("select checkpoint from scope where name = ?", (scope,)).fetchone()[0])

    def clerk(self) -> Device:
        """The server's own device."""
        key = (self.folder / "keys" / "clerk.ed25519").read_bytes()
        return Device(Ed25519PrivateKey.from_private_bytes(key))

    def log_key(self) -> tuple[str, Ed25519PrivateKey]:
        """The log's name and the key that signs its heads."""
        key = (self.folder / "keys" / "log.ed25519").read_bytes()
        return (self.folder / "name").read_text().strip(), Ed25519PrivateKey.from_private_bytes(key)

    def drop_files(self) -> None:
        """Forget compressed lines: the server makes them again from its tables."""
        for path in (self.folder / "bundles").iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()

    def blob(self, sha256: str) -> bytes | None:
        """Bytes by hash, once they are whole."""
        path = self.folder / "blobs" / sha256[:2] / sha256
        return path.read_bytes() if path.is_file() else None

    def count_blobs(self) -> int:
        """How many photos and recordings are whole."""
        return len(list((self.folder / "blobs").glob("[0-9a-f][0-9a-f]/*")))


def hex_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def shaiba(*arguments: str, timeout_s: float = 300) -> subprocess.CompletedProcess[str]:
    """Run the command line; its exit code and words are for the test to judge."""
    return subprocess.run(
        [sys.executable, "-m", "shaiba", *arguments],
        cwd=ROOT, env=environ(), capture_output=True, text=True, timeout=timeout_s, check=False,
    )  # fmt: skip


def load_demo(folder: Path) -> None:
    """Make the demo county's data folder, without serving it."""
    done = shaiba("demo", "--data", str(folder), "--load-only", timeout_s=600)
    if done.returncode:
        raise RuntimeError(f"loading the demo failed: {done.stdout}{done.stderr}")


def copy_folder(source: Path, target: Path) -> Path:
    shutil.copytree(source, target)
    return target


def environ() -> dict[str, str]:
    paths = [str(ROOT / "server"), str(ROOT / "sync" / "python")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUNBUFFERED": "1"}


def meeting_id(village: Village, code: str, title: str) -> str:
    """The meeting of a village whose title begins so."""
    found = village.records(f"village/{code}", "meeting")
    return next(one.id for one in found if str(view(one)["title"]).startswith(title))


def fill(village: Village, path: str) -> str:
    """A screen's path with real ids in it: {village}, {disclosure} and {entry} with a receipt, {appeal}, {payout}, and
    {run}, one with faults, {project}, one with marks, {contract}, one past its day, {draw}, one that is
    done, {matched}, an entry that is to be explained."""
    with_receipt = [one for one in village.records(f"village/{RONGXI}", "entry") if one.lists.get("receipts")]
    entry = with_receipt[0]
    appeals = village.records(f"square/{RONGXI}", "appeal")
    counted = [one for one in village.records(f"village/{XIMEI}", "poll") if "ballots" in one.fields]
    return path.format(
        village=RONGXI,
        entry=entry.id,
        disclosure=view(entry)["disclosure"],
        appeal=appeals[0].id if appeals else "",
        payout=village.records(f"village/{MINSHENG}", "payout")[0].id,
        run=village.records(f"village/{LONGGANG}", "run")[0].id,
        contract=next(
            one.id for one in village.records(f"village/{YONGPING}", "contract") if "3号" in str(one.fields["title"])
        ),
        draw=next(one.id for one in village.records(f"village/{XIMEI}", "draw") if "order" in one.fields),
        poll=next(one.id for one in village.records(COUNTY, "poll") if "ballots" not in one.fields),
        meeting=meeting_id(village, MINSHENG, "水毁"),
        few=meeting_id(village, XIMEI, "茶青"),
        coming=meeting_id(village, MINSHENG, "秋收"),
        matched=view(village.records(f"village/{XIYAO}", "explanation")[0])["entries"][0],
        named=next(one.id for one in village.records(f"village/{XIMEI}", "poll") if "office" in one.fields),
        polled=next(one.id for one in village.records(COUNTY, "poll") if "ballots" in one.fields),
        held=next(one.id for one in counted if "second" not in one.fields),
        appraised=next(one.id for one in counted if "second" in one.fields),
        project=next(
            one.id for one in village.records(f"village/{RONGXI}", "project") if "修缮" in one.fields["title"]
        ),
    )


def publish_something(village: Village, title: str = "十一月收支明细") -> None:
    """One more disclosure, by the clerk, over the wire that everybody uses."""
    change: dict[str, object] = {
        "do": "disclosure.publish",
        "id": secrets.token_urlsafe(9),
        "set": {"title": title, "class": "finance", "category": "ledger", "period": "2026-11"},
    }
    line = Line(village.port)
    push(line, [village.clerk().op(f"village/{RONGXI}", [change])])
    line.close()
