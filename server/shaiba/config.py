"""Every setting: name, default, help. Read once, in `load`, and handed down; nobody else reads the environment.

Limits are named constants beside what they limit; only what an operator must change is here.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec


class Setting(NamedTuple):
    """A setting: in the environment `SHAIBA_<NAME>`, in shaiba.toml and on the command line `name`."""

    name: str
    default: str
    help: str


SETTINGS = (
    Setting("data", ".data", "the data folder: database, keys, files"),
    Setting("host", "127.0.0.1", "the address to listen on"),
    Setting("port", "8700", "the port to listen on"),
    Setting("origin", "", "the URL by which phones reach this server; empty: http://localhost:<port>"),
    Setting("app", "", "the folder of the built app; empty: pwa/dist beside the program, if it is there"),
    Setting("demo", "no", "yes: anyone may become one of the demo's people"),
    Setting("round_s", "86400", "seconds of a round of sealed tips; set it when the folder is new, and leave it"),
    Setting("slot_bits", "18", "zero bits of the work that a sealed slot needs; more where somebody floods"),
    Setting(
        "notify", "push", "what tells people to look: push, file, webhook, with commas between; none: the inbox alone"
    ),
    Setting("notify_webhook", "", "where knocks are posted (webhook): an http(s) URL; signed with keys/webhook"),
    Setting("notify_private", "no", "yes: push endpoints may be http and inside this network (for tests only)"),
    Setting("live_egress_mbit", "0", "Mbit/s that lives may send before new viewers get sound and stills; 0: no limit"),
    Setting("live_rtmp", "", "address:port where computers may push a live by RTMP (OBS); empty: nowhere"),
    Setting("live_rtmp_url", "", "what is shown to who pushes; empty: rtmp://<host of origin>:<port>/live"),
    Setting("log_level", "info", "error, info or debug"),
    Setting("log_columns", "no", "yes: logs in columns for a desk; no: one JSON object per line"),
)

NOTIFIERS = ("push", "file", "webhook")
"""Ways of knocking: sync/spec/notify.md, "Adapters"."""

FILE = "shaiba.toml"
APP = Path(__file__).parents[2] / "pwa" / "dist"


class BadSetting(Exception):
    """A setting has a value that it cannot have, or there is no such setting."""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The settings, checked."""

    data: Path
    host: str
    port: int
    origin: str
    app: Path | None
    demo: bool
    round_s: int
    slot_bits: int
    notify: tuple[str, ...]
    notify_webhook: str
    notify_private: bool
    live_egress_mbit: int
    live_rtmp: tuple[str, int] | None
    live_rtmp_url: str
    log_level: str
    log_columns: bool

    @property
    def https(self) -> bool:
        """Whether phones come over https: cookies and headers depend on it."""
        return self.origin.startswith("https:")


def load(env: Mapping[str, str], given: Mapping[str, str | None]) -> Config:
    """Settings from the command line (`given`), else the environment, else `<data>/shaiba.toml`, else the default.
    Raises `BadSetting`."""
    text = {s.name: given.get(s.name) or env.get(f"SHAIBA_{s.name.upper()}") for s in SETTINGS}
    file = Path(text["data"] or SETTINGS[0].default) / FILE
    if file.is_file():
        for name, value in _read(file).items():
            text[name] = text[name] or value
    values = {s.name: text[s.name] or s.default for s in SETTINGS}
    origin = values["origin"] or f"http://localhost:{values['port']}"
    rtmp = _address("live_rtmp", values["live_rtmp"])
    return Config(
        data=Path(values["data"]),
        host=values["host"],
        port=_between("port", values["port"], 0, 65_535),
        origin=origin_of("origin", origin),
        app=Path(values["app"]) if values["app"] else (APP if (APP / "index.html").is_file() else None),
        demo=_yes("demo", values["demo"]),
        round_s=_between("round_s", values["round_s"], 1, 864_000),
        slot_bits=_between("slot_bits", values["slot_bits"], 0, 32),
        notify=_notify(values["notify"], values["notify_webhook"]),
        notify_webhook=values["notify_webhook"],
        notify_private=_yes("notify_private", values["notify_private"]),
        live_egress_mbit=_between("live_egress_mbit", values["live_egress_mbit"], 0, 1_000_000),
        live_rtmp=rtmp,
        live_rtmp_url=values["live_rtmp_url"] or f"rtmp://{urlsplit(origin).hostname}:{rtmp[1] if rtmp else 0}/live",
        log_level=_one_of("log_level", values["log_level"], ("error", "info", "debug")),
        log_columns=_yes("log_columns", values["log_columns"]),
    )


def _read(file: Path) -> dict[str, str]:
    try:
        found = tomllib.loads(file.read_text())
    except tomllib.TOMLDecodeError as error:
        raise BadSetting(f"{file}: {error}") from None
    names = {s.name for s in SETTINGS} - {"data"}
    if unknown := found.keys() - names:
        raise BadSetting(f"{file}: there is no setting {', '.join(sorted(unknown))}")
    return {
        name: ("yes" if value else "no") if isinstance(value, bool) else str(value) for name, value in found.items()
    }


def _between(name: str, text: str, least: int, most: int) -> int:
    if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
        raise BadSetting(f"{name}: {text} is no number from {least} to {most}")
    return int(text)


def _address(name: str, text: str) -> tuple[str, int] | None:
    if not text:
        return None
    host, colon, port = text.rpartition(":")
    if not colon:
        raise BadSetting(f"{name}: {text} is no address:port")
    return host.strip("[]"), _between(name, port, 0, 65_535)


def origin_of(name: str, text: str) -> str:
    """The URL of a server, and nothing behind it. Raises `BadSetting`."""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise BadSetting(f"{name}: {text} is no URL of a server")
    return f"{parts.scheme}://{parts.netloc}"


def _notify(text: str, webhook: str) -> tuple[str, ...]:
    names = tuple(dict.fromkeys(name.strip() for name in text.split(",")))
    if names == ("none",):
        return ()
    for name in names:
        _one_of("notify", name, NOTIFIERS)
    if "webhook" in names:
        parts = urlsplit(webhook)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise BadSetting(f"notify_webhook: {webhook or 'nothing'} is no URL; webhook in notify needs one")
    return names


def _yes(name: str, text: str) -> bool:
    return _one_of(name, text.lower(), ("yes", "no")) == "yes"


def _one_of(name: str, text: str, words: tuple[str, ...]) -> str:
    if text not in words:
        raise BadSetting(f"{name}: {text} is not one of {', '.join(words)}")
    return text
