"""What ops add up to: registers, add-wins sets and append-only lists. Any order, any repetition: same record.

Spec: sync/spec/merge.md. Vectors: sync/vectors/merge.json.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from shaiba_sync.errors import Malformed

Tags = tuple[str, ...]
"""Sorted, each once."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What the changes of one record add up to. Never changed: `merge` makes a new one."""

    kind: str
    id: str
    fields: Mapping[str, Any] = {}
    tags: Mapping[str, str] = {}
    """The tag of each register."""
    sets: Mapping[str, Mapping[str, Tags]] = {}
    """Of each field, the tags that hold each element in the set."""
    dropped: Mapping[str, Tags] = {}
    lists: Mapping[str, tuple[tuple[str, Any], ...]] = {}
    """Of each field, tag and value, in the order of tags."""


def make_tag(at: str, by: str, op_id: str, index: int) -> str:
    """The place of a change among all: 53 characters, compared as text."""
    return f"{at}{by}{op_id[:11]}{index:04x}"


def kind_of(change: Mapping[str, Any]) -> str:
    """The kind that a change is about: what stands before the dot."""
    return _kind_in(change["do"])


def merge(record: Record | None, change: Mapping[str, Any], tag: str) -> Record:
    """Merge one change of the record (or the first one) into it. What brings nothing new returns the same object."""
    kind = kind_of(change)
    if record is None:
        if change.keys() == _SET_ALONE:  # most records begin so, and many are never touched again
            return Record(kind=kind, id=change["id"], fields=change["set"], tags=dict.fromkeys(change["set"], tag))
        record = Record(kind=kind, id=change["id"])
    elif record.kind != kind or record.id != change["id"]:
        raise ValueError("the change is of another record")
    if "set" in change:
        record = _set(record, change["set"], tag)
    if "add" in change:
        record = _add(record, change["add"], tag)
    if "drop" in change:
        record = _drop(record, change["drop"])
    if "append" in change:
        record = _append(record, change["append"], tag)
    return record


def view(record: Record) -> dict[str, Any]:
    """The record as screens and `allow` read it. Where names meet: kind and id, then registers, sets, lists."""
    shown: dict[str, Any] = {name: [value for _, value in items] for name, items in record.lists.items()}
    shown.update((name, sorted(elements)) for name, elements in record.sets.items())
    shown.update(record.fields)
    shown.update(kind=record.kind, id=record.id)
    return shown


def check_change(change: Mapping[str, Any]) -> None:
    """Refuse what is no change. Values and names were checked when the line was read."""
    verb, name = change.get("do"), change.get("id")
    if type(verb) is not str or type(name) is not str or not (_is_kind_verb(verb) and _ID.fullmatch(name)):
        raise Malformed("change")
    if change.keys() == _SET_ALONE and type(change["set"]) is dict and change["set"]:
        return
    for member, fields in change.items():
        if member == "do" or member == "id":
            continue
        if member not in _MEMBERS or type(fields) is not dict or not fields:
            raise Malformed("change")
        is_one = _MEMBERS[member]
        if is_one and not all(_is_list_of(value, is_one) for value in fields.values()):
            raise Malformed("change")


def record_to_json(record: Record) -> str:
    """The record as data: the same text in every language."""
    return encode_record(record).decode()


def encode_record(record: Record) -> bytes:
    """That text's bytes."""
    tags = set(record.tags.values())
    if len(tags) == 1 and not (record.sets or record.dropped or record.lists):  # most were said in one act
        (tag,) = tags
        text = _encode_by_name(_OneAct(record.kind, record.id, tag, record.fields))
        if text.count(b"{") == _FLAT:  # inside a value names stand as they were written
            return text
    smallest = min(tags, default="")
    data = _Data(record.kind, record.id, smallest, _sorted(record.fields))
    if len(tags) > 1:
        data.tags = _sorted({name: tag for name, tag in record.tags.items() if tag != smallest})
    if record.sets or record.dropped or record.lists:  # most have none of them
        data.sets = {name: _sorted(elements) for name, elements in _sorted(record.sets).items()}
        data.dropped = _sorted(record.dropped)
        data.lists = _sorted(record.lists)
    return _encode(data)


def record_from_json(text: str) -> Record:
    """Read what `record_to_json` wrote."""
    try:
        data = _decode(text)
        tags = {name: data.tags.get(name, data.tag) for name in data.fields}
    except (msgspec.MsgspecError, RecursionError):
        raise Malformed("record") from None
    if "" in tags.values():
        raise Malformed("record")
    return Record(
        kind=data.kind, id=data.id, fields=data.fields, tags=tags, sets=data.sets, dropped=data.dropped,
        lists=data.lists,
    )  # fmt: skip


class _Data(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    kind: str
    id: str
    tag: str = ""
    fields: dict[str, Any] = {}
    tags: dict[str, str] = {}
    sets: dict[str, dict[str, Tags]] = {}
    dropped: dict[str, Tags] = {}
    lists: dict[str, tuple[tuple[str, Any], ...]] = {}


class _OneAct(msgspec.Struct):
    """The same of a record whose fields were all said at once."""

    kind: str
    id: str
    tag: str
    fields: Mapping[str, Any]


_encode = msgspec.json.Encoder().encode
_encode_by_name = msgspec.json.Encoder(order="deterministic").encode
_decode = msgspec.json.Decoder(_Data).decode
_FLAT = 2
"""Brackets that open in a record without any in its values: its own, and that of its fields."""
_SET_ALONE = frozenset({"do", "id", "set"})
_KIND_VERB = re.compile(r"[a-z][a-z0-9_]{0,39}\.[a-z][a-z0-9_]{0,39}")
_ID = re.compile(r"[0-9A-Za-z_-]{1,43}")
_TAG = re.compile(r"[0-9a-f]{16}[0-9A-Za-z_-]{21}[AQgw][0-9A-Za-z_-]{11}[0-9a-f]{4}")
FORMS = (_KIND_VERB.pattern, _ID.pattern, _TAG.pattern)
"""For the lock of the wire schema."""


def _set(record: Record, values: Mapping[str, Any], tag: str) -> Record:
    newer = [name for name in values if tag > record.tags.get(name, "")]
    if not newer:
        return record
    return msgspec.structs.replace(
        record,
        fields={**record.fields, **{name: values[name] for name in newer}},
        tags={**record.tags, **dict.fromkeys(newer, tag)},
    )


def _add(record: Record, values: Mapping[str, list[str]], tag: str) -> Record:
    sets = dict(record.sets)
    for name, elements in values.items():
        if tag in record.dropped.get(name, ()):
            continue
        held = dict(sets.get(name, {}))
        held.update((element, _with(held.get(element, ()), tag)) for element in elements)
        if held != sets.get(name):
            sets[name] = held
    return msgspec.structs.replace(record, sets=sets) if sets != record.sets else record


def _drop(record: Record, values: Mapping[str, list[str]]) -> Record:
    sets, dropped = dict(record.sets), dict(record.dropped)
    for name, tags in values.items():
        gone = {*tags, *dropped.get(name, ())}
        if len(gone) == len(dropped.get(name, ())):
            continue
        dropped[name] = tuple(sorted(gone))
        if name in sets:
            left = {element: tuple(t for t in held if t not in gone) for element, held in sets[name].items()}
            sets[name] = {element: held for element, held in left.items() if held}
            if not sets[name]:
                del sets[name]
    return msgspec.structs.replace(record, sets=sets, dropped=dropped) if dropped != record.dropped else record


def _append(record: Record, values: Mapping[str, Any], tag: str) -> Record:
    longer = {}
    for name, value in values.items():
        items = record.lists.get(name, ())
        place = bisect_left(items, tag, key=itemgetter(0))
        if place == len(items) or items[place][0] != tag:
            longer[name] = (*items[:place], (tag, value), *items[place:])
    return msgspec.structs.replace(record, lists={**record.lists, **longer}) if longer else record


def _sorted(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values[name] for name in sorted(values)}


def _with(tags: Tags, tag: str) -> Tags:
    return tags if tag in tags else tuple(sorted((*tags, tag)))


@lru_cache(maxsize=1024)
def _kind_in(verb: str) -> str:
    return verb.partition(".")[0]


@lru_cache(maxsize=1024)  # of all kinds together they are few
def _is_kind_verb(text: str) -> bool:
    return _KIND_VERB.fullmatch(text) is not None


def _is_list_of(value: Any, is_one: Callable[[str], bool]) -> bool:
    return type(value) is list and bool(value) and all(type(item) is str and is_one(item) for item in value)


def _is_element(text: str) -> bool:
    return 1 <= len(text) <= 200


def _is_tag(text: str) -> bool:
    return _TAG.fullmatch(text) is not None


_MEMBERS: dict[str, Callable[[str], bool] | None] = {"set": None, "add": _is_element, "drop": _is_tag, "append": None}
