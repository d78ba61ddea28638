"""
Intervals: the least time between two doses of a substance.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import attrs
import pytest

from dastern_core.kernel import resolve
from dastern_core.safety import Finding, FindingCode, Patient, PlannedDose, Regimen, check
from dastern_core.testing.samples import sample_regimen


def close(*regimens: Regimen) -> list[Finding]:
    """
    Give the findings about intervals.
    """
    return [one for one in check(regimens, patient=Patient()) if one.code is FindingCode.INTERVAL]


@pytest.mark.parametrize(("hours", "count"), [((0, 4, 8), 0), ((0, 4, 7.5), 1), ((0, 0, 4), 0)])
def test_closer_than_the_label_allows(hours: Sequence[float], count: int) -> None:
    """
    Four hours for paracetamol; two at one instant are one dose.
    """
    assert count == len(close(sample_regimen("Doliprane", strength="500 mg", hours=hours)))


def test_across_two_medicines() -> None:
    """
    The finding gives the closest two, with all that are close.
    """
    one = sample_regimen("Panadol", ref="A/1", strength="500 mg", hours=(0, 12))
    other = sample_regimen("Doliprane", ref="B/1", strength="500 mg", hours=(1, 14.5))
    (finding,) = close(one, other)

    assert "Two doses of paracetamol only 1 hours apart; the least is 4 hours." == finding.message
    assert 4 == len(finding.doses)


def test_a_weekly_medicine_taken_daily() -> None:
    """
    The error with methotrexate that kills.
    """
    (finding,) = close(sample_regimen("Methotrexate", strength="2.5 mg", hours=(0, 24, 48)))

    assert (
        "Two doses of methotrexate only 24 hours apart; the least is 168 hours." == finding.message
    )


def at(day: date, hour: int, zone: str) -> datetime:
    """
    Give the instant of a wall time.
    """
    return resolve(day, time(hour), zone=ZoneInfo(zone)).instant


@pytest.mark.parametrize(
    ("first", "second", "count"),
    [
        # Clocks go forward in Paris on 29 March 2026: midnight to four is three hours.
        (at(date(2026, 3, 29), 0, "Europe/Paris"), at(date(2026, 3, 29), 4, "Europe/Paris"), 1),
        (at(date(2026, 3, 30), 0, "Europe/Paris"), at(date(2026, 3, 30), 4, "Europe/Paris"), 0),
        # On a journey: ten in Phnom Penh is five in Paris.
        (at(date(2026, 6, 15), 5, "Europe/Paris"), at(date(2026, 6, 15), 13, "Asia/Phnom_Penh"), 1),
        (at(date(2026, 6, 15), 7, "Asia/Phnom_Penh"), at(date(2026, 6, 15), 7, "Europe/Paris"), 0),
    ],
)
def test_clocks_that_change_and_journeys(first: datetime, second: datetime, count: int) -> None:
    """
    What counts is the time that passes, not what the wall shows.
    """
    sample = sample_regimen("Doliprane", strength="500 mg", hours=(0,))
    doses = tuple(
        PlannedDose(at=when, quantity=sample.doses[0].quantity) for when in (first, second)
    )

    assert count == len(close(attrs.evolve(sample, doses=doses)))


def test_doses_are_kept_in_utc() -> None:
    """
    Whatever zone they were given in.
    """
    local = datetime(2026, 6, 15, 7, tzinfo=ZoneInfo("Asia/Phnom_Penh"))

    assert UTC == PlannedDose(at=local, quantity=None).at.tzinfo
    assert timedelta(0) == local - PlannedDose(at=local, quantity=None).at
