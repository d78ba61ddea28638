"""
Laws of the daily figures.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from dastern_core.adherence import (
    Outcome,
    Tally,
    band,
    counts,
    miss_alert,
    percent,
    rates_by_day,
    rates_by_month,
    rates_by_prescription,
    rates_by_slot,
    rates_by_week,
    streak,
    tally,
)
from dastern_core.kernel import PrescriptionId
from dastern_core.schedule import DoseStatus, Slot

_START = datetime(2026, 1, 1, tzinfo=UTC)
_ZONES = st.sampled_from(["Asia/Phnom_Penh", "UTC", "America/New_York", "Pacific/Apia"]).map(
    ZoneInfo
)
_OUTCOMES = st.lists(
    st.builds(
        Outcome,
        prescription_id=st.integers(1, 3).map(lambda number: PrescriptionId(UUID(int=number))),
        slot=st.sampled_from([*Slot, None]),
        status=st.sampled_from(DoseStatus),
        due_at=st.integers(0, 60 * 24 * 90).map(
            lambda minutes: _START + timedelta(minutes=minutes)
        ),
        acted_at=st.none(),
        as_needed=st.booleans(),
    ),
    max_size=40,
)


@given(_OUTCOMES)
def test_a_rate_is_a_share_or_nothing(outcomes: list[Outcome]) -> None:
    """
    Rate and percentage lie within 0 and 1 or 100, and exist just where a dose counts.
    """
    rate = tally(outcomes).rate
    shown = percent(rate)

    assert (rate is None) is (not any(map(counts, outcomes)))
    assert (rate is None) is (band(rate) is None)
    assert rate is None or 0 <= rate <= 1
    assert shown is None or 0 <= shown <= 100


@given(_OUTCOMES)
def test_open_and_as_needed_doses_change_no_rate(outcomes: list[Outcome]) -> None:
    """
    Leaving out what does not count leaves the rate as it is.
    """
    assert tally(filter(counts, outcomes)).rate == tally(outcomes).rate


@given(_OUTCOMES, _ZONES)
def test_every_grouping_holds_every_dose_once(outcomes: list[Outcome], zone: ZoneInfo) -> None:
    """
    Days, weeks, months, prescriptions and slots each add up to the total.
    """
    groupings = [
        rates_by_day(outcomes, zone=zone).values(),
        rates_by_week(outcomes, zone=zone).values(),
        rates_by_month(outcomes, zone=zone).values(),
        rates_by_prescription(outcomes).values(),
        rates_by_slot(outcomes).values(),
    ]

    for groups in groupings:
        total = Tally(
            on_time=sum(one.on_time for one in groups),
            late=sum(one.late for one in groups),
            missed=sum(one.missed for one in groups),
            skipped=sum(one.skipped for one in groups),
            due=sum(one.due for one in groups),
            as_needed=sum(one.as_needed for one in groups),
        )
        assert tally(outcomes) == total


@given(_OUTCOMES, _ZONES)
def test_the_order_of_arrival_does_not_matter(outcomes: list[Outcome], zone: ZoneInfo) -> None:
    """
    Doses may come in any order; streak and rates are the same.
    """
    shuffled = outcomes[::-2] + outcomes[-2::-2]

    assert streak(outcomes, zone=zone) == streak(shuffled, zone=zone)
    assert rates_by_day(outcomes, zone=zone) == rates_by_day(shuffled, zone=zone)


@given(_OUTCOMES, _ZONES)
def test_taking_the_last_dose_silences_the_alert(outcomes: list[Outcome], zone: ZoneInfo) -> None:
    """
    Whatever happened before, a dose taken last leaves no run of misses.
    """
    taken = Outcome(
        prescription_id=PrescriptionId(UUID(int=1)),
        slot=None,
        status=DoseStatus.TAKEN_LATE,
        due_at=_START + timedelta(days=91),
        acted_at=None,
        as_needed=False,
    )

    assert miss_alert([*outcomes, taken], zone=zone) is None


@given(_OUTCOMES, _ZONES)
def test_no_streak_outlasts_the_days_with_doses(outcomes: list[Outcome], zone: ZoneInfo) -> None:
    """
    The longest streak counts the current one, and neither is longer than there are days.
    """
    found = streak(outcomes, zone=zone)

    assert 0 <= found.current_days <= found.longest_days
    assert found.longest_days <= len(rates_by_day(outcomes, zone=zone))
