"""
The commands of ``dastern adherence`` about several medicines: groups, each and together.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated

import attrs
import typer

from dastern_cli.adherence_events import Patient
from dastern_cli.adherence_options import (
    Carrying,
    FollowUp,
    Observation,
    Source,
    flattened,
    measure_of,
)
from dastern_cli.adherence_tables import Cell, Figures, Rows, write_figures
from dastern_cli.bootstrap import questions
from dastern_cli.output import declared_errors
from dastern_core.adherence import polypharmacy as several_medicines
from dastern_core.adherence.polypharmacy import require_names
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["groups", "polypharmacy"]

_TOGETHER = ("mean_of_groups", "any_covered", "all_covered", "mean_covered")


@attrs.frozen(kw_only=True)
class _Grouping:
    """
    Which medicines belong together.
    """

    group: Annotated[
        list[str],
        typer.Option(
            metavar="NAME=MEDICINE,...",
            help="A group and its medicines, as often as there are groups; what none names is "
            "the group __ALL_OTHERS__.",
        ),
    ] = attrs.Factory(list)
    name: Annotated[str, typer.Option("--measure", help="CMA0 to CMA9 or MPR, which is CMA1.")] = (
        "CMA7"
    )
    followup_per_group: Annotated[
        bool, typer.Option(help="Place the windows from each group's own first event.")
    ] = False

    def groups(self) -> Mapping[str, Sequence[str]]:
        """
        Read the groups.
        """
        return _read_groups(self.group)


@flattened
def groups(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    grouping: _Grouping,
) -> None:
    """
    Measure each patient's groups of medicines: patient_id,group,value.

    One line for each group of which the patient has events; who cannot be measured has
    none. Each event must have its medication.
    """
    _measure(source, followup, observation, carrying, grouping=grouping, together=False)


@flattened
def polypharmacy(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    grouping: _Grouping,
) -> None:
    """
    Measure how well each patient's groups of medicines were supplied together.

    patient_id,mean_of_groups,any_covered,all_covered,mean_covered: the mean of the
    groups' measures, empty where one has no value; the share of the observation with
    supply of any group, and of all; and the mean share over the groups.
    """
    _measure(source, followup, observation, carrying, grouping=grouping, together=True)


def _measure(
    source: Source,
    followup: FollowUp,
    observation: Observation,
    carrying: Carrying,
    *,
    grouping: _Grouping,
    together: bool,
) -> None:
    with declared_errors(as_json=source.as_json):
        plan = followup.plan(observation)
        kind = measure_of(grouping.name)
        options = {
            "groups": grouping.groups(),
            "plan": plan,
            "followup_per_group": grouping.followup_per_group,
            **attrs.asdict(carrying),
        }

        def measured(patient: Patient) -> Rows:
            found = several_medicines(kind, patient.events, **options)
            if found is None:
                return []
            if together:
                figures: tuple[Cell, ...] = tuple(getattr(found, name) for name in _TOGETHER)
                return [(patient.id, *figures)]
            return [(patient.id, name, value) for name, value in found.groups.items()]

        def spoiled(patient: Patient) -> Rows:
            return [(patient.id, *[None] * len(_TOGETHER))] if together else []

        figures = Figures(
            header=("patient_id", *(_TOGETHER if together else ("group", "value"))),
            columns=source.columns(dose=carrying.dosage_change, medication=True),
            measured=measured,
            spoiled=spoiled,
            question=lambda: (
                questions().ask_polypharmacy(kind, **options)
                if together
                else questions().ask_groups(kind, **options)
            ),
        )
        write_figures(figures, source)


def _read_groups(pairs: Iterable[str]) -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    for pair in pairs:
        name, _, medicines = pair.partition("=")
        members = [one.strip() for one in medicines.split(",") if one.strip()]
        if not name.strip() or not members:
            raise InvalidInputError(
                Fault(
                    field="--group",
                    problem=f"{pair} names no group",
                    remedy="Write NAME=MEDICINE,MEDICINE, as the events call the medicines.",
                )
            )
        found.setdefault(name.strip(), []).extend(members)
    require_names(found)
    return found
