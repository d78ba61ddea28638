"""
Courses paused and resumed.
"""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest
from tests.schedule.paused import (
    ALWAYS,
    AMOUNT,
    HOUR,
    MIDNIGHT,
    TWICE,
    course_of,
    dosage_of,
    times_with_pause,
)

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    DoseFlag,
    parse_dosage,
    plan,
    resumed,
)


@pytest.mark.rule("DST-29")
def test_rest_begins_with_the_next_slot_of_the_day() -> None:
    """
    Resumed at ten in the morning, the evening's dose is the next.
    """
    before, after = times_with_pause(course_of(*TWICE), 58 * HOUR, timedelta(days=7))

    assert (before, after[0], after[-1]) == (5, "06-24 18:00", "06-28 18:00")


def test_course_without_an_end_goes_on_without_one() -> None:
    """
    What never ends has everything left; so have listed instants, and what is as needed.
    """
    dosages = (
        dosage_of({"when": ["MORN"]}),
        parse_dosage({"timing": {"event": ["2026-09-01T08:00:00"]}, "doseAndRate": AMOUNT}),
        parse_dosage({"asNeeded": True}),
        parse_dosage({"text": "as directed", "asNeeded": True}),
    )
    paused_at = MIDNIGHT + timedelta(days=3)
    rest = resumed(course_of(*dosages), paused_at=paused_at, resumed_at=paused_at)

    assert rest is not None
    assert dosages == rest.dosages
    assert (rest.start, rest.segment) == (date(2026, 6, 18), 1)


def test_last_day_that_is_named_stays() -> None:
    """
    "Until 20 June" does not become a later day.
    """
    course = course_of(
        dosage_of({"boundsPeriod": {"start": "2026-06-15", "end": "2026-06-20"}, "when": ["MORN"]})
    )
    before, after = times_with_pause(course, timedelta(days=2), timedelta(days=2))

    assert (before, after) == (2, ["06-19 07:00", "06-20 07:00"])


def test_count_goes_on_counting() -> None:
    """
    Of five doses two were given, three are left.
    """
    course = course_of(dosage_of({"count": 5, "when": ["MORN"]}))
    before, after = times_with_pause(course, timedelta(days=2), timedelta(days=10))

    assert (before, len(after)) == (2, 3)


def test_endless_count_goes_on_counting() -> None:
    """
    A thousand million doses less two are still not counted to.
    """
    course = course_of(dosage_of({"count": 10**9, "when": ["MORN"]}))
    paused_at = MIDNIGHT + timedelta(days=2)
    rest = resumed(course, paused_at=paused_at, resumed_at=paused_at)

    assert rest is not None
    assert rest.dosages[0].timing is not None
    assert rest.dosages[0].timing.repeat is not None
    assert rest.dosages[0].timing.repeat.count == 10**9 - 2


def test_optional_doses_stay_optional() -> None:
    """
    Three to five doses, one given: two are left for sure, two more perhaps.
    """
    course = course_of(dosage_of({"count": 3, "countMax": 5, "when": ["MORN"]}))
    paused_at = MIDNIGHT + timedelta(days=1)
    rest = resumed(course, paused_at=paused_at, resumed_at=paused_at)

    assert rest is not None
    assert [
        DoseFlag.OPTIONAL in dose.flags for dose in plan(rest, window=ALWAYS, now=paused_at)
    ] == [False, False, True, True]


def test_taper_goes_on_where_it_stopped() -> None:
    """
    The ended step is gone, the running one is shortened, the next follows.
    """
    steps = [
        dosage_of({"boundsDuration": {"value": 2, "code": "d"}, "when": ["MORN"]}, sequence=step)
        for step in (1, 2, 3)
    ]
    paused_at = MIDNIGHT + timedelta(days=3)
    rest = resumed(course_of(*steps), paused_at=paused_at, resumed_at=paused_at + timedelta(days=4))

    assert rest is not None
    doses = plan(rest, window=ALWAYS, now=paused_at)
    assert [dose.local.day for dose in doses] == [22, 23, 24]
    assert [one.sequence for one in rest.dosages] == [2, 3]


def test_hours_go_on_from_the_time_of_the_start() -> None:
    """
    Every eight hours from nine: it goes on at nine, with the doses that were left.
    """
    start = datetime(2026, 6, 15, 2, 0, tzinfo=UTC)
    repeat = {"period": 8, "periodUnit": "h", "boundsDuration": {"value": 2, "code": "d"}}
    course = course_of(dosage_of(repeat), start=start)
    before, after = times_with_pause(course, 20 * HOUR, timedelta(days=3))

    assert (before, after) == (2, ["06-19 01:00", "06-19 09:00", "06-19 17:00", "06-20 01:00"])


def test_nothing_is_left_of_a_course_that_was_over() -> None:
    """
    A course that had ended does not begin again.
    """
    paused_at = MIDNIGHT + timedelta(days=20)

    assert resumed(course_of(*TWICE), paused_at=paused_at, resumed_at=paused_at) is None


def test_course_cannot_go_on_before_it_paused() -> None:
    """
    The two moments are not mixed up silently.
    """
    with pytest.raises(InvalidInputError, match="resumed_at is before the pause"):
        resumed(course_of(*TWICE), paused_at=MIDNIGHT, resumed_at=MIDNIGHT - HOUR)


def test_doses_after_a_pause_have_keys_of_their_own() -> None:
    """
    Resumed on the same day, the evening is another dose than the one that was removed.
    """
    course = course_of(*TWICE)
    paused_at = MIDNIGHT + 8 * HOUR
    rest = resumed(course, paused_at=paused_at, resumed_at=paused_at + HOUR)

    assert rest is not None
    before = {dose.id for dose in plan(course, window=ALWAYS, now=paused_at)}
    assert before.isdisjoint(dose.id for dose in plan(rest, window=ALWAYS, now=paused_at))
    assert attrs.evolve(rest, segment=0).segment == course.segment
