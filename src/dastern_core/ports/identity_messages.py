"""
Identity messages: codes and warnings on their way to a telephone or an e-mail address.
"""

from typing import Protocol

from dastern_core.identity import IdentityMessage

__all__ = ["IdentityMessages"]


class IdentityMessages(Protocol):
    """
    Takes messages over, and sends them later.
    """

    def send(self, message: IdentityMessage) -> None:
        """
        Take a message over; it is sent after this call has returned.

        A message of kind ``NOBODY`` is taken over like any other and dropped where it would
        be sent, so that no caller sees a difference in time. A telephone that cannot be
        reached may be answered by e-mail (AUTH-25); a failure to send is the sender's to
        report (EPA-10). The code goes into the message's text and nowhere else (AUTH-23).

        Raises:
            PortError: Messages cannot be taken over now, of whatever kind.
        """
        ...
