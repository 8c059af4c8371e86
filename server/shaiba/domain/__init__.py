"""The record kinds, one line each. A kind is a module beside this one; nothing else of the server names kinds."""

from ..kind import Kind, Kinds
from . import (
    appeal,
    confirmation,
    countersign,
    delegation,
    device,
    disclosure,
    entry,
    epoch,
    erasure,
    grant,
    handling,
    household,
    interest,
    masking,
    member,
    office,
    openings,
    original,
    payment,
    payout,
    plain,
    policy,
    resident,
    review,
    reviewing,
    shortfall,
    village,
)

KINDS: tuple[Kind, ...] = (
    village.KIND,
    office.KIND,
    policy.KIND,
    masking.KIND,
    plain.KIND,
    handling.KIND,
    reviewing.KIND,
    grant.KIND,
    device.KIND,
    member.KIND,
    interest.KIND,
    delegation.KIND,
    household.KIND,
    resident.KIND,
    disclosure.KIND,
    entry.KIND,
    original.KIND,
    review.KIND,
    countersign.KIND,
    openings.KIND,
    payout.KIND,
    payment.KIND,
    confirmation.KIND,
    shortfall.KIND,
    appeal.KIND,
    erasure.KIND,
    epoch.KIND,
)

kinds = Kinds(KINDS)
"""The kinds with the decoder of their changes."""

kind_by_name: dict[str, Kind] = kinds.by_name
