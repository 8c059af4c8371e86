"""A port to answer at: what the system says where it may not be, in words that say what to do."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from .config import BadSetting


def listen(host: str, port: int, *, backlog: int = 128) -> socket.socket:
    """A socket that listens there. Raises `BadSetting`."""
    with opening(host, port):
        return socket.create_server((host, port), backlog=backlog)


@contextmanager
def opening(host: str, port: int) -> Iterator[None]:
    """What opens that port is done in here. Raises `BadSetting` where the system refuses."""
    if not 0 <= port < 65_536:
        raise BadSetting(f"port: {port} is not between 0 and 65535")
    try:
        yield
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise BadSetting(
                f"port: {port} is taken by another program. Stop that one, or choose another port"
            ) from None
        if error.errno == errno.EACCES:
            raise BadSetting(f"port: {port} may be opened by the administrator only. Choose one above 1023") from None
        raise BadSetting(f"host: this machine cannot listen at {host} ({error.strerror})") from None
