"""
The commands ``dastern khqr``: payment codes written, read, judged and drawn.
"""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from dastern_cli.clock import SystemClock
from dastern_cli.files import write_whole
from dastern_cli.json_lines import Row, serve_lines
from dastern_cli.khqr_lines import (
    at_its_moment,
    decode_row,
    encode_row,
    error_row,
    payload_of,
    verdict_row,
    verify_row,
)
from dastern_cli.output import ExitCode, console, declared_errors, print_json
from dastern_core import khqr
from dastern_core.kernel import Fault, InvalidInputError, Language

__all__ = ["app"]

_MOST_MINUTES = 366 * 24 * 60
_VALID_MINUTES = 15  # the time for a payment: contradiction C36

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Cambodian payment codes: write, read, check, draw.",
)

_Text = Annotated[str, typer.Option()]
_Payload = Annotated[str | None, typer.Argument(help="The code's text.", metavar="PAYLOAD")]
_Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
_Lines = Annotated[
    bool, typer.Option("--jsonl", help="One JSON object a line on stdin, one on stdout.")
]


@app.command()
def encode(  # noqa: PLR0913 - one option for each of the code's fields
    context: typer.Context,
    *,
    account: Annotated[str, typer.Option(help="The payee's Bakong account, name@bank.")] = "",
    name: Annotated[str, typer.Option(help="The name that the payer sees.")] = "",
    city: _Text = "",
    amount: Annotated[str, typer.Option(help="Such as 1.50; none lets the payer choose.")] = "",
    currency: Annotated[str, typer.Option(help="KHR or USD.")] = "KHR",
    minutes: Annotated[
        int,
        typer.Option(min=1, max=_MOST_MINUTES, help="How long a code with an amount may be paid."),
    ] = _VALID_MINUTES,
    merchant_id: Annotated[str, typer.Option(help="Makes a merchant's code.")] = "",
    bank: Annotated[str, typer.Option(help="The payee's bank.")] = "",
    account_information: _Text = "",
    bill: Annotated[str, typer.Option(help="The bill's number.")] = "",
    mobile: Annotated[str, typer.Option(help="Digits only.")] = "",
    store: _Text = "",
    terminal: _Text = "",
    purpose: _Text = "",
    language: Annotated[str, typer.Option(help="Of the alternate name: km.")] = "",
    alternate_name: _Text = "",
    alternate_city: _Text = "",
    union_pay: Annotated[str, typer.Option(help="A UnionPay account; riel only.")] = "",
    category: Annotated[str, typer.Option(help="ISO 18245 merchant category.")] = "",
    draw_code: Annotated[bool, typer.Option("--draw", help="Draw it here.")] = False,
    as_json: _Json = False,
    lines: _Lines = False,
) -> None:
    """
    Write the code of an account, and the MD5 by which its payment is tracked.

    With [bold]--jsonl[/] each line is {"kind": "individual", "now": 1767225600000,
    "bakong_account_id": "name@bank", "merchant_name": "Shop", "amount": 1.5,
    "currency": "USD", "expiration_timestamp": 1767226200000}.
    """
    if lines:
        serve_lines(context, at_its_moment(encode_row, now=SystemClock().now()), told=error_row)
        return
    now = SystemClock().now()
    row: Row = {
        "kind": "merchant" if merchant_id else "individual",
        "bakong_account_id": account,
        "merchant_name": name,
        "merchant_city": city,
        "amount": amount,
        "currency": currency,
        "expiration_timestamp": now + timedelta(minutes=minutes),
        "merchant_id": merchant_id,
        "acquiring_bank": bank,
        "account_information": account_information,
        "bill_number": bill,
        "mobile_number": mobile,
        "store_label": store,
        "terminal_label": terminal,
        "purpose_of_transaction": purpose,
        "language_preference": language,
        "merchant_name_alternate_language": alternate_name,
        "merchant_city_alternate_language": alternate_city,
        "union_pay_merchant": union_pay,
        "merchant_category_code": category,
    }
    with declared_errors(as_json=as_json, told=error_row):
        written = encode_row(row, now)
    if as_json:
        print_json(written)
        return
    out = console(as_json=False)
    out.print(written["qr"], markup=False, soft_wrap=True)
    out.print(f"[dim]md5 {written['md5']}[/]")
    if draw_code:
        from dastern_core.khqr import picture  # noqa: PLC0415 - most codes are not drawn here

        out.print(picture.terminal(str(written["qr"])), markup=False)


@app.command()
def decode(
    context: typer.Context,
    payload: _Payload = None,
    *,
    as_json: _Json = False,
    lines: _Lines = False,
) -> None:
    """
    Read what a code says, without judging it.

    With [bold]--jsonl[/] each line is {"qr": "000201..."}.
    """
    if lines:
        serve_lines(context, decode_row, told=error_row)
        return
    with declared_errors(as_json=as_json, told=error_row):
        row = decode_row({"qr": _given(payload)})
    if as_json:
        print_json(row)
        return
    out = console(as_json=False)
    fields = row["fields"]
    for key, value in fields.items() if isinstance(fields, dict) else ():
        if value is not None:
            out.print(f"{key}: {value}", markup=False, soft_wrap=True)


@app.command()
def verify(
    context: typer.Context,
    payload: _Payload = None,
    *,
    as_json: _Json = False,
    lines: _Lines = False,
) -> None:
    """
    Tell whether a code may be paid now; exit 1 where it may not, or not unseen.

    With [bold]--jsonl[/] each line is {"qr": "000201...", "now": 1767225600000}.
    """
    if lines:
        serve_lines(context, at_its_moment(verify_row, now=SystemClock().now()), told=error_row)
        return
    verdict = khqr.verify(_given(payload), now=SystemClock().now())
    if as_json:
        print_json(verdict_row(verdict))
    else:
        out = console(as_json=False)
        said = "[green]valid[/]" if verdict.sound else "[yellow]doubtful[/]"
        out.print(said if verdict.valid else "[red]not valid[/]")
        for one in (*verdict.problems, *verdict.doubts):
            out.print(f"tag {one.tag or '-'}: {one.message}", markup=False, soft_wrap=True)
    if not verdict.sound:
        raise typer.Exit(ExitCode.CHECK_FAILED)


@app.command()
def card(
    context: typer.Context,
    payload: _Payload = None,
    *,
    out: Annotated[Path, typer.Option(help="Ends in .svg or .png.")] = Path("khqr.svg"),
    khmer: Annotated[bool, typer.Option(help="Khmer words, and the Khmer name.")] = False,
    plain: Annotated[bool, typer.Option(help="The code alone, without the card.")] = False,
    as_json: _Json = False,
    lines: _Lines = False,
) -> None:
    """
    Draw a code as a card to show at the counter.

    With [bold]--jsonl[/] each line is {"qr": "000201...", "language": "km"}, and its
    answer {"svg": "<svg ..."}.
    """
    if lines:
        serve_lines(context, _card_row, told=error_row)
        return
    language = Language.KHMER if khmer else Language.ENGLISH
    with declared_errors(as_json=as_json, told=error_row):
        content = _drawn(_given(payload), language=language, form=out.suffix, plain=plain)
        path = write_whole(out, content)
    if as_json:
        print_json({"file": str(path)})
    else:
        console(as_json=False).print(f"{path}", markup=False, soft_wrap=True)


def _drawn(payload: str, *, language: Language, form: str, plain: bool) -> bytes:
    from dastern_cli.khqr_card import draw  # noqa: PLC0415 - only cards need what draws

    return draw(payload, language=language, form=form, plain=plain)


def _card_row(given: Row) -> Row:
    try:
        language = Language(given.get("language", "en"))
    except ValueError as error:
        fault = Fault(field="language", problem="is neither en nor km", remedy="Give one of them.")
        raise InvalidInputError(fault) from error
    content = _drawn(payload_of(given), language=language, form=".svg", plain=False)
    return {"svg": content.decode()}


def _given(payload: str | None) -> str:
    if payload is None:
        message = "Give the PAYLOAD, or lines with --jsonl."
        raise typer.BadParameter(message)
    return payload
