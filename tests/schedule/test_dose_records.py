"""
What holds of a dose after all that was said of it.
"""

from datetime import timedelta
from itertools import permutations
from uuid import UUID

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.schedule.test_doses import DUE_AT, make_dose

from dastern_core.kernel import InvalidInputError
from dastern_core.schedule import (
    DoseRecord,
    DoseRecordId,
    DoseStatus,
    RecordKind,
    SkipReason,
    settle,
)


def record(
    number: int,
    kind: RecordKind,
    minutes: int,
    *,
    heard: int | None = None,
    offline: bool = False,
    retracts: int | None = None,
) -> DoseRecord:
    """
    Give a record of something that many minutes after the due time.
    """
    return DoseRecord(
        id=DoseRecordId(UUID(int=number)),
        kind=kind,
        acted_at=DUE_AT + timedelta(minutes=minutes),
        recorded_at=DUE_AT + timedelta(minutes=minutes if heard is None else heard),
        was_offline=offline,
        retracts=None if retracts is None else DoseRecordId(UUID(int=retracts)),
        skip_reason=SkipReason.SIDE_EFFECTS if kind is RecordKind.SKIPPED else None,
    )


TAKEN, SKIPPED, MISSED, RETRACTED = RecordKind


def test_nothing_said_leaves_the_dose_due() -> None:
    """
    A dose without records is as it was planned.
    """
    settled = settle(make_dose(), [])

    assert (make_dose(), None, False) == (settled.dose, settled.held, settled.is_double)


@pytest.mark.rule("SYN-06")
def test_first_recorded_act_holds_and_the_other_is_shown() -> None:
    """
    Two phones took the same dose at different times: perhaps it was taken twice.
    """
    first, second = record(1, TAKEN, 5), record(2, TAKEN, 20)
    settled = settle(make_dose(), [second, first])

    assert (first, (second,), True) == (settled.held, settled.others, settled.is_double)
    assert settled.dose.acted_at == first.acted_at


def test_same_intake_told_by_two_devices_is_not_a_double_dose() -> None:
    """
    Two records of one minute are one intake.
    """
    settled = settle(make_dose(), [record(1, TAKEN, 5), record(2, TAKEN, 5, heard=9)])

    assert (1, False) == (len(settled.others), settled.is_double)


def test_correction_is_a_record_of_its_own() -> None:
    """
    Taken by mistake, taken back, skipped: the skip holds, and all three stay.
    """
    wrong, back = record(1, TAKEN, 5), record(2, RETRACTED, 6, retracts=1)
    right = record(3, SKIPPED, 7)
    settled = settle(make_dose(), [wrong, back, right])

    assert (DoseStatus.SKIPPED, right, ()) == (settled.dose.status, settled.held, settled.others)
    assert settled.dose.skip_reason is SkipReason.SIDE_EFFECTS


@pytest.mark.rule("SYN-07")
@pytest.mark.parametrize(
    ("offline", "heard", "status"),
    [
        (True, 5, DoseStatus.TAKEN_ON_TIME),
        (True, 90, DoseStatus.TAKEN_ON_TIME),
        (False, 90, DoseStatus.TAKEN_LATE),
    ],
)
def test_taken_beats_missed(offline: bool, heard: int, status: DoseStatus) -> None:  # noqa: FBT001 - a case
    """
    In whatever order the two arrive; offline the intake's own time decides.
    """
    given_up, taken = record(1, MISSED, 40), record(2, TAKEN, 5, heard=heard, offline=offline)

    assert {status} == {
        settle(make_dose(), order).dose.status for order in permutations([given_up, taken])
    }


def test_missed_dose_stays_missed_until_somebody_acts() -> None:
    """
    A sweep on two servers misses it once; a skip comes too late.
    """
    sweeps = [record(1, MISSED, 40), record(2, MISSED, 45)]
    late = record(3, SKIPPED, 50)
    settled = settle(make_dose(), [*sweeps, late])

    assert (DoseStatus.MISSED, None) == (settled.dose.status, settled.held)
    assert (late,) == settled.refused


@pytest.mark.rule("DST-03")
def test_what_cannot_be_is_refused_and_kept() -> None:
    """
    Two days late, and missed within the grace.
    """
    late, early = record(1, TAKEN, 48 * 60), record(2, MISSED, 10)
    settled = settle(make_dose(), [late, early])

    assert (DoseStatus.DUE, {late, early}) == (settled.dose.status, set(settled.refused))


def test_dose_that_was_recorded_already_is_refused() -> None:
    """
    Records start from the planned dose.
    """
    with pytest.raises(InvalidInputError, match="dose is not due"):
        settle(attrs.evolve(make_dose(), status=DoseStatus.MISSED), [])


@pytest.mark.parametrize(("kind", "retracts"), [(TAKEN, 1), (RETRACTED, None)])
def test_retraction_names_what_it_takes_back(kind: RecordKind, retracts: int | None) -> None:
    """
    And nothing else does.
    """
    with pytest.raises(InvalidInputError, match="retracts does not fit the kind"):
        record(2, kind, 5, retracts=retracts)


records = st.builds(
    lambda number, kind, minutes, heard, offline, retracts: record(
        number,
        kind,
        minutes,
        heard=minutes + heard,
        offline=offline,
        retracts=retracts if kind is RETRACTED else None,
    ),
    st.integers(1, 9),
    st.sampled_from(RecordKind),
    st.integers(-60, 3000),
    st.integers(0, 3000),
    st.booleans(),
    st.integers(1, 9),
)


@given(said=st.lists(records, max_size=7, unique_by=lambda one: one.id), data=st.data())
def test_order_and_repetition_do_not_matter(said: list[DoseRecord], data: st.DataObject) -> None:
    """
    Two devices with the same records hold the same.
    """
    shuffled = data.draw(st.permutations([*said, *said]))

    assert settle(make_dose(), said) == settle(make_dose(), shuffled)
