"""
Vital signs kept: judged when they are written, told once an episode, read by those who may.
"""

from datetime import timedelta
from fractions import Fraction

import attrs
import pytest
from tests.usecases.clinics import (
    DOCTOR,
    OTHER_DOCTOR,
    PATIENT,
    PATIENT_ID,
    RELATIVE,
    STRANGER,
    Clinic,
)

from dastern_core.kernel import (
    AccountId,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
)
from dastern_core.notifications import NoticeKind
from dastern_core.permissions import (
    AccessLevel,
    ConnectionId,
    ConnectionKind,
    Grant,
    accept,
    request,
)
from dastern_core.testing.samples import NOW, PHNOM_PENH
from dastern_core.usecases.read_vitals import (
    read_vital_alerts,
    read_vital_trend,
    read_vitals,
    see_to_alert,
)
from dastern_core.usecases.record_vital import (
    Measurement,
    record_vital,
    remove_vital,
    set_vital_bounds,
)
from dastern_core.vitals import (
    AlertStatus,
    AlertStep,
    Component,
    PersonalBounds,
    Reading,
    Severity,
    VitalSign,
)


def pulse(clinic: Clinic, value: int, *, minutes: int = 1) -> tuple[Reading, AlertStep]:
    """
    Let time pass and measure the patient's pulse.
    """
    clinic.clock.step(timedelta(minutes=minutes))
    measured = Measurement(sign=VitalSign.HEART_RATE, value=Fraction(value), unit="bpm")
    return record_vital(measured, patient_id=PATIENT_ID, **clinic.given())


def anomalies(clinic: Clinic, recipient_id: AccountId) -> int:
    """
    Count the anomalies that somebody was told of.
    """
    return [one.kind for one in clinic.told(recipient_id)].count(NoticeKind.VITAL_ANOMALY)


@pytest.mark.rule("VIT-12")
@pytest.mark.rule("VIT-17")
def test_a_normal_reading_is_kept_in_silence(clinic: Clinic) -> None:
    """
    Measured now, audited, and nobody is told.
    """
    reading, step = pulse(clinic, 72)
    with clinic.store.begin() as work:
        stored = work.vitals.reading(reading.id)

    assert (reading, clinic.clock.now(), None) == (stored, stored.measured_at, step.alert)
    assert {"action": "VITAL_RECORDED", "sign": "heart_rate"} == clinic.newest()
    assert 0 == anomalies(clinic, PATIENT)


@pytest.mark.rule("VIT-10")
@pytest.mark.rule("CON-31")
def test_an_episode_is_told_once(clinic: Clinic) -> None:
    """
    To the patient and whom the patient lets see anything; again only when it worsens.
    """
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    clinic.connect(OTHER_DOCTOR, AccessLevel.NOT_ALLOWED)
    told = []
    for value in (125, 126, 170, 165, 80, 125):
        pulse(clinic, value)
        told.append([anomalies(clinic, one) for one in (PATIENT, RELATIVE, DOCTOR, OTHER_DOCTOR)])
    alerts = read_vital_alerts(PATIENT_ID, actor_id=PATIENT, **clinic.given())

    assert [[1, 1, 1, 0]] * 2 + [[2, 2, 2, 0]] * 3 + [[3, 3, 3, 0]] == told
    assert [(AlertStatus.OPEN, Severity.MEDIUM), (AlertStatus.ENDED, Severity.CRITICAL)] == [
        (alert.status, alert.severity) for alert in alerts
    ]


@pytest.mark.rule("VIT-10")
def test_a_late_reading_opens_nothing_where_the_newest_is_normal(clinic: Clinic) -> None:
    """
    It joins the episode that it belongs to; one that nobody heard of is told, and is over.
    """
    for value in (125, 126, 80, 81):
        pulse(clinic, value, minutes=10)
    for minutes, told in ((25, 1), (5, 2)):
        late = Measurement(
            sign=VitalSign.HEART_RATE,
            value=Fraction(125),
            unit="bpm",
            measured_at=clinic.clock.now() - timedelta(minutes=minutes),
        )
        record_vital(late, patient_id=PATIENT_ID, **clinic.given())
        assert told == anomalies(clinic, PATIENT)
    alerts = read_vital_alerts(PATIENT_ID, actor_id=PATIENT, **clinic.given())

    assert [AlertStatus.ENDED] * 2 == [alert.status for alert in alerts]


@pytest.mark.rule("VIT-10")
def test_a_relative_who_is_the_others_patient_hears_of_it(clinic: Clinic) -> None:
    """
    Whichever of the two asked, and without a grant nobody hears of anything.
    """
    for member, patient in ((PATIENT, RELATIVE), (PATIENT, STRANGER)):
        asked = request(
            ConnectionId(clinic.entropy.identifier()),
            ConnectionKind.FAMILY,
            patient_id=patient,  # type: ignore[arg-type]  # the other's own data
            member_id=member,
            initiator_id=member,
            now=NOW,
        )
        with clinic.store.begin() as work:
            work.connections.add(accept(asked, by=patient, now=NOW))
    waiting = request(
        ConnectionId(clinic.entropy.identifier()),
        ConnectionKind.DOCTOR,
        patient_id=PATIENT_ID,
        member_id=DOCTOR,
        initiator_id=DOCTOR,
        now=NOW,
    )
    with clinic.store.begin() as work:
        work.connections.add(waiting)
        for grantee in (RELATIVE, DOCTOR):
            work.grants.put(
                Grant(patient_id=PATIENT_ID, grantee_id=grantee, level=AccessLevel.SELECTED)
            )
    pulse(clinic, 170)

    assert [1, 0, 0] == [anomalies(clinic, one) for one in (RELATIVE, STRANGER, DOCTOR)]


@pytest.mark.rule("VIT-05")
@pytest.mark.rule("VIT-08")
def test_own_bounds_decide_what_is_normal(clinic: Clinic) -> None:
    """
    What is normal for everybody raises an alert for this patient.
    """
    bounds = PersonalBounds(component=Component.HEART_RATE, high=Fraction(90))
    _, before = pulse(clinic, 95)
    set_vital_bounds(bounds, patient_id=PATIENT_ID, **clinic.given())
    _, after = pulse(clinic, 95)

    assert (False, True) == (before.is_told, after.is_told)


@pytest.mark.rule("VIT-18")
def test_a_reading_of_no_body_is_refused(clinic: Clinic) -> None:
    """
    Nothing is stored and nothing audited.
    """
    with pytest.raises(InvalidInputError, match="value"):
        pulse(clinic, 900)

    assert [] == clinic.entries()


@pytest.mark.rule("VIT-14")
@pytest.mark.rule("RBAC-11")
def test_reading_asks_the_level(clinic: Clinic) -> None:
    """
    A relative and a doctor who may, with a record; a doctor who may not, and a stranger.
    """
    reading, _ = pulse(clinic, 72)
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    clinic.connect(OTHER_DOCTOR, AccessLevel.REQUEST)
    given = clinic.given()
    for reader in (PATIENT, RELATIVE, DOCTOR):
        assert (reading,) == read_vitals(PATIENT_ID, actor_id=reader, **given)
    assert {"action": "DATA_ACCESS", "shown": "1"} == clinic.newest()
    for reader in (OTHER_DOCTOR, STRANGER):
        with pytest.raises(NotPermittedError):
            read_vitals(PATIENT_ID, actor_id=reader, **given)
        assert "READ" == clinic.newest()["refused"]
        with pytest.raises(NotPermittedError):
            read_vital_trend(
                PATIENT_ID, VitalSign.HEART_RATE, actor_id=reader, zone=PHNOM_PENH, **given
            )
    glucose = read_vitals(PATIENT_ID, actor_id=PATIENT, sign=VitalSign.GLUCOSE, **given)
    assert () == glucose


@pytest.mark.rule("VIT-16")
def test_a_trend_is_of_what_is_stored(clinic: Clinic) -> None:
    """
    By the patient's days, with the patient's own bounds.
    """
    bounds = PersonalBounds(component=Component.HEART_RATE, high=Fraction(90))
    set_vital_bounds(bounds, patient_id=PATIENT_ID, **clinic.given())
    pulse(clinic, 60)
    pulse(clinic, 80)
    pulse(clinic, 75, minutes=1440)
    trend = read_vital_trend(
        PATIENT_ID, VitalSign.HEART_RATE, actor_id=PATIENT, zone=PHNOM_PENH, **clinic.given()
    )

    assert [Fraction(70), Fraction(75)] == [
        point[Component.HEART_RATE].mean for point in trend.points.values()
    ]
    assert Fraction(90) == trend.bounds[Component.HEART_RATE].high


@pytest.mark.rule("VIT-17")
def test_a_reading_is_removed_by_its_patient_alone(clinic: Clinic) -> None:
    """
    A doctor who may see it does not remove it, and the attempt is on record.
    """
    reading, _ = pulse(clinic, 72)
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    with pytest.raises(NotPermittedError):
        remove_vital(reading.id, actor_id=DOCTOR, **clinic.given())
    refused = clinic.newest()
    remove_vital(reading.id, actor_id=PATIENT, **clinic.given())
    with pytest.raises(NotFoundError):
        remove_vital(reading.id, actor_id=PATIENT, **clinic.given())

    assert "DELETE" == refused["refused"]
    assert {"action": "VITAL_UPDATE", "sign": "heart_rate"} == clinic.newest()


@pytest.mark.rule("VIT-13")
@pytest.mark.parametrize("by", [PATIENT, RELATIVE, DOCTOR])
def test_whoever_sees_an_alert_sees_to_it(clinic: Clinic, by: AccountId) -> None:
    """
    Once; who may not see it is refused.
    """
    clinic.connect(RELATIVE, AccessLevel.REQUEST)
    clinic.connect(DOCTOR, AccessLevel.ALLOWED)
    clinic.connect(OTHER_DOCTOR, AccessLevel.SELECTED)
    _, step = pulse(clinic, 130)
    assert step.alert is not None
    for somebody in (STRANGER, OTHER_DOCTOR):
        with pytest.raises(NotPermittedError):
            see_to_alert(step.alert.id, actor_id=somebody, **clinic.given())
    resolved = see_to_alert(step.alert.id, actor_id=by, **clinic.given())
    with pytest.raises(IllegalTransitionError):
        see_to_alert(step.alert.id, actor_id=by, **clinic.given())

    assert (AlertStatus.RESOLVED, by) == (resolved.status, resolved.resolved_by)
    assert {"action": "VITAL_UPDATE", "status": "resolved"} == clinic.newest()


@pytest.mark.rule("EPA-15")
def test_a_closed_account_records_nothing(clinic: Clinic) -> None:
    """
    Neither readings nor bounds.
    """
    with clinic.store.begin() as work:
        work.actors.put(attrs.evolve(work.actors.get(PATIENT), is_active=False))
    bounds = PersonalBounds(component=Component.HEART_RATE, high=Fraction(90))
    with pytest.raises(NotPermittedError):
        pulse(clinic, 72)
    with pytest.raises(NotPermittedError):
        set_vital_bounds(bounds, patient_id=PATIENT_ID, **clinic.given())

    with clinic.store.begin() as work:
        kept = work.vitals.readings(PATIENT_ID, sign=None, since=None, limit=9)
        assert ((), ()) == (kept, work.vitals.bounds(PATIENT_ID))
