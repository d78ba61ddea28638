"""
Usage counted from dictionaries.
"""

from collections.abc import Mapping, Sequence

from dastern_core.audit import AuditEntry
from dastern_core.encounters import Document, DocumentId
from dastern_core.kernel import PatientId, PrescriptionId
from dastern_core.prescriptions import Prescription
from dastern_core.schedule import Dose, DoseId
from dastern_core.subscriptions import Stored

__all__ = ["InMemoryUsage"]


class InMemoryUsage:
    """
    What the other fakes hold, counted.

    Args:
        versions: Every prescription's versions.
        doses: Every dose.
        entries: The audit log.
        files: What each patient's other files take, in bytes.
        documents: Every document.
    """

    def __init__(
        self,
        versions: Mapping[PrescriptionId, tuple[Prescription, ...]],
        doses: Mapping[DoseId, Dose],
        entries: Sequence[tuple[AuditEntry, bytes]],
        *,
        files: Mapping[PatientId, int],
        documents: Mapping[DocumentId, Document],
    ) -> None:
        self._versions = versions
        self._doses = doses
        self._entries = entries
        self._files = files
        self._documents = documents

    def hold(self, patient_id: PatientId) -> None:
        """
        Hold nothing: the store in memory is for one thread.
        """

    def of_patient(self, patient_id: PatientId) -> Stored:
        """
        Count what is stored about a patient.
        """
        return Stored(
            prescriptions=sum(v[0].patient_id == patient_id for v in self._versions.values()),
            doses=sum(dose.patient_id == patient_id for dose in self._doses.values()),
            entries=sum(entry.patient_id == patient_id for entry, _ in self._entries),
            file_bytes=self._files.get(patient_id, 0)
            + sum(
                document.size_bytes
                for document in self._documents.values()
                if document.patient_id == patient_id
            ),
        )
