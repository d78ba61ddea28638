"""
Stored text: what a database can hold, so that a faulty text is told before it gets there.

PostgreSQL stores UTF-8 without the null character; half of a surrogate pair has no UTF-8.
"""

from dastern_core.kernel.errors import Fault

__all__ = ["text_fault"]


def text_fault(text: str, *, field: str) -> Fault | None:
    r"""
    Tell why a text cannot be stored, or None where it can.

    Args:
        text: Any.
        field: How the caller's input is called.

    Example:
        >>> str(text_fault("a\0b", field="device"))
        'device holds a null character. Give text without it.'
    """
    if "\0" in text:
        problem, remedy = "holds a null character", "Give text without it."
        return Fault(field=field, problem=problem, remedy=remedy)
    try:
        text.encode()
    except UnicodeEncodeError:
        problem, remedy = "holds half of a surrogate pair", "Give well-formed Unicode text."
        return Fault(field=field, problem=problem, remedy=remedy)
    return None
