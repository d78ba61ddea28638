"""
Code texts: what a message with a one-time code says, Khmer or English.
"""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from dastern_core.identity.messages import IdentityMessage, MessageKind
from dastern_core.identity.otp import CODE_LIFE, OtpPurpose
from dastern_core.kernel import Fault, InvalidInputError, Language

__all__ = ["code_text"]

_KHMER_DIGITS: Final = str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩")

# The Khmer was not reviewed by a translator yet.
_PURPOSES: Final[Mapping[OtpPurpose, tuple[str, str]]] = MappingProxyType(
    {
        OtpPurpose.REGISTRATION: (
            "{code} is your code to register.",
            "{code} គឺជាលេខកូដរបស់អ្នកសម្រាប់ចុះឈ្មោះ។",
        ),
        OtpPurpose.LOGIN: (
            "{code} is your code to log in.",
            "{code} គឺជាលេខកូដរបស់អ្នកសម្រាប់ចូលគណនី។",
        ),
        OtpPurpose.PASSWORD_RESET: (
            "{code} is your code to choose a new password.",
            "{code} គឺជាលេខកូដរបស់អ្នកសម្រាប់ជ្រើសពាក្យសម្ងាត់ថ្មី។",
        ),
        OtpPurpose.EMERGENCY_ACCESS: (
            "{code} is your code to open a record. Use only for medical emergencies.",
            "{code} គឺជាលេខកូដរបស់អ្នកសម្រាប់បើកកំណត់ត្រា។ ប្រើសម្រាប់តែករណីសង្គ្រោះបន្ទាន់ប៉ុណ្ណោះ។",
        ),
        OtpPurpose.OPERATOR_LOGIN: (
            "{code} is your code to log in at work.",
            "{code} គឺជាលេខកូដរបស់អ្នកសម្រាប់ចូលធ្វើការ។",
        ),
    }
)
_WARNINGS: Final[Mapping[Language, str]] = MappingProxyType(
    {
        Language.ENGLISH: " Valid for {minutes} minutes. Do not share this code.",
        Language.KHMER: " មានសុពលភាព {minutes} នាទី។ កុំប្រាប់លេខកូដនេះដល់អ្នកណា។",
    }
)


def code_text(message: IdentityMessage) -> str:
    """
    Word the message that carries a code, in its recipient's language.

    Args:
        message: Of the kind ``CODE``, as a use case hands it to the sender.

    Returns:
        One message: the code first, in plain digits so that a telephone offers to fill it
        in; what it is for; how long it is good, from ``CODE_LIFE``; and not to share it.

    Raises:
        InvalidInputError: It carries no code, or not what it is for.

    Source:
        Rule EPA-08 and contradiction C08.
    """
    if message.kind is not MessageKind.CODE or message.purpose is None or not message.code:
        remedy = "Word only messages of the kind CODE."
        raise InvalidInputError(Fault(field="message", problem="carries no code", remedy=remedy))
    english, khmer = _PURPOSES[message.purpose]
    minutes = str(CODE_LIFE // timedelta(minutes=1))
    is_khmer = message.language is Language.KHMER
    said = (khmer if is_khmer else english).format(code=message.code)
    warning = _WARNINGS[message.language]
    return said + warning.format(minutes=minutes.translate(_KHMER_DIGITS) if is_khmer else minutes)
