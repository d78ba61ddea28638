"""
A prescription's versions, and what each must hold.
"""

import attrs
import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.prescriptions import EndReason, PrescriptionStatus, ReviewState
from dastern_core.testing.samples import sample_prescription


def test_a_reason_stands_exactly_on_an_ended_prescription() -> None:
    """
    An active one with a reason and an inactive one without are refused.
    """
    active = sample_prescription(1, active=True)

    with pytest.raises(InvalidInputError, match="end_reason"):
        attrs.evolve(active, end_reason=EndReason.STOPPED)
    with pytest.raises(InvalidInputError, match="end_reason"):
        attrs.evolve(active, status=PrescriptionStatus.INACTIVE)


@pytest.mark.rule("C13")
def test_only_a_draft_is_reviewed() -> None:
    """
    A review on an active prescription and a draft without one are refused.
    """
    with pytest.raises(InvalidInputError, match="review"):
        attrs.evolve(sample_prescription(1, active=True), review=ReviewState.PENDING_REVIEW)
    with pytest.raises(InvalidInputError, match="review"):
        attrs.evolve(sample_prescription(1, active=False), review=None)


def test_two_lines_cannot_share_a_row() -> None:
    """
    Rows number the lines.
    """
    active = sample_prescription(1, active=True)
    doubled = (active.medications[0], attrs.evolve(active.medications[1], row=1))

    with pytest.raises(InvalidInputError, match="numbers two lines alike"):
        attrs.evolve(active, medications=doubled)


def test_a_naive_instant_is_refused() -> None:
    """
    When a version was written is an instant, not a wall-clock time.
    """
    active = sample_prescription(1, active=True)

    with pytest.raises(InvalidInputError, match="created_at has no time zone"):
        attrs.evolve(active, created_at=active.created_at.replace(tzinfo=None))


def test_versions_are_numbered_from_one() -> None:
    """
    Version 0 is a fault of the prescription.
    """
    with pytest.raises(InvalidInputError, match="version is below 1"):
        attrs.evolve(sample_prescription(1, active=True), version=0)


def test_a_row_is_numbered_from_one() -> None:
    """
    Row 0 is a fault of the medication.
    """
    medication = sample_prescription(1, active=True).medications[0]

    with pytest.raises(InvalidInputError, match="row is below 1"):
        attrs.evolve(medication, row=0)


def test_a_medication_says_when_it_is_taken() -> None:
    """
    No dosage at all is a fault of the medication.
    """
    medication = sample_prescription(1, active=True).medications[0]

    with pytest.raises(InvalidInputError, match="dosages is empty"):
        attrs.evolve(medication, dosages=())


def test_a_prescriptions_text_tells_no_illness() -> None:
    """
    Neither what was found nor what is taken stands in a log.
    """
    told = repr(sample_prescription(1, active=True))

    assert "diagnosis" not in told
    assert "medications" not in told
