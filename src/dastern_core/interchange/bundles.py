"""
Bundles: several FHIR resources in one document.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import attrs

from dastern_core.interchange.administration_json import administration_json, parse_administration
from dastern_core.interchange.administrations import Administration
from dastern_core.interchange.fhir_parts import entered_resource, present
from dastern_core.interchange.order_json import order_json, parse_order
from dastern_core.interchange.orders import MedicationOrder, urn_of
from dastern_core.kernel import Fault, InvalidInputError, require_aware

__all__ = ["MOST_ENTRIES", "ResourceBundle", "bundle_json", "parse_bundle"]

MOST_ENTRIES: Final = 20_000
"""
How many entries of a bundle are read: a year of twelve medicines four times a day, and
more. A longer one is refused, so that no document keeps us busy without end.
"""

_READ: Final = ("identifier", "type", "timestamp", "total", "link", "entry", "signature", "issues")
_ENTRY: Final = frozenset(
    {"id", "link", "fullUrl", "resource", "search", "request", "response", "extension"}
)


@attrs.frozen(kw_only=True)
class ResourceBundle:
    """
    What a bundle holds for us.

    Args:
        orders: In the bundle's order.
        administrations: In the bundle's order.
        skipped: The kinds of the other resources, each once; they were not read.
    """

    orders: tuple[MedicationOrder, ...] = ()
    administrations: tuple[Administration, ...] = ()
    skipped: tuple[str, ...] = ()


def bundle_json(
    orders: Sequence[MedicationOrder], administrations: Sequence[Administration], *, now: datetime
) -> dict[str, object]:
    """
    Write orders and administrations as a FHIR R5 Bundle of the type collection.

    Args:
        orders: Any.
        administrations: Any.
        now: When it is written; aware.

    Returns:
        An object that ``json.dumps`` can write and ``parse_bundle`` reads back.
    """
    entries = [_entry(order.id, order_json(order)) for order in orders]
    entries += [_entry(one.id, administration_json(one)) for one in administrations]
    return present(
        resourceType="Bundle",
        type="collection",
        timestamp=require_aware(now, field="now").isoformat(timespec="milliseconds"),
        entry=entries,
    )


def _entry(identifier: str | None, resource: dict[str, object]) -> dict[str, object]:
    return present(fullUrl=None if identifier is None else urn_of(identifier), resource=resource)


def parse_bundle(json: Mapping[str, object]) -> ResourceBundle:
    """
    Read a FHIR Bundle.

    Args:
        json: The object, as ``json.loads`` gives it.

    Returns:
        Its orders and administrations; what else it holds is named.

    Raises:
        InvalidInputError: It is no bundle, too long, or a resource cannot be read; the
            faults of all resources together, each with its FHIR path.
    """
    top = entered_resource(json, path="Bundle", kind="Bundle", known=_READ)
    entries = json.get("entry", [])
    if not isinstance(entries, list | tuple) or len(entries) > MOST_ENTRIES:
        remedy = f"Give a list of at most {MOST_ENTRIES} entries."
        top.fault("entry", "is not a list", remedy)
        entries = ()
    faults = list(top.faults)
    orders, administrations, skipped = [], [], []
    for place, entry in enumerate(entries):
        path = f"Bundle.entry[{place}].resource"
        resource = _resource(entry)
        kind = None if resource is None else resource.get("resourceType")
        try:
            if resource is not None and kind == "MedicationRequest":
                orders.append(parse_order(resource, path=path))
            elif resource is not None and kind == "MedicationAdministration":
                administrations.append(parse_administration(resource, path=path))
            elif isinstance(kind, str):
                skipped.append(kind)
            else:
                remedy = "Give entries with a resource that has a resourceType."
                faults.append(Fault(field=path, problem="is no resource", remedy=remedy))
        except InvalidInputError as error:
            faults += error.faults
    if faults:
        raise InvalidInputError(*faults)
    return ResourceBundle(
        orders=tuple(orders),
        administrations=tuple(administrations),
        skipped=tuple(dict.fromkeys(skipped)),
    )


def _resource(entry: object) -> Mapping[str, object] | None:
    if not isinstance(entry, Mapping) or not set(entry) <= _ENTRY:
        return None
    resource = entry.get("resource")
    return resource if isinstance(resource, Mapping) else None
