"""The public names of the package, and the modules that they are in, imported when first used.

The package imports this first. Both are written so that any Python can read them from 3.7 on, to say
that it is too old.
"""

from __future__ import annotations

import sys
from importlib import import_module

_OLDEST = (3, 11)  # imported by name: if it were written below, pyupgrade would remove the rest
if sys.version_info < _OLDEST:
    # Not an ImportError with a traceback, which would point at code that is correct.
    raise SystemExit(
        f"{__package__} needs Python 3.11 or newer: this is Python {sys.version.split()[0]}"
    )

MODULES: dict[str, tuple[str, ...]] = {
    "_async_client": ("AsyncNetoClient",),
    "_auth": ("Basic", "Bearer", "OAuth", "Scheme"),
    "_batches": ("Batch", "Batches"),
    "_client": ("NetoClient",),
    "_errors": (
        *("ApiError", "ArgumentError", "Attempt", "AuthenticationError", "ConfigurationError"),
        *("ConnectionFailed", "HttpStatusError", "NetoError", "OutcomeUnknown", "PermissionDenied"),
        *("PreparedRequest", "RateLimited", "RequestError", "RequestTimedOut", "ResponseError"),
        *("ServerFailure", "TransportError", "UnknownAction", "ValidationError"),
    ),
    "_limits": ("Limits",),
    "_options": ("Options", "Retries", "Timeouts"),
    "_pairs": ("Pair", "Pairs", "paired"),
    "_problems": ("Problem",),
    "_rate_limit": ("RateLimiter",),
    "_redact": ("Secret",),
    "_response": ("RawResponse",),
}
"""The public names of each module that has any, in their order."""

HOMES = {name: module for module, names in MODULES.items() for name in names}
RENAMED: dict[str, str] = {"Try": "Attempt"}
"""Public names of older versions, each with the name that it has now."""

NAMES = frozenset({"__all__", *HOMES, *RENAMED})


def find(name: str) -> object:
    """Return what a public name stands for, and warn about one that is out of date.

    Who asks for `__all__` will ask for each of these names, and may look for them in the package alone,
    as pdoc does: so they are there from then on.
    """
    if name == "__all__":
        package = import_module(".", __package__)
        vars(package).update({known: find(known) for known in HOMES})
        return sorted(HOMES)
    if name in RENAMED:
        import warnings  # noqa: PLC0415 - programs that are up to date do not need it

        message = f"{__package__}.{name} is called {RENAMED[name]} now, and will be removed"
        warnings.warn(message, DeprecationWarning, stacklevel=3)
        return find(RENAMED[name])
    found: object = getattr(import_module(f"{__package__}.{HOMES[name]}"), name)
    return found
