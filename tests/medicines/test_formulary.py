"""
The formulary: our own curated medicines.
"""

from datetime import date

from dastern_core.medicines import Category, InteractionLevel, folded, identify
from dastern_core.medicines.formulary import FORMULARY


def test_it_says_which_version_it_is() -> None:
    """
    A version and the day it was entered stand on the whole.
    """
    assert ("2026.11", date(2026, 11, 26)) == (FORMULARY.version, FORMULARY.entered_on)


def test_its_size() -> None:
    """
    About 150 substances and 60 to 100 pairs were asked for; it has more of both.
    """
    sizes = (len(FORMULARY.substances) >= 150, len(FORMULARY.interactions) >= 60)

    assert (True, True) == sizes


def test_every_name_means_one_entry() -> None:
    """
    No two entries share a name, however it is spelled.
    """
    owners: dict[str, set[str]] = {}
    for entry in FORMULARY.entries:
        for name in entry.names:
            owners.setdefault(folded(name), set()).add(entry.name)

    assert {} == {name: found for name, found in owners.items() if len(found) > 1}


def test_every_name_is_understood_as_its_entry() -> None:
    """
    Each name alone, as a prescription may print it, gives the entry's substances whole.
    """
    wrong = [
        name
        for entry in FORMULARY.entries
        for name in entry.names
        if identify(name, formulary=FORMULARY).substances != FORMULARY.substances_of(entry)
        or identify(name, formulary=FORMULARY).leftover
    ]

    assert [] == wrong


def test_every_entry_has_its_source_and_is_not_reviewed() -> None:
    """
    Sources stand on all entries; no pharmacist has reviewed one, and each says so.
    """
    sources = [one.source for one in FORMULARY.substances]
    sources += [one.source for one in FORMULARY.interactions]

    assert [] == [one for one in sources if "not reviewed by a pharmacist" not in str(one)]


def test_every_category_is_used() -> None:
    """
    A shelf without a medicine would be a typing error.
    """
    assert set(Category) == {one.category for one in FORMULARY.substances}


def test_codes_are_shaped_as_atc_codes() -> None:
    """
    A letter, two digits, one or two letters, and for a substance two digits.
    """
    shapes = {"A00AA00", "A00AA", "A00A"}
    wrong = [
        code
        for one in FORMULARY.substances
        for code in one.atc
        if "".join("0" if sign.isdigit() else "A" for sign in code) not in shapes
    ]

    assert [] == wrong


def test_no_child_may_take_more_than_the_label_tells() -> None:
    """
    What a child of 10 kg may take lies below what an adult may.
    """
    wrong = [
        one.name
        for one in FORMULARY.substances
        if one.child is not None
        and one.adult is not None
        and one.child.daily_per_kg is not None
        and one.adult.daily is not None
        and 10 * one.child.daily_per_kg > one.adult.daily
    ]

    assert [] == wrong


def test_the_deadly_pairs_are_known() -> None:
    """
    The pairs that every such list begins with, by the strongest level.
    """
    pairs = [
        ("sertraline", "moclobemide"),
        ("methotrexate", "trimethoprim"),
        ("simvastatin", "clarithromycin"),
        ("sildenafil", "isosorbide dinitrate"),
        ("ergotamine", "erythromycin"),
        ("azathioprine", "allopurinol"),
        ("tizanidine", "ciprofloxacin"),
    ]
    levels = {
        FORMULARY.between(FORMULARY.substance(one), FORMULARY.substance(other))[0].level
        for one, other in pairs
    }

    assert {InteractionLevel.CONTRAINDICATED} == levels


def test_khmer_words_stand_apart_from_transliterations() -> None:
    """
    Zinc has a Khmer word, paracetamol only its name in Khmer script.
    """
    zinc, paracetamol = (FORMULARY.substance(name) for name in ("zinc sulfate", "paracetamol"))

    assert (("ស័ង្កសី",), ()) == (zinc.khmer_words, zinc.khmer)
    assert ((), True) == (paracetamol.khmer_words, "ប៉ារ៉ាសេតាម៉ុល" in paracetamol.khmer)
