"""
Identifiers: one spelling in, the same identifier on every device.
"""

from uuid import UUID

import pytest

from dastern_core.kernel import InvalidInputError, MedicationId, PatientId, derive, parse_id

TEXT = "01890a5d-ac96-774b-bcce-b302099a8057"


@pytest.mark.parametrize("text", [TEXT, TEXT.upper()])
def test_the_canonical_text_is_read_in_either_case(text: str) -> None:
    """
    Upper and lower case name the same thing.
    """
    actual = parse_id(PatientId, text)

    assert PatientId(UUID(TEXT)) == actual


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        TEXT.replace("-", ""),
        f"{{{TEXT}}}",
        f"urn:uuid:{TEXT}",
        f" {TEXT}",
        f"{TEXT}\n",
        TEXT.replace("7", "g"),
        TEXT.replace("0", "០"),
        f"{TEXT}0",
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    """
    Braces, prefixes, missing hyphens and foreign digits are no identifier.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_id(PatientId, text, field="patient")
    expected = ["patient"]

    assert expected == [fault.field for fault in caught.value.faults]


def test_a_derived_identifier_depends_on_parent_and_name_alone() -> None:
    """
    Two devices that know the parent and the name arrive at one identifier.
    """
    parent, other = UUID(TEXT), UUID(int=1)

    first = derive(MedicationId, parent, "1")
    second = derive(MedicationId, parent, "2")
    stranger = derive(MedicationId, other, "1")

    assert first == derive(MedicationId, parent, "1")
    assert first not in {second, stranger}
    assert second != stranger


@pytest.mark.parametrize("name", ["", "\ud800"])
def test_nothing_is_derived_from_no_name(name: str) -> None:
    """
    An empty name and half a character name nothing.
    """
    with pytest.raises(InvalidInputError, match="name names nothing"):
        derive(MedicationId, UUID(int=1), name)
