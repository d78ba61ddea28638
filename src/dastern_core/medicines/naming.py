"""
Naming: which substances a printed name means, and what of it is not understood.

A safety check must not guess: only names that are spelled as the formulary spells them,
folded, count here. ``dastern_core.medicines.search`` finds names with typing errors.
"""

import re
from typing import Final

import attrs

from dastern_core.medicines.folding import folded
from dastern_core.medicines.forms import FORM_WORDS
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.products import Product
from dastern_core.medicines.strengths import split_strength
from dastern_core.medicines.substances import Category, Substance

__all__ = ["Naming", "identify"]

_WORD = re.compile(r"[^\s/+&,;()]+|[/+&,;]")
_SEPARATORS: Final = frozenset("/+&,;")
_LONGEST: Final = 12  # words and separators of the longest name
_MOST_WORDS: Final = 40
_METALS: Final = frozenset({"calcium", "magnesium", "potassium", "sodium", "zinc"})
_RELEASE: Final = frozenset(
    {"lp", "sr", "xr", "mr", "cr", "er", "pr", "xl", "la", "retard", "oros", "lpsecable"}
)
_PASSED_OVER: Final = frozenset(
    folded(word)
    for word in (
        *FORM_WORDS,
        *("hydrochloride", "chlorhydrate", "hcl", "sodium", "sodique", "potassium", "potassique"),
        *("besylate", "besilate", "bésilate", "maleate", "maléate", "tartrate", "succinate"),
        *("trihydrate", "monohydrate", "dihydrate", "phosphate", "diphosphate", "acetate"),
        *("acétate", "mesylate", "citrate", "base", "anhydrous", "calcique", "magnésique"),
        *("arginine", "sulfate", "sulphate", "fumarate", "hemihydrate", "de", "et", "and"),
        *("with", "plus", "ou", "or", "avec", "oral", "po", "iv", "im", "sc", "b.p.", "usp"),
        *("generic", "générique", "ថ្នាំ", "និង"),
    )
)


@attrs.frozen(kw_only=True)
class Naming:
    """
    What a printed name was understood to mean.

    Args:
        substances: What the medicine holds, as named; empty where nothing was understood.
        product: The combination that the name means, where it means one.
        leftover: Words that were not understood.
        modified_release: Whether the name says that it releases slowly.
    """

    substances: tuple[Substance, ...]
    product: Product | None
    leftover: tuple[str, ...]
    modified_release: bool


def identify(name: str, *, formulary: Formulary) -> Naming:
    """
    Tell which substances a printed name means.

    Args:
        name: A generic, French, brand or Khmer name, with or without strength, salt and
            form; several substances parted by ``+`` or ``/``.
        formulary: Where the names stand.

    Returns:
        The longest names that stand in the text; words for salts, forms and routes are
        passed over, all others are left over.

    Example:
        >>> from dastern_core.medicines.formulary import FORMULARY
        >>> [one.name for one in identify("Augmentin 1 g", formulary=FORMULARY).substances]
        ['amoxicillin', 'clavulanic acid']
    """
    words = _WORD.findall(split_strength(name).name)[:_MOST_WORDS]
    found: list[Substance | Product] = []
    leftover: list[str] = []
    slowly = False
    place = 0
    while place < len(words):
        entry, length = _longest(words, place, formulary)
        word, parted = words[place], place > 0 and words[place - 1] in _SEPARATORS
        if entry is not None and not (_is_salt(word, found) and length == 1 and not parted):
            found.append(entry)
        elif folded(word) in _RELEASE:
            slowly = True
        elif not _is_passed_over(word):
            leftover.append(word)
        place += length
    substances = dict.fromkeys(one for entry in found for one in formulary.substances_of(entry))
    return Naming(
        substances=tuple(substances),
        product=_product(found, list(substances), formulary),
        leftover=tuple(leftover),
        modified_release=slowly,
    )


def _longest(
    words: list[str], place: int, formulary: Formulary
) -> tuple[Substance | Product | None, int]:
    for length in range(min(_LONGEST, len(words) - place), 0, -1):
        part = words[place : place + length]
        if part[0] in _SEPARATORS or part[-1] in _SEPARATORS:
            continue
        entry = formulary.entry(" ".join(part))
        if entry is not None:
            return entry, length
    return None, 1


def _is_salt(word: str, found: list[Substance | Product]) -> bool:
    if folded(word) not in _METALS or not found:
        return False
    before = found[-1]
    return isinstance(before, Substance) and before.category is not Category.VITAMIN


def _is_passed_over(word: str) -> bool:
    plain = folded(word)
    return not plain or plain.isdigit() or plain in _PASSED_OVER or plain in _METALS


def _product(
    found: list[Substance | Product], substances: list[Substance], formulary: Formulary
) -> Product | None:
    if len(found) == 1:
        return found[0] if isinstance(found[0], Product) else None
    names = {one.name for one in substances}
    same = (one for one in formulary.products if set(one.substances) == names)
    return next(same, None)
