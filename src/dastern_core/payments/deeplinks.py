"""
Deeplinks: opening the bank's app on the payer's own phone instead of scanning a code.
"""

import re
from datetime import datetime

import attrs

from dastern_core.kernel import Fault, InvalidInputError
from dastern_core.khqr import KhqrError, verify

__all__ = ["DeeplinkRequest", "DeeplinkSource"]

_LONGEST_NAME = 100  # ours, like the next: the bank documents no lengths
_LONGEST_ADDRESS = 2000
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[!-~]+")  # RFC 3986, section 3


def _check_address(_: object, attribute: "attrs.Attribute[str]", value: str) -> None:
    if _ADDRESS.fullmatch(value) is None or len(value) > _LONGEST_ADDRESS:
        problem = f"is not an address of at most {_LONGEST_ADDRESS} characters"
        remedy = "Give a whole address, such as https://example.org/paid."
        raise InvalidInputError(Fault(field=attribute.name, problem=problem, remedy=remedy))


@attrs.frozen(kw_only=True)
class DeeplinkSource:
    """
    Who asks the payer to pay, as the bank's app shows it.

    Args:
        app_name: 1 to 100 printable characters.
        icon_address: Where the app's icon is.
        callback_address: Where the payer goes afterwards; an app's own scheme may be used.

    Raises:
        InvalidInputError: One of them is anything else.
    """

    app_name: str = attrs.field()
    icon_address: str = attrs.field(validator=_check_address)
    callback_address: str = attrs.field(validator=_check_address)

    @app_name.validator
    def _check_name(self, _: "attrs.Attribute[str]", value: str) -> None:
        if not (0 < len(value) <= _LONGEST_NAME and value.isprintable()):
            problem = f"is not 1 to {_LONGEST_NAME} printable characters"
            remedy = "Give the name that the payer knows."
            raise InvalidInputError(Fault(field="app_name", problem=problem, remedy=remedy))


@attrs.frozen(kw_only=True)
class DeeplinkRequest:
    """
    What a link is asked for: a code that can be paid now.

    Args:
        payload: The text of the KHQR.
        source: Who asks; None where the bank's app need not show it.
        now: The moment of asking, aware.

    Raises:
        KhqrError: The payload does not verify; every problem is told.
        InvalidInputError: ``now`` is naive.

    Source:
        Rules PAY-11, PAY-30, PAY-31.
    """

    payload: str
    source: DeeplinkSource | None
    now: datetime

    def __attrs_post_init__(self) -> None:
        """
        Refuse a payload that a bank would refuse.
        """
        verdict = verify(self.payload, now=self.now)
        if not verdict.sound:
            raise KhqrError(*verdict.problems, *verdict.doubts)
