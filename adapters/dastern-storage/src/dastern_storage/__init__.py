"""
Storage for dastern-core: sealed objects in a folder or in S3, and keys in files.

The S3 store is in ``dastern_storage.s3``, which needs the extra ``s3``; virus scanning by
ClamAV in ``dastern_storage.clamd``, which needs the extra ``clamd``.
"""

from dastern_storage.folder import FolderObjects
from dastern_storage.key_files import KeyFiles, open_key_files
from dastern_storage.scanning import NoVirusScanner

__all__ = ["FolderObjects", "KeyFiles", "NoVirusScanner", "open_key_files"]
