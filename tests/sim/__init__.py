"""Deterministic simulation: a server, 3–12 phones, and everything that can go wrong between them, from one number.

    python -m tests.sim --seeds 1000            # seeds 0 … 999
    python -m tests.sim --seed 4711             # one of them again: the same trace, to the hash
    python -m tests.sim --seeds 500 --fresh     # others than last time

Real: `replica.push`, `replica.pull`, `web.sync`'s choice and making of answers, sessions and callers (`web.server`),
kinds and authorisation, SQLite with `SqliteTx`, the writer's group commit with its savepoints and heads
(`storage.writer.Writer._group`), and all of `shaiba_sync`.
Simulated: time, network, the order of everything (one event loop with a clock of its own), power. The database is in
memory; a crash closes it and opens what was committed. The writer takes its turn when the loop says so, not in a
thread; readers share its connection, since nothing runs between `begin` and `commit`. Fsync itself is the matter of
other tests. HTTP is a body there and an answer back, cut anywhere.
Modelled: the phone. `phone.py` and `exchange.py` do in Python what pwa/src/replica does, step by step and transaction
by transaction, on `shaiba_sync`.
"""
