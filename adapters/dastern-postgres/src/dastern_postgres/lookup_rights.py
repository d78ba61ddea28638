"""
The lookup's rights: which version of a thing is its newest, whoever asks, and nothing else.

Row security hides single versions. The newest of those that somebody sees is not always the
newest there is, and what was corrected must not pass for what holds. The number of the newest
is told by functions that run as a role of their own, as which nobody acts and which reads no
more than the two columns: whoever knows the identifier, which nobody guesses, learns a number.
"""

from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["LOOKUP_FUNCTIONS", "LOOKUP_ROLE", "lookup_statements"]

LOOKUP_ROLE: Final = "dastern_lookup"
"""
As whom the newest version is looked for.
"""

_NEWEST: Final = (
    ("newest_encounter", "encounters"),
    ("newest_prescription", "prescriptions"),
)

LOOKUP_FUNCTIONS: Final = tuple(name for name, _ in _NEWEST)
"""
The functions that run with its rights.
"""

_FUNCTION: Final = """
CREATE FUNCTION {name}(asked uuid) RETURNS integer STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC SELECT max(version) FROM {table} WHERE id = asked; END
"""


def lookup_statements(askers: Iterable[str]) -> Iterator[str]:
    """
    Give the statements that make the functions; the role exists.

    Args:
        askers: The roles that may ask.
    """
    everybody = ", ".join(askers)
    # An owner may be given a function only where it might make one.
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {LOOKUP_ROLE}"
    for name, table in _NEWEST:
        yield _FUNCTION.format(name=name, table=table)
        yield f"ALTER FUNCTION {name}(uuid) OWNER TO {LOOKUP_ROLE}"
        yield f"REVOKE ALL ON FUNCTION {name}(uuid) FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {name}(uuid) TO {everybody}"
        yield f"REVOKE ALL ON {table} FROM {LOOKUP_ROLE}"
        yield f"GRANT SELECT (id, version) ON {table} TO {LOOKUP_ROLE}"
        yield f"CREATE POLICY lookup ON {table} FOR SELECT TO {LOOKUP_ROLE} USING (true)"
    yield f"REVOKE CREATE ON SCHEMA public FROM {LOOKUP_ROLE}"
