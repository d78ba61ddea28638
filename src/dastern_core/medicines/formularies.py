"""
Formularies: a set of substances, products and interactions that belong together.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from dastern_core.kernel import Fault, InvalidInputError, NotFoundError
from dastern_core.medicines.folding import folded
from dastern_core.medicines.interactions import Interaction, InteractionLevel, Side
from dastern_core.medicines.products import Product
from dastern_core.medicines.substances import Substance

__all__ = ["Formulary", "UnknownSubstanceError"]

_LEVELS = tuple(InteractionLevel)  # the strongest first


class UnknownSubstanceError(NotFoundError):
    """
    The formulary has no such substance.
    """

    code = "unknown_substance"


def _entries_by_name(formulary: "Formulary") -> Mapping[str, Substance | Product]:
    found: dict[str, Substance | Product] = {}
    for entry in formulary.entries:
        for name in entry.names:
            found.setdefault(folded(name), entry)
    return found


def _substances_by_name(formulary: "Formulary") -> Mapping[str, Substance]:
    return {substance.name: substance for substance in formulary.substances}


def _interactions_by_sides(
    formulary: "Formulary",
) -> Mapping[tuple[Side, Side], tuple[Interaction, ...]]:
    found: dict[tuple[Side, Side], tuple[Interaction, ...]] = {}
    for one in formulary.interactions:
        for sides in {(one.one, one.other), (one.other, one.one)}:
            found[sides] = (*found.get(sides, ()), one)
    return found


@attrs.frozen(kw_only=True)
class Formulary:
    """
    What is known of medicines, in one version.

    Args:
        version: Of the whole.
        entered_on: The day of that version.
        substances: Each name means one entry only.
        products: Combinations of these substances.
        interactions: Between these substances and their groups, no pair of sides twice.

    Raises:
        InvalidInputError: An entry contradicts another; all faults together.
    """

    version: str
    entered_on: date
    substances: tuple[Substance, ...]
    products: tuple[Product, ...]
    interactions: tuple[Interaction, ...]
    _by_name: Mapping[str, Substance | Product] = attrs.field(
        init=False, eq=False, repr=False, default=attrs.Factory(_entries_by_name, takes_self=True)
    )
    _substances: Mapping[str, Substance] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(_substances_by_name, takes_self=True),
    )
    _interactions: Mapping[tuple[Side, Side], tuple[Interaction, ...]] = attrs.field(
        init=False,
        eq=False,
        repr=False,
        default=attrs.Factory(_interactions_by_sides, takes_self=True),
    )

    def __attrs_post_init__(self) -> None:
        """
        Report every entry that contradicts another.
        """
        faults = [*self._ambiguous(), *self._dangling(), *self._repeated()]
        if faults:
            raise InvalidInputError(*faults)

    @property
    def entries(self) -> tuple[Substance | Product, ...]:
        """
        Everything that has a name: substances, then products.
        """
        return (*self.substances, *self.products)

    def entry(self, name: str) -> Substance | Product | None:
        """
        Give the entry that a name means, however it is spelled; None where none does.
        """
        return self._by_name.get(folded(name))

    def substance(self, name: str) -> Substance:
        """
        Give a substance by its English international name.

        Raises:
            UnknownSubstanceError: There is none of that name.
        """
        try:
            return self._substances[name]
        except KeyError as error:
            message = f"{name} is no substance of the formulary. Use its English name."
            raise UnknownSubstanceError(message) from error

    def substances_of(self, entry: Substance | Product) -> tuple[Substance, ...]:
        """
        Give what an entry holds.
        """
        if isinstance(entry, Substance):
            return (entry,)
        return tuple(self._substances[name] for name in entry.substances)

    def between(self, first: Substance, second: Substance) -> tuple[Interaction, ...]:
        """
        Give the interactions of two substances, the strongest first, then as listed.
        """
        found = {
            id(one): one
            for one_side in _sides(first)
            for other_side in _sides(second)
            for one in self._interactions.get((one_side, other_side), ())
            if one.joins(first, second)
        }
        return tuple(sorted(found.values(), key=lambda one: (_LEVELS.index(one.level), one.one)))

    def _ambiguous(self) -> Iterator[Fault]:
        for entry in self.entries:
            for name in entry.names:
                if self._by_name[folded(name)] is not entry:
                    other = self._by_name[folded(name)].name
                    remedy = f"Give it to {entry.name} or to {other}."
                    yield Fault(field=name, problem="means two entries", remedy=remedy)

    def _dangling(self) -> Iterator[Fault]:
        groups = {group for substance in self.substances for group in substance.groups}
        for product in self.products:
            for name in product.substances:
                if name not in self._substances:
                    remedy = f"Add it, or correct {product.name}."
                    yield Fault(field=name, problem="is no substance", remedy=remedy)
            for strength in product.strengths:
                if len(strength.amounts) != len(product.substances):
                    remedy = f"Give {product.name} one amount a substance."
                    yield Fault(field=str(strength), problem="does not fit", remedy=remedy)
        for one in self.interactions:
            for side in (one.one, one.other):
                if side.name not in (groups if side.is_group else self._substances):
                    problem = "is no group" if side.is_group else "is no substance"
                    remedy = "Add it, or correct the interaction."
                    yield Fault(field=side.name, problem=problem, remedy=remedy)

    def _repeated(self) -> Iterator[Fault]:
        seen = set()
        for one in self.interactions:
            pair = frozenset({one.one, one.other})
            if pair in seen:
                field = f"{one.one.name} with {one.other.name}"
                yield Fault(field=field, problem="is listed twice", remedy="Keep one of them.")
            seen.add(pair)


def _sides(substance: Substance) -> list[Side]:
    groups = [Side(name=group, is_group=True) for group in sorted(substance.groups)]
    return [Side(name=substance.name), *groups]
