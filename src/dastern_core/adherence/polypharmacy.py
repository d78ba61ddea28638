"""
Polypharmacy: several medicines at once, grouped as the caller groups them.

Each group is measured on its own events, within the windows of the patient. Together::

    mean of the groups = mean of the groups' measures
    any covered        = days with supply of at least one group / days of the window
    all covered        = days with supply of every group / days of the window
    mean covered       = mean over the groups of their supplied days / days of the window

A group's supplied days are its treatment episodes with no gap permitted, so supply left
over moves on within the group. The last three lie within 0 and 1, in this order: all,
mean, any. Time before a group's first event is not covered.

Source: the reference implementation AdhereR 0.8.1, which names them medication groups
and polypharmacy; Dima and Dediu 2017, doi:10.1371/journal.pone.0174426, for the measures.
"""

from collections.abc import Collection, Iterable, Mapping

import attrs

from dastern_core.adherence.episodes import EpisodeRules, PermissibleGap, episodes
from dastern_core.adherence.gaps import CarryOver
from dastern_core.adherence.measures import Measure, measure, measure_within
from dastern_core.adherence.supply import SupplyEvent
from dastern_core.adherence.windows import WindowPlan, Windows, place
from dastern_core.kernel import Fault, InvalidInputError

__all__ = ["OTHERS", "Polypharmacy", "medication_groups", "polypharmacy", "require_names"]

OTHERS = "__ALL_OTHERS__"
"""
The group of every medicine that no other group names, called as in the reference.
"""

_NO_GAP = EpisodeRules(gap=PermissibleGap(value=0))


@attrs.frozen(kw_only=True)
class Polypharmacy:
    """
    How well several groups of medicines were supplied.

    Args:
        groups: Each group's measure, in order of name; None where it has no value.
        any_covered: The share of the observation with supply of at least one group.
        all_covered: The share with supply of every group.
        mean_covered: The mean share over the groups.
    """

    groups: Mapping[str, float | None]
    any_covered: float
    all_covered: float
    mean_covered: float

    @property
    def mean_of_groups(self) -> float | None:
        """
        The mean of the groups' measures; None where one of them has no value.

        To leave that group out would speak of all medicines and know only some.
        """
        values = [value for value in self.groups.values() if value is not None]
        return sum(values) / len(values) if len(values) == len(self.groups) else None


def medication_groups(
    events: Iterable[SupplyEvent], *, groups: Mapping[str, Collection[str]]
) -> Mapping[str, tuple[SupplyEvent, ...]]:
    """
    Put one patient's events into groups.

    Args:
        events: Each with its medication, in any order.
        groups: The medications of each group. One may belong to several groups; what
            belongs to none goes to ``OTHERS``.

    Returns:
        The events of each group that has any, by name, in the order given.

    Raises:
        InvalidInputError: An event has no medication, or a group takes the name
            of ``OTHERS``.
    """
    require_names(groups)
    found: dict[str, list[SupplyEvent]] = {}
    for event in events:
        if event.medication is None:
            problem, remedy = "is missing from an event", "Fill it in: its group depends on it."
            raise InvalidInputError(Fault(field="medication", problem=problem, remedy=remedy))
        names = [name for name, members in groups.items() if event.medication in members]
        for name in names or [OTHERS]:
            found.setdefault(name, []).append(event)
    return {name: tuple(found[name]) for name in sorted(found)}


def polypharmacy(
    kind: Measure,
    events: Iterable[SupplyEvent],
    *,
    groups: Mapping[str, Collection[str]],
    plan: WindowPlan,
    followup_per_group: bool = False,
    same_medication: bool = False,
    dosage_change: bool = False,
) -> Polypharmacy | None:
    """
    Measure one patient's groups of medicines, each and together.

    Args:
        kind: How each group is measured.
        events: All of the patient's events, each with its medication.
        groups: See ``medication_groups``.
        plan: Where the windows lie, seen from the patient's first event.
        followup_per_group: Whether each group is measured in windows seen from its own
            first event instead; what is covered together needs the windows in common.
        same_medication: See ``CarryOver``, within a group.
        dosage_change: See ``CarryOver``, within a group.

    Returns:
        The figures over the groups that the patient has events of; None without events.

    Raises:
        InvalidInputError: As ``measure`` and ``medication_groups``.

    Example:
        >>> from datetime import date
        >>> from dastern_core.adherence import Span
        >>> day = date(2026, 1, 1)
        >>> hundred = Span(count=100)
        >>> found = polypharmacy(
        ...     Measure.CMA7,
        ...     [
        ...         SupplyEvent(day=day, duration_days=60, medication="amlodipine"),
        ...         SupplyEvent(day=day, duration_days=30, medication="metformin"),
        ...     ],
        ...     groups={"pressure": {"amlodipine"}, "sugar": {"metformin"}},
        ...     plan=WindowPlan(followup=hundred, observation=hundred),
        ... )
        >>> found.any_covered, found.all_covered, round(found.mean_covered, 9)
        (0.6, 0.3, 0.45)
    """
    grouped = medication_groups(events, groups=groups)
    if not grouped:
        return None
    first_day = min(event.day for members in grouped.values() for event in members)
    windows = place(plan, first_day=first_day)
    carry_over = CarryOver(same_medication=same_medication, dosage_change=dosage_change)
    options = {"same_medication": same_medication, "dosage_change": dosage_change}
    steps = sorted(
        step
        for members in grouped.values()
        for step in _steps(members, windows=windows, carry_over=carry_over)
    )
    some, every, total = _weighed(steps, windows.observation.start, count=len(grouped))
    length = windows.observation.length
    return Polypharmacy(
        groups={
            name: (
                measure(kind, members, plan=plan, **options)
                if followup_per_group
                else measure_within(kind, members, windows=windows, **options)
            )
            for name, members in grouped.items()
        },
        any_covered=min(1.0, some / length),
        all_covered=min(1.0, every / length),
        mean_covered=min(1.0, total / length / len(grouped)),
    )


def require_names(groups: Collection[str]) -> None:
    """
    Refuse the name of what no group names.

    Raises:
        InvalidInputError: A group takes it.
    """
    if OTHERS in groups:
        problem, remedy = "is the name of what no group names", "Give the group another name."
        raise InvalidInputError(Fault(field=OTHERS, problem=problem, remedy=remedy))


_Step = tuple[float, int]  # when supply of one group begins (+1) or ends (-1)


def _steps(
    members: Iterable[SupplyEvent], *, windows: Windows, carry_over: CarryOver
) -> list[_Step]:
    """
    Give where one group's supply begins and ends within the observation.
    """
    observation = windows.observation
    found: list[_Step] = []
    for episode in episodes(
        members, followup=windows.followup, rules=_NO_GAP, carry_over=carry_over
    ):
        start = max(episode.window.start, observation.start)
        end = min(episode.window.end, observation.end)
        if start < end:
            found += [(start, 1), (end, -1)]
    return found


def _weighed(steps: Iterable[_Step], since: float, *, count: int) -> tuple[float, float, float]:
    """
    Give the days with any group, with all of them, and the sum over the groups.
    """
    some, every, total, supplied = 0.0, 0.0, 0.0, 0
    for number, change in steps:
        days = number - since
        some += days if supplied else 0.0
        every += days if supplied == count else 0.0
        total += days * supplied
        since, supplied = number, supplied + change
    return some, every, total
