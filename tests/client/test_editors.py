"""What editors and readers of documentation see of a client."""

from __future__ import annotations

import inspect
import pydoc
import subprocess
import sys
import typing
from typing import Any

import jedi  # type: ignore[import-untyped]
import pytest

from neto_client import NetoClient, add_customer_log
from tests.support import REPOSITORY

HEAD = """
from neto_client import NetoClient
from neto_client.add_customer_log import CustomerLog
neto = NetoClient("https://store.example", key="k")
"""


COMPLETIONS = [
    ("neto.add_customer_l", "add_customer_log"),
    ("neto.add_customer_log([]).customer_l", "customer_log"),
    ("neto.add_customer_log([]).customer_log[0].log_", "log_id"),
    ("for order in neto.iter_get_order():\n    order.ema", "email"),
    ("neto.with_raw_response.add_customer_log([]).pars", "parsed"),
    ("neto.get_item(sku='A').item[0].images.ima", "image"),
    ("neto.get_item(sku='A').item[0].images.image[0].ur", "url"),
    ("neto.get_item(sku='A').item[0].rrp.is_fin", "is_finite"),
    ("neto.get_order(order_id='A').order[0].order_status.is_kn", "is_known"),
    ("neto.dry_run.add_customer_log([]).bod", "body"),
    ("CustomerLog(userna", "username="),
]


@pytest.fixture(scope="module")
def editor() -> jedi.Script:
    """Return an editor with all these lines, which reads the client once."""
    project = jedi.Project(REPOSITORY, sys_path=[str(REPOSITORY / "generated")])
    return jedi.Script(HEAD + "\n".join(code for code, _ in COMPLETIONS), project=project)


@pytest.mark.parametrize(("code", "expected"), COMPLETIONS)
def test_an_editor_completes(editor: jedi.Script, code: str, expected: str) -> None:
    """Methods, what they return, its fields, and the arguments of records are offered as one writes."""
    before = [line for line, _ in COMPLETIONS[: COMPLETIONS.index((code, expected)) + 1]]
    line = (HEAD + "\n".join(before)).count("\n") + 1
    found = editor.complete(line, len(code.rpartition("\n")[2]))
    assert expected in [completion.name for completion in found]


def test_a_notebook_completes() -> None:
    """So are they where the client is there already."""
    given: dict[str, Any] = {"neto": NetoClient("https://store.example", key="k")}
    for code, expected in (
        ("neto.add_customer_l", "add_customer_log"),
        ("neto.add_customer_log([]).customer_log[0].log_", "log_id"),
    ):
        found = jedi.Interpreter(code, [given]).complete()
        assert expected in [completion.name for completion in found]


def test_help_shows_methods_and_fields() -> None:
    """`help()` says what a method takes, returns and does, and what a record is made with."""
    method = pydoc.plain(pydoc.render_doc(NetoClient.add_customer_log))
    assert "customer_log: 'Many[add_customer_log.CustomerLog, " in method
    assert "Send `AddCustomerLog` and return the response." in method
    assert "Takes one `CustomerLog` or any iterable of them, or the request," in method
    record = pydoc.plain(pydoc.render_doc(add_customer_log.CustomerLog))
    assert "The element `AddCustomerLog.CustomerLogs.CustomerLog`." in record
    assert "username: 'str | None' = None" in record
    assert "__annotations__ = {'allocated_to': 'str | None'," in record
    assert "Return a callable object that fetches" not in record


def test_readers_of_documentation_see_what_a_record_is_made_with() -> None:
    """What looks into a class, as pdoc does, finds its constructor, and the types of all its fields."""
    found = vars(add_customer_log.CustomerLog)
    parameters = inspect.signature(inspect.unwrap(found["__init__"])).parameters
    assert str(parameters["username"]) == "username: 'str | None' = None"
    assert typing.get_type_hints(found["status"].fget) == {"return": add_customer_log.Status | None}
    assert not found["status"].__doc__
    assert found["status"].fget(add_customer_log.CustomerLog(status="Completed")) == "Completed"


def test_all_names_are_in_the_package_for_what_asks_for_them() -> None:
    """What documents a package by its `__all__`, as pdoc does, finds each name there."""
    code = """
import neto_client
before = "NetoClient" in vars(neto_client)
missing = {*neto_client.__all__} - {*vars(neto_client)}
print(before, missing, neto_client.NetoClient.__name__)
"""
    folder = REPOSITORY / "generated"
    told = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, check=True)
    assert told.stdout.split() == [b"False", b"set()", b"NetoClient"]
