"""
Measure how fast doses are laid out, against dateutil's rrule and recurring-ical-events.

Run ``nox -s bench -- schedule [PATIENTS]``; 10,000 patients by default. Two jobs, each in
Phnom Penh and in Paris: a year of three doses a day for one patient, and 30 days of four
doses a day for many who begin on different days. All lay out the same instants, which is
checked first; each has its rule at hand as its own value, and makes what it needs for a
patient's first day within the time. rrule yields bare datetimes in the zone, recurring-ical-events
yields events; ``expand`` gives full doses in UTC with key, amount, slot and flags, and
``timestamps`` one whole number a dose. Best of three rounds of CPU time, one thread, the
four in turn within each round; the slow peer lays out a hundredth of the patients.
"""

import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import attrs
import icalendar
import recurring_ical_events
from dateutil.rrule import DAILY, rrule

from dastern_core.kernel import Period
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    Dosage,
    Occurrence,
    Slot,
    expand,
    slot_dosages,
    timestamps,
)

_ROUNDS = 3
_PATIENTS = 10_000
_SLOW_SHARE = 100
_FIRST = date(2026, 1, 1)
_STARTS = 365
_HOURS = {Slot.MORNING: 7, Slot.MIDDAY: 12, Slot.EVENING: 18, Slot.NIGHT: 21}


@attrs.frozen(kw_only=True)
class _Job:
    slots: tuple[Slot, ...]
    days: int
    zone: ZoneInfo
    dosages: tuple[Dosage, ...]

    @property
    def hours(self) -> list[int]:
        return [_HOURS[slot] for slot in self.slots]

    def midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone)


def _rrule(job: _Job, start: date) -> list[datetime]:
    count = job.days * len(job.slots)
    begin = job.midnight(start)
    return list(rrule(DAILY, dtstart=begin, byhour=job.hours, byminute=0, bysecond=0, count=count))


def _recurring(job: _Job, start: date) -> list[datetime]:
    calendar = icalendar.Calendar()
    for hour in job.hours:
        event = icalendar.Event()
        event.add("dtstart", job.midnight(start).replace(hour=hour))
        event.add("rrule", {"freq": "daily", "count": job.days})
        event.add("uid", f"{hour}")
        calendar.add_component(event)
    found = recurring_ical_events.of(calendar).between(
        job.midnight(start), job.midnight(start + timedelta(days=job.days))
    )
    return sorted(event["DTSTART"].dt for event in found)


def _doses(job: _Job, start: date) -> tuple[Occurrence, ...]:
    window = Period(start=job.midnight(start), end=job.midnight(start + timedelta(days=job.days)))
    found = expand(job.dosages, zone=job.zone, start=start, window=window, clock=CAMBODIA_CLOCK)
    return found.occurrences


def _timestamps(job: _Job, start: date) -> Sequence[int]:
    return timestamps(job.dosages, zone=job.zone, start=start, days=job.days, clock=CAMBODIA_CLOCK)


_WAYS: dict[str, Callable[[_Job, date], object]] = {
    "rrule": _rrule,
    "recurring-ical-events": _recurring,
    "expand": _doses,
    "timestamps": _timestamps,
}


def _seconds(work: Callable[[_Job, date], object], job: _Job, starts: list[date]) -> float:
    begin = time.process_time()
    for start in starts:
        work(job, start)
    return time.process_time() - begin


def _require_same_instants(job: _Job, start: date) -> None:
    expected = [at.astimezone(UTC) for at in _rrule(job, start)]
    stamps = [datetime.fromtimestamp(one, UTC) for one in _timestamps(job, start)]
    doses = [one.at for one in _doses(job, start)]
    others = ([at.astimezone(UTC) for at in _recurring(job, start)], doses, stamps)
    if any(expected != other for other in others):
        sys.exit(f"{job.zone.key}, from {start}: the instants differ")


def _measure(job: _Job, patients: int) -> None:
    starts = [_FIRST + timedelta(days=number % _STARTS) for number in range(patients)]
    few = starts[:: min(_SLOW_SHARE, patients)]
    for start in few:
        _require_same_instants(job, start)
    best = dict.fromkeys(_WAYS, float("inf"))
    for _ in range(_ROUNDS):
        for name, work in _WAYS.items():
            some = few if name == "recurring-ical-events" else starts
            spent = _seconds(work, job, some) / (len(some) * job.days * len(job.slots))
            best[name] = min(best[name], spent)
    print(f"{job.zone.key}, {patients} x {job.days} days x {len(job.slots)} doses:")
    for name, spent in best.items():
        print(
            f"  {name:22}{spent * 1e6:8.3f} us a dose, rrule's time {best['rrule'] / spent:7.2f}x"
        )


def main() -> None:
    """
    Measure all four jobs.
    """
    patients = int(sys.argv[1]) if len(sys.argv) > 1 else _PATIENTS
    four = tuple(_HOURS)
    for place in ("Asia/Phnom_Penh", "Europe/Paris"):
        for slots, days, number in ((four[:3], 365, 1), (four, 30, patients)):
            amounts = dict.fromkeys(slots, Fraction(1))
            dosages = slot_dosages(amounts, unit="tablet", duration_days=days)
            job = _Job(slots=slots, days=days, zone=ZoneInfo(place), dosages=dosages)
            _measure(job, number)


if __name__ == "__main__":
    main()
