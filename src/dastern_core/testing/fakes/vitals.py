"""
Vital signs in dictionaries.
"""

from datetime import datetime

import attrs

from dastern_core.kernel import ConflictError, NotFoundError, PatientId
from dastern_core.vitals import (
    AlertStatus,
    Component,
    PersonalBounds,
    Reading,
    ReadingId,
    VitalAlert,
    VitalAlertId,
    VitalSign,
)

__all__ = ["InMemoryVitals", "KeptVitals"]


@attrs.define(kw_only=True)
class KeptVitals:
    """
    What is stored so far.

    Args:
        readings: By identifier.
        bounds: By patient and component.
        alerts: By identifier.
    """

    readings: dict[ReadingId, Reading] = attrs.field(factory=dict)
    bounds: dict[tuple[PatientId, Component], PersonalBounds] = attrs.field(factory=dict)
    alerts: dict[VitalAlertId, VitalAlert] = attrs.field(factory=dict)


class InMemoryVitals:
    """
    Readings, bounds and alerts.

    Args:
        kept: What is stored so far; changed in place.
    """

    def __init__(self, kept: KeptVitals) -> None:
        self._kept = kept

    def add_reading(self, reading: Reading) -> None:
        """
        Store a new reading.
        """
        if reading.id in self._kept.readings:
            message = "a reading of this identifier is stored already"
            raise ConflictError(message)
        self._kept.readings[reading.id] = reading

    def reading(self, reading_id: ReadingId) -> Reading:
        """
        Load a reading.
        """
        if reading_id not in self._kept.readings:
            message = "there is no such reading"
            raise NotFoundError(message)
        return self._kept.readings[reading_id]

    def readings(
        self, patient_id: PatientId, *, sign: VitalSign | None, since: datetime | None, limit: int
    ) -> tuple[Reading, ...]:
        """
        Load a patient's readings, the newest first.
        """
        own = (
            one
            for one in self._kept.readings.values()
            if one.patient_id == patient_id
            and sign in {None, one.sign}
            and (since is None or one.measured_at >= since)
        )
        return tuple(sorted(own, key=lambda one: (one.measured_at, one.id), reverse=True))[:limit]

    def remove_reading(self, reading_id: ReadingId) -> None:
        """
        Remove a reading for good.
        """
        self.reading(reading_id)
        del self._kept.readings[reading_id]

    def bounds(self, patient_id: PatientId) -> tuple[PersonalBounds, ...]:
        """
        Load a patient's own bounds.
        """
        own = [one for (owner, _), one in self._kept.bounds.items() if owner == patient_id]
        return tuple(sorted(own, key=lambda one: one.component.value))

    def put_bounds(self, patient_id: PatientId, bounds: PersonalBounds) -> None:
        """
        Store a patient's bounds for a component.
        """
        self._kept.bounds[patient_id, bounds.component] = bounds

    def add_alert(self, alert: VitalAlert) -> None:
        """
        Store the alert of a new episode.
        """
        running = self.current_alert(alert.patient_id, alert.sign)
        if running is not None or alert.id in self._kept.alerts:
            message = "an episode of this sign runs already: load it"
            raise ConflictError(message)
        self._kept.alerts[alert.id] = alert

    def alert(self, alert_id: VitalAlertId) -> VitalAlert:
        """
        Load an alert.
        """
        if alert_id not in self._kept.alerts:
            message = "there is no such alert"
            raise NotFoundError(message)
        return self._kept.alerts[alert_id]

    def current_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load the alert of a patient's episode that has not ended.
        """
        for one in self.alerts(patient_id, limit=len(self._kept.alerts)):
            if one.sign is sign and one.status is not AlertStatus.ENDED:
                return one
        return None

    def last_alert(self, patient_id: PatientId, sign: VitalSign) -> VitalAlert | None:
        """
        Load a patient's alert about a sign that was followed last, ended or not.
        """
        own = self.alerts(patient_id, limit=len(self._kept.alerts))
        of_sign = (one for one in own if one.sign is sign)
        return max(of_sign, key=lambda one: (one.latest_at, one.since, one.id), default=None)

    def alerts(self, patient_id: PatientId, *, limit: int) -> tuple[VitalAlert, ...]:
        """
        Load a patient's alerts, the newest episode first.
        """
        own = (one for one in self._kept.alerts.values() if one.patient_id == patient_id)
        return tuple(sorted(own, key=lambda one: (one.since, one.id), reverse=True))[:limit]

    def change_alert(self, alert: VitalAlert, *, expected: VitalAlert) -> None:
        """
        Store what became of an alert.
        """
        if self._kept.alerts.get(alert.id) != expected:
            message = "the alert stands otherwise by now: load it again"
            raise ConflictError(message)
        self._kept.alerts[alert.id] = alert
