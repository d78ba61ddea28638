"""
Text recognition for dastern-core: PP-OCRv6 for Latin, an ONNX model for Khmer.

Tesseract and PaddleOCR stand behind the same port, where they are installed.
"""

from dastern_ocr.codes import find_codes
from dastern_ocr.combined import CombinedRecognizer, FindingEngine
from dastern_ocr.documents import decode_pages
from dastern_ocr.images import LARGEST_FILE, InvalidImageError, decode_image
from dastern_ocr.khmer import KhmerEngine
from dastern_ocr.latin import LatinEngine
from dastern_ocr.paddle import PaddleEngine
from dastern_ocr.tesseract import TesseractRecognizer

__all__ = [
    "LARGEST_FILE",
    "CombinedRecognizer",
    "FindingEngine",
    "InvalidImageError",
    "KhmerEngine",
    "LatinEngine",
    "PaddleEngine",
    "TesseractRecognizer",
    "decode_image",
    "decode_pages",
    "find_codes",
]
