"""
Lockout: a guesser waits, the owner does not.
"""

from datetime import UTC, datetime, timedelta

import pytest

from dastern_core.identity import (
    FAILURES_AT_ONE_ORIGIN,
    FAILURES_IN_ALL,
    Admission,
    Failures,
    admit,
    after_failure,
    after_success,
    parse_identifier,
    stand_in,
)
from dastern_core.kernel import InvalidInputError

_NOW = datetime(2026, 6, 15, tzinfo=UTC)
_QUARTER = timedelta(minutes=15)


def _failed(times: int, *, most: int = FAILURES_AT_ONE_ORIGIN) -> Failures:
    failures = Failures()
    for _ in range(times):
        failures = after_failure(failures, most=most, now=_NOW)
    return failures


def _admit(here: Failures, *, in_all: int = 0, known: bool = False, after: timedelta) -> Admission:
    return admit(here=here, in_all=Failures(count=in_all), is_known_device=known, now=_NOW + after)


@pytest.mark.rule("AUTH-09")
@pytest.mark.rule("C06")
@pytest.mark.parametrize(
    ("times", "after", "expected"),
    [
        (4, timedelta(0), Admission.OPEN),
        (5, timedelta(0), Admission.LOCKED),
        (5, _QUARTER - timedelta(microseconds=1), Admission.LOCKED),
        (5, _QUARTER, Admission.OPEN),
    ],
)
def test_five_failures_lock_an_origin_for_a_quarter_of_an_hour(
    times: int, after: timedelta, expected: Admission
) -> None:
    """
    The lock ends by itself, exactly after fifteen minutes.
    """
    assert expected is _admit(_failed(times), after=after)


@pytest.mark.rule("B017")
def test_a_failure_after_the_lock_is_the_first_again() -> None:
    """
    Whoever waited has five tries, not one.
    """
    again = after_failure(_failed(5), most=FAILURES_AT_ONE_ORIGIN, now=_NOW + _QUARTER)

    assert Failures(count=1) == again


def test_a_guesser_elsewhere_locks_nobody_out() -> None:
    """
    The owner's own origin stays open; after a hundred failures unknown devices need a code.
    """
    assert Admission.OPEN is _admit(Failures(), in_all=99, after=timedelta(0))
    assert Admission.NEEDS_CODE is _admit(Failures(), in_all=FAILURES_IN_ALL, after=timedelta(0))
    assert Admission.OPEN is _admit(Failures(), in_all=10**6, known=True, after=timedelta(0))


@pytest.mark.rule("AUTH-09")
def test_success_starts_the_count_anew() -> None:
    """
    Only failures in a row count.
    """
    assert Failures() == after_success()


def test_a_count_alone_never_locks() -> None:
    """
    What is counted from anywhere asks for another proof, and locks nobody.
    """
    failures = Failures()
    for _ in range(200):
        failures = after_failure(failures, most=None, now=_NOW)

    assert Failures(count=200) == failures


@pytest.mark.rule("AUTH-11")
def test_nobody_has_a_stand_in_of_their_own() -> None:
    """
    The same identifier gives the same one, another identifier or secret another one.
    """
    secret = bytes(32)
    one, again, other = (
        stand_in(parse_identifier(text), secret=secret)
        for text in ("012345678", "+85512345678", "012345679")
    )
    elsewhere = stand_in(parse_identifier("012345678"), secret=b"s" * 32)

    assert one == again
    assert 3 == len({one, other, elsewhere})


def test_a_stand_in_needs_a_secret() -> None:
    """
    Without one a telephone number is found by trying them all.
    """
    with pytest.raises(InvalidInputError, match="secret is too short"):
        stand_in(parse_identifier("012345678"), secret=b"short")
