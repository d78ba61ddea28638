"""
Imports: larger sets that may not be shipped, taken into a formulary from given text.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date

import pytest

from dastern_core.kernel import InvalidInputError
from dastern_core.medicines import Category, InteractionLevel, imports
from dastern_core.medicines.codes import import_codes
from dastern_core.medicines.formulary import FORMULARY
from dastern_core.medicines.imports import Imported
from dastern_core.medicines.interaction_table import import_interactions
from dastern_core.medicines.thesaurus import import_thesaurus

DAY = date(2026, 11, 26)
HEAD = "one,other,level,mechanism,remedy"
# Invented entries in the shape of the files.
INDEX = [
    {"substance": "warfarine", "drug_classes": ["antivitamines K"]},
    {"substance": "acénocoumarol", "drug_classes": ["antivitamines K"]},
    {"substance": "ibuprofène", "drug_classes": ["anti-inflammatoires", "autres"]},
    {"substance": "inconnu", "drug_classes": []},
]
ENTRY = {
    "main_drug": "ANTI-INFLAMMATOIRES",
    "plus_drug": "ANTIVITAMINES K",
    "severity_levels": [
        {"level": "A prendre en compte", "info": "ailleurs"},
        {"level": "Association DECONSEILLEE", "info": "à forte\n dose"},
    ],
    "interaction_mechanism": "Saignement.",
}


def interactions(*rows: str) -> Imported:
    """
    Take a table of interactions.
    """
    text = "\n".join((HEAD, *rows))
    return import_interactions(text, document="DDI", entered_on=DAY, formulary=FORMULARY)


def thesaurus(*entries: Mapping[str, object], index: object = INDEX) -> Imported:
    """
    Take entries of a thesaurus.
    """
    return import_thesaurus(
        json.dumps(entries),
        json.dumps(index),
        edition="10/2020",
        entered_on=DAY,
        formulary=FORMULARY,
    )


def codes(text: str) -> Imported:
    """
    Take a table of codes.
    """
    return import_codes(text, entered_on=DAY, formulary=FORMULARY)


def faults(call: Callable[[], object]) -> list[str]:
    """
    Give the faults of a call as fields and problems.
    """
    with pytest.raises(InvalidInputError) as caught:
        call()
    return [f"{fault.field} {fault.problem}" for fault in caught.value.faults]


# A table of interactions.


def test_pairs_by_any_name() -> None:
    """
    What is new is taken, what is known stays, what means nothing is told.
    """
    imported = interactions(
        "Panadol,Ventoline,minor,It sleeps.,Wake it.",
        '"*nsaid",*ppi,Moderate,"Well, well.",Wait.',
        "warfarin,*nsaid,minor,Nothing.,Nothing.",
        "ventoline,paracetamol,note,Again.,Again.",
        "",
        "Zzyx,*boats,note,A.,B.",
    )

    assert (3, 1, ("*boats", "Zzyx")) == (imported.taken, imported.known, imported.unmatched)


def test_a_pair_that_was_taken_is_found() -> None:
    """
    With its level in our words, and its line as the source.
    """
    formulary = interactions("Panadol,Ventoline,major,It sleeps.,Wake it.").formulary
    (found,) = formulary.between(
        formulary.substance("salbutamol"), formulary.substance("paracetamol")
    )

    assert (InteractionLevel.AVOID, "DDI", "line 2") == (
        found.level,
        found.source.document,
        found.source.section,
    )


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (
            ("a,b,deadly,,",),
            [
                "text line 2, column level is unknown",
                "text line 2, column mechanism is empty",
                "text line 2, column remedy is empty",
            ],
        ),
        (("Panadol,Doliprane,note,A.,B.",), ["text line 2, column other is the same"]),
        (("", "a,b"), ["text line 3 has 2 cells, its head 5"]),
        (('a,"b,note,A.,B.',), ["text line 2 is no CSV"]),
        (
            ("a,b,deadly,A.,B.",) * 30,
            [f"text line {n}, column level is unknown" for n in range(2, 22)],
        ),
    ],
)
def test_a_fault_names_line_and_column(rows: tuple[str, ...], told: list[str]) -> None:
    """
    At most twenty are told.
    """
    assert told == faults(lambda: interactions(*rows))


# A table of codes.


def test_substances_of_an_atc_table() -> None:
    """
    Seven signs make a substance; combinations are left out; what is known stays.
    """
    imported = codes(
        "\ufeffATC_Code,atc_name,ddd\r\n"
        "N02,Analgesics,\r\n"
        "N02BE01,Paracetamol,3\r\n"
        "N02AX06,Tapentadol,0.4\r\n"
        "N01AX99,Tapentadol,\r\n"
        "N02AJ01,dihydrocodeine and paracetamol,\r\n"
        "N02AJ03,codeine and other non-opioids,\r\n"
        'J05AR01,"zidovudine, lamivudine",\r\n'
        "J01RA01,penicillins combinations,\r\n"
        "V03AB99,Fuller's earth,\r\n"
        "C10AX09,Ezetimibe,10\r\n"
    )
    found = imported.formulary.substance("tapentadol")

    assert (3, 1) == (imported.taken, imported.known)
    assert (("N02AX06", "N01AX99"), Category.PAIN, None) == (found.atc, found.category, found.adult)
    assert [Category.OTHER, Category.HEART] == [
        imported.formulary.substance(name).category for name in ("fuller's earth", "ezetimibe")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["text is empty"]),
        (
            "code,name",
            [
                "text line 1, column atc_code is missing",
                "text line 1, column atc_name is missing",
            ],
        ),
        ("atc_code,atc_name,atc_name\n", ["text line 1 names a column twice"]),
        (
            "atc_code,atc_name\nX1,a\nN02BE01,\n",
            [
                "text line 2, column atc_code is no ATC code",
                "text line 3, column atc_name is empty",
            ],
        ),
    ],
)
def test_a_table_of_codes_at_fault(text: str, told: list[str]) -> None:
    """
    The fault names line and column.
    """
    assert told == faults(lambda: codes(text))


# The thesaurus.


def test_groups_and_levels_of_the_thesaurus() -> None:
    """
    Its groups stand beside ours; of several levels the strongest counts.
    """
    imported = thesaurus(ENTRY)
    formulary = imported.formulary
    found = formulary.between(formulary.substance("warfarin"), formulary.substance("ibuprofen"))
    (theirs,) = (one for one in found if one.source.document == "ANSM thesaurus")

    assert (1, 0, ()) == (imported.taken, imported.known, imported.unmatched)
    assert (InteractionLevel.AVOID, "Saignement.", "ailleurs à forte dose", "10/2020") == (
        theirs.level,
        theirs.mechanism,
        theirs.remedy,
        theirs.source.section,
    )


def test_what_the_formulary_does_not_know_is_left_out() -> None:
    """
    And told; a substance with itself is left out, a group with itself is not.
    """
    imported = thesaurus(
        {**ENTRY, "main_drug": "PAMPLEMOUSSE"},
        {**ENTRY, "main_drug": "PARACETAMOL", "plus_drug": "PANADOL"},
        {**ENTRY, "main_drug": "ANTIVITAMINES K"},
        {**ENTRY, "main_drug": "PARACETAMOL", "plus_drug": "IBUPROFENE"},
        {**ENTRY, "main_drug": "IBUPROFENE", "plus_drug": "PARACETAMOL"},
    )

    assert (2, 1, ("PAMPLEMOUSSE",)) == (imported.taken, imported.known, imported.unmatched)


@pytest.mark.parametrize(
    ("fields", "mechanism"),
    [
        ({"interaction_mechanism": "", "description": "Long\ntext."}, "Long text."),
        ({"interaction_mechanism": None}, "Not told."),
    ],
)
def test_a_mechanism_that_is_missing(fields: dict[str, object], mechanism: str) -> None:
    """
    The description stands in for it, and where that is missing too, it says so.
    """
    entry = {**ENTRY, "severity_levels": [{"level": "CONTRE-INDICATION"}], **fields}
    last = thesaurus(entry).formulary.interactions[-1]

    assert (mechanism, "See the thesaurus, and ask the prescriber.") == (
        last.mechanism,
        last.remedy,
    )


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ({**ENTRY, "main_drug": ""}, ["thesaurus[0].main_drug is no text"]),
        ({**ENTRY, "plus_drug": 5}, ["thesaurus[0].plus_drug is no text"]),
        ({**ENTRY, "severity_levels": []}, ["thesaurus[0].severity_levels has no known level"]),
        ({**ENTRY, "severity_levels": 5}, ["thesaurus[0].severity_levels has no known level"]),
        ({**ENTRY, "severity_levels": ["x"]}, ["thesaurus[0].severity_levels has no known level"]),
        (
            {**ENTRY, "severity_levels": [{"level": "mortel"}]},
            ["thesaurus[0].severity_levels has no known level"],
        ),
    ],
)
def test_an_entry_at_fault(entry: dict[str, object], told: list[str]) -> None:
    """
    The fault names the entry and the field.
    """
    assert told == faults(lambda: thesaurus(entry))


@pytest.mark.parametrize(
    ("index", "told"),
    [
        ({}, ["index is no such list"]),
        ([5], ["index[0] is none"]),
        ([{"substance": "a", "drug_classes": [5]}], ["index[0].drug_classes is no such list"]),
        ([{"substance": "a"}], ["index[0].drug_classes is no such list"]),
    ],
)
def test_an_index_at_fault(index: object, told: list[str]) -> None:
    """
    The fault names the place.
    """
    assert told == faults(lambda: thesaurus(index=index))


def test_a_thesaurus_that_is_no_json() -> None:
    """
    Says so.
    """
    assert ["index is no JSON"] == faults(
        lambda: import_thesaurus("[]", "{", edition="1", entered_on=DAY, formulary=FORMULARY)
    )


def test_texts_and_tables_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """
    No set is as long as that.
    """
    monkeypatch.setattr(imports, "MOST_ROWS", 2)

    assert ["text is too long"] == faults(lambda: codes("atc_code,atc_name\nN,a\nN,b\n"))
    monkeypatch.setattr(imports, "LONGEST_TEXT", 3)
    assert ["text is too long"] == faults(lambda: codes("atc_code"))
