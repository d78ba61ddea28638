"""
Events: the table of supply that every measure of a population starts from.

One row is one dispensing, with these columns::

    patient_id       text
    row              whole number; its place among the events, which orders one day's
    day              whole number, as ``date.toordinal`` counts; or ``date``, a date
    duration_days    number above 0
    daily_dose       number above 0, or empty
    medication       text, or empty

A row with anything else in it spoils its patient, who then has no value; everybody else
is measured. The measures never look at another patient's rows.
"""

import ibis
import ibis.expr.types as ir

from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["EPOCH", "LAST_DAY", "canonical", "is_amount", "is_wrong", "surely"]

EPOCH = 719_163
"""
1 January 1970 as a day number.
"""

LAST_DAY = 3_652_059
"""
31 December 9999 as a day number: where the calendar ends.
"""

_LARGEST = 1e308  # infinity is above it
_NEEDED = ("patient_id", "row", "duration_days")
_KINDS = {
    "patient_id": "string",
    "row": "int64",
    "day": "int64",
    "duration_days": "float64",
    "daily_dose": "float64",
    "medication": "string",
}


def canonical(events: ir.Table, **further: ir.Value) -> ir.Table:
    """
    Give a table the columns that the measures read, in their types.

    Args:
        events: A table of any engine; its other columns are left out.
        further: Columns to have besides.

    Returns:
        The table; a missing dose or medicine is empty.

    Raises:
        InvalidInputError: A column that is needed is missing.
    """
    missing = [name for name in _NEEDED if name not in events.columns]
    if "day" not in events.columns and "date" not in events.columns:
        missing.append("date")
    if missing:
        raise InvalidInputError(
            *(
                Fault(
                    field=f"column {name}",
                    problem="is missing from the events",
                    remedy="Add it, or rename the column that holds it.",
                )
                for name in missing
            )
        )
    if "day" not in events.columns:
        since = events.date.cast("date").delta(ibis.date("1970-01-01"), unit="day")
        events = events.mutate(day=since.cast("int64") + EPOCH)
    return events.select(
        **{
            name: events[name].cast(kind) if name in events.columns else ibis.null(kind)
            for name, kind in _KINDS.items()
        },
        **further,
    )


def is_wrong(events: ir.Table, *, dose: bool, medication: bool) -> ir.BooleanValue:
    """
    Tell whether a row holds what cannot be.

    Args:
        events: A canonical table.
        dose: Whether an empty dose is wrong too.
        medication: Whether an empty medicine is wrong too.
    """
    good = is_amount(events.duration_days) & surely(events.day.between(1, LAST_DAY))
    known = is_amount(events.daily_dose)
    good &= known if dose else known | events.daily_dose.isnull()
    if medication:
        good &= events.medication.notnull()
    return ~good


def is_amount(number: ir.NumericValue) -> ir.BooleanValue:
    """
    Tell whether a number is above 0 and finite; what is empty is not.

    NaN is asked for by name: an engine may conclude from a file's statistics, which leave
    NaN out, that every number is below the largest.
    """
    number = number.cast("float64")
    return surely((number > 0) & (number < _LARGEST) & ~number.isnan())


def surely(condition: ir.BooleanValue) -> ir.BooleanValue:
    """
    Take what cannot be known, because a value is empty, for no.
    """
    return condition.fill_null(False)  # noqa: FBT003 - Ibis takes it by position only
