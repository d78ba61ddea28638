"""
Tree heads: three lines, in one spelling.
"""

import base64

import pytest

from dastern_core.audit import TreeHead, head_text, parse_head
from dastern_core.kernel import InvalidInputError

HEAD = TreeHead(origin="clinic.example/audit", size=42, root=bytes(range(32)))
TEXT = "clinic.example/audit\n42\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"


def test_a_head_is_three_lines() -> None:
    """
    Origin, decimal size and base64 root stand on a line each.
    """
    text = head_text(HEAD)

    assert TEXT == text


def test_the_lines_are_read_back() -> None:
    """
    Reading what was written gives the same head.
    """
    head = parse_head(TEXT)

    assert HEAD == head


def test_the_example_of_the_specification_is_read() -> None:
    """
    The body that C2SP tlog-checkpoint shows has its size and root.
    """
    text = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
    root = base64.b64decode("CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=")
    expected = TreeHead(origin="example.com/behind-the-sofa", size=20852163, root=root)

    assert expected == parse_head(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT[:-1],
        TEXT + "\n",
        TEXT + "extension\n",
        TEXT.replace("42", "042"),
        TEXT.replace("42", "-1"),
        TEXT.replace("42", str(2**63)),
        TEXT.replace("42", "9" * 20),
        TEXT.replace("h8=", "h9="),
        TEXT.replace("Hh8=", "Hh8"),
        TEXT.replace("AAEC", "AAE"),
        TEXT.replace("clinic", "cli\tnic"),
        TEXT.partition("\n")[2],
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    """
    A missing or further line, a leading zero or a second spelling of a root is no head.
    """
    with pytest.raises(InvalidInputError, match="head is not an origin, a size and a root"):
        parse_head(text)


@pytest.mark.parametrize("origin", ["", "two\nlines", "half \ud800"])
def test_an_origin_is_one_line(origin: str) -> None:
    """
    A log's name must fit the first line.
    """
    with pytest.raises(InvalidInputError, match="origin is empty or not one printable line"):
        TreeHead(origin=origin, size=0, root=bytes(32))


@pytest.mark.parametrize(("size", "root"), [(-1, bytes(32)), (2**63, bytes(32)), (1, bytes(31))])
def test_a_head_is_that_of_a_tree(size: int, root: bytes) -> None:
    """
    Sizes that no log reaches and roots that are no SHA-256 are refused.
    """
    with pytest.raises(InvalidInputError, match="size and root are not those of a tree"):
        TreeHead(origin="clinic.example/audit", size=size, root=root)
