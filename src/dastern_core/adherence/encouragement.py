"""
Encouragement: what the patient hears about the rate, as a word to be translated.
"""

from enum import Enum
from fractions import Fraction

from dastern_core.adherence.rates import Band, Bands, band

__all__ = ["Encouragement", "encouragement", "needs_encouragement"]

_GREAT = Fraction(80, 100)  # rule ADH-18
_FAIR = Fraction(50, 100)  # rule ADH-18


class Encouragement(Enum):
    """
    The tone of a greeting.
    """

    GREAT_JOB = "great_job"
    KEEP_IT_UP = "keep_it_up"
    STAY_ON_TRACK = "stay_on_track"
    READY_TO_START = "ready_to_start"


def encouragement(rate: Fraction | None) -> Encouragement:
    """
    Choose the greeting that fits a rate.

    Args:
        rate: The exact rate, or None where no dose counted yet.

    Returns:
        From 80 % great, from 50 % keep going, above 0 stay on track; at 0 or without
        data, ready to start.

    Source:
        Rule ADH-18.
    """
    if not rate:
        return Encouragement.READY_TO_START
    if rate >= _GREAT:
        return Encouragement.GREAT_JOB
    return Encouragement.KEEP_IT_UP if rate >= _FAIR else Encouragement.STAY_ON_TRACK


def needs_encouragement(*, before: Fraction | None, after: Fraction | None, bands: Bands) -> bool:
    """
    Tell whether the rate has just dropped out of the yellow band, which is worth a message.

    Args:
        before: The rate before the latest dose ended.
        after: The rate with it.
        bands: Where yellow ends.

    Returns:
        True at the crossing only: a rate that stays low brings no second message, and a
        first rate that is low has not dropped.

    Source:
        Rule ADH-14.
    """
    return before is not None and (
        band(before, bands=bands) is not Band.RED and band(after, bands=bands) is Band.RED
    )
