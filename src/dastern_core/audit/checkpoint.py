"""
Checkpoints: the log's tree head with an Ed25519 signature below it, a C2SP signed note.

This module needs the extra ``crypto`` and is therefore imported by its own path; the
rest of `dastern_core.audit` works without it. Where the signing key is kept, and
publishing a checkpoint where the log's keeper cannot take it back, is left to the caller.
"""

import base64
import binascii
import hashlib
import re
from typing import ClassVar

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from dastern_core.audit.heads import TreeHead, head_text, parse_head
from dastern_core.kernel import Fault, InvalidInputError

__all__ = [
    "SignatureError",
    "SigningKey",
    "VerifyingKey",
    "open_checkpoint",
    "open_note",
    "parse_verifying_key",
    "sign_checkpoint",
    "sign_note",
    "verifying_key",
]

_ED25519 = b"\1"  # C2SP signed-note, "Signature types"
_KEY_BYTES = 32  # RFC 8032, section 5.1.5
_LONGEST_NOTE = 65_536  # characters: 16 signatures of 5 kB fit, C2SP signed-note, "Format"
_NAME = re.compile(r"[^\s+]+")
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<blob>[A-Za-z0-9+/]+={0,2})")


class SignatureError(InvalidInputError):
    """
    A note is not signed by the key that it should be signed by.
    """

    code: ClassVar[str] = "wrong_signature"


def _key_name(_: object, field: "attrs.Attribute[str]", name: str) -> None:
    if not _NAME.fullmatch(name) or not name.isprintable():
        raise InvalidInputError(
            Fault(
                field=field.name,
                problem="is no name for a key",
                remedy="Give a name without spaces and plus signs, such as clinic.example/audit.",
            )
        )


def _key_bytes(_: object, field: "attrs.Attribute[bytes]", value: bytes) -> None:
    if len(value) != _KEY_BYTES:
        remedy = f"Give the {_KEY_BYTES} bytes of an Ed25519 key."
        raise InvalidInputError(Fault(field=field.name, problem="has no such key", remedy=remedy))


@attrs.frozen(kw_only=True)
class VerifyingKey:
    """
    The public key that a reader knows a log by.

    Args:
        name: The key's name, without spaces and plus signs; the log's origin.
        public: The Ed25519 public key, 32 bytes.
    """

    name: str = attrs.field(validator=_key_name)
    public: bytes = attrs.field(validator=_key_bytes)

    @property
    def key_id(self) -> bytes:
        """
        The four bytes that stand before a signature by this key.

        Source:
            C2SP signed-note, "Ed25519 signatures".
        """
        named = self.name.encode() + b"\n" + _ED25519 + self.public
        return hashlib.sha256(named).digest()[:4]

    def __str__(self) -> str:
        """
        Give the key as the text that `parse_verifying_key` reads.
        """
        written = base64.b64encode(_ED25519 + self.public).decode()
        return f"{self.name}+{self.key_id.hex()}+{written}"


@attrs.frozen(kw_only=True)
class SigningKey:
    """
    The secret key that signs for a log.

    Args:
        name: The key's name, as in `VerifyingKey`.
        seed: The Ed25519 secret key, 32 random bytes; it is not shown in ``repr``.
    """

    name: str = attrs.field(validator=_key_name)
    seed: bytes = attrs.field(validator=_key_bytes, repr=False)


def verifying_key(key: SigningKey) -> VerifyingKey:
    """
    Give the public key that belongs to a secret one.
    """
    public = Ed25519PrivateKey.from_private_bytes(key.seed).public_key().public_bytes_raw()
    return VerifyingKey(name=key.name, public=public)


def parse_verifying_key(text: str) -> VerifyingKey:
    """
    Read a public key from its text: name, key id and base64 between plus signs.

    Raises:
        InvalidInputError: The text is no Ed25519 key, or its id is not the key's.

    Source:
        C2SP signed-note and golang.org/x/mod/sumdb/note, "verifier key".
    """
    name, _, rest = text.partition("+")
    encoded = rest.partition("+")[2]
    try:
        blob = base64.b64decode(encoded, validate=True)
        key = VerifyingKey(name=name, public=blob[1:])
    except (binascii.Error, ValueError) as error:
        raise _no_key() from error
    # The text must be the key's one spelling: that checks algorithm, id and base64.
    if str(key) != text:
        raise _no_key()
    return key


def sign_note(text: str, *, key: SigningKey) -> str:
    """
    Sign a text.

    Args:
        text: Ends with a newline and has no other control characters.
        key: The key to sign with. Ed25519 signatures need no randomness.

    Returns:
        The text, an empty line, and the signature's line.

    Raises:
        InvalidInputError: The text cannot be the text of a note.

    Source:
        C2SP signed-note, "Format".
    """
    if not _is_note_text(text):
        remedy = "Give printable lines, each ending with a newline."
        raise InvalidInputError(Fault(field="text", problem="is not a note's text", remedy=remedy))
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    blob = base64.b64encode(verifying_key(key).key_id + signature).decode()
    return f"{text}\n— {key.name} {blob}\n"


def open_note(note: str, *, key: VerifyingKey) -> str:
    """
    Check a note's signature and give its text.

    Args:
        note: The note; signatures by other keys in it are ignored.
        key: The key that must have signed it.

    Returns:
        The text that was signed, with its last newline.

    Raises:
        SignatureError: This is no note, the key has not signed it, or its signature is
            wrong.

    Source:
        C2SP signed-note, "Signatures".
    """
    text, separator, below = note.rpartition("\n\n")
    text += "\n"
    if len(note) > _LONGEST_NOTE or not separator or not _is_note_text(text):
        raise _unsigned(problem="is not a signed note")
    *lines, end = below.split("\n")
    found = [_SIGNATURE.fullmatch(line) for line in lines]
    if end or not all(found):
        raise _unsigned(problem="has a malformed signature line")
    blobs = [_canonical_base64(one["blob"]) for one in found if one and one["name"] == key.name]
    ours = [blob[4:] for blob in blobs if blob[:4] == key.key_id]
    if not ours:
        raise _unsigned(problem="is not signed by that key")
    public = Ed25519PublicKey.from_public_bytes(key.public)
    for signature in ours:
        try:
            public.verify(signature, text.encode())
        except InvalidSignature as error:
            raise _unsigned(problem="has a wrong signature") from error
    return text


def sign_checkpoint(head: TreeHead, *, key: SigningKey) -> str:
    """
    Sign what a log commits to.

    Args:
        head: Consistent with every head that was ever signed before; see
            `prove_consistency`.
        key: Its name must be the log's origin.

    Returns:
        The signed note to publish.

    Raises:
        InvalidInputError: The key belongs to another log.

    Source:
        C2SP tlog-checkpoint, "Signatures".
    """
    if key.name != head.origin:
        remedy = "Sign with the key that is named like the log's origin."
        raise InvalidInputError(Fault(field="key", problem="is that of another log", remedy=remedy))
    return sign_note(head_text(head), key=key)


def open_checkpoint(note: str, *, key: VerifyingKey) -> TreeHead:
    """
    Check a published checkpoint's signature and read it.

    Raises:
        SignatureError: The key has not signed it.
        InvalidInputError: It is signed, but it is no checkpoint of the key's log.
    """
    head = parse_head(open_note(note, key=key))
    if head.origin != key.name:
        remedy = "Take the checkpoint of the log that the key is named like."
        raise InvalidInputError(
            Fault(field="origin", problem="is not the key's name", remedy=remedy)
        )
    return head


def _is_note_text(text: str) -> bool:
    return text.endswith("\n") and all(line.isprintable() for line in text[:-1].split("\n"))


def _canonical_base64(text: str) -> bytes:
    try:
        blob = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise _unsigned(problem="has a malformed signature line") from error
    if base64.b64encode(blob).decode() != text:
        raise _unsigned(problem="has a malformed signature line")
    return blob


def _no_key() -> InvalidInputError:
    return InvalidInputError(
        Fault(
            field="key",
            problem="is no Ed25519 verifier key",
            remedy="Give it as published: name+id+base64.",
        )
    )


def _unsigned(*, problem: str) -> SignatureError:
    remedy = "Get the checkpoint again from where it was published."
    return SignatureError(Fault(field="note", problem=problem, remedy=remedy))
