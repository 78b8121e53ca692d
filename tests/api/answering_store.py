"""A stand-in store on a real socket that answers every action from its schema, in XML and in JSON.

It knows nothing of the generated client: libxml2 reads the schemas, as they are corrected, and what it
is sent is judged by them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

from lxml import etree

from tests.api.corrected import XS, corrected

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Self

VALUES = {
    "string": "text & <more>",
    "integer": "7",
    "decimal": "12.50000000",
    "boolean": "True",
    "dateTime": "2026-11-24 10:20:30",
    "date": "2026-11-24",
}


def sample(name: str) -> dict[str, Any]:
    """Return a document with everything that a schema declares: values as stores write them."""
    (root,) = corrected(name).getroot().findall(f"{XS}element")
    content: dict[str, Any] = _content(root)
    return content


def _content(element: Any) -> Any:
    children = element.findall(f"{XS}complexType/{XS}sequence/{XS}element")
    if children or element.find(f"{XS}complexType") is not None:
        return {child.get("name"): _repeated(child) for child in children}
    restriction = element.find(f"{XS}simpleType//{XS}restriction")
    if restriction is None:
        return VALUES[element.get("type").removeprefix("xs:")]
    listed = restriction.find(f"{XS}enumeration")
    if listed is not None:
        return listed.get("value")
    value = VALUES[restriction.get("base").removeprefix("xs:")]
    longest = restriction.find(f"{XS}maxLength")
    return value if longest is None else value[: int(longest.get("value"))].strip()


def _repeated(element: Any) -> Any:
    content = _content(element)
    return [content, content] if element.get("maxOccurs") == "unbounded" else content


def to_xml(name: str, content: Any) -> Any:
    """Return a document as XML."""
    element = etree.Element(name)
    if isinstance(content, str):
        element.text = content
        return element
    for key, value in content.items():
        for item in value if isinstance(value, list) else [value]:
            element.append(to_xml(key, item))
    return element


def from_xml(element: Any) -> Any:
    """Return the content of an XML document; what stands there twice is a list."""
    found: dict[str, Any] = {}
    for child in element:
        found.setdefault(child.tag, []).append(from_xml(child))
    if not found:
        return element.text or ""
    return {name: items if len(items) > 1 else items[0] for name, items in found.items()}


@cache
def judge(action: str) -> Any:
    """Return the schema of a request, as libxml2 reads it."""
    return etree.XMLSchema(corrected(action))


def to_the_letter(element: Any) -> Any:
    """Return a request in the lexical forms of XML Schema, its root in the namespace of the schema."""
    for leaf in element.iter():
        if leaf.text in {"True", "False"}:
            leaf.text = leaf.text.lower()
        elif leaf.text == VALUES["dateTime"]:
            leaf.text = leaf.text.replace(" ", "T")
    root = etree.Element(f"{{NetoAPI}}{element.tag}")
    root.extend(list(element))
    return root


class _Handler(BaseHTTPRequestHandler):
    store: ClassVar[AnsweringStore]
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        action = self.headers["NETOAPI_ACTION"]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if "json" in self.headers["Content-Type"]:
            received = json.loads(body)
        else:
            root = etree.fromstring(body)
            received = from_xml(root)
            schema = judge(action)
            schema.assertValid(to_the_letter(root))
        self.store.received.append((action, received))
        answer = self.store.answer(action, received)
        if "json" in self.headers.get("Accept", ""):
            content = json.dumps(answer).encode()
        else:
            content = etree.tostring(to_xml(f"{action}Response", answer))
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(slots=True)
class AnsweringStore:
    """The store; `received` are the actions with what they were sent. In use as a context manager.

    `answers` is what to answer with to what was received, in place of all that the schema declares.
    """

    answers: Callable[[Any], dict[str, Any]] | None = None
    received: list[tuple[str, Any]] = field(default_factory=list[tuple[str, Any]])
    server: Any = None

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, action: str, received: Any = None) -> dict[str, Any]:
        """Return the answer: all that the response's schema declares, and success."""
        if self.answers is not None:
            return self.answers(received)
        return {**sample(f"{action}Response"), "Ack": "Success"}

    def __enter__(self) -> Self:
        handler = type("Handler", (_Handler,), {"store": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.server.daemon_threads = True
        Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()
