"""The generated package as a package."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import neto_client
from neto_client import _errors, add_customer_log, testing
from neto_client._exports import HOMES, RENAMED
from neto_client.add_customer_log import AddCustomerLog, CustomerLog
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = REPOSITORY / "generated" / "neto_client"


def public_names(module: object) -> list[str]:
    """Return the names of a module that are its own and not private."""
    return sorted(
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and getattr(value, "__module__", "").startswith("neto_client")
    )


def test_all_is_the_sorted_public_names() -> None:
    """The package exports the clients, their settings, and every error class, in order."""
    errors = [name for name in public_names(_errors) if issubclass_of_error(name)]
    assert neto_client.__all__ == sorted(HOMES)
    assert {*errors} < {*neto_client.__all__}
    for name in neto_client.__all__:
        assert getattr(neto_client, name).__name__ == name
        assert name in dir(neto_client)


@pytest.mark.parametrize(("old", "new"), RENAMED.items())
def test_a_former_name_warns(old: str, new: str) -> None:
    """A name of an older version still works, warns where it is used, and says what to use instead."""
    program = f"from neto_client import {old}, {new}; assert {old} is {new}"
    shown = subprocess.run(
        [sys.executable, "-W", "always::DeprecationWarning", "-c", program],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    message = f"neto_client.{old} is called {new} now, and will be removed"
    assert f"<string>:1: DeprecationWarning: {message}" in shown
    with pytest.warns(DeprecationWarning, match=message):
        assert getattr(neto_client, old) is getattr(neto_client, new)
    assert old not in neto_client.__all__
    assert old not in dir(neto_client)


def issubclass_of_error(name: str) -> bool:
    """Tell whether a name of the errors' module is that of an error."""
    value = getattr(_errors, name)
    return isinstance(value, type) and issubclass(value, neto_client.NetoError)


def test_the_error_tree_is_drawn_as_it_is() -> None:
    """The drawing of the errors names every error once, under its base."""
    drawn = _errors.__doc__ or ""
    for name in public_names(_errors):
        if issubclass_of_error(name):
            assert len(re.findall(rf"^[ │├└─]*{name}\b", drawn, re.MULTILINE)) == 1


def test_importing_is_cheap() -> None:
    """Importing the client loads no HTTP library, no serializer and no operation."""
    program = "import sys; from neto_client import NetoClient; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "neto_client._client" in loaded
    slow = {"httpx2", "json", "xml.etree", "asyncio", "neto_client.add_customer_log"}
    assert not slow & {*loaded}


def test_importing_the_package_loads_next_to_nothing() -> None:
    """What the package exports is imported when it is first used."""
    loaded = loaded_by("neto_client")
    assert {name for name in loaded if name.startswith("neto_client")} == {
        "neto_client",
        "neto_client._exports",
    }
    assert not {"re", "typing", "dataclasses", "collections"} & loaded


def test_importing_an_operation_loads_only_its_records() -> None:
    """What checks, reads and reports errors is imported when it is first used."""
    loaded = loaded_by("neto_client.add_customer_log")
    assert "neto_client.add_customer_log" in loaded
    late = {
        "_check",
        "_pattern",
        "_errors",
        "_decode",
        "_decoder",
        "_raw_document",
        "_json",
        "_encode",
    }
    late |= {"_compile", "_explain", "_record_readers", "_record_writers"}
    assert not {f"neto_client.{name}" for name in late} & loaded
    assert not {"decimal", "json", "xml.etree", "base64", "orjson"} & loaded


@pytest.mark.parametrize(
    ("task", "late"),
    [
        (
            "own.GetItemResponse.from_xml('<GetItemResponse><Ack>Success</Ack></GetItemResponse>')",
            {"json", "orjson", "base64"},
        ),
        (
            "own.GetItem.of(sku='A', output_selector='Name').to_xml()",
            {"json", "orjson", "xml.etree", "neto_client._check", "neto_client._raw_document"},
        ),
        (
            "own.GetItem.of(sku='A', output_selector='Name').to_json()",
            {"xml.etree", "neto_client._check", "neto_client._raw_document"},
        ),
    ],
)
def test_a_first_document_loads_what_it_needs(task: str, late: set[str]) -> None:
    """The first document of a process imports neither the other format nor what explains refusals."""
    program = f"import sys, neto_client.get_item as own; {task}; print(*sys.modules)"
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=True,
    )
    assert not late & {*found.stdout.split()}


def loaded_by(module: str) -> set[str]:
    """Return the modules that there are after an import, in a Python without site packages."""
    program = f"import sys, {module}; print(*sys.modules)"
    return {
        *subprocess.run(
            [sys.executable, "-S", "-c", program],
            cwd=REPOSITORY / "generated",
            capture_output=True,
            text=True,
            check=True,
        ).stdout.split()
    }


def test_operations_are_imported_when_first_used() -> None:
    """An operation's module is there as an attribute, and in what dir() lists."""
    program = (
        "import neto_client; print('add_customer_log' in dir(neto_client), "
        "neto_client.add_customer_log.CustomerLog.__name__)"
    )
    shown = subprocess.run(
        [sys.executable, "-c", program],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert shown == "True CustomerLog\n"


def test_a_name_that_is_not_there() -> None:
    """A wrong name is an AttributeError like any other."""
    with pytest.raises(AttributeError, match="module 'neto_client' has no attribute 'add_nothing'"):
        _ = neto_client.add_nothing  # type: ignore[attr-defined]


def test_the_package_is_typed() -> None:
    """Type checkers are told that the package has types."""
    assert (Path(neto_client.__file__).parent / "py.typed").is_file()


def test_the_records_of_the_operation() -> None:
    """Records are named after their elements, and none shadows a builtin."""
    names = {
        name
        for name, value in vars(add_customer_log).items()
        if is_dataclass(value) and not name.startswith("_")
    }
    assert names == {
        "AddCustomerLog",
        "CustomerLogs",
        "CustomerLog",
        "AddCustomerLogResponse",
        "AddCustomerLogResponseCustomerLog",
        "Messages",
        "Error",
        "MessagesWarning",
    }


def test_fields_are_keywords_and_default_to_not_set() -> None:
    """Fields are keyword-only; what is not given is None, or an empty list."""
    with pytest.raises(TypeError):
        CustomerLog("jsmith")  # type: ignore[call-arg, arg-type]
    log = CustomerLog()
    assert {field.name for field in fields(log) if getattr(log, field.name) is not None} == {
        "extra"
    }
    assert all(field.kw_only for field in fields(log))
    assert AddCustomerLog.of([]).customer_logs is not None


def test_fields_know_their_wire_names_and_limits() -> None:
    """The metadata of a field are its element's name and its facets."""
    metadata = {field.name: dict(field.metadata) for field in fields(CustomerLog)}
    assert metadata["username"] == {
        "name": "Username",
        "type": "Element",
        "namespace": "",
        "max_length": 25,
    }
    assert all(
        field.default is not MISSING or field.default_factory for field in fields(CustomerLog)
    )


def test_fields_are_declared_on_a_line_each() -> None:
    """A field's type, wire name and limits stand on its line, for the reader and the editor."""
    source = Path(add_customer_log.__file__).read_text(encoding="utf-8")
    assert '    username: str | None = _f.text("Username", max_length=25)\n' in source
    assert '    last_contacted: datetime | None = _f.date_time("LastContacted")\n' in source
    assert '    status: _f.Optional[Status, StatusLike] = _f.enumeration("Status")\n' in source


def defined(statements: list[ast.stmt]) -> Iterator[str]:
    """Yield the names that checkers know of a module: what it defines, and what it exports."""
    for statement in statements:
        match statement:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
            case ast.ImportFrom(names=names):
                yield from (found.asname for found in names if found.asname == found.name)
            case ast.If():
                yield from defined([*statement.body, *statement.orelse])
            case _:
                pass


def test_what_checkers_accept_can_be_imported() -> None:
    """Every public name that a type checker knows is there when a program runs, too."""
    found = 0
    for path in sorted(PACKAGE.glob("[!_]*.py")):
        module = importlib.import_module(f"neto_client.{path.stem}")
        for name in defined(ast.parse(path.read_text(encoding="utf-8")).body):
            if name[0] != "_":
                assert hasattr(module, name), f"{path.stem}.{name}"
                found += 1
    assert {"Reply", "Function", "TypedFunction"} <= {*dir(testing)}
    assert found > 500
