"""
Plan room: whether a patient's plan lets them add another prescription.
"""

from dastern_core.ports.unit_of_work import UnitOfWork
from dastern_core.prescriptions import Prescription, PrescriptionStatus
from dastern_core.subscriptions import Limited, PlanTier, Stored, require_room

__all__ = ["require_plan_room"]

# SUB-04: what is over counts no more.
_COUNTED = {PrescriptionStatus.ACTIVE, PrescriptionStatus.DRAFT, PrescriptionStatus.PAUSED}
_STORED_AS = {one.value for one in _COUNTED}
_ADDED = Stored(prescriptions=1, entries=1)  # the doses are stored when it is confirmed


def require_plan_room(work: UnitOfWork, added: Prescription, *, tier: PlanTier) -> None:
    """
    Refuse a prescription that a patient adds beyond what the plan allows.

    Args:
        work: The unit of work of the step; two steps of one patient wait for each other.
        added: What is to be added.
        tier: What the patient is entitled to (``dastern_core.usecases.read_plan``).

    Raises:
        LimitReachedError: The plan allows no further prescription or medicine; what is
            there stays (SUB-05, SUB-10).
        QuotaExceededError: The plan allows to store no more (SUB-11).
        PortError: The store failed.
    """
    patient_id = added.patient_id
    work.usage.hold(patient_id)
    listed = work.prescriptions.of_patient(patient_id)
    lengths = [len(one.medications) for one in listed.things if one.status in _COUNTED]
    # What does not open takes its place, and has a line at least.
    lengths += [1 for one in listed.unopened if one.status in _STORED_AS]
    require_room(tier, Limited.PRESCRIPTIONS, used=len(lengths), adding=1)
    require_room(tier, Limited.MEDICINES, used=sum(lengths), adding=len(added.medications))
    stored = work.usage.of_patient(patient_id)
    require_room(tier, Limited.STORAGE, used=stored.bytes, adding=_ADDED.bytes)
