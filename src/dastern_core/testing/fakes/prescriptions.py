"""
Prescriptions in a dictionary.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

import attrs

from dastern_core.kernel import (
    ConflictError,
    Listed,
    NotFoundError,
    PatientId,
    PrescriptionId,
    Unopened,
)
from dastern_core.ports.prescriptions import ActivePage
from dastern_core.prescriptions import Prescription, PrescriptionStatus

__all__ = ["InMemoryPrescriptions"]


_STANDING = ("status", "end_reason", "review", "status_note", "status_at")


class InMemoryPrescriptions:
    """
    Every version of every prescription, oldest version first.

    Args:
        versions: The versions stored so far, by prescription; changed in place.
        broken: Those whose versions do not open in a list.
    """

    def __init__(
        self,
        versions: dict[PrescriptionId, tuple[Prescription, ...]],
        broken: AbstractSet[PrescriptionId] = frozenset(),
    ) -> None:
        self._versions = versions
        self._broken = broken

    def add(self, prescription: Prescription) -> None:
        """
        Store a version.
        """
        stored = self._versions.get(prescription.id, ())
        if len(stored) != prescription.version - 1:
            message = f"version {prescription.version} does not follow version {len(stored)}"
            raise ConflictError(message)
        self._versions[prescription.id] = (*stored, prescription)

    def get(self, prescription_id: PrescriptionId) -> Prescription:
        """
        Load the newest version.
        """
        if prescription_id not in self._versions:
            message = "there is no such prescription"
            raise NotFoundError(message)
        return self._versions[prescription_id][-1]

    def history(self, prescription_id: PrescriptionId) -> Listed[Prescription]:
        """
        Load every version, newest first.
        """
        self.get(prescription_id)
        return self._listed(self._versions[prescription_id][::-1])

    def of_patient(self, patient_id: PatientId) -> Listed[Prescription]:
        """
        Load the newest version of each of a patient's prescriptions, newest start first.
        """
        newest = [versions[-1] for versions in self._versions.values()]
        own = [one for one in newest if one.patient_id == patient_id]
        own.sort(key=lambda one: (one.start, one.created_at), reverse=True)
        return self._listed(own)

    def active(self, *, after: PrescriptionId | None, limit: int) -> ActivePage:
        """
        Load a page of what is active, of all patients, in the order of the identifiers.
        """
        newest = (self._versions[key][-1] for key in sorted(self._versions))
        page = tuple(
            one
            for one in newest
            if one.status is PrescriptionStatus.ACTIVE and (after is None or one.id > after)
        )[:limit]
        return ActivePage(readable=page, after=page[-1].id if len(page) == limit else None)

    def change_status(self, prescription: Prescription, *, expected: Prescription) -> None:
        """
        Store the newest version's status, with reason, review, note and instant.
        """
        stored = self.get(prescription.id)
        if stored.version < prescription.version:
            message = "there is no such version"
            raise NotFoundError(message)
        was = (stored.version, stored.status, stored.review)
        if was != (prescription.version, expected.status, expected.review):
            message = f"the prescription is {stored.status.value} by now: load it again"
            raise ConflictError(message)
        changed = attrs.evolve(stored, **{name: getattr(prescription, name) for name in _STANDING})
        self._versions[prescription.id] = (*self._versions[prescription.id][:-1], changed)

    def _listed(self, versions: Sequence[Prescription]) -> Listed[Prescription]:
        return Listed(
            things=tuple(one for one in versions if one.id not in self._broken),
            unopened=tuple(_unopened(one) for one in versions if one.id in self._broken),
        )


def _unopened(version: Prescription) -> Unopened:
    return Unopened(
        kind="prescription",
        id=version.id,
        version=version.version,
        patient_id=version.patient_id,
        author_id=version.author_id,
        status=version.status.value,
        written_at=version.created_at,
    )
