"""Offices: the posts that hold power in a village or a region, and that an appeal can reach."""

from typing import Literal

from msgspec import UNSET, UnsetType

from ..kind import Change, Context, Day, Fields, Kind, Short, View, check_days, fields_of, must_be_new, must_be_open

Level = Literal["village", "town", "county", "city"]
OfficeSort = Literal[
    "committee", "branch", "supervisory", "liaison", "seal", "accounting",
    "government", "station", "discipline", "department", "inspection", "observers",
]  # fmt: skip


class Open(Fields, frozen=True):
    """What an office is: 村委会 committee, 党支部 branch, 村务监督委员会 supervisory, 监察联络站 liaison,
    印章管理 seal, 代理记账中心 accounting, 政府 government, 站所 station, 纪委监委 discipline, 部门 department,
    巡察组、督查组 inspection, 廉情观察员 observers."""

    name: Short
    level: Level
    sort: OfficeSort
    phone: Short | UnsetType = UNSET


class OpenOffice(Change, tag="office.open", frozen=True):
    """An office begins."""

    set: Open


class Close(Fields, frozen=True):
    """The last day of an office."""

    closed: Day


class CloseOffice(Change, tag="office.close", frozen=True):
    """An office ends; what it did stays."""

    set: Close


def allow(change: OpenOffice | CloseOffice, past: View | None, context: Context) -> None:
    """Clerk, and admins of the region or of one above it."""
    if not (context.actor.clerk or context.actor.has("admin", region=context.region)):
        raise context.forbid("office", "admin")
    if isinstance(change, OpenOffice):
        must_be_new(past)
        return
    must_be_open(past, "closed")
    check_days(**{"set.closed": change.set.closed})


CHANGES = (OpenOffice, CloseOffice)
STEPPED = frozenset({"office.open", "office.close"})
KIND = Kind(
    "office", frozenset({"village", "region"}), fields_of(CHANGES), CHANGES, allow, contact=("phone",), stepped=STEPPED
)
