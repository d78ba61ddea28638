"""
Critical information: what a doctor in an emergency must see, over all encounters.

An allergy never disappears because a later visit did not mention it (EPN-09, B059), and a
blood group that two visits tell differently is shown as a conflict, never as a fact
(EPN-11). "Nobody asked" is not "none" (EPN-10).
"""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime

import attrs

from dastern_core.encounters.records import BloodGroup, Encounter, EncounterId

__all__ = ["CriticalInformation", "Mention", "critical_information"]


@attrs.frozen(kw_only=True)
class Mention:
    """
    Something critical, and the encounters that tell of it.

    Args:
        text: As the newest of them writes it.
        first_told: When the oldest of them happened.
        last_told: When the newest of them happened.
        encounters: Which ones, oldest first.
    """

    text: str = attrs.field(repr=False)
    first_told: datetime
    last_told: datetime
    encounters: tuple[EncounterId, ...]


@attrs.frozen(kw_only=True)
class CriticalInformation:
    """
    What is known over all of a patient's encounters.

    Args:
        allergies: None where no encounter asked; empty where all that asked found none.
        chronic_conditions: As for allergies.
        surgeries: As for allergies.
        blood_groups: Every group that an encounter tells, newest first; more than one is a
            conflict: test before transfusing.
        encounters: How many there are; 0 means that there is no history at all.
    """

    allergies: tuple[Mention, ...] | None
    chronic_conditions: tuple[Mention, ...] | None
    surgeries: tuple[Mention, ...] | None
    blood_groups: tuple[BloodGroup, ...]
    encounters: int

    @property
    def has_blood_group_conflict(self) -> bool:
        """
        Whether encounters disagree about the blood group.
        """
        return len(self.blood_groups) > 1


def critical_information(encounters: Iterable[Encounter]) -> CriticalInformation:
    """
    Gather what is critical from a patient's encounters.

    Args:
        encounters: The newest version of each, in any order; withdrawn ones are left out.

    Returns:
        Every allergy, condition and surgery ever told, each once, and every blood group.
        Spellings that differ in case, space and code points only are one.

    Source:
        Rules EPN-09 to EPN-11; defect B059.
    """
    told = sorted(
        (one for one in encounters if one.retired_at is None),
        key=lambda one: (one.occurred_at, one.recorded_at, one.id),
    )
    groups = dict.fromkeys(one.blood_group for one in reversed(told) if one.blood_group is not None)
    return CriticalInformation(
        allergies=_gather(told, lambda one: one.allergies),
        chronic_conditions=_gather(told, lambda one: one.chronic_conditions),
        surgeries=_gather(told, _surgeries),
        blood_groups=tuple(groups),
        encounters=len(told),
    )


def _surgeries(encounter: Encounter) -> tuple[str, ...] | None:
    if encounter.recent_surgery is None:
        return None
    return (encounter.recent_surgery,) if encounter.recent_surgery.strip() else ()


def _gather(
    told: list[Encounter], items: Callable[[Encounter], tuple[str, ...] | None]
) -> tuple[Mention, ...] | None:
    asked = [(one, listed) for one in told if (listed := items(one)) is not None]
    if not asked:
        return None
    found: dict[str, list[tuple[Encounter, str]]] = {}
    for encounter, listed in asked:
        for text in listed:
            found.setdefault(_spelling(text), []).append((encounter, text.strip()))
    return tuple(
        Mention(
            text=mentions[-1][1],
            first_told=mentions[0][0].occurred_at,
            last_told=mentions[-1][0].occurred_at,
            encounters=tuple(dict.fromkeys(encounter.id for encounter, _ in mentions)),
        )
        for _, mentions in sorted(found.items())
    )


def _spelling(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
