"""The server: Uvicorn on a port of this machine, until somebody ends it."""

from __future__ import annotations

import asyncio
import hmac
import socket
from base64 import b64decode
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from neto_gen.problems import ExitCode, Failure, Problem, reason

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.types import ASGIApp
    from uvicorn import Server

    from neto_gen.serve.app import Served

_BACKLOG = 16_384
_OPEN_FILES = 65_536


def require_libraries() -> None:
    """Raise Failure when the libraries of a server are not installed."""
    try:
        import_module("starlette")
        import_module("uvicorn")
    except ImportError as error:
        hint = 'install starlette and uvicorn, or neto-gen with its extra "serve"'
        problem = Problem(f"neto-gen serve needs {error.name}, which is not installed", None, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def knows(key: str, *, is_neto: bool = True) -> Callable[[Any], bool]:
    """Return a function that tells whether a request brings the key.

    A gateway takes it as a bearer token; a store takes it in headers of its own, and a store of another
    API in any scheme.
    """
    expected = key.encode()

    def is_key(given: str) -> bool:
        return hmac.compare_digest(given.encode("latin-1", "replace"), expected)

    def found(request: Any) -> bool:  # noqa: ANN401 - of the client's engine
        headers: Mapping[str, str] = request.headers
        is_gateway = request.path.startswith("/v1/")
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and (is_gateway or not is_neto):
            return is_key(given.strip())
        if is_neto and is_gateway:
            return False
        own = headers.get("netoapi_key") or headers.get("netoapi-key")
        if own is None and ("x_access_key" in headers or "x-access-key" in headers or not is_neto):
            own = headers.get("x_secret_key") or headers.get("x-secret-key")
        if own is not None:
            return is_key(own)
        if is_neto or scheme.lower() != "basic":
            return False
        try:
            return is_key(b64decode(given, validate=True).decode("latin-1").partition(":")[2])
        except ValueError:
            return False

    return found


def bound_socket(host: str, port: int) -> socket.socket:
    """Return a listening socket. Raises Failure."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        said = reason(error) if isinstance(error, OSError) else str(error)
        said = said.partition(" (while ")[0]  # which repeats the address
        hint = "choose another port with --port, or 0 for any that is free"
        problem = Problem(f"cannot listen on {host}:{port}: {said}", None, hint)
        raise Failure(ExitCode.USAGE, problem) from None


def serve(served: Served, own: socket.socket, ready: Callable[[], None]) -> None:
    """Serve until somebody ends it."""
    from neto_gen.serve.app import make_app  # noqa: PLC0415 - an extra

    _allow_many_files()
    server = server_of(make_app(served))

    async def run() -> None:
        ready()
        await server.serve(sockets=[own])

    with suppress(KeyboardInterrupt):
        _run(run, server.config)


def server_of(app: ASGIApp) -> Server:
    """Return the Uvicorn server of an application."""
    import uvicorn  # noqa: PLC0415 - an extra

    config = uvicorn.Config(
        app,
        access_log=False,
        backlog=_BACKLOG,
        date_header=False,
        lifespan="off",
        log_level="critical",
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=2,
        timeout_keep_alive=75,
        ws="none",
    )
    return uvicorn.Server(config)


def _run(run: Callable[[], Any], config: Any) -> None:  # noqa: ANN401 - Uvicorn's own
    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(run())


def _allow_many_files() -> None:
    """Let the process have as many connections as the system allows it."""
    with suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415 - Windows has none

        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(_OPEN_FILES, hard)
        if soft < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
