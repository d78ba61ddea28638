"""
Severity and category: how much an entry asks to be looked at, and of which kind it is.
"""

import attrs
import pytest
from tests.audit.logs import entry

from dastern_core.audit import AuditAction, Category, Severity, category_of, severity_of

HIGH = {
    "LOGIN_FAILED",
    "EMERGENCY_ACCESS_ATTEMPT",
    "EMERGENCY_SESSION_CREATED",
    "ACCOUNT_SOFT_DELETE",
    "DATA_ERASED",
}
MEDIUM = {
    "LOGIN_SUCCESS",
    "ENCOUNTER_CREATE",
    "ENCOUNTER_UPDATE",
    "DOCUMENT_UPLOADED",
    "DATA_ACCESS",
    "EMERGENCY_SESSION_REVOKED",
}


@pytest.mark.rule("AUD-13")
@pytest.mark.parametrize("action", AuditAction)
def test_every_action_has_its_severity(action: AuditAction) -> None:
    """
    What is named neither high nor medium is low.
    """
    expected = Severity.LOW
    if action.value in HIGH | MEDIUM:
        expected = Severity.HIGH if action.value in HIGH else Severity.MEDIUM

    assert expected is severity_of(attrs.evolve(entry(1), action=action))


@pytest.mark.rule("AUD-13")
@pytest.mark.parametrize(
    ("action", "details", "expected"),
    [
        (AuditAction.DATA_ACCESS, {"refused": "READ"}, Severity.HIGH),
        (AuditAction.DOCUMENT_UPDATE, {"status": "retired"}, Severity.HIGH),
        (AuditAction.DOCUMENT_UPDATE, {"status": "hidden"}, Severity.LOW),
        (AuditAction.SUBSCRIPTION_CHANGE, {"refused": "limit_reached"}, Severity.LOW),
    ],
)
def test_a_refusal_and_a_retired_document_are_high(
    action: AuditAction, details: dict[str, str], expected: Severity
) -> None:
    """
    A refusal is this log's permission denied, and a retired document its deleted one.
    """
    one = attrs.evolve(entry(1), action=action, details=details)

    assert expected is severity_of(one)


@pytest.mark.rule("AUD-13")
def test_every_category_has_its_actions() -> None:
    """
    Coming in, who somebody is to others, the record, an emergency, and the rest.
    """
    expected = {
        AuditAction.LOGIN_FAILED: Category.AUTH,
        AuditAction.PASSWORD_CHANGE: Category.AUTH,
        AuditAction.ACCOUNT_SOFT_DELETE: Category.PROFILE,
        AuditAction.PERMISSION_CHANGE: Category.PROFILE,
        AuditAction.DATA_ACCESS: Category.MEDICAL,
        AuditAction.DOCUMENT_UPDATE: Category.MEDICAL,
        AuditAction.EMERGENCY_ACCESS_ATTEMPT: Category.EMERGENCY,
        AuditAction.EMERGENCY_TRIGGERED: Category.EMERGENCY,
        AuditAction.SUBSCRIPTION_CHANGE: Category.SYSTEM,
        AuditAction.RECORDS_RETIRED: Category.SYSTEM,
    }

    assert expected == {action: category_of(action) for action in expected}


def test_the_system_has_what_is_no_persons_record() -> None:
    """
    A new action that nobody gave a category shows here.
    """
    expected = {
        "NOTIFICATION_SENT",
        "SUBSCRIPTION_CHANGE",
        "PAYMENT_REQUESTED",
        "PAYMENT_CHANGE",
        "DOCTOR_REVIEW",
        "STAFF_APPOINTMENT",
        "RECORDS_RETIRED",
        "DATA_ERASED",
    }

    assert expected == {one.value for one in AuditAction if category_of(one) is Category.SYSTEM}
