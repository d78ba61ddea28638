"""
The steps that make room for envelopes: texts move aside as JSON, until they are sealed.

No step holds a key. What it finds in the clear it leaves beside the empty envelope, from
where it is read until `PostgresSealedValues.seal_plain` has sealed it.
"""

from collections.abc import Mapping

import attrs
from alembic import op

__all__ = ["Texts", "make_room", "make_room_in_log", "take_room", "take_room_in_log"]


@attrs.frozen(kw_only=True)
class Texts:
    """
    Columns of a table that move into one envelope.

    Args:
        table: The table.
        columns: The type of each, by its name.
        required: Which of them are never NULL.
        told: What JSON says of one, where that is not the column itself.
        restored: How one comes back out of the JSON, where that is not its text.
        column: The envelope.
        plain: Where the texts wait.
        key: The table's first key.
    """

    table: str
    columns: Mapping[str, str]
    required: tuple[str, ...] = ()
    told: Mapping[str, str] = attrs.field(factory=dict)
    restored: Mapping[str, str] = attrs.field(factory=dict)
    column: str = "sealed"
    plain: str = "unsealed"
    key: str = "id"


def make_room(texts: Texts) -> None:
    """
    Move columns aside.
    """
    table, plain = texts.table, texts.plain
    told = ", ".join(f"'{name}', {texts.told.get(name, name)}" for name in _told(texts))
    there = " OR ".join(f"{name} IS NOT NULL" for name in texts.columns)
    op.execute(
        f"ALTER TABLE {table} ADD COLUMN {texts.column} bytea, ADD COLUMN {plain} jsonb;"
        f"COMMENT ON COLUMN {table}.{texts.column} IS 'of {', '.join(_told(texts))}';"
        f"COMMENT ON COLUMN {table}.{plain} IS 'the same, waiting to be sealed';"
    )
    _unhindered(
        table,
        f"UPDATE {table} SET {plain} = jsonb_build_object({told}) WHERE {there}",  # noqa: S608 - names of the steps
    )
    dropped = ", ".join(f"DROP COLUMN {name}" for name in texts.columns)
    op.execute(f"ALTER TABLE {table} {dropped}")
    op.execute(
        f"CREATE INDEX {table}_{plain}_idx ON {table} ({texts.key}) WHERE {plain} IS NOT NULL"
    )


def take_room(texts: Texts) -> None:
    """
    Put columns back, where nothing of them is sealed.
    """
    table, plain = texts.table, texts.plain
    _refuse_sealed(table, texts.column)
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in texts.columns.items())
    op.execute(f"ALTER TABLE {table} {added}")
    back = ", ".join(
        f"{name} = " + texts.restored.get(name, f"{plain} ->> '{name}'") for name in texts.columns
    )
    _unhindered(
        table,
        f"UPDATE {table} SET {back} WHERE {plain} IS NOT NULL",  # noqa: S608 - names of the steps
    )
    for name in texts.required:
        op.execute(f"ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL")
    op.execute(f"ALTER TABLE {table} DROP COLUMN {texts.column}, DROP COLUMN {plain}")


def make_room_in_log() -> None:
    """
    Let details and salt of an audit entry be sealed; its leaf is then beside them.
    """
    op.execute("""
        ALTER TABLE audit_entries ADD COLUMN sealed bytea, ADD COLUMN leaf bytea,
            ALTER COLUMN details DROP NOT NULL, ALTER COLUMN salt DROP NOT NULL;
        ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_whole_check
            CHECK ((sealed IS NULL) = (details IS NOT NULL AND salt IS NOT NULL));
        ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_leaf_check
            CHECK (sealed IS NULL OR leaf IS NOT NULL);
        CREATE INDEX audit_entries_unsealed_idx ON audit_entries (id)
            WHERE sealed IS NULL AND action <> 'DOSE_MISSED';
        COMMENT ON COLUMN audit_entries.details IS 'NULL where they are sealed';
        COMMENT ON COLUMN audit_entries.salt IS 'NULL where it is sealed';
        COMMENT ON COLUMN audit_entries.sealed IS 'of details and salt';
        COMMENT ON COLUMN audit_entries.leaf IS 'of a sealed entry: what the tree holds of it';
    """)


def take_room_in_log() -> None:
    """
    Undo `make_room_in_log`, where no entry is sealed.
    """
    _refuse_sealed("audit_entries", "sealed")
    op.execute("""
        DROP INDEX audit_entries_unsealed_idx;
        ALTER TABLE audit_entries DROP COLUMN sealed, DROP COLUMN leaf,
            ALTER COLUMN details SET NOT NULL, ALTER COLUMN salt SET NOT NULL;
        COMMENT ON COLUMN audit_entries.details IS NULL;
        COMMENT ON COLUMN audit_entries.salt IS NULL;
    """)


def _told(texts: Texts) -> list[str]:
    return [name for name in texts.columns if texts.told.get(name) != ""]


def _unhindered(table: str, statement: str) -> None:
    # Triggers keep what is written as it is; here it keeps what it says, in another column.
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(statement)
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _refuse_sealed(table: str, column: str) -> None:
    op.execute(f"""
        DO $$ BEGIN
            IF EXISTS (SELECT FROM {table} WHERE {column} IS NOT NULL) THEN
                RAISE EXCEPTION 'rows of {table} are sealed, which no step can open'
                    USING ERRCODE = 'object_not_in_prerequisite_state';
            END IF;
        END $$;
    """)
