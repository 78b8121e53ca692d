"""An example of a request as Python, XML, JSON and curl, and of its response as JSON and XML."""

from __future__ import annotations

import json
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from black import Mode, format_str

from neto_gen.catalogue import ACTION, ENDPOINT, STORE
from neto_gen.diff.witness import tree as documents
from neto_gen.examples import ExampleValue, Made, NotPlainError, to_json
from neto_gen.problems import printable_lines
from neto_gen.python.code import Code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neto_gen.examples import Examples, Member
    from neto_gen.python.package import OperationView

_LARGEST = 200
"""How many elements an example may have."""
_IMPORTS = {
    "Decimal": "from decimal import Decimal",
    "UTC": "from datetime import UTC, datetime",
    "date(": "from datetime import date",
    "time(": "from datetime import time",
}


class Example(NamedTuple):
    """A request in the forms that people copy, and its response if one can be built."""

    python: str
    xml: str
    json: str
    curl: str
    response: ResponseTexts | None = None


class ResponseTexts(NamedTuple):
    """A response in both formats."""

    json: str
    xml: str


def plain_example(view: OperationView, examples: Examples, package: str) -> Example | None:
    """Return an example of a request; None where values by their names do not make one."""
    made = examples.plain(view.name.untrusted)
    if made is None or view.request is None:
        return None
    try:
        python = _python(view, made, package)
        xml = "\n".join(_xml_lines(view.request.path.untrusted, made, ""))
    except NotPlainError:
        return None
    return _example(view, python, xml, to_json(made))._replace(response=_response(view, examples))


def _response(view: OperationView, examples: Examples) -> ResponseTexts | None:
    made = examples.answer(view.name.untrusted)
    if made is None:
        return None
    try:
        xml = "\n".join(_xml_lines(view.response.path.untrusted, made, ""))
    except NotPlainError:
        return None
    return ResponseTexts(_indented(to_json(made)), xml)


def smallest_example(view: OperationView, examples: Examples, package: str) -> Example | None:
    """Return the smallest request that a schema accepts, for an API that is not ours."""
    if view.request is None or view.method is None:
        return None
    smallest = examples.smallest(view.name.untrusted)
    if smallest is None or smallest.item.size > _LARGEST:
        return None
    xml = printable_lines(documents.to_xml(smallest.item))
    name, request = view.method.name, view.request.class_name
    text = (
        f"from {package} import NetoClient\nfrom {package}.{view.module} import {request}\n\n"
        f'request = {request}.from_xml(open("request.xml", "rb").read())\n'
        f'with NetoClient("{STORE}", key="…") as neto:\n'
        f"    response = neto.{name}(request)\n    print(response)"
    )
    return _example(view, text, xml, smallest.json)


def _example(view: OperationView, python: str, xml: str, document: object) -> Example:
    return Example(
        python=python,
        xml=xml,
        json=_indented(document),
        curl=_curl(view.name.untrusted, json.dumps(document, ensure_ascii=False)),
    )


def _indented(document: object) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


# As Python


def _python(view: OperationView, made: Made, package: str) -> str:
    given, used = _arguments(view, made)
    names = [*dict.fromkeys(used)]
    call = f"neto.{view.module}({given})"
    qualified = {"NetoClient", "UTC", "Decimal", "datetime", "date", "time"} & {*names}
    module = f"from {package}.{view.module} import {', '.join(sorted(names))}\n" if names else ""
    if qualified:  # a class of the schema is called as what the example needs from elsewhere
        raise NotPlainError
    plain = [
        line for word, line in _IMPORTS.items() if re.search(rf"(?<!\w){re.escape(word)}", call)
    ]
    imports = "".join(f"{line}\n" for line in plain) + ("\n" if plain else "")
    text = (
        f"{imports}from {package} import NetoClient\n{module}\n"
        f'with NetoClient("{STORE}", key="…") as neto:\n    response = {call}\n    print(response)\n'
    )
    return format_str(text, mode=Mode(line_length=88)).rstrip()


def _arguments(view: OperationView, made: Made) -> tuple[str, list[Code]]:
    """Return what a method is given, and the classes that it takes."""
    used: list[Code] = []
    root = view.request.root if view.request is not None else None
    if root is None or not made.members:
        return "", used
    inner = made
    if root.query is not None or root.batch is not None or root.wrapped is not None:
        wanted = root.batch or root.wrapped
        target = root.query.filter_class if root.query is not None else wanted and wanted.item_class
        while inner.class_name != target:
            (below,) = inner.members[0].values
            if not isinstance(below, Made):
                raise NotPlainError
            inner = below
    if root.query is not None:
        return ", ".join(_keyword(member, used) for member in inner.members), used
    shown = _expression(inner, used)
    return (f"[{shown}]" if root.batch is not None else shown), used


def _keyword(member: Member, used: list[Code]) -> str:
    values = [_expression(value, used) for value in member.values]
    shown = f"[{', '.join(values)}]" if member.field.repeated else values[0]
    return f"{member.field.name}={shown}"


def _expression(value: ExampleValue | Made, used: list[Code]) -> str:
    if isinstance(value, ExampleValue):
        if re.fullmatch(r"[^\W\d]\w*\.[^\W\d]\w*", value.python):
            used.append(Code(value.python.partition(".")[0]))
        return value.python
    used.append(value.class_name)
    return f"{value.class_name}({', '.join(_keyword(m, used) for m in value.members)})"


# As documents


def _xml_lines(name: str, value: ExampleValue | Made, indent: str) -> Iterator[str]:
    if isinstance(value, ExampleValue):
        yield f"{indent}<{name}>{escape(value.text)}</{name}>"
        return
    if not value.members:
        yield f"{indent}<{name}/>"
        return
    attributes = [m for m in value.members if m.field.role != "element"]
    if attributes:
        raise NotPlainError
    yield f"{indent}<{name}>"
    for member in value.members:
        for one in member.values:
            yield from _xml_lines(member.field.wire.untrusted, one, f"{indent}  ")
    yield f"{indent}</{name}>"


def _curl(action: str, document: str) -> str:
    headers = {
        ACTION: action,
        "NETOAPI_KEY": "$NETO_KEY",
        "Content-Type": "application/json",
        "Accept": "application/json",
    }
    lines = [f"curl {STORE}{ENDPOINT}"]
    for name, value in headers.items():
        header = f"{name}: {value}"
        shown = f'"{header}"' if value.startswith("$") else shlex.quote(header)
        lines.append(f"  --header {shown}")
    lines.append(f"  --data {shlex.quote(document)}")
    return " \\\n".join(lines)
