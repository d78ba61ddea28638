"""
Readings: one vital sign, measured once.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from fractions import Fraction
from typing import NewType
from uuid import UUID

import attrs

from dastern_core.kernel import Fault, InvalidInputError, PatientId, decimal_text, require_aware
from dastern_core.vitals.signs import COMPONENTS, PLAUSIBLE, Component, VitalSign, unit_of

__all__ = ["Reading", "ReadingId", "record_reading"]

ReadingId = NewType("ReadingId", UUID)
"""
One reading.
"""

_LONGEST_SOURCE = 64


@attrs.frozen(kw_only=True)
class Reading:
    """
    What somebody measured.

    Args:
        id: The reading's own identifier.
        patient_id: Whose body it tells about.
        sign: What was measured.
        value: The number; the systolic one for blood pressure (VIT-04).
        secondary: The diastolic number, for blood pressure alone.
        unit: The symbol of one of the sign's units; both numbers are in it.
        measured_at: When; aware.
        source: Who or what measured, such as ``"manual"`` (VIT-17); 1 to 64 characters.

    Raises:
        InvalidInputError: A number is missing, implausible or inexact, the unit is not the
            sign's, the instant is naive, or the source is blank; all faults together.

    Source:
        Rules VIT-02, VIT-04, VIT-18.
    """

    id: ReadingId
    patient_id: PatientId
    sign: VitalSign
    value: Fraction
    secondary: Fraction | None = None
    unit: str
    measured_at: datetime
    source: str = "manual"

    def __attrs_post_init__(self) -> None:
        """
        Refuse a reading that no body shows, naming every fault.
        """
        faults = [*self._faults()]
        try:
            require_aware(self.measured_at, field="measured_at")
        except InvalidInputError as error:
            faults += error.faults
        if faults:
            raise InvalidInputError(*faults)

    @property
    def judged(self) -> Mapping[Component, Fraction]:
        """
        Each component's number, in the unit in which the sign is judged.
        """
        unit = unit_of(self.sign, self.unit)
        numbers = (self.value, self.secondary)
        return {
            component: unit.judged(number)
            for component, number in zip(COMPONENTS[self.sign], numbers, strict=False)
            if number is not None
        }

    def __str__(self) -> str:
        """
        Give the numbers and the unit, such as ``120/80 mmHg``.
        """
        numbers = [one for one in (self.value, self.secondary) if one is not None]
        return f"{'/'.join(decimal_text(one) for one in numbers)} {self.unit}"

    def _faults(self) -> Iterator[Fault]:
        if not 0 < len(self.source.strip()) <= _LONGEST_SOURCE:
            remedy = f"Give 1 to {_LONGEST_SOURCE} characters, such as manual."
            yield Fault(field="source", problem="does not say who measured", remedy=remedy)
        inexact = [
            name
            for name in ("value", "secondary")
            if type(getattr(self, name)) is not Fraction
            and (name == "value" or self.secondary is not None)
        ]
        for name in inexact:
            remedy = "Give a Fraction; parse_amount reads one."
            yield Fault(field=name, problem="is not an exact number", remedy=remedy)
        if (self.secondary is not None) != (len(COMPONENTS[self.sign]) > 1):
            remedy = "Give the diastolic value for blood pressure, and nothing for other signs."
            yield Fault(field="secondary", problem="does not fit the sign", remedy=remedy)
            return
        try:
            unit_of(self.sign, self.unit)
        except InvalidInputError as error:
            yield from error.faults
            return
        if not inexact:
            yield from self._implausible()

    def _implausible(self) -> Iterator[Fault]:
        numbers = self.judged
        for name, (component, number) in zip(("value", "secondary"), numbers.items(), strict=False):
            span = PLAUSIBLE[component]
            if number not in span:
                least, most = decimal_text(span.least), decimal_text(span.most)
                problem = f"is no {component.value} of a living patient"
                remedy = f"Check the number and its unit; {least} to {most} is possible."
                yield Fault(field=name, problem=problem, remedy=remedy)
        if numbers.get(Component.DIASTOLIC, 0) >= numbers.get(Component.SYSTOLIC, 1):
            problem = "is not below the systolic value"
            yield Fault(
                field="secondary", problem=problem, remedy="Check whether they are swapped."
            )


def record_reading(
    *,
    reading_id: ReadingId,
    patient_id: PatientId,
    sign: VitalSign,
    value: Fraction,
    secondary: Fraction | None = None,
    unit: str,
    measured_at: datetime | None,
    now: datetime,
    source: str = "manual",
) -> Reading:
    """
    Take down a reading at the moment it is told.

    Args:
        reading_id: The reading's own identifier.
        patient_id: Whose body it tells about.
        sign: What was measured.
        value: As for ``Reading``.
        secondary: As for ``Reading``.
        unit: As for ``Reading``.
        measured_at: When it was measured; None means at this moment (VIT-17).
        now: When it is told; aware.
        source: As for ``Reading``.

    Raises:
        InvalidInputError: As for ``Reading``, or it was measured after ``now`` (VIT-18).
    """
    require_aware(now, field="now")
    reading = Reading(
        id=reading_id,
        patient_id=patient_id,
        sign=sign,
        value=value,
        secondary=secondary,
        unit=unit,
        measured_at=now if measured_at is None else measured_at,
        source=source,
    )
    if reading.measured_at > now:
        remedy = "Check the device's clock, or leave the time out to mean now."
        fault = Fault(field="measured_at", problem="lies in the future", remedy=remedy)
        raise InvalidInputError(fault)
    return reading
