"""
Consistency: what the cells of one row say against each other.

Each cell may be read well and the row still be wrong: "every other day" beside a dose for
each day, another strength in the name than in its column. Nothing is chosen here; a person
is asked.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import attrs

from dastern_core.kernel import InvalidInputError
from dastern_core.medicines import folded, split_strength
from dastern_core.ocr.correction import read_counted
from dastern_core.ocr.draft import ColumnKind, Doubt, DoubtCode, DraftMedication, Reading, doubted
from dastern_core.ocr.rows import TableRow
from dastern_core.schedule import (
    Dosage,
    EventTiming,
    Measure,
    Repeat,
    Slot,
    TimeUnit,
    parse_sig,
)

__all__ = ["cross_checked", "with_steps_asked"]

_LONGEST_SIG = 500  # characters, as ``parse_sig`` takes them
_HOURS_A_DAY = 24
_FINELY = frozenset({"ml", "mg", "drop", "puff"})  # of these more at a time is usual
_MOST_AT_ONCE = 4  # of a solid form; more is taken, but seldom enough to be looked at
_MOST_A_DAY = 10  # of a solid form
_NO_SUM = frozenset({DoubtCode.NOT_WHOLE_DAYS, DoubtCode.TOTALS_DIFFER})
_SHORTEST_NAME = 3  # letters
_GOES_ON = {"then", "and", "puis", "et", "ensuite"}
_GOES_ON_KHMER = ("បន្ទាប់", "រួច", "ហើយ")  # no space need part these from what follows
_SLOTS = {
    Slot.MORNING: {"MORN", "MORN.early", "MORN.late", "CM", "ACM", "PCM", "WAKE"},
    Slot.MIDDAY: {"NOON", "CD", "ACD", "PCD"},
    Slot.EVENING: {"EVE", "EVE.early", "EVE.late", "CV", "ACV", "PCV"},
    Slot.NIGHT: {"NIGHT", "HS"},
}
_SLOT_OF = {EventTiming(code): slot for slot, codes in _SLOTS.items() for code in codes}
_ANY_MEAL = frozenset({EventTiming.C, EventTiming.AC, EventTiming.PC})


def cross_checked(row: TableRow, medication: DraftMedication) -> DraftMedication:
    """
    Doubt what another cell of the row contradicts, and what is seldom meant.

    Args:
        row: A row of a medication table.
        medication: As read from it.

    Returns:
        The medication with the doubts that follow from its cells together.
    """
    doses = {
        slot: doubted(dose, *_unusual(dose, medication.unit))
        for slot, dose in medication.doses.items()
    }
    doses = _checked_total(doses, medication.unit)
    duration = medication.duration_days
    told = medication.instructions
    detail = None if told is None else _contradiction(told.value or told.text, medication)
    if detail is not None:
        doubt = Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail)
        doses = {slot: doubted(dose, doubt) for slot, dose in doses.items()}
        duration = duration if duration.text else doubted(duration, doubt)
    return attrs.evolve(
        medication,
        strength=_checked_strength(row, medication.strength),
        doses=doses,
        duration_days=duration,
        review=(
            *medication.review,
            *_name_doubts(medication.name.value),
            *_lost_doses(medication),
        ),
    )


def _lost_doses(medication: DraftMedication) -> Iterator[Doubt]:
    """
    Doubt a row whose doses do not add up, or of which one was not read.

    What is missing then may stand at a time of day for which nothing was read at all.
    """
    unsure = {doubt.code for doubt in medication.duration_days.review} & _NO_SUM
    unread = any(dose.value is None for dose in medication.doses.values())
    if (unsure or unread) and not medication.review:
        detail = "A dose of this row may be lost or misread; check each time of day."
        yield Doubt(code=DoubtCode.UNSURE_INPUT, detail=detail)


def _name_doubts(name: str | None) -> Iterator[Doubt]:
    """
    Doubt a row that goes on with the medicine above: a course in steps is not read.
    """
    if name is None:
        return
    if len(folded(name)) < _SHORTEST_NAME or _goes_on(name):
        detail = "This is no medicine's name; it may go on with the row above. Check both."
        yield Doubt(code=DoubtCode.NOT_UNDERSTOOD, detail=detail)


def _goes_on(name: str) -> bool:
    return name.split(maxsplit=1)[0].casefold() in _GOES_ON or name.startswith(_GOES_ON_KHMER)


def with_steps_asked(medications: Sequence[DraftMedication]) -> tuple[DraftMedication, ...]:
    """
    Doubt each row with which the next one goes on: it is the first step of a course.

    Args:
        medications: The rows of a table in printed order.
    """
    detail = "The next row may go on with this one, as a course in steps; check both."
    doubt = Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail)
    following = [*(one.name for one in medications[1:]), None][: len(medications)]
    return tuple(
        doubted(one, doubt) if name is not None and _is_next_step(name) else one
        for one, name in zip(medications, following, strict=True)
    )


def _is_next_step(name: Reading) -> bool:
    return name.box is None if name.value is None else _goes_on(name.value)


def _checked_strength(row: TableRow, strength: Reading | None) -> Reading | None:
    name = row.text_cell(ColumnKind.NAME)
    named = None if name is None else split_strength(name.flat).strength
    if strength is None or strength.value is None or named is None or str(named) == strength.value:
        return strength
    detail = f"The name says {named}, the strength's column {strength.value}; say which it is."
    return doubted(strength, Doubt(code=DoubtCode.CELLS_CONTRADICT, detail=detail))


def _is_solid(dose: Reading, unit: Reading | None) -> bool:
    counted = read_counted(dose.text)
    own = None if counted is None else counted.unit.best
    named = own.unit if own is not None else None if unit is None else unit.value
    return named not in _FINELY


def _unusual(dose: Reading, unit: Reading | None) -> Iterator[Doubt]:
    if dose.review or dose.value is None or not _is_solid(dose, unit):
        return
    if Fraction(dose.value) <= _MOST_AT_ONCE:
        return
    detail = f"{dose.value} at a time is unusual; check it."
    yield Doubt(code=DoubtCode.UNUSUAL_DOSE, detail=detail)


def _checked_total(doses: Mapping[Slot, Reading], unit: Reading | None) -> dict[Slot, Reading]:
    amounts = [
        Fraction(dose.value)
        for dose in doses.values()
        if dose.value is not None and not dose.review and _is_solid(dose, unit)
    ]
    if sum(amounts) <= _MOST_A_DAY:
        return dict(doses)
    detail = f"More than {_MOST_A_DAY} a day are unusual; check the doses."
    doubt = Doubt(code=DoubtCode.UNUSUAL_DOSE, detail=detail)
    return {slot: dose if dose.review else doubted(dose, doubt) for slot, dose in doses.items()}


def _contradiction(text: str, medication: DraftMedication) -> str | None:
    """
    Say what instructions in words say otherwise than the doses; None where they agree.
    """
    try:
        dosages = parse_sig(text[:_LONGEST_SIG]).dosages
    except InvalidInputError:
        return None
    if any(dosage.as_needed for dosage in dosages):
        return f"{text!r} is when needed, not every day; check the doses and the days."
    repeats = [one.timing.repeat for one in dosages if one.timing and one.timing.repeat]
    agree = all(_is_of(repeat, medication) for repeat in repeats)
    steps = {dosage.sequence for dosage in dosages}
    if agree and len(steps) <= 1 and all(_is_amount(one, medication) for one in dosages):
        return None
    return f"{text!r} says something else than the doses; check them and the days."


def _is_of(repeat: Repeat, medication: DraftMedication) -> bool:
    """
    Tell whether a cycle is that of the row's doses, each of them every day.
    """
    if repeat.days_of_week or (
        repeat.times_of_day and len(repeat.times_of_day) != len(medication.doses)
    ):
        return False
    slots = {_SLOT_OF.get(event) for event in repeat.when if event not in _ANY_MEAL}
    if slots and len(repeat.when) == len(slots) and not slots <= set(medication.doses):
        return False
    if repeat.period is None:
        return True
    count = len(medication.doses)
    frequency = repeat.frequency or 1
    if repeat.period_unit is TimeUnit.HOUR:
        return frequency * _HOURS_A_DAY == count * repeat.period
    return repeat.period_unit is TimeUnit.DAY and repeat.period == 1 and frequency == count


def _is_amount(dosage: Dosage, medication: DraftMedication) -> bool:
    values = {Fraction(dose.value) for dose in medication.doses.values() if dose.value}
    return all(
        isinstance(one.dose, Measure) and one.dose.value in values
        for one in dosage.doses
        if one.dose is not None
    )
