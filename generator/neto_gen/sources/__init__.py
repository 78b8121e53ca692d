"""Where schemas come from."""

from neto_gen.sources.folder import SchemaFolder, open_folder
from neto_gen.sources.lock import LOCK_NAME, Locked, read_lock

__all__ = ["LOCK_NAME", "Locked", "SchemaFolder", "open_folder", "read_lock"]
