"""
Notifications: what to say, to whom, about whom.
"""

from dastern_core.notifications.notices import (
    LONGEST_REASON,
    Notice,
    NoticeId,
    NoticeKind,
    mark_read,
    words_of,
)

__all__ = [
    "LONGEST_REASON",
    "Notice",
    "NoticeId",
    "NoticeKind",
    "mark_read",
    "words_of",
]
