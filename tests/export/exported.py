"""What is exported of this API, read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from neto_gen.export.api import read_api
from neto_gen.settings.config import Config
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from neto_gen.export.api import Api


@cache
def the_api() -> Api:
    """Return all operations of this API."""
    return read_api(Config(schemas=SCHEMAS, output=SCHEMAS, package="neto_client", operations=()))
