"""The contract in the formats of other tools: JSON Schema, OpenAPI, and collections of requests.

One module makes the files of one format. What they have in common is in `api` (what is exported),
`message_schema` (JSON Schema of a message) and `request_collections` (headers and bodies).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from neto_gen.export.write import Exported, put

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.export.api import ExportFormat
    from neto_gen.settings.config import Config

FORMATS: Final = {
    "json-schema": "json_schema",
    "openapi": "openapi",
    "postman": "postman",
    "bruno": "bruno",
    "http": "http_files",
}
"""The formats, and the module of each; it is imported when it is asked for."""


def export(
    config: Config,
    name: str,
    output: Path,
    *,
    check: bool = False,
    overwrite: bool = False,
) -> Exported:
    """Write the operations that a build of these settings is about in a format, or with `check` only compare.

    Either all files are written or none. Raises Failure when a schema cannot be loaded, or when a
    file cannot be written, is not one of an earlier export, or was edited, unless `overwrite` is set.
    """
    # Only this needs xsdata, which is slow to import.
    from neto_gen.export.api import read_api  # noqa: PLC0415

    export_format = format_named(name)
    files = export_format.files(read_api(config))
    return put(export_format, files, output, check=check, overwrite=overwrite)


def format_named(name: str) -> ExportFormat:
    """Return the format with this name."""
    export_format: ExportFormat = import_module(f"neto_gen.export.{FORMATS[name]}").FORMAT
    return export_format
