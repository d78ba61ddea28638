"""
The README's pictures, made anew by the demonstration itself.

Run ``python tools/readme_pictures.py``. As root the working folder must be one that every
account can enter, because the database does not run as root.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
WIDTHS = {"overlay": 760, "week": 900}  # pixels
QUALITY = 85  # of JPEG; each stays below 200 KB


def main() -> None:
    """
    Run the demonstration in a temporary folder and keep small copies of its pictures.
    """
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        command = [sys.executable, "-m", "dastern_cli", "demo", "--json"]
        places = ["--data", str(folder / "data"), "--out", str(folder / "out")]
        subprocess.run([*command, *places], check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
        for picture, width in WIDTHS.items():
            image = Image.open(folder / "out" / f"{picture}.png").convert("RGB")
            small = image.resize((width, image.height * width // image.width))
            small.save(PICTURES / f"{picture}.jpg", quality=QUALITY, optimize=True)


if __name__ == "__main__":
    main()
