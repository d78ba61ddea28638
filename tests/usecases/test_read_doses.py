"""
Reading doses: one's own quietly, another's on record, a stranger's not at all.
"""

from datetime import timedelta

import attrs
import pytest
from tests.usecases.clinics import DOCTOR, PATIENT, STRANGER, Clinic

from dastern_core.kernel import NotPermittedError, Period
from dastern_core.permissions import AccessLevel
from dastern_core.testing.samples import NOW, sample_dose, sample_prescription
from dastern_core.usecases.read_doses import read_doses

WEEK = Period(start=NOW, end=NOW + timedelta(days=7))


@pytest.mark.rule("CON-09")
@pytest.mark.rule("RBAC-11")
def test_doses_are_read_with_their_prescription(clinic: Clinic) -> None:
    """
    The patient and an allowed doctor see those of this prescription; a stranger is refused.
    """
    mine = sample_prescription(1, active=True)
    other = attrs.evolve(mine, id=sample_prescription(2, active=True).id)
    doses = tuple(sample_dose(mine, days=day) for day in range(3))
    with clinic.store.begin() as work:
        for prescription in (mine, other):
            work.prescriptions.add(prescription)
        work.doses.plan([*doses, sample_dose(other, days=0)])
    own = read_doses(mine.id, WEEK, actor_id=PATIENT, **clinic.given())
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    doctors = read_doses(mine.id, WEEK, actor_id=DOCTOR, **clinic.given())
    told = clinic.newest()
    with pytest.raises(NotPermittedError, match="no-rule"):
        read_doses(mine.id, WEEK, actor_id=STRANGER, **clinic.given())

    assert ((mine, doses), (mine, doses)) == (own, doctors)
    assert {"action": "DATA_ACCESS", "shown": "3"} == told
    assert {"action": "DATA_ACCESS", "refused": "READ", "rule": "no-rule"} == clinic.newest()
