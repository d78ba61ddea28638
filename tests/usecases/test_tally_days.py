"""
Tallying whole days.
"""

from datetime import date, timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.adherence import Tally
from dastern_core.kernel import AccountId, NotPermittedError, Period
from dastern_core.schedule import DoseStatus, miss, take
from dastern_core.testing.fakes import InMemoryStore, SeededEntropy, SteppingClock
from dastern_core.testing.samples import (
    NOW,
    PHNOM_PENH,
    sample_dose,
    sample_patient_id,
    sample_prescription,
)
from dastern_core.usecases.report_adherence import report_adherence
from dastern_core.usecases.tally_days import tally_days

_FIRST, _LAST = date(2026, 6, 15), date(2026, 6, 17)


@pytest.mark.rule("ADH-21")
def test_tallies_as_the_report_of_these_days(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    Two prescriptions of a day count together, as they do where every dose is loaded.
    """
    prescription = sample_prescription(1, active=True)
    other = attrs.evolve(sample_prescription(2, active=True), patient_id=prescription.patient_id)
    doses = [sample_dose(prescription, days=day) for day in range(3)]
    later = doses[1].due_at + timedelta(hours=1)
    with store.begin() as work:
        for one in (prescription, other):
            work.prescriptions.add(one)
        work.doses.plan([*doses, sample_dose(other, days=1), sample_dose(other, days=3)])
        work.doses.change_status(
            take(doses[0], taken_at=doses[0].due_at, now=later, offline=False),
            expected=DoseStatus.DUE,
        )
        work.doses.change_status(miss(doses[1], now=later), expected=DoseStatus.DUE)
    counted = tally_days(
        prescription.patient_id,
        first=_FIRST,
        last=_LAST,
        actor_id=AccountId(prescription.patient_id),
        store=store,
        clock=clock,
        entropy=entropy,
    )
    reported = report_adherence(
        prescription.patient_id,
        Period(start=NOW, end=doses[2].due_at + timedelta(hours=1)),
        actor_id=AccountId(prescription.patient_id),
        zone=PHNOM_PENH,
        store=store,
        clock=clock,
        entropy=entropy,
    )

    assert reported == counted
    assert (Fraction(1, 2), Tally(missed=1, due=1)) == (
        counted.overall.rate,
        counted.days[date(2026, 6, 16)],
    )


@pytest.mark.rule("CON-09")
def test_is_shown_to_nobody_else(
    store: InMemoryStore, clock: SteppingClock, entropy: SeededEntropy
) -> None:
    """
    A stranger learns no figure.
    """
    prescription = sample_prescription(1, active=True)
    with store.begin() as work:
        work.prescriptions.add(prescription)
        work.doses.plan([sample_dose(prescription, days=0)])

    with pytest.raises(NotPermittedError):
        tally_days(
            prescription.patient_id,
            first=_FIRST,
            last=_LAST,
            actor_id=AccountId(sample_patient_id(2)),
            store=store,
            clock=clock,
            entropy=entropy,
        )
