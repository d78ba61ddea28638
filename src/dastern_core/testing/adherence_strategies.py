"""
Adherence strategies: what Hypothesis draws where arrays and engines are held to the oracle.
"""

from hypothesis import strategies as st

from dastern_core.adherence import CarryOver, EpisodeRules, GapUnit, PermissibleGap

__all__ = ["CARRY_OVERS", "EPISODE_RULES", "GROUPS"]

_FLAG = st.booleans()

EPISODE_RULES = st.builds(
    EpisodeRules,
    gap=st.builds(
        PermissibleGap, value=st.sampled_from([0, 1, 13.25, 30]), unit=st.sampled_from(GapUnit)
    ),
    medication_change=_FLAG,
    dosage_change=_FLAG,
    append_gap=_FLAG,
)
"""
What ends an episode.
"""

CARRY_OVERS = st.builds(
    CarryOver, within=st.just(value=True), into=_FLAG, same_medication=_FLAG, dosage_change=_FLAG
) | st.just(CarryOver(within=False, into=True))
"""
How supply is carried over, each option apart and without any.
"""

GROUPS = st.sampled_from(
    [{}, {"a": {"A"}}, {"a": {"A"}, "b": {"B"}}, {"ab": {"A", "B"}, "b": {"B"}}]
)
"""
Groups of the medicines A, B and C: none, one, all but one, and overlapping.
"""
