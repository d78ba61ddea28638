"""
Abbreviations: the codes that state a whole schedule in one word.

Source: v3-GTSAbbreviation, the preferred binding of FHIR R5 Timing.code, with the
meanings that FHIR gives them; ``PM`` is "afternoon or evening" and stays ambiguous.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from dastern_core.schedule.concepts import Concept
from dastern_core.schedule.meals import EventTiming
from dastern_core.schedule.timing import Repeat, TimeUnit

__all__ = ["GTS_ABBREVIATION", "REPEAT_OF_CODE", "abbreviation"]

GTS_ABBREVIATION: Final = "http://terminology.hl7.org/CodeSystem/v3-GTSAbbreviation"
"""
The address of the code system.
"""


def _every(
    period: int, unit: TimeUnit, *, frequency: int = 1, when: tuple[EventTiming, ...] = ()
) -> Repeat:
    return Repeat(frequency=frequency, period=Fraction(period), period_unit=unit, when=when)


REPEAT_OF_CODE: Final[Mapping[str, Repeat]] = MappingProxyType(
    {
        "QD": _every(1, TimeUnit.DAY),
        "BID": _every(1, TimeUnit.DAY, frequency=2),
        "TID": _every(1, TimeUnit.DAY, frequency=3),
        "QID": _every(1, TimeUnit.DAY, frequency=4),
        "QOD": _every(2, TimeUnit.DAY),
        "AM": _every(1, TimeUnit.DAY, when=(EventTiming.MORN,)),
        "PM": _every(1, TimeUnit.DAY),
        "BED": _every(1, TimeUnit.DAY, when=(EventTiming.HS,)),
        "WK": _every(1, TimeUnit.WEEK),
        "MO": _every(1, TimeUnit.MONTH),
        **{f"Q{hours}H": _every(hours, TimeUnit.HOUR) for hours in (1, 2, 3, 4, 6, 8)},
    }
)
"""
The rule that each code states; of ``PM`` only the part that is not ambiguous.
"""


def abbreviation(code: Concept | None) -> str | None:
    """
    Give the concept's abbreviation, or None where it has no known one.
    """
    known = code.code_in(GTS_ABBREVIATION, None) if code else None
    return known if known in REPEAT_OF_CODE else None
