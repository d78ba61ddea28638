"""
Checkpoints: signed notes as other implementations sign and read them.
"""

import base64
import json
from pathlib import Path

import pytest

from dastern_core.audit import TreeHead
from dastern_core.audit.checkpoint import (
    SignatureError,
    SigningKey,
    VerifyingKey,
    open_checkpoint,
    open_note,
    parse_verifying_key,
    sign_checkpoint,
    sign_note,
    verifying_key,
)
from dastern_core.audit.heads import parse_head
from dastern_core.kernel import InvalidInputError

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/audit/notes.json").read_text())
GO = VECTORS["go"]
PETER = SigningKey(name="PeterNeumann", seed=base64.b64decode(GO["seed"])[1:])
KEY = SigningKey(name="clinic.example/audit", seed=bytes(range(32)))
HEAD = TreeHead(origin="clinic.example/audit", size=42, root=bytes(range(32)))


def test_a_note_is_signed_as_go_signs_it() -> None:
    """
    The Go library's key and text give its signature, byte for byte.
    """
    note = sign_note(GO["text"], key=PETER)

    assert GO["note"] == note


@pytest.mark.parametrize("source", ["go", "c2sp"])
def test_a_note_of_another_implementation_is_opened(source: str) -> None:
    """
    The text of a foreign note comes out where its key is known.
    """
    vector = VECTORS[source]

    text = open_note(vector["note"], key=parse_verifying_key(vector["key"]))

    assert vector["text"] == text


def test_a_tree_head_in_use_is_opened() -> None:
    """
    A signed tree head of the Go checksum database verifies and reads.
    """
    vector = VECTORS["sumdb"]
    expected = TreeHead(
        origin=vector["origin"], size=vector["size"], root=base64.b64decode(vector["root"])
    )

    text = open_note(vector["note"], key=parse_verifying_key(vector["key"]))

    assert expected == parse_head(text)


@pytest.mark.parametrize("source", ["go", "c2sp", "sumdb"])
def test_a_published_key_is_read_and_written(source: str) -> None:
    """
    A verifier key has one spelling.
    """
    written = VECTORS[source]["key"]

    assert written == str(parse_verifying_key(written))


def test_a_public_key_comes_from_the_secret_one() -> None:
    """
    The Go library derives the same verifier key from the seed.
    """
    key = verifying_key(PETER)

    assert GO["key"] == str(key)


@pytest.mark.parametrize("name", ["key", "second_key"])
def test_each_of_two_signers_is_believed(name: str) -> None:
    """
    A signature by somebody else does not disturb.
    """
    note = GO["note"] + GO["second_signature"]

    text = open_note(note, key=parse_verifying_key(GO[name]))

    assert GO["text"] == text


@pytest.mark.parametrize("position", range(len(GO["key"])))
def test_every_changed_letter_of_a_key_is_noticed(position: int) -> None:
    """
    The key's id guards name, algorithm and key.
    """
    changed = "B" if GO["key"][position] != "B" else "C"
    text = GO["key"][:position] + changed + GO["key"][position + 1 :]

    with pytest.raises(InvalidInputError):
        parse_verifying_key(text)


@pytest.mark.parametrize("text", ["", "name", "name+00000000", "a b+00000000+AQ==", "a+b+c+d"])
def test_what_is_no_key_is_refused(text: str) -> None:
    """
    A text without the three parts of a key is named as such.
    """
    with pytest.raises(InvalidInputError, match="key is no Ed25519 verifier key"):
        parse_verifying_key(text)


def test_a_checkpoint_is_signed_and_opened() -> None:
    """
    What the log signs is what its reader gets.
    """
    note = sign_checkpoint(HEAD, key=KEY)

    assert HEAD == open_checkpoint(note, key=verifying_key(KEY))


NOTE = sign_checkpoint(HEAD, key=KEY)


@pytest.mark.parametrize("position", range(len(NOTE)))
def test_every_changed_character_of_a_checkpoint_is_noticed(position: int) -> None:
    """
    No character can be another one: not in the text, the name, the id or the signature.
    """
    changed = "B" if NOTE[position] != "B" else "C"

    with pytest.raises(InvalidInputError):
        open_checkpoint(NOTE[:position] + changed + NOTE[position + 1 :], key=verifying_key(KEY))


@pytest.mark.parametrize(
    ("note", "problem"),
    [
        ("", "is not a signed note"),
        (GO["text"], "is not a signed note"),
        (GO["note"] + "\n" * 65_536, "is not a signed note"),
        (GO["note"].replace("cryptography", "crypto\tgraphy"), "is not a signed note"),
        (GO["note"][:-1], "has a malformed signature line"),
        (GO["note"].replace("— P", "- P"), "has a malformed signature line"),
        (GO["note"].replace("AM=\n", "AN=\n"), "has a malformed signature line"),
        (GO["note"].replace("AM=\n", "A=\n"), "has a malformed signature line"),
        (GO["note"].replace("— PeterNeumann x0", "— PeterNeumann y0"), "is not signed by that key"),
        (GO["text"] + "\n" + GO["second_signature"], "is not signed by that key"),
        (GO["text"] + "\n", "is not signed by that key"),
        (GO["note"].replace("problem is", "answer is"), "has a wrong signature"),
        (GO["note"] + "— PeterNeumann x08gow==\n", "has a wrong signature"),
    ],
)
def test_an_unsigned_note_is_refused(note: str, problem: str) -> None:
    """
    Each way of not being signed is told.
    """
    with pytest.raises(SignatureError, match=problem):
        open_note(note, key=parse_verifying_key(GO["key"]))


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n", "half \ud800\n"])
def test_what_cannot_be_a_note_is_not_signed(text: str) -> None:
    """
    A text that no reader would take for a note gets no signature.
    """
    with pytest.raises(InvalidInputError, match="text is not a note's text"):
        sign_note(text, key=KEY)


def test_a_key_signs_for_its_own_log_only() -> None:
    """
    The key's name is the log's origin.
    """
    with pytest.raises(InvalidInputError, match="key is that of another log"):
        sign_checkpoint(HEAD, key=PETER)


def test_a_checkpoint_of_another_log_is_refused() -> None:
    """
    A key that signs a second log's head does not make it the first one's.
    """
    vector = VECTORS["sumdb"]

    with pytest.raises(InvalidInputError, match="origin is not the key's name"):
        open_checkpoint(vector["note"], key=parse_verifying_key(vector["key"]))


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "half\ud800"])
def test_a_key_has_a_name_that_fits_a_line(name: str) -> None:
    """
    Spaces and plus signs would end the name early.
    """
    with pytest.raises(InvalidInputError, match="name is no name for a key"):
        VerifyingKey(name=name, public=bytes(32))


def test_a_secret_key_does_not_show_itself() -> None:
    """
    Printing a key gives its name alone.
    """
    assert repr(KEY) == "SigningKey(name='clinic.example/audit')"


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_has_its_size(size: int) -> None:
    """
    Ed25519 keys are 32 bytes long.
    """
    with pytest.raises(InvalidInputError, match="seed has no such key"):
        SigningKey(name="a", seed=bytes(size))
