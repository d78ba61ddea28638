"""
Search: medicines by any of their names, with typing errors, the likeliest first.

Needs rapidfuzz (the extra ``search``). A search proposes; what is safe is checked by
``identify``, which takes no name for another.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final

import attrs
from rapidfuzz import fuzz, process

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.medicines.contents import converted
from dastern_core.medicines.folding import folded
from dastern_core.medicines.forms import FORM_WORDS
from dastern_core.medicines.formularies import Formulary
from dastern_core.medicines.products import Product
from dastern_core.medicines.strengths import Strength, parse_strength, split_strength
from dastern_core.medicines.substances import Category, Substance

__all__ = ["Matches", "MedicineMatch", "SearchIndex", "search", "search_index"]

_LEAST: Final = 0.6  # of 1 (Indel): below it a name has little to do with what was typed
_MARGIN: Final = 0.08  # of 1: names nearer to each other than this are all shown
_PREFIX: Final = 0.9  # what begins with what was typed is being typed
_WITHIN: Final = 0.75  # what holds it somewhere
_SHORT: Final = 3  # signs; fewer are in every name
_LONGEST: Final = 200  # signs of a query
_MOST: Final = 100


@attrs.frozen(kw_only=True)
class SearchIndex:
    """
    A formulary's names, made ready to be searched; make it once.

    Args:
        formulary: The formulary.
        names: Each folded name, its spelling and its entry.
    """

    formulary: Formulary
    names: tuple[tuple[str, str, Substance | Product], ...] = attrs.field(repr=False)
    choices: tuple[str, ...] = attrs.field(repr=False)


@attrs.frozen(kw_only=True)
class MedicineMatch:
    """
    A medicine that was found.

    Args:
        entry: The substance or the combination.
        name: The one of its names that fits best, as it is spelled.
        likeness: How like that is to what was typed, 0 to 1; 1 where nothing was typed.
    """

    entry: Substance | Product
    name: str
    likeness: float


@attrs.frozen(kw_only=True)
class Matches:
    """
    What a search found.

    Args:
        found: The likeliest first; each entry once.
        alike: Those that come so near the first that a person must choose; two or more,
            or none.
    """

    found: tuple[MedicineMatch, ...]
    alike: tuple[MedicineMatch, ...]


def search_index(formulary: Formulary) -> SearchIndex:
    """
    Make a formulary's names ready to be searched.
    """
    names = tuple(
        (folded(name), name, entry) for entry in formulary.entries for name in entry.names
    )
    return SearchIndex(formulary=formulary, names=names, choices=tuple(one[0] for one in names))


def search(
    text: str,
    *,
    index: SearchIndex,
    form: str | None = None,
    strength: Strength | None = None,
    category: Category | None = None,
    limit: int = 10,
) -> Matches:
    """
    Find medicines by what somebody types.

    Args:
        text: A generic, French, brand or Khmer name, whole, begun or misspelled; a strength
            in it narrows the search. Empty for everything that the rest allows.
        index: Where to look.
        form: A word for a form in any of the three languages.
        strength: One that it must come in.
        category: What it must be given for.
        limit: How many at most, 1 to 100.

    Returns:
        The likeliest first, equal ones by name.

    Raises:
        InvalidInputError: The text is too long, the form is no word for one, or the limit
            is out of range.

    Example:
        >>> from dastern_core.medicines.formulary import FORMULARY
        >>> index = search_index(FORMULARY)
        >>> [one.entry.name for one in search("paracetmol", index=index).found][:1]
        ['paracetamol']
    """
    shape = _shape(form)
    _require_bounded(text, limit)
    parted = split_strength(text)
    asked, wanted = folded(parted.name), strength or parted.strength
    scored = _scored(asked, index)
    best: dict[int, MedicineMatch] = {}
    for place, likeness in scored.items():
        _, name, entry = index.names[place]
        before = best.get(id(entry))
        if before is None or likeness > before.likeness:
            best[id(entry)] = MedicineMatch(entry=entry, name=name, likeness=likeness)
    fitting = [
        match
        for match in best.values()
        if _fits(match.entry, index.formulary, shape=shape, strength=wanted, category=category)
    ]
    ranked = sorted(fitting, key=lambda match: (-match.likeness, match.entry.name))
    return Matches(found=tuple(ranked[:limit]), alike=_alike(ranked, asked)[:limit])


def _require_bounded(text: str, limit: int) -> None:
    if len(text) > _LONGEST:
        remedy = f"Type at most {_LONGEST} characters."
        raise InvalidInputError(Fault(field="text", problem="is too long", remedy=remedy))
    if not 1 <= limit <= _MOST:
        remedy = f"Give a number from 1 to {_MOST}."
        raise InvalidInputError(Fault(field="limit", problem="is out of range", remedy=remedy))


def _shape(form: str | None) -> str | None:
    if form is None:
        return None
    word = FORM_WORDS.get(form.strip().lower())
    known = {one.form for one in FORM_WORDS.values()}
    shape = form.strip().lower() if word is None else word.form
    if shape is None or shape not in known:
        remedy = "Give a word such as tablet, sirop or គ្រាប់."
        raise InvalidInputError(Fault(field="form", problem="is no form", remedy=remedy))
    return shape


def _scored(asked: str, index: SearchIndex) -> Mapping[int, float]:
    if not asked:
        return dict.fromkeys(range(len(index.names)), 1.0)
    near = process.extract(
        asked, index.choices, scorer=fuzz.ratio, score_cutoff=100 * _LEAST, limit=None
    )
    scored = {place: score / 100 for _, score, place in near}
    for place, name in enumerate(index.choices):
        if asked == name:
            scored[place] = 1.0
        elif len(asked) >= _SHORT and asked in name:
            least = _PREFIX if name.startswith(asked) else _WITHIN
            told = least + (1 - least) * len(asked) / len(name) * (1 - _MARGIN)
            scored[place] = max(scored.get(place, 0.0), told)
    return scored


def _alike(ranked: Sequence[MedicineMatch], asked: str) -> tuple[MedicineMatch, ...]:
    if not asked or not ranked or ranked[0].likeness == 1:
        return ()
    near = [one for one in ranked if one.likeness > ranked[0].likeness - _MARGIN]
    return tuple(near) if len(near) > 1 else ()


def _fits(
    entry: Substance | Product,
    formulary: Formulary,
    *,
    shape: str | None,
    strength: Strength | None,
    category: Category | None,
) -> bool:
    if shape is not None and shape not in entry.forms:
        return False
    if category is not None:
        held = formulary.substances_of(entry)
        if category not in {substance.category for substance in held}:
            return False
    return strength is None or _comparable(strength) & _strengths(entry) != set()


def _strengths(entry: Substance | Product) -> set[tuple[object, ...]]:
    if isinstance(entry, Product):
        return {one for strength in entry.strengths for one in _comparable(strength)}
    return {one for text in entry.strengths for one in _comparable(parse_strength(text))}


def _comparable(strength: Strength) -> set[tuple[object, ...]]:
    """
    Give what equal strengths share: 1 g and 1000 mg; of a combination also its sum.
    """
    scaled = [converted(amount, strength.unit, to="mg") for amount in strength.amounts]
    units = [one for one in scaled if one is not None]
    unit, amounts = ("mg", units) if len(units) == len(scaled) else (strength.unit, [])
    amounts = amounts or list(strength.amounts)
    per: Fraction | None = strength.per
    if per is not None and strength.per_unit is not None:
        per = converted(per, strength.per_unit, to="ml") or per
    each = [amount / per for amount in amounts] if per else amounts
    return {(unit, per is None, *each), (unit, per is None, sum(each, Fraction(0)))}
