"""
Settling: which of a dose's candidates the printed days and the quantity leave.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.ocr.correction import Counted, mixed_candidates, read_days
from dastern_core.ocr.draft import ColumnKind, DoubtCode, Reading
from dastern_core.ocr.rows import TableRow
from dastern_core.schedule import Slot

__all__ = ["settled", "vouched"]

_ANSWERED = frozenset({DoubtCode.ENGINES_DISAGREE, DoubtCode.UNCLEAR_TEXT})


def settled(
    row: TableRow, doses: Mapping[Slot, Reading], counted: Counted | None
) -> dict[Slot, Reading]:
    """
    Choose between a dose's candidates where the printed days and quantity leave one choice.

    Args:
        row: A row of a medication table.
        doses: The row's doses; one with several candidates has no value.
        counted: The quantity handed out, or None where it is unknown.

    Returns:
        The doses. One that is chosen keeps its doubt, so that a person sees all candidates.
    """
    open_slots = [slot for slot in doses if len(_choices(row, slot, doses[slot])) > 1]
    printed = row.text_cell(ColumnKind.DURATION)
    days = None if printed is None else read_days(printed.flat)
    if not open_slots or counted is None or days is None:
        return dict(doses)
    fitting = [
        chosen
        for chosen in product(*(_choices(row, slot, doses[slot]) for slot in doses))
        if -(-(sum(chosen, Fraction(0)) * days) // 1) == counted.amount
    ]
    if len(fitting) != 1:
        return dict(doses)
    chosen = dict(zip(doses, fitting[0], strict=True))
    return {
        slot: _chosen(dose, decimal_text(chosen[slot])) if slot in open_slots else dose
        for slot, dose in doses.items()
    }


def _chosen(dose: Reading, value: str) -> Reading:
    others = tuple(one for one in dose.alternatives if one.value != value)
    return attrs.evolve(dose, value=value, alternatives=others)


def _choices(row: TableRow, slot: Slot, dose: Reading) -> tuple[Fraction, ...]:
    """
    Give what a dose may be; nothing where it was not understood at all.
    """
    if dose.value is not None:
        return (Fraction(dose.value),)
    cell = row.cells.get(ColumnKind(slot.value))
    return () if cell is None else mixed_candidates(cell.flat)


def vouched(
    row: TableRow,
    doses: Mapping[Slot, Reading],
    quantity: Reading | None,
    duration: Reading,
) -> tuple[dict[Slot, Reading], Reading | None, Reading]:
    """
    Take away the doubts about a row's numbers that the printed total answers.

    Three printed numbers that make one sum are right: a misread one would break it. At one
    a day two of them are the same number, in which the same digit may be misread alike.

    Args:
        row: A row of a medication table.
        doses: The row's doses.
        quantity: The quantity handed out, or None.
        duration: The days.

    Returns:
        The doses, the quantity and the days; as they were where not all are printed or the
        total is another.
    """
    whole = (dict(doses), quantity, duration)
    values = [dose.value for dose in doses.values()]
    if row.text_cell(ColumnKind.DURATION) is None or quantity is None or not values:
        return whole
    if quantity.value is None or duration.value is None or None in values:
        return whole
    total = sum((Fraction(value) for value in values if value), Fraction(0))
    if total * Fraction(duration.value) != Fraction(quantity.value):
        return whole

    def told(reading: Reading) -> Reading:
        left = tuple(doubt for doubt in reading.review if doubt.code not in _ANSWERED)
        return attrs.evolve(reading, review=left)

    told_doses = {slot: told(dose) for slot, dose in doses.items()}
    if total == 1:
        return told_doses, quantity, duration
    return told_doses, told(quantity), told(duration)
