"""
What every store of vital signs does.
"""

from datetime import timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import AccountId, ConflictError, NotFoundError
from dastern_core.ports.unit_of_work import Store
from dastern_core.testing.record_samples import sample_alert, sample_reading
from dastern_core.testing.samples import NOW, sample_patient_id
from dastern_core.vitals import (
    AlertStatus,
    Component,
    PersonalBounds,
    Reading,
    Severity,
    VitalSign,
    resolve_alert,
)

__all__ = ["VitalsContract"]


class VitalsContract:
    """
    Subclass it and supply a fixture ``store`` that gives an empty store.
    """

    @pytest.mark.rule("VIT-04")
    @pytest.mark.rule("VIT-15")
    def test_lists_readings_newest_first(self, store: Store) -> None:
        """
        Of one sign or of all, from an instant on, so many as were asked for.
        """
        first, other = sample_reading(1), sample_reading(2)
        second = attrs.evolve(
            sample_reading(3),
            patient_id=first.patient_id,
            measured_at=first.measured_at + timedelta(hours=1),
        )
        sugar = Reading(
            id=sample_reading(4).id,
            patient_id=first.patient_id,
            sign=VitalSign.GLUCOSE,
            value=Fraction("5.5"),
            unit="mmol/L",
            measured_at=first.measured_at + timedelta(hours=2),
        )
        with store.begin() as work:
            for reading in (first, other, second, sugar):
                work.vitals.add_reading(reading)
        with pytest.raises(ConflictError), store.begin() as work:
            work.vitals.add_reading(first)
        whose = first.patient_id
        with store.begin() as work:
            every = work.vitals.readings(whose, sign=None, since=None, limit=9)
            pressure = work.vitals.readings(whose, sign=first.sign, since=None, limit=1)
            recent = work.vitals.readings(whose, sign=None, since=second.measured_at, limit=9)

            assert first == work.vitals.reading(first.id)
        assert ((sugar, second, first), (second,), (sugar, second)) == (every, pressure, recent)

    @pytest.mark.rule("VIT-17")
    def test_removes_a_reading_for_good(self, store: Store) -> None:
        """
        It is found no more, and not removed twice.
        """
        reading = sample_reading(1)
        with store.begin() as work:
            work.vitals.add_reading(reading)
        with store.begin() as work:
            work.vitals.remove_reading(reading.id)
        with pytest.raises(NotFoundError), store.begin() as work:
            work.vitals.remove_reading(reading.id)
        with pytest.raises(NotFoundError), store.begin() as work:
            work.vitals.reading(reading.id)

    @pytest.mark.rule("VIT-05")
    def test_keeps_one_row_of_bounds_a_component(self, store: Store) -> None:
        """
        The newest counts; what is not one's own is left open.
        """
        whose = sample_patient_id(1)
        systolic, wider, pulse = (
            PersonalBounds(component=Component.SYSTOLIC, high=Fraction(130)),
            PersonalBounds(component=Component.SYSTOLIC, low=Fraction(85), high=Fraction(150)),
            PersonalBounds(component=Component.HEART_RATE, low=Fraction(45)),
        )
        for bounds in (systolic, pulse, wider):
            with store.begin() as work:
                work.vitals.put_bounds(whose, bounds)
        with store.begin() as work:
            assert (pulse, wider) == work.vitals.bounds(whose)
            assert () == work.vitals.bounds(sample_patient_id(2))

    @pytest.mark.rule("VIT-10")
    def test_one_episode_of_a_sign_runs(self, store: Store) -> None:
        """
        A second one is refused until the first has ended.
        """
        alert = sample_alert(1)
        again = attrs.evolve(sample_alert(2), patient_id=alert.patient_id)
        ended = attrs.evolve(alert, status=AlertStatus.ENDED, latest_at=NOW + timedelta(hours=1))
        from_two = NOW + timedelta(hours=2)
        later = attrs.evolve(again, since=from_two, latest_at=from_two)
        with store.begin() as work:
            work.vitals.add_alert(alert)
        with pytest.raises(ConflictError), store.begin() as work:
            work.vitals.add_alert(again)
        with store.begin() as work:
            assert alert == work.vitals.current_alert(alert.patient_id, alert.sign)
            assert None is work.vitals.current_alert(alert.patient_id, VitalSign.GLUCOSE)
            work.vitals.change_alert(ended, expected=alert)
        with store.begin() as work:
            assert None is work.vitals.current_alert(alert.patient_id, alert.sign)
            assert ended == work.vitals.last_alert(alert.patient_id, alert.sign)
            assert None is work.vitals.last_alert(alert.patient_id, VitalSign.GLUCOSE)
            work.vitals.add_alert(later)
        with store.begin() as work:
            assert later == work.vitals.last_alert(alert.patient_id, alert.sign)
            assert (later, ended) == work.vitals.alerts(alert.patient_id, limit=9)
            assert (later,) == work.vitals.alerts(alert.patient_id, limit=1)

    @pytest.mark.rule("VIT-13")
    def test_changes_what_still_stands_so(self, store: Store) -> None:
        """
        An alert that worsened meanwhile is not resolved unseen.
        """
        alert = sample_alert(1)
        worse = attrs.evolve(alert, severity=Severity.CRITICAL)
        resolved = resolve_alert(alert, by=AccountId(alert.patient_id), now=NOW)
        with store.begin() as work:
            work.vitals.add_alert(alert)
        with store.begin() as work:
            work.vitals.change_alert(worse, expected=alert)
        for changed, expected in ((resolved, alert), (sample_alert(2), sample_alert(2))):
            with pytest.raises(ConflictError), store.begin() as work:
                work.vitals.change_alert(changed, expected=expected)
        with store.begin() as work:
            assert worse == work.vitals.alert(alert.id)
            with pytest.raises(NotFoundError):
                work.vitals.alert(sample_alert(2).id)
