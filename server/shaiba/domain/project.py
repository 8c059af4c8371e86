"""Projects (工程): from the need to the end of the warranty, stage by stage, in the open.

A stage that is said is taken in however out of order it is: work before a contract, money before work. That it is, is
worked out from the record by everyone alike (shaiba_sync.project), and stays. What is refused is what nobody could
judge: days to come, sums that no project has. Spec: sync/spec/project.md.
"""

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, UnsetType

from shaiba_sync.errors import Invalid
from shaiba_sync.project import PROJECT_ROLES, design_fen, line_fen

from ..kind import (
    Change,
    Context,
    Day,
    Fields,
    Kind,
    Photo,
    RecordId,
    Short,
    Text,
    View,
    check_days,
    check_done,
    fields_of,
    must_be_new,
    must_be_open,
    must_exist,
)

MOST_FEN = 10**11
"""A billion yuan: more than any village's project, and sums of thousands of it are exact in every language."""

ProjectSource = Literal["collective", "levy", "grant", "gift", "other"]
"""村集体, 一事一议, 上级专项, 捐赠, 其他."""
ProjectMethod = Literal["tender", "compare", "negotiate", "direct", "own"]
"""公开招标, 比选询价, 竞争性谈判, 直接委托, 村民自建."""
AcceptanceResult = Literal["passed", "repair", "failed"]
PaidPart = Literal["work", "warranty"]

Sum = Annotated[int, msgspec.Meta(ge=1, le=MOST_FEN)]
Moved = Annotated[int, msgspec.Meta(ge=-MOST_FEN, le=MOST_FEN)]
Price = Annotated[int, msgspec.Meta(ge=0, le=10**9)]
Milli = Annotated[int, msgspec.Meta(ge=1, le=10**9)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=100)]
Photos = Annotated[list[Photo], msgspec.Meta(min_length=1, max_length=9)]
People = Annotated[list[Short], msgspec.Meta(min_length=1, max_length=20)]
Unit = Annotated[str, msgspec.Meta(min_length=1, max_length=20)]


class Stage(Fields, frozen=True):
    """What every stage says: the day on which it happened, and who says so. `told` is the day on which it is said,
    where that is more than a week later: then everybody sees that it is."""

    day: Day
    by: RecordId
    name: Short
    told: Day | UnsetType = UNSET
    text: Text | UnsetType = UNSET


class BillLine(Fields, frozen=True):
    """A line of a bill of quantities: thousandths of the unit, the price of a unit, and what that usually costs."""

    item: Short
    unit: Unit
    quantity_milli: Milli
    price_fen: Price
    usual_low_fen: Price | UnsetType = UNSET
    usual_high_fen: Price | UnsetType = UNSET


class Design(Stage, frozen=True, kw_only=True):
    """A version of what is to be built."""

    lines: Annotated[list[BillLine], msgspec.Meta(min_length=1, max_length=200)]


class Quote(Stage, frozen=True, kw_only=True):
    """A bidder, masked as a payee is, and for how much it would build."""

    bidder: Short
    amount_fen: Sum


class Signed(Stage, frozen=True, kw_only=True):
    """With whom, for how much, until when it is to be finished; so much of it may be paid before anything is built."""

    party: Short
    amount_fen: Sum
    due: Day | UnsetType = UNSET
    advance_percent: Percent | UnsetType = UNSET


class Progress(Stage, frozen=True, kw_only=True):
    """So far it is. `present`: who of the supervisors was there."""

    percent: Percent
    photos: Photos | UnsetType = UNSET
    present: People | UnsetType = UNSET


class Altered(Stage, frozen=True, kw_only=True):
    """By how much the contract is dearer, or cheaper, and why (`reason`)."""

    amount_fen: Moved
    reason: Text


class Acceptance(Stage, frozen=True, kw_only=True):
    """Who looked at what was built, and what they found; `photos` of the work and of the paper that they signed."""

    result: AcceptanceResult
    present: People
    photos: Photos | UnsetType = UNSET


class Paid(Stage, frozen=True, kw_only=True):
    """Money that went to the builder (less than nothing: that came back); `entry` is its line in the ledger. Of the
    `work`, or what was held back for the `warranty`."""

    amount_fen: Moved
    of: PaidPart
    entry: RecordId | UnsetType = UNSET


class Warranty(Stage, frozen=True, kw_only=True):
    """Until when the builder answers for it, and how much is held back until then."""

    until: Day
    retained_fen: Annotated[int, msgspec.Meta(ge=0, le=MOST_FEN)]


class ProjectWord(Stage, frozen=True, kw_only=True):
    """What an office says to what is out of order (`text`). It changes nothing of that."""


class Begin(Fields, frozen=True):
    """`need`: why; `run` is the procedure by which it was decided; `proposal` what somebody brought to a
    `meeting`, and it came of that (meeting.md, 9)."""

    number: Short
    title: Short
    source: ProjectSource
    method: ProjectMethod
    budget_fen: Sum
    began: Day
    need: Text
    by: RecordId
    name: Short
    place: Short | UnsetType = UNSET
    run: RecordId | UnsetType = UNSET
    meeting: RecordId | UnsetType = UNSET
    proposal: RecordId | UnsetType = UNSET


class BeginProject(Change, tag="project.begin", frozen=True):
    """Say that something is needed, and what it may cost."""

    set: Begin


class AddDesign(Fields, frozen=True):
    """One version."""

    designs: Design


class DesignProject(Change, tag="project.design", frozen=True):
    """Publish a version of the bill of quantities; those before it stay."""

    append: AddDesign


class AddQuote(Fields, frozen=True):
    """One quote."""

    quotes: Quote


class QuoteProject(Change, tag="project.quote", frozen=True):
    """Say what a bidder asks."""

    append: AddQuote


class AddContract(Fields, frozen=True):
    """One contract; the newest is in force."""

    contracts: Signed


class ContractProject(Change, tag="project.contract", frozen=True):
    """Say with whom it was signed."""

    append: AddContract


class AddProgress(Fields, frozen=True):
    """One look at it."""

    progress: Progress


class ProgressProject(Change, tag="project.progress", frozen=True):
    """Say how far it is."""

    append: AddProgress


class AddChange(Fields, frozen=True):
    """One change."""

    changes: Altered


class AlterProject(Change, tag="project.alter", frozen=True):
    """Say that the contract costs more or less."""

    append: AddChange


class AddAcceptance(Fields, frozen=True):
    """One acceptance; the newest counts."""

    acceptances: Acceptance


class AcceptProject(Change, tag="project.accept", frozen=True):
    """Say what those who looked found."""

    append: AddAcceptance


class AddPayment(Fields, frozen=True):
    """One payment."""

    payments: Paid


class PayProject(Change, tag="project.pay", frozen=True):
    """Say what was paid."""

    append: AddPayment


class AddWarranty(Fields, frozen=True):
    """One warranty; the newest counts."""

    warranties: Warranty


class WarrantProject(Change, tag="project.warrant", frozen=True):
    """Say how long the builder answers for it."""

    append: AddWarranty


class AddWord(Fields, frozen=True):
    """One explanation."""

    words: ProjectWord


class ExplainProject(Change, tag="project.explain", frozen=True):
    """Explain what is out of order."""

    append: AddWord


class Stop(Fields, frozen=True):
    """The reason why it is not gone on with."""

    stopped: Text


class StopProject(Change, tag="project.stop", frozen=True):
    """Give it up, in the open; what was out of order stays."""

    set: Stop


Appended = (
    DesignProject | QuoteProject | ContractProject | ProgressProject | AlterProject | AcceptProject | PayProject
    | WarrantProject | ExplainProject
)  # fmt: skip
ProjectChange = BeginProject | StopProject | Appended


def allow(change: ProjectChange, past: View | None, context: Context) -> None:
    """Whose list it is (`PROJECT_ROLES`), never the clerk; each in its own name; of days that have come."""
    field = "" if isinstance(change, BeginProject | StopProject) else change.append.__struct_fields__[0]
    if not context.actor.has(*PROJECT_ROLES[field], region=context.region):
        raise context.forbid("project", "office")
    if isinstance(change, BeginProject):
        must_be_new(past)
        _check_author(change.set.by, "set.by", context)
        check_done(change.set.began, "set.began", context, is_late_refused=False)
        if change.set.run is not UNSET and context.look("run", change.set.run) is None:
            raise Invalid("set.run", "unknown")
        if change.set.proposal is not UNSET and change.set.meeting is UNSET:
            raise Invalid("set.meeting", "missing")
        if change.set.meeting is not UNSET and context.look("meeting", change.set.meeting) is None:
            raise Invalid("set.meeting", "unknown")
        return
    if isinstance(change, StopProject):
        must_exist(past, "number")
        must_be_open(past, "stopped")
        return
    must_exist(past, "number")
    said: Stage = getattr(change.append, field)
    if not isinstance(said, ProjectWord | Paid):
        must_be_open(past, "stopped")  # what is owed is paid all the same
    _check_author(said.by, f"append.{field}.by", context)
    check_done(said.day, f"append.{field}.day", context, is_late_refused=said.told is UNSET)
    if said.told is not UNSET:
        check_done(said.told, f"append.{field}.told", context)
    _check_stage(said, f"append.{field}", context)


def _check_author(by: str, field: str, context: Context) -> None:
    if by != context.actor.person:
        raise Invalid(field, "who_acts")


def _check_stage(said: Stage, at: str, context: Context) -> None:
    match said:
        case Design(lines=lines):
            _check_lines(lines, at)
        case Signed(due=str() as due):
            check_days(**{f"{at}.due": due})
        case Altered(amount_fen=0) | Paid(amount_fen=0):
            raise Invalid(f"{at}.amount_fen", "too_small")
        case Paid(entry=str() as entry) if context.look("entry", entry) is None:
            raise Invalid(f"{at}.entry", "unknown")
        case Warranty(until=until):
            check_days(**{f"{at}.until": until})
        case ProjectWord(text=text) if text is UNSET:
            raise Invalid(f"{at}.text", "missing")
        case _:
            pass


def _check_lines(lines: list[BillLine], at: str) -> None:
    plain: list[dict[str, int]] = [msgspec.to_builtins(line) for line in lines]
    for number, line in enumerate(plain):
        if line_fen(line) > MOST_FEN:
            raise Invalid(f"{at}.lines[{number}].price_fen", "too_large")
        if line.get("usual_low_fen", 0) > line.get("usual_high_fen", 10**9):
            raise Invalid(f"{at}.lines[{number}].usual_high_fen", "too_small")
    if design_fen({"lines": plain}) > MOST_FEN:
        raise Invalid(f"{at}.lines", "too_large")


CHANGES = (
    BeginProject, DesignProject, QuoteProject, ContractProject, ProgressProject, AlterProject, AcceptProject,
    PayProject, WarrantProject, ExplainProject, StopProject,
)  # fmt: skip
STEPPED = frozenset({"project.contract", "project.alter", "project.pay"})
OPEN = (
    "number", "title", "source", "method", "budget_fen", "began", "place", "need", "quotes", "contracts", "changes",
    "acceptances", "payments", "warranties", "stopped",
)  # fmt: skip
KIND = Kind("project", frozenset({"village"}), fields_of(CHANGES), CHANGES, allow, open=OPEN, stepped=STEPPED)
