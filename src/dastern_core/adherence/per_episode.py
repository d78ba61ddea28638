"""
Measures per episode: how well each treatment was followed while it lasted.
"""

from collections.abc import Iterable

import attrs

from dastern_core.adherence.episodes import Episode, EpisodeRules, episodes
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.measures import Measure, measure_within
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import Window, WindowPlan, Windows, place, whole_days

__all__ = ["EpisodeMeasure", "measure_episodes", "splitting"]

_WITHOUT_CARRY = frozenset({Measure.CMA0, Measure.CMA1, Measure.CMA2, Measure.CMA3, Measure.CMA4})


@attrs.frozen(kw_only=True)
class EpisodeMeasure:
    """
    One episode, the part of it that was observed, and its measure.

    Args:
        episode: The whole episode.
        observed: Its part inside the observation window.
        value: The measure over that part, or None where it has no value.
    """

    episode: Episode
    observed: Window
    value: float | None


def measure_episodes(
    kind: Measure,
    events: Iterable[SupplyEvent],
    *,
    plan: WindowPlan,
    rules: EpisodeRules,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> tuple[EpisodeMeasure, ...]:
    """
    Measure each treatment episode of one patient.

    Args:
        kind: Which measure. CMA1 to CMA4 split without carry-over, as they measure.
        events: All of the patient's events, in any order.
        plan: Where the windows lie, seen from the first event.
        rules: What ends an episode.
        same_medication: See ``CarryOver``; CMA1 to CMA4 ignore it.
        dosage_change: See ``CarryOver``; CMA1 to CMA4 ignore it.

    Returns:
        The episodes that reach into the observation window, with their numbers among all
        episodes. Each is measured on its own events with itself as follow-up: supply of
        an earlier episode never carries in, and the first event of the next does not
        count.

    Raises:
        InvalidInputError: As ``measure``.
    """
    known = tuple(events)
    if not known:
        return ()
    windows = place(plan, first_day=min(event.day for event in known))
    carry_over = splitting(kind, same_medication=same_medication, dosage_change=dosage_change)
    return tuple(
        EpisodeMeasure(
            episode=episode,
            observed=placed.observation,
            value=measure_within(
                kind,
                episode.events,
                windows=placed,
                same_medication=same_medication,
                dosage_change=dosage_change,
            ),
        )
        for episode in episodes(
            known, followup=windows.followup, rules=rules, carry_over=carry_over
        )
        for placed in _observed(episode, windows.observation)
    )


def splitting(kind: Measure, *, same_medication: bool, dosage_change: bool) -> CarryOver:
    """
    Give the carry-over that splits episodes for a measure: as much as it carries itself.
    """
    carries = kind not in _WITHOUT_CARRY
    return CarryOver(
        within=carries,
        same_medication=carries and same_medication,
        dosage_change=carries and dosage_change,
    )


def _observed(episode: Episode, observation: Window) -> tuple[Windows, ...]:
    """
    Give the windows of one episode, or none where it was not observed.

    Windows are whole days long, halves to even, as everywhere else.
    """
    whole = episode.window
    start, end = max(whole.start, observation.start), min(whole.end, observation.end)
    if start >= end:
        return ()
    followup_end = whole.start + whole_days(whole.length)
    observed_end = min(start + whole_days(end - start), followup_end)
    if start >= observed_end:
        return ()
    return (
        Windows(
            followup=Window(start=whole.start, end=followup_end),
            observation=Window(start=start, end=observed_end),
        ),
    )
