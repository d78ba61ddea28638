"""
Schemas: write the JSON Schema of each document of reading for the documentation.

Usage: ``python tools/schemas.py``, which writes ``docs/schemas/``.
"""

import json
from pathlib import Path

from dastern_core.ocr import SCHEMA_VERSION
from dastern_core.ocr.schema import SCHEMAS

__all__ = ["files"]

FOLDER = Path(__file__).parents[1] / "docs" / "schemas"


def files() -> dict[str, str]:
    """
    Give each file's text by its name.
    """
    return {
        f"{name}-{SCHEMA_VERSION}.json": json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                "$id": f"urn:dastern:{name}:{SCHEMA_VERSION}",
                **model.model_json_schema(),
            },
            indent=1,
            ensure_ascii=False,
        )
        + "\n"
        for name, model in SCHEMAS.items()
    }


if __name__ == "__main__":
    for file, text in files().items():
        (FOLDER / file).write_text(text, encoding="utf-8")
