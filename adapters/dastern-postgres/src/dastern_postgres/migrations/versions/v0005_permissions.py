"""
The fifth step: who may see what, kept beside the data that it opens.

A prescription's row now says whose it is and who wrote it, and what hangs on it has to
belong to the same patient: a foreign key that holds both leaves no row to be guessed at.
"""

import sqlalchemy as sa
from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)
_MEMBER = sa.String(64)

_OWNERS = """
UPDATE prescriptions SET patient_id = first.patient_id, author_id = first.author_id,
    created_at = first.created_at
    FROM prescription_versions AS first
    WHERE first.prescription_id = prescriptions.id AND first.version = 1;
"""

_LINES = """
UPDATE medications SET patient_id = of.patient_id, author_id = of.author_id,
    created_at = of.created_at
    FROM prescription_versions AS of
    WHERE of.prescription_id = medications.prescription_id AND of.version = medications.version;
"""
_LINE_OF = ["prescription_id", "version", "patient_id", "author_id", "created_at"]
_LINE_KEY = "prescription_versions_line_key"

_REFUSE = """
CREATE FUNCTION refuse_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a row of % does not change like that', TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END
$$;
"""

_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_step();
"""

_LIFE = """
CREATE TRIGGER life BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND (OLD.status || '>' || NEW.status) NOT IN ({steps}))
    EXECUTE FUNCTION refuse_step();
"""

# Who asked may not be rewritten while one accepts: the asked one alone accepts (CON-04).
_ASKED = """
CREATE TRIGGER asked BEFORE UPDATE ON connections FOR EACH ROW
    WHEN (OLD.initiator_id <> NEW.initiator_id AND NEW.status <> 'PENDING')
    EXECUTE FUNCTION refuse_step();
"""

_FIXED_COLUMNS = {
    "prescriptions": ("id", "patient_id", "author_id", "created_at"),
    "prescription_versions": ("prescription_id", "version", "patient_id", "author_id"),
    "doses": ("id", "patient_id", "prescription_id"),
    "actors": ("account_id",),
    "connections": ("id", "kind", "patient_id", "member_id"),
    "grants": ("patient_id", "grantee_id"),
    "access_requests": ("id", "patient_id", "requester_id", "reason", "requested_at"),
    "invitations": ("code_hash", "patient_id", "kind", "level", "created_at", "expires_at"),
    "emergency_sessions": (
        "id",
        "patient_id",
        "doctor_id",
        "reason",
        "factor",
        "granted_at",
        "expires_at",
    ),
    "nudges": ("id", "patient_id", "caregiver_id", "dose_id", "number", "sent_at"),
    "doctor_notes": ("id", "patient_id", "author_id"),
}

_STEPS = {
    "connections": (
        "PENDING>ACCEPTED",
        "PENDING>REVOKED",
        "ACCEPTED>REVOKED",
        "REVOKED>PENDING",
    ),
    "access_requests": ("PENDING>APPROVED", "PENDING>CLOSED", "APPROVED>CLOSED"),
    "emergency_sessions": ("ACTIVE>EXPIRED", "ACTIVE>REVOKED"),
}


def upgrade() -> None:
    """
    Make the tables, say whose each prescription is, and let no row change hands.
    """
    _owners()
    _lines()
    _people()
    _connections()
    _accesses()
    _messages()
    op.execute(_REFUSE)
    for table, columns in _FIXED_COLUMNS.items():
        old, new = (", ".join(f'{row}."{column}"' for column in columns) for row in ("OLD", "NEW"))
        row = ("ROW(" + old + ")", "ROW(" + new + ")")
        op.execute(_FIXED.format(table=table, old=row[0], new=row[1]))
    for table, steps in _STEPS.items():
        op.execute(_LIFE.format(table=table, steps=", ".join(f"'{step}'" for step in steps)))
    op.execute(_ASKED)


def downgrade() -> None:
    """
    Drop the tables with everything in them; prescriptions and doses stay.
    """
    for table in (
        "doctor_notes",
        "nudges",
        "emergency_sessions",
        "access_requests",
        "invitations",
        "grant_scopes",
        "grants",
        "connections",
        "hospital_patients",
        "administrators",
        "actors",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_step() CASCADE")
    _lines_without_owners()
    op.drop_constraint("doses_prescription_id_fkey", "doses", type_="foreignkey")
    op.drop_constraint(
        "prescription_versions_prescription_id_fkey", "prescription_versions", type_="foreignkey"
    )
    op.drop_constraint("prescriptions_id_patient_id_key", "prescriptions", type_="unique")
    op.drop_constraint("prescriptions_id_patient_id_author_id_key", "prescriptions", type_="unique")
    for table in ("prescription_versions", "doses"):
        op.create_foreign_key(
            f"{table}_prescription_id_fkey", table, "prescriptions", ["prescription_id"], ["id"]
        )
    for column in ("patient_id", "author_id", "created_at"):
        op.drop_column("prescriptions", column)


def _owners() -> None:
    for name, kind in (("patient_id", sa.Uuid), ("author_id", sa.Uuid), ("created_at", _INSTANT)):
        op.add_column("prescriptions", sa.Column(name, kind))
    op.execute(_OWNERS)
    for name in ("patient_id", "author_id", "created_at"):
        op.alter_column("prescriptions", name, nullable=False)
    op.create_index(None, "prescriptions", ["patient_id"])
    op.create_unique_constraint(None, "prescriptions", ["id", "patient_id"])
    op.create_unique_constraint(None, "prescriptions", ["id", "patient_id", "author_id"])
    for table, columns in (
        ("prescription_versions", ["patient_id", "author_id"]),
        ("doses", ["patient_id"]),
    ):
        name = f"{table}_prescription_id_fkey"
        op.drop_constraint(name, table, type_="foreignkey")
        op.create_foreign_key(
            name, table, "prescriptions", ["prescription_id", *columns], ["id", *columns]
        )


def _lines() -> None:
    for name, kind in (("patient_id", sa.Uuid), ("author_id", sa.Uuid), ("created_at", _INSTANT)):
        op.add_column("medications", sa.Column(name, kind))
    op.execute(_LINES)
    for name in ("patient_id", "author_id", "created_at"):
        op.alter_column("medications", name, nullable=False)
    op.create_unique_constraint(_LINE_KEY, "prescription_versions", _LINE_OF)
    op.drop_constraint("medications_prescription_id_fkey", "medications", type_="foreignkey")
    op.create_foreign_key(
        "medications_prescription_id_fkey",
        "medications",
        "prescription_versions",
        _LINE_OF,
        _LINE_OF,
    )


def _lines_without_owners() -> None:
    op.drop_constraint("medications_prescription_id_fkey", "medications", type_="foreignkey")
    op.drop_constraint(_LINE_KEY, "prescription_versions", type_="unique")
    op.create_foreign_key(
        "medications_prescription_id_fkey",
        "medications",
        "prescription_versions",
        _LINE_OF[:2],
        _LINE_OF[:2],
    )
    for name in ("patient_id", "author_id", "created_at"):
        op.drop_column("medications", name)


def _people() -> None:
    op.create_table(
        "actors",
        sa.Column("account_id", sa.Uuid, primary_key=True),
        sa.Column("role", _MEMBER, nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("is_verified", sa.Boolean, nullable=False),
        sa.Column("hospital_id", sa.Uuid),
        comment="As what each account may act.",
    )
    op.create_table(
        "administrators",
        sa.Column("account_id", sa.Uuid, sa.ForeignKey("actors.account_id"), primary_key=True),
        sa.Column("is_active", sa.Boolean, nullable=False),
        comment="The administrators among them, where the policy of actors can look.",
    )
    op.create_table(
        "hospital_patients",
        sa.Column("hospital_id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        comment="Which hospital has which patient (RBAC-19).",
    )


def _connections() -> None:
    op.create_table(
        "connections",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("kind", _MEMBER, nullable=False),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("member_id", sa.Uuid, nullable=False),
        sa.Column("initiator_id", sa.Uuid, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("end_reason", _MEMBER),
        sa.Column("offered_level", _MEMBER),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("accepted_at", _INSTANT),
        sa.Column("ended_at", _INSTANT),
        sa.CheckConstraint("patient_id <> member_id", name="two"),
        sa.CheckConstraint("initiator_id IN (patient_id, member_id)", name="initiator"),
        comment="One row a pair (CON-01, CON-02).",
    )
    op.create_index(
        "connections_pair_key",
        "connections",
        [sa.text("least(patient_id, member_id)"), sa.text("greatest(patient_id, member_id)")],
        unique=True,
    )
    op.create_index(None, "connections", ["patient_id"])
    op.create_index(None, "connections", ["member_id"])
    op.create_table(
        "grants",
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        sa.Column("grantee_id", sa.Uuid, primary_key=True),
        sa.Column("level", _MEMBER, nullable=False),
        sa.Column("alerts_enabled", sa.Boolean, nullable=False),
        sa.CheckConstraint("patient_id <> grantee_id", name="two"),
        comment="What a patient allows one person (CON-05 to CON-08).",
    )
    op.create_index(None, "grants", ["grantee_id"])
    op.create_table(
        "grant_scopes",
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        sa.Column("grantee_id", sa.Uuid, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("prescription_id", sa.Uuid),
        sa.Column("starts_at", _INSTANT),
        sa.Column("ends_at", _INSTANT),
        sa.ForeignKeyConstraint(
            ["patient_id", "grantee_id"],
            ["grants.patient_id", "grants.grantee_id"],
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["prescription_id", "patient_id"], ["prescriptions.id", "prescriptions.patient_id"]
        ),
        sa.CheckConstraint(
            "(prescription_id IS NULL) = (starts_at IS NOT NULL AND ends_at IS NOT NULL)",
            name="one_kind",
        ),
        comment="A prescription or a time that SELECTED opens.",
    )


def _accesses() -> None:
    op.create_table(
        "access_requests",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("requester_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("requested_at", _INSTANT, nullable=False),
        sa.Column("opens_at", _INSTANT),
        sa.Column("ends_at", _INSTANT),
        comment="One access each (CON-06).",
    )
    op.create_index(None, "access_requests", ["requester_id"])
    op.create_index(None, "access_requests", ["patient_id"])
    op.create_table(
        "invitations",
        sa.Column("code_hash", sa.LargeBinary, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("kind", _MEMBER, nullable=False),
        sa.Column("level", _MEMBER, nullable=False),
        sa.Column("created_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("used_at", _INSTANT),
        sa.Column("used_by", sa.Uuid),
        comment="By the keyed hash of a code that is not stored (C29).",
    )
    op.create_index(None, "invitations", ["patient_id"])
    op.create_table(
        "emergency_sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("doctor_id", sa.Uuid, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("factor", _MEMBER, nullable=False),
        sa.Column("granted_at", _INSTANT, nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("status", _MEMBER, nullable=False),
        sa.Column("ended_by", sa.Uuid),
        sa.Column("ended_at", _INSTANT),
        sa.CheckConstraint("expires_at = granted_at + interval '30 minutes'", name="duration"),
        sa.CheckConstraint("length(btrim(reason)) >= 10", name="reason"),
        comment="One doctor's half hour with one patient's record (EPE-01).",
    )
    op.create_index(
        "emergency_sessions_active_key",
        "emergency_sessions",
        ["doctor_id", "patient_id"],
        unique=True,
        postgresql_where=sa.text("status = 'ACTIVE'"),
    )
    op.create_index(None, "emergency_sessions", ["patient_id"])


def _messages() -> None:
    op.create_table(
        "nudges",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("caregiver_id", sa.Uuid, nullable=False),
        sa.Column("dose_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("sent_at", _INSTANT, nullable=False),
        sa.Column("answer", _MEMBER),
        sa.Column("answered_at", _INSTANT),
        sa.UniqueConstraint("dose_id", "caregiver_id", "number"),
        comment="At most two a dose and relative (CON-34).",
    )
    op.create_index(None, "nudges", ["patient_id"])
    op.create_table(
        "doctor_notes",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("patient_id", sa.Uuid, nullable=False),
        sa.Column("author_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.Text),
        sa.Column("written_at", _INSTANT, nullable=False),
        comment="For the author alone (RBAC-05).",
    )
    op.create_index(None, "doctor_notes", ["author_id", "patient_id"])
