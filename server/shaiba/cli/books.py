"""A village's published books as an import needs them, read once; and what makes them say what a sheet says.

What is published is masked as on the accountant's phone (sync/spec/privacy.md).
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from shaiba_sync.merge import view
from shaiba_sync.privacy import DEFAULT_POLICY
from shaiba_sync.scope import parent_code

from ..domain import masking
from ..ledger.diff import Diff, changes
from ..ledger.mask import MaskedRows, mask_rows, originals
from ..ledger.parse import Parsed
from ..replica.replica import Replica

View = dict[str, Any]
Act = tuple[str, list[dict[str, Any]]]
"""A scope and what is said there."""


class Ledger(msgspec.Struct, frozen=True):
    """What stands of a period: its newest disclosure, None where there is none, and that one's entries."""

    disclosure: View | None
    entries: list[View]


class Books(msgspec.Struct, frozen=True):
    """`ledgers` by period; `kept` is what is covered and held already, by scope."""

    village: str
    policy: Mapping[str, Any]
    members: list[View]
    ledgers: dict[str, Ledger]
    kept: dict[str, dict[str, View]]

    @property
    def scope(self) -> str:
        """Where the books stand."""
        return f"village/{self.village}"

    def ledger(self, period: str) -> Ledger:
        """What is published of a month, quarter or year."""
        return self.ledgers.get(period, Ledger(None, []))

    def mask(self, parsed: Parsed) -> MaskedRows:
        """The rows under the village's policy, with the names that its roll knows."""
        return mask_rows(parsed.rows, self.policy, self.members, frozenset(parsed.numbered))

    def originals(self, masked: MaskedRows, disclosure: str) -> list[Act]:
        """What was covered, where the village's people and the accountant's office read it."""
        forms = ((scope, "village" if scope.startswith("square/") else "original") for scope in self.kept)
        found = [(scope, originals(masked.covered, disclosure, self.kept[scope], form)) for scope, form in forms]
        return [(scope, said) for scope, said in found if said]


async def read_books(replica: Replica, village: str, periods: Collection[str]) -> Books:
    """What there is of these periods as the server has it now. Of a village that has said nothing of them neither the
    entries nor what is covered is read: there is none."""
    policy, code = None, village
    while policy is None and (code := parent_code(code)):
        policy = await replica.store.record(f"region/{code}", masking.KIND.name, masking.ID)
    members = await _all(replica, f"square/{village}", "member")
    plain = [one["name"] for one in await _all(replica, f"village/{village}", "plain") if "withdrawn" not in one]
    grants = await _all(replica, f"village/{village}", "grant")
    offices = sorted({one["office"] for one in grants if one["role"] == "accountant" and "office" in one})
    places = [f"square/{village}", *(f"office/{village}/{office}" for office in offices[:1])]
    ledgers = await _ledgers(replica, village, periods)
    held = [(scope, await _all(replica, scope, "original") if ledgers else ()) for scope in places]
    kept = {scope: {one["id"]: one for one in found} for scope, found in held}
    rules = {**(view(policy) if policy else DEFAULT_POLICY), "plain": plain}
    return Books(village, rules, members, ledgers, kept)


def acts(
    ledger: Ledger, parsed: Parsed, found: Diff, new: str, *, title: str, period: str, summary: str, reason: str
) -> list[dict[str, Any]]:
    """What makes the ledger say what the sheet says. `new` is the id of a disclosure that is not there yet, which then
    has the title and the summary; `reason` is why what is there is corrected."""
    if ledger.disclosure is None:
        publish = {
            "title": title,
            "class": "finance",
            "category": "ledger",
            "period": period,
            "summary": summary,
            "total_in": parsed.total_in,
            "total_out": parsed.total_out,
        }
        return [{"do": "disclosure.publish", "id": new, "set": publish}, *changes(found, new, "")]
    said = changes(found, ledger.disclosure["id"], reason)
    after = {entry["id"]: entry for entry in ledger.entries}
    for act in said:
        after[act["id"]] = {**after.get(act["id"], {}), **act["set"]}
    totals = {
        f"total_{way}": sum(e["amount_fen"] for e in after.values() if e["direction"] == way) for way in ("in", "out")
    }
    differ = {field: total for field, total in totals.items() if ledger.disclosure.get(field) != total}
    if said and differ:
        said.append({"do": "disclosure.correct", "id": ledger.disclosure["id"], "set": {**differ, "reason": reason}})
    return said


def spoken(period: str) -> str:
    """A period in words: 2026年10月, 2026年第三季度, 2026年."""
    year, _, part = period.partition("-")
    if part.startswith("Q"):
        return f"{year}年第{'一二三四'[int(part[1]) - 1]}季度"
    return f"{year}年{int(part)}月" if part else f"{year}年"


async def _all(replica: Replica, scope: str, kind: str) -> list[View]:
    return [view(record) for record in await replica.store.records(scope, kind)]


async def _ledgers(replica: Replica, village: str, periods: Collection[str]) -> dict[str, Ledger]:
    """The newest ledger of each of these periods that stands, and its entries."""
    newest: dict[str, tuple[Any, View]] = {}
    for record in await replica.store.records(f"village/{village}", "disclosure"):
        period, said_at = record.fields.get("period", ""), record.tags["title"]
        if period not in periods or record.fields["category"] != "ledger" or "withdrawn" in record.fields:
            continue
        if period not in newest or said_at > newest[period][0]:
            newest[period] = said_at, view(record)
    entries: dict[str, list[View]] = {one["id"]: [] for _, one in newest.values()}
    for entry in await _all(replica, f"village/{village}", "entry") if newest else ():
        if entry["disclosure"] in entries:
            entries[entry["disclosure"]].append(entry)
    return {period: Ledger(one, entries[one["id"]]) for period, (_, one) in newest.items()}
