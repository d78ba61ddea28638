"""
Questions: what can be asked of a file of events, and how its answer is laid out.
"""

from collections.abc import Callable

import attrs
import ibis.expr.types as ir

from dastern_analytics.coverage import days_covered
from dastern_analytics.episodes import episodes
from dastern_analytics.gaps import intervals
from dastern_analytics.measures import measures
from dastern_analytics.sliding import measures_sliding
from dastern_core.adherence import CarryOver, EpisodeRules, Measure, Slide, WindowPlan

__all__ = [
    "Question",
    "ask_days_covered",
    "ask_episodes",
    "ask_intervals",
    "ask_measures",
    "ask_sliding",
]


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
    kind: Measure, *, plan: WindowPlan, same_medication: bool, dosage_change: bool
) -> Question:
    """
    Ask for each patient's value of a measure; see ``measures``.
    """
    return Question(
        asked=f"{kind} {plan} {same_medication} {dosage_change}",
        expression=lambda events: measures(
            events, kind, plan=plan, same_medication=same_medication, dosage_change=dosage_change
        ),
        columns=("patient_id", "value"),
        order=(),
        plan=plan,
        needs_dose=dosage_change,
        needs_medication=same_medication,
    )


def ask_days_covered(*, plan: WindowPlan) -> Question:
    """
    Ask for each patient's proportion of days covered; see ``days_covered``.
    """
    return Question(
        asked=f"PDC {plan}",
        expression=lambda events: days_covered(events, plan=plan),
        columns=("patient_id", "value"),
        order=(),
        plan=plan,
        needs_dose=False,
        needs_medication=False,
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
