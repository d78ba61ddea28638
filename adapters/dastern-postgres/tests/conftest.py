"""
The fixtures of this distribution's tests.
"""

from dastern_postgres.testing import (
    blank_database,
    database,
    enterable_folder,
    identity_store,
    payment_database,
    payment_store,
    payment_template,
    postgres_server,
    store,
    template_database,
)

__all__ = [
    "blank_database",
    "database",
    "enterable_folder",
    "identity_store",
    "payment_database",
    "payment_store",
    "payment_template",
    "postgres_server",
    "store",
    "template_database",
]
