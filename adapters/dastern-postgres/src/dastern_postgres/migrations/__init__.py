"""
The schema's history, as alembic runs it; ``dastern_postgres.migration`` starts it.
"""
