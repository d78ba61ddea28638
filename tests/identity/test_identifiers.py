"""
Identifiers: one spelling for one person.
"""

import pytest

from dastern_core.identity import Channel, parse_identifier
from dastern_core.kernel import InvalidInputError


@pytest.mark.rule("AUTH-17")
@pytest.mark.rule("C11")
@pytest.mark.rule("EPA-11")
@pytest.mark.parametrize(
    "text", ["012345678", "012 345 678", "+855 12 345 678", "០១២ ៣៤៥ ៦៧៨", "(012) 345-678"]
)
def test_a_telephone_number_has_one_spelling(text: str) -> None:
    """
    With and without the country's code, in Khmer digits or with dashes, it is E.164.
    """
    found = parse_identifier(text)

    assert (Channel.PHONE, "+85512345678") == (found.channel, found.value)


@pytest.mark.rule("C11")
def test_another_region_can_be_configured() -> None:
    """
    A number without a country's code belongs to the region; one with a code to its own.
    """
    assert parse_identifier("0612345678", region="FR").value == "+33612345678"
    assert parse_identifier("+33 6 12 34 56 78").value == "+33612345678"


@pytest.mark.rule("AUTH-01")
def test_an_at_sign_makes_an_address() -> None:
    """
    Addresses compare without case.
    """
    found = parse_identifier(" Dara@Clinic.KH ")

    assert (Channel.EMAIL, "dara@clinic.kh") == (found.channel, found.value)


@pytest.mark.parametrize(
    "text", ["", "12", "dara", "a@", "@b.kh", "a@b@c.kh", "9" * 300, "+999123"]
)
def test_what_is_neither_is_refused_without_repeating_it(text: str) -> None:
    """
    The error names the field and never the text.
    """
    with pytest.raises(InvalidInputError) as caught:
        parse_identifier(text, field="login")

    assert ["login"] == [fault.field for fault in caught.value.faults]
    assert text not in str(caught.value) or text in {"", "12"}


@pytest.mark.rule("EPA-09")
@pytest.mark.parametrize(
    ("text", "masked"), [("012 345 678", "+8*******678"), ("dara@clinic.kh", "d***@clinic.kh")]
)
def test_others_see_a_masked_identifier(text: str, masked: str) -> None:
    """
    Enough to recognise one's own, too little to learn another's.
    """
    assert masked == parse_identifier(text).masked
