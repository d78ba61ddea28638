"""
Missed doses over dictionaries.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from dastern_core.audit import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import AccountId, EntryId, PatientId, PrescriptionId, derive
from dastern_core.notifications import Notice, NoticeId, NoticeKind
from dastern_core.prescriptions import Prescription, PrescriptionStatus
from dastern_core.schedule import Dose, DoseId, is_overdue, miss
from dastern_core.testing.fakes.audit_log import InMemoryAuditLog
from dastern_core.testing.fakes.notices import InMemoryNotices

__all__ = ["InMemoryMissedDoses"]


class InMemoryMissedDoses:
    """
    Every dose, by its identifier.

    Args:
        doses: The doses stored so far; changed in place.
        versions: The stored prescriptions, of which only the active ones are swept.
        relatives: Tells who besides the patient is alerted.
        notices: Where each mark is told.
        audit_log: Where each mark is put on record.
    """

    def __init__(
        self,
        doses: dict[DoseId, Dose],
        versions: Mapping[PrescriptionId, tuple[Prescription, ...]],
        *,
        relatives: Callable[[], Mapping[PatientId, Sequence[AccountId]]],
        notices: InMemoryNotices,
        audit_log: InMemoryAuditLog,
    ) -> None:
        self._doses = doses
        self._versions = versions
        self._relatives = relatives
        self._notices = notices
        self._audit_log = audit_log

    def sweep(self, *, now: datetime, limit: int) -> int:
        """
        Mark doses missed that are still DUE after their grace.
        """
        late = [
            dose
            for dose in self._doses.values()
            if is_overdue(dose, now=now)
            and self._versions[dose.prescription_id][-1].status is PrescriptionStatus.ACTIVE
        ]
        late.sort(key=lambda dose: (dose.due_at, dose.slot_key))
        for dose in late[:limit]:
            missed = miss(dose, now=now)
            self._doses[dose.id] = missed
            self._tell(missed, now)
            entry = AuditEntry(
                id=derive(EntryId, dose.id, "missed"),
                at=now,
                actor_id=None,
                actor_role=ActorRole.SYSTEM,
                action=AuditAction.DOSE_MISSED,
                patient_id=dose.patient_id,
                resource_type="dose",
                resource_id=str(dose.id),
                details={"status": missed.status.value},
            )
            self._audit_log.append(entry, salt=dose.id.bytes)
        return len(late[:limit])

    def _tell(self, dose: Dose, now: datetime) -> None:
        recipients = [(AccountId(dose.patient_id), NoticeKind.DOSE_MISSED)]
        recipients += [
            (one, NoticeKind.RELATIVE_MISSED_DOSE)
            for one in self._relatives().get(dose.patient_id, ())
        ]
        for recipient, kind in recipients:
            self._notices.add(
                Notice(
                    id=derive(NoticeId, dose.id, f"missed/{recipient}"),
                    kind=kind,
                    patient_id=dose.patient_id,
                    recipient_id=recipient,
                    author_id=None,
                    about=dose.id,
                    sent_at=now,
                )
            )
