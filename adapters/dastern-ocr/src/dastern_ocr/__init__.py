"""
Text recognition for dastern-core: PP-OCRv6 for Latin, an ONNX model for Khmer.
"""

from dastern_ocr.combined import CombinedRecognizer
from dastern_ocr.images import LARGEST_FILE, InvalidImageError, decode_image
from dastern_ocr.khmer import KhmerEngine
from dastern_ocr.latin import LatinEngine

__all__ = [
    "LARGEST_FILE",
    "CombinedRecognizer",
    "InvalidImageError",
    "KhmerEngine",
    "LatinEngine",
    "decode_image",
]
