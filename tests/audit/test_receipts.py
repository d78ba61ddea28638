"""
Receipts: what a patient keeps proves its entry, and nothing else, without the log.
"""

import base64

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.audit.logs import PUBLIC, checkpoint, entry, salt

from dastern_core.audit import BrokenProofError, leaf
from dastern_core.audit.checkpoint import SignatureError, SigningKey, verifying_key
from dastern_core.audit.receipts import (
    give_receipts,
    parse_receipt,
    receipt_text,
    verify_receipt,
)
from dastern_core.kernel import InvalidInputError, PatientId

_SIZE = 9
_PATIENT = entry(0).patient_id
_LOG = [(entry(number), salt(number)) for number in range(_SIZE)]
_RECEIPTS = give_receipts(_LOG, patient_id=_PATIENT, checkpoint=checkpoint(_SIZE), key=PUBLIC)


@pytest.mark.rule("AUD-06")
def test_each_entry_about_the_patient_has_one_that_verifies() -> None:
    """
    Theirs, in order, and nobody else's; each is proven by itself.
    """
    about = [number for number in range(_SIZE) if entry(number).patient_id == _PATIENT]

    assert about == [one.index for one in _RECEIPTS]
    assert {_SIZE} == {verify_receipt(one, key=PUBLIC).size for one in _RECEIPTS}


def test_its_text_is_a_tlog_proof() -> None:
    """
    The lines are those of C2SP's format, and read back give the receipt.
    """
    receipt = _RECEIPTS[1]
    text = receipt_text(receipt)
    first, extra, index, *path = text.partition("\n\n")[0].split("\n")

    assert ("c2sp.org/tlog-proof@v1", f"index {receipt.index}") == (first, index)
    assert extra.startswith("extra ")
    assert receipt.path == tuple(map(base64.b64decode, path))
    assert text.endswith(checkpoint(_SIZE))
    assert receipt == parse_receipt(text)


def test_a_log_of_one_entry_needs_no_path() -> None:
    """
    The leaf is the root then.
    """
    (only,) = give_receipts(_LOG[:1], patient_id=_PATIENT, checkpoint=checkpoint(1), key=PUBLIC)

    assert () == only.path
    assert 1 == verify_receipt(parse_receipt(receipt_text(only)), key=PUBLIC).size


def test_an_erased_entry_has_none_and_spoils_none() -> None:
    """
    Of it the leaf is left, on which the others' proofs stand.
    """
    log = [leaf(*one) if number == 0 else one for number, one in enumerate(_LOG)]
    given_out = give_receipts(log, patient_id=_PATIENT, checkpoint=checkpoint(_SIZE), key=PUBLIC)

    assert _RECEIPTS[1:] == given_out


def test_what_no_checkpoint_covers_has_none_yet() -> None:
    """
    An entry after the newest signed head cannot be proven.
    """
    given_out = give_receipts(_LOG, patient_id=_PATIENT, checkpoint=checkpoint(3), key=PUBLIC)

    assert [0, 2] == [one.index for one in given_out]


def test_a_log_that_was_not_signed_gives_none() -> None:
    """
    Neither a changed log, nor one that is shorter than its checkpoint, nor another's key.
    """
    swapped = [_LOG[1], _LOG[0], *_LOG[2:]]
    with pytest.raises(BrokenProofError, match="not those"):
        give_receipts(swapped, patient_id=_PATIENT, checkpoint=checkpoint(_SIZE), key=PUBLIC)
    with pytest.raises(InvalidInputError, match="size"):
        give_receipts(_LOG[:3], patient_id=_PATIENT, checkpoint=checkpoint(_SIZE), key=PUBLIC)
    stranger = verifying_key(SigningKey(name=PUBLIC.name, seed=bytes(32)))
    with pytest.raises(SignatureError):
        give_receipts(_LOG, patient_id=_PATIENT, checkpoint=checkpoint(_SIZE), key=stranger)


@pytest.mark.parametrize(
    "changed",
    [
        {"entry": attrs.evolve(entry(2), resource_id="3")},
        {"entry": attrs.evolve(entry(2), patient_id=PatientId(entry(1).patient_id))},
        {"salt": salt(3)},
        {"index": 3},
        {"index": _SIZE},
        {"path": _RECEIPTS[1].path[:-1]},
        {"path": tuple(reversed(_RECEIPTS[1].path))},
        {"checkpoint": checkpoint(_SIZE - 1)},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_a_forged_receipt_proves_nothing(changed: dict[str, object]) -> None:
    """
    Another entry, salt, place, path or head does not lead to the signed root.
    """
    forged = attrs.evolve(_RECEIPTS[1], **changed)  # type: ignore[arg-type] # by name
    with pytest.raises(BrokenProofError):
        verify_receipt(forged, key=PUBLIC)


def test_another_log_s_receipt_is_refused() -> None:
    """
    The signature must be by the key that the reader knows the log by.
    """
    stranger = verifying_key(SigningKey(name=PUBLIC.name, seed=bytes(32)))
    with pytest.raises(SignatureError):
        verify_receipt(_RECEIPTS[0], key=stranger)


_TEXT = receipt_text(_RECEIPTS[1])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        _TEXT.replace("@v1", "@v2"),
        _TEXT.replace("index 2", "index 02"),
        _TEXT.replace("index 2", "index -2"),
        _TEXT.replace("extra ", "extra  "),
        _TEXT.replace("extra ", "extra e30=", 1),
        _TEXT.replace("\n\n", "\nAAAA\n\n", 1),
        _TEXT.replace("\n\n", "\n" + "\n".join(["A" * 43 + "="] * 65) + "\n\n", 1),
        "c2sp.org/tlog-proof@v1\nextra e30=\nindex 2\n\n",
        "c2sp.org/tlog-proof@v1\nextra bnVsbA==\nindex 2\n\n",
        _TEXT * 1000,
    ],
)
def test_anything_else_is_no_receipt(text: str) -> None:
    """
    What is not, byte for byte, as it was handed out is refused in words.
    """
    with pytest.raises(InvalidInputError):
        parse_receipt(text)


@given(st.integers(0, len(_TEXT) - 1), st.characters(codec="utf-8"))
def test_no_edited_sign_passes(place: int, sign: str) -> None:
    """
    Wherever a receipt's text is changed, it is refused or proves nothing.
    """
    edited = _TEXT[:place] + sign + _TEXT[place + 1 :]
    if edited == _TEXT:
        return
    with pytest.raises(InvalidInputError):
        verify_receipt(parse_receipt(edited), key=PUBLIC)
