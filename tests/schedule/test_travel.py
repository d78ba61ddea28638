"""
Journeys across zones.
"""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.schedule.layout import DAY, PHNOM_PENH

from dastern_core.kernel import InvalidInputError, MedicationId, PatientId, Period, PrescriptionId
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Course,
    Slot,
    ZoneMode,
    ZoneRefusal,
    choose_zone,
    parse_dosage,
    plan,
    slot_dosages,
    zone_choices,
)

PARIS, TOKYO = ZoneInfo("Europe/Paris"), ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 6, 17, 5, 0, tzinfo=UTC)  # in Phnom Penh; seven in Paris, two in Tokyo
COURSE = Course(
    prescription_id=PrescriptionId(UUID(int=1)),
    version=1,
    medication_id=MedicationId(UUID(int=2)),
    row=1,
    patient_id=PatientId(UUID(int=3)),
    dosages=slot_dosages(
        {Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1)}, unit="tablet", duration_days=7
    ),
    zone=PHNOM_PENH,
    start=DAY,
    clock=CAMBODIA_CLOCK,
    grace_minutes=30,
    min_interval=timedelta(hours=10),
)
MORNING = datetime(2026, 6, 17, 0, 0, tzinfo=UTC)


def test_both_modes_are_shown_with_their_gaps() -> None:
    """
    Flying west after the morning dose: home asks at 18:00 there, Paris at 18:00 here.
    """
    recorded = {
        dose.id
        for dose in plan(COURSE, window=Period(start=MORNING, end=NOON), now=MORNING - timedelta(1))
    }
    home, follow = zone_choices(
        COURSE, zone=PARIS, now=NOON - timedelta(hours=1), recorded=recorded, last_intake=MORNING
    )

    assert (home.mode, home.gap, home.refusal) == (ZoneMode.HOME, timedelta(hours=11), None)
    assert (follow.mode, follow.gap, follow.refusal) == (
        ZoneMode.FOLLOW,
        timedelta(hours=16),
        None,
    )
    assert choose_zone(follow).zone is PARIS
    assert choose_zone(home) is COURSE


def test_following_that_comes_too_soon_is_refused() -> None:
    """
    Flying east, the evening comes nine hours after the morning: less than ten.
    """
    _, follow = zone_choices(COURSE, zone=TOKYO, now=NOON, recorded=set(), last_intake=MORNING)

    assert (follow.gap, follow.refusal) == (timedelta(hours=9), ZoneRefusal.INTERVAL_TOO_SHORT)
    with pytest.raises(InvalidInputError, match="interval_too_short"):
        choose_zone(follow)


def test_without_a_last_intake_or_a_least_interval_nothing_is_too_soon() -> None:
    """
    Where there is nothing to compare with, nothing is refused.
    """
    _, first = zone_choices(COURSE, zone=TOKYO, now=NOON, recorded=set(), last_intake=None)
    free = attrs.evolve(COURSE, min_interval=None)
    _, second = zone_choices(free, zone=TOKYO, now=NOON, recorded=set(), last_intake=MORNING)

    assert (first.gap, first.refusal, second.refusal) == (None, None, None)


def test_gap_of_exactly_the_least_interval_is_allowed() -> None:
    """
    Nine hours are not less than nine hours.
    """
    course = attrs.evolve(COURSE, min_interval=timedelta(hours=9))
    _, follow = zone_choices(course, zone=TOKYO, now=NOON, recorded=set(), last_intake=MORNING)

    assert (follow.gap, follow.refusal) == (timedelta(hours=9), None)


def test_hours_are_hours_everywhere() -> None:
    """
    A schedule in elapsed time follows nobody's clock.
    """
    dosages = (
        parse_dosage(
            {
                "timing": {"repeat": {"period": 8, "periodUnit": "h"}},
                "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
            }
        ),
        parse_dosage({"asNeeded": True}),
    )
    course = attrs.evolve(COURSE, dosages=dosages, start=MORNING)
    _, follow = zone_choices(course, zone=PARIS, now=NOON, recorded=set(), last_intake=MORNING)

    assert follow.refusal is ZoneRefusal.ELAPSED_SCHEDULE


def test_course_that_is_over_has_no_next_dose() -> None:
    """
    There is nothing left to travel with.
    """
    home, follow = zone_choices(
        COURSE,
        zone=PARIS,
        now=NOON + timedelta(days=60),
        recorded=set(),
        last_intake=MORNING,
    )

    assert (None, None, None) == (home.next_dose, follow.next_dose, follow.gap)
