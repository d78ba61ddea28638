"""
Signatures for the documentation: what mkdocstrings cannot read from attrs classes.

A Griffe extension, named in ``mkdocs.yml``. The sources are read, not imported.
"""

import griffe

__all__ = ["DocsSignatures"]

_DECORATORS = frozenset({"attrs.frozen", "attrs.define"})


class DocsSignatures(griffe.Extension):
    """
    Give attrs classes their keyword arguments, and doctests their section.
    """

    def on_object(self, *, obj: griffe.Object, **_: object) -> None:
        """
        Read the section ``Example:`` as Griffe's ``Examples:``, so that it is shown as code.
        """
        if obj.docstring is not None:
            obj.docstring.value = obj.docstring.value.replace("\nExample:\n", "\nExamples:\n")

    def on_class(self, *, cls: griffe.Class, **_: object) -> None:
        """
        Add the constructor that attrs writes.
        """
        if not _DECORATORS & {one.callable_path for one in cls.decorators}:
            return
        fields = [
            member
            for member in cls.members.values()
            if isinstance(member, griffe.Attribute) and member.annotation is not None
        ]
        cls.set_member("__init__", _constructor(cls, fields))


def _constructor(cls: griffe.Class, fields: list[griffe.Attribute]) -> griffe.Function:
    own = griffe.Parameter("self", kind=griffe.ParameterKind.positional_or_keyword)
    keywords = [
        griffe.Parameter(
            field.name.lstrip("_"),
            annotation=field.annotation,
            kind=griffe.ParameterKind.keyword_only,
            default=_default(field.value),
        )
        for field in fields
    ]
    return griffe.Function(
        "__init__",
        lineno=0,
        endlineno=0,
        parent=cls,
        parameters=griffe.Parameters(own, *keywords),
        returns="None",
    )


def _default(value: griffe.Expr | str | None) -> griffe.Expr | str | None:
    """
    Find the default in a call of ``attrs.field``; any other value is itself the default.
    """
    if not isinstance(value, griffe.ExprCall) or value.canonical_path != "attrs.field":
        return value
    named = {one.name: one.value for one in value.arguments if isinstance(one, griffe.ExprKeyword)}
    return named.get("default")
