"""
Check safety: what a prescription does together with all others of its patient.
"""

from datetime import timedelta
from typing import Final

from dastern_core.kernel import Period, PrescriptionId
from dastern_core.ports.clock import Clock
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import PrescriptionStatus
from dastern_core.safety import Finding, Patient, check, regimens_of
from dastern_core.schedule import DailyClock

__all__ = ["check_safety"]

_BEFORE: Final = timedelta(days=8)  # a prescription may start 7 days ago (DOSE-31)
_AHEAD: Final = timedelta(days=92)  # a course without an end is checked for a season


def check_safety(
    prescription_id: PrescriptionId,
    *,
    patient: Patient,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
) -> tuple[Finding, ...]:
    """
    Check a prescription, draft or not, beside the patient's active ones.

    Call it before a draft is confirmed, and show what it finds (PRN doses count at their
    most); confirming stays possible whatever it finds.

    Args:
        prescription_id: The prescription in question.
        patient: Age and weight, as far as known.
        daily_clock: The patient's meal and slot times.
        store: Where the prescriptions are.
        clock: Tells when.

    Returns:
        The findings about all of them together, the worst first.

    Raises:
        NotFoundError: There is no such prescription.
        InvalidInputError: A line cannot be computed, or there are more than a hundred.
        PortError: The store failed.
    """
    now = clock.now()
    with store.begin() as work:
        asked = work.prescriptions.get(prescription_id)
        beside = [
            one
            for one in work.prescriptions.of_patient(asked.patient_id)
            if one.status is PrescriptionStatus.ACTIVE and one.id != asked.id
        ]
    window = Period(start=now - _BEFORE, end=now + _AHEAD)
    regimens = [
        regimen
        for prescription in (asked, *beside)
        for regimen in regimens_of(prescription, daily_clock=daily_clock, window=window)
    ]
    return check(regimens, patient=patient)
