"""
Confirmation: from a draft and a person's answers to lines that may be prescribed.

A draft never becomes more than a draft by itself (OCR-07): every doubt about the page and
its medicines must be answered, and the answers must make sense. Doubts about the fields
around the table stay with the draft, for nothing of them enters the lines.
"""

import re
from collections.abc import Mapping
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits, parse_amount
from dastern_core.medicines import FORM_WORDS
from dastern_core.ocr.draft import DoubtCode, DraftMedication, PrescriptionDraft, Reading, doubts
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import Slot

__all__ = ["UnansweredDoubtError", "confirm"]

_PATH = re.compile(r"medications\[(?P<row>0|[1-9][0-9]{0,3})\](?:\.(?P<rest>[a-z_.]{1,40}))?")
_TEXTS = ("name", "strength", "form", "unit", "instructions")
_SLOTS = {f"doses.{slot.value}": slot for slot in Slot}
_PARTS = frozenset({*_TEXTS, *_SLOTS, "quantity", "duration_days"})
_UNITS = frozenset(word.unit for word in FORM_WORDS.values())
_MOST_DAYS = 366
_LONGEST = 200  # characters of an answer


class UnansweredDoubtError(InvalidInputError):
    """
    A person has not answered every doubt, or an answer makes no sense.
    """

    code = "unanswered_doubt"


def confirm(draft: PrescriptionDraft, corrections: Mapping[str, str]) -> tuple[MedicationLine, ...]:
    """
    Confirm a draft with a person's answers.

    Args:
        draft: As read.
        corrections: A value for each path that has a doubt, and for whatever else the
            person changed: ``medications[0].doses.morning``, ``medications[0].name``, ...
            To accept a value, repeat it; an empty text or ``0`` takes a dose away, an
            empty text any other optional value. A doubt about the page is answered under
            ``page``, one about a row as a whole under ``medications[0]``, both by ``ok``.

    Returns:
        The lines in printed order.

    Raises:
        UnansweredDoubtError: With a fault for every open doubt and every answer that
            cannot be used.
    """
    faults = _unknown(draft, corrections)
    for path, doubt in doubts(draft):
        if doubt.code is DoubtCode.UNSURE_INPUT:
            continue  # its cause is in doubt as well, and the value follows the answer
        if not path.startswith("fields.") and path not in corrections:
            remedy = f"Look at the picture and answer under {path!r}."
            faults.append(Fault(field=path, problem=f"is in doubt ({doubt})", remedy=remedy))
    if not draft.medications:
        remedy = "Enter the medicines by hand, or photograph the page again."
        faults.append(Fault(field="medications", problem="is empty", remedy=remedy))
    lines = []
    for row, medication in enumerate(draft.medications):
        here = f"medications[{row}]"
        answers = {
            path.removeprefix(f"{here}."): answer.strip()
            for path, answer in corrections.items()
            if path.startswith(f"{here}.")
        }
        line = _Answers(medication=medication, answers=answers, here=here, faults=faults)
        lines.append(line.confirmed())
    if faults:
        raise UnansweredDoubtError(*faults)
    return tuple(line for line in lines if line is not None)


def _unknown(draft: PrescriptionDraft, corrections: Mapping[str, str]) -> list[Fault]:
    faults = []
    for path, answer in corrections.items():
        found = _PATH.fullmatch(path)
        known = path == "page" or (
            found is not None
            and int(found["row"]) < len(draft.medications)
            and (found["rest"] is None or found["rest"] in _PARTS)
        )
        if not known:
            remedy = "Use a path of the draft, such as medications[0].doses.morning."
            faults.append(Fault(field=path, problem="is no path of the draft", remedy=remedy))
        whole = known and (found is None or found["rest"] is None)
        if whole and answer.strip().lower() != "ok":
            remedy = "Answer ok once you have checked it."
            faults.append(Fault(field=path, problem="is not answered by ok", remedy=remedy))
        if len(answer) > _LONGEST:
            problem = f"has an answer of more than {_LONGEST} characters"
            faults.append(Fault(field=path, problem=problem, remedy="Shorten it."))
    return faults


@attrs.frozen(kw_only=True)
class _Answers:
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
        medication, before = self.medication, len(self.faults)
        name = self._text("name", medication.name)
        if name is None:
            self._fault("name", "is missing", "Give the medicine's name.")
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

    def _days(self, doses: Mapping[Slot, Fraction], quantity: Fraction | None) -> int | None:
        """
        Give the days: as answered, as printed, or worked out anew from what was answered.
        """
        reading = self.medication.duration_days
        told = self.answers.get("duration_days")
        changed = any(part in self.answers for part in (*_SLOTS, "quantity"))
        if told is None and not reading.text and changed and doses and quantity:
            days = quantity / sum(doses.values(), Fraction(0))
            told = str(days)
        text = ascii_digits(reading.value or "" if told is None else told)
        if text.isdecimal() and len(text) <= len(str(_MOST_DAYS)) and 1 <= int(text) <= _MOST_DAYS:
            return int(text)
        remedy = "Say for how many days, as a whole number from 1 to 366."
        self._fault("duration_days", "is no whole number of days", remedy)
        return None
