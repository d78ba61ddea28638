"""
Critical information: what a doctor in an emergency must see, over all encounters.

An allergy never disappears: not because a later visit did not mention it (EPN-09, B059), and
not because the visit that told it was rewritten or withdrawn; it then says so, and the reader
judges. A blood group that two versions or visits tell differently is shown as a conflict,
never as a fact (EPN-11). "Nobody asked" is not "none" (EPN-10).
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime
from enum import Enum
from typing import Final

import attrs

from dastern_core.encounters.records import BloodGroup, Encounter, EncounterId

__all__ = ["CriticalInformation", "Mention", "MentionStanding", "critical_information"]

# As people write that there is nothing (EPN-09); whatever else is written is shown.
_NOTHING: Final = frozenset(
    {
        "no",
        "nil",
        "none",
        "nka",
        "nkda",
        "no allergies",
        "no allergy",
        "no known allergies",
        "no known drug allergies",
        "none known",
        "none recorded",
        "គ្មាន",
        "មិនមាន",
        "អត់មាន",
    }
)
_COMMA: Final = re.compile(r"(?<!\d),|,(?!\d)|\uff0c")  # "2,4-dinitrophenol" is one substance


class MentionStanding(Enum):
    """
    How the word of a mention stands today, the strongest first.
    """

    CURRENT = "current"
    REWRITTEN = "rewritten"
    WITHDRAWN = "withdrawn"


@attrs.frozen(kw_only=True)
class Mention:
    """
    Something critical, and the encounters that tell of it.

    Args:
        text: As the newest of them writes it; one that still says so comes first.
        standing: Whether an encounter still says so, or only earlier versions did, or only
            encounters that were withdrawn.
        first_told: When the oldest of them happened.
        last_told: When the newest of them happened.
        encounters: Which ones, oldest first.
    """

    text: str = attrs.field(repr=False)
    standing: MentionStanding
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
        blood_groups: Every group that any version ever told; what still stands comes first,
            the newest at its head; more than one is a conflict: test before transfusing.
        encounters: How many there are, withdrawn ones too; 0 means that there is no history
            at all.
    """

    allergies: tuple[Mention, ...] | None
    chronic_conditions: tuple[Mention, ...] | None
    surgeries: tuple[Mention, ...] | None
    blood_groups: tuple[BloodGroup, ...]
    encounters: int

    @property
    def has_blood_group_conflict(self) -> bool:
        """
        Whether encounters, or versions of one, disagree about the blood group.
        """
        return len(self.blood_groups) > 1


_Told = tuple[MentionStanding, Encounter]


def critical_information(versions: Iterable[Encounter]) -> CriticalInformation:
    """
    Gather what is critical from a patient's encounters.

    Args:
        versions: Every version of each, in any order.

    Returns:
        Every allergy, condition and surgery ever told, each once, and every blood group.
        Lists are split at commas, and an item that says "none" is none (EPN-09). Spellings
        that differ in case, space and code points only are one.

    Source:
        Rules EPN-09 to EPN-11; defect B059.
    """
    newest: dict[EncounterId, Encounter] = {}
    given = sorted(versions, key=lambda one: (one.occurred_at, one.recorded_at, one.version))
    for one in given:
        if one.id not in newest or newest[one.id].version < one.version:
            newest[one.id] = one
    told = [(_standing(one, newest[one.id]), one) for one in given]
    standing_last = sorted(told, key=lambda pair: pair[0] is MentionStanding.CURRENT)
    groups = (one.blood_group for _, one in reversed(standing_last))
    return CriticalInformation(
        allergies=_gather(told, lambda one: _items(one.allergies)),
        chronic_conditions=_gather(told, lambda one: _items(one.chronic_conditions)),
        surgeries=_gather(told, _surgeries),
        blood_groups=tuple(dict.fromkeys(group for group in groups if group is not None)),
        encounters=len(newest),
    )


def _standing(version: Encounter, newest: Encounter) -> MentionStanding:
    if newest.retired_at is not None:
        return MentionStanding.WITHDRAWN
    return MentionStanding.CURRENT if version is newest else MentionStanding.REWRITTEN


def _items(listed: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if listed is None:
        return None
    parts = (part.strip() for item in listed for part in _COMMA.split(item))
    return tuple(part for part in parts if not _says_nothing(part))


def _surgeries(encounter: Encounter) -> tuple[str, ...] | None:
    if encounter.recent_surgery is None:
        return None
    return () if _says_nothing(encounter.recent_surgery) else (encounter.recent_surgery,)


def _says_nothing(text: str) -> bool:
    spelling = _spelling(text).rstrip(".។ ")
    return not spelling or spelling in _NOTHING


def _gather(
    told: list[_Told], items: Callable[[Encounter], tuple[str, ...] | None]
) -> tuple[Mention, ...] | None:
    asked = [(pair, listed) for pair in told if (listed := items(pair[1])) is not None]
    found: dict[str, list[tuple[_Told, str]]] = {}
    for pair, listed in asked:
        for text in listed:
            found.setdefault(_spelling(text), []).append((pair, text.strip()))
    # That there is nothing is only believed of a word that still stands.
    if not found and not any(pair[0] is MentionStanding.CURRENT for pair, _ in asked):
        return None
    return tuple(_mention(mentions) for _, mentions in sorted(found.items()))


def _mention(mentions: list[tuple[_Told, str]]) -> Mention:
    standings = {standing for (standing, _), _ in mentions}
    strongest = next(one for one in MentionStanding if one in standings)
    return Mention(
        text=[text for (standing, _), text in mentions if standing is strongest][-1],
        standing=strongest,
        first_told=mentions[0][0][1].occurred_at,
        last_told=mentions[-1][0][1].occurred_at,
        encounters=tuple(dict.fromkeys(encounter.id for (_, encounter), _ in mentions)),
    )


def _spelling(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
