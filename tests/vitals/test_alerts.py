"""
Vital alerts: once an episode.
"""

import itertools
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from uuid import UUID

import pytest

from dastern_core.kernel import AccountId, IllegalTransitionError
from dastern_core.vitals import (
    ALERT_LIFECYCLE,
    AlertEvent,
    AlertStatus,
    Reading,
    Severity,
    VitalAlert,
    VitalAlertId,
    VitalSign,
    assess,
    follow,
    resolve_alert,
)

_DOCTOR = AccountId(UUID(int=3))


def _told(readings: Iterable[Reading]) -> tuple[list[bool], VitalAlert | None]:
    current, told = None, []
    for number, reading in enumerate(readings, start=1):
        step = follow(
            assess(reading), current=current, alert_id=VitalAlertId(UUID(int=100 + number))
        )
        current = step.alert
        told.append(step.is_told)
    return told, current


@pytest.mark.rule("VIT-10")
@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("120 130", [False, False]),
        ("145 146 147", [True, False, False]),
        ("145 155 156 170 171", [True, True, False, True, False]),
        ("145 120 145", [True, False, True]),
        ("170 145 170", [True, False, False]),
    ],
)
def test_an_episode_is_told_once_and_when_it_worsens(
    reading: Callable[..., Reading], numbers: str, expected: list[bool]
) -> None:
    """
    A run of abnormal readings speaks at its start and at each new worst; a normal one ends it.
    """
    readings = (
        reading(VitalSign.BLOOD_PRESSURE, f"{systolic}/80", hours=hour)
        for hour, systolic in enumerate(numbers.split())
    )

    assert expected == _told(readings)[0]


def test_an_episode_spans_its_readings(reading: Callable[..., Reading]) -> None:
    """
    It begins with its first abnormal reading, and keeps the worst severity.
    """
    readings = [
        reading(VitalSign.GLUCOSE, text, hours=hour) for hour, text in enumerate(["240", "190"])
    ]
    _, alert = _told(readings)

    assert alert is not None
    assert (Severity.CRITICAL, AlertStatus.OPEN) == (alert.severity, alert.status)
    assert (readings[0].measured_at, readings[1].measured_at) == (alert.since, alert.latest_at)
    assert readings[0].id == alert.reading_id


@pytest.mark.parametrize(("late", "told"), [("120", False), ("145", False), ("170", True)])
def test_a_late_reading_ends_no_episode(
    reading: Callable[..., Reading],
    late: str,
    told: bool,  # noqa: FBT001 - a parametrized expectation
) -> None:
    """
    An older normal reading says nothing about now; an older and worse one is still told.
    """
    readings = [
        reading(VitalSign.BLOOD_PRESSURE, "150/80", hours=5),
        reading(VitalSign.BLOOD_PRESSURE, f"{late}/80", hours=2),
    ]
    found, alert = _told(readings)

    assert [True, told] == found
    assert alert is not None
    assert (AlertStatus.OPEN, readings[0].measured_at) == (alert.status, alert.latest_at)


@pytest.mark.rule("VIT-10")
@pytest.mark.parametrize(
    ("late", "told", "worst"),
    [("91", False, Severity.MEDIUM), ("80", True, Severity.CRITICAL)],
)
def test_a_late_reading_falls_into_the_episode_that_is_over(
    reading: Callable[..., Reading],
    late: str,
    told: bool,  # noqa: FBT001 - a parametrized expectation
    worst: Severity,
) -> None:
    """
    The newest reading is normal, so nothing opens again; a worse one is still told.
    """
    readings = [
        reading(VitalSign.SPO2, text, hours=hour)
        for text, hour in (("91", 0), ("91", 10), ("98", 30), (late, 5))
    ]
    found, alert = _told(readings)

    assert [True, False, False, told] == found
    assert alert is not None
    assert (AlertStatus.ENDED, worst, VitalAlertId(UUID(int=101))) == (
        alert.status,
        alert.severity,
        alert.id,
    )


def test_a_late_normal_reading_says_nothing_of_the_episode_that_is_over(
    reading: Callable[..., Reading],
) -> None:
    """
    There is nothing to tell and nothing to change.
    """
    numbers = (("91", 0), ("98", 30), ("98", 5))
    readings = [reading(VitalSign.SPO2, text, hours=hour) for text, hour in numbers]

    assert ([True, False, False], None) == _told(readings)


@pytest.mark.rule("VIT-10")
def test_a_late_reading_before_a_normal_one_is_told_and_over(
    reading: Callable[..., Reading],
) -> None:
    """
    Nobody has heard of it, so it is told; but a newer reading is normal already.
    """
    normal = reading(VitalSign.SPO2, "98", hours=30)
    step = follow(
        assess(reading(VitalSign.SPO2, "91", hours=5)),
        current=None,
        alert_id=VitalAlertId(UUID(int=9)),
        normal_at=normal.measured_at,
    )

    assert step.is_told
    assert step.alert is not None
    assert (AlertStatus.ENDED, normal.measured_at) == (step.alert.status, step.alert.latest_at)


@pytest.mark.rule("VIT-13")
def test_a_resolved_alert_speaks_again_only_when_it_worsens(
    reading: Callable[..., Reading],
) -> None:
    """
    Resolving says who and when; the episode lasts, and a worse reading opens it anew.
    """
    _, alert = _told([reading(VitalSign.BLOOD_PRESSURE, "145/80")])
    assert alert is not None
    now = datetime(2026, 6, 15, 6, tzinfo=UTC)
    resolved = resolve_alert(alert, by=_DOCTOR, now=now)
    again = follow(
        assess(reading(VitalSign.BLOOD_PRESSURE, "146/80", hours=2)),
        current=resolved,
        alert_id=VitalAlertId(UUID(int=9)),
    )
    worse = follow(
        assess(reading(VitalSign.BLOOD_PRESSURE, "170/80", hours=3)),
        current=again.alert,
        alert_id=VitalAlertId(UUID(int=9)),
    )

    assert (AlertStatus.RESOLVED, now, _DOCTOR) == (
        resolved.status,
        resolved.resolved_at,
        resolved.resolved_by,
    )
    assert (False, True) == (again.is_told, worse.is_told)
    assert worse.alert is not None
    assert (AlertStatus.OPEN, None, alert.id) == (
        worse.alert.status,
        worse.alert.resolved_by,
        worse.alert.id,
    )


def test_an_ended_alert_is_resolved_by_nobody(reading: Callable[..., Reading]) -> None:
    """
    Once a normal reading ended it, there is nothing to resolve, and the next is a new one.
    """
    readings = [
        reading(VitalSign.GLUCOSE, text, hours=hour) for hour, text in enumerate(["240", "100"])
    ]
    _, ended = _told(readings)
    assert ended is not None
    fresh = follow(
        assess(reading(VitalSign.GLUCOSE, "240", hours=3)),
        current=ended,
        alert_id=VitalAlertId(UUID(int=9)),
    )

    with pytest.raises(IllegalTransitionError):
        resolve_alert(ended, by=_DOCTOR, now=datetime(2026, 6, 15, 9, tzinfo=UTC))
    assert fresh.alert is not None
    assert VitalAlertId(UUID(int=9)) == fresh.alert.id


@pytest.mark.parametrize(("status", "event"), [*itertools.product(AlertStatus, AlertEvent)])
def test_only_the_listed_steps_are_possible(status: AlertStatus, event: AlertEvent) -> None:
    """
    What has ended stays ended, and only an open alert is resolved.
    """
    impossible = status is AlertStatus.ENDED or (status, event) == (
        AlertStatus.RESOLVED,
        AlertEvent.RESOLVE,
    )

    assert (event in ALERT_LIFECYCLE.events(status)) is not impossible
