"""
Which dose is next, and how a day goes.
"""

from datetime import date, timedelta

import attrs
import pytest
from tests.schedule.test_doses import DUE_AT, make_dose

from dastern_core.schedule import Dose, DoseStatus, day_progress, dose_history, upcoming_dose


def at_hours(*hours: int, status: DoseStatus = DoseStatus.DUE) -> list[Dose]:
    """
    Give doses some hours after 07:00 in Phnom Penh.
    """
    return [
        attrs.evolve(
            make_dose(),
            slot_key=f"dose {hour}",
            due_at=DUE_AT + timedelta(hours=hour),
            local=make_dose().local + timedelta(hours=hour),
            status=status,
        )
        for hour in hours
    ]


@pytest.mark.rule("DST-32")
def test_upcoming_dose_is_the_earliest_that_is_due() -> None:
    """
    Past ones and recorded ones are not asked for; the present one is.
    """
    doses = [*at_hours(5, 2, -1), *at_hours(1, status=DoseStatus.TAKEN_ON_TIME)]

    assert "dose 2" == getattr(upcoming_dose(doses, now=DUE_AT), "slot_key", None)
    assert upcoming_dose(at_hours(0), now=DUE_AT) == at_hours(0)[0]
    assert upcoming_dose([], now=DUE_AT) is None


@pytest.mark.rule("DST-30")
@pytest.mark.parametrize(
    ("taken", "late", "other", "percent"),
    [(0, 0, 0, 0), (1, 1, 2, 50), (1, 0, 2, 33), (1, 1, 1, 67), (1, 0, 7, 13), (3, 0, 0, 100)],
)
def test_progress_of_a_day(taken: int, late: int, other: int, percent: int) -> None:
    """
    On time and late count, of all doses of that day on the wall.
    """
    doses = [
        *at_hours(*range(taken), status=DoseStatus.TAKEN_ON_TIME),
        *at_hours(*range(late), status=DoseStatus.TAKEN_LATE),
        *at_hours(*range(other), status=DoseStatus.SKIPPED),
        *at_hours(24, status=DoseStatus.TAKEN_ON_TIME),
    ]

    assert percent == day_progress(doses, day=date(2026, 6, 15))


@pytest.mark.rule("DST-31")
def test_history_is_thirty_days_newest_first() -> None:
    """
    What is due later is no history, what is older is left out.
    """
    found = dose_history(at_hours(-1, 1, 0, -30 * 24, -30 * 24 - 1), now=DUE_AT)

    assert ["dose 0", "dose -1", "dose -720"] == [one.slot_key for one in found]
