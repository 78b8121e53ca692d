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

_ERRORS = (
    *("ApiError", "ArgumentError", "Attempt", "AuthenticationError", "ConfigurationError"),
    *("ConnectionFailed", "HttpStatusError", "NetoError", "OutcomeUnknown", "PermissionDenied"),
    *("RateLimited", "RequestError", "RequestTimedOut", "ResponseError", "ServerFailure"),
    *("TransportError", "UnknownAction", "ValidationError"),
)
HOMES: dict[str, str] = {
    "NetoClient": "_client",
    "AsyncNetoClient": "_async_client",
    "Batch": "_batches",
    "Batches": "_batches",
    "Basic": "_auth",
    "Bearer": "_auth",
    "OAuth": "_auth",
    "Scheme": "_auth",
    "Secret": "_redact",
    "Limits": "_limits",
    "Options": "_options",
    "Pair": "_pairs",
    "Pairs": "_pairs",
    "PreparedRequest": "_errors",
    "Problem": "_problems",
    "RateLimiter": "_rate_limit",
    "RawResponse": "_response",
    "Retries": "_options",
    "Timeouts": "_options",
    "paired": "_pairs",
    **dict.fromkeys(_ERRORS, "_errors"),
}
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
