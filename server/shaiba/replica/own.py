"""What offices keep of rows that name a person or pay the household, for that person's own copy.

A row of the household alone is given as it is kept. In one that others share, whatever may be theirs is covered: their
names, illness, what is left of numbers; two people of one name share every row that has it. Spec: sync/spec/privacy.md,
"A copy of one's own".
"""

import re
from collections.abc import Mapping, Set
from typing import Any

from shaiba_sync.merge import view
from shaiba_sync.privacy import DEFAULT_POLICY, find_names, mask_row, names_of
from shaiba_sync.scope import parse_scope

from ..kind import View, is_roll
from ..storage.store import Store
from .scope import home_scope, homes_above

BESIDES = ("kind", "id", "disclosure", "people", "household")
"""What of an original is no text of the row."""

LEFT = re.compile(r"[0-9]{0,4}\*{3,}[0-9Xx]{0,4}")
"""What is left of a number at an office (personal.md, "Masking")."""


async def own_originals(store: Store, region: str, person: str) -> list[dict[str, Any]]:
    """Those of one village, by office; `shared`: what may be another's is covered."""
    members = [view(one) for one in await store.records(f"square/{region}", "member")]
    me = next((one for one in members if one["id"] == person), None)
    if me is None or "household" not in me:
        return []
    house = {one["id"] for one in members if one.get("household") == me["household"]}
    own = {name for one in members if one["id"] in house for name in _names(one)}
    others = {name for one in members if one["id"] not in house for name in _names(one)}
    policy = await _policy(store, region)
    found = []
    for scope in await store.scopes(f"office/{region}/"):
        if is_roll(parse_scope(scope)):
            continue
        for original in map(view, await store.records(scope, "original")):
            people = set(original.get("people", ()))
            if not (person in people or original.get("household") == me["household"]):
                continue
            entry = await store.record(home_scope(region), "entry", original["id"])
            row = {**(view(entry) if entry else {}), **original}
            shared = bool(people - house or names_of(row) - own)
            texts = _covered(row, own, others, policy) if shared else row
            kept = {name: texts[name] for name in original if name not in BESIDES}
            found.append({"scope": scope, "id": original["id"], "shared": shared, **kept})
    return found


def _covered(row: View, own: Set[str], others: Set[str], policy: View) -> Mapping[str, Any]:
    """The row, where what is not one's own reads as it does for everyone."""
    public = mask_row(row, {**policy, "names": "surname", "plain": own}, others - own).public
    return {name: LEFT.sub("****", value) if isinstance(value, str) else value for name, value in public.items()}


def _names(member: View) -> list[str]:
    name = str(member.get("name", ""))
    return find_names(name) or [name]  # a roll adds things in brackets


async def _policy(store: Store, region: str) -> View:
    for scope in homes_above(region):
        if said := await store.record(scope, "masking", "policy"):
            return view(said)
    return DEFAULT_POLICY
