"""
Signing the head of the log.
"""

import attrs
import pytest

from dastern_core.audit.checkpoint import SigningKey, open_checkpoint, verifying_key
from dastern_core.audit.verification import verify_export
from dastern_core.testing.fakes import InMemoryStore
from dastern_core.testing.samples import sample_entry, sample_patient_id
from dastern_core.usecases.export_audit_log import export_audit_log
from dastern_core.usecases.sign_log import RewrittenLogError, sign_log

KEY = SigningKey(name="clinic.example/audit", seed=bytes(range(32)))


def grow(store: InMemoryStore, *numbers: int) -> None:
    """
    Append entries that wait for their place.
    """
    with store.begin() as work:
        for number in numbers:
            entry = sample_entry(number, patient_id=sample_patient_id(1))
            work.audit_log.append(entry, salt=bytes([number] * 16))


@pytest.mark.rule("AUD-04")
def test_a_checkpoint_holds_for_every_later_export(store: InMemoryStore) -> None:
    """
    What waits gets its place first; a longer log proves that it goes on from there.
    """
    grow(store, 1, 2)
    first, note = sign_log(key=KEY, last=None, store=store)
    again = sign_log(key=KEY, last=first, store=store)
    grow(store, 3)
    later, _ = sign_log(key=KEY, last=first, store=store)
    lines = export_audit_log(key=KEY, store=store)
    verdict = verify_export(lines, public_key=verifying_key(KEY), kept=[note])

    assert ((first, note), first) == (again, open_checkpoint(note, key=verifying_key(KEY)))
    assert (2, 3, True) == (first.size, later.size, verdict.intact)


@pytest.mark.parametrize(("size", "root"), [(3, None), (2, bytes(32))])
def test_a_log_that_was_rewritten_is_not_signed(
    store: InMemoryStore, size: int, root: bytes | None
) -> None:
    """
    One that is shorter than what was signed, or another of the same length, is told.
    """
    grow(store, 1, 2)
    head, _ = sign_log(key=KEY, last=None, store=store)
    signed = attrs.evolve(head, size=size, root=root or head.root)

    with pytest.raises(RewrittenLogError, match=f"not the one of {size} that was signed"):
        sign_log(key=KEY, last=signed, store=store)
