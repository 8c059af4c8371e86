"""The tables, step by step. A step that has been released is never changed; the next one is added below it.

sqlite-utils applies what is missing and remembers it. A database that lacks nothing is not made to wait for the
library: a server is back sooner after a restart.
"""

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils.db import Database
    from sqlite_utils.migrations import Migrations

SET = "shaiba"
TABLE = "_sqlite_migrations"
"""Where sqlite-utils keeps what it applied."""

# Logs, what is derived from them, blobs, and who calls.
# log has no unique index on leaf: two equal lines are one act, which is unique. Rows of many bytes under random keys do
# not belong in a clustered table: log and record have rowids (half the cost of an insert).
FIRST = """
create table scope (
  id integer primary key, name text not null unique, epoch integer not null, size integer not null,
  frontier blob not null, checkpoint text not null) strict;
create table log (
  scope_id integer not null references scope, seq integer not null, leaf blob not null, act blob not null,
  line blob not null, received integer not null, unique (scope_id, seq), unique (scope_id, act)) strict;
create table record (
  scope_id integer not null references scope, kind text not null, id text not null, data text not null,
  unique (kind, id, scope_id)) strict;
create index record_by_scope on record (scope_id);
create table ref (
  kind text not null, field text not null, value text not null, scope_id integer not null references scope,
  id text not null, primary key (kind, field, value, scope_id, id)) strict, without rowid;
create index ref_by_record on ref (scope_id, kind, id);
create table blob (
  hash text primary key, size integer not null, type text not null, by text not null, received integer not null
) strict, without rowid;
create table blob_ref (
  hash text not null, scope_id integer not null references scope, primary key (hash, scope_id)) strict, without rowid;
create index blob_ref_by_scope on blob_ref (scope_id);
create table session (
  token_hash blob primary key, device text not null, created integer not null, expires integer not null
) strict, without rowid;
create table challenge (
  challenge text primary key, device text not null, expires integer not null) strict, without rowid;
create table code (
  hash blob primary key, household text not null, person text not null, region text not null,
  expires integer not null, tries integer not null, used integer) strict, without rowid;
create table meta (key text primary key, value text not null) strict, without rowid;
"""

# Who else vouched for a head, and when.
COSIGNATURES = """
create table cosignature (
  scope_id integer not null references scope, epoch integer not null, size integer not null, cosigner text not null,
  time integer not null, line text not null, primary key (scope_id, epoch, size, cosigner)) strict, without rowid
"""

# Notes that this log signed of two histories.
EVIDENCE = """
create table evidence (
  scope text not null, note text not null, own text not null, received integer not null,
  primary key (scope, note)) strict, without rowid
"""

# Codes become letters, which one person asks for and another releases; those there are were the operator's.
LETTERS = """
create table letter (
  id text primary key, code_hash blob not null unique, secret_hash blob not null unique, household text not null,
  person text not null, region text not null, asked_by text not null, asked integer not null, expires integer not null,
  released_by text, void integer not null, tries integer not null, used integer) strict, without rowid;
create index letter_by_region on letter (region);
insert into letter select lower(hex(substr(hash, 1, 9))), hash, hash, household, person, region, '', expires, expires,
  '', 0, tries, used from code;
drop table code;
"""

# What is written together stands together: a county's other villages no longer lie between the records of one.
# Only kinds that are looked for beyond their scope are found by more than scope and id.
RECORDS_BY_SCOPE = """
create table record_by_place (
  scope_id integer not null references scope, kind text not null, id text not null, data text not null,
  unique (scope_id, kind, id)) strict;
insert into record_by_place select scope_id, kind, id, data from record order by scope_id, kind, id;
drop table record;
alter table record_by_place rename to record;
delete from ref where kind = 'entry';
insert into ref select kind, '', id, scope_id, id from record where kind in ('appeal', 'device', 'grant')
"""

# Who read what of whom.
ACCESS = """
create table reading (
  scope text not null, day text not null, reader text not null, primary key (scope, day, reader)) strict, without rowid;
create table opening (
  day text not null, scope text not null, id text not null, reader text not null, person text not null,
  why text not null, words text not null) strict;
create index opening_by_person on opening (person);
create index opening_by_reader on opening (day, reader)
"""

# Passkeys, what a session is good for, and what a revoked phone still brought.
PEOPLE = """
alter table session add column used integer not null default 0;
alter table session add column stepped integer not null default 0;
alter table session add column vouched integer not null default 0;
create index session_by_device on session (device);
create table passkey (
  id text primary key, person text not null, key blob not null, count integer not null,
  name text not null, since integer not null, used integer not null) strict, without rowid;
create index passkey_by_person on passkey (person);
create table kept (
  id text primary key, person text not null, device text not null, scope text not null, line blob not null,
  received integer not null) strict, without rowid;
create index kept_by_person on kept (person);
alter table letter add column replaces integer not null default 0;
"""

# Who attested whose lost phone is to be replaced.
ATTESTED = "alter table letter add column attested text not null default ''"

# Browsers that are knocked at, until the last session of their phone ends.
PUSH = """
create table push (
  endpoint text primary key, device text not null, person text not null, since integer not null) strict, without rowid;
create index push_by_person on push (person);
create index push_by_device on push (device);
create trigger push_ends after delete on session begin
  delete from push where device = old.device and not exists (select 1 from session where device = old.device); end
"""

STEPS = {
    "first": FIRST,
    "cosignatures": COSIGNATURES,
    "evidence": EVIDENCE,
    "letters": LETTERS,
    "records_by_scope": RECORDS_BY_SCOPE,
    "access": ACCESS,
    "people": PEOPLE,
    "attested": ATTESTED,
    "push": PUSH,
}


def applied(conn: sqlite3.Connection) -> set[str]:
    """The steps that were applied, as sqlite-utils keeps them: one question, where it would ask a dozen."""
    if not conn.execute("select 1 from sqlite_master where name = ?", (TABLE,)).fetchone():
        return set()
    sql = f"select name from {TABLE} where migration_set = ?"  # noqa: S608 — the library's name
    return {row[0] for row in conn.execute(sql, (SET,))}


def apply(conn: sqlite3.Connection, *, before: str | None = None) -> None:
    """Apply what is missing, in order; each step whole or not at all. `before`: stop ahead of that step."""
    from sqlite_utils.db import Database

    _migrations().apply(Database(conn), stop_before=before)


def _migrations() -> "Migrations":
    from sqlite_utils.migrations import Migrations

    steps = Migrations(SET)
    for name, text in STEPS.items():
        steps(name=name)(_Step(name, text))
    return steps


class _Step:
    """A text of SQL as the library wants its steps."""

    def __init__(self, name: str, text: str) -> None:
        self.__name__ = name
        self._statements = [statement for statement in text.split(";\n") if statement.strip()]

    def __call__(self, db: "Database") -> None:
        for statement in self._statements:
            db.conn.execute(statement)
