"""The files of a project for CI: a check of each pull request, a nightly update, and releases."""

from neto_gen.ci.recipes import PROVIDERS, read_part, recipes, repository
from neto_gen.ci.source import installed_source, pinned_source

__all__ = [
    "PROVIDERS",
    "installed_source",
    "pinned_source",
    "read_part",
    "recipes",
    "repository",
]
