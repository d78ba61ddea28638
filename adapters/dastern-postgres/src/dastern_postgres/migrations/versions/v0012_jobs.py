"""
The twelfth step: the jobs of procrastinate, in a schema of their own.

Its functions name their tables without a schema, so each of them is told where to look;
then a transaction of ours can call them, whatever its own path is.
"""

from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy import text

__all__ = ["branch_labels", "depends_on", "down_revision", "downgrade", "revision", "upgrade"]

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_PATHS = """
DO $$
DECLARE one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'jobs'::regnamespace LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = jobs, pg_temp', one);
    END LOOP;
END $$;
"""


def upgrade() -> None:
    """
    Make the schema as the installed procrastinate wants it.
    """
    connection = op.get_bind()
    path = connection.scalar(text("SHOW search_path"))
    op.execute("CREATE SCHEMA jobs")
    op.execute("SET LOCAL search_path = jobs")
    connection.exec_driver_sql(SchemaManager.get_schema().replace("%", "%%"))
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
    connection.exec_driver_sql(_PATHS.replace("%", "%%"))


def downgrade() -> None:
    """
    Drop the schema with every job.
    """
    op.execute("DROP SCHEMA jobs CASCADE")
