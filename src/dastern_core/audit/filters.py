"""
Filters: which entries somebody asks for, and how many make a page.
"""

from datetime import datetime
from typing import Final

import attrs

from dastern_core.audit.entries import ActorRole, AuditAction, AuditEntry
from dastern_core.kernel import AccountId, Fault, InvalidInputError, require_aware

__all__ = ["ENTRIES_A_PAGE", "EntryFilter"]

ENTRIES_A_PAGE: Final = 50
"""
AUD-07.
"""


@attrs.frozen(kw_only=True)
class EntryFilter:
    """
    What an entry must be to be asked for; None stands for whatever it is.

    Args:
        since: The first instant; aware.
        until: The instant after the last; aware.
        action: What was done.
        actor_id: Who did it.
        actor_role: In which role; ``SYSTEM`` finds what no account did.
        resource_type: What kind of thing was touched, such as ``"prescription"``.

    Raises:
        InvalidInputError: An instant is naive, or the time ends before it begins.

    Source:
        Rule AUD-07.
    """

    since: datetime | None = None
    until: datetime | None = None
    action: AuditAction | None = None
    actor_id: AccountId | None = None
    actor_role: ActorRole | None = None
    resource_type: str | None = None

    def __attrs_post_init__(self) -> None:
        """
        Refuse a time in which nothing can lie.
        """
        for name in ("since", "until"):
            instant = getattr(self, name)
            if instant is not None:
                require_aware(instant, field=name)
        if self.since is not None and self.until is not None and self.until <= self.since:
            remedy = "Give an instant after `since`."
            fault = Fault(field="until", problem="is not after the beginning", remedy=remedy)
            raise InvalidInputError(fault)

    def finds(self, entry: AuditEntry) -> bool:
        """
        Say whether an entry is asked for.
        """
        given = (
            (self.action, entry.action),
            (self.actor_id, entry.actor_id),
            (self.actor_role, entry.actor_role),
            (self.resource_type, entry.resource_type),
        )
        is_timely = (self.since is None or self.since <= entry.at) and (
            self.until is None or entry.at < self.until
        )
        return is_timely and all(wanted is None or wanted == is_ for wanted, is_ in given)
