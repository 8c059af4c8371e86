"""What holds for every kind."""

import pytest
from msgspec import inspect

from shaiba.domain import KINDS, kind_by_name, kinds
from shaiba.kind import Change, Fields, Kind, fields_of
from shaiba_sync.errors import Invalid
from shaiba_sync.strict import MAX_DEPTH, MAX_INTEGER, NAME


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_verbs_are_named_after_their_kind(kind: Kind):
    assert kind_by_name[kind.name] is kind
    assert all(change.__struct_config__.tag.startswith(f"{kind.name}.") for change in kind.changes)
    assert set(kind.index) <= set(kind.fields)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_what_a_kind_takes_every_reader_of_lines_takes(kind: Kind):
    """Names, values and depth as `are_changes` has them: so an import's ops need not be looked at for these."""
    for change in kind.changes:
        assert deepest(inspect.type_info(change)) <= MAX_DEPTH


def deepest(of: inspect.Type) -> int:
    """How deep a value of the type may nest; fails where it may be none of an op's."""
    match of:
        case inspect.StructType(fields=fields, forbid_unknown_fields=True):
            assert all(NAME.fullmatch(field.encode_name) for field in fields)
            return 1 + max(deepest(field.type) for field in fields)
        case inspect.ListType(item_type=item):
            return 1 + deepest(item)
        case inspect.UnionType(types=types):
            return max(map(deepest, types))
        case inspect.IntType(ge=low, le=high, lt=beyond):
            assert low >= -MAX_INTEGER
            assert (beyond - 1 if high is None else high) <= MAX_INTEGER
        case inspect.LiteralType(values=values):
            assert all(type(value) is str for value in values)
        case _:
            assert isinstance(of, inspect.StrType | inspect.BoolType | inspect.NoneType)
    return 0


def test_a_refusal_in_a_public_place_says_what_would_be_needed(refusal):
    assert refusal("village/350583112216").detail == {"kind": "office", "need": "admin"}


def test_a_field_has_one_sort():
    class One(Fields, frozen=True):
        name: str

    class Two(Change, tag="x.two", frozen=True):
        set: One
        append: One

    with pytest.raises(TypeError, match="two sorts"):
        fields_of((Two,))


@pytest.fixture
def refusal():
    from shaiba.kind import Actor, Context
    from shaiba_sync.errors import Forbidden
    from shaiba_sync.scope import parse_scope

    def refuse(scope: str) -> Forbidden:
        kind, change = kinds.decode({"do": "office.close", "id": "o", "set": {"closed": "2026-10-08"}})
        with pytest.raises(Forbidden) as caught:
            kind.allow(change, None, Context(parse_scope(scope), Actor("d", None), lambda *_: None, 0))
        return caught.value

    return refuse


def test_of_many_changes_those_before_a_wrong_one_are_given_and_it_says_what_is_wrong():
    def close(day: str) -> dict[str, object]:
        return {"do": "office.close", "id": "o", "set": {"closed": day}}

    changes = [close("2026-10-08"), close("2026-10-09"), close("9 October"), {"do": "office.none", "id": "o"}]
    found = kinds.decode_all(changes)
    assert [next(found), next(found)] == [*map(kinds.decode, changes[:2])]
    with pytest.raises(Invalid) as caught:
        next(found)
    assert caught.value.detail == {"field": "set.closed", "why": "pattern"}
    found = kinds.decode_all([*changes[:2], changes[3]])
    assert [next(found)[0].name, next(found)[0].name] == ["office", "office"]
    with pytest.raises(Invalid, match="invalid"):
        next(found)
