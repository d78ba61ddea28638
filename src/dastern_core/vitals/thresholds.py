"""
Thresholds: within which bounds a vital sign is normal, for everybody and for one patient.

Bounds are normal values themselves (VIT-06). A doctor may narrow or widen each bound for
one patient; nobody can move a red line (C51).
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.vitals.signs import PLAUSIBLE, Component

__all__ = ["DEFAULT_BOUNDS", "Bounds", "PersonalBounds", "bounds_for"]


@attrs.frozen(kw_only=True)
class Bounds:
    """
    The lowest and the highest normal number, in the unit in which the sign is judged.

    Args:
        low: None where nothing is too low.
        high: None where nothing is too high.

    Raises:
        InvalidInputError: The low bound is not below the high one.
    """

    low: Fraction | None = None
    high: Fraction | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse bounds between which nothing lies.
        """
        if self.low is not None and self.high is not None and self.low >= self.high:
            remedy = "Give a low bound below the high one, or both bounds."
            fault = Fault(field="low", problem="is not below the high bound", remedy=remedy)
            raise InvalidInputError(fault)

    def __contains__(self, number: Fraction) -> bool:
        """
        Tell whether a number is normal; the bounds are.
        """
        return not (
            (self.low is not None and number < self.low)
            or (self.high is not None and number > self.high)
        )


def _bounds(low: str, high: str) -> Bounds:
    return Bounds(low=Fraction(low), high=Fraction(high))


# The ranges of rule VIT-03, which names no guideline; weight and height have none (C50).
DEFAULT_BOUNDS: Final[Mapping[Component, Bounds]] = MappingProxyType(
    {
        Component.SYSTOLIC: _bounds("90", "140"),
        Component.DIASTOLIC: _bounds("60", "90"),
        Component.GLUCOSE: _bounds("70", "180"),
        Component.HEART_RATE: _bounds("50", "120"),
        Component.TEMPERATURE: _bounds("35.5", "38.0"),
        Component.SPO2: _bounds("92", "100"),
        Component.WEIGHT: Bounds(),
        Component.HEIGHT: Bounds(),
    }
)
"""
What is normal unless a patient's own bounds say otherwise (VIT-03).
"""


@attrs.frozen(kw_only=True)
class PersonalBounds:
    """
    A patient's own bounds for one component.

    Args:
        component: What they judge.
        low: In the unit in which the sign is judged; None means the default bound.
        high: None means the default bound.

    Raises:
        InvalidInputError: A bound is one that no reading could reach, or the bounds leave
            nothing normal once the defaults have filled in.

    Source:
        Rule VIT-05.
    """

    component: Component
    low: Fraction | None = None
    high: Fraction | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse bounds that could never be met, before they silence or flood.
        """
        span = PLAUSIBLE[self.component]
        faults = [
            Fault(field=name, problem="is out of reach", remedy="Check the number and its unit.")
            for name, bound in (("low", self.low), ("high", self.high))
            if bound is not None and bound not in span
        ]
        if faults:
            raise InvalidInputError(*faults)
        self.merged()

    def merged(self) -> Bounds:
        """
        Fill the bounds that are not the patient's own from the defaults.
        """
        default = DEFAULT_BOUNDS[self.component]
        return Bounds(
            low=default.low if self.low is None else self.low,
            high=default.high if self.high is None else self.high,
        )


def bounds_for(component: Component, personal: Iterable[PersonalBounds]) -> Bounds:
    """
    Give the bounds that count for a patient.

    Args:
        component: What is judged.
        personal: The patient's own bounds; of several for one component the last counts.
    """
    own = {one.component: one for one in personal}.get(component)
    return DEFAULT_BOUNDS[component] if own is None else own.merged()
