"""The fixture that keeps tests of users from calling real stores."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx2
import pytest

from neto_client import AsyncNetoClient, NetoClient
from neto_client.pytest_plugin import neto_offline as neto_offline  # noqa: PLC0414 - a fixture
from neto_client.testing import FakeStore
from tests.support import REPOSITORY, write_files
from tests.vendored.project import start

if TYPE_CHECKING:
    from pathlib import Path

REFUSED = pytest.raises(
    pytest.fail.Exception, match=r"would have called www\.mystore\.com\.au: use the"
)


@pytest.mark.usefixtures("neto_offline")
def test_a_real_store_is_not_called() -> None:
    """A call of either client fails the test at once, with retries too, and says what to use."""
    with NetoClient("https://www.mystore.com.au", key="k", retries=3) as neto, REFUSED:
        neto.get_order(order_id="N1", output_selector="ID")

    async def call() -> None:
        async with AsyncNetoClient("https://www.mystore.com.au", key="k") as neto:
            await neto.get_order(order_id="N1", output_selector="ID")

    with REFUSED:
        asyncio.run(call())
    with REFUSED:
        httpx2.get("https://www.mystore.com.au", trust_env=False)


@pytest.mark.usefixtures("neto_offline")
@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.9.1", "[::1]", "localhost", "x.localhost"])
def test_this_machine_is_called(host: str) -> None:
    """A server on this machine can be called: nobody listens there, which is all that is wrong."""
    with pytest.raises(httpx2.TransportError):
        httpx2.get(f"http://{host}:9/", trust_env=False)

    async def call() -> None:
        async with httpx2.AsyncClient(trust_env=False) as http:
            await http.get(f"http://{host}:9/")

    with pytest.raises(httpx2.TransportError):
        asyncio.run(call())


@pytest.mark.usefixtures("neto_offline")
def test_the_fake_store_answers() -> None:
    """A store in process is no host: it is called as ever."""
    store = FakeStore()
    store.on("GetOrder", b'{"Order": [{"OrderID": "N1"}]}')
    with store.client() as neto:
        assert neto.get_order(order_id="N1", output_selector="ID").order[0].order_id == "N1"


def test_one_line_for_a_whole_project(tmp_path: Path) -> None:
    """With the line of the documentation, no test of a project calls a real store."""
    page = (REPOSITORY / "docs" / "guides" / "test-your-integration.md").read_text(encoding="utf-8")
    line = next(line for line in page.splitlines() if line.startswith("usefixtures = "))
    test = (
        "from neto_client import NetoClient\n\n\ndef test_it():\n"
        "    neto = NetoClient('www.mystore.com.au', key='k')\n"
        "    neto.get_order(order_id='N1', output_selector='ID')\n"
    )
    files = {
        "pyproject.toml": f"[tool.pytest.ini_options]\n{line}\n",
        "conftest.py": 'pytest_plugins = ["neto_client.pytest_plugin"]\n',
        "test_it.py": test,
    }
    write_files(tmp_path, files)
    command = ("pytest", "-q", "-p", "no:cacheprovider")
    result = start(command, tmp_path, PYTHONPATH=str(REPOSITORY / "generated"))
    assert "this test would have called www.mystore.com.au" in result.stdout
    assert "respx, pytest-httpx and responses do not see httpx2" in result.stdout
    assert result.returncode == 1
