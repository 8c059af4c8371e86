"""Assets (资产资源): what the village owns — houses, shops, land, forest, machines — one record each, in the open.

Whether one is let is not said here: the contracts that name it say so (contract.py). Spec: sync/spec/lease.md.
"""

from typing import Literal

from msgspec import UNSET, UnsetType

from ..kind import (
    Change,
    Context,
    Count,
    Fields,
    Kind,
    Short,
    Text,
    View,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
    must_say_more,
)

AssetSort = Literal["house", "shop", "plant", "land", "forest", "water", "gear", "other"]
"""房屋, 店面, 厂房, 土地, 山林, 水面, 设备, 其他."""


class Register(Fields, frozen=True):
    """`size` as it is written (126 平方米); `value_fen` as the books have it."""

    number: Short
    name: Short
    sort: AssetSort
    size: Short | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    value_fen: Count | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class RegisterAsset(Change, tag="asset.register", frozen=True):
    """Put an asset into the register."""

    set: Register


class Correct(Fields, frozen=True):
    """What is put right, and why."""

    reason: Text
    number: Short | UnsetType = UNSET
    name: Short | UnsetType = UNSET
    sort: AssetSort | UnsetType = UNSET
    size: Short | UnsetType = UNSET
    place: Short | UnsetType = UNSET
    value_fen: Count | UnsetType = UNSET
    note: Text | UnsetType = UNSET


class CorrectAsset(Change, tag="asset.correct", frozen=True):
    """Put an entry of the register right; what stood there stays readable in the log."""

    set: Correct


class Retire(Fields, frozen=True):
    """Why the village has it no longer: sold, torn down."""

    retired: Text


class RetireAsset(Change, tag="asset.retire", frozen=True):
    """The village has it no longer."""

    set: Retire


def allow(change: RegisterAsset | CorrectAsset | RetireAsset, past: View | None, context: Context) -> None:
    """Accountant and committee, of the village or of a region above it."""
    if not context.actor.has("accountant", "committee", region=context.region):
        raise context.forbid("asset", "accountant")
    if isinstance(change, RegisterAsset):
        must_be_new(past)
        return
    must_be_open(must_exist(past, "name"), "retired")
    if isinstance(change, CorrectAsset):
        must_say_more(change.set)


CHANGES = (RegisterAsset, CorrectAsset, RetireAsset)
OPEN = ("number", "name", "sort", "size", "place", "value_fen", "note", "reason", "retired")
KIND = Kind("asset", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN)
