"""
Questions: what can be asked of a file of events, and how its answer is laid out.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from hashlib import sha256

import attrs
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from dastern_analytics.coverage import days_covered
from dastern_analytics.episodes import episodes
from dastern_analytics.gaps import intervals
from dastern_analytics.measures import measures
from dastern_analytics.overuse import overuse
from dastern_analytics.per_episode import measures_per_episode
from dastern_analytics.persistence import persistence
from dastern_analytics.polypharmacy import measures_by_group, polypharmacy
from dastern_analytics.sliding import measures_sliding
from dastern_core.adherence import CarryOver, EpisodeRules, Measure, Slide, WindowPlan

__all__ = [
    "Question",
    "Stays",
    "ask_days_covered",
    "ask_episodes",
    "ask_groups",
    "ask_intervals",
    "ask_measures",
    "ask_measures_per_episode",
    "ask_overuse",
    "ask_persistence",
    "ask_polypharmacy",
    "ask_sliding",
]

Stays = Sequence[tuple[str, int | None, int | None]]
"""
Patient, day of admission and day of discharge; empty days where a row is wrong.
"""


@attrs.frozen(kw_only=True)
class Question:
    """
    One table of figures about a population.

    Args:
        asked: All that is asked, as text: two questions are the same where it is.
        expression: The figures of a table of events, with ``patient_id``.
        columns: The columns of the answer, in order.
        order: What orders one patient's rows.
        plan: Where the windows lie.
        needs_dose: Whether a row without a dose spoils its patient.
        needs_medication: Whether a row without a medicine does.
    """

    asked: str
    expression: Callable[[ir.Table], ir.Table] = attrs.field(eq=False)
    columns: tuple[str, ...]
    order: tuple[str, ...]
    plan: WindowPlan
    needs_dose: bool
    needs_medication: bool


def ask_measures(
    kind: Measure,
    *,
    plan: WindowPlan,
    same_medication: bool,
    dosage_change: bool,
    stays: Stays | None = None,
) -> Question:
    """
    Ask for each patient's value of a measure; see ``measures``.
    """
    return Question(
        asked=f"{kind} {plan} {same_medication} {dosage_change} {_digest(stays)}",
        expression=lambda events: measures(
            events,
            kind,
            plan=plan,
            same_medication=same_medication,
            dosage_change=dosage_change,
            stays=_table(stays),
        ),
        columns=("patient_id", "value"),
        order=(),
        plan=plan,
        needs_dose=dosage_change,
        needs_medication=same_medication,
    )


def ask_days_covered(*, plan: WindowPlan, stays: Stays | None = None) -> Question:
    """
    Ask for each patient's proportion of days covered; see ``days_covered``.
    """
    return Question(
        asked=f"PDC {plan} {_digest(stays)}",
        expression=lambda events: days_covered(events, plan=plan, stays=_table(stays)),
        columns=("patient_id", "value"),
        order=(),
        plan=plan,
        needs_dose=False,
        needs_medication=False,
    )


def ask_groups(
    kind: Measure,
    *,
    plan: WindowPlan,
    groups: Mapping[str, Collection[str]],
    followup_per_group: bool,
    same_medication: bool,
    dosage_change: bool,
) -> Question:
    """
    Ask for a measure of each patient's groups of medicines; see ``measures_by_group``.
    """
    options = {
        "followup_per_group": followup_per_group,
        "same_medication": same_medication,
        "dosage_change": dosage_change,
    }
    return Question(
        asked=f"groups {kind} {plan} {_listed(groups)} {options}",
        expression=lambda events: measures_by_group(
            events, kind, plan=plan, groups=groups, **options
        ),
        columns=("patient_id", "group", "value"),
        order=("group",),
        plan=plan,
        needs_dose=dosage_change,
        needs_medication=True,
    )


def ask_polypharmacy(
    kind: Measure,
    *,
    plan: WindowPlan,
    groups: Mapping[str, Collection[str]],
    followup_per_group: bool,
    same_medication: bool,
    dosage_change: bool,
) -> Question:
    """
    Ask how each patient's groups of medicines were supplied together; see ``polypharmacy``.
    """
    options = {
        "followup_per_group": followup_per_group,
        "same_medication": same_medication,
        "dosage_change": dosage_change,
    }
    return Question(
        asked=f"polypharmacy {kind} {plan} {_listed(groups)} {options}",
        expression=lambda events: polypharmacy(events, kind, plan=plan, groups=groups, **options),
        columns=("patient_id", "mean_of_groups", "any_covered", "all_covered", "mean_covered"),
        order=(),
        plan=plan,
        needs_dose=dosage_change,
        needs_medication=True,
    )


def ask_overuse(*, plan: WindowPlan, carry_over: CarryOver, threshold_days: float) -> Question:
    """
    Ask for each patient's oversupply; see ``overuse``.
    """
    return Question(
        asked=f"overuse {plan} {carry_over} {threshold_days}",
        expression=lambda events: overuse(
            events, plan=plan, carry_over=carry_over, threshold_days=threshold_days
        ),
        columns=("patient_id", "possession", "excess_days", "stocks", "largest_stock"),
        order=(),
        plan=plan,
        needs_dose=carry_over.dosage_change,
        needs_medication=carry_over.same_medication,
    )


def ask_persistence(*, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver) -> Question:
    """
    Ask for each patient's time to discontinuation; see ``persistence``.
    """
    return Question(
        asked=f"persistence {plan} {rules} {carry_over}",
        expression=lambda events: persistence(
            events, plan=plan, rules=rules, carry_over=carry_over
        ),
        columns=("patient_id", "days", "discontinued"),
        order=(),
        plan=plan,
        needs_dose=carry_over.dosage_change or rules.dosage_change,
        needs_medication=carry_over.same_medication or rules.medication_change,
    )


def ask_measures_per_episode(
    kind: Measure,
    *,
    plan: WindowPlan,
    rules: EpisodeRules,
    same_medication: bool,
    dosage_change: bool,
) -> Question:
    """
    Ask for a measure of each treatment episode; see ``measures_per_episode``.
    """
    return Question(
        asked=f"per episode {kind} {plan} {rules} {same_medication} {dosage_change}",
        expression=lambda events: measures_per_episode(
            events,
            kind,
            plan=plan,
            rules=rules,
            same_medication=same_medication,
            dosage_change=dosage_change,
        ),
        columns=("patient_id", "episode", "value"),
        order=("episode",),
        plan=plan,
        needs_dose=dosage_change or rules.dosage_change,
        needs_medication=same_medication or rules.medication_change,
    )


def ask_intervals(*, plan: WindowPlan, carry_over: CarryOver) -> Question:
    """
    Ask for the interval and gap of each event; see ``intervals``.
    """
    return Question(
        asked=f"intervals {plan} {carry_over}",
        expression=lambda events: intervals(events, plan=plan, carry_over=carry_over),
        columns=("row", "event_interval", "gap_days"),
        order=("day", "row"),
        plan=plan,
        needs_dose=carry_over.dosage_change,
        needs_medication=carry_over.same_medication,
    )


def ask_episodes(*, plan: WindowPlan, rules: EpisodeRules, carry_over: CarryOver) -> Question:
    """
    Ask for each patient's treatment episodes; see ``episodes``.
    """
    return Question(
        asked=f"episodes {plan} {rules} {carry_over}",
        expression=lambda events: episodes(events, plan=plan, rules=rules, carry_over=carry_over),
        columns=("patient_id", "episode", "start", "duration_days"),
        order=("episode",),
        plan=plan,
        needs_dose=carry_over.dosage_change or rules.dosage_change,
        needs_medication=carry_over.same_medication or rules.medication_change,
    )


def ask_sliding(
    kind: Measure,
    *,
    plan: WindowPlan,
    slide: Slide,
    same_medication: bool,
    dosage_change: bool,
) -> Question:
    """
    Ask for a measure in sliding windows; see ``measures_sliding``.
    """
    return Question(
        asked=f"sliding {kind} {plan} {slide} {same_medication} {dosage_change}",
        expression=lambda events: measures_sliding(
            events,
            kind,
            plan=plan,
            slide=slide,
            same_medication=same_medication,
            dosage_change=dosage_change,
        ),
        columns=("patient_id", "window", "value"),
        order=("window",),
        plan=plan,
        needs_dose=dosage_change,
        needs_medication=same_medication,
    )


def _table(stays: Stays | None) -> ir.Table | None:
    if stays is None:
        return None
    columns = list(zip(*stays, strict=True)) or [(), (), ()]
    kinds = {"patient_id": pa.string(), "admitted": pa.int64(), "discharged": pa.int64()}
    return ibis.memtable(
        pa.table(
            {
                name: pa.array(column, kind)
                for column, (name, kind) in zip(columns, kinds.items(), strict=True)
            }
        )
    )


def _digest(stays: Stays | None) -> str:
    return "" if stays is None else sha256(repr(sorted(stays, key=str)).encode()).hexdigest()


def _listed(groups: Mapping[str, Collection[str]]) -> str:
    return str({name: sorted(found) for name, found in groups.items()})
