"""
FHIR parts: what the resources of an interchange have in common.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.schedule import Concept, JsonObject, concept_json, read_concept

__all__ = [
    "MedicineName",
    "entered_resource",
    "group_json",
    "medicine_json",
    "moment_json",
    "present",
    "read_group",
    "read_medicine",
    "read_notes",
    "read_reference",
    "reference_json",
]

_COMMON: Final = ("resourceType", "meta", "language", "text")
_CONTAINED_ID: Final = "medicine"
_URI: Final = "urn:ietf:rfc:3986"


@attrs.frozen(kw_only=True)
class MedicineName:
    """
    What a resource calls a medicine.

    Args:
        name: The name; None where it is absent or wrong.
        strength: In words.
        form: In words.
    """

    name: Concept | None = None
    strength: str | None = None
    form: str | None = None


def present(**fields: object) -> dict[str, object]:
    """
    Leave out what is not there: FHIR has neither null nor empty lists.
    """
    return {name: value for name, value in fields.items() if value is not None and value != []}


def moment_json(moment: date | datetime | None) -> str | None:
    """
    Write a FHIR dateTime.
    """
    return None if moment is None else moment.isoformat()


def reference_json(reference: str, *, kind: str) -> dict[str, object]:
    """
    Write a reference to a resource of a kind.
    """
    return {"reference": reference, "type": kind}


def group_json(group: str) -> dict[str, object]:
    """
    Write the identifier that the orders of one prescription share.
    """
    return {"system": _URI, "value": group}


def entered_resource(
    json: Mapping[str, object], *, path: str, kind: str, known: Iterable[str]
) -> JsonObject:
    """
    Enter a resource and refuse what would change its meaning.

    Args:
        json: The resource.
        path: Where it stands, for the faults.
        kind: What it must be.
        known: The fields that may stand in it.

    Raises:
        InvalidInputError: It is a resource of another kind.
    """
    if json.get("resourceType") != kind:
        fault = Fault(field=f"{path}.resourceType", problem="is another", remedy=f"Give a {kind}.")
        raise InvalidInputError(fault)
    top = JsonObject(fields=json, path=path)
    top.expect_only((*_COMMON, *known))
    return top


def read_reference(owner: JsonObject, name: str) -> str | None:
    """
    Read a reference: its literal, else its identifier's value, else what it displays.
    """
    entered = owner.nested(name)
    if entered is None:
        return None
    entered.expect_only(["reference", "type", "identifier", "display"])
    identifier = entered.nested("identifier")
    value = identifier.text("value") if identifier is not None else None
    found = entered.text("reference") or value or entered.text("display")
    if found is None:
        owner.fault(name, "refers to nothing", "Give reference, identifier or display.")
    return found


def read_group(owner: JsonObject) -> str | None:
    """
    Read what the orders of one prescription share.
    """
    entered = owner.nested("groupIdentifier")
    return None if entered is None else entered.text("value")


def read_notes(owner: JsonObject) -> tuple[str, ...]:
    """
    Read the notes' words.
    """
    texts = (entered.text("text") for entered in owner.each("note"))
    return tuple(text for text in texts if text is not None)


def medicine_json(
    medicine: Concept, *, strength: str | None, form: str | None, name: str
) -> tuple[dict[str, object], list[dict[str, object]]]:
    """
    Write what the medicine is called.

    Args:
        medicine: Its name.
        strength: In words.
        form: In words.
        name: Its name to show.

    Returns:
        A CodeableReference, and the resources that it needs to be contained: strength and
        form have their place in a Medication.
    """
    if strength is None and form is None:
        return {"concept": concept_json(medicine)}, []
    ingredient = {
        "item": {"concept": concept_json(medicine)},
        "strengthCodeableConcept": None if strength is None else {"text": strength},
    }
    contained = present(
        resourceType="Medication",
        id=_CONTAINED_ID,
        code=concept_json(medicine),
        doseForm=None if form is None else {"text": form},
        ingredient=[] if strength is None else [ingredient],
    )
    words = " ".join(word for word in (name, strength, form) if word)
    return {"reference": {"reference": f"#{_CONTAINED_ID}", "display": words}}, [contained]


def read_medicine(top: JsonObject) -> MedicineName:
    """
    Read what the medicine is called, in R5's or R4's place for it.

    Args:
        top: A resource with ``medication`` or ``medication[x]``, and ``contained``.

    Returns:
        The name; where there is none, a fault is noted.
    """
    concept = read_concept(top, "medicationCodeableConcept")
    reference, name = top.nested("medicationReference"), "medicationReference"
    either = top.nested("medication")
    if either is not None:
        either.expect_only(["concept", "reference"])
        concept = read_concept(either, "concept") or concept
        reference, name = either.nested("reference") or reference, "medication.reference"
    found = MedicineName(name=concept)
    if concept is None and reference is not None:
        found = _referred(top, reference, name)
    if found.name is None or not (found.name.text or found.name.codings):
        top.fault("medication", "has no name", "Give medication.concept.text.")
    return found


def _referred(top: JsonObject, reference: JsonObject, name: str) -> MedicineName:
    target, display = reference.text("reference"), reference.text("display")
    for contained in top.each("contained"):
        if target is not None and target == f"#{contained.fields.get('id')}":
            return _contained(contained)
    if display is None:
        top.fault(name, "points to what is not here", "Contain the Medication, or give display.")
    return MedicineName(name=None if display is None else Concept(text=display))


def _contained(medication: JsonObject) -> MedicineName:
    strengths = [
        concept.text
        for ingredient in medication.each("ingredient")
        if (concept := read_concept(ingredient, "strengthCodeableConcept")) is not None
    ]
    form = read_concept(medication, "doseForm") or read_concept(medication, "form")
    return MedicineName(
        name=read_concept(medication, "code"),
        strength=strengths[0] if len(strengths) == 1 else None,
        form=None if form is None else form.text,
    )
