"""
Combined recognizer: each line to the engine that reads its script.
"""

from dastern_core.testing.contracts.recognition import TextRecognizerContract


class TestCombinedRecognizer(TextRecognizerContract):
    """
    PP-OCRv6 and the Khmer model together.
    """
