"""
Samples: one valid value of each stored kind, all of it invented.

Each takes a number: the same number gives the same value, another number another one.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

from dastern_core.audit import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import (
    AccountId,
    EntryId,
    HospitalId,
    MedicationId,
    PatientId,
    Period,
    PrescriptionId,
    Quantity,
    derive,
)
from dastern_core.payments import (
    PaymentOrder,
    ReceivedPayment,
    open_order,
    subscription_receiver,
)
from dastern_core.permissions import (
    EMERGENCY_DURATION,
    AccessLevel,
    AccessRequest,
    AccessRequestId,
    Connection,
    ConnectionId,
    ConnectionKind,
    DoctorNote,
    EmergencySession,
    EmergencySessionId,
    Invitation,
    NoteId,
    Nudge,
    NudgeId,
    SecondFactor,
    ask_access,
    invite,
    nudge,
    request,
)
from dastern_core.prescriptions import (
    MedicationLine,
    Prescription,
    PrescriptionEvent,
    advance,
    draft_prescription,
)
from dastern_core.safety import PlannedDose, Regimen
from dastern_core.schedule import Dose, DoseId, PrnRule, Slot, dose_id, slot_key
from dastern_core.subscriptions import PlanTier, Subscription, begin, buy_period

__all__ = [
    "NOW",
    "PHNOM_PENH",
    "sample_access_request",
    "sample_connection",
    "sample_dose",
    "sample_emergency_session",
    "sample_entry",
    "sample_hospital_id",
    "sample_invitation",
    "sample_lines",
    "sample_note",
    "sample_nudge",
    "sample_order",
    "sample_patient_id",
    "sample_payment",
    "sample_prescription",
    "sample_regimen",
    "sample_subscription",
]

PHNOM_PENH = ZoneInfo("Asia/Phnom_Penh")
"""
The zone of the samples.
"""

NOW = datetime(2026, 6, 15, 3, 0, tzinfo=UTC)
"""
The instant of the samples: 10:00 on a Monday in Phnom Penh.
"""

_ROOT = UUID("7d444840-9dc0-11d1-b245-5ffdce74fad2")


def sample_patient_id(number: int) -> PatientId:
    """
    Give a patient's identifier.
    """
    return derive(PatientId, _ROOT, f"patient/{number}")


def sample_hospital_id(number: int) -> HospitalId:
    """
    Give a hospital's identifier.
    """
    return derive(HospitalId, _ROOT, f"hospital/{number}")


def sample_connection(number: int) -> Connection:
    """
    Give a relative's request for a connection with a patient.
    """
    member_id = derive(AccountId, _ROOT, f"relative/{number}")
    return request(
        derive(ConnectionId, _ROOT, f"connection/{number}"),
        ConnectionKind.FAMILY,
        patient_id=sample_patient_id(number),
        member_id=member_id,
        initiator_id=member_id,
        offered_level=AccessLevel.SELECTED,
        now=NOW,
    )


def sample_access_request(number: int) -> AccessRequest:
    """
    Give a doctor's request for one access.
    """
    return ask_access(
        derive(AccessRequestId, _ROOT, f"access request/{number}"),
        patient_id=sample_patient_id(number),
        requester_id=derive(AccountId, _ROOT, f"doctor/{number}"),
        reason="ពិនិត្យសម្ពាធឈាម",
        now=NOW,
    )


def sample_emergency_session(number: int) -> EmergencySession:
    """
    Give an emergency session that has just begun.
    """
    return EmergencySession(
        id=derive(EmergencySessionId, _ROOT, f"emergency session/{number}"),
        patient_id=sample_patient_id(number),
        doctor_id=derive(AccountId, _ROOT, f"doctor/{number}"),
        reason="Chest pain since noon",
        factor=SecondFactor.OTP,
        granted_at=NOW,
        expires_at=NOW + EMERGENCY_DURATION,
    )


def sample_invitation(number: int) -> Invitation:
    """
    Give a patient's fresh invitation.
    """
    return invite(
        number.to_bytes(32),
        ConnectionKind.FAMILY,
        patient_id=sample_patient_id(number),
        level=AccessLevel.SELECTED,
        made_last_hour=0,
        now=NOW,
    )


def sample_nudge(number: int) -> Nudge:
    """
    Give a relative's first nudge about a dose.
    """
    return nudge(
        derive(NudgeId, _ROOT, f"nudge/{number}"),
        dose_id=derive(DoseId, _ROOT, f"dose/{number}"),
        is_missed=True,
        patient_id=sample_patient_id(number),
        caregiver_id=derive(AccountId, _ROOT, f"relative/{number}"),
        sent_before=0,
        now=NOW,
    )


def sample_note(number: int) -> DoctorNote:
    """
    Give a doctor's note about a patient.
    """
    return DoctorNote(
        id=derive(NoteId, _ROOT, f"note/{number}"),
        patient_id=sample_patient_id(number),
        author_id=derive(AccountId, _ROOT, f"doctor/{number}"),
        content="សួរអំពីការគេង",
        written_at=NOW,
    )


def sample_lines() -> tuple[MedicationLine, ...]:
    """
    Give two checked lines: 500 mg three times a day, half a tablet at night.
    """
    return (
        MedicationLine(
            name="Paracetamol",
            strength="500 mg",
            form="tablet",
            unit="tablet",
            quantity=Fraction(21),
            doses={
                Slot.MORNING: Fraction(1),
                Slot.MIDDAY: Fraction(1),
                Slot.EVENING: Fraction(1),
            },
            duration_days=7,
            instructions=None,
        ),
        MedicationLine(
            name="Amitriptyline",
            strength="25 mg",
            form="tablet",
            unit="tablet",
            quantity=None,
            doses={Slot.NIGHT: Fraction(1, 2)},
            duration_days=7,
            instructions="មុនចូលគេង",
        ),
    )


def sample_prescription(number: int, *, active: bool) -> Prescription:
    """
    Give a prescription of two lines that starts on the samples' day.

    Args:
        number: Which one; patient and prescription differ with it.
        active: Whether it is confirmed already.
    """
    draft = draft_prescription(
        sample_lines(),
        prescription_id=derive(PrescriptionId, _ROOT, f"prescription/{number}"),
        patient_id=sample_patient_id(number),
        author_id=AccountId(sample_patient_id(number)),
        start=date(2026, 6, 15),
        zone=PHNOM_PENH,
        grace_minutes=30,
        diagnosis="Tension headache",
        now=NOW,
    )
    return advance(draft, PrescriptionEvent.CONFIRM, now=NOW) if active else draft


def sample_dose(
    prescription: Prescription,
    *,
    days: int,
    slot: Slot = Slot.EVENING,
    due_at: datetime | None = None,
) -> Dose:
    """
    Give a due dose of a prescription's first line, at 18:00 local time.

    Args:
        prescription: Whose first line is taken.
        days: How many days after the prescription's start.
        slot: The slot that names it.
        due_at: When it is due instead; aware.
    """
    local = datetime.combine(prescription.start, datetime.min.time()) + timedelta(
        days=days, hours=18
    )
    key = slot_key(
        prescription_id=prescription.id,
        version=prescription.version,
        row=1,
        occurrence=(local.date().isoformat(), slot.value),
    )
    medication: MedicationId = prescription.medications[0].id
    return Dose(
        slot_key=key,
        id=dose_id(key, prescription_id=prescription.id),
        prescription_id=prescription.id,
        medication_id=medication,
        patient_id=prescription.patient_id,
        due_at=(due_at or local.replace(tzinfo=prescription.zone)).astimezone(UTC),
        local=due_at.astimezone(prescription.zone).replace(tzinfo=None) if due_at else local,
        slot=slot,
        quantity=Quantity(value=Fraction(1, 3), unit="tablet"),
        grace_minutes=prescription.grace_minutes,
    )


def sample_regimen(
    name: str,
    *,
    ref: str = "A/1",
    strength: str | None = None,
    form: str | None = None,
    hours: Sequence[float] = (),
    quantity: Quantity | None = None,
    as_needed: tuple[PrnRule, ...] = (),
    days: float = 7,
) -> Regimen:
    """
    Give a medicine that is taken at hours after the samples' instant.

    Args:
        name: The medicine.
        ref: Its reference; what stands before the slash is the prescription.
        strength: As printed.
        form: As printed.
        hours: When it is taken.
        quantity: Each dose; one tablet where nothing is given.
        as_needed: How it is taken as needed.
        days: How long its course runs.
    """
    each = quantity or Quantity(value=Fraction(1), unit="tablet")
    return Regimen(
        ref=ref,
        prescription=ref.partition("/")[0],
        name=name,
        strength=strength,
        form=form,
        doses=tuple(PlannedDose(at=NOW + timedelta(hours=hour), quantity=each) for hour in hours),
        as_needed=as_needed,
        during=Period(start=NOW, end=NOW + timedelta(days=days)),
    )


def sample_entry(number: int, *, patient_id: PatientId) -> AuditEntry:
    """
    Give an audit entry about a patient, by the patient.
    """
    return AuditEntry(
        id=derive(EntryId, _ROOT, f"entry/{number}"),
        at=NOW + timedelta(seconds=number),
        actor_id=AccountId(patient_id),
        actor_role=ActorRole.PATIENT,
        action=AuditAction.DOSE_TAKEN,
        patient_id=patient_id,
        resource_type="dose",
        resource_id=str(number),
        details={"status": "taken_late", "note": "ពេលល្ងាច"},
    )


def sample_order(number: int, *, now: datetime = NOW) -> PaymentOrder:
    """
    Give a pending order for a month of the premium plan.
    """
    return open_order(
        PlanTier.PREMIUM,
        account_id=AccountId(sample_patient_id(number)),
        receiver=subscription_receiver("dastern@devb"),
        now=now,
        entropy=number.to_bytes(4),
    )


def sample_payment(order: PaymentOrder) -> ReceivedPayment:
    """
    Give the payment that an order asks for, without the bank's time.
    """
    return ReceivedPayment(
        md5=order.md5, amount=order.price, receiver=order.receiver, acknowledged_at=None
    )


def sample_subscription(
    number: int,
    *,
    tier: PlanTier = PlanTier.PREMIUM,
    bill: int | None = None,
    now: datetime = NOW,
) -> Subscription:
    """
    Give an account's subscription with its first period.

    Args:
        number: Whose it is.
        tier: Of which plan.
        bill: Which order paid it; None means the account's own.
        now: When it was paid, and when we learned of it.
    """
    return buy_period(
        begin(AccountId(sample_patient_id(number))),
        tier,
        bill_number=sample_order(number if bill is None else bill).bill_number,
        paid_at=now,
        now=now,
    )
