"""
Severity: how far a reading lies from normal, over all its components.

The distance from the middle of the bounds, as a share of half their width, tells how
severe a component is (VIT-07); red lines hold whatever the bounds say, because a doctor
who widens a bound does not mean a crisis (C51, VIT-09). The worst component counts.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from fractions import Fraction
from typing import Final

import attrs

from dastern_core.vitals.readings import Reading
from dastern_core.vitals.signs import Component
from dastern_core.vitals.thresholds import Bounds, PersonalBounds, bounds_for

__all__ = ["RED_LINES", "Assessment", "Finding", "RedLine", "Severity", "assess"]


class Severity(IntEnum):
    """
    How urgent an abnormal reading is; a normal one has no severity.
    """

    MEDIUM = 1
    HIGH = 2
    CRITICAL = 3


@attrs.frozen(kw_only=True)
class RedLine:
    """
    A number beyond which a component is urgent for everybody.

    Args:
        component: What it judges.
        limit: In the unit in which the sign is judged.
        above: True where numbers above the limit are meant, False where those below are.
        severity: How urgent, at the least.
        source: Who says so.
        on_limit: Whether the limit itself is meant too.
    """

    component: Component
    limit: Fraction
    above: bool
    severity: Severity
    source: str
    on_limit: bool = False

    def is_crossed(self, number: Fraction) -> bool:
        """
        Tell whether a number is one that the source means.
        """
        if number == self.limit:
            return self.on_limit
        return number > self.limit if self.above else number < self.limit


_ACC_AHA = "ACC/AHA hypertension guideline 2017, section 11.2: above 180 or above 120 mmHg"
_ADA_LOW = "ADA Standards of Care 2024, section 6: below 54 mg/dL is level 2 hypoglycaemia"
_CDC_HIGH = "US CDC, Diabetic Ketoacidosis: 300 mg/dL or above is an emergency"
_NEWS2 = "Royal College of Physicians, NEWS2 (2017): a single parameter scoring 3"
_NEWS2_LOW_OXYGEN = "Royal College of Physicians, NEWS2 (2017), SpO2 scale 2: 83 % or less"
_HEAT_STROKE = "Bouchama and Knochel, NEJM 346:1978 (2002): above 40 °C is heat stroke"

RED_LINES: Final = (
    RedLine(
        component=Component.SYSTOLIC,
        limit=Fraction(180),
        above=True,
        severity=Severity.CRITICAL,
        source=_ACC_AHA,
    ),
    RedLine(
        component=Component.DIASTOLIC,
        limit=Fraction(120),
        above=True,
        severity=Severity.CRITICAL,
        source=_ACC_AHA,
    ),
    RedLine(
        component=Component.GLUCOSE,
        limit=Fraction(54),
        above=False,
        severity=Severity.CRITICAL,
        source=_ADA_LOW,
    ),
    RedLine(
        component=Component.GLUCOSE,
        limit=Fraction(300),
        above=True,
        severity=Severity.CRITICAL,
        source=_CDC_HIGH,
        on_limit=True,
    ),
    RedLine(
        component=Component.HEART_RATE,
        limit=Fraction(41),
        above=False,
        severity=Severity.HIGH,
        source=_NEWS2,
    ),
    RedLine(
        component=Component.HEART_RATE,
        limit=Fraction(130),
        above=True,
        severity=Severity.HIGH,
        source=_NEWS2,
    ),
    RedLine(
        component=Component.TEMPERATURE,
        limit=Fraction("35.1"),
        above=False,
        severity=Severity.HIGH,
        source=_NEWS2,
    ),
    RedLine(
        component=Component.TEMPERATURE,
        limit=Fraction(40),
        above=True,
        severity=Severity.CRITICAL,
        source=_HEAT_STROKE,
    ),
    RedLine(
        component=Component.SPO2,
        limit=Fraction(84),
        above=False,
        severity=Severity.CRITICAL,
        source=_NEWS2_LOW_OXYGEN,
    ),
)
"""
The lines that nobody's own bounds can move, each with its source (C51, VIT-09).

NEWS2 scores whole numbers and tenths of a degree: 40 beats or fewer, 131 or more, 35.0 °C
or less. The limits here lie on the number beside them.
"""

_HIGH_RATIO, _CRITICAL_RATIO = Fraction(3, 2), Fraction(2)


@attrs.frozen(kw_only=True)
class Finding:
    """
    What is wrong with one component of a reading.

    Args:
        component: Which one.
        number: In the unit in which the sign is judged.
        bounds: The bounds that counted.
        severity: How urgent.
        ratio: The distance from the bounds' middle over half their width; None where
            there is only one bound.
        red_line: The line that made it urgent, or None.
    """

    component: Component
    number: Fraction
    bounds: Bounds
    severity: Severity
    ratio: Fraction | None
    red_line: RedLine | None


@attrs.frozen(kw_only=True)
class Assessment:
    """
    A reading, judged.

    Args:
        reading: What was judged.
        findings: What is abnormal, in the components' order; empty where nothing is.
    """

    reading: Reading
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity | None:
        """
        The worst finding's severity; None for a normal reading.
        """
        return max((one.severity for one in self.findings), default=None)


def assess(reading: Reading, *, personal: Iterable[PersonalBounds] = ()) -> Assessment:
    """
    Judge a reading by the patient's bounds and by the red lines.

    Args:
        reading: What was measured.
        personal: The patient's own bounds; the defaults fill in.

    Source:
        Rules VIT-06 to VIT-09, C51; defect B053 (diastolic and own bounds were ignored).
    """
    own = tuple(personal)
    return Assessment(reading=reading, findings=tuple(_findings(reading, own)))


def _findings(reading: Reading, own: tuple[PersonalBounds, ...]) -> Iterator[Finding]:
    for component, number in reading.judged.items():
        bounds = bounds_for(component, own)
        ratio = _ratio(number, bounds)
        by_bounds = None if number in bounds else _by_ratio(ratio)
        line = max(
            (one for one in RED_LINES if one.component is component and one.is_crossed(number)),
            key=lambda one: one.severity,
            default=None,
        )
        by_line = None if line is None else line.severity
        severity = max((one for one in (by_bounds, by_line) if one is not None), default=None)
        if severity is not None:
            yield Finding(
                component=component,
                number=number,
                bounds=bounds,
                severity=severity,
                ratio=ratio,
                red_line=line,
            )


def _ratio(number: Fraction, bounds: Bounds) -> Fraction | None:
    if bounds.low is None or bounds.high is None:
        return None
    middle, half = (bounds.low + bounds.high) / 2, (bounds.high - bounds.low) / 2
    return abs(number - middle) / half


def _by_ratio(ratio: Fraction | None) -> Severity:
    if ratio is None or ratio <= _HIGH_RATIO:
        return Severity.MEDIUM
    return Severity.CRITICAL if ratio > _CRITICAL_RATIO else Severity.HIGH
