"""
The audit domain: what was done, to whose data, in a log that shows every tampering.

Three modules need the extra ``crypto`` and are imported by their own paths:
`dastern_core.audit.checkpoint`, `dastern_core.audit.receipts` and
`dastern_core.audit.verification`.
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
from dastern_core.audit.export import MissingEntryError, export_lines
from dastern_core.audit.filters import ENTRIES_A_PAGE, EntryFilter
from dastern_core.audit.heads import TreeHead, head_text, parse_head
from dastern_core.audit.proofs import (
    BrokenProofError,
    ConsistencyProof,
    InclusionProof,
    prove_consistency,
    prove_inclusion,
    verify_consistency,
    verify_inclusion,
)
from dastern_core.audit.severity import Category, Severity, category_of, severity_of
from dastern_core.audit.statistics import LogStatistics, log_statistics
from dastern_core.audit.trail import Reader, TrailLine, trail
from dastern_core.audit.tree import (
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    MerkleTree,
    append,
    frontier_root,
    root,
    tree_of,
)

__all__ = [
    "EMPTY_ROOT",
    "ENTRIES_A_PAGE",
    "HASH_BYTES",
    "SALT_BYTES",
    "ActorRole",
    "AuditAction",
    "AuditEntry",
    "BrokenProofError",
    "Category",
    "ConsistencyProof",
    "EntryFilter",
    "Frontier",
    "InclusionProof",
    "LogStatistics",
    "MerkleTree",
    "MissingEntryError",
    "Reader",
    "Severity",
    "TrailLine",
    "TreeHead",
    "append",
    "category_of",
    "entry_bytes",
    "entry_json",
    "export_lines",
    "frontier_root",
    "head_text",
    "leaf",
    "log_statistics",
    "parse_entry",
    "parse_head",
    "prove_consistency",
    "prove_inclusion",
    "root",
    "severity_of",
    "trail",
    "tree_of",
    "verify_consistency",
    "verify_inclusion",
]
