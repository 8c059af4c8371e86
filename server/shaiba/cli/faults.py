"""What is wrong with a sheet, in words for a terminal: every fault, a line each."""

from collections.abc import Mapping, Sequence

from ..ledger.parse import Note, Problem

WHY: dict[str, str] = {
    "missing": "is empty and must not be",
    "not_a_date": "is not a date",
    "outside_period": "is not a day of the period",
    "not_an_amount": "is not an amount",
    "too_precise": "has more than two decimals",
    "negative": "is negative",
    "zero": "is zero",
    "too_large": "is too large",
    "both_directions": "says both income and expense",
    "no_direction": "does not say income or expense",
    "duplicate_voucher": "stands on another row already",
    "too_long": "is too long",
    "identifier": "holds a personal number (shown masked; --mask publishes it so)",
    "missing_column": "has no column in this sheet",
    "duplicate_column": "has two columns",
    "no_header": "The sheet has no header in its first ten rows",
    "empty": "There are no entries in the file",
    "not_a_sheet": "The file is no .xlsx, .xls or .csv",
    "too_big": "The file is too big",
    "too_many_rows": "The sheet has too many rows",
}
"""Of any sheet that is imported; the phone has its own words (pwa/src/features/ledger/text.ts)."""


def print_faults(problems: Sequence[Problem], notes: Sequence[Note], words: Mapping[str, str]) -> bool:
    """Print what was left out and what is wrong; whether anything is."""
    for note in notes:
        print(f"{'masked' if note.code == 'masked' else 'left out'}: row {note.row} {note.value} ({note.code})")
    for problem in problems:
        print(format_problem(problem, words))
    if problems:
        print(f"{len(problems)} problems; nothing was taken in.")
    return bool(problems)


def format_problem(problem: Problem, words: Mapping[str, str]) -> str:
    """A problem as a line to read: `F12 金额(元) "1,86" is not an amount`."""
    why = words[problem.code]
    if not problem.row:
        return why
    value = f' "{problem.value[:40]}"' if problem.value else ""
    return f"{problem.column}{problem.row} {problem.name}{value} {why}"
