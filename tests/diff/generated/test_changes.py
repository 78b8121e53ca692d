"""What changed in the Python of a client: each kind of change, and whom it breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.generated.compare import Severity, compare
from neto_gen.diff.generated.read import read_surface
from neto_gen.diff.generated.report import ReleaseNotes, to_markdown, to_text
from neto_gen.problems import ExitCode, Failure
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from pathlib import Path

BREAKING, CHANGED, ADDED = Severity.BREAKING, Severity.CHANGED, Severity.ADDED
CLIENT = """
from __future__ import annotations
from typing import TYPE_CHECKING, Unpack, overload
if TYPE_CHECKING:
    from . import get_item as _get_item

class BaseClient:
    def __init__(self, store: str, *, key: str | None = None) -> None: ...
    def close(self) -> None: ...

class NetoClient(BaseClient):
    def get_item(
        self, filter: _get_item.Filter | None = None, *, page: int = 0,
        **fields: Unpack[_get_item.Fields],
    ) -> _get_item.Item | None: ...
    @property
    def dry_run(self) -> int: ...
    @overload
    def add(self, item: int) -> int: ...
    @overload
    def add(self, item: str) -> str: ...
    def add(self, item): ...

class AsyncNetoClient(BaseClient):
    async def get_item(
        self, filter: _get_item.Filter | None = None, *, page: int = 0,
        **fields: Unpack[_get_item.Fields],
    ) -> _get_item.Item | None: ...
    def _private(self): ...
"""
ITEM = """
from __future__ import annotations
from typing import Literal, TYPE_CHECKING, TypedDict
from . import _fields as _f, _model
from ._shared import Ack as Ack

class Status(_model.OpenEnumeration):
    NEW = "New"
    OLD = "Old"
if TYPE_CHECKING:
    StatusLike = Status | Literal["New", "Old"]
else:
    StatusLike = str

@_f.record
class Item(_model.Record):
    sku: str = _f.required(_f.text("SKU", max_length=25))
    name: str | None = _f.text("Name", max_length=100)
    \"\"\"`Name`: text.\"\"\"

class Fields(TypedDict, total=False):
    sku: str | None

@_f.record
class Filter(_model.Record):
    sku: str | None = _f.text("SKU")

OPERATION = _f.Operation("GetItem")
_PRIVATE = 1
"""
FILES = {
    "__init__.py": '__all__ = ["AsyncNetoClient", "NetoClient", "NetoError"]\n'
    "if TYPE_CHECKING:\n    from ._client import AsyncNetoClient, NetoClient\n"
    "    from ._errors import NetoError\n    from . import get_item as get_item\n",
    "_client.py": CLIENT,
    "_errors.py": "class NetoError(ValueError): ...\n",
    "_model.py": "import enum\nclass OpenEnumeration(str, enum.Enum): ...\n"
    "class Record:\n    def to_xml(self, *, root: str = 'x') -> bytes: ...\n",
    "_shared.py": "from . import _model\nclass Ack(_model.OpenEnumeration):\n    SUCCESS = 'Success'\n",
    "get_item.py": ITEM,
    "update_item.py": "from ._shared import Ack as Ack\n",
}


def changes(*edits: tuple[str, str, str]) -> list[tuple[Severity, tuple[str, ...], str]]:
    """Return the changes when these pieces of files are replaced."""
    after = dict(FILES)
    for path, old, new in edits:
        assert old in after[path]
        after[path] = after[path].replace(old, new)
    sides = (
        read_surface({path: text.encode() for path, text in files.items()}, "p")
        for files in (FILES, after)
    )
    return [(change.effect, change.names, change.text) for change in compare(*sides)]


GET_ITEM = ("NetoClient.get_item()", "AsyncNetoClient.get_item()")
RECORDS = ("get_item.Item.to_xml()", "get_item.Filter.to_xml()")
ONE_BY_ONE: dict[str, tuple[tuple[str, str, str], Severity, tuple[str, ...], str]] = {
    "a field is gone": (
        ("get_item.py", '    name: str | None = _f.text("Name", max_length=100)\n', ""),
        *(BREAKING, ("get_item.Item.name",), "the field was removed"),
    ),
    "a field is new": (
        (
            "get_item.py",
            "    sku: str = ",
            '    brand: str | None = _f.text("Brand")\n    sku: str = ',
        ),
        *(ADDED, ("get_item.Item.brand",), "a new field: str | None"),
    ),
    "a required field is new": (
        (
            "get_item.py",
            "    sku: str =",
            '    id: int = _f.required(_f.integer("ID"))\n    sku: str =',
        ),
        *(BREAKING, ("get_item.Item.id",), "a new field that is required: int"),
    ),
    "a field has another type": (
        ("get_item.py", "name: str | None", "name: int | None"),
        *(BREAKING, ("get_item.Item.name",), "its type is int | None instead of str | None"),
    ),
    "a field is required": (
        (
            "get_item.py",
            '_f.text("Name", max_length=100)',
            '_f.required(_f.text("Name", max_length=100))',
        ),
        *(BREAKING, ("get_item.Item.name",), "is required now"),
    ),
    "a field is not required": (
        (
            "get_item.py",
            '_f.required(_f.text("SKU", max_length=25))',
            '_f.text("SKU", max_length=25)',
        ),
        *(CHANGED, ("get_item.Item.sku",), "is no longer required"),
    ),
    "a field may be longer": (
        ("get_item.py", "max_length=100", "max_length=200"),
        *(CHANGED, ("get_item.Item.name",), "max_length is 200 instead of 100"),
    ),
    "a field may not be as long": (
        ("get_item.py", "max_length=100", "max_length=50"),
        *(BREAKING, ("get_item.Item.name",), "max_length is 50 instead of 100"),
    ),
    "a field is limited": (
        (
            "get_item.py",
            '_f.text("Name", max_length=100)',
            '_f.text("Name", max_length=100, min_length=1)',
        ),
        *(BREAKING, ("get_item.Item.name",), "min_length is 1 instead of not limited"),
    ),
    "a field has another name on the wire": (
        ("get_item.py", '"Name"', '"ItemName"'),
        *(CHANGED, ("get_item.Item.name",), "its name on the wire is ItemName instead of Name"),
    ),
    "a member is gone": (
        ("get_item.py", '    OLD = "Old"\n', ""),
        *(BREAKING, ("get_item.Status.OLD",), "the member was removed"),
    ),
    "a member is new": (
        ("get_item.py", '    OLD = "Old"\n', '    OLD = "Old"\n    SOLD = "Sold"\n'),
        *(ADDED, ("get_item.Status.SOLD",), "a new member: 'Sold'"),
    ),
    "a member has another value": (
        ("get_item.py", 'OLD = "Old"', 'OLD = "old"'),
        *(BREAKING, ("get_item.Status.OLD",), "its value is 'old' instead of 'Old'"),
    ),
    "a member that several modules have": (
        ("_shared.py", "SUCCESS = 'Success'", "SUCCESS = 'Success'\n    ERROR = 'Error'"),
        *(ADDED, ("get_item.Ack.ERROR", "update_item.Ack.ERROR"), "a new member: 'Error'"),
    ),
    "a class is gone": (
        ("get_item.py", "class Filter(", "class _Filter("),
        *(BREAKING, ("get_item.Filter",), "the class was removed"),
    ),
    "a class is new": (
        ("get_item.py", "OPERATION", "class Brand: ...\nOPERATION"),
        *(ADDED, ("get_item.Brand",), "a new class"),
    ),
    "a class of the package is gone": (
        ("__init__.py", '"NetoError"', ""),
        *(BREAKING, ("NetoError",), "the class was removed"),
    ),
    "an error is derived from less": (
        ("_errors.py", "(ValueError)", "(Exception)"),
        *(BREAKING, ("NetoError",), "is no longer derived from ValueError"),
    ),
    "a method is new": (
        (
            "_client.py",
            "    async def get_item(",
            "    async def iter(self) -> int: ...\n    async def get_item(",
        ),
        *(ADDED, ("AsyncNetoClient.iter()",), "a new method: () -> int"),
    ),
    "a property is a method": (
        ("_client.py", "    @property\n", ""),
        *(BREAKING, ("NetoClient.dry_run",), "was a property, and is a method"),
    ),
    "a parameter is gone": (
        ("_client.py", ", *, page: int = 0,\n", ",\n"),
        *(BREAKING, GET_ITEM, "the parameter page was removed"),
    ),
    "a parameter is new": (
        ("_client.py", "*, page: int = 0", "*, limit: int = 9, page: int = 0"),
        *(ADDED, GET_ITEM, "a new parameter limit: int = 9"),
    ),
    "a parameter that must be passed is new": (
        ("_client.py", "*, page: int = 0", "*, limit: int, page: int = 0"),
        *(BREAKING, GET_ITEM, "a new parameter that must be passed: limit: int"),
    ),
    "a parameter has another default": (
        ("_client.py", "page: int = 0", "page: int = 1"),
        *(CHANGED, GET_ITEM, "the default of page is 1 instead of 0"),
    ),
    "a parameter must be passed": (
        ("_client.py", "page: int = 0", "page: int"),
        *(BREAKING, GET_ITEM, "the parameter page must be passed"),
    ),
    "a parameter takes more": (
        ("_client.py", "page: int = 0", "page: int | str = 0"),
        *(CHANGED, GET_ITEM, "the parameter page takes int | str instead of int"),
    ),
    "a parameter takes less": (
        ("_client.py", "filter: _get_item.Filter | None = None", "filter: _get_item.Filter = None"),
        *(
            BREAKING,
            GET_ITEM,
            "the parameter filter takes get_item.Filter instead of get_item.Filter | None",
        ),
    ),
    "a parameter has to be named": (
        (
            "_client.py",
            "self, filter: _get_item.Filter | None = None, *,",
            "self, *, filter: _get_item.Filter | None = None,",
        ),
        *(BREAKING, GET_ITEM, "the parameter filter must be passed by name"),
    ),
    "an argument of a filter is gone": (
        ("get_item.py", "total=False):\n    sku: str | None\n", "total=False):\n    pass\n"),
        *(BREAKING, GET_ITEM, "the parameter sku was removed"),
    ),
    "more is returned": (
        ("_client.py", "-> _get_item.Item | None", "-> _get_item.Item | str | None"),
        *(BREAKING, GET_ITEM, "returns get_item.Item | str | None instead of get_item.Item | None"),
    ),
    "less is returned": (
        ("_client.py", "-> _get_item.Item | None", "-> _get_item.Item"),
        *(CHANGED, GET_ITEM, "returns get_item.Item instead of get_item.Item | None"),
    ),
    "an overload is gone": (
        ("_client.py", "    @overload\n    def add(self, item: str) -> str: ...\n", ""),
        *(BREAKING, ("NetoClient.add()",), "cannot be called as (item: str) -> str any more"),
    ),
    "what every client takes": (
        ("_client.py", "key: str | None = None", "key: str"),
        *(BREAKING, ("NetoClient.__init__()", "AsyncNetoClient.__init__()"), ""),
    ),
    "what every record has": (
        ("_model.py", "root: str = 'x'", "root: str = 'y'"),
        *(CHANGED, RECORDS, "the default of root is 'y' instead of 'x'"),
    ),
    "a name is gone": (
        ("get_item.py", "OPERATION = ", "_OPERATION = "),
        *(BREAKING, ("get_item.OPERATION",), "the name was removed"),
    ),
}


@pytest.mark.parametrize("kind", ONE_BY_ONE)
def test_each_kind_of_change(kind: str) -> None:
    """A change is found, and nothing else: with all names that it is of, and whether it breaks code."""
    edit, effect, names, what = ONE_BY_ONE[kind]
    found = changes(edit)
    if what:
        assert found == [(effect, names, what)]
    else:
        assert {(e, n) for e, n, _ in found} == {(effect, names)}


@pytest.mark.parametrize(
    "edit",
    [
        ("get_item.py", "_PRIVATE = 1", "_PRIVATE = 2"),
        ("get_item.py", "`Name`: text.", "`Name`: a text of at most 100 characters."),
        ("_client.py", "def _private(self): ...", "def _private(self, x): ..."),
        ("_model.py", "class Record:", "class Unused: ...\nclass Record:"),
        ("get_item.py", 'StatusLike = Status | Literal["New", "Old"]', "StatusLike = Status | str"),
    ],
)
def test_what_nobody_sees_is_no_change(edit: tuple[str, str, str]) -> None:
    """What is private, and documentation, is nothing to those who import a package."""
    assert changes(edit) == []


def test_modules_come_and_go() -> None:
    """A module is one change, with the classes that it brings."""
    old = {path: text.encode() for path, text in FILES.items()}
    new = {**old, "get_rma.py": b"class Rma: ...\nclass Filter: ...\n"}
    del new["update_item.py"]
    found = [
        (c.effect, c.names, c.text) for c in compare(read_surface(old, "p"), read_surface(new, "p"))
    ]
    assert found == [
        (BREAKING, ("update_item",), "the module was removed"),
        (ADDED, ("get_rma",), "a new module with Rma, Filter"),
    ]


def test_a_moved_class_is_the_same() -> None:
    """Where a class is defined is private: what counts is where it is imported from."""
    old = {path: text.encode() for path, text in FILES.items()}
    new = {
        path.replace("_shared", "_other"): c.replace(b"_shared", b"_other")
        for path, c in old.items()
    }
    assert compare(read_surface(old, "p"), read_surface(new, "p")) == []


def test_breaking_changes_come_first() -> None:
    """Both reports have the breaking changes first, and the markdown is a section of a changelog."""
    sides = [{path: text.encode() for path, text in FILES.items()} for _ in range(2)]
    sides[1]["get_item.py"] = (
        ITEM.replace('OLD = "Old"', 'BOUGHT = "Bought"')
        .replace("max_length=25", "max_length=30")
        .encode()
    )
    found = compare(*(read_surface(files, "p") for files in sides))
    assert to_markdown([ReleaseNotes("2.0", None, found)]) == (
        "## 2.0\n\n### Breaks code that uses it\n\n- `get_item.Status.OLD`: the member was removed\n\n"
        "### Changed\n\n- `get_item.Item.sku`: `max_length` is 30 instead of 25\n\n"
        "### New\n\n- `get_item.Status.BOUGHT`: a new member: `'Bought'`\n"
    )
    assert to_text([ReleaseNotes("2.0", None, found)]) == (
        "2.0\n  Breaks code that uses it: 1\n    get_item.Status.OLD: the member was removed\n"
        "  Changed: 1\n    get_item.Item.sku: max_length is 30 instead of 25\n"
        "  New: 1\n    get_item.Status.BOUGHT: a new member: 'Bought'\n"
    )
    assert to_markdown([ReleaseNotes("2.0", None, [])]) == ""
    assert to_text([ReleaseNotes("2.0", None, [])]) == (
        "2.0\n  nothing has changed in the Python of the client\n"
    )


def test_our_own_client() -> None:
    """All of the real client is read: its clients with what they inherit, records and errors."""
    folder = REPOSITORY / "generated" / "neto_client"
    files = {path.name: path.read_bytes() for path in folder.glob("*.py")}
    surface = read_surface(files, "p")
    assert {"", "get_item", "events", "testing"} <= surface.modules.keys()
    after = dict(files)
    after["get_item.py"] = files["get_item.py"].replace(b"    sku: str | Iterable[str]\n", b"")
    after["_errors.py"] = files["_errors.py"].replace(b"class ApiError(", b"class ApiErrors(")
    found = [(c.effect, c.names) for c in compare(surface, read_surface(after, "p"))]
    methods = {
        f"{name}.{method}()"
        for name in ("NetoClient", "AsyncNetoClient")
        for method in ("get_item", "iter_get_item")
    }
    assert (BREAKING, ("ApiError",)) in found
    assert any(effect is BREAKING and {*names} == methods for effect, names in found)


HOSTILE = {
    "not Python": "class",
    "a null byte": "x = 1\0",
    "a long sum": "X: int = " + "+".join("1" * 50_000),
    "deep brackets": "x = " + "(" * 5_000 + ")" * 5_000,
    "deep attributes": "class A" + "(x" + ".x" * 50_000 + "): ...",
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_files_that_are_not_what_they_should_be(tmp_path: Path, kind: str) -> None:
    """What cannot be read is a message with the file, and never a crash; nothing of it is run."""
    write_files(tmp_path, {"__init__.py": HOSTILE[kind]})
    files = {"__init__.py": HOSTILE[kind].encode()}
    try:
        read_surface(files, "p")
    except Failure as failure:
        assert failure.exit_code == ExitCode.SOURCE
        assert str(failure).startswith("p")
    else:
        assert kind in {"a long sum", "deep attributes"}  # newer Pythons read these


def test_nothing_is_imported(tmp_path: Path) -> None:
    """A package that would do something when imported does nothing when it is compared."""
    text = f"open({str(tmp_path / 'ran')!r}, 'w').close()\n__all__ = ['A']\nclass A(A, B): ...\nclass B(A): ...\n"
    files = {
        "__init__.py": text.encode(),
        "a.py": b"from .a import x as x\nfrom .b import y as y\n",
    }
    surface = read_surface(files, "p")
    assert surface.modules["a"] == {}
    assert not (tmp_path / "ran").exists()


def test_what_python_would_warn_of_is_not_told() -> None:
    """What Python would say about the code of a package is nothing to whoever compares it."""
    surface = read_surface({"__init__.py": b"__all__ = ['X']\nX = '\\d'\nY = 1 is 1\n"}, "p")
    assert [*surface.modules[""]] == ["X"]


def test_a_folder_that_is_no_package(tmp_path: Path) -> None:
    """A folder without __init__.py is named, with what to name instead."""
    with pytest.raises(Failure, match="schemas: no Python package") as caught:
        read_surface({"x.py": b""}, "schemas")
    assert caught.value.problems[0].hint
