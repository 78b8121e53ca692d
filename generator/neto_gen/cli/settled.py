"""The settings of the project that a command runs in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from neto_gen.build import is_left_undone
from neto_gen.cli.output import say_waiting
from neto_gen.files.locking import exclusive
from neto_gen.settings.config import load_config

if TYPE_CHECKING:
    from neto_gen.settings.config import Config


def settled_config(
    *,
    schemas: Path | None = None,
    output: Path | None = None,
    **more: Any,  # noqa: ANN401 - those of load_config
) -> Config:
    """Load the settings after finishing or undoing what a killed neto-gen left.

    The arguments are those of `load_config`. Raises Failure.
    """
    config = load_config(Path.cwd(), schemas=schemas, output=output, **more)
    if is_left_undone(config):
        with exclusive(config.schemas, config.target, project=config.place, waiting=say_waiting):
            pass
        config = load_config(Path.cwd(), schemas=schemas, output=output, **more)
    return config
