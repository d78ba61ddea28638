"""
The lookup's rights: whose a thing is and which version is its newest, whoever asks.

Row security hides rows and single versions. The newest of the versions that somebody sees is
not always the newest there is, and what was corrected must not pass for what holds; and
whoever is refused has to be named to the patient whose thing they tried. Functions tell both,
which run as a role of their own, as which nobody acts and which reads identifiers and numbers
alone: whoever knows the identifier of a thing learns that it is there, and no more of it. The
identifiers of doses follow from their prescription's and their plan: who once saw one can tell,
on record, whether a dose of it is still planned.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from dastern_core.permissions import ResourceType

__all__ = ["LOOKUP_FUNCTIONS", "LOOKUP_ROLE", "lookup_statements"]

LOOKUP_ROLE: Final = "dastern_lookup"
"""
As whom the newest version and the owner are looked for.
"""

_OWNED: Final = (
    (ResourceType.BATCH, "batches"),
    (ResourceType.DOCTOR_NOTE, "doctor_notes"),
    (ResourceType.DOCUMENT, "documents"),
    (ResourceType.DOSE, "doses"),
    (ResourceType.ENCOUNTER, "encounters"),
    (ResourceType.PRESCRIPTION, "prescriptions"),
    (ResourceType.PROPOSAL, "proposals"),
    (ResourceType.VITAL_ALERT, "vital_alerts"),
)
_VERSIONED: Final = frozenset({"encounters", "prescriptions"})

_FUNCTION: Final = """
CREATE FUNCTION {signature} RETURNS {returned} STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
BEGIN ATOMIC SELECT {answer}; END
"""
_NEWEST: Final = "max(version) FROM {table} WHERE id = asked"
_WHOSE: Final = " ".join(
    f"WHEN '{type_.value}' THEN (SELECT patient_id FROM {table} WHERE id = asked LIMIT 1)"  # noqa: S608 - names of this module
    for type_, table in _OWNED
)

LOOKUP_FUNCTIONS: Final = {
    "newest_encounter(uuid)": ("asked uuid", "integer", _NEWEST.format(table="encounters")),
    "newest_prescription(uuid)": ("asked uuid", "integer", _NEWEST.format(table="prescriptions")),
    "whose_thing(text, uuid)": ("kind text, asked uuid", "uuid", f"CASE kind {_WHOSE} END"),
}
"""
The functions that run with its rights: what each takes, gives and answers.
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
    for function, (given, returned, answer) in LOOKUP_FUNCTIONS.items():
        signature = f"{function.partition('(')[0]}({given})"
        yield _FUNCTION.format(signature=signature, returned=returned, answer=answer)
        yield f"ALTER FUNCTION {function} OWNER TO {LOOKUP_ROLE}"
        yield f"REVOKE ALL ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {everybody}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {LOOKUP_ROLE}"
    for _, table in _OWNED:
        columns = "id, patient_id, version" if table in _VERSIONED else "id, patient_id"
        yield f"REVOKE ALL ON {table} FROM {LOOKUP_ROLE}"
        yield f"GRANT SELECT ({columns}) ON {table} TO {LOOKUP_ROLE}"
        yield f"CREATE POLICY lookup ON {table} FOR SELECT TO {LOOKUP_ROLE} USING (true)"
