"""
The columns of a file of events: what they are called, and what kinds they may be.
"""

from collections.abc import Collection, Mapping

import attrs
import ibis.expr.types as ir

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["FIELDS", "EventColumns", "require_kinds"]

FIELDS = ("patient_id", "date", "duration_days", "daily_dose", "medication")
"""
Our names of the columns.
"""

_NEEDED = ("patient_id", "date", "duration_days")


@attrs.frozen(kw_only=True)
class EventColumns:
    """
    What the columns of a file are called, and which each row must fill.

    Args:
        patient_id: Any text.
        date: A date such as 2026-06-15.
        duration_days: A number above 0.
        daily_dose: A number above 0; the column may be absent.
        medication: Any text; the column may be absent.
        needs_dose: Whether each row must have a daily dose.
        needs_medication: Whether each row must have a medication.
    """

    patient_id: str = "patient_id"
    date: str = "date"
    duration_days: str = "duration_days"
    daily_dose: str = "daily_dose"
    medication: str = "medication"
    needs_dose: bool = False
    needs_medication: bool = False

    @classmethod
    def named(cls, names: Mapping[str, str]) -> "EventColumns":
        """
        Take the file's name of each of our columns.
        """
        return cls(
            patient_id=names["patient_id"],
            date=names["date"],
            duration_days=names["duration_days"],
            daily_dose=names["daily_dose"],
            medication=names["medication"],
        )

    def present(self, header: Collection[str]) -> dict[str, str]:
        """
        Give the file's name of each of our columns that it has.

        Raises:
            InvalidInputError: One that is needed is missing.
        """
        names = {ours: str(getattr(self, ours)) for ours in FIELDS}
        needed = [*_NEEDED]
        needed += ["daily_dose"] if self.needs_dose else []
        needed += ["medication"] if self.needs_medication else []
        faults = [
            Fault(
                field=f"column {names[ours]}",
                problem="is missing from the header",
                remedy=f"Add it, say what it is called with --column {ours}=HEADER, or leave off "
                "the option that needs it.",
            )
            for ours in needed
            if names[ours] not in header
        ]
        if faults:
            raise InvalidInputError(*faults)
        return {ours: name for ours, name in names.items() if name in header}


def require_kinds(raw: ir.Table, names: Mapping[str, str]) -> None:
    """
    Refuse a Parquet column whose kind cannot be read as ours.
    """
    faults = []
    for ours, name in names.items():
        kind = raw[name].type()
        if ours == "date":
            good, wanted = kind.is_string() or kind.is_date() or kind.is_timestamp(), "dates"
        elif ours in {"duration_days", "daily_dose"}:
            good = (
                kind.is_string() or kind.is_null() or (kind.is_numeric() and not kind.is_boolean())
            )
            wanted = "numbers"
        else:
            good, wanted = not kind.is_nested() and not kind.is_binary(), "text"
        if not good:
            problem, remedy = f"holds {kind}, not {wanted}", _REMEDIES[wanted]
            faults.append(Fault(field=f"column {name}", problem=problem, remedy=remedy))
    if faults:
        raise InvalidInputError(*faults)


_REMEDIES = {
    "dates": "Write it as dates, timestamps, or text such as 2026-06-15.",
    "numbers": "Write it as numbers above 0.",
    "text": "Write it as text.",
}
