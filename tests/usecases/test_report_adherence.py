"""
Reporting adherence.
"""

from datetime import date, timedelta
from fractions import Fraction

import pytest

from dastern_core.kernel import AccountId, Period
from dastern_core.schedule import DoseStatus, miss, take
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import NOW, PHNOM_PENH, sample_dose, sample_prescription
from dastern_core.usecases.report_adherence import report_adherence


@pytest.mark.rule("ADH-04")
@pytest.mark.rule("ADH-21")
def test_tallies_a_period_by_local_day(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    One taken, one missed, one still due: half of what can be known was taken.
    """
    prescription = sample_prescription(1, active=True)
    doses = [sample_dose(prescription, days=day) for day in range(3)]
    later = doses[1].due_at + timedelta(hours=1)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan(doses)
        work.doses.change_status(
            take(doses[0], taken_at=doses[0].due_at, now=later, offline=False),
            expected=DoseStatus.DUE,
        )
        work.doses.change_status(miss(doses[1], now=later), expected=DoseStatus.DUE)
    report = report_adherence(
        prescription.patient_id,
        Period(start=NOW, end=NOW + timedelta(days=7)),
        actor_id=AccountId(prescription.patient_id),
        zone=PHNOM_PENH,
        store=store,
        clock=clock,
        entropy=entropy,
    )

    assert Fraction(1, 2) == report.overall.rate
    assert [date(2026, 6, 15), date(2026, 6, 16), date(2026, 6, 17)] == list(report.days)
    assert [1, 0, None] == [tally.rate for tally in report.days.values()]
