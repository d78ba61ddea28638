"""
Audit entries: one spelling, read back exactly, hidden in their leaves.
"""

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import attrs
import pytest

from dastern_core.audit import (
    ActorRole,
    AuditAction,
    AuditEntry,
    entry_bytes,
    entry_json,
    leaf,
    parse_entry,
)
from dastern_core.kernel import AccountId, EntryId, InvalidInputError, PatientId

ENTRY = AuditEntry(
    id=EntryId(UUID(int=1)),
    at=datetime(2026, 6, 15, 7, 30, tzinfo=timezone(timedelta(hours=7))),
    actor_id=AccountId(UUID(int=2)),
    actor_role=ActorRole.DOCTOR,
    action=AuditAction.DATA_ACCESS,
    patient_id=PatientId(UUID(int=3)),
    resource_type="prescription",
    resource_id="rx-1",
    details={"reason": "ពិនិត្យ", "from": "192.0.2.7"},
)
TEXT = (
    '{"action":"DATA_ACCESS","actor_id":"00000000-0000-0000-0000-000000000002",'
    '"actor_role":"DOCTOR","at":"2026-06-15T00:30:00.000000+00:00",'
    '"details":{"from":"192.0.2.7","reason":"ពិនិត្យ"},'
    '"id":"00000000-0000-0000-0000-000000000001",'
    '"patient_id":"00000000-0000-0000-0000-000000000003",'
    '"resource_id":"rx-1","resource_type":"prescription"}'
)
SALT = bytes(range(16))


@pytest.mark.rule("AUD-01")
def test_an_entry_has_one_spelling() -> None:
    """
    The fields of AUD-01 stand in one canonical text, the instant in UTC.
    """
    text = entry_json(ENTRY)

    assert text == TEXT


def test_the_spelling_is_read_back() -> None:
    """
    Reading what was written gives the same entry.
    """
    read = parse_entry(TEXT)

    assert read == ENTRY


def test_the_order_of_details_does_not_count() -> None:
    """
    Two entries that differ in the order of their details are equal, and hash alike.
    """
    other = attrs.evolve(ENTRY, details=reversed(ENTRY.details))

    assert (other, hash(other)) == (ENTRY, hash(ENTRY))


@pytest.mark.rule("AUD-01")
def test_the_system_acts_without_an_account() -> None:
    """
    An entry without an actor is the system's own, and reads back as such.
    """
    entry = attrs.evolve(ENTRY, actor_id=None, actor_role=ActorRole.SYSTEM)

    assert parse_entry(entry_json(entry)) == entry


@pytest.mark.rule("AUD-02")
def test_the_nineteen_actions_are_declared() -> None:
    """
    Every action of AUD-02 has its name.
    """
    required = (
        "CONNECTION_REQUEST CONNECTION_ACCEPT CONNECTION_REVOKE PERMISSION_CHANGE "
        "PRESCRIPTION_CREATE PRESCRIPTION_UPDATE PRESCRIPTION_CONFIRM PRESCRIPTION_RETAKE "
        "DOSE_TAKEN DOSE_SKIPPED DOSE_MISSED DATA_ACCESS NOTIFICATION_SENT "
        "SUBSCRIPTION_CHANGE DOCTOR_NOTE_CREATE DOCTOR_NOTE_UPDATE DOCTOR_DISCONNECT "
        "VITAL_RECORDED EMERGENCY_TRIGGERED"
    )
    missing = set(required.split()) - {action.value for action in AuditAction}

    assert missing == set()


@pytest.mark.rule("AUD-16")
def test_an_undeclared_action_is_refused() -> None:
    """
    A stored action that the enumeration does not know is an error, not a guess.
    """
    with pytest.raises(InvalidInputError, match="action is not one of the declared names"):
        parse_entry(TEXT.replace("DATA_ACCESS", "EMERGENCY_ACCESS"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"at": datetime(2026, 6, 15, 7, 30)}, "at has no time zone"),  # noqa: DTZ001 - the naive one
        ({"resource_type": ""}, "resource_type is empty"),
        ({"resource_id": "a\0b"}, "resource_id holds a null character"),
        ({"resource_type": "\ud800"}, "resource_type holds half of a surrogate pair"),
        ({"details": {"": "x"}}, "details is empty or has an empty name"),
        ({"details": {"x": "y" * 10_000}}, "details and the resource are longer than 10000"),
        ({"details": [("x", "1"), ("x", "2")]}, "details names a detail twice"),
        ({"actor_id": None}, "actor_role contradicts actor_id"),
        ({"actor_role": ActorRole.SYSTEM}, "actor_role contradicts actor_id"),
    ],
)
def test_an_entry_that_could_not_be_read_back_is_refused(
    change: dict[str, object], message: str
) -> None:
    """
    Construction names the field that is wrong.
    """
    with pytest.raises(InvalidInputError, match=message):
        attrs.evolve(ENTRY, **change)  # type: ignore[arg-type]  # wrong values are the point


def test_all_faults_are_named_together() -> None:
    """
    Two empty fields give two faults.
    """
    with pytest.raises(InvalidInputError) as caught:
        attrs.evolve(ENTRY, resource_type="", resource_id="")
    expected = ["resource_type", "resource_id"]

    assert expected == [fault.field for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 65_537, "entry is longer than 65536 characters"),
        ("{", "entry is not JSON"),
        ("[" * 60_000, "entry is not JSON"),
        ("[]", "entry does not have exactly the fields"),
        (TEXT.replace('"resource_id":"rx-1",', ""), "entry does not have exactly the fields"),
        (TEXT.replace("{", '{"more":"",', 1), "entry does not have exactly the fields"),
        (TEXT.replace('"rx-1"', "1"), "resource_id is not text"),
        (TEXT.replace('"192.0.2.7"', "null"), "from is not text"),
        (TEXT.replace('{"from":"192.0.2.7","reason":"ពិនិត្យ"}', "[]"), "details is not text by name"),
        (TEXT.replace("2026-06-15", "2026-06-31"), "at is not an instant"),
        (TEXT.replace("+00:00", "+07:00"), "at is not in UTC"),
        (TEXT.replace("+00:00", ""), "at is not in UTC"),
        (TEXT.replace("0002", "000g"), "actor_id is not an identifier"),
        (TEXT.replace("DOCTOR", "NURSE"), "actor_role is not one of the declared names"),
        (TEXT.replace("rx-1", "rx-\\ud800"), "holds half of a surrogate pair"),
        (TEXT.replace(",", ", "), "entry is not in canonical form"),
        (TEXT.replace("rx-1", "rx-\\u0031"), "entry is not in canonical form"),
        (TEXT.replace("{", '{"action":"DOSE_TAKEN",', 1), "entry is not in canonical form"),
    ],
)
def test_any_other_text_is_refused(text: str, message: str) -> None:
    """
    A second spelling, a foreign field or a wrong value is named, never repaired.
    """
    with pytest.raises(InvalidInputError, match=message):
        parse_entry(text)


def test_a_leaf_is_the_salted_digest_of_the_canonical_bytes() -> None:
    """
    The leaf is SHA-256 over the salt's length, the salt and the entry's bytes.
    """
    expected = hashlib.sha256(b"\x10" + SALT + TEXT.encode()).digest()

    assert expected == leaf(ENTRY, SALT)


def test_another_salt_gives_another_leaf() -> None:
    """
    Equal entries cannot be recognised by their leaves.
    """
    leaves = {leaf(ENTRY, bytes([byte]) * 16) for byte in range(8)}

    assert len(leaves) == 8


def test_the_border_between_salt_and_entry_counts() -> None:
    """
    A salt that ends in a zero byte is another salt.
    """
    assert leaf(ENTRY, SALT) != leaf(ENTRY, SALT + b"\0")


@pytest.mark.parametrize("size", [0, 15, 256])
def test_a_salt_that_hides_nothing_is_refused(size: int) -> None:
    """
    Fewer than 128 bits hide nothing; more than 255 bytes have no spelling.
    """
    with pytest.raises(InvalidInputError, match=f"salt is {size} bytes long"):
        leaf(ENTRY, bytes(size))


def test_details_are_an_object_in_the_spelling() -> None:
    """
    The pairs of details are written as a JSON object.
    """
    written = json.loads(entry_bytes(attrs.evolve(ENTRY, at=datetime(2026, 1, 1, tzinfo=UTC))))
    expected = {"from": "192.0.2.7", "reason": "ពិនិត្យ"}

    assert expected == written["details"]
