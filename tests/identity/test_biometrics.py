"""
Biometric references: sealed, and only their existence told.
"""

from uuid import UUID

import pytest

from dastern_core.identity import Biometric, BiometricReferences, enrol, reference_of
from dastern_core.kernel import AccountId, ConflictError, NotFoundError

_NONE = BiometricReferences(account_id=AccountId(UUID(int=1)))


@pytest.mark.rule("EPA-12")
def test_others_learn_only_whether_there_is_one() -> None:
    """
    One of each kind; the text shows none.
    """
    one = enrol(_NONE, Biometric.IRIS, sealed=b"sealed")

    assert (False, True) == (one.has_fingerprint, one.has_iris)
    assert b"sealed" == reference_of(one, Biometric.IRIS)
    assert "sealed" not in repr(one)
    with pytest.raises(ConflictError, match="iris is enrolled already"):
        enrol(one, Biometric.IRIS, sealed=b"other")


@pytest.mark.rule("EPA-13")
@pytest.mark.rule("B037")
def test_without_a_reference_nothing_matches() -> None:
    """
    There is no placeholder that passes.
    """
    with pytest.raises(NotFoundError, match="no fingerprint is enrolled"):
        reference_of(_NONE, Biometric.FINGERPRINT)
