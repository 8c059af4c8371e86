"""Each server of a test is a process of its own, with its own sockets and signals, that is killed like any other. It is
forked from one that has loaded the program (tests/warm.py)."""

import multiprocessing
import secrets
import socket

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.warm", "e2e.village"])


def free_port() -> int:
    """A port to listen on in a moment: none of those that the system gives to whoever asks for any (from 32768), for in
    that moment another connection would have it."""
    while True:
        port = 10_000 + secrets.randbelow(22_000)
        try:
            socket.create_server(("127.0.0.1", port)).close()
        except OSError:
            continue
        return port
