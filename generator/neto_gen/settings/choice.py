"""Which operations the settings of a project choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.sources.folder import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from neto_gen.settings.config import Config


def takes_all(config: Config) -> bool:
    """Tell whether the settings choose all declared operations, or all in the folder."""
    return not config.operations or ALL in config.operations


def left_out(
    config: Config, names: Iterable[str], groups: Mapping[str, Sequence[str]]
) -> list[str]:
    """Return those of these operations and groups that `operations` leaves out, as they were named."""
    found = [*dict.fromkeys(names)]
    if takes_all(config):
        return []
    chosen = {inner for name in config.operations for inner in (name, *groups.get(name, ()))}
    return [
        name for name in found if name not in chosen and not {*groups.get(name, [name])} <= chosen
    ]
