"""
Encounters in a dictionary.
"""

from dastern_core.encounters import Encounter, EncounterId
from dastern_core.kernel import ConflictError, NotFoundError, PatientId

__all__ = ["InMemoryEncounters"]


class InMemoryEncounters:
    """
    Every version of every encounter, oldest version first.

    Args:
        versions: The versions stored so far, by encounter; changed in place.
    """

    def __init__(self, versions: dict[EncounterId, tuple[Encounter, ...]]) -> None:
        self._versions = versions

    def add(self, encounter: Encounter) -> None:
        """
        Store a version.
        """
        stored = self._versions.get(encounter.id, ())
        owners = {(one.patient_id, one.hospital) for one in (*stored, encounter)}
        if len(stored) != encounter.version - 1 or len(owners) > 1:
            message = f"version {encounter.version} does not follow the newest version"
            raise ConflictError(message)
        self._versions[encounter.id] = (*stored, encounter)

    def get(self, encounter_id: EncounterId) -> Encounter:
        """
        Load the newest version.
        """
        return self.history(encounter_id)[0]

    def history(self, encounter_id: EncounterId) -> tuple[Encounter, ...]:
        """
        Load every version, newest first.
        """
        if encounter_id not in self._versions:
            message = "there is no such encounter"
            raise NotFoundError(message)
        return self._versions[encounter_id][::-1]

    def of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load the newest version of each of a patient's encounters.
        """
        newest = (versions[-1] for versions in self._versions.values())
        own = [one for one in newest if one.patient_id == patient_id]
        return tuple(sorted(own, key=lambda one: (one.occurred_at, one.id), reverse=True))

    def versions_of_patient(self, patient_id: PatientId) -> tuple[Encounter, ...]:
        """
        Load every version of each of a patient's encounters.
        """
        stored = (one for versions in self._versions.values() for one in versions)
        return tuple(one for one in stored if one.patient_id == patient_id)
