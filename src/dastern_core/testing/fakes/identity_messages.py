"""
Identity messages in a list.
"""

from dastern_core.identity import Identifier, IdentityMessage

__all__ = ["CollectedMessages"]


class CollectedMessages:
    """
    Every message that was taken over, in order.
    """

    def __init__(self) -> None:
        self.sent: list[IdentityMessage] = []

    def send(self, message: IdentityMessage) -> None:
        """
        Keep a message.
        """
        self.sent.append(message)

    def code_for(self, identifier: Identifier) -> str:
        """
        Give the newest code that would reach an identifier; empty where none would.
        """
        codes = (one.code for one in reversed(self.sent) if one.identifier == identifier)
        return next((code for code in codes if code), "")
