"""
Measure how fast doses are laid out: against dateutil's rrule, the same instants, one thread.

Run ``python bench/schedule.py [PATIENTS]``; 1,000 patients by default. Two jobs, each in
Phnom Penh and in Paris: a year of three doses a day for one patient, and 30 days of four
doses a day for many. rrule yields bare datetimes in the zone; the schedule gives full
occurrences in UTC with keys, amounts and flags. Best of three rounds of CPU time.
"""

import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule

from dastern_core.kernel import Period
from dastern_core.schedule import CAMBODIA_CLOCK, Slot, expand, slot_dosages

_Job = Callable[[list[Slot], int, ZoneInfo], list[datetime]]

_ROUNDS = 3
_PATIENTS = 1_000
_START = date(2026, 1, 1)
_HOURS = {Slot.MORNING: 7, Slot.MIDDAY: 12, Slot.EVENING: 18, Slot.NIGHT: 21}


def _with_rrule(slots: list[Slot], days: int, zone: ZoneInfo) -> list[datetime]:
    rule = rrule(
        DAILY,
        dtstart=datetime(_START.year, _START.month, _START.day, tzinfo=zone),
        byhour=[_HOURS[slot] for slot in slots],
        byminute=0,
        bysecond=0,
        count=days * len(slots),
    )
    return list(rule)


def _with_schedule(slots: list[Slot], days: int, zone: ZoneInfo) -> list[datetime]:
    dosages = slot_dosages(dict.fromkeys(slots, Fraction(1)), unit="tablet", duration_days=days)
    begin = datetime(_START.year, _START.month, _START.day, tzinfo=zone)
    found = expand(
        dosages,
        zone=zone,
        start=_START,
        window=Period(start=begin, end=begin + timedelta(days=days)),
        clock=CAMBODIA_CLOCK,
    )
    return [one.at for one in found.occurrences]


def _microseconds(
    job: _Job, slots: list[Slot], days: int, *, zone: ZoneInfo, patients: int
) -> float:
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(patients):
            job(slots, days, zone)
        best = min(best, time.process_time() - start)
    return best * 1e6 / (patients * days * len(slots))


def _measure(slots: list[Slot], days: int, *, patients: int, zone: ZoneInfo) -> str:
    ours = _with_schedule(slots, days, zone)
    theirs = [at.astimezone(UTC) for at in _with_rrule(slots, days, zone)]
    if ours != theirs:
        sys.exit(f"{zone.key}: the instants differ")
    rrule_time, our_time = (
        _microseconds(job, slots, days, zone=zone, patients=patients)
        for job in (_with_rrule, _with_schedule)
    )
    return (
        f"{zone.key:16} {patients:6} x {days:3} days x {len(slots)}: "
        f"rrule {rrule_time:5.2f} us, dastern {our_time:5.2f} us a dose"
    )


def main() -> None:
    """
    Measure all four jobs.
    """
    patients = int(sys.argv[1]) if len(sys.argv) > 1 else _PATIENTS
    four = list(_HOURS)
    for place in ("Asia/Phnom_Penh", "Europe/Paris"):
        zone = ZoneInfo(place)
        print(_measure(four[:3], 365, patients=1, zone=zone))
        print(_measure(four, 30, patients=patients, zone=zone))


if __name__ == "__main__":
    main()
