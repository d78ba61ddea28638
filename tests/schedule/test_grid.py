"""
The printed grid turned into dosages.
"""

from datetime import date, time
from fractions import Fraction

import pytest
from tests.schedule.layout import DAY, PHNOM_PENH, days_from, local_times

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    EventTiming,
    MealRelation,
    Slot,
    Weekday,
    dosage_json,
    expand,
    slot_dosages,
)

ONE, HALF = Fraction(1), Fraction(1, 2)


@pytest.mark.rule("DOSE-11")
@pytest.mark.rule("C19")
@pytest.mark.rule("DOSE-19")
def test_each_slot_with_an_amount_is_one_dose_a_day() -> None:
    """
    Five columns give five doses at the default times; an empty one gives none.
    """
    rows = slot_dosages(dict.fromkeys(Slot, ONE), unit="tablet", duration_days=1)
    found = expand(rows, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 3), clock=CAMBODIA_CLOCK)

    assert [one[6:] for one in local_times(found)] == ["07:00", "12:00", "15:00", "18:00", "21:00"]
    assert [one.slot for one in found.occurrences] == list(Slot)


def test_slots_of_one_amount_share_a_dosage() -> None:
    """
    1-0-1/2-1 is two dosages: one for each amount.
    """
    doses = {Slot.MORNING: ONE, Slot.MIDDAY: Fraction(0), Slot.EVENING: HALF, Slot.NIGHT: ONE}
    rows = slot_dosages(doses, unit="tablet", duration_days=None)

    assert [dosage_json(row) for row in rows] == [
        {
            "timing": {"repeat": {"when": ["MORN", "NIGHT"]}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        },
        {
            "timing": {"repeat": {"when": ["EVE"]}},
            "doseAndRate": [{"doseQuantity": {"value": 0.5, "unit": "tablet"}}],
        },
    ]


@pytest.mark.rule("DOSE-25")
def test_midday_and_afternoon_both_survive() -> None:
    """
    Neither of the two columns overwrites the other, with equal amounts or different ones.
    """
    for afternoon in (ONE, HALF):
        rows = slot_dosages(
            {Slot.MIDDAY: ONE, Slot.AFTERNOON: afternoon}, unit="ml", duration_days=1
        )
        found = expand(
            rows, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 1), clock=CAMBODIA_CLOCK
        )

        assert [(one.slot, one.quantity and one.quantity.value) for one in found.occurrences] == [
            (Slot.MIDDAY, ONE),
            (Slot.AFTERNOON, afternoon),
        ]


@pytest.mark.parametrize(
    ("meal", "expected"),
    [
        (MealRelation.BEFORE, [EventTiming.ACM, EventTiming.ACD, EventTiming.ACV]),
        (MealRelation.WITH, [EventTiming.CM, EventTiming.CD, EventTiming.CV]),
        (MealRelation.AFTER, [EventTiming.PCM, EventTiming.PCD, EventTiming.PCV]),
    ],
)
def test_meals_belong_to_three_of_the_slots(
    meal: MealRelation, expected: list[EventTiming]
) -> None:
    """
    At night and in the afternoon there is no meal: there the relation stays in words.
    """
    rows = slot_dosages(dict.fromkeys(Slot, ONE), unit="tablet", duration_days=3, meal=meal)
    events = [row.timing.repeat.when for row in rows if row.timing and row.timing.repeat]

    assert [tuple(expected), (EventTiming.AFT, EventTiming.NIGHT)] == events
    assert [[one.text for one in row.additional_instructions] for row in rows] == [
        [],
        [f"{meal.value} a meal"],
    ]


@pytest.mark.rule("DOSE-13")
def test_own_time_overrides_the_slot() -> None:
    """
    A time that the patient gave for a slot replaces its default.
    """
    rows = slot_dosages(
        {Slot.MORNING: ONE, Slot.EVENING: ONE},
        unit="tablet",
        duration_days=1,
        meal=MealRelation.AFTER,
        times={Slot.MORNING: time(5, 45), Slot.NIGHT: time(5, 45)},
    )
    found = expand(rows, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 1), clock=CAMBODIA_CLOCK)

    assert local_times(found) == ["06-15 05:45", "06-15 18:30"]
    assert [one.text for one in rows[0].additional_instructions] == ["after a meal"]


@pytest.mark.rule("DOSE-26")
def test_kinds_of_frequency_and_length() -> None:
    """
    Every second day, listed weekdays, a last day, no end: each lays out as it says.
    """
    morning = {Slot.MORNING: ONE}
    for rows, expected in (
        (slot_dosages(morning, unit="t", duration_days=5, every_days=2), ["15", "17", "19"]),
        (
            slot_dosages(
                morning,
                unit="t",
                duration_days=None,
                weekdays=(Weekday.TUESDAY, Weekday.SUNDAY),
            ),
            ["16", "21", "23"],
        ),
        (
            slot_dosages(morning, unit="t", duration_days=None, until=date(2026, 6, 16)),
            ["15", "16"],
        ),
        (slot_dosages(morning, unit="t", duration_days=1), ["15"]),
    ):
        found = expand(
            rows, zone=PHNOM_PENH, start=DAY, window=days_from(DAY, 9), clock=CAMBODIA_CLOCK
        )

        assert expected == [one[3:5] for one in local_times(found)]


def test_row_taken_as_needed_has_no_slots() -> None:
    """
    As needed, the columns only say how much; no column is needed at all.
    """
    rows = slot_dosages({Slot.MORNING: ONE}, unit="tablet", duration_days=5, as_needed=True)
    bare = slot_dosages({}, unit="tablet", duration_days=None, as_needed=True)

    assert [dosage_json(row) for row in (*rows, *bare)] == [
        {
            "timing": {
                "repeat": {
                    "boundsDuration": {
                        "value": 5,
                        "unit": "d",
                        "system": "http://unitsofmeasure.org",
                        "code": "d",
                    }
                }
            },
            "asNeeded": True,
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        },
        {"asNeeded": True},
    ]


@pytest.mark.rule("DOSE-05")
def test_all_faults_of_a_row_are_reported_together() -> None:
    """
    A row without amounts, of no days, in no cycle, says all of that at once.
    """
    with pytest.raises(InvalidInputError) as caught:
        slot_dosages(
            {Slot.NIGHT: Fraction(0)},
            unit="tablet",
            duration_days=0,
            until=DAY,
            every_days=0,
        )

    assert ["doses", "duration_days", "until", "every_days"] == [
        fault.field for fault in caught.value.faults
    ]


def test_negative_amount_is_refused() -> None:
    """
    Nobody takes less than nothing.
    """
    with pytest.raises(InvalidInputError, match=r"doses\.night is negative"):
        slot_dosages({Slot.NIGHT: Fraction(-1)}, unit="tablet", duration_days=1)


def test_two_slots_at_one_own_time_are_refused() -> None:
    """
    Two amounts at one moment would look like a double dose.
    """
    with pytest.raises(InvalidInputError, match="two slots at one time"):
        slot_dosages(
            {Slot.MORNING: ONE, Slot.NIGHT: ONE},
            unit="tablet",
            duration_days=1,
            times={Slot.MORNING: time(8), Slot.NIGHT: time(8)},
        )


@pytest.mark.rule("DOSE-20")
def test_minutes_from_meals_stand_beside_meals_only() -> None:
    """
    A quarter of an hour before meals; at night there is no meal, so it stays words.
    """
    meals, night = slot_dosages(
        {Slot.MORNING: Fraction(1), Slot.NIGHT: Fraction(1)},
        unit="tablet",
        duration_days=7,
        meal=MealRelation.BEFORE,
        lead_minutes=15,
    )

    assert meals.timing is not None
    assert meals.timing.repeat is not None
    assert night.timing is not None
    assert night.timing.repeat is not None
    assert (15, None) == (meals.timing.repeat.offset_minutes, night.timing.repeat.offset_minutes)
    assert ["15 minutes before a meal"] == [one.text for one in night.additional_instructions]


def test_minutes_beside_with_meals_are_left_out() -> None:
    """
    What is taken with a meal has no distance from it.
    """
    (row,) = slot_dosages(
        {Slot.MORNING: Fraction(1)},
        unit="tablet",
        duration_days=7,
        meal=MealRelation.WITH,
        lead_minutes=15,
    )

    assert row.timing is not None
    assert row.timing.repeat is not None
    assert row.timing.repeat.offset_minutes is None
