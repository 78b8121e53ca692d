"""OpenAPI as others read it: a validator, and a generator of clients."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from neto_gen.export.openapi import FORMAT
from tests.serve.running import KEY
from tests.soak import IS_LONG

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.export.api import Api
    from tests.serve.running import Running

USING = """
import json, sys
sys.path.insert(0, {folder!r})
from shop.api.customers import add_customer_log
from shop.api.warehouses import get_warehouse
from shop.client import AuthenticatedClient
from shop.models import AddCustomerLog, GetWarehouse

client = AuthenticatedClient(
    {address!r},
    {key!r},
    prefix="",
    auth_header_name="NETOAPI_KEY",
    headers={{"Accept": "application/json"}},
)
body = AddCustomerLog.from_dict({{"CustomerLogs": {{"CustomerLog": [{{"Notes": "Hello"}}]}}}})
print(json.dumps(add_customer_log.sync(client=client, body=body).to_dict()))
body = GetWarehouse.from_dict({{"Filter": {{"WarehouseID": ["7"], "OutputSelector": ["WarehouseName"]}}}})
print(json.dumps(get_warehouse.sync(client=client, body=body).to_dict()))
"""


# In a soak all of them: what others make of it takes its time.
SOME = ("AddCustomerLog", "GetWarehouse")


@pytest.fixture(scope="module")
def document(api: Api) -> bytes:
    """Return the document of all operations of this API."""
    return FORMAT.files(api)[""]


@pytest.fixture(scope="module")
def smaller(api: Api) -> bytes:
    """Return the document of some operations, or in a soak of all."""
    actions = tuple(a for a in api.actions if IS_LONG or a.name in SOME)
    return FORMAT.files(replace(api, actions=actions))[""]


def test_every_action_is_an_operation(document: bytes) -> None:
    """Each action has a path of its own at the one address, and the header that tells it apart."""
    paths = json.loads(document)["paths"]
    operation = paths["/do/WS/NetoAPI#GetOrder"]["post"]
    assert operation["operationId"] == "GetOrder"
    assert operation["parameters"][0]["name"] == "NETOAPI_ACTION"
    assert operation["parameters"][0]["schema"]["enum"] == ["GetOrder"]
    assert len({path.partition("#")[0] for path in paths}) == 1


def test_a_validator_accepts_it(smaller: bytes) -> None:
    """openapi-spec-validator finds nothing wrong with it, and something where a parameter is nowhere."""
    # It takes long to import, and only one worker needs it.
    import openapi_spec_validator as validator  # noqa: PLC0415
    from openapi_spec_validator.validation.exceptions import (  # noqa: PLC0415
        OpenAPIValidationError,
    )

    document = json.loads(smaller)
    validator.validate(document)
    document["paths"]["/do/WS/NetoAPI#AddCustomerLog"]["post"]["parameters"][0]["in"] = "body"
    with pytest.raises(OpenAPIValidationError):
        validator.validate(document)


def test_a_client_that_another_generator_makes_gets_an_answer(
    smaller: bytes, store: Running, tmp_path: Path
) -> None:
    """openapi-python-client makes a client of it without a warning, and neto-gen serve answers that."""
    (tmp_path / "openapi.json").write_bytes(smaller)
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
    store.control("POST", "seed/Warehouse", [{"WarehouseID": "7", "WarehouseName": "Mine"}])
    code = USING.format(folder=str(tmp_path), address=store.address, key=KEY)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    written, found = map(json.loads, done.stdout.splitlines())
    assert (written["Ack"], found["Ack"]) == ("Success", "Success")
    assert [held["WarehouseName"] for held in found["Warehouse"]] == ["Mine"]
    log = store.control("GET", "requests")["requests"]
    assert [(entry["action"], entry["problems"]) for entry in log] == [
        ("AddCustomerLog", []),
        ("GetWarehouse", []),
    ]
