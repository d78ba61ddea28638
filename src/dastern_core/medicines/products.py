"""
Products: names under which several substances are sold together.
"""

import attrs

from dastern_core.medicines.strengths import Strength

__all__ = ["Product"]


@attrs.frozen(kw_only=True)
class Product:
    """
    A combination of substances, by its generic or its brand names.

    Args:
        name: The name by which it is shown.
        others: Its other names, brands included, in any script.
        substances: The names of what it holds, in the order in which strengths are printed.
        strengths: Its common strengths, one amount a substance in that order.
        forms: The shapes in which it is sold.
    """

    name: str = attrs.field(validator=attrs.validators.min_len(1))
    others: tuple[str, ...] = ()
    substances: tuple[str, ...] = attrs.field(validator=attrs.validators.min_len(2))
    strengths: tuple[Strength, ...] = ()
    forms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """
        Every name of the product, the shown one first.
        """
        return (self.name, *self.others)
