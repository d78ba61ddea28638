"""
Formularies: a set of substances, products and interactions that belong together.
"""

from datetime import date
from fractions import Fraction

import attrs
import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.medicines import (
    Category,
    DoseLimit,
    Formulary,
    Interaction,
    InteractionLevel,
    Product,
    Side,
    Source,
    Substance,
    UnknownSubstanceError,
    parse_strength,
)

SOURCE = Source(document="SmPC", section="4.2", entered_on=date(2026, 11, 26))


def substance(
    name: str, *, groups: tuple[str, ...] = (), brands: tuple[str, ...] = ()
) -> Substance:
    """
    Give a substance without limits.
    """
    return Substance(
        name=name,
        french=name,
        atc=("N02BE01",),
        category=Category.PAIN,
        groups=frozenset(groups),
        brands=brands,
        source=SOURCE,
    )


def interaction(one: Side, other: Side, level: InteractionLevel) -> Interaction:
    """
    Give an interaction.
    """
    return Interaction(
        one=one, other=other, level=level, mechanism="It hurts.", remedy="Ask.", source=SOURCE
    )


A, B, C = (
    substance("a", groups=("g",)),
    substance("b", groups=("g", "h")),
    substance("c", brands=("Ceebrand",)),
)
SIDE_A, SIDE_C = Side(name="a"), Side(name="c")
GROUP_G, GROUP_H = Side(name="g", is_group=True), Side(name="h", is_group=True)
SMALL = Formulary(
    version="1",
    entered_on=date(2026, 11, 26),
    substances=(A, B, C),
    products=(Product(name="ac", substances=("a", "c"), strengths=(parse_strength("1/2 mg"),)),),
    interactions=(
        interaction(GROUP_G, GROUP_G, InteractionLevel.NOTE),
        interaction(SIDE_A, GROUP_H, InteractionLevel.CONTRAINDICATED),
        interaction(SIDE_A, SIDE_C, InteractionLevel.AVOID),
    ),
)


def test_an_entry_by_any_name() -> None:
    """
    Case, accents and spaces do not matter.
    """
    assert [C, SMALL.products[0], None] == [SMALL.entry(name) for name in ("CEE brand", "A-C", "x")]


def test_what_an_entry_holds() -> None:
    """
    A substance holds itself, a product its parts.
    """
    assert [(A,), (A, C)] == [SMALL.substances_of(entry) for entry in (A, SMALL.products[0])]


def test_an_unknown_substance() -> None:
    """
    The error has a code and says what to do.
    """
    with pytest.raises(UnknownSubstanceError, match="Use its English name") as caught:
        SMALL.substance("x")

    assert "unknown_substance" == caught.value.code


@pytest.mark.parametrize(("one", "other"), [(A, B), (B, A)])
def test_the_strongest_interaction_comes_first(one: Substance, other: Substance) -> None:
    """
    Through a group and by name, either way round.
    """
    levels = [found.level for found in SMALL.between(one, other)]

    assert [InteractionLevel.CONTRAINDICATED, InteractionLevel.NOTE] == levels


def test_a_substance_does_not_meet_itself() -> None:
    """
    A group with itself means two different members.
    """
    assert () == SMALL.between(A, A)


def test_everything_that_contradicts_is_told_together() -> None:
    """
    Two entries of one name, parts and sides that do not exist, a pair twice.
    """
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(
            SMALL,
            substances=(A, B, C, substance("d", brands=("ceebrand",))),
            products=(
                Product(name="ax", substances=("a", "x")),
                Product(name="ab", substances=("a", "b"), strengths=(parse_strength("1 mg"),)),
            ),
            interactions=(
                interaction(SIDE_A, SIDE_C, InteractionLevel.AVOID),
                interaction(SIDE_C, SIDE_A, InteractionLevel.NOTE),
                interaction(Side(name="y"), Side(name="z", is_group=True), InteractionLevel.NOTE),
            ),
        )
    told = [f"{fault.field} {fault.problem}" for fault in caught.value.faults]

    assert told == [
        "ceebrand means two entries",
        "x is no substance",
        "1 mg does not fit",
        "y is no substance",
        "z is no group",
        "c with a is listed twice",
    ]


def test_a_substance_cannot_interact_with_itself() -> None:
    """
    One substance on both sides is a mistake.
    """
    with pytest.raises(InvalidInputError, match="is the same substance"):
        interaction(SIDE_A, SIDE_A, InteractionLevel.AVOID)


def test_a_single_maximum_fits_into_the_daily_one() -> None:
    """
    Otherwise one of the two is a typing error.
    """
    with pytest.raises(InvalidInputError, match="is above the daily maximum"):
        DoseLimit(single=Fraction(2), daily=Fraction(1))


def test_a_limit_is_above_zero() -> None:
    """
    Nothing at all is no limit.
    """
    with pytest.raises(InvalidInputError, match="is not above 0"):
        DoseLimit(daily=Fraction(0))


def test_a_review_is_told() -> None:
    """
    Once a pharmacist has checked an entry, its source says who.
    """
    reviewed = attrs.evolve(SOURCE, reviewed_by="a pharmacist of the ministry")

    assert (
        str(reviewed) == "SmPC, 4.2; entered 2026-11-26; reviewed by a pharmacist of the ministry"
    )


def test_the_chemical_group() -> None:
    """
    The fourth level of the ATC code.
    """
    assert "N02BE" == A.chemical_group
