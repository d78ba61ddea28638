"""
The fourteenth step: what is written about a patient lies in envelopes, by the patient's key.
"""

import sqlalchemy as sa
from alembic import op

from dastern_postgres.sealing_step import (
    Texts,
    make_room,
    make_room_in_log,
    take_room,
    take_room_in_log,
)

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_LIST = (
    "CASE jsonb_typeof(unsealed -> '{name}') WHEN 'array'"
    " THEN ARRAY(SELECT jsonb_array_elements_text(unsealed -> '{name}')) END"
)
_TEXTS = (
    Texts(
        table="encounters",
        columns={
            "reason": "text",
            "notes": "text",
            "allergies": "text[]",
            "chronic_conditions": "text[]",
            "blood_group": "varchar(64)",
            "recent_surgery": "text",
        },
        required=("reason", "notes"),
        restored={name: _LIST.format(name=name) for name in ("allergies", "chronic_conditions")},
    ),
    Texts(
        table="prescription_versions",
        columns={"diagnosis": "text", "change_reason": "text"},
        required=("change_reason",),
        key="prescription_id",
    ),
    Texts(
        table="prescription_versions",
        columns={"status_note": "text"},
        column="sealed_note",
        plain="unsealed_note",
        key="prescription_id",
    ),
    Texts(
        table="medications",
        columns={
            "name": "text",
            "strength": "text",
            "form": "text",
            "quantity": "text",
            "quantity_unit": "text",
            "dosages": "jsonb",
            "instructions": "text",
        },
        required=("name", "dosages"),
        told={
            "quantity": "CASE WHEN quantity IS NOT NULL"
            " THEN jsonb_build_array(quantity, quantity_unit) END",
            "quantity_unit": "",
        },
        restored={
            "quantity": "unsealed -> 'quantity' ->> 0",
            "quantity_unit": "unsealed -> 'quantity' ->> 1",
            "dosages": "unsealed -> 'dosages'",
        },
        key="prescription_id",
    ),
    Texts(table="doctor_notes", columns={"content": "text"}),
)

# Who reaches envelopes alone may put another one in the place of an old one, on a row that
# nobody changes otherwise.
_REFUSE = """
CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {passing}RAISE EXCEPTION '{message}', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
"""
_PASSING = "IF current_user = 'dastern_sealer' AND TG_OP = 'UPDATE' THEN RETURN NEW; END IF;\n    "
_REFUSALS = {
    "refuse_step": "a row of % does not change like that",
    "refuse_change": "% is append-only",
}
_CONTENT = """
DROP TRIGGER content ON prescription_versions;
CREATE TRIGGER content BEFORE UPDATE ON prescription_versions FOR EACH ROW
    WHEN ((to_jsonb(OLD) - '{{{free}}}'::text[]) IS DISTINCT FROM
        (to_jsonb(NEW) - '{{{free}}}'::text[]))
    EXECUTE FUNCTION refuse_step();
"""


def upgrade() -> None:
    """
    Move the texts aside, and remember which keys were erased.
    """
    op.create_table(
        "erased_keys",
        sa.Column("patient_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column(
            "erased_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        comment="Which keys were destroyed: what they sealed is erased, and not broken.",
    )
    op.execute(
        "CREATE TRIGGER content BEFORE UPDATE ON erased_keys"
        " FOR EACH ROW EXECUTE FUNCTION refuse_step()"
    )
    op.create_table_comment(
        "data_keys",
        "What seals a patient's texts and documents; without it they are lost (EPD-08).",
    )
    for texts in _TEXTS:
        make_room(texts)
    make_room_in_log()
    for name, message in _REFUSALS.items():
        op.execute(_REFUSE.format(name=name, message=message, passing=_PASSING))
    op.execute(_CONTENT.format(free="status,end_reason,review,status_at,sealed_note,unsealed_note"))


def downgrade() -> None:
    """
    Put the texts back, where none is sealed.
    """
    for name, message in _REFUSALS.items():
        op.execute(_REFUSE.format(name=name, message=message, passing=""))
    take_room_in_log()
    for texts in reversed(_TEXTS):
        take_room(texts)
    op.execute(_CONTENT.format(free="status,end_reason,review,status_note,status_at"))
    op.create_table_comment(
        "data_keys", "What seals a patient's documents; deleting it erases them (EPD-08)."
    )
    op.drop_table("erased_keys")
