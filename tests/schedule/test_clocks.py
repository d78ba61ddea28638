"""
Daily clocks: the defaults, a person's own times, and what a clock does not know.
"""

from datetime import time

import pytest

from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    DEFAULT_SLOT_TIMES,
    EventTiming,
    NoClockTimeError,
    Slot,
    clock_of_slots,
    parse_clock,
)


@pytest.mark.rule("DOSE-19")
def test_default_times_of_the_slots() -> None:
    """
    Morning 07:00, midday 12:00, afternoon 15:00, evening 18:00, night 21:00.
    """
    assert [f"{at:%H:%M}" for at in DEFAULT_SLOT_TIMES.values()] == [
        "07:00", "12:00", "15:00", "18:00", "21:00",
    ]  # fmt: skip


@pytest.mark.rule("DOSE-16")
def test_own_time_moves_slot_meal_and_doses_a_day() -> None:
    """
    Who eats dinner at half past seven takes the evening doses then.
    """
    clock = clock_of_slots({Slot.EVENING: time(19, 30)})

    assert [clock.at_event(event) for event in (EventTiming.EVE, EventTiming.CV)] == [
        time(19, 30),
        time(19, 30),
    ]
    assert clock.times_a_day(2) == (time(7), time(19, 30))
    assert clock.at_event(EventTiming.CM) == time(7)


def test_default_clock_leaves_the_ambiguous_open() -> None:
    """
    "Afternoon or evening", five times a day and "at once" have no time.
    """
    assert (None, None) == (CAMBODIA_CLOCK.at_code("PM"), CAMBODIA_CLOCK.times_a_day(5))
    with pytest.raises(NoClockTimeError, match="IMD"):
        CAMBODIA_CLOCK.at_event(EventTiming.IMD)


def test_lead_is_the_events_own_before_the_general_one() -> None:
    """
    A lead for breakfast counts before one for all meals; no lead is no lead.
    """
    clock = parse_clock({}, meal_offsets={"ACM": -15, "AC": -45, "PC": 20})

    assert [-15, -45, 20, None] == [
        clock.lead(EventTiming.ACM),
        clock.lead(EventTiming.ACD),
        clock.lead(EventTiming.PCV),
        CAMBODIA_CLOCK.lead(EventTiming.PCV),
    ]
