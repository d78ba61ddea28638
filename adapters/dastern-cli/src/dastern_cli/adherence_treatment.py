"""
The commands of ``dastern adherence`` about treatment: its episodes, and how long it lasted.
"""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import attrs
import typer

from dastern_cli.adherence_events import Patient
from dastern_cli.adherence_options import (
    Breaking,
    Carrying,
    CarryingAlike,
    FollowUp,
    Observation,
    Source,
    flattened,
    measure_of,
)
from dastern_cli.adherence_tables import Cell, Figures, Row, Rows, flag, placed, write_figures
from dastern_cli.bootstrap import questions
from dastern_cli.output import declared_errors
from dastern_core.adherence import CarryOver, measure_episodes
from dastern_core.adherence import episodes as treatment_episodes
from dastern_core.adherence import persistence as time_to_discontinuation

__all__ = ["episodes", "per_episode", "persistence"]


@flattened
def episodes(
    source: Source,
    followup: FollowUp,
    carrying: CarryingAlike,
    breaking: Breaking,
) -> None:
    """
    List each patient's treatment episodes.

    fu_days,max_gap,max_gap_unit,medication_change_breaks,patient_id,episode,start,duration_days:
    one line for each episode; a patient who cannot be measured has none.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan()
        carry_over = CarryOver(**attrs.asdict(carrying))
        rules = breaking.rules()
        days = followup.followup_days
        broken = flag(breaking.medication_change_breaks)
        asked = (days, breaking.max_gap, breaking.max_gap_unit.value, broken)

        def measured(patient: Patient) -> Rows:
            found = treatment_episodes(
                patient.events,
                followup=placed(patient, plan).followup,
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
                dose=carrying.dosage_change or breaking.dosage_change_breaks,
                medication=carrying.same_medication or breaking.medication_change_breaks,
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
def per_episode(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    breaking: Breaking,
    name: Annotated[
        str, typer.Option("--measure", help="CMA0 to CMA9 or MPR, which is CMA1.")
    ] = "CMA7",
) -> None:
    """
    Measure each treatment episode: cma,patient_id,episode,value.

    One line for each episode that reaches into the observation, with its number among
    all; each is measured on its own events. Who cannot be measured has none.
    """
    with declared_errors(as_json=source.as_json):
        kind = measure_of(name)
        plan = followup.plan(observation)
        rules = breaking.rules()
        options = attrs.asdict(carrying)

        def measured(patient: Patient) -> Rows:
            found = measure_episodes(kind, patient.events, plan=plan, rules=rules, **options)
            return [(name.upper(), patient.id, one.episode.number, one.value) for one in found]

        figures = Figures(
            header=("cma", "patient_id", "episode", "value"),
            columns=source.columns(
                dose=carrying.dosage_change or breaking.dosage_change_breaks,
                medication=carrying.same_medication or breaking.medication_change_breaks,
            ),
            measured=measured,
            spoiled=lambda _patient: [],
            question=lambda: questions().ask_measures_per_episode(
                kind, plan=plan, rules=rules, **options
            ),
            shaped=lambda row: (name.upper(), *row),
        )
        write_figures(figures, source)


@flattened
def persistence(
    source: Source, followup: FollowUp, carrying: CarryingAlike, breaking: Breaking
) -> None:
    """
    Measure each patient's time to discontinuation: patient_id,days,discontinued.

    Days from the first event until treatment ended (TRUE), or until the follow-up did
    (FALSE): then nobody knows how long it went on. What ends an episode ends treatment.
    """
    with declared_errors(as_json=source.as_json):
        plan = followup.plan()
        carry_over = CarryOver(**attrs.asdict(carrying))
        rules = breaking.rules()

        def measured(patient: Patient) -> Rows:
            found = time_to_discontinuation(
                patient.events,
                followup=placed(patient, plan).followup,
                rules=rules,
                carry_over=carry_over,
            )
            if found is None:
                return [(patient.id, None, None)]
            return [(patient.id, found.days, flag(found.discontinued))]

        def shaped(row: Sequence[Cell]) -> Row:
            patient, days, discontinued = row
            return (patient, days, None if discontinued is None else flag(bool(discontinued)))

        figures = Figures(
            header=("patient_id", "days", "discontinued"),
            columns=source.columns(
                dose=carrying.dosage_change or breaking.dosage_change_breaks,
                medication=carrying.same_medication or breaking.medication_change_breaks,
            ),
            measured=measured,
            spoiled=lambda patient: [(patient.id, None, None)],
            question=lambda: questions().ask_persistence(
                plan=plan, rules=rules, carry_over=carry_over
            ),
            shaped=shaped,
        )
        write_figures(figures, source)
