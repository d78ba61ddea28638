"""
Strengths: how much of a substance one unit of a medicine holds, such as 500 mg.
"""

import re
from fractions import Fraction

import attrs

from dastern_core.kernel import Fault, InvalidInputError, decimal_text, parse_amount

__all__ = ["NamedStrength", "Strength", "parse_strength", "split_strength"]

# Rule OCR-16 lists the units; the spellings are those met on Cambodian forms.
_UNITS = {
    "mg": "mg",
    "g": "g",
    "gr": "g",
    "gm": "g",
    "kg": "kg",
    "mcg": "mcg",
    "ug": "mcg",
    "µg": "mcg",
    "μg": "mcg",
    "ml": "ml",
    "l": "l",
    "iu": "IU",
    "ui": "IU",
    "miu": "MIU",
    "mui": "MIU",
    "u": "IU",
    "units": "IU",
    "meq": "mEq",
    "mmol": "mmol",
    "%": "%",
}
_UNIT = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_NUMBER = r"[0-9]+(?:[.,][0-9]+)?"
_STRENGTH = re.compile(
    rf"(?P<amount>{_NUMBER}(?:\s*[/+]\s*{_NUMBER})*)\s*(?P<unit>{_UNIT})(?![A-Za-z])"
    rf"(?:\s*/\s*(?P<per>{_NUMBER})?\s*(?P<per_unit>{_UNIT})(?![A-Za-z]))?",
    re.IGNORECASE,
)
_PART = re.compile(_NUMBER)


@attrs.frozen(kw_only=True)
class Strength:
    """
    An amount of each substance, in a unit or in a volume.

    Args:
        amounts: One for each substance, as in 500/125 mg; at least one.
        unit: ``mg``, ``g``, ``kg``, ``mcg``, ``ml``, ``l``, ``IU``, ``MIU``, ``mEq``,
            ``mmol`` or ``%``.
        per: The volume or weight that holds it, where one is printed, such as 5.
        per_unit: The unit of that volume or weight.
    """

    amounts: tuple[Fraction, ...] = attrs.field(validator=attrs.validators.min_len(1))
    unit: str
    per: Fraction | None = None
    per_unit: str | None = None

    def __str__(self) -> str:
        """
        Give the canonical text, such as ``500 mg`` or ``125 mg/5 ml``.
        """
        amounts = "/".join(decimal_text(amount) for amount in self.amounts)
        text = f"{amounts}{'' if self.unit == '%' else ' '}{self.unit}"
        if self.per is None:
            return text
        return f"{text}/{decimal_text(self.per)} {self.per_unit}"


@attrs.frozen(kw_only=True)
class NamedStrength:
    """
    A printed name, parted from the strength that followed it.

    Args:
        name: The rest of the text, one space between words.
        strength: The first strength in the text, or None.
        printed: The strength as it was printed; empty where there is none.
    """

    name: str
    strength: Strength | None
    printed: str


def parse_strength(text: str, *, field: str = "strength") -> Strength:
    """
    Read a strength.

    Args:
        text: Such as ``500mg``, ``500/125 mg``, ``125 mg/5ml`` or ``0,9 %``.
        field: The field's name, for the error.

    Raises:
        InvalidInputError: The text is anything else.

    Example:
        >>> str(parse_strength("125MG / 5ml"))
        '125 mg/5 ml'
    """
    found = _STRENGTH.fullmatch(text.strip())
    if found is None:
        raise InvalidInputError(
            Fault(
                field=field,
                problem="is not a strength",
                remedy="Write a number and a unit, such as 500 mg or 125 mg/5 ml.",
            )
        )
    return _strength(found)


def split_strength(text: str) -> NamedStrength:
    """
    Part a name from the strength printed with it (OCR-16).

    Example:
        >>> parted = split_strength("Butylscopolamine 10mg")
        >>> parted.name, str(parted.strength), parted.printed
        ('Butylscopolamine', '10 mg', '10mg')
    """
    found = _STRENGTH.search(text)
    if found is None:
        return NamedStrength(name=" ".join(text.split()), strength=None, printed="")
    rest = f"{text[: found.start()].rstrip(' (-,')} {text[found.end() :].lstrip(' ),')}"
    return NamedStrength(
        name=" ".join(rest.split()), strength=_strength(found), printed=found[0].strip()
    )


def _strength(found: re.Match[str]) -> Strength:
    per_unit = found["per_unit"]
    return Strength(
        amounts=tuple(parse_amount(part) for part in _PART.findall(found["amount"])),
        unit=_UNITS[found["unit"].lower()],
        per=None if per_unit is None else parse_amount(found["per"] or "1"),
        per_unit=None if per_unit is None else _UNITS[per_unit.lower()],
    )
