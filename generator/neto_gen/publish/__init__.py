"""From the files of a package to the disk, all or nothing."""

from neto_gen.publish.changes import Changes, find_changes, unknown_files
from neto_gen.publish.manifest import MANIFEST_NAME, Manifest, read_manifest
from neto_gen.publish.write import write_changes

__all__ = [
    "MANIFEST_NAME",
    "Changes",
    "Manifest",
    "find_changes",
    "read_manifest",
    "unknown_files",
    "write_changes",
]
