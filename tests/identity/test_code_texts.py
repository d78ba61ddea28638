"""
Code texts: what for, how long, and not to share it.
"""

import pytest

from dastern_core.identity import (
    IdentityMessage,
    MessageKind,
    OtpPurpose,
    code_text,
    parse_identifier,
)
from dastern_core.kernel import InvalidInputError, Language


def message(
    purpose: OtpPurpose | None = OtpPurpose.LOGIN,
    *,
    language: Language = Language.ENGLISH,
    kind: MessageKind = MessageKind.CODE,
    code: str = "042137",
) -> IdentityMessage:
    """
    Give a message with a code.
    """
    return IdentityMessage(
        kind=kind,
        identifier=parse_identifier("+85512345678"),
        language=language,
        purpose=purpose,
        code=code,
    )


@pytest.mark.rule("EPA-08")
@pytest.mark.rule("C08")
@pytest.mark.parametrize(
    ("purpose", "said"),
    [
        (OtpPurpose.REGISTRATION, "042137 is your code to register."),
        (OtpPurpose.LOGIN, "042137 is your code to log in."),
        (OtpPurpose.PASSWORD_RESET, "042137 is your code to choose a new password."),
        (
            OtpPurpose.EMERGENCY_ACCESS,
            "042137 is your code to open a record. Use only for medical emergencies.",
        ),
        (OtpPurpose.OPERATOR_LOGIN, "042137 is your code to log in at work."),
    ],
)
def test_a_code_says_what_it_is_for_and_how_long(purpose: OtpPurpose, said: str) -> None:
    """
    Each purpose has its words, and each text ends with the same warning.
    """
    expected = f"{said} Valid for 5 minutes. Do not share this code."

    assert expected == code_text(message(purpose))


@pytest.mark.rule("EPA-08")
@pytest.mark.parametrize("purpose", OtpPurpose)
def test_a_khmer_text_keeps_the_code_in_plain_digits(purpose: OtpPurpose) -> None:
    """
    A telephone fills it in from them; nothing else is in Latin letters or digits.
    """
    text = code_text(message(purpose, language=Language.KHMER))

    assert "042137" == "".join(one for one in text if one.isascii() and one.isalnum())


@pytest.mark.rule("EPA-08")
@pytest.mark.parametrize(("region", "expected"), [("KH", "+85512345678"), ("IN", "+919876543210")])
def test_a_number_without_its_country_is_of_the_configured_one(region: str, expected: str) -> None:
    """
    No country is written into the code.
    """
    typed = {"KH": "012345678", "IN": "9876543210"}[region]

    assert expected == parse_identifier(typed, region=region).value


@pytest.mark.parametrize(
    "other",
    [message(kind=MessageKind.TAKEN), message(purpose=None), message(code="")],
)
def test_what_carries_no_code_is_not_worded(other: IdentityMessage) -> None:
    """
    Somebody would be told to use a code that is not there.
    """
    with pytest.raises(InvalidInputError, match="carries no code"):
        code_text(other)
