"""
Search: medicines by any of their names, with typing errors, the likeliest first.
"""

from itertools import pairwise

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.medicines import Category, Product, parse_strength
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.medicines.search import Matches, search, search_index

INDEX = search_index(FORMULARY)


def names(matches: Matches) -> list[str]:
    """
    Give the entries' names in order.
    """
    return [one.entry.name for one in matches.found]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("paracetamol", "paracetamol"),
        ("paracétamol", "paracetamol"),
        ("PARACETMOL", "paracetamol"),
        ("parasetamol", "paracetamol"),
        ("acetaminophene", "paracetamol"),
        ("dolipran", "paracetamol"),
        ("parac", "paracetamol"),
        ("ប៉ារ៉ាសេតាម៉ុល", "paracetamol"),
        ("ប៉ារ៉ា\u200bសេតាមុល", "paracetamol"),
        ("ប៉ារាសេតាម៉ល", "paracetamol"),
        ("អាម៉ុកស៊ីស៊ីលិន", "amoxicillin"),
        ("amoxiciline", "amoxicillin"),
        ("augmentin 625 mg", "amoxicillin/clavulanic acid"),
        ("metformine", "metformin"),
        ("clavulanique", "clavulanic acid"),
        ("omeprazol", "omeprazole"),
        ("វីតាមីន C", "ascorbic acid"),
    ],
)
def test_a_name_in_any_language_with_errors(text: str, first: str) -> None:
    """
    Generic, French, brand and Khmer names, whole, begun or misspelled.
    """
    assert first == names(search(text, index=INDEX))[0]


def test_every_name_finds_its_own_entry() -> None:
    """
    A name as the formulary spells it leaves no doubt.
    """
    wrong = [
        name
        for entry in FORMULARY.entries
        for name in entry.names
        if (matches := search(name, index=INDEX)).alike or entry is not matches.found[0].entry
    ]

    assert [] == wrong


def test_one_missing_letter_still_finds_a_generic_name() -> None:
    """
    Of every international name longer than six letters, wherever it is missing.
    """
    lost = [
        broken
        for entry in FORMULARY.substances
        if len(entry.name) > 6
        for place in range(len(entry.name))
        if entry.name
        not in names(search(broken := entry.name[:place] + entry.name[place + 1 :], index=INDEX))
    ]

    assert [] == lost


def test_names_that_look_alike_are_all_shown() -> None:
    """
    A person must choose; the first is not taken for granted.
    """
    matches = search("predniso", index=INDEX)

    assert {"prednisolone", "prednisone"} <= {one.entry.name for one in matches.alike}


def test_an_exact_name_leaves_no_doubt() -> None:
    """
    However near another comes.
    """
    assert () == search("prednisone", index=INDEX).alike


def test_a_lone_candidate_is_no_choice() -> None:
    """
    Nothing else comes near.
    """
    assert () == search("spironolacton", index=INDEX).alike


def test_nothing_is_like_it() -> None:
    """
    Noise finds nothing.
    """
    assert Matches(found=(), alike=()) == search("qqqqqqqq", index=INDEX)


def test_two_letters_are_no_part_of_a_name() -> None:
    """
    They stand in too many.
    """
    assert [] == names(search("ta", index=INDEX))


@pytest.mark.parametrize("form", ["sirop", "ស៊ីរ៉ូ", "syrup", "Syrup "])
def test_by_form(form: str) -> None:
    """
    A word for it in any language.
    """
    forms = {one.entry.forms for one in search("", index=INDEX, form=form, limit=100).found}

    assert [] == [one for one in forms if "syrup" not in one]


@pytest.mark.parametrize("text", ["1000 mg", "1 g"])
def test_by_strength(text: str) -> None:
    """
    In any unit; a combination also by its sum.
    """
    strength = parse_strength(text)
    found = names(search("", index=INDEX, strength=strength, limit=100))

    assert {"paracetamol", "amoxicillin/clavulanic acid"} <= set(found)
    assert "amlodipine" not in found


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("paracetamol 250 mg/5 ml", 1),
        ("paracetamol 50 mg/ml", 1),
        ("paracetamol 333 mg", 0),
        ("clotrimazole 1%", 1),
        ("spiramycine 3 MIU", 1),
    ],
)
def test_a_strength_that_was_typed_narrows(text: str, count: int) -> None:
    """
    As it does where it is asked for apart.
    """
    first = text.partition(" ")[0].removesuffix("e")
    found = [name for name in names(search(text, index=INDEX)) if name.startswith(first)]

    assert count == len([name for name in found if "/" not in name])


def test_by_category() -> None:
    """
    A combination belongs to the category of any of its substances.
    """
    matches = search("amlo", index=INDEX, category=Category.HEART, limit=100)
    products = [one.entry.name for one in matches.found if isinstance(one.entry, Product)]

    assert "amlodipine" == names(matches)[0]
    assert "amlodipine/valsartan" in products
    assert [] == names(search("amlodipine", index=INDEX, category=Category.DIABETES))[:0]


def test_ranked_and_limited() -> None:
    """
    The likeliest first, at most as many as asked for.
    """
    matches = search("pro", index=INDEX, limit=5)

    assert 5 == len(matches.found)
    assert all(one.likeness >= other.likeness for one, other in pairwise(matches.found))


@pytest.mark.parametrize(
    ("text", "form", "limit", "message"),
    [
        ("a" * 201, None, 10, "text is too long"),
        ("a", "boat", 10, "form is no form"),
        ("a", "mg", 10, "form is no form"),
        ("a", None, 0, "limit is out of range"),
        ("a", None, 101, "limit is out of range"),
    ],
)
def test_what_cannot_be_searched(text: str, form: str | None, limit: int, message: str) -> None:
    """
    The error names the field and what to do.
    """
    with pytest.raises(InvalidInputError, match=message):
        search(text, index=INDEX, form=form, limit=limit)
