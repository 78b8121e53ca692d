"""Read schemas from a folder, its lock, and the vendor's server."""

from neto_gen.sources.folder import LOCK_NAME, MemoryFolder, SchemaFolder, open_folder
from neto_gen.sources.operations import MessageSource, OperationSource

__all__ = [
    "LOCK_NAME",
    "MemoryFolder",
    "MessageSource",
    "OperationSource",
    "SchemaFolder",
    "open_folder",
]
