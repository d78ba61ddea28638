"""
Doses and supply of one invented patient, in a shorthand.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from dastern_core.adherence import Outcome, SupplyEvent
from dastern_core.kernel import PrescriptionId
from dastern_core.schedule import DoseStatus, Slot

_EVENT = re.compile(r"(?P<day>[0-9]+):(?P<days>[0-9.]+)(?P<medicine>[A-Z])?(?P<dose>[0-9.]+)?")
_LETTERS = {
    "o": DoseStatus.TAKEN_ON_TIME,
    "l": DoseStatus.TAKEN_LATE,
    "m": DoseStatus.MISSED,
    "s": DoseStatus.SKIPPED,
    "d": DoseStatus.DUE,
}


@pytest.fixture
def phnom_penh() -> ZoneInfo:
    """
    Give the zone of the patients.
    """
    return ZoneInfo("Asia/Phnom_Penh")


@pytest.fixture
def days(phnom_penh: ZoneInfo) -> Callable[[str], tuple[Outcome, ...]]:
    """
    Give doses for words such as "oo m-": a word a day from Monday, 1 June 2026.

    In a word o is on time, l late, m missed, s skipped, d due and - no dose; the first
    letter is due at 07:00, the next an hour later. Letters in upper case are as needed.
    """

    def planned(words: str) -> tuple[Outcome, ...]:
        start = datetime(2026, 6, 1, 7, tzinfo=phnom_penh)
        return tuple(
            Outcome(
                prescription_id=PrescriptionId(UUID(int=1)),
                slot=Slot.MORNING,
                status=_LETTERS[letter.lower()],
                due_at=start + timedelta(days=day, hours=hour),
                acted_at=None,
                as_needed=letter.isupper(),
            )
            for day, word in enumerate(words.split())
            for hour, letter in enumerate(word)
            if letter != "-"
        )

    return planned


@pytest.fixture
def supply() -> Callable[[str], tuple[SupplyEvent, ...]]:
    """
    Give supply events for words such as "0:30A 40:30B2": day, duration, medicine, dose.

    Day 0 is 1 January 2026; medicine and dose may be left out.
    """

    def handed_out(words: str) -> tuple[SupplyEvent, ...]:
        found = [_EVENT.fullmatch(word) for word in words.split()]
        return tuple(
            SupplyEvent(
                day=date(2026, 1, 1) + timedelta(days=int(one["day"])),
                duration_days=float(one["days"]),
                daily_dose=float(one["dose"]) if one["dose"] else None,
                medication=one["medicine"],
            )
            for one in found
            if one is not None
        )

    return handed_out
