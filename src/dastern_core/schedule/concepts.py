"""
Concepts: words with the codes that stand for them.

Source: FHIR R5 CodeableConcept and Coding.
"""

import attrs

from dastern_core.schedule.reading import JsonObject

__all__ = ["Coding", "Concept", "concept_json", "concept_of", "read_concept", "read_concepts"]

_CODING = ("system", "version", "code", "display")


@attrs.frozen(kw_only=True)
class Coding:
    """
    One code of one code system.

    Args:
        system: The code system's address.
        version: The code system's version.
        code: The code.
        display: The code in words.
    """

    system: str | None = None
    version: str | None = None
    code: str | None = None
    display: str | None = None


@attrs.frozen(kw_only=True)
class Concept:
    """
    A notion in words, in codes, or in both.

    Args:
        text: The words.
        codings: The codes.
    """

    text: str | None = None
    codings: tuple[Coding, ...] = ()

    def code_in(self, *systems: str | None) -> str | None:
        """
        Give the first code of one of the systems; None stands for an unnamed system.
        """
        return next((one.code for one in self.codings if one.code and one.system in systems), None)


def read_concept(owner: JsonObject, name: str) -> Concept | None:
    """
    Read the concept in a field; None where it is absent.
    """
    entered = owner.nested(name)
    return None if entered is None else concept_of(entered)


def read_concepts(owner: JsonObject, name: str) -> tuple[Concept, ...]:
    """
    Read a list of concepts.
    """
    return tuple(concept_of(entered) for entered in owner.each(name))


def concept_of(entered: JsonObject) -> Concept:
    """
    Read the concept that an entered object is.
    """
    entered.expect_only(["text", "coding"])
    codings = entered.each("coding")
    for coding in codings:
        coding.expect_only([*_CODING, "userSelected"])
    return Concept(
        text=entered.text("text"),
        codings=tuple(Coding(**{name: one.text(name) for name in _CODING}) for one in codings),
    )


def concept_json(concept: Concept) -> dict[str, object]:
    """
    Write a concept as a FHIR CodeableConcept.
    """
    written: dict[str, object] = {}
    if concept.codings:
        written["coding"] = [
            {name: value for name in _CODING if (value := getattr(coding, name)) is not None}
            for coding in concept.codings
        ]
    if concept.text is not None:
        written["text"] = concept.text
    return written
