"""Each server of a test is a process of its own, with its own sockets and signals, that is killed like any other. It is
forked from one that has loaded the program (tests/warm.py)."""

import multiprocessing

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.warm", "e2e.village"])
