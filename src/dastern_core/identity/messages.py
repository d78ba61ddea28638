"""
Messages about identity: what is told to an identifier, and what is told to nobody.

For an unknown identifier a message is made, too, and dropped by the sender: whoever waits
for the answer cannot tell from its time whether somebody was there (AUTH-26, EPA-07).
Sending, and the words, are left to the caller.
"""

from enum import Enum

import attrs

from dastern_core.identity.identifiers import Identifier
from dastern_core.identity.otp import OtpPurpose
from dastern_core.kernel import Language

__all__ = ["IdentityMessage", "MessageKind"]


class MessageKind(Enum):
    """
    What is said.

    ``TAKEN``: somebody tried to register with the owner's identifier; it holds no code.
    ``REUSED``: a session was ended because its token was used twice.
    ``NOBODY``: nothing; the message is dropped where it would be sent.
    """

    CODE = "code"
    TAKEN = "taken"
    REUSED = "reused"
    NOBODY = "nobody"


@attrs.frozen(kw_only=True)
class IdentityMessage:
    """
    One message to one identifier.

    Args:
        kind: What is said.
        identifier: To whom.
        language: In which.
        purpose: What the code is good for; None where there is none.
        code: Six digits for the message's text and for nothing else (AUTH-23); empty
            unless it is a code.
    """

    kind: MessageKind
    identifier: Identifier = attrs.field(repr=False)
    language: Language
    purpose: OtpPurpose | None = None
    code: str = attrs.field(default="", repr=False)
