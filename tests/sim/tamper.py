"""What is done to the server's database: by one who holds the log's key too, so that the server lies; and by one who
does not, naively."""

import random
import sqlite3

from shaiba.replica.history import frontier_of
from shaiba.replica.replica import seal_with
from shaiba_sync.op import leaf_of
from tests.sim import world
from tests.sim.acts import bump
from tests.sim.server import SimServer


def rewrite(server: SimServer, rng: random.Random) -> None:
    """Change a line of a log, or drop the newest; everything that follows from lines of trees is made right again."""
    server.crash()
    conn = sqlite3.connect(":memory:", isolation_level=None)
    conn.deserialize(server.image)
    scopes = conn.execute("select id, name, epoch, size from scope where size > 0 order by id").fetchall()
    scope_id, name, epoch, size = rng.choice(scopes)
    if rng.random() < 0.25:
        conn.execute("delete from log where scope_id = ? and seq = ?", (scope_id, size - 1))
    else:
        seq = rng.randrange(size)
        line = conn.execute("select line from log where scope_id = ? and seq = ?", (scope_id, seq)).fetchone()[0]
        other = bump(line, rng)
        values = (other, leaf_of(other), scope_id, seq)
        conn.execute("update log set line = ?, leaf = ? where scope_id = ? and seq = ?", values)
    leaves = [row[0] for row in conn.execute("select leaf from log where scope_id = ? order by seq", (scope_id,))]
    frontier = frontier_of(leaves)
    note = seal_with(world.LOG_NAME, world.LOG_KEY)(name, epoch, frontier)
    values = (frontier.size, frontier.to_bytes(), note, scope_id)
    conn.execute("update scope set size = ?, frontier = ?, checkpoint = ? where id = ?", values)
    server.image = conn.serialize()
    conn.close()
    server.tampered.add(name)
    server.compares = rng.random() < 0.5
    server.start()


def edit(server: SimServer, rng: random.Random) -> tuple[str, int] | None:
    """Change a row of a log behind the server's back, or take it out: the place."""
    if not server.committed:
        return None
    one = rng.choice(server.committed)
    where = "where scope_id = (select id from scope where name = ?) and seq = ?"
    line = server.line(one.scope, one.seq)
    if not line.endswith(b"}"):
        return None  # somebody was here before
    sql, values = rng.choice(
        [
            (f"update log set line = ? {where}", (bump(line, rng),)),
            (f"update log set line = x'00' {where}", ()),
            (f"update log set leaf = zeroblob(32) {where}", ()),
            (f"update log set line = ?, leaf = zeroblob(32) {where}", (bump(line, rng),)),
            (f"delete from log {where}", ()),
        ]
    )
    server.edit(sql, (*values, one.scope, one.seq))
    return one.scope, one.seq
