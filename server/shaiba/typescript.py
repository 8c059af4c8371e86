"""The kinds as TypeScript, and as hashes: what `shaiba kinds` writes, so that no shape stands twice by hand."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import msgspec
from msgspec import inspect

from shaiba_sync.meeting import MeetingSort

from . import desk, joint, polled, roll
from . import kind as base
from .domain import (
    KINDS,
    absence,
    appeal,
    ask,
    asset,
    attend,
    catalogue,
    clue,
    contract,
    countersign,
    debt,
    device,
    disclosure,
    draw,
    entrants,
    explanation,
    finding,
    issue,
    masking,
    meeting,
    moderation,
    office,
    poll,
    powers,
    procedure,
    project,
    reading,
    recording,
    rent,
    review,
    run,
    scheme,
    stream,
    suggestion,
)
from .kind import Change, Kind
from .ledger import sheet

CALENDAR_FILE = Path(__file__).with_name("data") / "calendar.json"

ENUMS: dict[str, Any] = {
    "Role": base.Role,
    "TipConclusion": finding.Conclusion,
    "Level": office.Level,
    "OfficeSort": office.OfficeSort,
    "Alg": device.Alg,
    "Class": disclosure.Class,
    "PartyCategory": disclosure.PartyCategory,
    "VillageCategory": disclosure.VillageCategory,
    "FinanceCategory": disclosure.FinanceCategory,
    "Frequency": catalogue.Frequency,
    "AbsenceSort": absence.AbsenceSort,
    "Direction": joint.Direction,
    "ReceiptSort": joint.ReceiptSort,
    "Signer": joint.Signer,
    "ReturnReason": joint.ReturnReason,
    "AppealCategory": base.AppealCategory,
    "StepName": desk.StepName,
    "CallName": desk.CallName,
    "StepReason": desk.StepReason,
    "Score": desk.Score,
    "Outcome": desk.Outcome,
    "Channel": appeal.Channel,
    "HideReason": moderation.HideReason,
    "Conclusion": clue.Conclusion,
    "Stage": issue.Stage,
    "HouseholdSay": base.HouseholdSay,
    "ProjectSource": project.ProjectSource,
    "ProjectMethod": project.ProjectMethod,
    "AcceptanceResult": project.AcceptanceResult,
    "PaidPart": project.PaidPart,
    "AssetSort": asset.AssetSort,
    "ContractSort": contract.ContractSort,
    "OwedTo": contract.OwedTo,
    "DebtSide": debt.DebtSide,
    "DrawSort": draw.DrawSort,
    "DrawSource": draw.DrawSource,
    "PollAbout": poll.PollAbout,
    "PollUnit": poll.PollUnit,
    "PollSecrecy": poll.PollSecrecy,
    "PollAnswer": poll.PollAnswer,
    "MeetingSort": MeetingSort,
    "AttendWay": attend.AttendWay,
    "AskSort": ask.AskSort,
    "AskTurn": ask.AskTurn,
    "SuggestionOutcome": suggestion.SuggestionOutcome,
    "StreamAboutKind": stream.StreamAboutKind,
    "IllnessCategory": masking.IllnessCategory,
    "SheetCode": sheet.Code,
    "SheetNoteCode": sheet.NoteCode,
    "RollCode": roll.RollCode,
}
"""Words that fields choose from, by the name of their type."""

STRUCTS: tuple[type[msgspec.Struct], ...] = (
    base.Photo,
    base.Voice,
    joint.Receipt,
    countersign.Returned,
    review.Verdict,
    masking.Illness,
    appeal.About,
    appeal.Note,
    appeal.Answer,
    base.HouseholdAnswer,
    base.HouseholdCounts,
    contract.DueCounts,
    desk.Step,
    desk.Call,
    powers.PowerItem,
    procedure.ProcedureStep,
    issue.Move,
    moderation.HideAct,
    moderation.LateAnswer,
    moderation.ObjectionAct,
    moderation.DecisionAct,
    run.RunDone,
    run.RunPaper,
    run.RunWord,
    project.BillLine,
    project.Design,
    project.Quote,
    project.Signed,
    project.Progress,
    project.Altered,
    project.Acceptance,
    project.Paid,
    project.Warranty,
    project.ProjectWord,
    catalogue.OwedItem,
    absence.AbsenceWord,
    explanation.ExplanationWord,
    scheme.SchemeQuestion,
    reading.ReadingSigned,
    contract.ContractWord,
    rent.RentPaid,
    debt.DebtPaid,
    draw.Entrant,
    draw.DrawEntry,
    draw.Declined,
    entrants.EntrantBehind,
    polled.PollSaid,
    poll.IssuedIn,
    explanation.ExplanationWord,
    stream.StreamAbout,
    recording.RecordingRoots,
    recording.RecordingPart,
    meeting.AgendaItem,
    meeting.MeetingMove,
    meeting.MeetingDoor,
    meeting.MeetingPaper,
    meeting.MeetingCount,
    meeting.MeetingMinute,
    meeting.MeetingVote,
    meeting.MeetingConfirm,
    meeting.MeetingPromise,
    meeting.MeetingFollow,
    meeting.ItemTurn,
    ask.AskMarked,
)
"""Objects inside fields."""

HEAD = """\
/**
 * What the record kinds are: their changes, their views, the words they choose from, and the ledger sheet.
 * Written by `shaiba kinds --write` from server/shaiba/domain and server/shaiba/ledger/sheet.py; do not edit.
 */
"""


CALENDAR_HEAD = """\
/**
 * The days that are off and worked, a table a year: sync/spec/calendar.md.
 * Written by `shaiba kinds --write` from server/shaiba/data/calendar.json; do not edit.
 */
"""


def calendar() -> str:
    """The whole of pwa/src/generated/calendar.ts."""
    return "\n".join((CALENDAR_HEAD, _const("CALENDAR", json.loads(CALENDAR_FILE.read_text(encoding="utf-8")))))


def typescript() -> str:
    """The whole of pwa/src/generated/kinds.ts."""
    parts = [HEAD, *_enums(), _categories()]
    parts += [f"export interface {struct.__name__} {_object(struct)}\n" for struct in STRUCTS]
    for kind in KINDS:
        parts += _kind(kind)
    names = [_title(kind.name) for kind in KINDS]
    views = "".join(f"  readonly {kind.name}: {_title(kind.name)}\n" for kind in KINDS)
    parts.append(f"/** The view of each kind, by its name. */\nexport interface Views {{\n{views}}}\n")
    parts.append("export type KindName = keyof Views\n")
    parts.append("export type AnyChange =\n" + "".join(f"  | {name}Change\n" for name in names))
    parts.append(_const("KINDS", {k.name: {"scopes": sorted(k.scopes), "fields": dict(k.fields)} for k in KINDS}))
    contact = {kind.name: kind.contact for kind in KINDS if kind.contact}
    parts.append(_const("CONTACT", contact, "Fields by which the public reaches an office: sync/spec/personal.md."))
    stepped = sorted(verb for kind in KINDS for verb in kind.stepped)
    parts.append(
        _const("STEPPED", stepped, "What an official does only right after showing to be there: people.md 11.")
    )
    parts.append(_const("LIMITS", {kind.name: _limits(kind) for kind in KINDS}, "Most characters of each text field."))
    parts.append(_const("ANSWERERS", base.ANSWERERS, "The roles that answer an appeal, by scope: sync/spec/roll.md."))
    parts.append(_const("DESKS", desk.DESKS, "The roles that take an appeal in and see to its reply, by scope."))
    said = {step: {"must": must, "may": may} for step, (must, may) in desk.SAID.items()}
    parts.append(_const("SAID", said, "What each step of an appeal must say, and what it may."))
    parts.append(_const("SHEET", sheet_declaration(), "What a ledger sheet is: sync/vectors/ledger/README.md."))
    parts.append(_const("ROLL_SHEET", roll_declaration(), "What a sheet of people is: server/shaiba/roll.py."))
    return "\n".join(parts)


def sheet_declaration() -> dict[str, Any]:
    """The ledger sheet as data."""
    return {
        "columns": [msgspec.to_builtins(column) for column in sheet.COLUMNS],
        "amounts": sheet.AMOUNTS,
        "ignored": sheet.IGNORED,
        "units": sheet.UNITS,
        "inWords": sheet.IN_WORDS,
        "outWords": sheet.OUT_WORDS,
        "blankAmounts": sheet.BLANK_AMOUNTS,
        "totalWords": sheet.TOTAL_WORDS,
        "totalPrefixes": sheet.TOTAL_PREFIXES,
        "footerWords": sheet.FOOTER_WORDS,
        "headerRows": sheet.HEADER_ROWS,
        "headerNames": sheet.HEADER_NAMES,
        "maxBytes": sheet.MAX_BYTES,
        "maxUnpackedBytes": sheet.MAX_UNPACKED_BYTES,
        "maxRows": sheet.MAX_ROWS,
        "maxFen": sheet.MAX_FEN,
        "firstYear": sheet.FIRST_YEAR,
        "lastYear": sheet.LAST_YEAR,
    }


def roll_declaration() -> dict[str, Any]:
    """The sheet of a roll as data."""
    return {"columns": roll.COLUMNS, "required": roll.REQUIRED, "limit": roll.LIMIT, "maxRows": roll.MAX_ROWS}


def schema_of(kind: Kind) -> dict[str, Any]:
    """What may stand in the changes of a kind, as data: fields, types, limits."""
    changes = {change.__struct_config__.tag: _shape(inspect.type_info(change)) for change in kind.changes}
    return {"scopes": sorted(kind.scopes), "changes": changes}


def lock() -> dict[str, str]:
    """The hash of each kind's schema: the kinds' part of sync/vectors/lock.json."""
    return {
        kind.name: hashlib.sha256(json.dumps(schema_of(kind), sort_keys=True).encode()).hexdigest() for kind in KINDS
    }


def _enums() -> Iterator[str]:
    for name, words in ENUMS.items():
        const = "".join(f"_{c}" if c.isupper() and i else c for i, c in enumerate(name)).upper() + "S"
        const = re.sub(r"(?<!A)YS\b", "IES", const).replace("CLASSS", "CLASSES")
        listed = ", ".join(_quote(word) for word in get_args(words))
        yield f"export const {const} = [{listed}] as const\nexport type {name} = (typeof {const})[number]\n"


def _categories() -> str:
    lists = "".join(f"  {name}: {name.upper()}_CATEGORIES,\n" for name in disclosure.CATEGORIES)
    return (
        "export type Category = PartyCategory | VillageCategory | FinanceCategory\n"
        f"/** The catalogue: what belongs to each class, in the order that villages print it. */\n"
        f"export const CATEGORIES = {{\n{lists}}} as const satisfies Record<Class, readonly Category[]>\n"
    )


def _kind(kind: Kind) -> Iterator[str]:
    title = _title(kind.name)
    names = []
    for change in kind.changes:
        verb = str(change.__struct_config__.tag).partition(".")[2]
        names.append(f"{title}{_title(verb)}")
        lines = [f"  readonly do: {_quote(str(change.__struct_config__.tag))}\n", "  readonly id: string\n"]
        lines += [f"  readonly {member}: {_object(_fields(change, member), 1)}\n" for member in _members(change)]
        yield f"export interface {names[-1]} {{\n{''.join(lines)}}}\n"
    yield f"export type {title}Change = {' | '.join(names)}\n"
    yield f"export interface {title} {{\n  readonly kind: {_quote(kind.name)}\n  readonly id: string\n{_view(kind)}}}\n"


def _view(kind: Kind) -> str:
    lines: dict[str, str] = {}
    for number, change in enumerate(kind.changes):
        for member in _members(change):
            for field in _info(_fields(change, member)).fields:
                made = number == 0 and member == "set" and field.required
                text = _type(field.type)
                text = {"append": f"readonly {text}[]", "add": "readonly string[]"}.get(member, text)
                name = field.encode_name
                lines.setdefault(name, f"  readonly {name}{'' if made else '?'}: {text}\n")
    return "".join(lines.values())


def _object(struct: type[msgspec.Struct], depth: int = 0) -> str:
    pad = "  " * depth
    lines = (
        f"{pad}  readonly {field.encode_name}{'' if field.required else '?'}: {_type(field.type)}\n"
        for field in _info(struct).fields
    )
    return f"{{\n{''.join(lines)}{pad}}}"


def _type(of: inspect.Type) -> str:
    match _given(of):
        case inspect.LiteralType(values=values):
            name = next((n for n, words in ENUMS.items() if set(get_args(words)) == set(values)), None)
            if name is None and set(values) == {c for items in disclosure.CATEGORIES.values() for c in items}:
                name = "Category"
            return name or " | ".join(_quote(str(value)) for value in values)
        case inspect.StrType():
            return "string"
        case inspect.IntType():
            return "number"
        case inspect.ListType(item_type=item):
            return f"readonly {_type(item)}[]"
        case inspect.StructType(cls=cls):
            return cls.__name__
    raise TypeError(of)


def _shape(of: inspect.Type) -> Any:
    """A type as data, so that its hash changes when what is allowed on the wire changes."""
    match _given(of):
        case inspect.StructType() as struct:
            return {f.encode_name: [_shape(f.type), "must" if f.required else "may"] for f in struct.fields}
        case inspect.LiteralType(values=values):
            return sorted(map(str, values))
        case inspect.StrType() as text:
            return {"text": [text.min_length, text.max_length, text.pattern]}
        case inspect.IntType() as number:
            return {"integer": [number.ge, number.le]}
        case inspect.ListType() as many:
            return {"list": [_shape(many.item_type), many.max_length]}
    raise TypeError(of)


def _limits(kind: Kind) -> Mapping[str, int]:
    found = {}
    for change in kind.changes:
        for member in _members(change):
            for field in _info(_fields(change, member)).fields:
                given = _given(field.type)
                if isinstance(given, inspect.StrType) and given.max_length:
                    found[field.encode_name] = given.max_length
    return found


def _given(of: inspect.Type) -> inspect.Type:
    """A type without its metadata; `UnsetType` is known as a field that is not required."""
    if isinstance(of, inspect.UnionType) and len(of.types) == 1:
        return of.types[0]
    return of


def _members(change: type[Change]) -> list[str]:
    return [name for name in ("set", "add", "drop", "append") if name in change.__annotations__]


def _fields(change: type[Change], member: str) -> type[msgspec.Struct]:
    fields: type[msgspec.Struct] = change.__annotations__[member]
    return fields


def _info(struct: type[msgspec.Struct]) -> inspect.StructType:
    info = inspect.type_info(struct)
    if not isinstance(info, inspect.StructType):
        raise TypeError(struct)
    return info


def _const(name: str, value: Any, about: str = "") -> str:
    comment = f"/** {about} */\n" if about else ""
    return f"{comment}export const {name} = {_literal(value)} as const\n"


def _literal(value: Any, depth: int = 0) -> str:
    """Data as Prettier would write it: one line where it fits in 120 columns."""
    pad = "  " * depth
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        lines = "".join(f"{pad}  {key}: {_literal(item, depth + 1)},\n" for key, item in value.items())
        return f"{{\n{lines}{pad}}}"
    if isinstance(value, (list, tuple)):
        if value and isinstance(value[0], Mapping):
            return "[\n" + "".join(f"{pad}  {_literal(item, depth + 1)},\n" for item in value) + f"{pad}]"
        return "[" + ", ".join(_literal(item) for item in value) + "]"
    return _quote(value) if isinstance(value, str) else json.dumps(value)


def _quote(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]
