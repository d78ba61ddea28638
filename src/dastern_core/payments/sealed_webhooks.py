"""
Sealed webhooks: a body that only the partner can read, bound to its message and sender.

This module needs the extra ``crypto`` and is therefore imported by its own path; the rest
of `dastern_core.payments` works without it. The envelope is that of
`dastern_core.encryption`: AES-256-GCM, the key's version within, every older version still
opens. A body that is moved into another message, or said to be another sender's, does not
open. Sign the message as any other: sealing hides, signing proves.
"""

import base64
import binascii
from collections.abc import Mapping

from dastern_core.encryption import DataKey, EnvelopeError, KeyRing, seal, unseal
from dastern_core.kernel import Fault
from dastern_core.payments.webhooks import WebhookMessage

__all__ = ["open_body", "seal_body"]


def seal_body(
    content: bytes, *, message_id: str, sender: str, key: DataKey, randomness: bytes
) -> bytes:
    """
    Seal what a message says.

    Args:
        content: What to say; about 14 kB fit a message.
        message_id: Of the message that will carry it, and of no other.
        sender: Who sends it, by the name that the receiver knows.
        key: The newest version.
        randomness: ``dastern_core.encryption.RANDOM_BYTES`` bytes, never used before.

    Returns:
        The message's body, in base64.

    Raises:
        InvalidInputError: The content is too large, or the randomness has another size.
    """
    context = _context(message_id, sender)
    return base64.b64encode(seal(content, key=key, context=context, randomness=randomness))


def open_body(message: WebhookMessage, *, sender: str, keys: KeyRing) -> bytes:
    """
    Open what a verified message says.

    Args:
        message: As ``verify_webhook`` gave it.
        sender: Who sent it.
        keys: Every version that may have sealed it.

    Raises:
        EnvelopeError: It is no envelope, was changed or moved, or another key sealed it.
        KeyErasedError: The version that sealed it is gone.
    """
    try:
        envelope = base64.b64decode(message.body, validate=True)
    except (binascii.Error, ValueError) as error:
        remedy = "Ask the sender what it sent; sealed bodies are base64."
        fault = Fault(field="body", problem="is no sealed body", remedy=remedy)
        raise EnvelopeError(fault) from error
    return unseal(envelope, keys=keys, context=_context(message.id, sender))


def _context(message_id: str, sender: str) -> Mapping[str, str]:
    return {"message": message_id, "purpose": "webhook", "sender": sender}
