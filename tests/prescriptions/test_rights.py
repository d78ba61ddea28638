"""
Rights over lines: what was taken is not rewritten.
"""

from uuid import UUID

import pytest

from dastern_core.kernel import AccountId
from dastern_core.prescriptions import FirstDoseTakenError, can_edit, require_editable
from dastern_core.schedule import skip, take
from dastern_core.testing.samples import sample_dose, sample_prescription


@pytest.mark.rule("RX-29")
@pytest.mark.rule("RX-30")
def test_a_line_is_edited_until_its_first_dose_is_taken() -> None:
    """
    A skipped dose locks nothing; a taken one locks its own line for everybody.
    """
    prescription = sample_prescription(1, active=True)
    line, other = prescription.medications
    dose = sample_dose(prescription, days=0)
    taken = take(dose, taken_at=dose.due_at, now=dose.due_at, offline=False)
    skipped = skip(
        dose, skipped_at=dose.due_at, now=dose.due_at, offline=False, reason=None, note=None
    )
    author = prescription.author_id

    assert can_edit(prescription, line.id, account_id=author, doses=[dose, skipped])
    assert not can_edit(prescription, line.id, account_id=author, doses=[taken])
    assert can_edit(prescription, other.id, account_id=author, doses=[taken])
    assert not can_edit(prescription, line.id, account_id=AccountId(UUID(int=1)), doses=[])
    require_editable(line.id, doses=[skipped])
    with pytest.raises(FirstDoseTakenError, match="write a new line instead"):
        require_editable(line.id, doses=[taken])
