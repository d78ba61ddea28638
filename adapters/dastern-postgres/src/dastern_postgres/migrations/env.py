"""
Alembic's entry: run the steps on the connection that ``migration`` hands over.
"""

from alembic import context

from dastern_postgres.columns import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
