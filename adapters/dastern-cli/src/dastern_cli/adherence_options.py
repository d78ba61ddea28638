"""
Options that the research commands of ``dastern adherence`` share.

A command takes them as values; ``flattened`` shows each of a value's fields to the user as
an option of its own.
"""

import inspect
from collections.abc import Callable, Sequence
from enum import Enum
from pathlib import Path
from typing import Annotated

import attrs
import typer

from dastern_cli.adherence_events import Columns
from dastern_core.adherence import EpisodeRules, GapUnit, Measure, PermissibleGap, Span, WindowPlan
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "Breaking",
    "Carrying",
    "CarryingAlike",
    "Engine",
    "FollowUp",
    "Observation",
    "Source",
    "flattened",
    "measure_of",
]

_TWO_YEARS = 730
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


class Engine(Enum):
    """
    What computes.
    """

    DUCKDB = "duckdb"
    POLARS = "polars"
    SPARK = "spark"
    PYTHON = "python"


@attrs.frozen(kw_only=True)
class Source:
    """
    Where events come from, what computes, and where the figures go.
    """

    events: Annotated[
        str, typer.Option(help="CSV with a header, or Parquet; - reads CSV from standard input.")
    ]
    renamed: Annotated[
        list[str],
        typer.Option(
            "--column",
            metavar="NAME=HEADER",
            help="What patient_id, date, duration_days, daily_dose or medication is called.",
        ),
    ] = attrs.Factory(list)
    engine: Annotated[
        Engine | None,
        typer.Option(help="What computes; duckdb where it is installed, otherwise python."),
    ] = None
    work: Annotated[
        Path | None,
        typer.Option(help="A folder to keep the work in: run again, it goes on where it stopped."),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="A .csv or .parquet file instead of standard output."),
    ] = None
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document instead of CSV.")] = (
        False
    )

    def columns(self, *, dose: bool, medication: bool) -> Columns:
        """
        Give the names of the columns.
        """
        return Columns.renamed(self.renamed, dose=dose, medication=medication)


@attrs.frozen(kw_only=True)
class FollowUp:
    """
    The follow-up window.
    """

    followup_start: Annotated[int, typer.Option(help="Days from a patient's first event.")] = 0
    followup_days: Annotated[int, typer.Option(help="How long the follow-up is.")] = _TWO_YEARS

    def plan(self, observation: "Observation | None" = None) -> WindowPlan:
        """
        Make the plan, and try it once: in days it fits every patient or none.

        Args:
            observation: The follow-up itself unless told.

        Raises:
            InvalidInputError: It fits no patient.
        """
        seen = observation or Observation(observation_days=self.followup_days)
        plan = WindowPlan(
            followup_start=Span(count=self.followup_start),
            followup=Span(count=self.followup_days),
            observation_start=Span(count=seen.observation_start),
            observation=Span(count=seen.observation_days),
        )
        if not (seen.observation_start + seen.observation_days <= self.followup_days):
            raise InvalidInputError(
                Fault(
                    field="observation window",
                    problem="leaves the follow-up window",
                    remedy="Follow up longer, or observe a shorter or a later window.",
                )
            )
        return plan


@attrs.frozen(kw_only=True)
class Observation:
    """
    The observation window.
    """

    observation_start: Annotated[
        int, typer.Option(help="Days from the start of the follow-up.")
    ] = 0
    observation_days: Annotated[int, typer.Option(help="How long the observation is.")] = _TWO_YEARS


@attrs.frozen(kw_only=True)
class Carrying:
    """
    What becomes of supply that is left over.
    """

    same_medication: _Same = False
    dosage_change: _Dosage = False


@attrs.frozen(kw_only=True)
class CarryingAlike:
    """
    The same, where supply is carried to the same medicine only unless told otherwise.
    """

    same_medication: _Same = True
    dosage_change: _Dosage = True


@attrs.frozen(kw_only=True)
class Breaking:
    """
    What ends an episode.
    """

    max_gap: Annotated[float, typer.Option(help="A longer gap ends an episode.")] = 90
    max_gap_unit: Annotated[
        GapUnit, typer.Option(help="Percent is of the duration before the gap.")
    ] = GapUnit.DAYS
    medication_change_breaks: Annotated[
        bool, typer.Option(help="Another medicine ends an episode.")
    ] = True
    dosage_change_breaks: Annotated[
        bool, typer.Option(help="Another daily dose ends an episode.")
    ] = False
    append_gap: Annotated[
        bool, typer.Option(help="Leave the permitted gap in the episode that it ends.")
    ] = False

    def rules(self) -> EpisodeRules:
        """
        Give the rules.
        """
        return EpisodeRules(
            gap=PermissibleGap(value=self.max_gap, unit=self.max_gap_unit),
            medication_change=self.medication_change_breaks,
            dosage_change=self.dosage_change_breaks,
            append_gap=self.append_gap,
        )


def measure_of(name: str, *, others: Sequence[str] = ()) -> Measure:
    """
    Give a measure by its name; MPR is CMA1.

    Args:
        name: In upper or lower case.
        others: What else may be named where this is asked.

    Raises:
        InvalidInputError: There is no such measure.
    """
    known = {one.value: one for one in Measure} | {"MPR": Measure.CMA1}
    if name.upper() not in known:
        raise InvalidInputError(
            Fault(
                field="--measure",
                problem=f"{name} is not a measure here",
                remedy=f"Choose one of: {', '.join([*known, *others])}.",
            )
        )
    return known[name.upper()]


def flattened(command: Callable[..., None]) -> Callable[..., None]:
    """
    Show the fields of a command's values as options of the command.

    Args:
        command: Its parameters that are values made by attrs are taken apart.

    Returns:
        The command as Typer reads it.
    """
    shown: list[inspect.Parameter] = []
    values: dict[str, type] = {}
    for name, parameter in inspect.signature(command, eval_str=True).parameters.items():
        if attrs.has(parameter.annotation):
            values[name] = parameter.annotation
            shown += [_option(field) for field in attrs.fields(parameter.annotation)]
        else:
            shown.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))
    names = {name: {one.name for one in attrs.fields(kind)} for name, kind in values.items()}

    def run(**given: object) -> None:
        whole = {
            name: kind(**{one: given.pop(one) for one in names[name]})
            for name, kind in values.items()
        }
        command(**whole, **given)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__annotations__ = {one.name: one.annotation for one in shown}
    run.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # as inspect says
    return run


def _option(field: "attrs.Attribute[object]") -> inspect.Parameter:
    default = field.default
    if isinstance(default, attrs.Factory):  # type: ignore[arg-type]  # a class, typed as a function
        default = default.factory()  # type: ignore[attr-defined]  # as above
    return inspect.Parameter(
        field.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if default is attrs.NOTHING else default,
        annotation=field.type,
    )
