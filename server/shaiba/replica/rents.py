"""What the server says of rents owed to households by itself: it shows each household its own lines.

Worked out from what the logs hold, so that it goes on after a stop wherever it was. Spec: sync/spec/lease.md, 5.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from shaiba_sync.merge import view

from ..kind import View
from ..storage.store import Store

SHOWN = ("contract", "due", "amount_fen", "quantity")
"""What a household is shown of its line as everyone reads it."""

Act = tuple[str, list[dict[str, Any]]]


async def untold(store: Store, village: str, kept: Callable[[], Awaitable[list[View]]]) -> list[Act]:
    """The acts that show every household of the village the sums that it is owed and was not shown, or was shown as
    they stood before they were put right: of contracts whose money is the party's. `kept` gives what offices keep, with
    whose line it is; it is asked only where a line lacks."""
    scope = f"village/{village}"
    contracts = [one.id for one in await store.records(scope, "contract") if one.fields.get("owed_to") == "party"]
    if not contracts:
        return []
    told = {
        found.record.id: found.record.fields
        for one in contracts
        for found in await store.refer("owed", "contract", one)
    }
    rents = [view(one) for one in await store.records(scope, "rent") if "withdrawn" not in one.fields]
    lacking = {
        rent["id"]: rent
        for rent in rents
        if rent.get("contract") in contracts
        and any(told.get(rent["id"], {}).get(name) != rent.get(name) for name in SHOWN)
    }
    originals = await kept() if lacking else []
    return [
        (f"home/{village}-{one['household']}", [tell(lacking[one["id"]], one)])
        for one in originals
        if one["id"] in lacking and one["disclosure"] == lacking[one["id"]]["contract"]
    ]


def tell(rent: View, original: View) -> dict[str, Any]:
    """The change that shows a household what it is owed, in full."""
    members = {name: rent[name] for name in SHOWN if name in rent}
    payee = original.get("payee", rent.get("payee", ""))
    return {"do": "owed.tell", "id": rent["id"], "set": {**members, "payee": payee}}
