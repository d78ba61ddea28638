"""
The trail's table: a spreadsheet reads back what was logged and runs none of it.
"""

import csv
import io
import json
from uuid import UUID
from zoneinfo import ZoneInfo

import attrs
import pytest
from tests.audit.logs import entry

from dastern_core.audit import ActorRole, AuditAction, AuditEntry, Reader, trail
from dastern_core.interchange import trail_table
from dastern_core.kernel import AccountId, Language

READER = Reader(
    patient_id=entry(1).patient_id,
    account_id=AccountId(UUID(int=1)),
    names={},
    zone=ZoneInfo("Asia/Phnom_Penh"),
    language=Language.ENGLISH,
)


def row(one: AuditEntry) -> dict[str, str]:
    """
    Read an entry back from the table.
    """
    written = trail_table(trail([one], reader=READER, limit=1), for_excel=False)
    (found,) = csv.DictReader(io.StringIO(written, newline=""))
    return found


@pytest.mark.rule("AUD-15")
def test_details_are_quoted_once() -> None:
    """
    A quote, a comma and a line break in a detail come back as they were.
    """
    details = {"reason": 'said "now", then\nleft'}
    found = row(attrs.evolve(entry(1), details=details))

    assert details == json.loads(found["details"])


@pytest.mark.rule("AUD-15")
def test_quotes_are_doubled() -> None:
    """
    As RFC 4180 writes them.
    """
    one = attrs.evolve(entry(1), details={"reason": "x"})
    written = trail_table(trail([one], reader=READER, limit=1), for_excel=False)

    assert '"{""reason"": ""x""}"' in written


@pytest.mark.rule("AUD-15")
@pytest.mark.parametrize("sign", ["=", "+", "-", "@"])
def test_no_cell_is_run_as_a_formula(sign: str) -> None:
    """
    Wherever outside text begins a cell, an apostrophe stands before it.
    """
    formula = f'{sign}HYPERLINK("http://example.org")'
    found = row(
        attrs.evolve(
            entry(1),
            actor_id=None,
            actor_role=ActorRole.SYSTEM,
            action=AuditAction.DATA_ERASED,
            resource_type=formula,
            resource_id=formula,
            details={"by": formula},
        )
    )

    assert {f"'{formula}"} == {found[name] for name in ("who", "thing", "thing_id")}
    assert found["what"].startswith(f"'{formula} erased")
    assert not [cell for cell in found.values() if cell.startswith(sign)]


@pytest.mark.rule("AUD-07")
def test_who_acted_and_as_what_stands_beside_it() -> None:
    """
    The actor's name and role, the action, its category and its severity.
    """
    doctor = entry(1).actor_id
    assert doctor is not None
    reader = attrs.evolve(READER, names={doctor: "Dara"})
    written = trail_table(trail([entry(1)], reader=reader, limit=1), for_excel=False)
    (found,) = csv.DictReader(io.StringIO(written, newline=""))

    assert ["Doctor Dara", "DOCTOR", "DATA_ACCESS", "medical", "medium"] == [
        found[name] for name in ("who", "role", "action", "category", "severity")
    ]
