"""Errors that come into a call from outside: of signal handlers, and those that others raise in its thread.

A time limit of a worker, say, is such an error. It must end what goes on, and is neither a failure of
the transport nor a mistake in a hook.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from types import CodeType

# The libraries whose errors a call can raise itself, besides Python: the HTTP libraries and their
# dependencies, and orjson, which may read the response.
_LIBRARIES = frozenset(
    {
        *("httpx2", "httpcore2", "h11", "h2", "hpack", "hyperframe", "socksio", "idna"),
        *("anyio", "sniffio", "truststore", "orjson", "builtins"),
    }
)


def let_through(error: BaseException, led_to_it: Iterable[BaseException] = ()) -> None:
    """Raise an error, or its cause, or what else has led to it, if that has come from outside.

    That is what has passed a signal handler, or is of a class that the libraries of a call do not
    know.
    """
    handlers = _handlers()
    for found in (*_causes(error), *led_to_it):
        if is_foreign(found) or _has_passed(found, handlers):
            raise found


def let_signals_through(error: BaseException) -> None:
    """Raise an error that a signal handler raised inside user code, which may raise anything itself."""
    handlers = _handlers()
    for found in _causes(error):
        if _has_passed(found, handlers):
            raise found


def guarded(what: Callable[..., object], *args: object, **named: object) -> Exception | None:
    """Call what a user has a part in, a hook or a log; what it raises is returned.

    The outcome of a call counts for more. Only what has come from a signal handler is raised.
    """
    try:
        what(*args, **named)
    except Exception as error:  # noqa: BLE001 - a user's function may raise anything
        let_signals_through(error)
        return error
    return None


def is_foreign(error: BaseException) -> bool:
    """Tell whether an error's class is unknown to the libraries that a call uses."""
    module = type(error).__module__
    top = module.partition(".")[0]
    known = top in _LIBRARIES or top in sys.stdlib_module_names
    return not known and not module.startswith(f"{__package__}.")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error, its cause, and so on."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__


def origins(error: BaseException, before: BaseException | None = None) -> Iterator[BaseException]:
    """Yield an error and all that led to it.

    `before` was being handled when all that began, and is unrelated.
    """
    waiting, seen = [error], {id(before)}
    for found in waiting:  # grows during the loop
        if id(found) in seen:
            continue
        seen.add(id(found))
        yield found
        waiting += (one for one in (found.__cause__, found.__context__) if one is not None)
        kind: type[Any] = type(found)
        if issubclass(kind, BaseExceptionGroup):
            inner: tuple[BaseException, ...] = getattr(found, "exceptions", ())
            waiting += inner


def _has_passed(error: BaseException, functions: set[CodeType]) -> bool:
    """Tell whether an error was raised in one of these functions, or in what they called."""
    trace = error.__traceback__ if functions else None
    while trace is not None:
        if trace.tb_frame.f_code in functions:
            return True
        trace = trace.tb_next
    return False


def _handlers() -> set[CodeType]:
    """Return the current functions that handle signals."""
    import signal  # noqa: PLC0415 - only an error needs it

    found: set[CodeType] = set()
    for number in signal.valid_signals():
        handler: object = signal.getsignal(number)
        handler = getattr(handler, "func", handler)  # of functools.partial
        if not hasattr(handler, "__code__") and callable(handler):
            handler = getattr(handler, "__func__", type(handler).__call__)
        code = getattr(handler, "__code__", None)
        if code is not None:
            found.add(code)
    return found
