"""The pages of the documentation that show files for CI. `python -m tests.ci.pages` writes them anew."""

from __future__ import annotations

import re

from neto_gen import __version__
from neto_gen.ci import PROVIDERS, recipes
from tests.support import REPOSITORY

SOURCE = f"neto-gen @ git+https://git.example/neto-gen.git@v{__version__}"
# No name on GitHub has such a character: nobody can register it.
ACTION = f"""\
name: neto-gen
on:
  pull_request:
permissions:
  contents: read
  pull-requests: write # for the comment
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with:
          fetch-depth: 2 # the merge of the pull request, and what it is merged into
          persist-credentials: false
      - uses: actions/setup-python@v6
        with:
          python-version: "3.13"
      - uses: <owner>/neto-gen@v{__version__}
        with:
          diff-base: HEAD^
          token: ${{{{ github.token }}}}
"""
_PAGES = REPOSITORY / "docs"
GUIDE = "guides/check-in-ci.md"


def pages() -> dict[str, str]:
    """Return the generated pages by name."""
    found = {
        f"ci/{provider}.md": _with(
            f"ci/{provider}.md",
            "the files",
            "".join(
                f"`{path}`:\n\n```yaml\n{text}```\n\n"
                for path, text in recipes(provider, SOURCE).items()
            ),
        )
        for provider in PROVIDERS
    }
    found[GUIDE] = _with(GUIDE, "the action", f"```yaml\n{ACTION}```\n\n")
    return found


def _with(page: str, mark: str, shown: str) -> str:
    """Return a page with this after a mark, up to the next mark or table."""
    text = (_PAGES / page).read_text(encoding="utf-8")
    above, mark, rest = text.partition(f"<!-- {mark} -->\n")
    assert mark
    below = re.search(r"^\| ", rest, re.MULTILINE) if page == GUIDE else None
    return f"{above}{mark}\n{shown}{rest[below.start() :] if below else ''}".rstrip("\n") + "\n"


if __name__ == "__main__":
    for page, text in pages().items():
        (_PAGES / page).write_text(text, encoding="utf-8")
