"""How long property tests look: a moment in `scripts/test`, much longer in `scripts/soak`.

And a server to fetch from.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.server import Server, make_certificate, running

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

# Without deadlines: a machine that is busy is no failure.
settings.register_profile("default", deadline=None)
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
