"""
Identifiers: how somebody names themselves when they log in, a telephone or an e-mail address.

One person has one spelling: telephones are E.164, e-mail addresses are normalized by the
rules of RFC 5322 and IDNA. Needs the extra ``identity``. Whether a message arrives there
is left to the caller, because that is I/O.
"""

from enum import Enum
from typing import Final

import attrs
import phonenumbers
from email_validator import EmailNotValidError, validate_email

from dastern_core.kernel import Fault, InvalidInputError, ascii_digits

__all__ = ["Channel", "Identifier", "parse_identifier"]

_LONGEST: Final = 254  # RFC 5321, section 4.5.3.1.3, with its two brackets taken off
_SHOWN_START, _SHOWN_END = 2, 4  # EPA-09


class Channel(Enum):
    """
    How a message reaches an identifier.
    """

    PHONE = "phone"
    EMAIL = "email"


@attrs.frozen(kw_only=True)
class Identifier:
    """
    A telephone or an e-mail address in its one spelling; ``parse_identifier`` makes it.

    Args:
        channel: Which of the two.
        value: E.164 such as ``+85512345678``, or a normalized address.
    """

    channel: Channel
    value: str = attrs.field(repr=False)

    @property
    def masked(self) -> str:
        """
        What may be shown to somebody who does not own it (EPA-09).

        Example:
            >>> parse_identifier("012 345 678").masked, parse_identifier("dara@clinic.kh").masked
            ('+8*******678', 'd***@clinic.kh')
        """
        if self.channel is Channel.EMAIL:
            local, _, domain = self.value.rpartition("@")
            return f"{local[0]}***@{domain}"
        hidden = len(self.value) - _SHOWN_START - _SHOWN_END + 1
        return f"{self.value[:_SHOWN_START]}{'*' * hidden}{self.value[-_SHOWN_END + 1 :]}"


def parse_identifier(text: str, *, region: str = "KH", field: str = "identifier") -> Identifier:
    """
    Read what somebody typed as their telephone or e-mail address.

    Args:
        text: With an ``@`` it is an e-mail address (AUTH-01), otherwise a telephone number;
            Khmer digits and spaces are read.
        region: The country whose numbers need no country code, by ISO 3166-1.
        field: The field's name, for the error.

    Returns:
        The identifier in its one spelling.

    Raises:
        InvalidInputError: It is neither; the message does not repeat it.

    Source:
        Rules AUTH-01, AUTH-17, C11.

    Example:
        >>> parse_identifier("០១២ ៣៤៥ ៦៧៨").value
        '+85512345678'
    """
    cleaned = ascii_digits(text.strip())
    if len(cleaned) <= _LONGEST:
        found = _email(cleaned) if "@" in cleaned else _phone(cleaned, region)
        if found is not None:
            return found
    remedy = "Give a telephone number such as +855 12 345 678, or an e-mail address."
    problem = "is neither a telephone number nor an e-mail address"
    raise InvalidInputError(Fault(field=field, problem=problem, remedy=remedy))


def _phone(text: str, region: str) -> Identifier | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Identifier(channel=Channel.PHONE, value=value)


def _email(text: str) -> Identifier | None:
    try:
        address = validate_email(text, check_deliverability=False, test_environment=False)
    except EmailNotValidError:
        return None
    return Identifier(channel=Channel.EMAIL, value=address.normalized.casefold())
