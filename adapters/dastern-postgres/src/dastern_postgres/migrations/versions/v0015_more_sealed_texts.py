"""
The fifteenth step: what else is written about a patient lies in envelopes.
"""

from alembic import op

from dastern_postgres.sealing_step import Texts, make_room, take_room

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_TEXTS = (
    Texts(
        table="proposals",
        columns={"lines": "jsonb", "diagnosis": "text", "reason": "text"},
        required=("lines", "reason"),
        restored={"lines": "unsealed -> 'lines'"},
    ),
    Texts(table="batches", columns={"name": "text"}, required=("name",)),
    Texts(table="doses", columns={"skip_note": "text"}),
    Texts(table="notices", columns={"reason": "text"}),
    Texts(table="documents", columns={"name": "text"}, required=("name",)),
    Texts(table="vital_readings", columns={"source": "text"}, required=("source",)),
    Texts(table="access_requests", columns={"reason": "text"}, required=("reason",)),
    Texts(table="emergency_sessions", columns={"reason": "text"}, required=("reason",)),
)

_FIXED = """
CREATE TRIGGER fixed BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION refuse_step();
"""
_FIXED_COLUMNS = {
    "access_requests": ("id", "patient_id", "requester_id", "{text}", "requested_at"),
    "emergency_sessions": (
        "id",
        "patient_id",
        "doctor_id",
        "{text}",
        "factor",
        "granted_at",
        "expires_at",
    ),
}
# An envelope is 81 bytes longer than what it holds: 14 of JSON and ten of a reason (EPE-02).
_REASON = "coalesce(octet_length(sealed), 0) >= 105 OR unsealed IS NOT NULL"


def upgrade() -> None:
    """
    Move the texts aside.
    """
    for table in _FIXED_COLUMNS:
        op.execute(f"DROP TRIGGER fixed ON {table}")
    for texts in _TEXTS:
        make_room(texts)
    _fix("sealed", "unsealed")
    op.create_check_constraint("reason", "emergency_sessions", _REASON)


def downgrade() -> None:
    """
    Put the texts back, where none is sealed.
    """
    for table in _FIXED_COLUMNS:
        op.execute(f"DROP TRIGGER fixed ON {table}")
    op.drop_constraint("reason", "emergency_sessions", type_="check")
    for texts in reversed(_TEXTS):
        take_room(texts)
    _fix("reason")
    op.create_check_constraint("reason", "emergency_sessions", "length(btrim(reason)) >= 10")


def _fix(*texts: str) -> None:
    for table, columns in _FIXED_COLUMNS.items():
        names = [
            name for column in columns for name in (texts if column == "{text}" else (column,))
        ]
        old, new = (", ".join(f'{row}."{name}"' for name in names) for row in ("OLD", "NEW"))
        op.execute(_FIXED.format(table=table, old=f"ROW({old})", new=f"ROW({new})"))
