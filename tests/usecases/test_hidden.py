"""
Hidden things: refused and on record as in a store that shows everything.
"""

import pytest
from tests.usecases.clinics import PATIENT, PATIENT_ID, STRANGER, Clinic

from dastern_core.kernel import AccountId, NotFoundError, NotPermittedError
from dastern_core.permissions import Action, ResourceType
from dastern_core.testing.samples import sample_prescription
from dastern_core.usecases.hidden import begin_on


@pytest.mark.rule("RBAC-11")
@pytest.mark.rule("RBAC-21")
@pytest.mark.parametrize(
    ("by", "number", "error"),
    [
        (STRANGER, 1, NotPermittedError),
        (PATIENT, 1, NotFoundError),
        (STRANGER, 2, NotFoundError),
    ],
)
def test_what_is_not_found_is_refused_to_whom_it_is_closed(
    clinic: Clinic,
    by: AccountId,
    number: int,
    error: type[Exception],
) -> None:
    """
    Not whoever may see all of the kind, and not where there is nothing at all.
    """
    with clinic.store.begin() as work:
        work.prescriptions.add(sample_prescription(1, active=True))
    sought = (ResourceType.PRESCRIPTION, sample_prescription(number, active=True).id)
    message = "there is no such prescription"
    with (
        pytest.raises(error),
        begin_on(
            clinic.store,
            Action.READ,
            sought,
            actor_id=by,
            now=clinic.clock.now(),
            entropy=clinic.entropy,
        ),
    ):
        raise NotFoundError(message)

    expected = [{"refused": "READ", "rule": "no-rule"}] if error is NotPermittedError else []
    assert expected == [dict(one.details) for one in clinic.entries(PATIENT_ID)]
