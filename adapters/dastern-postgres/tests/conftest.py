"""
The fixtures of this distribution's tests.
"""

from dastern_postgres.testing import blank_database, enterable_folder, postgres_server

__all__ = ["blank_database", "enterable_folder", "postgres_server"]
