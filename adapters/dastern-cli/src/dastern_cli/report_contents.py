"""
What the adherence report holds: figures, pictures and what was assumed, on one page.

What the file holds, its first character says: JSON lines are doses, anything else is a table
of dispensings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import chain
from statistics import fmean, median
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from dastern_cli.adherence_events import Columns, EventTable, Patient, read_events
from dastern_cli.adherence_outcomes import MOST_FAULTS, sift_outcomes
from dastern_cli.calendar_map import MOST_WEEKS, draw_calendar
from dastern_cli.chart_words import CHART_WORDS
from dastern_cli.dose_timeline import draw_timeline
from dastern_cli.report_page import paragraph, picture, section, table, warning, whole_page
from dastern_cli.report_words import REPORT_WORDS, ReportWords
from dastern_cli.supply_charts import SupplyLine, draw_gaps, draw_histogram
from dastern_core.adherence import (
    CarryOver,
    Measure,
    Outcome,
    Span,
    Tally,
    WindowPlan,
    days_covered,
    intervals,
    measure,
    percent,
    place,
    rates_by_day,
    rates_by_prescription,
    tally,
)
from dastern_core.kernel import Fault, InvalidInputError, Language

__all__ = ["report_of"]

_TIMELINE_DAYS = 31
_CALENDAR_DAYS = (MOST_WEEKS - 1) * 7
_PICTURED_PATIENTS = 40
_SHOWN = (Measure.CMA1, Measure.CMA7, Measure.CMA9)


def report_of(
    lines: Iterable[str], *, language: Language, zone: ZoneInfo, observation_days: int
) -> tuple[bytes, Sequence[Fault]]:
    """
    Make the page of a file's lines.

    Args:
        lines: JSON lines of doses, or CSV of dispensings.
        language: The page's.
        zone: The patient's, for doses.
        observation_days: How long supply is observed, at least 1.

    Returns:
        The page, and the first faults of the rows that could not be read.

    Raises:
        InvalidInputError: There is nothing to report, or the table lacks a column.
    """
    words = REPORT_WORDS[language]
    stream = iter(lines)
    first = next((line for line in stream if line.strip()), None)
    if first is None:
        remedy = "Give doses as JSON lines, or dispensings as CSV."
        raise InvalidInputError(Fault(field="events", problem="hold nothing", remedy=remedy))
    whole = chain([first], stream)
    if first.lstrip("\ufeff").lstrip().startswith("{"):
        outcomes, faults = sift_outcomes(whole)
        parts = _dose_parts(outcomes, words=words, language=language, zone=zone)
        count = len(faults)
    else:
        found = read_events(whole, columns=Columns())
        plan = WindowPlan(
            followup=Span(count=observation_days), observation=Span(count=observation_days)
        )
        _spoil_unplaced(found, plan)
        parts = _supply_parts(found, plan, words=words, language=language, days=observation_days)
        faults, count = tuple(found.faults), found.fault_count
    shown = faults[:MOST_FAULTS]
    told = [str(fault) for fault in shown]
    if count > len(shown):
        told.append(words.more_faults.format(count=count - len(shown)))
    warned = [warning(words.unread, told)] if told else []
    return whole_page(words.title, [*warned, *parts], language=language), shown


def _dose_parts(
    outcomes: Sequence[Outcome], *, words: ReportWords, language: Language, zone: ZoneInfo
) -> Iterator[Element]:
    charts = CHART_WORDS[language]
    yield section(words.doses)
    yield paragraph(words.day_rule.format(zone=zone.key))
    header = ("", words.taken, words.late, words.missed, words.skipped, words.rate)
    named: Mapping[str, Tally] = {
        **{str(key): one for key, one in rates_by_prescription(outcomes).items()},
        words.total: tally(outcomes),
    }
    yield table(header, [_tally_row(name, one, words) for name, one in named.items()])
    by_day = rates_by_day(outcomes, zone=zone)
    last = max(by_day, default=None)
    if last is None:
        return
    recent = {
        day: one for day, one in by_day.items() if day > last - timedelta(days=_CALENDAR_DAYS)
    }
    if len(recent) < len(by_day):
        yield paragraph(words.last_days.format(days=_CALENDAR_DAYS))
    yield picture(draw_calendar(recent, language=language, picture="svg"), charts.calendar)
    days = min(_TIMELINE_DAYS, (last - min(by_day)).days + 1)
    if last - timedelta(days=days) >= min(by_day):
        yield paragraph(words.last_days.format(days=days))
    drawn = draw_timeline(
        outcomes,
        zone=zone,
        language=language,
        start=last - timedelta(days=days - 1),
        days=days,
        picture="svg",
    )
    yield picture(drawn, charts.timeline)


def _tally_row(name: str, one: Tally, words: ReportWords) -> tuple[str, ...]:
    shown = percent(one.rate)
    rate = words.no_value if shown is None else f"{shown} %"
    return (name, *map(str, (one.taken, one.late, one.missed, one.skipped)), rate)


def _spoil_unplaced(found: EventTable, plan: WindowPlan) -> None:
    """
    Spoil each patient whose windows leave the calendar, not the page.
    """
    for patient in found.patients.values():
        if not patient.spoiled:
            try:
                place(plan, first_day=min(event.day for event in patient.events))
            except InvalidInputError as error:
                found.spoil(patient, patient.at_first_line(error))


def _supply_parts(
    found: EventTable, plan: WindowPlan, *, words: ReportWords, language: Language, days: int
) -> Iterator[Element]:
    patients = list(found.patients.values())
    charts = CHART_WORDS[language]
    yield section(words.supply)
    yield paragraph(words.windows.format(days=days, start=0))
    values = {one.value: [_measured(one, patient, plan) for patient in patients] for one in _SHOWN}
    values["PDC"] = [_covered(patient, days) for patient in patients]
    header = (words.measure, words.patients, words.without, words.mean, words.median)
    yield table(header, [_figures(name, listed, words) for name, listed in values.items()])
    cma7 = values[Measure.CMA7.value]
    histogram = draw_histogram(cma7, name="CMA7", language=language, picture="svg")
    yield picture(histogram, f"{charts.histogram}: CMA7")
    shown = patients[:_PICTURED_PATIENTS]
    if len(shown) < len(patients):
        yield paragraph(words.first_only.format(shown=len(shown), all=len(patients)))
    lines = [_line(patient, plan) for patient in shown if not patient.spoiled]
    yield picture(draw_gaps(lines, language=language, picture="svg"), charts.gaps)


def _figures(name: str, listed: Sequence[float | None], words: ReportWords) -> tuple[str, ...]:
    known = [value for value in listed if value is not None]
    middle = [f"{value:.3f}" for value in (fmean(known), median(known))] if known else []
    counts = (str(len(known)), str(len(listed) - len(known)))
    return (name, *counts, *(middle or (words.no_value, words.no_value)))


def _measured(kind: Measure, patient: Patient, plan: WindowPlan) -> float | None:
    return None if patient.spoiled else measure(kind, patient.events, plan=plan)


def _covered(patient: Patient, days: int) -> float | None:
    if patient.spoiled:
        return None
    first = min(event.day for event in patient.events)
    last = first + timedelta(days=days - 1)
    found = days_covered(patient.events, first_day=first, last_day=last)
    return None if found is None or found.exclusion is not None else found.share


def _line(patient: Patient, plan: WindowPlan) -> SupplyLine:
    windows = place(plan, first_day=min(event.day for event in patient.events))
    carried = CarryOver(within=True, into=True)
    found = intervals(patient.events, windows=windows, carry_over=carried)
    return SupplyLine(name=patient.id, intervals=[one for one in found if one.observed])
