"""
Stored vital signs: readings, alerts, and each patient's own bounds.
"""

from datetime import datetime
from typing import Protocol

from dastern_core.kernel import PatientId
from dastern_core.vitals import (
    PersonalBounds,
    Reading,
    ReadingId,
    VitalAlert,
    VitalAlertId,
    VitalSign,
)

__all__ = ["Vitals"]


class Vitals(Protocol):
    """
    What was measured of all patients.

    Every method works inside the unit of work it was taken from and raises
    ``PortError`` where the store fails.
    """

    def add_reading(self, reading: Reading) -> None:
        """
        Store a new reading.

        Raises:
            ConflictError: Its identifier is stored already.
        """
        ...

    def reading(self, reading_id: ReadingId) -> Reading:
        """
        Load a reading.

        Raises:
            NotFoundError: There is no such reading.
        """
        ...

    def readings(
        self, patient_id: PatientId, *, sign: VitalSign | None, since: datetime | None, limit: int
    ) -> tuple[Reading, ...]:
        """
        Load a patient's readings, the newest first.

        Args:
            patient_id: Whose.
            sign: Of this sign; None means of all.
            since: Measured at this instant or later; None means whenever.
            limit: At most so many.
        """
        ...

    def remove_reading(self, reading_id: ReadingId) -> None:
        """
        Remove a reading for good (VIT-17).

        Raises:
            NotFoundError: There is no such reading.
        """
        ...

    def bounds(self, patient_id: PatientId) -> tuple[PersonalBounds, ...]:
        """
        Load a patient's own bounds, at most one a component (VIT-05).
        """
        ...

    def put_bounds(self, patient_id: PatientId, bounds: PersonalBounds) -> None:
        """
        Store a patient's bounds for a component, in place of the former ones.
        """
        ...

    def add_alert(self, alert: VitalAlert) -> None:
        """
        Store the alert of a new episode.

        Raises:
            ConflictError: The patient has an episode of this sign that has not ended.
        """
        ...

    def alert(self, alert_id: VitalAlertId) -> VitalAlert:
        """
        Load an alert.

        Raises:
            NotFoundError: There is no such alert.
        """
        ...

    def current_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load the alert of a patient's episode that has not ended; None where none runs.
        """
        ...

    def last_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load a patient's alert about a sign that was followed last, ended or not.
        """
        ...

    def alerts(self, patient_id: PatientId, *, limit: int) -> tuple[VitalAlert, ...]:
        """
        Load a patient's alerts, the newest episode first (VIT-15).
        """
        ...

    def change_alert(self, alert: VitalAlert, *, expected: VitalAlert) -> None:
        """
        Store what became of an alert: compare-and-set.

        Raises:
            ConflictError: It stands otherwise by now, or it is not stored.
        """
        ...
