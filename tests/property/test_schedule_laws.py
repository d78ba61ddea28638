"""
Laws of the schedule.

* A window expanded in two halves, cut anywhere, equals the window expanded whole.
* A schedule in elapsed time has constant differences in UTC, one on the wall has constant
  local times outside gaps.
* Keys are unique, and do not depend on the zone's data; they are equal on every device.
* Doses as whole numbers are the instants of the full doses.
* Every expansion of a valid timing ends within its bound, and stays in its window.
* Where both are defined, days agree with dateutil's rrule and instants with RFC 5545.
* A dosage written as JSON reads back equal; any JSON gives a dosage or a declared error.
* Any text is read or left over: the reading is partial where something is, and its
  dosages are valid and read back equal.
* Planning again beside what is stored changes nothing, whatever was recorded.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, YEARLY, rrule
from hypothesis import assume, given
from hypothesis import strategies as st

from dastern_core.kernel import (
    InvalidInputError,
    MedicationId,
    PatientId,
    Period,
    PrescriptionId,
    resolve,
)
from dastern_core.schedule import (
    CAMBODIA_CLOCK,
    MOST_OCCURRENCES,
    Course,
    Dosage,
    DoseFlag,
    EventTiming,
    Expansion,
    TimeUnit,
    Weekday,
    dosage_json,
    expand,
    is_overdue,
    miss,
    parse_dosage,
    parse_sig,
    plan,
    replan,
    take,
    timestamps,
)

ZONES = (
    "Asia/Phnom_Penh", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Tokyo", "Asia/Kolkata",
    "Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "Asia/Gaza", "Asia/Jerusalem",
    "Africa/Cairo", "Africa/Casablanca", "Europe/Paris", "Europe/London", "Europe/Dublin",
    "Europe/Chisinau", "Atlantic/Azores", "America/Nuuk", "America/St_Johns",
    "America/New_York", "America/Los_Angeles", "America/Havana", "America/Asuncion",
    "America/Santiago", "America/Sao_Paulo", "Pacific/Apia", "Pacific/Chatham",
    "Pacific/Easter", "Pacific/Auckland", "Australia/Lord_Howe", "Antarctica/Troll", "UTC",
)  # fmt: skip
UUID_ONE = UUID(int=1)
FREQUENCIES: Mapping[str, Literal[0, 1, 2, 3]] = {
    "d": DAILY,
    "wk": WEEKLY,
    "mo": MONTHLY,
    "a": YEARLY,
}
JSON_NAMES = (
    "timing repeat event code coding when timeOfDay period periodUnit count boundsPeriod "
    "start end doseAndRate type doseQuantity value _value extension url valueString text"
)
SIG_WORDS = (
    "1|2|1/2|0|½|1-0-1|1x3|3x1|1/0|cp|tab|ml|/j|x|x 3/j|x 7j|pendant 5 jours|puis|then|matin|soir"
    "|midi|au coucher|hs|prn|si douleur|bid|every 8 hours|/8h|every 4-6 hours|av. rep.|after food"
    "|30 minutes before meals|at 8:00|10am|à 8h|mon|jeudi|once|qsp 21|until 3 have been taken|q0h"
    "|par semaine|en 2 prises|max 4/j|sauf dimanche|lun-ven|IM|both eyes|à jeun|jusqu'au 2026-07-01"
    "|១ គ្រាប់|៣ ដង ក្នុងមួយថ្ងៃ|ក្រោយបាយ|ព្រឹក|រយៈពេល ៧ ថ្ងៃ|មុនគេង|១-០-១|M-M-S|1 à 2 cp|0-0-0"
)
RRULE_DAYS = (MO, TU, WE, TH, FR, SA, SU)

zones = st.sampled_from([ZoneInfo(name) for name in ZONES])
# Apia left out a day in 2011; the laws of days hold before and after, its test is by name.
starts = st.dates(min_value=date(2012, 1, 1), max_value=date(2037, 1, 1))
times = st.times().map(lambda at: at.replace(microsecond=0))
events = st.sampled_from([event.value for event in EventTiming])
positive = st.integers(min_value=1, max_value=6)


@st.composite
def repeats(draw: st.DrawFn) -> dict[str, object]:
    """
    Draw a repeat that is often, not always, a schedule.
    """
    repeat: dict[str, object] = {}
    if draw(st.booleans()):
        unit = draw(st.sampled_from(["h", "d", "wk", "mo", "a"]))
        repeat |= {"period": draw(positive), "periodUnit": unit}
    if draw(st.booleans()):
        repeat["frequency"] = draw(positive)
    if draw(st.booleans()):
        repeat["dayOfWeek"] = draw(
            st.lists(st.sampled_from([day.value for day in Weekday]), unique=True, min_size=1)
        )
    named = draw(st.sampled_from(["timeOfDay", "when", "nothing"]))
    if named == "timeOfDay":
        found = draw(st.lists(times, min_size=1, max_size=4, unique=True))
        repeat["timeOfDay"] = [at.isoformat() for at in found]
    if named == "when":
        repeat["when"] = draw(st.lists(events, min_size=1, max_size=4, unique=True))
    if draw(st.booleans()):
        repeat["count"] = draw(st.integers(min_value=1, max_value=40))
    elif draw(st.booleans()):
        repeat["boundsDuration"] = {"value": draw(st.integers(1, 30)), "code": "d"}
    return repeat


def laid(
    repeat: Mapping[str, object], *, zone: ZoneInfo, start: date | datetime, window: Period
) -> Expansion:
    """
    Expand a repeat, and leave out what is no schedule.
    """
    try:
        dosage = parse_dosage({"timing": {"repeat": repeat}})
        return expand([dosage], zone=zone, start=start, window=window, clock=CAMBODIA_CLOCK)
    except InvalidInputError:
        assume(False)  # noqa: FBT003 - Hypothesis' own signature
        raise


def days_after(start: date, days: int) -> Period:
    """
    Give some days of UTC around a start.
    """
    begin = datetime.combine(start, time.min, tzinfo=UTC) - timedelta(days=1)
    return Period(start=begin, end=begin + timedelta(days=days))


@given(
    repeat=repeats(),
    zone=zones,
    start=starts,
    days=st.integers(2, 120),
    cut=st.floats(min_value=0, max_value=1),
)
def test_two_halves_equal_the_whole(  # noqa: PLR0917 - Hypothesis passes them by name
    repeat: dict[str, object], zone: ZoneInfo, start: date, days: int, cut: float
) -> None:
    """
    Where a window is cut does not matter to which doses there are.
    """
    window = days_after(start, days)
    middle = window.start + (window.end - window.start) * cut
    whole = laid(repeat, zone=zone, start=start, window=window)
    halves = [
        laid(repeat, zone=zone, start=start, window=half)
        for half in (
            Period(start=window.start, end=middle),
            Period(start=middle, end=window.end),
        )
    ]

    assert whole.occurrences == tuple(one for half in halves for one in half.occurrences)


@given(
    minutes=st.integers(min_value=5, max_value=3000),
    zone=zones,
    start=st.datetimes(
        min_value=datetime(2012, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
        max_value=datetime(2037, 1, 1),  # noqa: DTZ001 - the strategy adds the zone
        timezones=st.just(UTC),
    ),
    wait=st.integers(min_value=0, max_value=400),
)
def test_elapsed_schedules_have_constant_differences(
    minutes: int, zone: ZoneInfo, start: datetime, wait: int
) -> None:
    """
    Hours are real hours, whatever the clocks on the wall do meanwhile.
    """
    begin = start + timedelta(days=wait)
    window = Period(start=begin, end=begin + timedelta(days=10))
    repeat = {"period": minutes, "periodUnit": "min"}
    found = laid(repeat, zone=zone, start=start, window=window).occurrences

    assert {timedelta(minutes=minutes)} >= {after.at - one.at for one, after in pairwise(found)}
    assert not any((one.at - start) % timedelta(minutes=minutes) for one in found)
    assert len(found) >= timedelta(days=10) // timedelta(minutes=minutes)


@given(
    at=times,
    zone=zones,
    start=starts,
    unit=st.sampled_from(["d", "wk", "mo", "a"]),
    period=positive,
)
def test_wall_schedules_have_constant_local_times(  # noqa: PLR0917 - as above
    at: time, zone: ZoneInfo, start: date, unit: str, period: int
) -> None:
    """
    The clock on the wall shows the printed time at every dose that is not in a gap.
    """
    repeat = {"period": period, "periodUnit": unit, "timeOfDay": [at.isoformat()]}
    found = laid(repeat, zone=zone, start=start, window=days_after(start, 800)).occurrences
    shown = {one.local.time() for one in found if DoseFlag.GAP not in one.flags}

    assert shown <= {at}
    assert all(
        one.at.astimezone(zone).replace(tzinfo=None) == one.local
        and one.at == resolve(date.fromisoformat(one.key[1]), at, zone=zone).instant
        for one in found
    )


@given(repeat=repeats(), zone=zones, other=zones, start=starts)
def test_keys_are_unique_and_do_not_depend_on_the_zone_data(
    repeat: dict[str, object], zone: ZoneInfo, other: ZoneInfo, start: date
) -> None:
    """
    Other offsets move the doses, and every dose keeps its name.
    """
    window = days_after(start, 40)
    inner = {(start + timedelta(days=number)).isoformat() for number in range(2, 30)}
    keys = [
        [one.key for one in laid(repeat, zone=place, start=start, window=window).occurrences]
        for place in (zone, other)
    ]

    assert all(len(set(found)) == len(found) for found in keys)
    dated = [{key for key in found if key[1] in inner and key[2][:1] != "+"} for found in keys]
    assert dated[0] == dated[1]


@given(repeat=repeats(), zone=zones, start=starts, days=st.integers(0, 400))
def test_timestamps_are_the_instants_of_the_doses(
    repeat: dict[str, object], zone: ZoneInfo, start: date, days: int
) -> None:
    """
    One number a dose, in the order of the doses.
    """
    begin, end = (
        resolve(day, time.min, zone=zone).instant for day in (start, start + timedelta(days=days))
    )
    window = Period(start=begin, end=end)
    found = laid(repeat, zone=zone, start=start, window=window).occurrences
    dosages = (parse_dosage({"timing": {"repeat": repeat}}),)

    assert [int(one.at.timestamp()) for one in found] == timestamps(
        dosages, zone=zone, start=start, days=days, clock=CAMBODIA_CLOCK
    )


@given(
    repeat=st.fixed_dictionaries(
        {},
        optional={
            "frequency": st.integers(1, 10**9),
            "frequencyMax": st.integers(1, 10**9),
            "period": st.integers(1, 10**12) | st.decimals(0, 100, places=2),
            "periodMax": st.integers(1, 10**12),
            "periodUnit": st.sampled_from([unit.value for unit in TimeUnit]),
            "count": st.integers(1, 10**9),
            "when": st.lists(events, min_size=1, max_size=5),
            "offset": st.integers(0, 1440),
            "dayOfWeek": st.lists(st.sampled_from([day.value for day in Weekday])),
            "boundsDuration": st.fixed_dictionaries(
                {
                    "value": st.integers(0, 10**12),
                    "code": st.sampled_from([unit.value for unit in TimeUnit]),
                }
            ),
        },
    ),
    zone=zones,
    start=starts,
    days=st.integers(0, 3),
)
def test_every_expansion_stays_within_its_bound(
    repeat: dict[str, object], zone: ZoneInfo, start: date, days: int
) -> None:
    """
    Whatever the numbers: doses in the window, not too many, or a declared error.
    """
    window = days_after(start, days)
    try:
        dosage = parse_dosage({"timing": {"repeat": repeat}})
        found = expand([dosage], zone=zone, start=start, window=window, clock=CAMBODIA_CLOCK)
    except InvalidInputError:
        return

    assert len(found.occurrences) <= MOST_OCCURRENCES
    assert all(one.at in window for one in found.occurrences)


@pytest.mark.parametrize("name", ZONES)
@given(
    at=times,
    start=starts,
    unit=st.sampled_from(["d", "wk", "mo", "a"]),
    period=positive,
    weekdays=st.lists(st.sampled_from(list(Weekday)), unique=True),
    count=st.none() | st.integers(1, 30),
)
def test_days_agree_with_rrule(  # noqa: PLR0917 - the facts of a rule
    name: str,
    at: time,
    start: date,
    unit: str,
    period: int,
    weekdays: list[Weekday],
    count: int | None,
) -> None:
    """
    A second implementation gives the same local days; RFC 5545 gives their instants.
    """
    if unit in {"mo", "a"}:
        weekdays = []  # rrule's days of a month are another question than FHIR's
        start = start.replace(day=min(start.day, 28))  # rrule leaves out what FHIR clamps
    zone = ZoneInfo(name)
    repeat: dict[str, object] = {
        "period": period,
        "periodUnit": unit,
        "timeOfDay": [at.isoformat()],
    }
    if weekdays:
        repeat["dayOfWeek"] = [day.value for day in weekdays]
    if count:
        repeat["count"] = count
    window = days_after(start, 200)
    oracle = rrule(
        FREQUENCIES[unit],
        interval=period,
        count=count,
        dtstart=datetime.combine(start, at),
        byweekday=[RRULE_DAYS[list(Weekday).index(day)] for day in weekdays] or None,
        wkst=MO,
    )
    expected = [
        instant
        for wall in oracle.between(
            datetime.combine(start, time.min), datetime.combine(start, time.min) + timedelta(205),
            inc=True,
        )
        if (instant := resolve(wall.date(), wall.time(), zone=zone).instant) in window
    ]  # fmt: skip

    assert expected == [
        one.at for one in laid(repeat, zone=zone, start=start, window=window).occurrences
    ]


@given(repeat=repeats(), third=st.fractions(min_value=0, max_value=100, max_denominator=12))
def test_dosage_written_as_json_reads_back_equal(repeat: dict[str, object], third: object) -> None:
    """
    Writing and reading is the identity, fractions included.
    """
    dosage = parsed_or_left_out({"timing": {"repeat": repeat}, "sequence": 1, "text": str(third)})

    assert dosage == parse_dosage(dosage_json(dosage))


def parsed_or_left_out(json: Mapping[str, object]) -> Dosage:
    """
    Read a dosage, and leave out what is none.
    """
    try:
        return parse_dosage(json)
    except InvalidInputError:
        assume(False)  # noqa: FBT003 - Hypothesis' own signature
        raise


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(JSON_NAMES.split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=10,
)


@given(json=st.dictionaries(st.sampled_from(["timing", "doseAndRate", "asNeeded"]), json_values))
def test_any_json_is_a_dosage_or_a_declared_error(json: dict[str, object]) -> None:
    """
    Nothing else ever comes out of reading.
    """
    try:
        dosage = parse_dosage(json)
    except InvalidInputError:
        return

    assert dosage == parse_dosage(dosage_json(dosage))


sig_words = st.sampled_from(SIG_WORDS.split("|")) | st.text(max_size=4)


@given(words=st.lists(sig_words, min_size=1, max_size=9))
def test_any_text_is_read_or_left_over(words: list[str]) -> None:
    """
    Words in any order never raise, and never vanish.
    """
    text = " ".join(words)
    assume(text.strip())
    reading = parse_sig(text)

    read = {
        place for one in (*reading.spans, *reading.unread) for place in range(one.start, one.end)
    }
    lost = "".join(mark for place, mark in enumerate(text) if place not in read)

    assert not re.sub(r"[\s,;:+&().។\u200b-\u200d\u2060\ufeff]", "", lost)
    assert bool(reading.leftover) <= reading.is_partial
    for dosage in (*reading.dosages, *(one for each in reading.candidates for one in each)):
        assert dosage == parse_dosage(dosage_json(dosage))
    if reading.dosages and reading.leftover:
        notes = {note.text for one in reading.dosages for note in one.additional_instructions}
        assert set(reading.leftover) <= notes


@pytest.mark.rule("DOSE-34")
@given(
    repeat=repeats(),
    start=starts,
    later=st.integers(min_value=0, max_value=20 * 24 * 60),
    recorded=st.lists(st.booleans(), max_size=12),
)
def test_planning_again_changes_nothing(
    repeat: dict[str, object], start: date, later: int, recorded: list[bool]
) -> None:
    """
    At any later moment, with any history, the stored doses are the planned ones.
    """
    dosage = parsed_or_left_out(
        {
            "timing": {"repeat": repeat},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "tablet"}}],
        }
    )
    number = PrescriptionId(UUID_ONE)
    course = Course(
        prescription_id=number,
        version=1,
        medication_id=MedicationId(UUID_ONE),
        row=1,
        patient_id=PatientId(UUID_ONE),
        dosages=(dosage,),
        zone=ZoneInfo("Europe/Paris"),
        start=start,
        clock=CAMBODIA_CLOCK,
        grace_minutes=30,
    )
    window = days_after(start, 20)
    try:
        stored = list(plan(course, window=window, now=window.start))
    except InvalidInputError:
        assume(False)  # noqa: FBT003 - Hypothesis' own signature
        raise
    now = window.start + timedelta(minutes=later)
    for place, was_taken in enumerate(recorded[: len(stored)]):
        if was_taken and stored[place].due_at <= now:
            due_at = stored[place].due_at
            stored[place] = take(stored[place], taken_at=due_at, now=now, offline=True)
        elif is_overdue(stored[place], now=now):
            stored[place] = miss(stored[place], now=now)
    change = replan(course, window=window, now=now, stored=stored)

    assert ((), (), ()) == (change.added, change.changed, change.removed)
