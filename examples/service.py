"""
Service: every step is stored in a real PostgreSQL and audited, or nothing is.

It needs the whole command, installed as the README says.
"""

import sys
from datetime import timedelta
from fractions import Fraction
from pathlib import Path
from zoneinfo import ZoneInfo

from dastern_cli.bootstrap import data_folder, open_store
from dastern_cli.clock import SystemClock
from dastern_cli.entropy import SystemEntropy
from dastern_core.kernel import AccountId, ActorRole, PatientId, local_date
from dastern_core.permissions import Actor
from dastern_core.prescriptions import MedicationLine
from dastern_core.schedule import CAMBODIA_CLOCK, Slot
from dastern_core.subscriptions import PlanTier
from dastern_core.usecases.add_draft import add_draft
from dastern_core.usecases.confirm_prescription import confirm_prescription

line = MedicationLine(
    name="Amoxicillin",
    strength="500 mg",
    form="capsule",
    unit="capsule",
    quantity=Fraction(14),
    doses={Slot.MORNING: Fraction(1), Slot.EVENING: Fraction(1)},
    duration_days=7,
    instructions=None,
)
clock, entropy, zone = SystemClock(), SystemEntropy(), ZoneInfo("Asia/Phnom_Penh")
tomorrow = local_date(clock.now(), zone=zone) + timedelta(days=1)
folder = data_folder(Path(sys.argv[1]) if sys.argv[1:] else None, name="example")
account = AccountId(entropy.identifier())
with open_store(folder) as opened:
    system, store = opened.acting_as_system(), opened.acting_as(account)
    with system.begin() as work:
        work.actors.put(Actor(account_id=account, role=ActorRole.PATIENT))
    draft = add_draft(
        [line],
        patient_id=PatientId(account),
        start=tomorrow,
        zone=zone,
        grace_minutes=30,
        diagnosis=None,
        tier=PlanTier.FREEMIUM,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    active, planned = confirm_prescription(
        draft.id,
        patient_id=draft.patient_id,
        daily_clock=CAMBODIA_CLOCK,
        store=store,
        clock=clock,
        entropy=entropy,
    )
    with system.begin() as work:
        entries = work.audit_log.size()
print(f"{active.status.value}: {planned} doses planned, {entries} steps in the audit log")
