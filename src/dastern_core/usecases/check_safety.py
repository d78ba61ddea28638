"""
Check safety: what a prescription does together with all others of its patient.
"""

from datetime import timedelta
from typing import Final

from dastern_core.kernel import AccountId, Period, PrescriptionId, require_opened
from dastern_core.permissions import Action, Resource, ResourceType, refused
from dastern_core.ports.clock import Clock
from dastern_core.ports.entropy import Entropy
from dastern_core.ports.unit_of_work import Store
from dastern_core.prescriptions import Prescription, PrescriptionStatus
from dastern_core.safety import Finding, Patient, check, regimens_of
from dastern_core.schedule import DailyClock
from dastern_core.usecases.authorising import judge, prescription_thing
from dastern_core.usecases.hidden import begin_on
from dastern_core.usecases.reading import Readable, read_allowed

__all__ = ["check_safety"]

_BEFORE: Final = timedelta(days=8)  # a prescription may start 7 days ago (DOSE-31)
_AHEAD: Final = timedelta(days=92)  # a course without an end is checked for a season


def check_safety(
    prescription_id: PrescriptionId,
    *,
    actor_id: AccountId,
    patient: Patient,
    daily_clock: DailyClock,
    store: Store,
    clock: Clock,
    entropy: Entropy,
) -> tuple[Finding, ...]:
    """
    Check a prescription, draft or not, beside the patient's active ones.

    Call it before a draft is confirmed, and show what it finds (PRN doses count at their
    most); confirming stays possible whatever it finds.

    Args:
        prescription_id: The prescription in question.
        actor_id: Who checks; all that is prescribed to the patient must be open to them,
            because a check beside some of it would reassure wrongly, and what is not open a
            store may hold back.
        patient: Age and weight, as far as known.
        daily_clock: The patient's meal and slot times.
        store: Where the prescriptions are.
        clock: Tells when.
        entropy: Draws the audit entry's identifier and salt.

    Returns:
        The findings about all of them together, the worst first.

    Raises:
        NotPermittedError: Not all that is prescribed is open to this person; audited.
        NotFoundError: There is no such prescription, or nobody acts with this account.
        InvalidInputError: A line cannot be computed, or there are more than a hundred.
        UnreadableError: One of them does not open; the message tells which.
        PortError: The store failed.
    """
    now = clock.now()
    found: Readable[Prescription] | None = None
    sought = (ResourceType.PRESCRIPTION, prescription_id)
    with begin_on(store, Action.READ, sought, actor_id=actor_id, now=now, entropy=entropy) as work:
        asked = work.prescriptions.get(prescription_id)
        every = Resource(type=ResourceType.PRESCRIPTION, patient_id=asked.patient_id)
        judged = judge(work, Action.READ, every, actor_id=actor_id, now=now, entropy=entropy)
        if judged.decision.allowed:
            listed = work.prescriptions.of_patient(asked.patient_id)
            active = PrescriptionStatus.ACTIVE
            require_opened(*(one for one in listed.unopened if one.status == active.value))
            beside = [one for one in listed.things if one.status is active and one.id != asked.id]
            found = read_allowed(
                work,
                (asked, *beside),
                prescription_thing,
                about=every,
                actor_id=actor_id,
                now=now,
                entropy=entropy,
            )
    if found is None:
        raise refused(judged.decision)
    window = Period(start=now - _BEFORE, end=now + _AHEAD)
    regimens = [
        regimen
        for prescription in found.things
        for regimen in regimens_of(prescription, daily_clock=daily_clock, window=window)
    ]
    return check(regimens, patient=patient)
