"""
The counter's rights: the counts of doses, and nothing else.

Whoever changes a dose may change no count. The triggers of the doses do it with the rights of
a role of their own, that nobody acts as and that owns the one function which they run. It
reads no dose: what changed is handed to it.
"""

from collections.abc import Iterator
from typing import Final

__all__ = ["COUNTER_FUNCTION", "COUNTER_ROLE", "counter_statements"]

COUNTER_ROLE: Final = "dastern_counter"
"""
As whom doses are counted.
"""

COUNTER_FUNCTION: Final = "count_doses"
"""
Counts them, with its owner's rights, of which it uses no other.
"""


def counter_statements() -> Iterator[str]:
    """
    Give the statements that open the counts to the counter's role, which exists.
    """
    # An owner may be given a function only where it might make one.
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {COUNTER_ROLE}"
    yield f"ALTER FUNCTION {COUNTER_FUNCTION}() OWNER TO {COUNTER_ROLE}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {COUNTER_ROLE}"
    # Else whoever makes a table of their own could hang the counting on it.
    yield f"REVOKE ALL ON FUNCTION {COUNTER_FUNCTION}() FROM PUBLIC"
    yield f"REVOKE ALL ON dose_counts FROM {COUNTER_ROLE}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON dose_counts TO {COUNTER_ROLE}"
    yield (
        f"CREATE POLICY counter ON dose_counts FOR ALL TO {COUNTER_ROLE}"
        " USING (true) WITH CHECK (true)"
    )
