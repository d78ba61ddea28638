"""
Statistics: how much was done, by whom, about whom and when.
"""

from datetime import timedelta

import attrs
import pytest
from tests.audit.logs import entry

from dastern_core.audit import ActorRole, AuditAction, LogStatistics, log_statistics

NOW = entry(0).at + timedelta(days=2)


@pytest.mark.rule("AUD-14")
def test_a_log_is_counted() -> None:
    """
    Three doctors read about two patients, and the system marked two doses an hour ago.
    """
    doctors = [entry(number) for number in range(6)]
    missed = [
        attrs.evolve(
            entry(number),
            at=NOW - timedelta(hours=1),
            actor_id=None,
            actor_role=ActorRole.SYSTEM,
            action=AuditAction.DOSE_MISSED,
        )
        for number in (6, 8)
    ]
    expected = LogStatistics(
        total=8,
        actors=3,
        patients=2,
        kinds=2,
        earliest=entry(0).at,
        latest=NOW - timedelta(hours=1),
        frequent=((AuditAction.DATA_ACCESS, 6), (AuditAction.DOSE_MISSED, 2)),
        roles=((ActorRole.DOCTOR, 6), (ActorRole.SYSTEM, 2)),
        last_day=2,
    )

    assert expected == log_statistics([*missed, *doctors], now=NOW)


@pytest.mark.rule("AUD-14")
def test_the_ten_most_frequent_actions_are_named() -> None:
    """
    Of equals the first by name.
    """
    once = [attrs.evolve(entry(number), action=one) for number, one in enumerate(AuditAction)]
    twice = attrs.evolve(entry(99), action=AuditAction.VITAL_UPDATE)
    frequent = log_statistics([*once, twice], now=NOW).frequent
    names = sorted(one.value for one in AuditAction if one is not AuditAction.VITAL_UPDATE)

    assert [("VITAL_UPDATE", 2), *((name, 1) for name in names[:9])] == [
        (action.value, count) for action, count in frequent
    ]


@pytest.mark.rule("AUD-14")
@pytest.mark.parametrize(
    ("ago", "counted"),
    [(timedelta(), 1), (timedelta(hours=24), 0), (timedelta(hours=-1), 0)],
)
def test_the_last_day_ends_now(ago: timedelta, counted: int) -> None:
    """
    What is 24 hours old is in it no more, and what lies ahead not yet.
    """
    assert counted == log_statistics([attrs.evolve(entry(1), at=NOW - ago)], now=NOW).last_day


def test_an_empty_log_has_no_first_entry() -> None:
    """
    All counts are 0.
    """
    empty = log_statistics([], now=NOW)

    assert (0, None, None, ()) == (empty.total, empty.earliest, empty.latest, empty.frequent)
