"""
Storage for dastern-core: sealed objects in a folder or in S3, and keys in files.

The S3 store is in ``dastern_storage.s3``, which needs the extra ``s3``.
"""

from dastern_storage.folder import FolderObjects
from dastern_storage.key_files import KeyFiles, open_key_files

__all__ = ["FolderObjects", "KeyFiles", "open_key_files"]
