"""
Interchange: in and out in the field's standards.

``dastern_core.interchange.icalendar`` needs the extra ``calendar`` and is imported by its
own name.
"""

from dastern_core.interchange.administration_json import administration_json, parse_administration
from dastern_core.interchange.administrations import (
    REASON_SYSTEM,
    Administration,
    AdministrationStatus,
    administration_of,
    mark_of,
)
from dastern_core.interchange.bundles import (
    MOST_ENTRIES,
    ResourceBundle,
    bundle_json,
    parse_bundle,
)
from dastern_core.interchange.calendar_entries import CalendarEntry, revise
from dastern_core.interchange.dose_table import MARK_COLUMNS, MOST_MARKS, dose_table, parse_marks
from dastern_core.interchange.marks import DoseMark, MarkAction, apply_mark
from dastern_core.interchange.observations import observation_json
from dastern_core.interchange.order_json import order_json, parse_order
from dastern_core.interchange.orders import (
    MedicationOrder,
    OrderIntent,
    OrderStatus,
    draft_of_orders,
    medication_of,
    orders_of,
    urn_of,
)
from dastern_core.interchange.trail_table import trail_table

__all__ = [
    "MARK_COLUMNS",
    "MOST_ENTRIES",
    "MOST_MARKS",
    "REASON_SYSTEM",
    "Administration",
    "AdministrationStatus",
    "CalendarEntry",
    "DoseMark",
    "MarkAction",
    "MedicationOrder",
    "OrderIntent",
    "OrderStatus",
    "ResourceBundle",
    "administration_json",
    "administration_of",
    "apply_mark",
    "bundle_json",
    "dose_table",
    "draft_of_orders",
    "mark_of",
    "medication_of",
    "observation_json",
    "order_json",
    "orders_of",
    "parse_administration",
    "parse_bundle",
    "parse_marks",
    "parse_order",
    "revise",
    "trail_table",
    "urn_of",
]
