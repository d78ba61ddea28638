"""
The research commands of ``dastern adherence``: what share of a window supply covered.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import attrs
import typer

from dastern_cli.adherence_events import Patient
from dastern_cli.adherence_input import opened
from dastern_cli.adherence_options import (
    Carrying,
    FollowUp,
    Observation,
    Source,
    flattened,
    measure_of,
)
from dastern_cli.adherence_stays import StayTable, read_stays
from dastern_cli.adherence_tables import Cell, Figures, Rows, flag, placed, write_figures
from dastern_cli.bootstrap import questions
from dastern_cli.output import declared_errors
from dastern_core.adherence import (
    CarryOver,
    Slide,
    Span,
    Stay,
    Windows,
    days_covered_at_home,
    intervals,
    measure_at_home,
    measure_sliding,
)
from dastern_core.adherence import overuse as oversupply
from dastern_core.adherence.overuse import require_threshold
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["gaps", "measures", "overuse", "sliding"]

_PDC = "PDC"


@flattened
def measures(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    name: Annotated[
        str, typer.Option("--measure", help="CMA0 to CMA9, MPR (which is CMA1) or PQA's PDC.")
    ] = "CMA7",
    stays: Annotated[
        str | None,
        typer.Option(
            help="CSV of days in hospital, which neither use up supply nor count: patient_id, "
            "admitted, discharged."
        ),
    ] = None,
) -> None:
    """
    Measure each patient: patient_id,value.

    A row of the events is patient_id, date, duration_days, daily_dose, medication; the
    last two may be left out. An empty value means that there is none: too few events,
    or a row that cannot be read, which standard error names by line and column.

    PDC takes the observation for the measurement period, its last day left out.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan(observation)
        kind = None if name.upper() == _PDC else measure_of(name, others=(_PDC,))
        options = attrs.asdict(carrying)
        away = _away(stays, source)
        rows = None if away is None else away.rows()

        def measured(patient: Patient) -> Rows:
            if away is not None and patient.id in away.spoiled:
                return [(patient.id, None)]
            stayed = () if away is None else away.stays.get(patient.id, ())
            if kind is None:
                return [(patient.id, _pdc(patient, placed(patient, plan), stayed))]
            value = measure_at_home(kind, patient.events, plan=plan, stays=stayed, **options)
            return [(patient.id, value)]

        figures = Figures(
            header=("patient_id", "value"),
            columns=source.columns(
                dose=carrying.dosage_change, medication=carrying.same_medication
            ),
            measured=measured,
            spoiled=lambda patient: [(patient.id, None)],
            question=lambda: (
                questions().ask_days_covered(plan=plan, stays=rows)
                if kind is None
                else questions().ask_measures(kind, plan=plan, stays=rows, **options)
            ),
            faults=() if away is None else away.faults,
            fault_count=0 if away is None else away.fault_count,
        )
        write_figures(figures, source)


@flattened
def overuse(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    threshold_days: Annotated[
        float, typer.Option(help="Left-over supply up to this many days is not told.")
    ] = 7,
) -> None:
    """
    Measure each patient's oversupply.

    patient_id,possession,excess_days,stocks,largest_stock: the medication possession
    ratio, the days of supply beyond the days until the last event, how many events found
    more left over than the threshold, and the most days that one found.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan(observation)
        carry_over = CarryOver(into=True, **attrs.asdict(carrying))
        require_threshold(threshold_days)

        def measured(patient: Patient) -> Rows:
            found = oversupply(
                patient.events,
                windows=placed(patient, plan),
                carry_over=carry_over,
                threshold_days=threshold_days,
            )
            if found is None:
                return [(patient.id, None, None, None, None)]
            largest = max((one.days for one in found.stocks), default=None)
            return [
                (patient.id, found.possession, found.excess_days, len(found.stocks), largest),
            ]

        figures = Figures(
            header=("patient_id", "possession", "excess_days", "stocks", "largest_stock"),
            columns=source.columns(
                dose=carrying.dosage_change, medication=carrying.same_medication
            ),
            measured=measured,
            spoiled=lambda patient: [(patient.id, None, None, None, None)],
            question=lambda: questions().ask_overuse(
                plan=plan, carry_over=carry_over, threshold_days=threshold_days
            ),
        )
        write_figures(figures, source)


@flattened
def gaps(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    carry_within: Annotated[
        bool, typer.Option(help="Carry supply over within the observation.")
    ] = True,
    carry_into: Annotated[
        bool, typer.Option(help="Carry supply over into the observation.")
    ] = True,
    window: Annotated[str, typer.Option(help="What to call these windows in the output.")] = "",
) -> None:
    """
    List each event's interval and gap in days.

    window,same_medication,dosage_change,row,event_interval,gap_days: one line for each
    event of the follow-up. The columns are the reference's, which name no patient: row is
    the event's place in the table, the header not counted, and the patient stands there.
    Events after the observation have neither number, events before it no interval.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan(observation)
        carry_over = CarryOver(within=carry_within, into=carry_into, **attrs.asdict(carrying))
        asked = (window, flag(carrying.same_medication), flag(carrying.dosage_change))

        def measured(patient: Patient) -> Rows:
            windows = placed(patient, plan)
            found: dict[int, tuple[Cell, Cell]] = {
                index: (None, None)
                for index, event in sorted(enumerate(patient.events), key=lambda pair: pair[1].day)
                if event.number in windows.followup
            }
            for one in intervals(patient.events, windows=windows, carry_over=carry_over):
                found[one.row] = (one.days if one.observed else None, one.gap_days)
            return [(*asked, patient.rows[index], *numbers) for index, numbers in found.items()]

        figures = Figures(
            header=(
                "window",
                "same_medication",
                "dosage_change",
                "row",
                "event_interval",
                "gap_days",
            ),
            columns=source.columns(
                dose=carrying.dosage_change, medication=carrying.same_medication
            ),
            measured=measured,
            spoiled=lambda patient: [(*asked, row, None, None) for row in patient.rows],
            question=lambda: questions().ask_intervals(plan=plan, carry_over=carry_over),
            shaped=lambda row: (*asked, *row),
        )
        write_figures(figures, source)


@flattened
def sliding(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    name: Annotated[
        str, typer.Option("--measure", help="CMA0 to CMA9 or MPR, which is CMA1.")
    ] = "CMA7",
    slide_start: Annotated[int, typer.Option(help="Days from the start of the observation.")] = 0,
    window_days: Annotated[int, typer.Option(help="How long each window is.")] = 180,
    step_days: Annotated[int, typer.Option(help="From one window to the next.")] = 90,
    windows: Annotated[
        int | None, typer.Option(help="How many windows to spread evenly instead.")
    ] = None,
) -> None:
    """
    Measure each patient in windows that slide: cma,patient_id,window,value.

    Windows are counted from 1; a patient who cannot be measured has none.
    """
    with declared_errors(as_json=source.as_json):
        kind = measure_of(name)
        plan = followup.plan(observation)
        slide = Slide(
            start=Span(count=slide_start),
            length=Span(count=window_days),
            step=Span(count=step_days),
            windows=windows,
        )
        options = attrs.asdict(carrying)

        def measured(patient: Patient) -> Rows:
            found = measure_sliding(kind, patient.events, plan=plan, slide=slide, **options)
            return [(name.upper(), patient.id, one.number, one.value) for one in found]

        figures = Figures(
            header=("cma", "patient_id", "window", "value"),
            columns=source.columns(
                dose=carrying.dosage_change, medication=carrying.same_medication
            ),
            measured=measured,
            spoiled=lambda _patient: [],
            question=lambda: questions().ask_sliding(kind, plan=plan, slide=slide, **options),
            shaped=lambda row: (name.upper(), *row),
        )
        write_figures(figures, source)


def _away(stays: str | None, source: Source) -> StayTable | None:
    if stays is None:
        return None
    if stays == source.events == "-":
        problem, remedy = "and --events both read standard input", "Give one of them as a file."
        raise InvalidInputError(Fault(field="--stays", problem=problem, remedy=remedy))
    with opened(stays) as lines:
        return read_stays(lines)


def _pdc(patient: Patient, windows: Windows, stays: Iterable[Stay]) -> float | None:
    first, end = int(windows.observation.start), int(windows.observation.end)
    found = days_covered_at_home(
        patient.events,
        first_day=date.fromordinal(first),
        last_day=date.fromordinal(end - 1),
        stays=stays,
    )
    return None if found is None or found.exclusion is not None else found.share
