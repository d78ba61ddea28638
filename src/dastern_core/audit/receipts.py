"""
Receipts: one entry with the proof that it is in the log, for the patient to keep.

A receipt is a C2SP tlog-proof: whoever has it and the log's public key can check, years
later and without the log, that this very entry was logged. Its extra data is the entry
with its salt. This module needs the extra ``crypto`` and is therefore imported by its own
path. Handing receipts out is left to the caller.
"""

import base64
import json
import re
from collections.abc import Sequence
from typing import Final

import attrs

from dastern_core.audit.checkpoint import VerifyingKey, open_checkpoint
from dastern_core.audit.entries import AuditEntry, entry_of, entry_value, leaf
from dastern_core.audit.heads import TreeHead
from dastern_core.audit.proofs import (
    BrokenProofError,
    InclusionProof,
    prove_inclusion,
    verify_inclusion,
)
from dastern_core.audit.tree import HASH_BYTES, root, tree_of
from dastern_core.kernel import Fault, InvalidInputError, PatientId, canonical_bytes

__all__ = ["Receipt", "give_receipts", "parse_receipt", "receipt_text", "verify_receipt"]

_FORMAT: Final = "c2sp.org/tlog-proof@v1"
_LONGEST: Final = 524_288  # characters; the longest entry and note fit
_MOST_HASHES: Final = 64  # a path's, of a tree that could be numbered at all
_INDEX: Final = re.compile(r"index (0|[1-9][0-9]{0,18})")


@attrs.frozen(kw_only=True)
class Receipt:
    """
    One entry, its way up to the root, and the signed root.

    Args:
        entry: The entry.
        salt: Its salt: without it nobody can tell that the leaf is this entry's.
        index: Where it stands in the log, from 0.
        path: The hashes beside its way up to the root, the lowest first.
        checkpoint: The signed note of the log's head, newline at its end.
    """

    entry: AuditEntry
    salt: bytes = attrs.field(repr=False)
    index: int
    path: tuple[bytes, ...] = attrs.field(repr=False)
    checkpoint: str = attrs.field(repr=False)


def give_receipts(
    records: Sequence[tuple[AuditEntry, bytes] | bytes],
    *,
    patient_id: PatientId,
    checkpoint: str,
    key: VerifyingKey,
) -> tuple[Receipt, ...]:
    """
    Give a receipt for every entry about a patient that a checkpoint covers.

    Args:
        records: The log from its first entry: entries with their salts, and of an erased
            entry the leaf alone.
        patient_id: Whose entries.
        checkpoint: The newest signed note of this log.
        key: The log's public key.

    Raises:
        SignatureError: The checkpoint is not signed by the key.
        BrokenProofError: The records are not those that were signed.
        InvalidInputError: The checkpoint covers more than there is.

    Source:
        Rule AUD-06; RFC 9162, section 2.1.3.
    """
    head = open_checkpoint(checkpoint, key=key)
    tree = tree_of(one if isinstance(one, bytes) else leaf(*one) for one in records)
    if root(tree, size=head.size) != head.root:
        raise BrokenProofError(
            Fault(
                field="records",
                problem="are not those that the checkpoint covers",
                remedy="Take the log and its checkpoint from one export.",
            )
        )
    return tuple(
        Receipt(
            entry=one[0],
            salt=one[1],
            index=index,
            path=prove_inclusion(tree, index=index, size=head.size).path,
            checkpoint=checkpoint,
        )
        for index, one in enumerate(records[: head.size])
        if not isinstance(one, bytes) and one[0].patient_id == patient_id
    )


def verify_receipt(receipt: Receipt, *, key: VerifyingKey) -> TreeHead:
    """
    Check that a receipt's entry was logged.

    Args:
        receipt: The receipt.
        key: The log's public key, got in another way than the receipt.

    Returns:
        The head of the log that holds the entry.

    Raises:
        SignatureError: Its checkpoint is not signed by the key.
        BrokenProofError: The entry is not the one that was logged there.
        InvalidInputError: The checkpoint is none of this log.
    """
    head = open_checkpoint(receipt.checkpoint, key=key)
    proof = InclusionProof(index=receipt.index, tree_size=head.size, path=receipt.path)
    verify_inclusion(proof, data=leaf(receipt.entry, receipt.salt), root_hash=head.root)
    return head


def receipt_text(receipt: Receipt) -> str:
    """
    Write a receipt, for a file that ends with ``.tlog-proof``.

    Source:
        C2SP tlog-proof, "Format".
    """
    extra = canonical_bytes({"entry": entry_value(receipt.entry), "salt": receipt.salt.hex()})
    lines = [
        _FORMAT,
        f"extra {base64.b64encode(extra).decode()}",
        f"index {receipt.index}",
        *(base64.b64encode(one).decode() for one in receipt.path),
    ]
    return "\n".join(lines) + f"\n\n{receipt.checkpoint}"


def parse_receipt(text: str) -> Receipt:
    """
    Read a receipt; nothing in it is believed before `verify_receipt`.

    Args:
        text: Exactly as `receipt_text` wrote it.

    Raises:
        InvalidInputError: The text is anything else.
    """
    try:
        receipt = _parsed(text) if len(text) <= _LONGEST else None
        if receipt is not None and receipt_text(receipt) == text:
            return receipt
    except (ValueError, RecursionError) as error:  # also every error of base64 and JSON
        raise _refused() from error
    raise _refused()


def _parsed(text: str) -> Receipt | None:
    above, _, checkpoint = text.partition("\n\n")
    named, extra, place, *hashes = [*above.split("\n"), "", ""]
    index = _INDEX.fullmatch(place)
    path = tuple(base64.b64decode(one, validate=True) for one in hashes if one)
    if named != _FORMAT or index is None or len(path) > _MOST_HASHES:
        return None
    if any(len(one) != HASH_BYTES for one in path):
        return None
    match json.loads(base64.b64decode(extra.removeprefix("extra "), validate=True)):
        case {"entry": entry, "salt": str(salt)}:
            return Receipt(
                entry=entry_of(entry),
                salt=bytes.fromhex(salt),
                index=int(index[1]),
                path=path,
                checkpoint=checkpoint,
            )
    return None


def _refused() -> InvalidInputError:
    return InvalidInputError(
        Fault(
            field="receipt",
            problem="is not one of an audit entry",
            remedy="Give the file as it was handed out, with nothing changed in it.",
        )
    )
