"""
Interactions: what two medicines do to each other, and what to do about it.
"""

from enum import Enum

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.medicines.substances import Source, Substance

__all__ = ["Interaction", "InteractionLevel", "Side"]


class InteractionLevel(Enum):
    """
    How strongly the two are kept apart, in the four steps of the French thesaurus.

    ``CONTRAINDICATED``: never together (contre-indication).
    ``AVOID``: only where nothing else will do (association déconseillée).
    ``PRECAUTION``: together with a measure, such as a test or hours between the two
    (précaution d'emploi).
    ``NOTE``: to be taken into account (à prendre en compte).
    """

    CONTRAINDICATED = "contraindicated"
    AVOID = "avoid"
    PRECAUTION = "precaution"
    NOTE = "note"


@attrs.frozen(kw_only=True, order=True)
class Side:
    """
    One side of an interaction: a substance, or every substance of a group.

    Args:
        name: The substance's or the group's name.
        is_group: Whether it is a group.
    """

    name: str
    is_group: bool = False

    def holds(self, substance: Substance) -> bool:
        """
        Tell whether a substance stands on this side.
        """
        return self.name in substance.groups if self.is_group else self.name == substance.name


@attrs.frozen(kw_only=True)
class Interaction:
    """
    A pair that should not meet, or only with care.

    Args:
        one: One side.
        other: The other side; the same group twice means two different members of it.
        level: How strongly they are kept apart.
        mechanism: What happens, in one sentence.
        remedy: What to do, in one sentence.
        within_days: How long after the end of one the other still matters.
        apart_hours: Where hours between the two doses are enough, how many.
        source: Where it comes from.
    """

    one: Side
    other: Side
    level: InteractionLevel
    mechanism: str = attrs.field(validator=attrs.validators.min_len(1))
    remedy: str = attrs.field(validator=attrs.validators.min_len(1))
    within_days: int = attrs.field(default=0, validator=attrs.validators.ge(0))
    apart_hours: int | None = None
    source: Source

    def __attrs_post_init__(self) -> None:
        """
        Refuse a substance that meets itself.
        """
        if self.one == self.other and not self.one.is_group:
            remedy = "Name two substances, or a group."
            raise InvalidInputError(
                Fault(field="other", problem="is the same substance", remedy=remedy)
            )

    def joins(self, first: Substance, second: Substance) -> bool:
        """
        Tell whether the two substances stand on the two sides, either way round.
        """
        if first.name == second.name:
            return False
        return (self.one.holds(first) and self.other.holds(second)) or (
            self.one.holds(second) and self.other.holds(first)
        )
