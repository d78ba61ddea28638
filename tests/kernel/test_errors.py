"""
Errors: a tree with stable codes, and faults that say what to do.
"""

import pytest

from dastern_core.kernel import (
    ConflictError,
    DasternError,
    Fault,
    IllegalTransitionError,
    InvalidInputError,
    NotFoundError,
    NotPermittedError,
    PortError,
)

FIRST = Fault(field="medications[0].name", problem="is empty", remedy="Write the name.")
SECOND = Fault(field="start", problem="is in the future", remedy="Give an earlier day.")


def test_a_fault_reads_as_one_line() -> None:
    """
    Field, problem and remedy make two sentences.
    """
    actual = str(FIRST)
    expected = "medications[0].name is empty. Write the name."

    assert expected == actual


def test_every_fault_is_reported() -> None:
    """
    The message has one line for each fault, in the order of the input.
    """
    error = InvalidInputError(FIRST, SECOND)
    expected = (FIRST, SECOND)

    assert expected == error.faults
    assert f"{FIRST}\n{SECOND}" == str(error)


@pytest.mark.parametrize(
    ("branch", "code"),
    [
        (DasternError, "error"),
        (InvalidInputError, "invalid_input"),
        (IllegalTransitionError, "illegal_transition"),
        (NotPermittedError, "not_permitted"),
        (ConflictError, "conflict"),
        (NotFoundError, "not_found"),
        (PortError, "port_failure"),
    ],
)
def test_codes_are_stable(branch: type[DasternError], code: str) -> None:
    """
    Adapters map these codes to statuses, so that they never change.
    """
    assert code == branch.code
    assert issubclass(branch, DasternError)


@pytest.mark.parametrize(
    ("branch", "builtin"), [(InvalidInputError, ValueError), (NotFoundError, LookupError)]
)
def test_two_branches_are_also_builtin_errors(
    branch: type[DasternError], builtin: type[Exception]
) -> None:
    """
    Code that knows only the built-in error catches ours.
    """
    assert issubclass(branch, builtin)
