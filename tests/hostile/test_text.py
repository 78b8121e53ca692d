"""Schemas that want more than to be read: nothing runs, nothing is fetched, nothing is lost."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neto_gen.build import build
from neto_gen.problems import Failure
from neto_gen.settings.config import Config
from tests.support import XS, build_and_import, pair, root, schema, write_files

if TYPE_CHECKING:
    from pathlib import Path

PWN = "__import__('pathlib').Path('pwned').touch()"
TEXTS = [
    PWN,
    f'"""\n{PWN}\n"""',
    f"'''\n{PWN}\n'''",
    f'"\n{PWN}\n"',
    f"'\n{PWN}\n'",
    f"\\\n{PWN}",
    f'\\"""\n{PWN}',
    f"{{{{ {PWN} }}}} {{% for x in y %}} {{# z #}}",
    f"# -*- coding: utf-7 -*-\n{PWN}",
    f"{{{PWN}}}",
    "\u202e\u2066\u2028\u0085\ufeff",
    "a\tb\rc\nd",
    "ends with \\",
    'ends with "',
    "x" * 5000,
]


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, line breaks included."""
    return quoteattr(text, {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"})


def enumeration(name: str, value: str) -> str:
    """Return an element with an enumeration of one value."""
    return (
        f'<xs:element name="{name}" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">'
        f"<xs:enumeration value={attribute(value)}/></xs:restriction></xs:simpleType></xs:element>"
    )


def documented(text: str) -> str:
    """Return an element with a documentation."""
    return (
        '<xs:element name="Name" type="xs:string" minOccurs="0"><xs:annotation>'
        f"<xs:documentation>{escape(text)}</xs:documentation><xs:appinfo>{escape(text)}"
        "</xs:appinfo></xs:annotation></xs:element>"
    )


@pytest.fixture(autouse=True)
def empty_working_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which a file appears if planted code runs."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("text", TEXTS)
def test_text_stays_text(tmp_path: Path, empty_working_folder: Path, text: str) -> None:
    """Whatever a schema says, in whatever place, is text in the client, and no code."""
    body = enumeration("Value", text) + documented(text)
    files = pair("AddThing", request=body, response=body)
    namespace = f"targetNamespace={attribute(text)} version={attribute(text)}"
    files["AddThing.xsd"] = schema(root("AddThing", body), namespace)
    module = build_and_import(tmp_path, files).add_thing

    (value,) = module.Value
    assert value.value == text
    assert module.AddThing(value=value).to_json()
    assert module.AddThing.Meta.namespace == text
    assert list(empty_working_folder.iterdir()) == []


@pytest.mark.parametrize("text", TEXTS[:-1])
def test_text_where_none_belongs_is_refused(
    tmp_path: Path, empty_working_folder: Path, text: str
) -> None:
    """A name, a type, a number or a location that is none is a message, printable on one line."""
    bodies = [
        f"<xs:element name={attribute(text)} type='xs:string'/>",
        f"<xs:element name='A' type={attribute(text)}/>",
        f"<xs:element name='A' type='xs:string' minOccurs={attribute(text)}/>",
        f"<xs:element ref={attribute(text)}/>",
        (
            "<xs:element name='A'><xs:simpleType><xs:restriction base='xs:string'>"
            f"<xs:maxLength value={attribute(text)}/></xs:restriction></xs:simpleType></xs:element>"
        ),
    ]
    for body in bodies:
        schemas = write_files(tmp_path / "schemas", pair("AddThing", request=body))
        config = Config(schemas=schemas, output=tmp_path, package="client", operations=())
        with pytest.raises(Failure) as caught:
            build(config)
        assert all(str(problem).isprintable() for problem in caught.value.problems)
        assert not (tmp_path / "client").exists()
    assert list(empty_working_folder.iterdir()) == []


NAMES = [
    *("self", "cls", "record", "check", "values", "decoder", "add", "data", "item", "inner"),
    *("name", "field", "Any", "Callable", "Sequence", "Decimal", "Meta", "extra", "errors", "of"),
    *("document", "str", "list", "int", "None", "match", "type", "print", "Error", "Exception"),
    *("filter", "fields", "limit", "page", "options", "records", "batch", "query", "Filter"),
    *("TypedDict", "Unpack", "TYPE_CHECKING", "FilterFields"),
    *("_check", "_decode", "dataclass", "datetime", "to_xml", "warnings", "mro", "Record"),
]


def test_names_that_the_client_uses_itself(tmp_path: Path) -> None:
    """Elements may be called what the generated code calls its own things, as fields and records."""
    fields = "".join(
        f'<xs:element name="{name}" type="xs:string" minOccurs="0" maxOccurs="2"/>'
        for name in NAMES
    )
    records = "".join(
        f'<xs:element name="{name}" minOccurs="0" maxOccurs="2"><xs:complexType><xs:sequence>'
        '<xs:element name="Inner" type="xs:string"/></xs:sequence></xs:complexType></xs:element>'
        for name in NAMES
    )
    package = build_and_import(
        tmp_path,
        pair("AddThing", request=records, response=fields),
        package="names_of_its_own",  # always the same: mypy remembers the modules that are, too
    )
    module = package.add_thing
    for root_class, content in (
        (module.AddThing, "<Inner>text</Inner>"),
        (module.AddThingResponse, "text"),
    ):
        inner = "".join(f"<{name}>{content}</{name}>" for name in NAMES)
        document = f"<{root_class.__name__}>{inner}</{root_class.__name__}>"
        message = root_class.from_xml(document)
        assert message.to_xml().decode() == document
        assert root_class.from_json(message.to_json()) == message
    check = [sys.executable, "-m", "mypy", "--strict", "--config-file=", str(package.__path__[0])]
    result = subprocess.run(check, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "Success" in result.stdout, result.stdout


printable = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff").filter(
        lambda character: character in "\t\n\r" or ord(character) >= 32
    ),
    max_size=20,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(printable, min_size=1, max_size=4, unique=True), text=printable)
def test_any_text_stays_text(
    tmp_path_factory: pytest.TempPathFactory, values: list[str], text: str
) -> None:
    """Any values and any documentation come out of the client as they went into the schema."""
    body = "".join(enumeration(f"V{index}", value) for index, value in enumerate(values))
    folder = tmp_path_factory.mktemp("any")
    module = build_and_import(folder, pair("AddThing", request=body + documented(text))).add_thing
    request: Any = module.AddThing(
        **{f"v{index}": next(iter(vars(module)[f"V{index}"])) for index in range(len(values))}
    )
    assert [getattr(request, f"v{index}").value for index in range(len(values))] == values


@pytest.mark.parametrize(
    ("entities", "used", "message"),
    [
        (
            '<!ENTITY a "aaaaaaaaaa">'
            + "".join(
                f'<!ENTITY {x} "{f"&{y};" * 10}">'
                for x, y in zip("bcdefghi", "abcdefgh", strict=True)
            ),
            "&i;",
            "its entities come to more than",
        ),
        ('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;", 'the entity &a; is the file "file:'),
        (
            '<!ENTITY % a SYSTEM "http://127.0.0.1:1/x"> %a;',
            "&a;",
            'the entity %a; is the file "http:',
        ),
        ("", "&a;", "undefined entity"),
    ],
)
def test_entities_do_no_harm(tmp_path: Path, entities: str, used: str, message: str) -> None:
    """No entity of a document type is loaded from anywhere, or grows without bounds."""
    text = f'<!DOCTYPE x [{entities}]>\n<xs:schema {XS}><xs:element name="{used}"/></xs:schema>'
    schemas = write_files(tmp_path / "schemas", {**pair("AddThing"), "AddThing.xsd": text})
    with pytest.raises(Failure, match=message):
        build(Config(schemas=schemas, output=tmp_path, package="client", operations=()))
