"""
Supplies: what was dispensed, held against what the course takes.
"""

from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import Quantity
from dastern_core.safety import FindingCode, Patient, Regimen, check
from dastern_core.safety.supplies import supplies
from dastern_core.schedule import PrnRule
from dastern_core.testing.samples import sample_regimen


def tablets(value: int, unit: str = "tablet") -> Quantity:
    """
    Give a quantity.
    """
    return Quantity(value=Fraction(value), unit=unit)


COURSE = attrs.evolve(
    sample_regimen("Amlodipine", strength="5 mg", hours=(0, 24, 48)),
    complete=True,
    supplied=tablets(3),
)


@pytest.mark.parametrize(
    ("supplied", "code", "runs_out"),
    [
        (tablets(2), FindingCode.SUPPLY_SHORT, (COURSE.doses[2].at,)),
        (tablets(4), FindingCode.SUPPLY_LEFT, ()),
    ],
)
def test_too_little_and_too_much(
    supplied: Quantity, code: FindingCode, runs_out: tuple[object, ...]
) -> None:
    """
    Too little names the first dose that is missing.
    """
    findings = check([attrs.evolve(COURSE, supplied=supplied)], patient=Patient())

    assert [(code, runs_out)] == [(one.code, one.doses) for one in findings]


@pytest.mark.parametrize(
    "regimen",
    [
        COURSE,
        attrs.evolve(COURSE, supplied=None),
        attrs.evolve(COURSE, supplied=tablets(1, "box")),
        attrs.evolve(COURSE, supplied=tablets(1), complete=False),
        attrs.evolve(COURSE, supplied=tablets(1), doses=()),
        attrs.evolve(
            COURSE,
            supplied=tablets(1),
            doses=tuple(attrs.evolve(dose, quantity=None) for dose in COURSE.doses),
        ),
        attrs.evolve(
            COURSE,
            supplied=tablets(1, "bottle"),
            doses=tuple(attrs.evolve(d, quantity=tablets(1, "bottle")) for d in COURSE.doses),
        ),
        attrs.evolve(
            COURSE,
            supplied=tablets(1),
            as_needed=(
                PrnRule(
                    quantity=None,
                    quantity_max=None,
                    min_interval=COURSE.during.end - COURSE.during.start,
                    limits=(),
                    most_per_dose=None,
                    most_per_lifetime=None,
                    reasons=(),
                ),
            ),
        ),
    ],
)
def test_what_fits_or_cannot_be_told(regimen: Regimen) -> None:
    """
    Only a whole course in the unit of its supply is held against it.
    """
    assert [] == list(supplies(regimen))
