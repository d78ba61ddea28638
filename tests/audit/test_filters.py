"""
Filters: what is asked for is found, and nothing else.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from tests.audit.logs import entry

from dastern_core.audit import ENTRIES_A_PAGE, ActorRole, AuditAction, EntryFilter
from dastern_core.kernel import AccountId, InvalidInputError

ENTRY = entry(1)
MINUTE = timedelta(minutes=1)


@pytest.mark.rule("AUD-07")
@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (EntryFilter(), True),
        (EntryFilter(since=ENTRY.at), True),
        (EntryFilter(since=ENTRY.at + MINUTE), False),
        (EntryFilter(until=ENTRY.at + MINUTE), True),
        (EntryFilter(until=ENTRY.at), False),
        (EntryFilter(action=ENTRY.action), True),
        (EntryFilter(action=AuditAction.DOSE_TAKEN), False),
        (EntryFilter(actor_id=ENTRY.actor_id), True),
        (EntryFilter(actor_id=AccountId(UUID(int=9))), False),
        (EntryFilter(actor_role=ActorRole.DOCTOR), True),
        (EntryFilter(actor_role=ActorRole.SYSTEM), False),
        (EntryFilter(resource_type="prescription"), True),
        (EntryFilter(resource_type="dose"), False),
        (EntryFilter(action=ENTRY.action, resource_type="dose"), False),
    ],
)
def test_an_entry_is_found_by_all_that_is_asked(wanted: EntryFilter, *, found: bool) -> None:
    """
    The time holds its beginning and not its end.
    """
    assert found is wanted.finds(ENTRY)


@pytest.mark.rule("AUD-07")
def test_a_page_has_fifty() -> None:
    """
    So many are looked at where nobody says how many.
    """
    assert 50 == ENTRIES_A_PAGE


def test_a_time_that_ends_before_it_begins_is_refused() -> None:
    """
    Nothing could lie in it.
    """
    with pytest.raises(InvalidInputError, match="until is not after the beginning"):
        EntryFilter(since=ENTRY.at, until=ENTRY.at)


def test_a_naive_instant_is_refused() -> None:
    """
    Whose clock it is must be said.
    """
    with pytest.raises(InvalidInputError, match="since"):
        EntryFilter(since=datetime(2026, 6, 15))  # noqa: DTZ001 - naive on purpose
