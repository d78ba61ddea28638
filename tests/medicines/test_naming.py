"""
Naming: which substances a printed name means, and what of it is not understood.
"""

import pytest

from dastern_core.medicines import identify
from dastern_core.medicines.formulary import FORMULARY


def named(text: str) -> tuple[list[str], tuple[str, ...], bool]:
    """
    Give the substances' names, the leftover, and whether it releases slowly.
    """
    naming = identify(text, formulary=FORMULARY)
    return [one.name for one in naming.substances], naming.leftover, naming.modified_release


@pytest.mark.parametrize(
    ("text", "substances"),
    [
        ("Doliprane 1000", ["paracetamol"]),
        ("ប៉ារ៉ាសេតាម៉ុល ៥០០ mg", ["paracetamol"]),
        ("ថ្នាំ ប៉ារ៉ាសេតាមុល", ["paracetamol"]),
        ("Amlodipine besylate 5 mg tab", ["amlodipine"]),
        ("Atorvastatin calcium 20mg", ["atorvastatin"]),
        ("Losartan potassium", ["losartan"]),
        ("Chlorure de potassium", ["potassium chloride"]),
        ("Calcium + magnesium", ["calcium carbonate", "magnesium"]),
        ("Calcium magnesium", ["calcium carbonate", "magnesium"]),
        ("Amoxicillin/Clavulanate 625mg", ["amoxicillin", "clavulanic acid"]),
        ("acide clavulanique + amoxicilline", ["clavulanic acid", "amoxicillin"]),
        ("TMP-SMX", ["sulfamethoxazole", "trimethoprim"]),
        ("Panadol Extra", ["paracetamol", "caffeine"]),
    ],
)
def test_a_name_as_printed(text: str, substances: list[str]) -> None:
    """
    Salts, forms, strengths and bare numbers are passed over; parts are found one by one.
    """
    assert (substances, (), False) == named(text)


def test_words_that_are_not_understood_are_left_over() -> None:
    """
    A brand that may hold more than its name says is only partly known.
    """
    assert (["paracetamol"], ("Cold", "Flu"), False) == named("Panadol Cold & Flu 500 mg")


def test_an_unknown_name() -> None:
    """
    Nothing is guessed, however near another name lies.
    """
    assert ([], ("Paracetomal",), False) == named("Paracetomal")


def test_slow_release_is_told() -> None:
    """
    It changes how much may be taken at once.
    """
    assert (["tramadol"], (), True) == named("Tramadol LP 150 mg")


def test_the_parts_of_a_known_product_are_that_product() -> None:
    """
    Written out in the other order, it is the same combination.
    """
    product = identify("codeine + paracetamol", formulary=FORMULARY).product

    assert "paracetamol/codeine" == (None if product is None else product.name)


def test_a_single_substance_is_no_product() -> None:
    """
    Nor are parts that nobody sells together.
    """
    products = [
        identify(text, formulary=FORMULARY).product for text in ("Panadol", "insulin + warfarin")
    ]

    assert [None, None] == products
