"""
Severity: the table of rule VIT-07, red lines, and the patient's own bounds.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dastern_core.kernel import InvalidInputError, PatientId, decimal_text
from dastern_core.vitals import (
    COMPONENTS,
    DEFAULT_BOUNDS,
    PLAUSIBLE,
    RED_LINES,
    Bounds,
    Component,
    PersonalBounds,
    Reading,
    ReadingId,
    RedLine,
    Severity,
    VitalSign,
    assess,
    bounds_for,
)

_BP, _SUGAR, _PULSE = VitalSign.BLOOD_PRESSURE, VitalSign.GLUCOSE, VitalSign.HEART_RATE
_HEAT, _OXYGEN = VitalSign.TEMPERATURE, VitalSign.SPO2


@pytest.mark.rule("VIT-03")
@pytest.mark.rule("VIT-06")
@pytest.mark.rule("VIT-07")
@pytest.mark.rule("VIT-08")
@pytest.mark.parametrize(
    ("sign", "numbers", "expected"),
    [
        (_BP, "140/90", None),
        (_BP, "90/60", None),
        (_BP, "140.1/80", Severity.MEDIUM),
        (_BP, "152.5/80", Severity.MEDIUM),
        (_BP, "153/80", Severity.HIGH),
        (_BP, "77/60", Severity.HIGH),
        (_BP, "166/80", Severity.CRITICAL),
        (_BP, "64/60", Severity.CRITICAL),
        (_BP, "120/98", Severity.HIGH),
        (_BP, "130/106", Severity.CRITICAL),
        (_SUGAR, "181", Severity.MEDIUM),
        (_SUGAR, "208", Severity.HIGH),
        (_SUGAR, "236", Severity.CRITICAL),
        (_PULSE, "121", Severity.MEDIUM),
        (_PULSE, "138", Severity.HIGH),
        (_PULSE, "156", Severity.CRITICAL),
        (_HEAT, "38", None),
        (_HEAT, "38.6", Severity.MEDIUM),
        (_HEAT, "38.7", Severity.HIGH),
        (_HEAT, "39.3", Severity.CRITICAL),
        (_OXYGEN, "91", Severity.MEDIUM),
        (_OXYGEN, "89", Severity.HIGH),
        (_OXYGEN, "87", Severity.CRITICAL),
        (VitalSign.WEIGHT, "200", None),
        (VitalSign.HEIGHT, "90", None),
    ],
)
def test_distance_from_the_middle_is_severity(
    reading: Callable[..., Reading], sign: VitalSign, numbers: str, expected: Severity | None
) -> None:
    """
    Bounds are normal; beyond them the ratio decides, for the worse of two numbers.
    """
    assert expected is assess(reading(sign, numbers)).severity


@pytest.mark.rule("VIT-09")
@pytest.mark.rule("B053")
@pytest.mark.parametrize(("numbers", "expected"), [("54", 1), ("53.9", 3), ("40", 3), ("69", 1)])
def test_low_sugar_is_critical_long_before_the_ratio_says_so(
    reading: Callable[..., Reading], numbers: str, expected: int
) -> None:
    """
    Below 54 mg/dL the red line counts, where the ratio alone would say medium or high.
    """
    assert Severity(expected) is assess(reading(_SUGAR, numbers)).severity


def _beyond(line: RedLine) -> str:
    step = Fraction(1, 10) if line.above else Fraction(-1, 10)
    number = decimal_text(line.limit + step)
    whole = {Component.SYSTOLIC: f"{number}/80", Component.DIASTOLIC: f"200/{number}"}
    return whole.get(line.component, number)


def _sign(component: Component) -> VitalSign:
    return next(sign for sign, components in COMPONENTS.items() if component in components)


@pytest.mark.rule("C51")
@pytest.mark.parametrize("line", RED_LINES, ids=lambda one: f"{one.component.value}-{one.limit}")
def test_no_personal_bound_moves_a_red_line(reading: Callable[..., Reading], line: RedLine) -> None:
    """
    However wide a patient's own bounds, a number beyond the line is urgent and says why.
    """
    span = PLAUSIBLE[line.component]
    wide = PersonalBounds(component=line.component, low=span.least, high=span.most)
    judged = assess(reading(_sign(line.component), _beyond(line)), personal=[wide])
    found = [one for one in judged.findings if one.red_line is line]

    assert [line.severity] == [one.severity for one in found]
    assert line.source


@pytest.mark.rule("C51")
@pytest.mark.parametrize(
    ("sign", "numbers", "crossed"),
    [
        (_BP, "180/80", False),
        (_BP, "200/120", False),
        (_SUGAR, "54", False),
        (_SUGAR, "299.9", False),
        (_SUGAR, "300", True),
        (_PULSE, "41", False),
        (_PULSE, "40", True),
        (_PULSE, "130", False),
        (_PULSE, "131", True),
        (_HEAT, "35", True),
        (_HEAT, "35.1", False),
        (_HEAT, "40", False),
        (_OXYGEN, "84", False),
        (_OXYGEN, "83", True),
    ],
)
def test_a_red_line_lies_where_its_source_draws_it(
    reading: Callable[..., Reading],
    sign: VitalSign,
    numbers: str,
    crossed: bool,  # noqa: FBT001 - a parametrized expectation
) -> None:
    """
    Where a source says "or above" the limit itself is urgent, where it says "above" it is not.
    """
    last = list(assess(reading(sign, numbers)).findings)[-1:]

    assert [crossed] * len(last) == [one.red_line is not None for one in last]


@pytest.mark.rule("VIT-05")
def test_each_personal_bound_replaces_its_default() -> None:
    """
    A bound that is not the patient's own is the default one.
    """
    own = PersonalBounds(component=Component.SPO2, low=Fraction(88))

    assert Bounds(low=Fraction(88), high=Fraction(100)) == bounds_for(Component.SPO2, [own])
    assert DEFAULT_BOUNDS[Component.GLUCOSE] == bounds_for(Component.GLUCOSE, [own])


@pytest.mark.rule("VIT-08")
def test_severity_follows_the_patients_own_bounds(reading: Callable[..., Reading]) -> None:
    """
    What is high for most is normal for one, and the other way round.
    """
    wide = PersonalBounds(component=Component.SPO2, low=Fraction(86))
    narrow = PersonalBounds(component=Component.SYSTOLIC, high=Fraction(110))

    assert assess(reading(_OXYGEN, "87"), personal=[wide]).severity is None
    assert Severity.CRITICAL is assess(reading(_BP, "125/80"), personal=[narrow]).severity


@pytest.mark.rule("VIT-07")
def test_beyond_a_single_bound_is_medium(reading: Callable[..., Reading]) -> None:
    """
    Without a second bound there is no middle to measure from.
    """
    own = PersonalBounds(component=Component.WEIGHT, high=Fraction(90))
    (found,) = assess(reading(VitalSign.WEIGHT, "120"), personal=[own]).findings

    assert (Severity.MEDIUM, None) == (found.severity, found.ratio)


@pytest.mark.parametrize(
    ("low", "high", "fields"),
    [("9", None, ["low"]), ("9", "900", ["low", "high"]), ("150", None, ["low"])],
)
def test_bounds_that_nothing_meets_are_refused(
    low: str, high: str | None, fields: list[str]
) -> None:
    """
    A slip of the finger, or a low bound above the default high one, is an error.
    """
    with pytest.raises(InvalidInputError) as caught:
        PersonalBounds(
            component=Component.SYSTOLIC,
            low=Fraction(low),
            high=None if high is None else Fraction(high),
        )

    assert fields == [fault.field for fault in caught.value.faults]


@given(st.integers(31, 299), st.integers(31, 299))
def test_farther_from_the_middle_is_never_milder(first: int, second: int) -> None:
    """
    On one side of normal, severity never falls as the number moves away.
    """
    near, far = sorted([first, second], key=lambda one: abs(one - 115))
    if (near - 115) * (far - 115) <= 0:
        return
    severities = [_systolic(number) for number in (near, far)]

    assert sorted(severities) == severities


def _systolic(number: int) -> int:
    judged = assess(
        Reading(
            id=ReadingId(UUID(int=1)),
            patient_id=PatientId(UUID(int=7)),
            sign=_BP,
            value=Fraction(number),
            secondary=Fraction(30),
            unit="mmHg",
            measured_at=datetime(2026, 6, 15, tzinfo=UTC),
        )
    )
    return max(
        (one.severity for one in judged.findings if one.component is Component.SYSTOLIC), default=0
    )
