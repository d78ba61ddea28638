"""
Header of a table of supply events: which columns it has, and why it may have none.
"""

from collections.abc import Mapping, Sequence

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["require_columns"]

_OPTIONAL = ("daily_dose", "medication")
_SEPARATORS = {";": "semicolons", "\t": "tabs"}
_UNREADABLE = ("\ufffd", "\0")  # bytes that are no UTF-8, and what no text holds


def require_columns(header: Sequence[str], names: Mapping[str, str]) -> None:
    """
    Refuse a header that lacks a column or has it twice.

    Args:
        header: The cells of the first line.
        names: What the needed columns are called, by our names.

    Raises:
        InvalidInputError: With a fault for each column; with one fault where the file is
            something else. Never with the line itself: where a header is missing, it is about
            a patient.
    """
    found = [ours for ours, name in names.items() if name in header]
    if not found:
        raise InvalidInputError(_no_table(header, names))
    faults = [_missing(ours, names[ours]) for ours in names if ours not in found]
    faults += [
        Fault(
            field=f"column {names[ours]}",
            problem="stands twice in the header",
            remedy="Rename the one that is not meant.",
        )
        for ours in found
        if header.count(names[ours]) > 1
    ]
    if faults:
        raise InvalidInputError(*faults)


def _missing(ours: str, name: str) -> Fault:
    told = f"Add it, or say what it is called with --column {ours}=HEADER"
    remedy = f"{told}, or leave off the option that needs it." if ours in _OPTIONAL else f"{told}."
    return Fault(field=f"column {name}", problem="is missing from the header", remedy=remedy)


def _no_table(header: Sequence[str], names: Mapping[str, str]) -> Fault:
    columns = ", ".join(names.values())
    first = "".join(header)
    problem = f"has none of the columns {columns} in its first line"
    remedy = "Write their names there, or say what they are called, as in "
    remedy += "--column patient_id=HEADER."
    if not first.strip():
        problem, remedy = "is empty", f"Give CSV with the columns {columns}."
    elif any(one in first for one in _UNREADABLE):
        problem, remedy = "is not UTF-8 text", f"Save it as CSV in UTF-8, columns {columns}."
    elif first.lstrip().startswith(("{", "[")):
        problem, remedy = "is JSON", f"Give CSV with the columns {columns}."
    elif len(header) == 1:
        for mark, word in _SEPARATORS.items():
            if mark in first:
                problem = f"has its cells separated by {word}"
                remedy = "Save it as CSV with commas."
    return Fault(field="table of events", problem=problem, remedy=remedy)
