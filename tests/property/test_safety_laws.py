"""
Laws of safety.

* The order of medicines changes nothing.
* Adding a medicine never removes a finding.
* Moving every dose by the same time changes nothing but the instants.
* The worst 24 hours equal those found by trying every dose, one by one.
"""

from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

import attrs
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import Period, Quantity
from dastern_core.safety import Finding, Patient, PlannedDose, Regimen, check
from dastern_core.safety.ingredients import DAY, AsNeeded
from dastern_core.safety.maxima import worst_day
from dastern_core.schedule import MealRelation, PrnRule
from dastern_core.testing.samples import NOW

NAMES = [
    "Paracetamol",
    "Panadol Extra",
    "Ixprim",
    "Ibuprofen",
    "Diclofenac",
    "Warfarin",
    "Bactrim",
    "Methotrexate",
    "Levothyroxine",
    "Tardyferon",
    "Ciprofloxacin",
    "Omeprazole",
    "Nexium",
    "Sertraline",
    "Moclobemide",
    "Amiodarone",
    "Domperidone",
    "Metformin",
    "Amlodipine",
    "Zzyx",
    "Panadol Cold",
    "Flagyl",
]
STRENGTHS = (None, "500 mg", "1 g", "37.5/325 mg", "120 mg/5 ml", "480 mg")

quantities = st.builds(
    Quantity,
    value=st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(2), Fraction(10)]),
    unit=st.sampled_from(["tablet", "ml", "mg", "ampoule"]),
)
instants = st.integers(-96 * 4, 96 * 8).map(lambda quarter: NOW + quarter * timedelta(minutes=15))
rules = st.builds(
    PrnRule,
    quantity=quantities,
    quantity_max=st.none(),
    min_interval=st.sampled_from([timedelta(0), timedelta(hours=3), timedelta(hours=8)]),
    limits=st.just(()),
    most_per_dose=st.none(),
    most_per_lifetime=st.none(),
    reasons=st.just(()),
)
doses = st.builds(
    PlannedDose,
    at=instants,
    quantity=st.none() | quantities,
    meal=st.none() | st.sampled_from(MealRelation),
)


@st.composite
def treatments(draw: st.DrawFn) -> list[Regimen]:
    """
    Draw the medicines of a person.
    """
    return [
        Regimen(
            ref=f"{draw(st.sampled_from('AB'))}/{number}",
            prescription=draw(st.sampled_from("AB")),
            name=draw(st.sampled_from(NAMES)),
            strength=draw(st.sampled_from(STRENGTHS)),
            form=draw(st.sampled_from([None, "tablet", "cream"])),
            doses=tuple(draw(st.lists(doses, max_size=6))),
            as_needed=tuple(draw(st.lists(rules, max_size=1))),
            during=Period(start=NOW, end=NOW + draw(st.integers(0, 9)) * DAY),
            supplied=draw(st.none() | quantities),
            complete=draw(st.booleans()),
        )
        for number in range(draw(st.integers(0, 5)))
    ]


patients = st.sampled_from(
    [
        Patient(),
        Patient(age_years=Fraction(6), weight_kg=Fraction(20)),
        Patient(age_years=Fraction(6)),
    ]
)


def told(findings: tuple[Finding, ...]) -> set[tuple[str, tuple[str, ...]]]:
    """
    Give what tells one finding from another.
    """
    return {(one.code.value, one.subject) for one in findings}


@given(treatments(), patients, st.randoms(use_true_random=False))
def test_order_changes_nothing(regimens: list[Regimen], patient: Patient, chance: Random) -> None:
    """
    However the prescriptions are listed, the findings are equal.
    """
    shuffled = list(regimens)
    chance.shuffle(shuffled)

    assert check(regimens, patient=patient) == check(shuffled, patient=patient)


@given(treatments(), patients)
def test_adding_never_removes(regimens: list[Regimen], patient: Patient) -> None:
    """
    Each finding about a part of the medicines is one about the whole, too.
    """
    part = told(check(regimens[:-1], patient=patient))

    assert part <= told(check(regimens, patient=patient))


@given(treatments(), patients, st.integers(-(10**6), 10**6))
def test_moving_time_changes_nothing(
    regimens: list[Regimen], patient: Patient, minutes: int
) -> None:
    """
    Only the instants of the findings move.
    """
    shift = timedelta(minutes=minutes)
    moved = [
        attrs.evolve(
            one,
            doses=tuple(attrs.evolve(dose, at=dose.at + shift) for dose in one.doses),
            during=Period(start=one.during.start + shift, end=one.during.end + shift),
        )
        for one in regimens
    ]
    expected = tuple(
        attrs.evolve(finding, doses=tuple(at + shift for at in finding.doses))
        for finding in check(regimens, patient=patient)
    )

    assert expected == check(moved, patient=patient)


@given(
    st.lists(st.tuples(instants, st.integers(0, 5).map(Fraction))),
    st.lists(st.tuples(instants, st.integers(0, 40), st.integers(0, 5).map(Fraction)), max_size=3),
)
def test_the_worst_day_equals_brute_force(
    intakes: list[tuple[datetime, Fraction]],
    needed: list[tuple[datetime, int, Fraction]],
) -> None:
    """
    Every quarter of an hour is tried as the beginning of the 24 hours.
    """
    spans = [
        AsNeeded(
            start=start,
            end=start + timedelta(hours=hours),
            single=None,
            daily=daily,
            min_interval=timedelta(0),
        )
        for start, hours, daily in needed
    ]
    begins = [NOW + quarter * timedelta(minutes=15) for quarter in range(-96 * 5, 96 * 10)]
    totals = [
        sum((amount for at, amount in intakes if begin <= at < begin + DAY), Fraction(0))
        + sum(
            (one.least_of_most for one in spans if one.start < begin + DAY and begin <= one.end),
            Fraction(0),
        )
        for begin in begins
    ]
    worst = worst_day(intakes, spans)

    assert max(totals) == (Fraction(0) if worst is None else worst.amount)
