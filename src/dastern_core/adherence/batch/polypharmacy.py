"""
Polypharmacy as arrays; see ``dastern_core.adherence.polypharmacy``.
"""

from collections.abc import Collection, Sequence

import attrs
import numpy as np
from numpy.typing import NDArray

from dastern_core.adherence.batch.episodes import EpisodeArrays, episode_arrays
from dastern_core.adherence.batch.measures import measure_arrays
from dastern_core.adherence.batch.supply import Floats, SupplyArrays, required
from dastern_core.adherence.batch.windows import WindowArrays, place_arrays
from dastern_core.adherence.episodes import EpisodeRules, PermissibleGap
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.measures import Measure
from dastern_core.adherence.windows import WindowPlan

__all__ = ["PolypharmacyArrays", "group_arrays", "polypharmacy_arrays"]

_NO_GAP = EpisodeRules(gap=PermissibleGap(value=0))


@attrs.frozen(kw_only=True, eq=False)
class PolypharmacyArrays:
    """
    How well each patient's groups of medicines were supplied.

    Args:
        groups: One row for each patient and one column for each group, the last for the
            medicines of none; NaN where the measure has no value.
        present: Whether the patient has events of the group.
        any_covered: The share of the observation with supply of at least one group; NaN,
            as the next two, for a patient without events or windows.
        all_covered: The share with supply of every group.
        mean_covered: The mean share over the groups.
    """

    groups: Floats
    present: NDArray[np.bool_]
    any_covered: Floats
    all_covered: Floats
    mean_covered: Floats

    @property
    def mean_of_groups(self) -> Floats:
        """
        The mean of the groups' measures; NaN where one of them has no value.
        """
        count = self.present.sum(axis=1)
        total = np.where(self.present, self.groups, 0.0).sum(axis=1)
        mean = np.full(count.size, np.nan)
        np.divide(total, count, out=mean, where=count > 0)
        return mean


def group_arrays(supply: SupplyArrays, *, groups: Sequence[Collection[int]]) -> SupplyArrays:
    """
    Put events into groups, as if each patient's group were a patient.

    Args:
        supply: The events, with medicines.
        groups: The medicines' codes of each group. What belongs to none makes a last group.

    Returns:
        The events; group ``g`` of patient ``p`` is number ``p * (len(groups) + 1) + g``.

    Raises:
        InvalidInputError: The supply has no medicines.
    """
    medication = required(supply.medication, "medication")
    members = [np.isin(medication, list(one)) for one in groups]
    members.append(~np.any(members, axis=0) if members else np.ones(medication.size, np.bool_))
    places = [np.flatnonzero(one) for one in members]
    index = np.concatenate(places)
    group = np.repeat(np.arange(len(places)), [one.size for one in places])
    patient = supply.patient[index] * len(places) + group
    order = np.argsort(patient, kind="stable")
    return supply.taken(index[order], patient[order], patients=supply.patients * len(places))


def polypharmacy_arrays(
    kind: Measure,
    supply: SupplyArrays,
    *,
    groups: Sequence[Collection[int]],
    plan: WindowPlan,
    followup_per_group: bool = False,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> PolypharmacyArrays:
    """
    Measure every patient's groups of medicines, each and together.

    Args:
        kind: How each group is measured.
        supply: The events, with medicines.
        groups: See ``group_arrays``.
        plan: Where the windows lie, seen from each patient's first event.
        followup_per_group: See ``polypharmacy``.
        same_medication: See ``CarryOver``, within a group.
        dosage_change: See ``CarryOver``, within a group.

    Returns:
        One entry for each patient.

    Raises:
        InvalidInputError: The supply has no medicines, or not the doses that an option
            needs.
    """
    grouped = group_arrays(supply, groups=groups)
    columns = len(groups) + 1
    windows = place_arrays(plan, supply)
    repeated = windows.taken(np.repeat(np.arange(supply.patients), columns))
    value = measure_arrays(
        kind,
        grouped,
        windows=place_arrays(plan, grouped) if followup_per_group else repeated,
        same_medication=same_medication,
        dosage_change=dosage_change,
    )
    carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    found = episode_arrays(grouped, windows=repeated, rules=_NO_GAP, carry_over=carry_over)
    present = np.zeros(grouped.patients, np.bool_)
    present[grouped.patient] = True
    shape = (supply.patients, columns)
    count = present.reshape(shape).sum(axis=1)
    some, every, mean = _together(
        attrs.evolve(found, patient=found.patient // columns), windows=windows, count=count
    )
    return PolypharmacyArrays(
        groups=value.reshape(shape),
        present=present.reshape(shape),
        any_covered=some,
        all_covered=every,
        mean_covered=mean,
    )


def _together(
    found: EpisodeArrays, *, windows: WindowArrays, count: NDArray[np.int_]
) -> tuple[Floats, Floats, Floats]:
    """
    Give the shares of the observation with any group, with all, and on average.
    """
    start = np.maximum(found.start, windows.observation_start[found.patient])
    end = np.minimum(found.start + found.duration, windows.observation_end[found.patient])
    seen = start < end
    patient = np.concatenate([found.patient[seen], found.patient[seen]])
    number = np.concatenate([start[seen], end[seen]])
    change = np.repeat([1, -1], seen.sum())
    order = np.lexsort((number, patient))
    patient, number = patient[order], number[order]
    # Every patient's steps add up to 0, so one sum serves all of them.
    supplied = np.cumsum(change[order])
    days = np.where(supplied > 0, np.append(np.diff(number), 0.0)[: number.size], 0.0)
    length = windows.observation_end - windows.observation_start

    def share(amount: Floats) -> Floats:
        return np.minimum(1.0, np.bincount(patient, amount, count.size) / length)

    every = np.where(supplied == count[patient], days, 0.0)
    return share(days), share(every), share(days * supplied / count[patient])
