"""OpenAPI as others read it: a validator, and a generator of clients."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from neto_gen.config import Config
from neto_gen.export.api import read_api
from neto_gen.export.openapi import FORMAT
from tests.standing import KEY, StandInStore
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from pathlib import Path

USING = """
import sys
sys.path.insert(0, {folder!r})
from shop.api.customers import add_customer_log
from shop.client import AuthenticatedClient
from shop.models import AddCustomerLog

client = AuthenticatedClient(
    {address!r},
    {key!r},
    prefix="",
    auth_header_name="NETOAPI_KEY",
    headers={{"Accept": "application/json", "NETOAPI_USERNAME": "api"}},
)
body = AddCustomerLog.from_dict({{"CustomerLogs": {{"CustomerLog": [{{"Notes": "Hello"}}]}}}})
answer = add_customer_log.sync(client=client, body=body)
print(answer.to_dict())
"""


@pytest.fixture(scope="module")
def document() -> bytes:
    """The document of all operations of this API."""
    config = Config(schemas=SCHEMAS, output=SCHEMAS, package="neto_client", operations=())
    return FORMAT.files(read_api(config))[""]


def test_every_action_is_an_operation(document: bytes) -> None:
    """Each action has a path of its own at the one address, and the header that tells it apart."""
    paths = json.loads(document)["paths"]
    operation = paths["/do/WS/NetoAPI#GetOrder"]["post"]
    assert operation["operationId"] == "GetOrder"
    assert operation["parameters"][0]["name"] == "NETOAPI_ACTION"
    assert operation["parameters"][0]["schema"]["enum"] == ["GetOrder"]
    assert len({path.partition("#")[0] for path in paths}) == 1


def test_a_validator_accepts_it(document: bytes) -> None:
    """openapi-spec-validator finds nothing wrong with it."""
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(json.loads(document))


def test_a_client_that_another_generator_makes_gets_an_answer(
    document: bytes, tmp_path: Path
) -> None:
    """openapi-python-client makes a client of it without a warning, and the stand-in store answers it."""
    pytest.importorskip("openapi_python_client")
    (tmp_path / "openapi.json").write_bytes(document)
    (tmp_path / "settings.yml").write_text("post_hooks: []\n", encoding="utf-8")  # no formatter
    where = (
        "--path",
        "openapi.json",
        "--output-path",
        "shop",
        "--meta",
        "none",
        "--fail-on-warning",
        "--config",
        "settings.yml",
    )
    made = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", *where],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    with StandInStore() as store:
        code = USING.format(folder=str(tmp_path), address=store.address, key=KEY)
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stderr
        assert "'Ack': 'Success'" in done.stdout
        assert "'LogID': '1001'" in done.stdout
        assert store.exchanges[0].headers["netoapi_action"] == "AddCustomerLog"
