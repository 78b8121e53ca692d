"""The client whose engine is served: that of the project if it is current, or one made for it."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module, invalidate_caches
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

from neto_gen.build import build
from neto_gen.problems import Failure

if TYPE_CHECKING:
    from collections.abc import Generator

    from neto_gen.settings.config import Config

# A name that no project's client has, so that both can be imported.
_PACKAGE = "neto_gen_served_client"


class Client(NamedTuple):
    """The modules of a client that a store is made of. They are typed in the client, not here."""

    package: str
    store: Any
    state: Any
    wire: Any
    kinds: Any

    @property
    def operations(self) -> Any:  # noqa: ANN401 - a mapping of the client's operations
        """The operations by their actions."""
        return self.kinds.Operations(self.package)


@contextmanager
def opened_client(config: Config) -> Generator[Client]:
    """Yield the client of these settings, built if it is not current. Raises Failure."""
    if _is_current(config):
        yield client_in(config.output, config.package)
        return
    with TemporaryDirectory(prefix="neto-gen-serve-") as folder:
        output = Path(folder)
        own = config._replace(
            output=output, package=_PACKAGE, templates=None, settings=None, root=output, only=()
        )
        build(own)
        yield client_in(output, _PACKAGE)


def _is_current(config: Config) -> bool:
    if config.templates is not None or not (config.target / "_store.py").is_file():
        return False
    try:
        found = build(config, check=True)
    except Failure:
        return False
    return not found.changes and not found.is_interrupted and not found.is_newer


def client_in(folder: Path, package: str) -> Client:
    """Import the client of this package in a folder."""
    for name in [name for name in sys.modules if name.partition(".")[0] == _PACKAGE]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    try:
        invalidate_caches()
        names = ("_store", "_store_state", "_store_wire", "_store_kinds")
        return Client(package, *(import_module(f"{package}.{name}") for name in names))
    finally:
        sys.path.remove(str(folder))
