"""
Treatment episodes as arrays; see ``dastern_core.adherence.episodes``.
"""

import attrs
import numpy as np

from dastern_core.adherence.batch.gaps import interval_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays, required
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.episodes import DAYS_IN, EXACT_DAYS, EpisodeRules, GapUnit
from dastern_core.adherence.gaps import CarryOver

__all__ = ["EpisodeArrays", "episode_arrays"]


@attrs.frozen(kw_only=True, eq=False)
class EpisodeArrays:
    """
    The episodes of a population, in the order of patients and time.

    Args:
        patient: Each episode's patient.
        number: From 1 within the patient.
        start: The day number of its first event.
        duration: Days.
        end_gap: Days without supply after its last event.
    """

    patient: Integers
    number: Integers
    start: Integers
    duration: Floats
    end_gap: Floats


def episode_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, rules: EpisodeRules, carry_over: CarryOver
) -> EpisodeArrays:
    """
    Split every patient's follow-up into treatment episodes.

    Args:
        supply: The events.
        windows: Each patient's windows; the follow-up alone counts.
        rules: What ends an episode.
        carry_over: What becomes of supply that is left over.

    Returns:
        The episodes.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.
    """
    found = interval_arrays(supply, windows=windows.observing_everything(), carry_over=carry_over)
    opens_patient = np.diff(found.patient, prepend=-1) != 0
    closes_patient = np.append(opens_patient[1:], True)[: opens_patient.size]
    permitted = rules.gap.value * (
        supply.duration[found.index] / 100
        if rules.gap.unit is GapUnit.PERCENT
        else np.full(found.index.size, float(DAYS_IN[rules.gap.unit]))
    )
    closes = closes_patient | (found.gap > permitted + EXACT_DAYS)
    if rules.medication_change:
        medicine = required(supply.medication, "medication")[found.index]
        closes |= np.diff(medicine, append=-1) != 0
    if rules.dosage_change:
        dose = required(supply.dose, "dose")[found.index]
        closes |= np.diff(dose, append=-1) != 0
    opens = np.append(True, closes[:-1])[: closes.size]
    left_out = (
        np.maximum(0.0, found.gap - permitted)
        if rules.append_gap
        else np.where(closes_patient & (found.gap < permitted - EXACT_DAYS), 0.0, found.gap)
    )
    patient = found.patient[opens]
    places = np.arange(patient.size)
    opening = np.where(np.diff(patient, prepend=-1) != 0, places, 0)
    return EpisodeArrays(
        patient=patient,
        number=places - np.maximum.accumulate(opening) + 1,
        start=found.day[opens],
        duration=(found.day + found.days - left_out)[closes] - found.day[opens],
        end_gap=found.gap[closes],
    )
