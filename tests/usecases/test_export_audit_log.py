"""
Exporting the audit log.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from dastern_core.audit.checkpoint import SigningKey, verifying_key
from dastern_core.audit.verification import verify_export
from dastern_core.testing.fakes import InMemoryStore
from dastern_core.testing.fakes.unit_of_work import InMemoryUnitOfWork
from dastern_core.testing.samples import NOW, sample_entry, sample_patient_id
from dastern_core.usecases.export_audit_log import IncompleteAuditLogError, export_audit_log

KEY = SigningKey(name="clinic.example/audit", seed=bytes(range(32)))


def test_an_export_verifies_with_the_public_key_alone(store: InMemoryStore) -> None:
    """
    What was exported is whole and signed; cut short, it is not.
    """
    with store.begin() as work:
        for number in range(5):
            entry = sample_entry(number, patient_id=sample_patient_id(1))
            work.audit_log.append(entry, salt=bytes([number] * 16))
    lines = export_audit_log(key=KEY, store=store)
    whole = verify_export(lines, public_key=verifying_key(KEY))
    cut = verify_export((*lines[:-2], lines[-1]), public_key=verifying_key(KEY))

    assert (5, ()) == (whole.entries, whole.problems)
    assert cut.problems


def test_an_empty_log_verifies(store: InMemoryStore) -> None:
    """
    A log without entries has a checkpoint too.
    """
    verdict = verify_export(export_audit_log(key=KEY, store=store), public_key=verifying_key(KEY))

    assert () == verdict.problems


@pytest.mark.rule("AUD-09")
def test_a_retired_entry_is_listed_by_its_leaf(store: InMemoryStore) -> None:
    """
    What was retired is gone from the export, which verifies and says what is erased.
    """
    with store.begin() as work:
        for number in range(3):
            entry = sample_entry(number, patient_id=sample_patient_id(1))
            work.audit_log.append(entry, salt=bytes([number] * 16))
        work.audit_log.sequence(limit=9)
        work.audit_log.retire(before=NOW + timedelta(seconds=2))
    lines = export_audit_log(key=KEY, store=store)
    verdict = verify_export(lines, public_key=verifying_key(KEY))

    assert (3, (0, 1), ()) == (verdict.entries, verdict.erased, verdict.problems)
    assert 1 == sum('"entry"' in line for line in lines)


def test_a_log_that_is_not_whole_is_not_signed() -> None:
    """
    Where a place is missing the tree holds more than can be read.
    """

    class Losing(InMemoryStore):
        @contextmanager
        def begin(self) -> Iterator[InMemoryUnitOfWork]:
            with super().begin() as work:
                whole = work.audit_log.records
                vars(work.audit_log)["records"] = lambda *, start, end: whole(
                    start=start + 1, end=end
                )
                yield work

    store = Losing()
    with store.begin() as work:
        for number in range(3):
            entry = sample_entry(number, patient_id=sample_patient_id(1))
            work.audit_log.append(entry, salt=bytes([number] * 16))

    with pytest.raises(IncompleteAuditLogError, match="3 entries have their place, and the 2"):
        export_audit_log(key=KEY, store=store)
