"""How long property tests look: a moment in `scripts/test`, much longer in `scripts/soak`.

And a server to fetch from.
"""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.server import Server, make_certificate, running

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

# Without deadlines: a machine that is busy is no failure.
settings.register_profile("default", deadline=None, max_examples=60)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for localhost."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Server]:
    """A server that this process and its children trust."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with running(certificate) as found:
        yield found


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many hostile schemas and answers there were, whichever process they were tried in."""
    counts, answers = Counter[str](), Counter[str]()
    for report in terminalreporter.stats.get("passed", []):
        for name, count in report.user_properties:
            if name.startswith("hostile "):
                counts[name.removeprefix("hostile ")] += int(str(count))
            elif name.startswith("answers "):
                answers[name.removeprefix("answers ")] += int(str(count))
    if answers:
        terminalreporter.write_line(
            f"hostile answers: {answers['tried']} tried, {answers['refused']} refused"
        )
    if counts:
        built, refused = counts.pop("built", 0), counts.pop("refused", 0)
        attacks = f"{built + refused} attacks, {built} built, {refused} refused"
        others = (f"; {name}: {count} schemas" for name, count in sorted(counts.items()))
        terminalreporter.write_line(f"hostile schemas: {attacks}{''.join(others)}")
