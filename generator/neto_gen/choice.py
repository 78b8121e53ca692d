"""Which operations the settings of a project choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.sources.folder import ALL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from neto_gen.config import Config


def left_out(config: Config, names: Iterable[str]) -> list[str]:
    """The operations and groups of these that `operations` leaves out, as they were named."""
    found = [*dict.fromkeys(names)]
    if not found or not config.operations or ALL in config.operations:
        return []
    from neto_gen.catalogue import read_catalogue  # noqa: PLC0415 - seldom needed

    groups = read_catalogue().groups
    chosen = {inner for name in config.operations for inner in (name, *groups.get(name, ()))}
    return [n for n in found if n not in chosen and not ({*groups.get(n, [n])} <= chosen)]
