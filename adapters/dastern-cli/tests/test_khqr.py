"""
``dastern khqr``.
"""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image
from typer.testing import CliRunner, Result

from dastern_cli.khqr import app
from dastern_core.khqr import crc

NOW = 1767225600000
SHOP: dict[str, Any] = {
    "kind": "individual",
    "now": NOW,
    "bakong_account_id": "john_smith@devb",
    "merchant_name": "John Smith",
    "merchant_city": "Phnom Penh",
}
STATIC = (
    "00020101021129190015john_smith@devb5204599953031165802KH5910John Smith6010Phnom Penh63046BFA"
)
EXPIRED = (
    "00020101021229190015john_smith@devb520459995303840540512.345802KH5910John Smith"
    "6010Phnom Penh9934001317672256000000113176722620000063043A14"
)


def run(*arguments: str, lines: str | bytes = "") -> Result:
    """
    Run one command.
    """
    return CliRunner().invoke(app, [*arguments], input=lines)


def answers(command: str, *rows: object) -> list[Any]:
    """
    Send JSON lines and read the answers.
    """
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    return [json.loads(line) for line in run(command, "--jsonl", lines=lines).stdout.splitlines()]


def test_lines_are_encoded() -> None:
    """
    Each account gives its payload and MD5, or the first of its errors.
    """
    rows = [SHOP, {**SHOP, "merchant_name": ""}, {**SHOP, "amount": "1", "currency": "USD"}]
    missing = {
        "code": "merchant_name_required",
        "sdk_code": 2,
        "field": "merchant_name",
        "message": "merchant_name is missing. Give the name that the payer will see.",
    }
    good, bad, late = answers("encode", *rows)

    assert {"qr": STATIC, "md5": "851710edf362c4a9091f7b4739cbe1a3"} == good
    assert {"error": missing} == bad
    assert 45 == late["error"]["sdk_code"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        *(("100", "5403100"), ("100.0", "5403100"), ("1e2", "5403100"), ("100.000", "5403100")),
        *(("1.5", "54041.50"), ("1.50", "54041.50"), ("1.500", "54041.50"), ("15e-1", "54041.50")),
        *(("0.0", "010211"), ("-0.0", "010211"), ("1e400", None), ("1e-400", None)),
        *(("0.1000000000000000055", None), ("NaN", None), ("-1.0", None), ("1E+999999", None)),
    ],
)
def test_a_json_number_is_what_it_is_in_the_sdk(number: str, expected: str | None) -> None:
    """
    JSON has one kind of number: how many zeros are written changes nothing.
    """
    later = f'"now": {NOW}, "expiration_timestamp": {NOW}, "currency": "USD"'
    row = f'{{"kind": "individual", "bakong_account_id": "a@b", "merchant_name": "N", {later}, '
    result = run("encode", "--jsonl", lines=f'{row}"amount": {number}}}\n')
    answer = json.loads(result.stdout)

    assert (expected or "transaction_amount_invalid") in str(answer.get("qr") or answer["error"])


def test_a_bad_line_does_not_stop_the_next() -> None:
    """
    Every line that is not blank has one answer, in its place.
    """
    lines = b'nope\n\n[]\n\xff\n{"kind": "shop"}\n{"kind": []}\n' + b"[" * 100_000 + b"\n"
    lines += json.dumps({**SHOP, "now": "soon"}).encode() + b"\n"
    lines += json.dumps({**SHOP, "now": 1e300}).encode() + b"\n"
    lines += json.dumps({**SHOP, "amuont": 1, "merchant_id": 2}).encode() + b"\n"
    lines += json.dumps({**SHOP, "merchant_id": None}).encode()
    *bad, good = map(json.loads, run("encode", "--jsonl", lines=lines).stdout.splitlines())

    assert ["line", "line", "line", "kind", "kind", "line", "now", "now", "amuont"] == [
        row["error"]["field"] for row in bad
    ]
    assert STATIC == good["qr"]


@pytest.mark.parametrize("empty", [None, "", 0, False])
def test_an_empty_value_of_a_field_that_the_kind_lacks_is_dropped(empty: object) -> None:
    """
    As the SDK drops it; a line may have every name.
    """
    assert STATIC == answers("encode", {**SHOP, "merchant_id": empty})[0]["qr"]


def test_lines_are_decoded_into_what_encodes_them() -> None:
    """
    The fields of an answer are those that encoding takes, absent ones null.
    """
    dynamic = {**SHOP, "amount": "12.34", "currency": 840, "expiration_timestamp": NOW + 600_000}
    merchant = {**SHOP, "kind": "merchant", "merchant_id": "123456", "acquiring_bank": "Dev Bank"}
    payloads = [row["qr"] for row in answers("encode", SHOP, dynamic, merchant)]
    decoded = [row["fields"] for row in answers("decode", *({"qr": one} for one in payloads))]
    again = answers("encode", *({**fields, "now": NOW} for fields in decoded))

    assert payloads == [row["qr"] for row in again]
    assert {"merchant_id": None, "currency": 840, "amount": "12.34"}.items() <= decoded[1].items()
    assert ["individual", "individual", "merchant"] == [fields["kind"] for fields in decoded]


def test_a_line_that_cannot_be_decoded_is_answered() -> None:
    """
    What makes the SDK hang is an error with its place.
    """
    hang, odd, number = answers(
        "decode", {"qr": STATIC[:-8] + "6203abc63048B3C"}, {"qr": "\ud800"}, {"qr": 5}
    )

    assert "malformed_tlv" == hang["error"]["code"]
    assert "malformed_tlv" == odd["error"]["code"]
    assert "qr" == number["error"]["field"]


def test_lines_are_verified_at_their_moment() -> None:
    """
    An expired code has a problem with tag and message.
    """
    valid, expired = answers(
        "verify", {"qr": EXPIRED, "now": NOW}, {"qr": EXPIRED, "now": 2767225600000}
    )
    problem = {
        "code": "khqr_expired",
        "sdk_code": 46,
        "tag": "99.01",
        "message": "expiration_timestamp has passed. Ask the payee for a new code.",
    }

    assert {"valid": True, "problems": []} == valid
    assert {"valid": False, "problems": [problem]} == expired


DOUBTFUL = (
    "00020101021229070003a@b52045999530384054051,0005802KH5901N6001C"
    "993400131767225600000011341024448000006304----"
)


def test_a_doubt_is_told_and_ends_with_one() -> None:
    """
    An amount that the official SDK passes over is shown to who would pay it.
    """
    text = DOUBTFUL[:-4]
    payload = text + crc(text)
    (row,) = answers("verify", {"qr": payload, "now": NOW})
    result = run("verify", payload)

    assert (True, [], ["amount_not_exact"]) == (
        row["valid"],
        row["problems"],
        [one["code"] for one in row["doubts"]],
    )
    assert (1, True) == (result.exit_code, result.stdout.startswith("doubtful"))


@pytest.mark.parametrize("command", ["decode", "verify", "card"])
def test_a_missing_payload_is_wrong_usage(command: str) -> None:
    """
    One sentence says what to give.
    """
    result = run(command)

    assert (2, "") == (result.exit_code, result.stdout)
    assert "Give the PAYLOAD, or lines with --jsonl." in result.stderr


def test_a_payload_is_shown_as_it_is() -> None:
    """
    A name that looks like an emoji's or like markup stays what it is.
    """
    arguments = ("encode", "--account", "a@b", "--name", ":x: [red]")

    assert "5909:x: [red]" in run(*arguments).stdout


def test_half_a_character_is_written_escaped() -> None:
    """
    Output stays UTF-8 whatever comes in.
    """
    text = STATIC.replace("John Smith", "John Smit\ud800")
    (row,) = answers("decode", {"qr": text})

    assert "John Smit\ud800" == row["fields"]["merchant_name"]


def test_lines_are_drawn() -> None:
    """
    Each payload gives a card, in one of two languages.
    """
    good, bad = answers("card", {"qr": STATIC, "language": "km"}, {"qr": STATIC, "language": "fr"})

    assert good["svg"].startswith("<svg ")
    assert "language" == bad["error"]["field"]


def test_a_bad_row_does_not_stop_the_cards() -> None:
    """
    A language that is a list and a payload that is a number are answered in their place.
    """
    first, second, third = answers(
        "card", {"qr": STATIC, "language": []}, {"qr": 5}, {"qr": STATIC}
    )

    assert ["language", "qr"] == [first["error"]["field"], second["error"]["field"]]
    assert "svg" in third


def test_one_account_is_encoded() -> None:
    """
    A person gets the payload and its MD5, and the drawn code on request.
    """
    arguments = ("encode", "--account", "john_smith@devb", "--name", "John Smith")
    plain = run(*arguments)
    as_json = json.loads(run(*arguments, "--json").stdout)
    drawn = run(*arguments, "--draw")

    assert plain.stdout.splitlines()[0] == STATIC == as_json["qr"]
    assert "█" in drawn.stdout


@pytest.mark.rule("C36")
def test_an_amount_gets_fifteen_minutes() -> None:
    """
    The expiration comes from the clock, so that the code can be paid at once.
    """
    arguments = ("--account", "a@b", "--name", "N", "--amount", "1.5", "--currency", "USD")
    payload = json.loads(run("encode", *arguments, "--json").stdout)["qr"]

    assert "54041.50" in payload
    assert 0 == run("verify", payload).exit_code


def test_what_cannot_be_encoded_ends_with_its_code() -> None:
    """
    Exit 3 means that the input cannot be used.
    """
    result = run("encode", "--account", "nobody", "--name", "N")

    assert 3 == result.exit_code
    assert "bakong_account_id has no @" in result.stderr


def test_one_payload_is_decoded_and_judged() -> None:
    """
    An expired code is read, and exits 1 when judged.
    """
    expired = run("verify", EXPIRED)

    assert "merchant_name: John Smith" in run("decode", EXPIRED).stdout
    assert "12.34" == json.loads(run("decode", EXPIRED, "--json").stdout)["fields"]["amount"]
    assert (1, True) == (expired.exit_code, "has passed" in expired.stdout)
    assert 1 == run("verify", EXPIRED, "--json").exit_code
    assert "valid" in run("verify", STATIC).stdout


@pytest.mark.parametrize("options", [(), ("--khmer",), ("--plain",)])
def test_a_card_is_a_file_that_scans(tmp_path: Path, options: tuple[str, ...]) -> None:
    """
    Its PNG holds the payload, also at half size.
    """
    path = tmp_path / "card.png"
    result = run("card", EXPIRED, "--out", str(path), *options, "--json")
    picture = Image.open(io.BytesIO(path.read_bytes())).convert("L")
    half = picture.resize((picture.width // 2, picture.height // 2))

    assert {"file": str(path)} == json.loads(result.stdout)
    assert [EXPIRED] == [one.text for one in zxingcpp.read_barcodes(half)]


def test_a_card_may_be_svg(tmp_path: Path) -> None:
    """
    The suffix says which.
    """
    path = tmp_path / "card.svg"
    result = run("card", STATIC, "--out", str(path))

    assert str(path) in result.stdout.replace("\n", "")
    assert path.read_text().startswith("<svg ")


@pytest.mark.parametrize(
    ("payload", "name"), [(STATIC, "card.gif"), ("000201", "card.svg"), ("long", "card.svg")]
)
def test_a_card_that_cannot_be_drawn_is_refused(tmp_path: Path, payload: str, name: str) -> None:
    """
    No file is left behind.
    """
    text = (
        STATIC[:-8] + "9099" + "x" * 99 + ("9199" + "y" * 99 + "9099" + "x" * 99) * 20 + STATIC[-8:]
    )
    result = run("card", text if payload == "long" else payload, "--out", str(tmp_path / name))

    assert 3 == result.exit_code
    assert [] == [*tmp_path.iterdir()]
