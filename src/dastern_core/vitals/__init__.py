"""
Vitals: what was measured, and when somebody should look.
"""

from dastern_core.vitals.alerts import (
    ALERT_LIFECYCLE,
    AlertEvent,
    AlertStatus,
    AlertStep,
    VitalAlert,
    VitalAlertId,
    follow,
    resolve_alert,
)
from dastern_core.vitals.emergencies import (
    LONGEST_MESSAGE,
    Emergency,
    EmergencyId,
    Location,
)
from dastern_core.vitals.readings import (
    Reading,
    ReadingId,
    record_reading,
)
from dastern_core.vitals.severity import (
    RED_LINES,
    Assessment,
    Finding,
    RedLine,
    Severity,
    assess,
)
from dastern_core.vitals.signs import (
    COMPONENTS,
    PLAUSIBLE,
    UNITS,
    Component,
    Span,
    Unit,
    VitalSign,
    unit_of,
)
from dastern_core.vitals.thresholds import (
    DEFAULT_BOUNDS,
    Bounds,
    PersonalBounds,
    bounds_for,
)
from dastern_core.vitals.trends import (
    LONGEST_TREND_DAYS,
    Stretch,
    Summary,
    VitalTrend,
    vital_trend,
)

__all__ = [
    "ALERT_LIFECYCLE",
    "COMPONENTS",
    "DEFAULT_BOUNDS",
    "LONGEST_MESSAGE",
    "LONGEST_TREND_DAYS",
    "PLAUSIBLE",
    "RED_LINES",
    "UNITS",
    "AlertEvent",
    "AlertStatus",
    "AlertStep",
    "Assessment",
    "Bounds",
    "Component",
    "Emergency",
    "EmergencyId",
    "Finding",
    "Location",
    "PersonalBounds",
    "Reading",
    "ReadingId",
    "RedLine",
    "Severity",
    "Span",
    "Stretch",
    "Summary",
    "Unit",
    "VitalAlert",
    "VitalAlertId",
    "VitalSign",
    "VitalTrend",
    "assess",
    "bounds_for",
    "follow",
    "record_reading",
    "resolve_alert",
    "unit_of",
    "vital_trend",
]
