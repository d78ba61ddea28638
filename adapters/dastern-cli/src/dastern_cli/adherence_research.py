"""
The research commands of ``dastern adherence``: what share of a window supply covered.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

import typer

from dastern_cli.adherence_events import Columns, Patient
from dastern_cli.adherence_tables import ENGINES, Cell, require_engine, table_of, write_table
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

_TWO_YEARS = 730
_Rows = Iterable[tuple[Cell, ...]]


_PDC = "PDC"

_Events = Annotated[str, typer.Option(help="CSV with a header; - reads standard input.")]
_FollowupStart = Annotated[int, typer.Option(help="Days from a patient's first event.")]
_FollowupDays = Annotated[int, typer.Option(help="How long the follow-up is.")]
_ObservationStart = Annotated[int, typer.Option(help="Days from the start of the follow-up.")]
_ObservationDays = Annotated[int, typer.Option(help="How long the observation is.")]
_Same = Annotated[
    bool,
    typer.Option(
        "--same-medication/--any-medication", help="Carry supply over to the same medicine only."
    ),
]
_Dosage = Annotated[
    bool,
    typer.Option("--dosage-change/--no-dosage-change", help="Scale carried days by the dose."),
]
_Renamed = Annotated[
    list[str],
    typer.Option(
        "--column",
        metavar="NAME=HEADER",
        help="What patient_id, date, duration_days, daily_dose or medication is called.",
    ),
]
_Engine = Annotated[str, typer.Option(help=f"What computes: {', '.join(ENGINES)}.")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document instead of CSV.")]


def measures(  # noqa: PLR0913 - each option is one parameter
    events: _Events,
    *,
    name: Annotated[
        str, typer.Option("--measure", help="CMA0 to CMA9, MPR (which is CMA1) or PQA's PDC.")
    ] = "CMA7",
    followup_start: _FollowupStart = 0,
    followup_days: _FollowupDays = _TWO_YEARS,
    observation_start: _ObservationStart = 0,
    observation_days: _ObservationDays = _TWO_YEARS,
    same_medication: _Same = False,
    dosage_change: _Dosage = False,
    renamed: _Renamed = [],  # noqa: B006 - Typer's own spelling of a repeatable option
    engine: _Engine = "python",
    as_json: _Json = False,
) -> None:
    """
    Measure each patient: patient_id,value.

    A row of the events is patient_id, date, duration_days, daily_dose, medication; the
    last two may be left out. An empty value means that there is none: too few events,
    or a row that cannot be read, which standard error names by line and column.

    PDC takes the observation for the measurement period, its last day left out.
    """
    with declared_errors(as_json=as_json):
        require_engine(engine)
        plan = _plan(followup_start, followup_days, observation_start, observation_days)
        columns = Columns.renamed(renamed, dose=dosage_change, medication=same_medication)

        kind = None if name.upper() == _PDC else _measure_of(name)

        def measured(patient: Patient) -> _Rows:
            if kind is None:
                return [(patient.id, _pdc(patient, _placed(patient, plan)))]
            value = measure(
                kind,
                patient.events,
                plan=plan,
                same_medication=same_medication,
                dosage_change=dosage_change,
            )
            return [(patient.id, value)]

        write_table(
            ("patient_id", "value"),
            table_of(events, columns=columns),
            measured=measured,
            spoiled=lambda patient: [(patient.id, None)],
            as_json=as_json,
        )


def gaps(  # noqa: PLR0913 - each option is one parameter
    events: _Events,
    *,
    followup_start: _FollowupStart = 0,
    followup_days: _FollowupDays = _TWO_YEARS,
    observation_start: _ObservationStart = 0,
    observation_days: _ObservationDays = _TWO_YEARS,
    same_medication: _Same = False,
    dosage_change: _Dosage = False,
    carry_within: Annotated[
        bool, typer.Option(help="Carry supply over within the observation.")
    ] = True,
    carry_into: Annotated[
        bool, typer.Option(help="Carry supply over into the observation.")
    ] = True,
    window: Annotated[str, typer.Option(help="What to call these windows in the output.")] = "",
    renamed: _Renamed = [],  # noqa: B006 - Typer's own spelling of a repeatable option
    engine: _Engine = "python",
    as_json: _Json = False,
) -> None:
    """
    List each event's interval and gap in days.

    window,same_medication,dosage_change,row,event_interval,gap_days: one line for each
    event of the follow-up, its row counted from 1. Events after the observation have
    neither number, events before it no interval.
    """
    with declared_errors(as_json=as_json):
        require_engine(engine)
        plan = _plan(followup_start, followup_days, observation_start, observation_days)
        columns = Columns.renamed(renamed, dose=dosage_change, medication=same_medication)
        carry_over = CarryOver(
            within=carry_within,
            into=carry_into,
            same_medication=same_medication,
            dosage_change=dosage_change,
        )
        asked = (window, _flag(same_medication), _flag(dosage_change))

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

        write_table(
            (
                "window",
                "same_medication",
                "dosage_change",
                "row",
                "event_interval",
                "gap_days",
            ),
            table_of(events, columns=columns),
            measured=measured,
            spoiled=lambda patient: [(*asked, row, None, None) for row in patient.rows],
            as_json=as_json,
        )


def episodes(  # noqa: PLR0913 - each option is one parameter
    events: _Events,
    *,
    followup_start: _FollowupStart = 0,
    followup_days: _FollowupDays = _TWO_YEARS,
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
    same_medication: _Same = True,
    dosage_change: _Dosage = True,
    renamed: _Renamed = [],  # noqa: B006 - Typer's own spelling of a repeatable option
    engine: _Engine = "python",
    as_json: _Json = False,
) -> None:
    """
    List each patient's treatment episodes.

    fu_days,max_gap,max_gap_unit,medication_change_breaks,patient_id,episode,start,duration_days:
    one line for each episode; a patient who cannot be measured has none.
    """
    with declared_errors(as_json=as_json):
        require_engine(engine)
        plan = _plan(followup_start, followup_days, 0, followup_days)
        columns = Columns.renamed(
            renamed,
            dose=dosage_change or dosage_change_breaks,
            medication=same_medication or medication_change_breaks,
        )
        carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
        rules = EpisodeRules(
            gap=PermissibleGap(value=max_gap, unit=max_gap_unit),
            medication_change=medication_change_breaks,
            dosage_change=dosage_change_breaks,
            append_gap=append_gap,
        )
        asked = (followup_days, max_gap, max_gap_unit.value, _flag(medication_change_breaks))

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

        write_table(
            (
                "fu_days",
                "max_gap",
                "max_gap_unit",
                "medication_change_breaks",
                "patient_id",
                "episode",
                "start",
                "duration_days",
            ),
            table_of(events, columns=columns),
            measured=measured,
            spoiled=lambda _patient: [],
            as_json=as_json,
        )


def sliding(  # noqa: PLR0913 - each option is one parameter
    events: _Events,
    *,
    name: Annotated[
        str, typer.Option("--measure", help="CMA0 to CMA9 or MPR, which is CMA1.")
    ] = "CMA7",
    followup_start: _FollowupStart = 0,
    followup_days: _FollowupDays = _TWO_YEARS,
    observation_start: _ObservationStart = 0,
    observation_days: _ObservationDays = _TWO_YEARS,
    slide_start: Annotated[int, typer.Option(help="Days from the start of the observation.")] = 0,
    window_days: Annotated[int, typer.Option(help="How long each window is.")] = 180,
    step_days: Annotated[int, typer.Option(help="From one window to the next.")] = 90,
    windows: Annotated[
        int | None, typer.Option(help="How many windows to spread evenly instead.")
    ] = None,
    same_medication: _Same = False,
    dosage_change: _Dosage = False,
    renamed: _Renamed = [],  # noqa: B006 - Typer's own spelling of a repeatable option
    engine: _Engine = "python",
    as_json: _Json = False,
) -> None:
    """
    Measure each patient in windows that slide: cma,patient_id,window,value.

    Windows are counted from 1; a patient who cannot be measured has none.
    """
    with declared_errors(as_json=as_json):
        require_engine(engine)
        kind = _measure_of(name)
        plan = _plan(followup_start, followup_days, observation_start, observation_days)
        columns = Columns.renamed(renamed, dose=dosage_change, medication=same_medication)
        slide = Slide(
            start=Span(count=slide_start),
            length=Span(count=window_days),
            step=Span(count=step_days),
            windows=windows,
        )

        def measured(patient: Patient) -> _Rows:
            found = measure_sliding(
                kind,
                patient.events,
                plan=plan,
                slide=slide,
                same_medication=same_medication,
                dosage_change=dosage_change,
            )
            return [(name.upper(), patient.id, one.number, one.value) for one in found]

        write_table(
            ("cma", "patient_id", "window", "value"),
            table_of(events, columns=columns),
            measured=measured,
            spoiled=lambda _patient: [],
            as_json=as_json,
        )


def _plan(
    followup_start: int, followup_days: int, observation_start: int, observation_days: int
) -> WindowPlan:
    """
    Make the plan, and try it once: in days it fits every patient or none.
    """
    plan = WindowPlan(
        followup_start=Span(count=followup_start),
        followup=Span(count=followup_days),
        observation_start=Span(count=observation_start),
        observation=Span(count=observation_days),
    )
    place(plan, first_day=_ANY_DAY)
    return plan


_ANY_DAY = date(2000, 1, 1)


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
