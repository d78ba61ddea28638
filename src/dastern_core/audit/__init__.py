"""
The audit domain: what was done, to whose data, in a log that shows every tampering.
"""

from dastern_core.audit.entries import (
    SALT_BYTES,
    ActorRole,
    AuditAction,
    AuditEntry,
    entry_bytes,
    entry_json,
    leaf,
    parse_entry,
)

__all__ = [
    "SALT_BYTES",
    "ActorRole",
    "AuditAction",
    "AuditEntry",
    "entry_bytes",
    "entry_json",
    "leaf",
    "parse_entry",
]
