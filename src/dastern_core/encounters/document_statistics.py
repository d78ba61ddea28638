"""
Document statistics: what a list of documents comes to, for the head of its page.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import attrs

from dastern_core.encounters.documents import Document, DocumentType
from dastern_core.kernel import HospitalId

__all__ = ["DocumentStatistics", "document_statistics"]

_RECENT: Final = 5


@attrs.frozen(kw_only=True)
class DocumentStatistics:
    """
    The counts.

    Args:
        total: How many documents there are.
        types: How many of each kind, the most first; of equals the first by name.
        hospitals: Who uploaded at least one, in the order of their identifiers; what the
            patient uploaded is of none.
        pdfs: How many are PDF.
        images: How many are pictures.
        recent: The five newest, the newest first.
    """

    total: int
    types: tuple[tuple[DocumentType, int], ...]
    hospitals: tuple[HospitalId, ...]
    pdfs: int
    images: int
    recent: tuple[Document, ...]


def document_statistics(documents: Iterable[Document]) -> DocumentStatistics:
    """
    Count documents that somebody may see.

    Args:
        documents: In any order, as ``dastern_core.usecases.read_documents`` lists them.

    Source:
        Rule EPD-11.
    """
    newest = sorted(documents, key=lambda one: (one.uploaded_at, one.id), reverse=True)
    types = Counter(one.type for one in newest)
    pdfs = types[DocumentType.PDF]
    counted = sorted(types.items(), key=lambda one: (-one[1], one[0].value))
    return DocumentStatistics(
        total=len(newest),
        types=tuple((kind, count) for kind, count in counted if count),
        hospitals=tuple(sorted({one.hospital for one in newest if one.hospital is not None})),
        pdfs=pdfs,
        images=len(newest) - pdfs,
        recent=tuple(newest[:_RECENT]),
    )
