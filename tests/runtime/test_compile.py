"""Functions that are compiled from declarations: what they are made of, and what a user sees of them."""

from __future__ import annotations

import itertools
import json
import linecache
import subprocess
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

import pytest

from neto_client import RequestError, _compile, _model, _root
from neto_client import _fields as _f
from tests.hostile.texts import PAYLOADS, UNHOLDABLE
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

FUNCTIONS = (
    "init",
    "read",
    "read_dense",
    "to_xml",
    "to_json",
    "to_xml_typed",
    "to_json_typed",
    "to_xml_unchecked",
    "to_json_unchecked",
)
TEXTS = {**PAYLOADS, **UNHOLDABLE}


class Colour(_model.OpenEnumeration):
    """An enumeration."""

    RED = "Red"


@_f.record
class Part(_model.Record):
    """A record to hold."""

    code: str = _f.required(_f.text("Code"))


def declared_with(text: str) -> type[_root.Root]:
    """Return a root with fields of every kind, and this text wherever a schema may have any."""

    @_f.document(
        *(text, text),
        namespace=text,
        start=text,
        end=text,
        namespaces=frozenset({text}),
        model=("sequence", ((text, 0, None),), 1, 1),
    )
    class Everything(_root.Root):
        named: str | None = _f.attribute(
            _f.text(text, namespace=text, tag=text, patterns=(text,)), default=text
        )
        others: dict[str, str] = _f.any_attributes()
        short: str | None = _f.text(text, tag=text, namespace=text, max_length=5, fixed=text)
        word: str | None = _f.token(f"{text}a", values=(text,), empty=text)
        number: int | None = _f.integer(f"{text}b", min_inclusive=1, total_digits=3)
        price: Decimal | None = _f.decimal(f"{text}c", fraction_digits=2, must_occur=True)
        colours: list[Colour | None] = _f.many(
            _f.enumeration(f"{text}d", nillable=True), min_occurs=1, max_occurs=2
        )
        sizes: list[int] | None = _f.list_of(f"{text}e", _f.integer(), patterns=(text,))
        either: int | Colour | None = _f.union(
            f"{text}f", _f.integer(), _f.enumeration(of="Colour"), values=(text,)
        )
        part: Part | None = _f.nested(f"{text}g", nillable=True, must_occur=True)
        kind: Part | None = _f.choice(f"{text}h", ("Part", None, ""), ("Part", text, text))
        anything: Any | None = _f.raw(f"{text}i")
        any_elements: list[_model.RawElement] = _f.any_elements((text,), excluded=True)

    return Everything


def ordered_with(text: str) -> type[_model.Record]:
    """Return a record with ordered content, and this text in the same places."""

    @_f.record(model=("choice", ((text, 1, 1), ("*", 0, 1)), 0, None))
    class Ordered(_model.Record):
        content: list[str | Part | _model.RawElement] = _f.content(
            _f.nested(text, of="Part", tag=text, namespace=text),
            _f.choice(f"{text}a", ("Part", text, text)),
            _f.any_elements((text,), excluded=False),
            mixed=True,
        )

    return Ordered


def sources_of(record: type[_model.Record]) -> Iterator[tuple[str, str]]:
    """Yield the names of all functions of a record, and the sources that they were compiled from."""
    for name in FUNCTIONS:
        getattr(record._declared, name)
    for place, entry in linecache.cache.items():
        if place.startswith(f"<{__name__} ") and place.endswith(f"{record.__qualname__}>"):
            yield place, "".join(entry[2])  # type: ignore[misc]


@pytest.mark.parametrize("make", [declared_with, ordered_with])
def test_no_source_says_what_a_schema_says(make: Any) -> None:
    """Whatever a schema says, in whatever place, the same functions are compiled as of any other."""
    expected = dict(sources_of(make("Name")))
    assert len(expected) >= 4
    for text in TEXTS.values():
        found = dict(sources_of(make(text)))
        assert found == expected
        assert not any(text in source for source in found.values() if len(text) > 3)


def test_only_names_become_source() -> None:
    """What is no name of Python does not get into a source as the name of a field."""
    assert _compile.stored("sku") == "record.sku"
    for text in ("", "a b", "a;b", "a=1", "1a", "a.b", "a\n", *TEXTS.values()):
        if text.isidentifier():
            continue
        with pytest.raises(ValueError, match="not the name of a field"):
            _compile.stored(text)


def test_a_tag_may_be_called_as_a_constant_is() -> None:
    """Elements whose names are those of constants in compiled source are written, and read, as any other."""
    names = [f"k{number}" for number in range(30)]
    fields = {f"{name}_": _f.text(name) for name in names}
    body = {"__annotations__": dict.fromkeys(fields, "str | None"), **fields}
    body |= {"__module__": __name__, "__qualname__": "Constants"}
    record: Any = _f.document("k3", "k1")(type("Constants", (_root.Root,), body))
    made = record(**{f"{name}_": f"{name} & k2" for name in names})
    written = made.to_xml().decode()
    assert written == (
        "<k3>" + "".join(f"<{name}>{name} &amp; k2</{name}>" for name in names) + "</k3>"
    )
    assert made.to_xml(checked=False).decode() == written
    assert json.loads(made.to_json()) == {name: f"{name} & k2" for name in names}
    assert record.from_xml(written) == made


def test_a_traceback_shows_the_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Where writing fails inside a compiled function, the traceback has its file, its line, and the text of it."""

    def full(_: str) -> None:
        raise OSError("no space left")

    try:
        Part._declared.to_xml(Part(code="A"), full)
    except OSError:
        traceback.print_exc()
    shown = capsys.readouterr().err
    assert f'File "<{__name__} to_xml of Part>", line ' in shown
    assert "add(f'k" in shown


def test_sources_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many functions are compiled, no more than so many sources are kept."""
    assert Part._declared.to_xml is not None
    first = next(iter(_compile._sources))
    monkeypatch.setattr(_compile, "_MOST_SOURCES", len(_compile._sources) + 5)
    for number in range(20):
        record = type("Made", (), {"a": _f.text("A"), "__annotations__": {"a": "str | None"}})
        record.__qualname__ = f"Made{number}"
        _ = _f.record(record)._declared.to_json  # type: ignore[attr-defined]
    assert len(_compile._sources) == _compile._MOST_SOURCES
    assert first not in linecache.cache
    assert f"<{__name__} to_json of Made19>" in linecache.cache


def test_threads_that_compile_at_once() -> None:
    """Many threads that are the first to write and to read a record get the same functions, and results."""
    for _ in range(20):
        record = declared_with("Name")
        found: list[tuple[int, ...]] = []
        start = threading.Barrier(8)

        def work(declared: Any = record._declared, start: Any = start, found: Any = found) -> None:
            start.wait()
            found.append(tuple(id(getattr(declared, name)) for name in FUNCTIONS))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(found) == 8
        assert len({*found}) == 1


INTERPRETERS = """
import sys
for name in ("_interpreters", "_xxsubinterpreters"):
    try:
        interpreters = __import__(name)
    except ImportError:
        continue
    break
else:
    print("none")
    raise SystemExit
code = f"import sys; sys.path[:] = {sys.path!r}" + '''
from neto_client.add_customer_log import AddCustomerLog, CustomerLog
request = AddCustomerLog.of([CustomerLog(username="a")])
assert AddCustomerLog.from_xml(request.to_xml()) == request
assert AddCustomerLog.from_json(request.to_json()) == request
'''
exec(code)
for _ in range(2):
    # Not isolated in 3.12, whose pyexpat cannot be loaded by interpreters that are.
    own = interpreters.create(**({"isolated": False} if name == "_xxsubinterpreters" else {}))
    failed = interpreters.run_string(own, code)
    assert not failed, failed
    interpreters.destroy(own)
print("right")
"""


def test_each_interpreter_compiles_for_itself() -> None:
    """Records are read and written in other interpreters of the same process, too."""
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", INTERPRETERS],
        cwd=REPOSITORY / "generated",
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.strip() in {"right", "none"}, result.stderr


def test_fields_that_are_called_like_helpers() -> None:
    """Fields may be called as whatever a compiled function, or Python, calls its own things."""
    names = [
        *(
            "v",
            "k0",
            "k1",
            "record",
            "decoder",
            "values",
            "value",
            "name",
            "names",
            "data",
            "items",
        ),
        *("add", "plain", "others", "set", "get", "unknown", "made", "make", "field", "convert"),
        *("type", "len", "str", "list", "dict", "print", "_f", "self_", "init", "read", "to_xml_"),
    ]
    body: dict[str, Any] = {name: _f.text(f"N{number}") for number, name in enumerate(names)}
    body["__annotations__"] = dict.fromkeys(names, "str | None")
    record: Any = _f.document("Root")(type("Root", (_root.Root,), body))
    filled = record(**{name: f"<{name}>" for name in names})
    assert record.from_xml(filled.to_xml()) == filled
    assert record.from_json(filled.to_json()) == filled
    assert record.from_json(filled.to_json(checked=False)) == filled
    for few in itertools.combinations(names[:6], 2):
        partly = record(**dict.fromkeys(few, "x"))
        assert record.from_xml(partly.to_xml()) == partly
    setattr(filled, names[0], 5)
    with pytest.raises(RequestError, match=r"Root\.N0: expected str, got int"):
        filled.to_json()
