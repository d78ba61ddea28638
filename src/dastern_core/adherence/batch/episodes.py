"""
Treatment episodes as arrays; see ``dastern_core.adherence.episodes``.
"""

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.adherence.batch.blocks import blocks
from dastern_core.adherence.batch.gaps import IntervalArrays, interval_arrays
from dastern_core.adherence.batch.supply import Floats, Integers, SupplyArrays, required
from dastern_core.adherence.batch.windows import WindowArrays
from dastern_core.adherence.episodes import DAYS_IN, EXACT_DAYS, EpisodeRules, GapUnit
from dastern_core.adherence.gaps import CarryOver

__all__ = [
    "EpisodeArrays",
    "PersistenceArrays",
    "SplitArrays",
    "episode_arrays",
    "persistence_arrays",
    "split_arrays",
]


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


@attrs.frozen(kw_only=True, eq=False)
class PersistenceArrays:
    """
    The time from each patient's first event to the end of treatment.

    Args:
        days: NaN without events; see ``Persistence``.
        discontinued: Whether treatment ended, before the follow-up did.
    """

    days: Floats
    discontinued: NDArray[np.bool_]


@attrs.frozen(kw_only=True, eq=False)
class SplitArrays:
    """
    The events of a follow-up, and which of them begin and end an episode.

    Args:
        found: The events with their gaps.
        opens: Whether an event begins one.
        closes: Whether it ends one.
        ends: Whether treatment ends after it: another episode follows, or a gap longer
            than permitted.
        left_out: The days after it, up to the next event, that its episode does not keep.
    """

    found: IntervalArrays
    opens: NDArray[np.bool_]
    closes: NDArray[np.bool_]
    ends: NDArray[np.bool_]
    left_out: Floats

    def whole(self) -> EpisodeArrays:
        """
        Give the episodes.
        """
        found = self.found
        patient = found.patient[self.opens]
        places = np.arange(patient.size)
        opening = np.where(np.diff(patient, prepend=-1) != 0, places, 0)
        return EpisodeArrays(
            patient=patient,
            number=places - np.maximum.accumulate(opening) + 1,
            start=found.day[self.opens],
            duration=(found.day + found.days - self.left_out)[self.closes] - found.day[self.opens],
            end_gap=found.gap[self.closes],
        )


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
    parts = [
        attrs.evolve(one, patient=one.patient + first)
        for first, part, seen in blocks(supply, windows)
        for one in [split_arrays(part, windows=seen, rules=rules, carry_over=carry_over).whole()]
    ]
    whole, days = np.zeros(0, np.int64), np.zeros(0)
    return EpisodeArrays(
        patient=np.concatenate([whole, *(one.patient for one in parts)]),
        number=np.concatenate([whole, *(one.number for one in parts)]),
        start=np.concatenate([whole, *(one.start for one in parts)]),
        duration=np.concatenate([days, *(one.duration for one in parts)]),
        end_gap=np.concatenate([days, *(one.end_gap for one in parts)]),
    )


def persistence_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, rules: EpisodeRules, carry_over: CarryOver
) -> PersistenceArrays:
    """
    Measure every patient's time to discontinuation; see ``persistence``.

    Args:
        supply: The events.
        windows: Each patient's windows; the follow-up alone counts.
        rules: What ends treatment.
        carry_over: What becomes of supply that is left over.

    Returns:
        One entry for each patient.

    Raises:
        InvalidInputError: An option needs doses or medicines that the supply lacks.
    """
    split = split_arrays(supply, windows=windows, rules=rules, carry_over=carry_over)
    found, whole = split.found, split.whole()
    first = whole.number == 1
    patient = whole.patient[first]
    ended = split.ends[split.closes][first]
    days = np.full(supply.patients, np.nan)
    days[patient] = np.where(
        ended, whole.duration[first], windows.followup_end[patient] - whole.start[first]
    )
    discontinued = np.zeros(supply.patients, np.bool_)
    discontinued[found.patient[split.closes][first]] = ended
    return PersistenceArrays(days=days, discontinued=discontinued)


def split_arrays(
    supply: SupplyArrays, *, windows: WindowArrays, rules: EpisodeRules, carry_over: CarryOver
) -> SplitArrays:
    """
    Find where every patient's episodes begin and end; see ``episode_arrays``.
    """
    found = interval_arrays(supply, windows=windows.observing_everything(), carry_over=carry_over)
    opens_patient = np.diff(found.patient, prepend=-1) != 0
    closes_patient = np.append(opens_patient[1:], True)[: opens_patient.size]
    permitted = rules.gap.value * (
        supply.duration[found.index] / 100
        if rules.gap.unit is GapUnit.PERCENT
        else np.full(found.index.size, float(DAYS_IN[rules.gap.unit]))
    )
    ends = found.gap > permitted + EXACT_DAYS
    if rules.medication_change:
        medicine = required(supply.medication, "medication")[found.index]
        ends[:-1] |= np.diff(medicine) != 0
    if rules.dosage_change:
        dose = required(supply.dose, "dose")[found.index]
        ends[:-1] |= np.diff(dose) != 0
    ends = np.where(closes_patient, found.gap > permitted + EXACT_DAYS, ends)
    closes = closes_patient | ends
    return SplitArrays(
        found=found,
        opens=np.append(True, closes[:-1])[: closes.size],
        closes=closes,
        ends=ends,
        left_out=(
            np.maximum(0.0, found.gap - permitted)
            if rules.append_gap
            else np.where(closes_patient & (found.gap < permitted - EXACT_DAYS), 0.0, found.gap)
        ),
    )
