"""
Records: which use cases leave no entry in the audit log, and why each of them need not.
"""

from collections.abc import Mapping

import pytest
from tests.architecture.test_decisions import Name, modules, reached, without

RECORDS: Name = ("auditing", "record")
TELLS: Name = ("telling", "tell")

READS = "reads what its own step puts on record, or what is nobody's data"
LOG = "of the log itself, which would grow by being read"
TIDIES = "removes what is past its use; what it was for is on record"

LEAVE_NO_ENTRY: Mapping[str, str] = {
    "authenticate.authenticate": "a token is checked with every request; what it opens is recorded",
    "clear_login_records.clear_login_records": TIDIES,
    "end_login.list_logins": "one's own log-ins, each on record since it began",
    "enrol_biometric.read_biometric": "of the matcher, whose answer the log-in records",
    "export_audit_log.export_audit_log": LOG,
    "extend_plans.extend_plans": "plans doses that a recorded prescription asks for",
    "invite_member.clear_invitations": TIDIES,
    "judging.standing_of": READS,
    "log_in_by_google.begin_google_login": "nobody has said who they are; the log-in is recorded",
    "rotate_data_key.reseal_values": "changes keys and no content",
    "rotate_data_key.rotate_data_key": "changes keys and no content",
    "sequence_audit_log.sequence_audit_log": LOG,
    "sign_log.sign_log": LOG,
    "summarise_audit_log.summarise_audit_log": LOG,
    "sweep_missed.sweep_missed": (
        "the store writes the entries with the doses, by one statement;"
        " `tests/usecases/test_sweep_missed.py` and the stores' contract see them"
    ),
}


@pytest.mark.rule("AUD-05")
def test_every_use_case_leaves_an_entry_or_says_why_not() -> None:
    """
    A new one that opens a store records, or stands in the list above with its reason.
    """
    unrecorded = without(RECORDS)

    assert set() == unrecorded - LEAVE_NO_ENTRY.keys()
    assert set() == LEAVE_NO_ENTRY.keys() - unrecorded


@pytest.mark.rule("AUD-05")
def test_whoever_is_told_is_told_by_a_recorded_step() -> None:
    """
    No function that stores a notice leaves its step off the record.
    """
    telling = {
        (stem, name)
        for stem, module in modules().items()
        for name in module.promised & module.defined.keys()
        if TELLS in reached((stem, name))[0] and reached((stem, name))[1]
    }

    assert telling
    assert set() == {name for name in telling if RECORDS not in reached(name)[0]}
