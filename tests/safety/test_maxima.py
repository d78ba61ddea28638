"""
Maxima: how much of a substance is taken at once, and in any 24 hours.
"""

from collections.abc import Sequence
from datetime import timedelta
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import Period, Quantity
from dastern_core.safety import FindingCode, Patient, Regimen, check
from dastern_core.schedule import PrnRule, RollingLimit
from dastern_core.testing.samples import NOW, sample_regimen

TABLET = Quantity(value=Fraction(1), unit="tablet")
PRN = PrnRule(
    quantity=TABLET,
    quantity_max=None,
    min_interval=timedelta(0),
    limits=(),
    most_per_dose=None,
    most_per_lifetime=None,
    reasons=(),
)


def told(*regimens: Regimen, code: FindingCode) -> list[str]:
    """
    Give what the findings of one code say.
    """
    return [one.message for one in check(regimens, patient=Patient()) if one.code is code]


def most(value: int, hours: int) -> RollingLimit:
    """
    Give a limit in tablets.
    """
    quantity = Quantity(value=Fraction(value), unit="tablet")
    return RollingLimit(most=quantity, stretch=timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hours", "sums"),
    [
        ((0, 6, 12, 18), []),
        ((0, 6, 12, 18, 23.9), ["5000 mg"]),
        ((0, 6, 12, 18, 24), []),
        ((0, 1, 40, 60, 61, 70, 80, 83.9), ["5000 mg"]),
    ],
)
def test_any_24_hours_count(hours: Sequence[float], sums: list[str]) -> None:
    """
    Not calendar days; a dose exactly 24 hours later is a new day's.
    """
    regimen = sample_regimen("Doliprane", strength="1 g", hours=hours)
    messages = told(regimen, code=FindingCode.DAILY_MAXIMUM)

    assert sums == [message.partition(" of paracetamol within 24 hours")[0] for message in messages]


def test_two_prescriptions_and_a_combination_add_up() -> None:
    """
    Two prescriptions of 3 g each are 6 g; the tablets of a combination count, too.
    """
    one = sample_regimen("Panadol", ref="A/1", strength="1 g", hours=(0, 8, 16))
    other = sample_regimen("Ixprim", ref="B/1", strength="37.5/325 mg", hours=(4, 10, 14, 20))

    assert ["4300 mg of paracetamol within 24 hours; the most for an adult is 4000 mg."] == told(
        one, other, code=FindingCode.DAILY_MAXIMUM
    )


def test_two_at_one_instant_are_one_dose() -> None:
    """
    Of two medicines that hold the same, taken together.
    """
    one = sample_regimen("Panadol", ref="A/1", strength="650 mg", hours=(0,))
    other = sample_regimen("Doliprane", ref="B/1", strength="500 mg", hours=(0,))

    assert ["1150 mg of paracetamol at once; the most for an adult is 1000 mg."] == told(
        one, other, code=FindingCode.SINGLE_MAXIMUM
    )


def test_exactly_the_most_is_allowed() -> None:
    """
    At once and in a day.
    """
    regimen = sample_regimen("Doliprane", strength="1 g", hours=(0, 6, 12, 18))

    assert [] == told(regimen, code=FindingCode.SINGLE_MAXIMUM)
    assert [] == told(regimen, code=FindingCode.DAILY_MAXIMUM)


def test_slow_release_may_hold_more_at_once() -> None:
    """
    But not more in a day.
    """
    regimen = sample_regimen("Tramadol LP", strength="200 mg", hours=(0, 8, 16))

    assert [] == told(regimen, code=FindingCode.SINGLE_MAXIMUM)
    assert ["600 mg of tramadol within 24 hours; the most for an adult is 400 mg."] == told(
        regimen, code=FindingCode.DAILY_MAXIMUM
    )


@pytest.mark.rule("PRN-06")
@pytest.mark.parametrize(
    ("rule", "total"),
    [
        (attrs.evolve(PRN, min_interval=timedelta(hours=4)), "6000 mg"),
        (attrs.evolve(PRN, min_interval=timedelta(hours=5)), "5000 mg"),
        (attrs.evolve(PRN, min_interval=timedelta(hours=6)), None),
        (attrs.evolve(PRN, limits=(most(5, 24),)), "5000 mg"),
        (attrs.evolve(PRN, limits=(most(4, 24),)), None),
        (attrs.evolve(PRN, limits=(most(2, 7),)), "8000 mg"),
        (attrs.evolve(PRN, limits=(most(9, 48),)), "9000 mg"),
        (attrs.evolve(PRN, limits=(most(9, 24),), min_interval=timedelta(hours=6)), None),
        (
            attrs.evolve(PRN, most_per_lifetime=Quantity(value=Fraction(6), unit="tablet")),
            "6000 mg",
        ),
        (
            attrs.evolve(
                PRN,
                quantity_max=Quantity(value=Fraction(2), unit="tablet"),
                most_per_dose=TABLET,
                min_interval=timedelta(hours=5),
            ),
            "5000 mg",
        ),
        (attrs.evolve(PRN, quantity=None, min_interval=timedelta(hours=1)), None),
    ],
)
def test_as_needed_counts_at_its_most(rule: PrnRule, total: str | None) -> None:
    """
    The tightest of interval, rolling limits and lifetime bounds a day.
    """
    regimen = sample_regimen("Doliprane", strength="1 g", as_needed=(rule,))
    messages = told(regimen, code=FindingCode.DAILY_MAXIMUM)

    assert messages == (
        []
        if total is None
        else [
            (
                f"{total} of paracetamol within 24 hours, what is taken as needed at its most; "
                "the most for an adult is 4000 mg."
            )
        ]
    )


@pytest.mark.parametrize(
    ("first", "amount"),
    [(-24, None), (-23.9, "4500 mg"), (5, "4500 mg"), (47.9, "4500 mg"), (48, None)],
)
def test_as_needed_counts_beside_what_is_planned(first: float, amount: str | None) -> None:
    """
    Within 24 hours of its course, which here lasts a day.
    """
    rule = attrs.evolve(PRN, limits=(most(4, 24),))
    needed = sample_regimen("Doliprane", ref="A/1", strength="1 g", as_needed=(rule,), days=1)
    planned = sample_regimen("Panadol", ref="B/1", strength="500 mg", hours=(first,))
    messages = told(needed, planned, code=FindingCode.DAILY_MAXIMUM)

    assert ([] if amount is None else [amount]) == [text.partition(" of ")[0] for text in messages]


def test_as_needed_without_bounds_counts_one_dose() -> None:
    """
    At the least; that it has no bound is a finding of its own.
    """
    needed = sample_regimen("Doliprane", ref="A/1", strength="1 g", as_needed=(PRN,))
    planned = sample_regimen("Panadol", ref="B/1", strength="1 g", hours=(0, 6, 12, 18))
    findings = check([needed, planned], patient=Patient())
    codes = {one.code for one in findings}

    assert {FindingCode.DAILY_MAXIMUM, FindingCode.AS_NEEDED_OPEN} <= codes


def test_as_needed_at_once() -> None:
    """
    One dose as needed is held against the single maximum as well.
    """
    regimen = sample_regimen("Doliprane", strength="1500 mg", as_needed=(PRN,))

    assert ["1500 mg of paracetamol at once; the most for an adult is 1000 mg."] == told(
        regimen, code=FindingCode.SINGLE_MAXIMUM
    )


@pytest.mark.parametrize(
    ("name", "strength", "form", "quantity", "expected"),
    [
        ("Paracetamol", "120 mg/5 ml", "syrup", Quantity(value=Fraction(50), unit="ml"), "1200"),
        ("Paracetamol", None, None, Quantity(value=Fraction(2), unit="g"), "2000"),
        ("Paracetamol", "500 mg", None, Quantity(value=Fraction(5, 2), unit="comprimés"), "1250"),
        (
            "Paracetamol",
            "1 g",
            "suppository",
            Quantity(value=Fraction(2), unit="suppository"),
            "2000",
        ),
        ("Paracetamol 2 g", "fort", None, Quantity(value=Fraction(1), unit="tablet"), "2000"),
        # What cannot be told is not guessed.
        ("Paracetamol", "120 mg/5 ml", "syrup", Quantity(value=Fraction(90), unit="spoon"), None),
        ("Paracetamol", "1 g", None, Quantity(value=Fraction(9), unit="spoon"), None),
        ("Panadol Extra", None, None, Quantity(value=Fraction(9), unit="g"), None),
        ("Paracetamol", "1 g", None, Quantity(value=Fraction(9), unit="ampoule"), None),
        ("Paracetamol", "1 g", "cream", Quantity(value=Fraction(9), unit="piece"), None),
    ],
)
def test_how_much_a_dose_holds(
    *, name: str, strength: str | None, form: str | None, quantity: Quantity, expected: str | None
) -> None:
    """
    By count, by volume or by mass; units in any of the three languages.
    """
    regimen = sample_regimen(name, strength=strength, form=form, hours=(0,), quantity=quantity)
    messages = told(regimen, code=FindingCode.SINGLE_MAXIMUM)

    assert ([] if expected is None else [expected]) == [text.partition(" ")[0] for text in messages]


def test_a_dose_without_an_amount_is_not_counted() -> None:
    """
    It is told as not checked.
    """
    sample = sample_regimen("Paracetamol", strength="1 g", hours=(0,))
    regimen = attrs.evolve(
        sample,
        doses=tuple(attrs.evolve(dose, quantity=None) for dose in sample.doses),
        during=Period(start=NOW, end=NOW),
    )

    assert [FindingCode.NOT_CHECKED, FindingCode.ADVICE] == [
        one.code for one in check([regimen], patient=Patient())
    ]
