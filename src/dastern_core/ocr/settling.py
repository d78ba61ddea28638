"""
Settling: which of a dose's candidates the printed days and the quantity leave.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

import attrs

from dastern_core.kernel import decimal_text
from dastern_core.ocr.alternatives import ranked
from dastern_core.ocr.correction import Counted, mixed_candidates, read_days, small_fraction
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode, Reading, doubted
from dastern_core.ocr.rows import TableRow, leading_amount
from dastern_core.schedule import Slot

__all__ = ["settled", "settled_total", "vouched"]

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
    choices = {slot: _choices(row, ColumnKind(slot.value), dose) for slot, dose in doses.items()}
    open_slots = [slot for slot in doses if len(choices[slot]) > 1]
    printed = row.text_cell(ColumnKind.DURATION)
    days = None if printed is None else read_days(printed.flat)
    if not open_slots or counted is None or days is None:
        return dict(doses)
    fitting = [
        chosen
        for chosen in product(*choices.values())
        if -(-(sum(chosen, Fraction(0)) * days) // 1) == counted.amount
    ]
    if len(fitting) != 1:
        return dict(doses)
    chosen = dict(zip(doses, fitting[0], strict=True))
    return {
        slot: _chosen(dose, chosen[slot]) if slot in open_slots else dose
        for slot, dose in doses.items()
    }


def _chosen(reading: Reading, value: Fraction) -> Reading:
    """
    Give a reading the value that fits; where another was taken before, a person is told.
    """
    text, before = decimal_text(value), reading.value
    others = [(one.value, one.score) for one in reading.alternatives]
    if before is None or before == text:
        return attrs.evolve(reading, value=text, alternatives=ranked(text, others))
    detail = f"Read as {before} too; of what was read {text} alone fits the row's sum. Check it."
    asked = doubted(reading, Doubt(code=DoubtCode.SEVERAL_CANDIDATES, detail=detail))
    told = ranked(text, [(before, reading.confidence), *others])
    return attrs.evolve(asked, value=text, alternatives=told)


def _choices(row: TableRow, kind: ColumnKind, reading: Reading) -> tuple[Fraction, ...]:
    """
    Give what a number may be; nothing where it was not understood at all.

    What a hand wrote is none of it.
    """
    cell = row.cells.get(kind)
    if reading.value is None:
        return () if cell is None else mixed_candidates(cell.flat)
    codes = {doubt.code for doubt in reading.review}
    found: list[Fraction | None] = [Fraction(reading.value)]
    if cell is not None and DoubtCode.ENGINES_DISAGREE in codes and not cell.pen:
        found.append(leading_amount(cell.second or ""))
    if cell is not None and DoubtCode.UNUSUAL_DOSE in codes:
        found.append(small_fraction(cell.flat))
    return tuple(dict.fromkeys(one for one in found if one))


def settled_total(
    row: TableRow, doses: Mapping[Slot, Reading], quantity: Reading | None, duration: Reading
) -> tuple[Reading | None, Reading]:
    """
    Choose between what two engines read of a quantity or of days where one choice fits.

    Args:
        row: A row of a medication table.
        doses: The row's doses; with one in doubt nothing is chosen.
        quantity: The quantity handed out, or None.
        duration: The days.

    Returns:
        The quantity and the days; what is chosen keeps its doubts.
    """
    sure = all(dose.value is not None and not dose.review for dose in doses.values())
    if not doses or not sure or quantity is None or not duration.text:
        return quantity, duration
    total = sum((Fraction(dose.value) for dose in doses.values() if dose.value), Fraction(0))
    fitting = [
        (amount, days)
        for amount in _choices(row, ColumnKind.QUANTITY, quantity)
        for days in _choices(row, ColumnKind.DURATION, duration)
        if -(-(total * days) // 1) == amount
    ]
    if len(fitting) != 1:
        return quantity, duration
    amount, days = fitting[0]
    return _chosen(quantity, amount), _chosen(duration, days)


def _was_chosen(reading: Reading) -> bool:
    return any(doubt.code is DoubtCode.SEVERAL_CANDIDATES for doubt in reading.review)


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
    chosen = [*doses.values(), duration, *([] if quantity is None else [quantity])]
    if any(_was_chosen(reading) for reading in chosen):
        return whole  # a sum by which one was chosen vouches for none
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
