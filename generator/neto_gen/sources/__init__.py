"""Where schemas come from."""

from neto_gen.sources.folder import SchemaFolder, open_folder
from neto_gen.sources.lock import LOCK_NAME, Locked, read_lock
from neto_gen.sources.operations import MessageSource, OperationSource

__all__ = [
    "LOCK_NAME",
    "Locked",
    "MessageSource",
    "OperationSource",
    "SchemaFolder",
    "open_folder",
    "read_lock",
]
