"""`neto-gen version`."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pyexpat import EXPAT_VERSION

import click

from neto_gen import __version__
from neto_gen.cli.failures import failures_reported
from neto_gen.fingerprint import library_versions, tool_fingerprint

_EXAMPLES = """
\b
Examples:
  neto-gen version
  neto-gen version --json
      Use this to report a problem.
"""
# Libraries without effect on the output; the last two are optional.
_OTHERS = ("click", "httpx2", "packaging", "rich", "toposort", "watchfiles", "lxml", "orjson")


@click.command("version", epilog=_EXAMPLES)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(*, as_json: bool) -> None:
    """Print the versions of everything that affects a build.

    Prints the versions of neto-gen (with the hash of its code and templates), Python, and the
    libraries. Machines with the same versions build the same client from the same schemas and
    settings. The output contains no paths and no personal names.
    """
    with failures_reported():
        itself, libraries = _itself(), _libraries()
        if as_json:
            click.echo(json.dumps({**itself, "libraries": libraries}, indent=2))
            return
        shown = {**itself, **libraries}
        width = max(map(len, shown))
        for name, version in shown.items():
            click.echo(f"{name:{width}}  {version or 'not installed'}")


def _itself() -> dict[str, str]:
    return {
        "neto-gen": __version__,
        "tool": tool_fingerprint(),
        "python": platform.python_version(),
        "implementation": platform.python_implementation(),
        "platform": f"{sys.platform} {platform.machine()}",
        "expat": EXPAT_VERSION.removeprefix("expat_"),
    }


def _libraries() -> dict[str, str | None]:
    """Return the versions of libraries by name; None for one that is not installed."""
    found: dict[str, str | None] = {**library_versions()}
    for name in _OTHERS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return dict(sorted(found.items()))
