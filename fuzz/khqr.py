"""
Any text gets a verdict; it decodes into a value or a declared error, and ours are valid.

Run ``python fuzz/khqr.py [SECONDS]``; 300 seconds by default. The texts are
mutations of real codes, the checksum made right again in half of them, so that what lies
behind it is reached. Exits 1 with the text on anything else, or on a text that takes
longer than a second.
"""

import random
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from dastern_core import khqr

NOW = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST_SECONDS = 1.0
PIECES = (
    "62", "64", "99", "29", "30", "00", "01", "54", "6304", "-1", " 7", "7x", "0", "99", "\ud800",
    "😀", "ក", "\x00", "x" * 99,
)  # fmt: skip


def seeds() -> tuple[str, ...]:
    """
    Give codes of each kind.
    """
    shared = {"bakong_account_id": "a@b", "merchant_name": "N😀", "bill_number": "7"}
    later = NOW + timedelta(minutes=15)
    accounts: tuple[khqr.Account, ...] = (
        khqr.Individual(**shared),
        khqr.Individual(**shared, amount=4000, expiration_timestamp=later),
        khqr.Merchant(
            **shared,
            merchant_id="1",
            acquiring_bank="B",
            currency="USD",
            amount="1.50",
            expiration_timestamp=later,
            language_preference="km",
            merchant_name_alternate_language="ហាង",
        ),
    )
    return tuple(khqr.encode(account, now=NOW) for account in accounts)


def mutated(text: str, chance: random.Random) -> str:
    """
    Cut, repeat, replace or insert a few pieces.
    """
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(text))
        end = min(len(text), start + chance.randint(0, 8))
        middle = chance.choice((chance.choice(PIECES), text[start:end] * 2, ""))
        text = text[:start] + middle + text[end:]
    if chance.random() < 0.5:  # noqa: PLR2004 - half of them
        with suppress(UnicodeEncodeError):
            body = text.partition("6304")[0] + "6304"
            text = body + khqr.crc(body)
    return text


def answered(text: str) -> None:
    """
    Raise on anything but a value or a declared error.
    """
    khqr.verify(text, now=NOW)
    with suppress(khqr.KhqrError):
        khqr.decode_emv(text)
    with suppress(khqr.KhqrError):
        account = khqr.decode(text)
        again = khqr.encode(account, now=NOW)
        if not khqr.verify(again, now=NOW).valid or khqr.decode(again) != account:
            message = "what was encoded is not valid, or not what was decoded"
            raise AssertionError(message)


def main(seconds: float) -> int:
    """
    Fuzz for some time and give the exit code.
    """
    chance = random.Random(1)  # noqa: S311 - a fuzzer's repeatable chance
    codes = seeds()
    until, runs = time.process_time() + seconds, 0
    while (start := time.process_time()) < until:
        text = mutated(chance.choice(codes), chance) * chance.choice((1,) * 49 + (50,))
        try:
            answered(text)
        except Exception as error:  # noqa: BLE001 - whatever else comes out is the finding
            print(f"{type(error).__name__}: {error}\n{text!r}")
            return 1
        if time.process_time() - start > LONGEST_SECONDS:
            print(f"too slow\n{text!r}")
            return 1
        runs += 1
    print(f"{runs:,} texts answered")
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if sys.argv[1:] else 300.0))
