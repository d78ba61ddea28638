# ruff: noqa: S608 - statements over our own tables and invented identifiers
"""
Checks: what plain SQL as a person cannot do, one attempt or more for each check.

Each attempt is refused by the check that it is about, and goes through where that one check
is left out: no check stands idle, and none hides behind another.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import attrs
import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import make_conninfo
from sqlalchemy import Uuid

from dastern_postgres.checked import CHECKED, checking_statements
from dastern_postgres.checks import Checks
from dastern_postgres.columns import metadata
from dastern_postgres.governed import GOVERNED
from dastern_postgres.sealed_columns import SEALED, SealedColumn

Values = Mapping[str, str]


def key(number: int) -> str:
    """
    Give an identifier as an SQL literal.
    """
    return f"'{UUID(int=number)}'::uuid"


PATIENT, DOCTOR, OTHER, RELATIVE, STRANGER, OPERATOR, ADMIN = (key(one) for one in range(1, 8))
HOSPITAL: Final = key(90)
DRAFT, ACTIVE, PAUSED, OWN, OWN_DRAFT, HALF = (key(one) for one in range(100, 106))
KINDS: Final = ("born", "changed", "whole", "gone", "unnamed")
LONG_AGO, SOON = "now() - interval '1 day'", "now() + interval '1 day'"

# An honest row of each table, and who writes it.
HONEST: Mapping[str, tuple[str, Values]] = {
    "prescriptions": (
        DOCTOR,
        {
            "id": key(200),
            "version": "1",
            "patient_id": PATIENT,
            "author_id": DOCTOR,
            "created_at": "now()",
        },
    ),
    "prescription_versions": (
        DOCTOR,
        {
            "prescription_id": HALF,
            "version": "1",
            "patient_id": PATIENT,
            "author_id": DOCTOR,
            "status": "'draft'",
            "review": "'pending_review'",
            "end_reason": "NULL",
            "sealed_note": "NULL",
            "start": "current_date",
            "zone": "'Asia/Phnom_Penh'",
            "grace_minutes": "30",
            "created_at": "now()",
            "sealed": "'x'",
            "is_urgent": "false",
        },
    ),
    "proposals": (
        DOCTOR,
        {
            "id": key(201),
            "prescription_id": PAUSED,
            "patient_id": PATIENT,
            "author_id": DOCTOR,
            "base_version": "1",
            "sealed": "'x'",
            "proposed_at": "now()",
            "status": "'pending'",
            "decided_at": "NULL",
        },
    ),
    "encounters": (
        PATIENT,
        {
            "id": key(202),
            "version": "1",
            "patient_id": PATIENT,
            "author_id": PATIENT,
            "occurred_at": LONG_AGO,
            "type": "'lab_test'",
            "sealed": "'x'",
            "recorded_at": "now()",
            "retired_at": "NULL",
        },
    ),
    "documents": (
        OPERATOR,
        {
            "id": key(203),
            "patient_id": PATIENT,
            "encounter_id": key(300),
            "hospital_id": HOSPITAL,
            "sealed": "'x'",
            "type": "'application/pdf'",
            "size_bytes": "1",
            "sha256": "'x'",
            "uploaded_by": OPERATOR,
            "uploaded_at": "now()",
            "scan": "'not_scanned'",
            "status": "'visible'",
        },
    ),
    "doses": (
        PATIENT,
        {
            "id": key(204),
            "slot_key": "'x'",
            "prescription_id": ACTIVE,
            "medication_id": key(1),
            "patient_id": PATIENT,
            "due_at": "now()",
            "local": "now()",
            "quantity": "'1'",
            "quantity_unit": "'tablet'",
            "status": "'due'",
            "grace_minutes": "30",
            "acted_at": "NULL",
            "recorded_at": "NULL",
            "was_offline": "false",
            "flags": "'{}'",
        },
    ),
    "vital_readings": (
        PATIENT,
        {
            "id": key(205),
            "patient_id": PATIENT,
            "sign": "'heart_rate'",
            "value": "'170'",
            "unit": "'bpm'",
            "measured_at": LONG_AGO,
            "sealed": "'x'",
        },
    ),
    "vital_alerts": (
        PATIENT,
        {
            "id": key(206),
            "patient_id": PATIENT,
            "sign": "'temperature'",
            "severity": "1",
            "since": LONG_AGO,
            "latest_at": LONG_AGO,
            "reading_id": key(1),
            "status": "'open'",
            "resolved_at": "NULL",
            "resolved_by": "NULL",
        },
    ),
    "audit_entries": (
        DOCTOR,
        {
            "id": key(207),
            '"at"': "now()",
            "actor_id": DOCTOR,
            "actor_role": "'DOCTOR'",
            "action": "'DATA_ACCESS'",
            "patient_id": PATIENT,
            "resource_type": "'dose'",
            "resource_id": "'x'",
            "sealed": "convert_to(repeat('x', 81), 'UTF8')",
            "leaf": "convert_to(repeat('x', 32), 'UTF8')",
            "arrival": "nextval('audit_arrival')",
        },
    ),
    "connections": (
        OTHER,
        {
            "id": key(208),
            "kind": "'DOCTOR'",
            "patient_id": PATIENT,
            "member_id": OTHER,
            "initiator_id": OTHER,
            "status": "'PENDING'",
            "end_reason": "NULL",
            "offered_level": "NULL",
            "requested_at": "now()",
            "accepted_at": "NULL",
            "ended_at": "NULL",
        },
    ),
    "access_requests": (
        DOCTOR,
        {
            "id": key(209),
            "patient_id": STRANGER,
            "requester_id": DOCTOR,
            "sealed": "'x'",
            "status": "'PENDING'",
            "requested_at": "now()",
            "opens_at": "NULL",
            "ends_at": "NULL",
        },
    ),
    "invitations": (
        PATIENT,
        {
            "code_hash": "'x'",
            "patient_id": PATIENT,
            "kind": "'FAMILY'",
            "level": "'SELECTED'",
            "created_at": "now()",
            "expires_at": "now() + interval '1 day'",
            "used_at": "NULL",
            "used_by": "NULL",
        },
    ),
    "emergency_sessions": (
        "system",
        {
            "id": key(210),
            "patient_id": PATIENT,
            "doctor_id": DOCTOR,
            "sealed": "convert_to(repeat('x', 105), 'UTF8')",
            "factor": "'OTP'",
            "granted_at": "now()",
            "expires_at": "now() + interval '30 minutes'",
            "status": "'ACTIVE'",
            "ended_by": "NULL",
            "ended_at": "NULL",
        },
    ),
    "notices": (
        DOCTOR,
        {
            "id": key(211),
            "kind": "'prescription_written'",
            "patient_id": PATIENT,
            "recipient_id": PATIENT,
            "author_id": DOCTOR,
            "about": key(1),
            "sent_at": "now()",
            "read_at": "NULL",
        },
    ),
    "nudges": (
        RELATIVE,
        {
            "id": key(212),
            "patient_id": PATIENT,
            "caregiver_id": RELATIVE,
            "dose_id": key(302),
            "number": "2",
            "sent_at": "now()",
            "answer": "NULL",
            "answered_at": "NULL",
        },
    ),
    "doctor_notes": (
        DOCTOR,
        {
            "id": key(213),
            "patient_id": PATIENT,
            "author_id": DOCTOR,
            "sealed": "'x'",
            "written_at": "now()",
        },
    ),
}


def insert(table: str, values: Values) -> str:
    """
    Give the statement that inserts a row.
    """
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join(values.values())})"


def honest(table: str, **other: str) -> str:
    """
    Give the statement that inserts a table's honest row, or one that differs a little.
    """
    return insert(table, {**HONEST[table][1], **other})


def entry(**other: str) -> str:
    """
    Give an audit entry; its time is a keyword of SQL.
    """
    values = {f'"{name}"' if name == "at" else name: one for name, one in other.items()}
    return insert("audit_entries", {**HONEST["audit_entries"][1], **values})


def told(by: str, **other: str) -> str:
    """
    Give the statement that puts on record, in nobody's name, what a doctor did.
    """
    action = "'LOGIN_SUCCESS'" if by == "identity" else "'ENCOUNTER_CREATE'"
    return entry(**{"action": action, **other})


def prescription(id_: str, status: str, *, author: str, version: str = "1") -> Iterator[str]:
    """
    Give the statements that store a prescription of one line.
    """
    facts = {"patient_id": PATIENT, "author_id": author, "created_at": "now()"}
    if version == "1":
        yield insert("prescriptions", {"id": id_, "version": version, **facts})
    else:
        yield f"UPDATE prescriptions SET version = {version} WHERE id = {id_}"
    yield honest(
        "prescription_versions",
        prescription_id=id_,
        version=version,
        status=f"'{status}'",
        review="'pending_review'" if status == "draft" else "NULL",
        author_id=author,
    )
    yield medication(id_, author_id=author, version=version)


def medication(id_: str, **other: str) -> str:
    """
    Give the statement that inserts a line.
    """
    values = {
        "prescription_id": id_,
        "version": "1",
        '"row"': "1",
        "patient_id": PATIENT,
        "author_id": DOCTOR,
        "created_at": "now()",
        "id": key(1),
        "sealed": "'x'",
    }
    return insert("medications", {**values, **other})


def slipped(id_: str, **other: str) -> str:
    """
    Give the statement that adds a line to a version that is there.
    """
    written = f"(SELECT created_at FROM prescriptions WHERE id = {id_})"
    return medication(id_, **{'"row"': "9", "created_at": written, **other})


def resumption(**other: str) -> str:
    """
    Give the statements that let what a doctor ordered go on after a pause.
    """
    rest = {"version": "2", '"row"': other.pop("line", "1")}
    going_on = {
        "prescription_id": PAUSED,
        "version": "2",
        "status": "'active'",
        "review": "NULL",
    }
    version = honest("prescription_versions", **(going_on | other))
    step = f"UPDATE prescriptions SET version = 2 WHERE id = {PAUSED}"
    return "; ".join((step, version, medication(PAUSED, **rest)))


def stored() -> Iterator[str]:
    """
    Give the statements that store who and what there is.
    """
    for account, role, hospital in (
        (PATIENT, "PATIENT", "NULL"),
        (DOCTOR, "DOCTOR", "NULL"),
        (OTHER, "DOCTOR", "NULL"),
        (RELATIVE, "FAMILY_MEMBER", "NULL"),
        (STRANGER, "PATIENT", "NULL"),
        (OPERATOR, "OPERATOR", HOSPITAL),
        (ADMIN, "ADMIN", "NULL"),
    ):
        verified = role == "DOCTOR"
        yield f"INSERT INTO actors VALUES ({account}, '{role}', true, {verified}, {hospital})"
    yield f"INSERT INTO administrators VALUES ({ADMIN}, true)"
    yield f"INSERT INTO hospital_patients VALUES ({HOSPITAL}, {PATIENT})"
    ties = (
        (310, "DOCTOR", PATIENT, DOCTOR, "ACCEPTED"),
        (311, "FAMILY", PATIENT, RELATIVE, "ACCEPTED"),
        (312, "FAMILY", PATIENT, STRANGER, "PENDING"),
        (313, "DOCTOR", STRANGER, DOCTOR, "ACCEPTED"),
        (314, "DOCTOR", RELATIVE, OTHER, "REVOKED"),
    )
    for number, kind, patient, member, status in ties:
        yield honest(
            "connections",
            id=key(number),
            kind=f"'{kind}'",
            patient_id=patient,
            member_id=member,
            initiator_id=member,
            status=f"'{status}'",
        )
    for patient, grantee, level in (
        (PATIENT, DOCTOR, "ALLOWED"),
        (PATIENT, RELATIVE, "ALLOWED"),
        (STRANGER, DOCTOR, "REQUEST"),
    ):
        yield f"INSERT INTO grants VALUES ({patient}, {grantee}, '{level}', true)"
    yield from prescription(DRAFT, "draft", author=DOCTOR)
    yield from prescription(ACTIVE, "active", author=DOCTOR)
    yield from prescription(PAUSED, "paused", author=DOCTOR)
    yield from prescription(OWN, "active", author=PATIENT)
    yield from prescription(OWN_DRAFT, "draft", author=PATIENT)
    yield honest("prescriptions", id=HALF)
    yield honest("proposals", id=key(305), prescription_id=ACTIVE)
    yield honest(
        "encounters",
        id=key(300),
        author_id=OPERATOR,
        hospital_id=HOSPITAL,
    )
    yield honest("encounters", id=key(318), retired_at="now()")
    yield honest("documents", id=key(303))
    yield honest("doses", id=key(301), slot_key="'due'")
    yield honest("doses", id=key(302), slot_key="'missed'", status="'missed'")
    for number, order in ((319, ACTIVE), (320, PAUSED)):
        late = {"due_at": LONG_AGO, "local": LONG_AGO, "prescription_id": order}
        yield honest("doses", id=key(number), slot_key=f"'{number}'", **late)
    yield honest("vital_alerts", id=key(304), sign="'heart_rate'")
    yield honest("access_requests", id=key(306))
    yield honest("emergency_sessions", id=key(307), patient_id=STRANGER)
    yield honest(
        "emergency_sessions",
        id=key(308),
        doctor_id=OTHER,
        granted_at="now() - interval '30 minutes'",
        expires_at="now()",
    )
    yield honest("notices", id=key(309))
    yield honest("nudges", id=key(315), number="1")
    yield honest("doctor_notes", id=key(316))


def version(id_: str, values: str) -> str:
    """
    Give the statement that changes how a prescription stands.
    """
    return f"UPDATE prescription_versions SET {values} WHERE prescription_id = {id_}"


def step(table: str, number: int, values: str) -> str:
    """
    Give the statement that changes one row.
    """
    return f"UPDATE {table} SET {values} WHERE id = {key(number)}"


AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"
ACCEPT = "status = 'ACCEPTED', accepted_at = now()"
END = "status = 'REVOKED', ended_at = now(), end_reason = 'REVOKED'"

# Table, check, who, and what they try.
ATTEMPTS: tuple[tuple[str, str, str, str], ...] = (
    (
        "prescriptions",
        "begins at its first version",
        DOCTOR,
        honest("prescriptions", version="7"),
    ),
    ("prescriptions", "is written now", DOCTOR, honest("prescriptions", created_at=LONG_AGO)),
    (
        "prescriptions",
        "goes on by one version",
        DOCTOR,
        f"UPDATE prescriptions SET version = 9 WHERE id = {ACTIVE}",
    ),
    # Out of every list, or unreadable in it.
    (
        "prescriptions",
        "has its newest version",
        DOCTOR,
        f"{AT_ONCE}; UPDATE prescriptions SET version = 2 WHERE id = {ACTIVE}",
    ),
    (
        "prescription_versions",
        "has a line",
        DOCTOR,
        f"{AT_ONCE}; {honest('prescription_versions')}",
    ),
    (
        "prescription_versions",
        "is the newest version",
        DOCTOR,
        honest("prescription_versions", prescription_id=DRAFT, version="2"),
    ),
    (
        "prescription_versions",
        "is the newest version",
        PATIENT,
        f"UPDATE prescriptions SET version = 2 WHERE id = {ACTIVE};"
        + version(ACTIVE, "status = 'paused', status_at = now()"),
    ),
    (
        "prescription_versions",
        "is written now",
        DOCTOR,
        honest("prescription_versions", created_at=SOON),
    ),
    # Born in force, or slipped behind a draft or what is in force.
    (
        "prescription_versions",
        "waits for its patient",
        DOCTOR,
        honest("prescription_versions", status="'active'", review="NULL"),
    ),
    *(
        (
            "prescription_versions",
            "waits for its patient",
            DOCTOR,
            f"UPDATE prescriptions SET version = 2 WHERE id = {id_};"
            + honest(
                "prescription_versions",
                prescription_id=id_,
                version="2",
                status="'active'",
                review="NULL",
            ),
        )
        for id_ in (DRAFT, ACTIVE, PAUSED)
    ),
    (
        "prescription_versions",
        "waits for its patient",
        DOCTOR,
        f"UPDATE prescriptions SET version = 2 WHERE id = {ACTIVE};"
        + honest("prescription_versions", prescription_id=ACTIVE, version="2"),
    ),
    (
        "prescription_versions",
        "is undecided",
        DOCTOR,
        honest("prescription_versions", review="'pending_revision'"),
    ),
    (
        "prescription_versions",
        "is undecided",
        DOCTOR,
        honest("prescription_versions", sealed_note="'x'"),
    ),
    (
        "prescription_versions",
        "is not urgent",
        DOCTOR,
        honest("prescription_versions", is_urgent="true"),
    ),
    # A patient puts no words into a doctor's mouth, not even at a resumption.
    *(
        (
            "prescription_versions",
            "repeats what its author ordered",
            PATIENT,
            resumption(**other).rpartition(";")[0],
        )
        for other in (
            {"zone": "'Europe/Paris'"},
            {"grace_minutes": "60"},
        )
    ),
    (
        "prescription_versions",
        "repeats what its author ordered",
        PATIENT,
        f"UPDATE prescriptions SET version = 2 WHERE id = {ACTIVE};"
        + honest(
            "prescription_versions",
            prescription_id=ACTIVE,
            version="2",
            status="'active'",
            review="NULL",
        ),
    ),
    # A doctor confirms, ends, pauses or resumes what they ordered.
    *(
        (
            "prescription_versions",
            "is stepped by whom it is for",
            DOCTOR,
            version(id_, f"{how}, status_at = now()"),
        )
        for id_, how in (
            (DRAFT, "status = 'active', review = NULL"),
            (DRAFT, "status = 'inactive', review = NULL, end_reason = 'rejected'"),
            (ACTIVE, "status = 'paused'"),
            (ACTIVE, "status = 'inactive', end_reason = 'stopped'"),
        )
    ),
    *(
        (
            "prescription_versions",
            "takes a step of its life",
            PATIENT,
            version(id_, f"{how}, status_at = now()"),
        )
        for id_, how in (
            (ACTIVE, "status = 'draft', review = 'pending_review'"),
            (ACTIVE, "status = 'inactive', end_reason = 'rejected'"),
            (PAUSED, "status = 'active'"),
            (DRAFT, "status = 'paused', review = NULL"),
        )
    ),
    (
        "prescription_versions",
        "says why it is handed back",
        PATIENT,
        version(DRAFT, "review = 'pending_revision', status_at = now()"),
    ),
    (
        "prescription_versions",
        "is stepped now",
        PATIENT,
        version(ACTIVE, f"status = 'paused', status_at = {LONG_AGO}"),
    ),
    # A line slipped into what a patient has confirmed, or is just reading.
    *(("medications", "comes with its version", DOCTOR, slipped(id_)) for id_ in (ACTIVE, DRAFT)),
    (
        "medications",
        "comes with its version",
        PATIENT,
        version(ACTIVE, "status = 'paused', status_at = now()")
        + ";"
        + slipped(OWN, author_id=PATIENT),
    ),
    ("medications", "repeats what its author ordered", PATIENT, resumption(line="2")),
    ("proposals", "is proposed now", DOCTOR, honest("proposals", proposed_at=LONG_AGO)),
    ("proposals", "changes what is in force", DOCTOR, honest("proposals", base_version="3")),
    ("proposals", "changes what is in force", DOCTOR, honest("proposals", prescription_id=DRAFT)),
    ("proposals", "is undecided", DOCTOR, honest("proposals", decided_at="now()")),
    (
        "proposals",
        "is decided by whom it waits for",
        DOCTOR,
        step("proposals", 305, "status = 'declined', decided_at = now()"),
    ),
    *(
        (
            "proposals",
            "is decided by whom it waits for",
            PATIENT,
            step("proposals", 305, f"status = '{how}', decided_at = now()"),
        )
        for how in ("withdrawn", "accepted", "superseded")
    ),
    (
        "proposals",
        "is decided now",
        PATIENT,
        step("proposals", 305, f"status = 'declined', decided_at = {LONG_AGO}"),
    ),
    ("encounters", "is written now", PATIENT, honest("encounters", recorded_at=LONG_AGO)),
    ("encounters", "is withdrawn now", PATIENT, honest("encounters", retired_at=LONG_AGO)),
    (
        "encounters",
        "has happened",
        PATIENT,
        honest("encounters", occurred_at="now() + interval '1 minute'"),
    ),
    (
        "encounters",
        "goes on where it was not withdrawn",
        PATIENT,
        honest("encounters", id=key(318), version="2"),
    ),
    ("documents", "is uploaded now", OPERATOR, honest("documents", uploaded_at=LONG_AGO)),
    ("documents", "begins its life", OPERATOR, honest("documents", status="'hidden'")),
    ("documents", "was scanned", OPERATOR, honest("documents", scan="'clean'")),
    (
        "documents",
        "is of an encounter of its patient",
        OPERATOR,
        honest("documents", encounter_id=key(999)),
    ),
    (
        "documents",
        "is retired by its own side, shown and hidden by its patient",
        OPERATOR,
        step("documents", 303, "status = 'hidden'"),
    ),
    (
        "documents",
        "is retired by its own side, shown and hidden by its patient",
        PATIENT,
        step("documents", 303, "status = 'retired'"),
    ),
    ("documents", "takes a step of its life", PATIENT, step("documents", 303, "status = status")),
    (
        "doses",
        "begins its life",
        PATIENT,
        honest("doses", status="'taken_on_time'", acted_at="now()", recorded_at="now()"),
    ),
    (
        "doses",
        "stays as it was planned",
        PATIENT,
        step(
            "doses",
            301,
            "quantity = '9', status = 'skipped', acted_at = now(), recorded_at = now()",
        ),
    ),
    *(
        (
            "doses",
            "takes a step of its life",
            PATIENT,
            step("doses", number, f"status = '{how}', acted_at = now(), recorded_at = now()"),
        )
        for number, how in ((301, "missed"), (302, "due"), (302, "skipped"))
    ),
    (
        "doses",
        "is recorded now",
        PATIENT,
        step("doses", 301, f"status = 'skipped', acted_at = now(), recorded_at = {LONG_AGO}"),
    ),
    (
        "doses",
        "was acted on",
        PATIENT,
        step("doses", 301, f"status = 'skipped', acted_at = {SOON}, recorded_at = now()"),
    ),
    ("vital_readings", "was measured", PATIENT, honest("vital_readings", measured_at=SOON)),
    (
        "vital_alerts",
        "is not seen to yet",
        PATIENT,
        honest("vital_alerts", resolved_by=DOCTOR, resolved_at="now()"),
    ),
    (
        "vital_alerts",
        "takes a step of its life",
        PATIENT,
        step("vital_alerts", 304, "status = 'ended'")
        + "; "
        + step("vital_alerts", 304, "status = 'open'"),
    ),
    *(
        ("vital_alerts", "is only seen to by others", by, step("vital_alerts", 304, how))
        for by in (RELATIVE, DOCTOR)
        for how in (
            "status = 'ended'",
            "severity = 0",
            f"status = 'resolved', resolved_by = {by}, resolved_at = now(), severity = 0",
        )
    ),
    *(
        (
            "vital_alerts",
            "tells who saw to it",
            RELATIVE,
            step("vital_alerts", 304, f"status = 'resolved', {how}"),
        )
        for how in (
            f"resolved_by = {DOCTOR}, resolved_at = now()",
            f"resolved_by = {RELATIVE}, resolved_at = {LONG_AGO}",
            "resolved_by = NULL",
        )
    ),
    # Back-dated, in another's role, before what came before.
    ("audit_entries", "happens now", DOCTOR, entry(at=LONG_AGO)),
    ("audit_entries", "happens now", DOCTOR, entry(at=SOON)),
    *(
        (
            "audit_entries",
            "is about somebody whom they know",
            STRANGER,
            entry(
                patient_id=OTHER, actor_id=STRANGER, actor_role="'PATIENT'", action=f"'{action}'"
            ),
        )
        for action in ("EMERGENCY_SESSION_CREATED", "PRESCRIPTION_CREATE")
    ),
    ("audit_entries", "names what was touched", DOCTOR, entry(resource_type="''")),
    ("audit_entries", "names what was touched", DOCTOR, entry(resource_id="''")),
    ("audit_entries", "names what was touched", DOCTOR, entry(resource_id="repeat('x', 1001)")),
    *(
        ("audit_entries", "is sealed, with its leaf", DOCTOR, entry(**{name: value}))
        for name, value in (
            ("leaf", "''"),
            ("leaf", "'x'"),
            ("sealed", "'x'"),
        )
    ),
    ("audit_entries", "tells as what they act", DOCTOR, entry(actor_role="'ADMIN'")),
    ("audit_entries", "tells as what they act", DOCTOR, entry(actor_role="'PATIENT'")),
    ("audit_entries", "tells as what they act", DOCTOR, entry(actor_role="'SYSTEM'")),
    # The missed one, the overdue one, and one from before the pause.
    *(
        ("doses", "is still to come", PATIENT, f"DELETE FROM doses WHERE id = {key(number)}")
        for number in (302, 319, 320)
    ),
    *(
        ("audit_entries", "is put on record as it happens", by, told(by, at=at))
        for by in ("system", "identity")
        for at in (LONG_AGO, SOON)
    ),
    (
        "audit_entries",
        "is put on record as it happens",
        "system",
        told(
            "system",
            action="'DOSE_MISSED'",
            actor_id="NULL",
            actor_role="'SYSTEM'",
            at=SOON,
        ),
    ),
    *(
        ("audit_entries", "is for its writer to tell", by, told(by, **other))
        for by, other in (
            ("system", {"action": "'PASSWORD_CHANGE'"}),
            ("identity", {"action": "'DATA_ACCESS'", "resource_type": "'prescription'"}),
            ("identity", {"action": "'DOSE_MISSED'"}),
        )
    ),
    *(
        ("audit_entries", "names people as what they act", by, told(by, **other))
        for by in ("system", "identity")
        for other in ({"actor_role": "'ADMIN'"}, {"actor_id": "NULL"})
    ),
    (
        "audit_entries",
        "comes after what came before",
        DOCTOR,
        f"SELECT nextval('audit_arrival'); {entry(arrival='-1')}",
    ),
    (
        "actors",
        "keeps its role and its hospital",
        ADMIN,
        f"UPDATE actors SET role = 'DOCTOR', is_verified = true WHERE account_id = {STRANGER}",
    ),
    (
        "actors",
        "is verified as a doctor",
        ADMIN,
        f"UPDATE actors SET is_verified = true WHERE account_id = {STRANGER}",
    ),
    ("connections", "is asked for now", OTHER, honest("connections", requested_at=LONG_AGO)),
    ("connections", "is not answered yet", OTHER, honest("connections", accepted_at="now()")),
    (
        "connections",
        "offers what its patient said",
        OTHER,
        honest("connections", offered_level="'ALLOWED'"),
    ),
    (
        "connections",
        "offers what its patient said",
        OTHER,
        step(
            "connections",
            314,
            f"status = 'PENDING', requested_at = now(), initiator_id = {OTHER},"
            " offered_level = 'ALLOWED'",
        ),
    ),
    (
        "connections",
        "is with a verified doctor",
        STRANGER,
        honest("connections", patient_id=OTHER, member_id=STRANGER, initiator_id=STRANGER),
    ),
    (
        "connections",
        "takes a step of its life",
        PATIENT,
        step("connections", 310, "status = 'ACCEPTED', accepted_at = now()"),
    ),
    *(
        ("connections", "is answered now", PATIENT, step("connections", number, how))
        for number, how in (
            (312, f"status = 'ACCEPTED', accepted_at = {LONG_AGO}"),
            (312, f"{ACCEPT}, offered_level = 'ALLOWED'"),
            (310, f"status = 'REVOKED', end_reason = 'REVOKED', ended_at = {LONG_AGO}"),
            (310, f"{END}, accepted_at = now()"),
        )
    ),
    (
        "connections",
        "is answered now",
        OTHER,
        step(
            "connections",
            314,
            f"status = 'PENDING', initiator_id = {OTHER}, requested_at = {LONG_AGO}",
        ),
    ),
    ("connections", "tells how it ended", DOCTOR, step("connections", 310, END)),
    ("connections", "tells how it ended", PATIENT, step("connections", 312, END)),
    ("access_requests", "is asked for now", DOCTOR, honest("access_requests", requested_at=SOON)),
    (
        "access_requests",
        "opens nothing yet",
        DOCTOR,
        honest("access_requests", opens_at="now()", ends_at=SOON),
    ),
    *(
        (
            "access_requests",
            "opens now, and not for long",
            STRANGER,
            step(
                "access_requests", 306, f"status = 'APPROVED', opens_at = {start}, ends_at = {end}"
            ),
        )
        for start, end in (
            ("now()", "now() + interval '25 hours'"),
            ("now()", "now()"),
            (SOON, f"{SOON} + interval '1 hour'"),
            ("now()", "NULL"),
        )
    ),
    (
        "access_requests",
        "opens now, and not for long",
        DOCTOR,
        step("access_requests", 306, f"status = 'CLOSED', opens_at = now(), ends_at = {SOON}"),
    ),
    (
        "access_requests",
        "takes a step of its life",
        STRANGER,
        step(
            "access_requests",
            306,
            "status = 'APPROVED', opens_at = now(), ends_at = now() + interval '1 hour'",
        )
        + "; "
        + step(
            "access_requests",
            306,
            "status = 'APPROVED', opens_at = now(), ends_at = now() + interval '2 hours'",
        ),
    ),
    (
        "invitations",
        "is made now",
        PATIENT,
        honest("invitations", created_at=SOON, expires_at=f"{SOON} + interval '1 day'"),
    ),
    (
        "invitations",
        "lasts as long as all do",
        PATIENT,
        honest("invitations", expires_at="now() + interval '30 days'"),
    ),
    ("invitations", "is unused", PATIENT, honest("invitations", used_by=RELATIVE)),
    (
        "emergency_sessions",
        "is opened by the system",
        OTHER,
        honest("emergency_sessions", doctor_id=OTHER, patient_id=RELATIVE),
    ),
    *(
        (
            "emergency_sessions",
            "begins now",
            "system",
            honest(
                "emergency_sessions",
                granted_at=start,
                expires_at=f"{start} + interval '30 minutes'",
            ),
        )
        for start in (SOON, LONG_AGO)
    ),
    (
        "emergency_sessions",
        "is not ended yet",
        "system",
        honest("emergency_sessions", ended_at="now()"),
    ),
    (
        "emergency_sessions",
        "has not ended, also by time",
        OTHER,
        step(
            "emergency_sessions", 308, f"status = 'REVOKED', ended_at = now(), ended_by = {OTHER}"
        ),
    ),
    *(
        (
            "emergency_sessions",
            "tells who ended it",
            DOCTOR,
            step(
                "emergency_sessions", 307, f"status = '{status}', ended_at = now(), ended_by = {by}"
            ),
        )
        for status, by in (("REVOKED", STRANGER), ("REVOKED", "NULL"), ("EXPIRED", DOCTOR))
    ),
    (
        "emergency_sessions",
        "ends now",
        DOCTOR,
        step(
            "emergency_sessions",
            307,
            f"status = 'REVOKED', ended_by = {DOCTOR}, ended_at = {LONG_AGO}",
        ),
    ),
    ("notices", "is sent now", DOCTOR, honest("notices", sent_at=SOON)),
    ("notices", "is unread", DOCTOR, honest("notices", read_at="now()")),
    ("notices", "goes to somebody concerned", DOCTOR, honest("notices", recipient_id=OTHER)),
    (
        "notices",
        "goes to somebody concerned",
        PATIENT,
        honest("notices", author_id=PATIENT, recipient_id=OTHER),
    ),
    ("notices", "goes to somebody concerned", OTHER, honest("notices", author_id=OTHER)),
    ("notices", "is read now", PATIENT, step("notices", 309, f"read_at = {LONG_AGO}")),
    ("nudges", "is sent now", RELATIVE, honest("nudges", sent_at=LONG_AGO)),
    ("nudges", "is one of few", RELATIVE, honest("nudges", number="3")),
    ("nudges", "is unanswered", RELATIVE, honest("nudges", answer="'TAKEN'", answered_at="now()")),
    ("nudges", "asks about a missed dose", RELATIVE, honest("nudges", dose_id=key(301))),
    ("nudges", "asks about a missed dose", RELATIVE, honest("nudges", dose_id=key(999))),
    (
        "nudges",
        "is answered once",
        PATIENT,
        step("nudges", 315, "answer = 'TAKEN', answered_at = now()")
        + "; "
        + step("nudges", 315, "answer = 'SOON', answered_at = now()"),
    ),
    (
        "nudges",
        "is answered now",
        PATIENT,
        step("nudges", 315, f"answer = 'TAKEN', answered_at = {LONG_AGO}"),
    ),
    ("doctor_notes", "is written now", DOCTOR, honest("doctor_notes", written_at=LONG_AGO)),
    (
        "doctor_notes",
        "is written now",
        DOCTOR,
        step("doctor_notes", 316, f"sealed = 'y', written_at = {LONG_AGO}"),
    ),
)


@pytest.fixture(scope="module")
def opened(postgres_server: str, template_database: str) -> Iterator[psycopg.Connection]:
    """
    Give a connection, in a transaction, to a database with all that is tried with.
    """
    name = f"dastern_checks_{os.urandom(8).hex()}"
    names = {"name": sql.Identifier(name), "template": sql.Identifier(template_database)}
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {template}").format(**names))
        with psycopg.connect(make_conninfo(postgres_server, dbname=name)) as connection:
            for statement in stored():
                connection.execute(statement)
            connection.commit()
            yield connection
            connection.rollback()
        admin.execute(sql.SQL("DROP DATABASE {name} WITH (FORCE)").format(**names))


@pytest.fixture
def connection(opened: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """
    Give the same connection; what a test does with it is undone.
    """
    opened.execute("SAVEPOINT tried")
    yield opened
    opened.execute("ROLLBACK TO tried")


def act(connection: psycopg.Connection, by: str) -> None:
    """
    Act as a person, or as the system.
    """
    role = {"system": "dastern_worker", "identity": "dastern_identity"}.get(by)
    person = by[1:37] if role is None else ""
    connection.execute("SELECT set_config('app.user', %s, true)", (person,))
    connection.execute(f"SET LOCAL ROLE {role or 'dastern_app'}")


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: f"{one[0]} {one[1]}")
def test_what_the_core_would_not_do_is_refused(
    connection: psycopg.Connection, attempt: tuple[str, str, str, str]
) -> None:
    """
    By the check that it is about, which names itself.
    """
    table, check, by, statement = attempt
    act(connection, by)
    told = f"a row of {table} is refused unless it {check}"
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=f"^{re.escape(told)}\n"):
        connection.execute(statement)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda one: f"{one[0]} {one[1]}")
def test_without_its_check_it_goes_through(
    connection: psycopg.Connection, attempt: tuple[str, str, str, str]
) -> None:
    """
    Nothing else in the database would notice.
    """
    table, check, by, statement = attempt
    weaken(connection, table, check)
    act(connection, by)
    done = connection.execute(statement)
    while done.nextset():
        pass

    assert 1 == done.rowcount


def weaken(connection: psycopg.Connection, table: str, check: str) -> None:
    """
    Leave one check of a table out.
    """
    asked = CHECKED[table]
    parts: dict[str, Any] = {
        kind: {name: one for name, one in getattr(asked, kind).items() if name != check}
        for kind in KINDS
    }
    for kind in ("whole", "gone", "unnamed"):
        if not parts[kind]:
            connection.execute(f"DROP TRIGGER IF EXISTS checked_{kind} ON {table}")
    weaker = attrs.evolve(asked, **parts)
    for made in checking_statements({**CHECKED, table: weaker}):
        if re.search(rf"CREATE FUNCTION check_((whole|gone|unnamed)_)?{table}\(\)", made):
            connection.execute(made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))


def test_every_check_is_tried() -> None:
    """
    A check without an attempt would stand there unproven.
    """
    asked = {
        (table, name)
        for table, checks in CHECKED.items()
        for kind in KINDS
        for name in getattr(checks, kind)
    }

    assert asked == {(table, check) for table, check, _, _ in ATTEMPTS}


@pytest.mark.parametrize("table", HONEST)
def test_an_honest_row_is_let_through(connection: psycopg.Connection, table: str) -> None:
    """
    By whom it is for, with every check in place.
    """
    by, values = HONEST[table]
    act(connection, by)

    assert 1 == connection.execute(insert(table, values)).rowcount


# What may be set alone: which reading an alert is about, by its patient.
MOVABLE = {("vital_alerts", "reading_id")}


@pytest.mark.parametrize("table", GOVERNED)
def test_nothing_is_moved_to_somebody_else(connection: psycopg.Connection, table: str) -> None:
    """
    No person changes whose a row is, who wrote it or what it belongs to, in any column.
    """
    moved = set()
    columns = [one.name for one in metadata.tables[table].columns if isinstance(one.type, Uuid)]
    for by in (PATIENT, DOCTOR, OTHER, RELATIVE, STRANGER, OPERATOR, ADMIN):
        act(connection, by)
        for column in columns:
            with suppress(psycopg.Error), connection.transaction():
                done = connection.execute(f"UPDATE {table} SET {column} = {key(8)}")
                if done.rowcount:
                    moved.add((table, column))
        connection.execute("RESET ROLE")

    assert moved == {one for one in MOVABLE if one[0] == table}


@pytest.mark.rule("RX-14")
@pytest.mark.rule("DST-29")
def test_a_patient_resumes_what_a_doctor_ordered(connection: psycopg.Connection) -> None:
    """
    In the doctor's name and in the doctor's words, for what was left.
    """
    act(connection, PATIENT)
    done = connection.execute(resumption())

    assert done.statusmessage is not None
    assert ("active", 2) == connection.execute(
        "SELECT status, version FROM prescription_versions"
        f" WHERE prescription_id = {PAUSED} ORDER BY version DESC LIMIT 1"
    ).fetchone()


@pytest.mark.parametrize("table", GOVERNED)
def test_every_word_is_one_of_its_kind(connection: psycopg.Connection, table: str) -> None:
    """
    Whatever else a row says: a word that nobody knows would close a whole list to its reader.
    """
    connection.execute("SELECT set_config('app.user', %s, true)", (PATIENT[1:37],))
    named = [
        found
        for made in checking_statements({table: Checks()})
        if f"FUNCTION check_{table}()" in made
        for found in re.findall(r"THEN \'has a known (\w+)\'", made)
    ]
    for column in dict.fromkeys(named):
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege, match=f"has a known {column}\n"),
            connection.transaction(),
        ):
            connection.execute(f"INSERT INTO {table} ({column}) VALUES ('nonsense')")


def test_a_transaction_does_not_outlive_an_end(connection: psycopg.Connection) -> None:
    """
    What ended since it began is closed: each statement asks anew what time it is.
    """
    connection.execute("SET LOCAL session_replication_role = replica")
    connection.execute(
        "ALTER TABLE emergency_sessions DROP CONSTRAINT emergency_sessions_duration_check"
    )
    connection.execute(
        "UPDATE emergency_sessions SET expires_at = statement_timestamp() + interval '1 second'"
        f" WHERE id = {key(307)}"
    )
    connection.execute(honest("encounters", id=key(317), patient_id=STRANGER))
    connection.execute("UPDATE grants SET level = 'NOT_ALLOWED'")
    act(connection, DOCTOR)
    seen = []
    for _ in range(2):
        found = connection.execute(f"SELECT FROM encounters WHERE id = {key(317)}")
        seen.append(found.rowcount)
        connection.execute("SELECT pg_sleep(1.1)")

    assert [1, 0] == seen


@pytest.mark.parametrize("column", SEALED, ids=lambda one: f"{one.table}.{one.column}")
def test_nothing_is_written_in_the_clear(
    connection: psycopg.Connection, column: SealedColumn
) -> None:
    """
    Who has no patient's key writes nothing that is read as a patient's text, in any table.
    """
    connection.execute("SELECT set_config('app.user', %s, true)", (PATIENT[1:37],))
    told = f"a row of {column.table} is refused unless it has a sealed {column.column}"
    weaker = {column.table: Checks()}
    for made in checking_statements(weaker):
        if f"FUNCTION check_{column.table}()" in made and "CREATE FUNCTION" in made:
            connection.execute(made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"))

    with pytest.raises(psycopg.errors.InsufficientPrivilege, match=f"^{re.escape(told)}\n"):
        connection.execute(f"INSERT INTO {column.table} ({column.plain}) VALUES ('{{}}'::jsonb)")
