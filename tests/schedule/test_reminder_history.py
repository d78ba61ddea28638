"""
Reminder history and the health of deliveries.
"""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest
from tests.schedule.layout import PHNOM_PENH
from tests.schedule.reminded import SEVEN, make_dose, remind

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    HISTORY_PAGE,
    DeliveryHealth,
    ReminderEvent,
    ReminderPage,
    ReminderRecord,
    ReminderStatus,
    ReminderStep,
    delivery_health,
    reminder_history,
)

BASE = ReminderRecord(reminder=remind(make_dose())[0])


def at_hour(hours: int) -> ReminderRecord:
    """
    Give a record of so many hours before seven.
    """
    at = SEVEN - timedelta(hours=hours)
    return attrs.evolve(BASE, reminder=attrs.evolve(BASE.reminder, at=at))


def happened(*events: ReminderEvent) -> ReminderRecord:
    """
    Give a record to which some events happened.
    """
    return attrs.evolve(BASE, steps=tuple(ReminderStep(event=one, at=SEVEN) for one in events))


@pytest.mark.rule("REM-17")
def test_fifty_stand_on_a_page_the_newest_first() -> None:
    """
    The second page goes on where the first ended, the third is empty.
    """
    records = [at_hour(hour) for hour in range(HISTORY_PAGE + 1)]
    first, second, third = (
        reminder_history(records, now=SEVEN, zone=PHNOM_PENH, page=page) for page in (1, 2, 3)
    )

    assert ReminderPage(records=tuple(records[:HISTORY_PAGE]), page=1, pages=2) == first
    assert ReminderPage(records=(records[-1],), page=2, pages=2) == second
    assert ReminderPage(records=(), page=3, pages=2) == third


@pytest.mark.rule("REM-17")
def test_ninety_days_are_shown() -> None:
    """
    What is older, and what is still to come, is not shown.
    """
    records = [at_hour(-1), at_hour(0), at_hour(90 * 24), at_hour(90 * 24 + 1)]

    assert (
        tuple(records[1:3]) == reminder_history(records, now=SEVEN, zone=PHNOM_PENH, page=1).records
    )


@pytest.mark.rule("REM-17")
def test_it_is_filtered_by_medicine_day_and_status() -> None:
    """
    Each filter leaves what fits it; the day is the patient's.
    """
    other = ReminderRecord(reminder=remind(make_dose(medication=4))[0])
    missed = attrs.evolve(at_hour(1), status=ReminderStatus.MISSED)
    before = at_hour(8)  # 23:00 of the day before in Phnom Penh
    records = [other, missed, before]
    shown = {
        "medicine": reminder_history(
            records,
            now=SEVEN,
            zone=PHNOM_PENH,
            page=1,
            medication_id=other.reminder.medication_id,
        ).records,
        "day": reminder_history(
            records, now=SEVEN, zone=PHNOM_PENH, page=1, day=date(2026, 6, 14)
        ).records,
        "status": reminder_history(
            records, now=SEVEN, zone=PHNOM_PENH, page=1, status=ReminderStatus.MISSED
        ).records,
    }

    assert {"medicine": (other,), "day": (before,), "status": (missed,)} == shown


def test_a_page_below_one_is_refused() -> None:
    """
    Pages are counted from one; without records there is one page.
    """
    assert 1 == reminder_history([], now=SEVEN, zone=PHNOM_PENH, page=1).pages
    with pytest.raises(InvalidInputError, match="page is below 1"):
        reminder_history([], now=SEVEN, zone=PHNOM_PENH, page=0)


@pytest.mark.rule("REM-23")
@pytest.mark.parametrize(
    ("delivered", "lost", "retried", "alarming"),
    [(99, 1, 0, False), (98, 1, 0, True), (95, 0, 5, False), (94, 0, 5, True), (0, 0, 0, False)],
)
def test_administrators_hear_of_poor_delivery(
    delivered: int, lost: int, retried: int, *, alarming: bool
) -> None:
    """
    Below 99 % delivered or above 5 % errors alarms; the limits themselves do not.
    """
    records = [
        *[happened(ReminderEvent.SEND, ReminderEvent.DELIVER)] * delivered,
        *[happened(ReminderEvent.GIVE_UP)] * lost,
        *[happened(ReminderEvent.RETRY)] * retried,
    ]

    assert alarming == delivery_health(records).is_alarming


def test_without_deliveries_there_is_no_figure() -> None:
    """
    Nothing delivered and nothing lost is no hundred percent.
    """
    assert DeliveryHealth(delivered=None, errors=None) == delivery_health([BASE])
    assert DeliveryHealth(delivered=None, errors=Fraction(1)) == delivery_health(
        [happened(ReminderEvent.RETRY)]
    )
