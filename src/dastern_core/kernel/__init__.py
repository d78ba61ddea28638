"""
The kernel: the words that every domain shares.
"""

from dastern_core.kernel.canonical import canonical_bytes
from dastern_core.kernel.erased import ERASED_TEXT
from dastern_core.kernel.errors import (
    ConflictError,
    DasternError,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    PortError,
    UnreadableError,
)
from dastern_core.kernel.ids import (
    AccountId,
    EntryId,
    HospitalId,
    MedicationId,
    PatientId,
    PrescriptionId,
    derive,
    parse_id,
)
from dastern_core.kernel.languages import MONTHS, Language
from dastern_core.kernel.money import Currency, Money
from dastern_core.kernel.quantities import Quantity, ascii_digits, decimal_text, parse_amount
from dastern_core.kernel.request_limits import (
    REQUEST_LIMITS,
    RequestClass,
    RequestLimit,
    TooManyRequestsError,
)
from dastern_core.kernel.roles import ActorRole
from dastern_core.kernel.stored_text import text_fault
from dastern_core.kernel.timeline import (
    Period,
    Resolved,
    WallClock,
    day_period,
    local_date,
    require_aware,
    resolve,
)
from dastern_core.kernel.transitions import TransitionTable
from dastern_core.kernel.unopened import UNOPENED_TEXT, Listed, Unopened, require_opened

__all__ = [
    "ERASED_TEXT",
    "MONTHS",
    "REQUEST_LIMITS",
    "UNOPENED_TEXT",
    "AccountId",
    "ActorRole",
    "ConflictError",
    "Currency",
    "DasternError",
    "EntryId",
    "Fault",
    "HospitalId",
    "IllegalTransitionError",
    "InvalidInputError",
    "Language",
    "Listed",
    "MedicationId",
    "Money",
    "NotFoundError",
    "NotPermittedError",
    "PatientId",
    "Period",
    "PortError",
    "PrescriptionId",
    "Quantity",
    "RequestClass",
    "RequestLimit",
    "Resolved",
    "TooManyRequestsError",
    "TransitionTable",
    "Unopened",
    "UnreadableError",
    "WallClock",
    "ascii_digits",
    "canonical_bytes",
    "day_period",
    "decimal_text",
    "derive",
    "local_date",
    "parse_amount",
    "parse_id",
    "require_aware",
    "require_opened",
    "resolve",
    "text_fault",
]
