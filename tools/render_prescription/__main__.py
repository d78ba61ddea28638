"""
Command: ``python -m tools.render_prescription --help`` says how to use it.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from tools.render_prescription import __doc__ as about
from tools.render_prescription.cases import CASES
from tools.render_prescription.page import draw_page
from tools.render_prescription.photo import take_photo
from tools.render_prescription.printed_forms import FORMS
from tools.render_prescription.truth import truth_document, truth_text


def main(arguments: Sequence[str] | None = None) -> None:
    """
    Write one photo and its truth file.

    Args:
        arguments: The command line's; None for those of this process.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.render_prescription",
        description=about,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--form", choices=sorted(FORMS), default="ruled-khmer")
    parser.add_argument("--case", choices=sorted(CASES), default="bronchitis")
    parser.add_argument("--seed", type=int, required=True, help="what all chance follows from")
    parser.add_argument("--photo", type=Path, required=True, help="the JPEG to write")
    parser.add_argument("--truth", type=Path, required=True, help="the JSON to write")
    given = parser.parse_args(arguments)
    form, case = FORMS[given.form], CASES[given.case]
    try:
        page = draw_page(form, case)
    except ValueError as error:
        parser.error(str(error))
    photo = take_photo(page, seed=given.seed)
    truth = truth_document(form, case, page, photo, image=given.photo.name)
    given.photo.write_bytes(photo.jpeg)
    given.truth.write_text(truth_text(truth), encoding="utf-8")
    print(f"{given.photo}: {len(photo.jpeg) / 1024:.0f} KiB")


if __name__ == "__main__":
    main()
