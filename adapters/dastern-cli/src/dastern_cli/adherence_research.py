"""
The research commands of ``dastern adherence``: what share of a window supply covered.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated

import attrs
import typer

from dastern_cli.adherence_events import Patient
from dastern_cli.adherence_options import (
    Carrying,
    CarryingAlike,
    FollowUp,
    Observation,
    Source,
    flattened,
)
from dastern_cli.adherence_tables import Cell, Figures, Row, write_figures
from dastern_cli.bootstrap import questions
from dastern_cli.output import declared_errors
from dastern_core.adherence import (
    CarryOver,
    EpisodeRules,
    GapUnit,
    Measure,
    PermissibleGap,
    Slide,
    Span,
    WindowPlan,
    Windows,
    days_covered,
    intervals,
    measure,
    measure_sliding,
    place,
)
from dastern_core.adherence import episodes as treatment_episodes
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["episodes", "gaps", "measures", "sliding"]

_PDC = "PDC"
_Rows = Iterable[tuple[Cell, ...]]


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
        kind = None if name.upper() == _PDC else _measure_of(name)
        options = attrs.asdict(carrying)

        def measured(patient: Patient) -> _Rows:
            if kind is None:
                return [(patient.id, _pdc(patient, _placed(patient, plan)))]
            return [(patient.id, measure(kind, patient.events, plan=plan, **options))]

        figures = Figures(
            header=("patient_id", "value"),
            columns=source.columns(
                dose=carrying.dosage_change, medication=carrying.same_medication
            ),
            measured=measured,
            spoiled=lambda patient: [(patient.id, None)],
            question=lambda: (
                questions().ask_days_covered(plan=plan)
                if kind is None
                else questions().ask_measures(kind, plan=plan, **options)
            ),
            shaped=lambda row: row,
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
    event of the follow-up, its row counted from 1. Events after the observation have
    neither number, events before it no interval.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan(observation)
        carry_over = CarryOver(within=carry_within, into=carry_into, **attrs.asdict(carrying))
        asked = (window, _flag(carrying.same_medication), _flag(carrying.dosage_change))

        def measured(patient: Patient) -> _Rows:
            windows = _placed(patient, plan)
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
def episodes(
    source: Source,
    followup: FollowUp,
    carrying: CarryingAlike,
    *,
    max_gap: Annotated[float, typer.Option(help="A longer gap ends an episode.")] = 90,
    max_gap_unit: Annotated[
        GapUnit, typer.Option(help="Percent is of the duration before the gap.")
    ] = GapUnit.DAYS,
    medication_change_breaks: Annotated[
        bool, typer.Option(help="Another medicine ends an episode.")
    ] = True,
    dosage_change_breaks: Annotated[
        bool, typer.Option(help="Another daily dose ends an episode.")
    ] = False,
    append_gap: Annotated[
        bool, typer.Option(help="Leave the permitted gap in the episode that it ends.")
    ] = False,
) -> None:
    """
    List each patient's treatment episodes.

    fu_days,max_gap,max_gap_unit,medication_change_breaks,patient_id,episode,start,duration_days:
    one line for each episode; a patient who cannot be measured has none.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan()
        carry_over = CarryOver(**attrs.asdict(carrying))
        rules = EpisodeRules(
            gap=PermissibleGap(value=max_gap, unit=max_gap_unit),
            medication_change=medication_change_breaks,
            dosage_change=dosage_change_breaks,
            append_gap=append_gap,
        )
        days = followup.followup_days
        asked = (days, max_gap, max_gap_unit.value, _flag(medication_change_breaks))

        def measured(patient: Patient) -> _Rows:
            found = treatment_episodes(
                patient.events,
                followup=_placed(patient, plan).followup,
                rules=rules,
                carry_over=carry_over,
            )
            return [
                (*asked, patient.id, one.number, one.start.isoformat(), one.duration_days)
                for one in found
            ]

        def shaped(row: Sequence[Cell]) -> Row:
            patient, number, start, duration = row
            return (
                *asked,
                patient,
                number,
                date.fromordinal(int(start or 0)).isoformat(),
                duration,
            )

        figures = Figures(
            header=(
                "fu_days",
                "max_gap",
                "max_gap_unit",
                "medication_change_breaks",
                "patient_id",
                "episode",
                "start",
                "duration_days",
            ),
            columns=source.columns(
                dose=carrying.dosage_change or dosage_change_breaks,
                medication=carrying.same_medication or medication_change_breaks,
            ),
            measured=measured,
            spoiled=lambda _patient: [],
            question=lambda: questions().ask_episodes(
                plan=plan, rules=rules, carry_over=carry_over
            ),
            shaped=shaped,
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
        kind = _measure_of(name)
        plan = followup.plan(observation)
        slide = Slide(
            start=Span(count=slide_start),
            length=Span(count=window_days),
            step=Span(count=step_days),
            windows=windows,
        )
        options = attrs.asdict(carrying)

        def measured(patient: Patient) -> _Rows:
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


def _placed(patient: Patient, plan: WindowPlan) -> Windows:
    return place(plan, first_day=min(event.day for event in patient.events))


def _measure_of(name: str) -> Measure:
    known = {one.value: one for one in Measure} | {"MPR": Measure.CMA1}
    if name.upper() not in known:
        raise InvalidInputError(
            Fault(
                field="--measure",
                problem=f"{name} is not a measure here",
                remedy=f"Choose one of: {', '.join(known)}.",
            )
        )
    return known[name.upper()]


def _pdc(patient: Patient, windows: Windows) -> float | None:
    first, end = int(windows.observation.start), int(windows.observation.end)
    found = days_covered(
        patient.events,
        first_day=date.fromordinal(first),
        last_day=date.fromordinal(end - 1),
    )
    return None if found is None or found.exclusion is not None else found.share


def _flag(value: bool) -> str:  # noqa: FBT001 - the value is what is written
    return "TRUE" if value else "FALSE"
