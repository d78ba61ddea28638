"""
Row answers: from a row of a draft and what a person said about it to a medication line.
"""

from collections.abc import Mapping
from fractions import Fraction

import attrs

from dastern_core.kernel import (
    Fault,
    InvalidInputError,
    ascii_digits,
    decimal_text,
    parse_amount,
)
from dastern_core.medicines import FORM_WORDS, split_strength
from dastern_core.ocr.draft import DraftMedication, Reading
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import MOST_AT_ONCE, Slot

__all__ = ["ROW_PARTS", "RowAnswers", "line_values"]

_TEXTS = ("name", "strength", "form", "unit", "instructions")
_SLOTS = {f"doses.{slot.value}": slot for slot in Slot}
_UNITS = frozenset(word.unit for word in FORM_WORDS.values())
_MOST_DAYS = 366
_MOST_TIMES = 10  # the most at once: more is a slip of the hand
_MOST_OF_OTHERS = 10  # at once, of a unit without a figure of its own
_MOST_HANDED_OUT = 100_000
_LONGEST_NAME = 200  # as a prescription takes it

ROW_PARTS = frozenset({*_TEXTS, *_SLOTS, "quantity", "duration_days"})
"""
What of a row may be answered.
"""


@attrs.frozen(kw_only=True)
class RowAnswers:
    """
    One row and what a person said about it; faults are collected on the way.
    """

    medication: DraftMedication
    answers: Mapping[str, str]
    here: str
    faults: list[Fault]

    def _fault(self, part: str, problem: str, remedy: str) -> None:
        self.faults.append(Fault(field=f"{self.here}.{part}", problem=problem, remedy=remedy))

    def _text(self, part: str, reading: Reading | None) -> str | None:
        told = self.answers.get(part)
        if told is not None:
            return told or None
        return None if reading is None else reading.value

    def _amount(self, part: str, reading: Reading | None) -> Fraction | None:
        text = self._text(part, reading)
        if text is None:
            return None
        try:
            return parse_amount(text, field=f"{self.here}.{part}")
        except InvalidInputError as error:
            self.faults.extend(error.faults)
            return None

    def confirmed(self) -> MedicationLine | None:
        """
        Give the line, or None after adding what is wrong to the faults.
        """
        medication, before = self.medication, len(self.faults)
        name = self._text("name", medication.name)
        if name is None or not 1 <= len(name.strip()) <= _LONGEST_NAME:
            problem = f"is missing, or longer than {_LONGEST_NAME} letters"
            self._fault("name", problem, "Give the medicine's name alone.")
        unit = self._text("unit", medication.unit)
        if unit not in _UNITS:
            known = ", ".join(sorted(_UNITS))
            self._fault("unit", "is not a known unit", f"Give one of: {known}.")
        doses = {}
        for part, slot in _SLOTS.items():
            amount = self._amount(part, medication.doses.get(slot))
            if amount:
                doses[slot] = amount
        if not doses:
            self._fault("doses", "has no dose", "Say when how much is taken.")
        quantity = self._amount("quantity", medication.quantity)
        if quantity == 0:
            self._fault("quantity", "is 0", "Give the quantity, or an empty text for none.")
        self._refuse_senseless(unit, doses, quantity)
        days = self._days(doses, quantity)
        if name is None or unit is None or days is None or len(self.faults) > before:
            return None
        return MedicationLine(
            name=name,
            strength=self._text("strength", medication.strength),
            form=self._text("form", medication.form),
            unit=unit,
            quantity=quantity,
            doses=doses,
            duration_days=days,
            instructions=self._text("instructions", medication.instructions),
        )

    def _refuse_senseless(
        self, unit: str | None, doses: Mapping[Slot, Fraction], quantity: Fraction | None
    ) -> None:
        """
        Refuse amounts that nobody takes or hands out, and a strength that is none.
        """
        most = _MOST_TIMES * MOST_AT_ONCE.get(unit or "", _MOST_OF_OTHERS)
        for slot, amount in doses.items():
            if amount > most:
                problem = f"is more than {most} at once"
                self._fault(f"doses.{slot.value}", problem, "Give what is taken at once.")
        if quantity is not None and quantity > _MOST_HANDED_OUT:
            problem = f"is more than {_MOST_HANDED_OUT}"
            self._fault("quantity", problem, "Give the quantity that is handed out.")
        told = self.answers.get("strength")
        if told and split_strength(told).strength is None:
            remedy = "Write a number and a unit, such as 500 mg, or an empty text for none."
            self._fault("strength", "is not a strength", remedy)

    def _days(self, doses: Mapping[Slot, Fraction], quantity: Fraction | None) -> int | None:
        """
        Give the days: as answered, as printed, or worked out anew from what was answered.
        """
        reading = self.medication.duration_days
        told = self.answers.get("duration_days")
        changed = any(part in self.answers for part in (*_SLOTS, "quantity"))
        problem = "is no whole number of days"
        if told is None and not reading.text and changed and doses and quantity:
            days = quantity / sum(doses.values(), Fraction(0))
            told = str(days)
            problem += f" as worked out from what was answered ({quantity} over the day's doses)"
        text = ascii_digits(reading.value or "" if told is None else told)
        if text.isdecimal() and len(text) <= len(str(_MOST_DAYS)) and 1 <= int(text) <= _MOST_DAYS:
            return int(text)
        here = f"{self.here}.duration_days"
        remedy = f"Answer {here!r}: for how many days, as a whole number from 1 to 366."
        self._fault("duration_days", problem, remedy)
        return None


def line_values(line: MedicationLine, here: str) -> dict[str, str | None]:
    """
    Give what stands in a line by its path, as text, whatever a row may hold.
    """
    amounts = {f"doses.{slot.value}": line.doses.get(slot) for slot in Slot}
    amounts["quantity"] = line.quantity
    values: dict[str, str | None] = {
        part: None if amount is None else decimal_text(amount) for part, amount in amounts.items()
    }
    values |= {part: getattr(line, part) for part in _TEXTS}
    values["duration_days"] = str(line.duration_days)
    return {f"{here}.{part}": value for part, value in values.items()}
