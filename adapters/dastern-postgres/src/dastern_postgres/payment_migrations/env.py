"""
Alembic's entry: run the steps on the connection that ``migration`` hands over.
"""

from alembic import context

from dastern_postgres.columns import payment_metadata

context.configure(
    connection=context.config.attributes["connection"], target_metadata=payment_metadata
)
with context.begin_transaction():
    context.run_migrations()
