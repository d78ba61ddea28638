"""
Regimens: one medicine as it is to be taken, every dose an instant.
"""

from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError, Period, Quantity, require_aware, resolve
from dastern_core.prescriptions import Medication, Prescription
from dastern_core.schedule import (
    MEAL_EVENTS,
    DailyClock,
    Expansion,
    MealRelation,
    Occurrence,
    PrnRule,
    expand,
    first_occurrences,
)

__all__ = ["MOST_DOSES", "Patient", "PlannedDose", "Regimen", "regimen_from", "regimens_of"]

MOST_DOSES: Final = 100_000
"""
Doses of one regimen; more is no treatment.
"""


def _in_utc(instant: datetime) -> datetime:
    return require_aware(instant, field="at").astimezone(UTC)


@attrs.frozen(kw_only=True)
class Patient:
    """
    Who takes the medicines, as far as limits depend on it.

    Args:
        age_years: The age; None where it is not known, and adult limits are used.
        weight_kg: The weight; None where it is not known.
    """

    age_years: Fraction | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.ge(Fraction(0)))
    )
    weight_kg: Fraction | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.gt(Fraction(0)))
    )


@attrs.frozen(kw_only=True)
class PlannedDose:
    """
    One dose.

    Args:
        at: When; aware, kept in UTC.
        quantity: How much, the most of a range; None where nothing says so.
        meal: On which side of a meal, where the schedule says so.
    """

    at: datetime = attrs.field(converter=_in_utc)
    quantity: Quantity | None
    meal: MealRelation | None = None


@attrs.frozen(kw_only=True)
class Regimen:
    """
    One medicine as it is to be taken.

    Args:
        ref: What names it in findings; unique within one check.
        prescription: The prescription it belongs to.
        name: As confirmed by a person, in any language.
        strength: As printed, or None.
        form: As printed, or None.
        doses: Each dose that is planned.
        as_needed: How it is taken as needed, if it is.
        during: When the course runs, as far as it was laid out.
        supplied: How much was dispensed, or None.
        complete: Whether ``doses`` are the whole course, not a part of one.
    """

    ref: str = attrs.field(validator=attrs.validators.min_len(1))
    prescription: str
    name: str = attrs.field(validator=attrs.validators.min_len(1))
    strength: str | None = None
    form: str | None = None
    doses: tuple[PlannedDose, ...] = ()
    as_needed: tuple[PrnRule, ...] = ()
    during: Period
    supplied: Quantity | None = None
    complete: bool = False

    def __attrs_post_init__(self) -> None:
        """
        Refuse more doses than a treatment has.
        """
        if len(self.doses) > MOST_DOSES:
            remedy = f"Lay out at most {MOST_DOSES} doses."
            raise InvalidInputError(Fault(field="doses", problem="is too long", remedy=remedy))

    @property
    def span(self) -> tuple[datetime, datetime] | None:
        """
        From the first dose to the last, both included; as needed, the whole course.

        None where nothing is ever taken.
        """
        instants = [dose.at for dose in self.doses]
        if self.as_needed:
            instants += [self.during.start.astimezone(UTC), self.during.end.astimezone(UTC)]
        return (min(instants), max(instants)) if instants else None


def regimen_from(
    expansion: Expansion,
    *,
    ref: str,
    prescription: str,
    name: str,
    strength: str | None,
    form: str | None,
    during: Period,
    supplied: Quantity | None,
    complete: bool,
) -> Regimen:
    """
    Make a regimen of doses that are laid out already.

    Args:
        expansion: The doses and the rules of what is taken as needed.
        ref: What names it in findings.
        prescription: The prescription it belongs to.
        name: The medicine's name.
        strength: As printed, or None.
        form: As printed, or None.
        during: The stretch that was laid out.
        supplied: How much was dispensed, or None.
        complete: Whether the doses are the whole course.
    """
    return Regimen(
        ref=ref,
        prescription=prescription,
        name=name,
        strength=strength,
        form=form,
        doses=tuple(_planned(one) for one in expansion.occurrences),
        as_needed=expansion.prn,
        during=during,
        supplied=supplied,
        complete=complete,
    )


def regimens_of(
    prescription: Prescription, *, daily_clock: DailyClock, window: Period
) -> tuple[Regimen, ...]:
    """
    Lay a prescription out as regimens, one for each of its lines.

    Args:
        prescription: The version.
        daily_clock: The patient's meal and slot times.
        window: The stretch that is checked.

    Returns:
        In the lines' order; each is named by the prescription and the line's row.

    Raises:
        InvalidInputError: A line cannot be computed.
    """
    return tuple(
        _regimen(medication, prescription=prescription, daily_clock=daily_clock, window=window)
        for medication in prescription.medications
    )


def _regimen(
    medication: Medication, *, prescription: Prescription, daily_clock: DailyClock, window: Period
) -> Regimen:
    zone, start, clock = prescription.zone, prescription.start, daily_clock
    begin = resolve(start, time.min, zone=zone).instant
    during = Period(start=min(max(begin, window.start), window.end), end=window.end)
    expansion = expand(medication.dosages, zone=zone, start=start, window=window, clock=clock)
    later = first_occurrences(
        medication.dosages, zone=zone, start=start, since=window.end, limit=1, clock=clock
    )
    return regimen_from(
        expansion,
        ref=f"{prescription.id}/{medication.row}",
        prescription=str(prescription.id),
        name=medication.name,
        strength=medication.strength,
        form=medication.form,
        during=during,
        supplied=medication.quantity,
        complete=begin >= window.start and not later.occurrences,
    )


def _planned(occurrence: Occurrence) -> PlannedDose:
    event = occurrence.event
    relation = None if event is None else MEAL_EVENTS.get(event)
    return PlannedDose(
        at=occurrence.at,
        quantity=occurrence.quantity_max or occurrence.quantity,
        meal=None if relation is None else relation[0],
    )
