"""Reference pages that are made from the code: `python -m scripts.reference` writes those in docs/.

These are the exceptions of the client and the checks of `neto-gen diff`. The pages about the Python API are
only on the site, as they are large: scripts/website.py asks for `python_pages`. They are made with `inspect`,
and not with mkdocstrings, which fills a page when its HTML is made: its Markdown would stay empty.
"""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import re
import sys
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neto_gen.diff.judge.verdicts import usual_verdicts
from neto_gen.diff.rules.checks import CHECKS as ALL
from neto_gen.diff.rules.checks import Guard
from neto_gen.diff.rules.policy import Policy

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "generated"))

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGES: Final = {
    "client": (
        "The clients",
        "`NetoClient` and `AsyncNetoClient` send requests to a store.",
        "neto_client",
        ("NetoClient", "AsyncNetoClient"),
    ),
    "options": (
        "Options, time limits and rate limits",
        "What you can set for a client or for one call: options, retries, timeouts and limits.",
        "neto_client",
        ("Options", "Retries", "Timeouts", "RateLimiter", "Limits"),
    ),
    "authentication": (
        "Authentication schemes",
        "Classes that authenticate requests to a store or a gateway.",
        "neto_client",
        ("Scheme", "OAuth", "Bearer", "Basic", "Secret"),
    ),
    "answers": (
        "Requests and responses",
        "Raw responses, batches, prepared requests, attempts, and problems that were found in a response.",
        "neto_client",
        ("RawResponse", "Batches", "Batch", "PreparedRequest", "Problem", "Attempt"),
    ),
    "pairs": (
        "Pairs of sent and returned records",
        "Match the records that you sent with the store's answer about each.",
        "neto_client",
        ("paired", "Pairs", "Pair"),
    ),
    "records": (
        "Records and enumerations",
        "The methods of every record and every enumeration of the client.",
        "neto_client._model",
        ("Record", "RawElement", "OpenEnumeration", "ExtensibleEnumeration"),
    ),
    "webhooks": (
        "Webhooks",
        "Verify and read the notifications of a store, with `neto_client.events`.",
        "neto_client.events",
        ("receive", "NotificationRefused"),
    ),
    "testing": (
        "Testing",
        "A fake store for your tests, in `neto_client.testing`.",
        "neto_client.testing",
        (
            "FakeStore",
            "Received",
            "Misbehaviour",
            "http_error",
            "html_page",
            "empty",
            "cut_off",
            "refused",
            "no_connection",
            "dropped",
            "stalled",
            "compressed",
            "for_cassettes",
        ),
    ),
    "fixtures": (
        "pytest fixtures",
        "The fixtures of the plugin `neto_client.pytest_plugin`.",
        "neto_client.pytest_plugin",
        ("neto_store", "neto_offline"),
    ),
}
"""The pages about the client: title, first sentence, module, and names in their order."""
EXCEPTIONS: Final = "exceptions.md"
CHECKS: Final = "checks.md"
_WIDTH = 80
_STARS = {"VAR_POSITIONAL": "*", "VAR_KEYWORD": "**"}
# The advice for each exception, in the order of the page.
_ADVICE: Final = {
    "NetoError": "Catch this class to handle every error of the client.",
    "ConfigurationError": "Correct the setting or the argument that the message names. Retrying does "
    "not help.",
    "ArgumentError": "Correct the argument that the message names. Retrying does not help.",
    "RequestError": "Correct the values that `problems` lists, each with its path.",
    "TransportError": "Check `tries` for the outcome of each attempt. Catch the three classes below "
    "to find out whether the store may have carried out the request.",
    "ConnectionFailed": "Try again later. This is safe: either the store has not carried out the "
    "request, or the request only reads.",
    "RequestTimedOut": "Try again later, or allow more time with `timeout`. This is safe: either the "
    "store has not carried out the request, or the request only reads.",
    "OutcomeUnknown": "Do not simply send the request again, since the store may have carried it out. "
    "First query the store, for example with the Get operation for the same records. Then send only "
    "what is missing. See [After OutcomeUnknown](guides/handle-errors-and-retries.md#after-outcomeunknown).",
    "ResponseError": "Check `problems` and `body`: a proxy or a maintenance page may have responded "
    "instead of the store. After a write, query the store before you send the request again.",
    "ApiError": "Read `errors`, the store's own messages. `response` has the results of the part of "
    "the request that was carried out.",
    "AuthenticationError": "Check the key, the user name and the token, and that the key belongs to "
    "this store.",
    "PermissionDenied": "Give the user of the key the permission that the message names.",
    "RateLimited": "Wait for `retry_after` seconds, and lower `rate_limit`. The store did not carry "
    "out this call.",
    "UnknownAction": "Check the address of the store, and whether its version has the operation.",
    "ValidationError": "Correct the values that `errors` names.",
    "ServerFailure": "Try again later. Before you send a write again, query the store.",
    "HttpStatusError": "Check `status` and `body`: a proxy or a firewall may have responded.",
}


def python_pages() -> dict[str, str]:
    """Return the pages about the Python API by their names, the first one leads to the others."""
    found: dict[str, str] = {}
    lines = [
        "# Python API",
        "The public classes and functions of the client.",
        "",
        "| Name | Description |",
        "| --- | --- |",
    ]
    for page, (title, about, module, names) in PAGES.items():
        of = importlib.import_module(module)
        found[f"{page}.md"] = "\n".join(_page(title, about, module, names))
        for name in names:
            first = (inspect.getdoc(_plain(getattr(of, name))) or "").partition("\n\n")[0]
            lines.append(f"| [`{name}`]({page}.md#{name}) | {_cell(first)} |")
    errors = importlib.import_module("neto_client._errors")
    for name in exceptions():
        first = (inspect.getdoc(getattr(errors, name)) or "").partition("\n\n")[0]
        lines.append(f"| [`{name}`](../{EXCEPTIONS}#{name.lower()}) | {_cell(first)} |")
    lines.append("")
    lines.append(
        "neto-gen itself is a command, not a library: see its [commands](../command-line.md)."
    )
    return {"index.md": "\n".join(lines) + "\n", **found}


def documented_names() -> set[str]:
    """Return the public names of the package that have a place on a page."""
    names = {n for _, _, module, names in PAGES.values() if module == "neto_client" for n in names}
    return names | {*exceptions()}


def exceptions() -> list[str]:
    """Return the classes of exceptions, each before those that are a kind of it."""
    errors = importlib.import_module("neto_client._errors")
    known = [
        value
        for value in vars(errors).values()
        if isinstance(value, type) and issubclass(value, errors.NetoError)
    ]
    return [kind.__name__ for kind in sorted(known, key=_line)]


def exceptions_page() -> str:
    """Return the page about the exceptions: when each is raised, what it has, what to do."""
    errors = importlib.import_module("neto_client._errors")
    tree = (errors.__doc__ or "").partition("\n\n")[2].strip()
    lines = [
        "# Exceptions",
        "",
        "<!-- Written by `python -m scripts.reference`, from the classes. -->",
        "",
        (
            "Every exception of the client: when it is raised, its attributes, and what to do. [Handle errors "
            "and retries](guides/handle-errors-and-retries.md) shows how to catch them."
        ),
        "",
        "```text",
        tree,
        "```",
        "",
        "Import the classes from `neto_client`: `from neto_client import NetoError`.",
        "",
    ]
    for name in exceptions():
        kind = getattr(errors, name)
        base = kind.__mro__[1].__name__
        lines += [f"## {name}", "", *_docstring(kind)]
        if name != "NetoError":
            lines += [f"- Base class: [{base}](#{base.lower()})"]
        own = [f"`{attribute}`" for attribute in kind.__annotations__]
        if name == "NetoError":
            own.append("`path`")
        if own:
            lines.append(f"- Attributes: {', '.join(own)}")
        lines += [f"- What to do: {_ADVICE[name]}", ""]
    return "\n".join(lines)


def checks_page() -> str:
    """Return the page about the checks of a comparison, with the verdict of each."""
    lines = [
        "# Checks of neto-gen diff",
        "",
        "<!-- Written by `python -m scripts.reference`, from the table of checks. -->",
        "",
        (
            "Every kind of change that [`neto-gen diff`](guides/review-an-api-change.md) reports: why it matters, and whom it breaks. "
            "Use these names in `--accept` files, and with `neto-gen diff --explain NAME`."
        ),
        "",
        (
            "The verdicts are the usual ones; a comparison judges each change by example documents. *Tolerant* assumes "
            "readers that skip unknown elements, and *strict* assumes readers that fail."
        ),
        "",
    ]
    policies = {
        "Tolerant": Policy(),
        "Strict": Policy(strict_reader=True, strict_json_server=True),
    }
    for check in ALL.values():
        lines += [
            f"## {check.id}",
            "",
            f"{_prose(_sentence(check.title))} {_prose(_sentence(check.why))}",
            "",
        ]
        if check.silent:
            lines += ["It is never reported alone.", ""]
            continue
        lines += [f"- XML: {check.xml.value}", f"- JSON: {check.json.value}"]
        if check.guard is not Guard.NONE:
            lines.append(f"- Why tolerant verdicts may differ: {check.guard.value}")
        for name, policy in policies.items():
            shown = [f"{view} {v.word}" for view, v in usual_verdicts(check, policy).items()]
            lines.append(f"- {name}: {', '.join(shown)}")
        lines.append("")
    return "\n".join(lines)


def _page(title: str, about: str, module: str, names: tuple[str, ...]) -> Iterator[str]:
    yield from (f"# {title}", "", about, "")
    of = importlib.import_module(module)
    for name in names:
        value = _plain(getattr(of, name))
        yield from (f'<a id="{name}"></a>', "", f"## `{name}`", "")
        if isinstance(value, type):
            yield from _class(name, value)
        else:
            yield from (f"```python\n{name}{_signature(value)}\n```", "", *_docstring(value))


def _class(name: str, value: type) -> Iterator[str]:
    made = f"{name}{_signature(value)}"
    if not _is_enumeration(value) and "*args" not in made and not made.endswith("()"):
        yield from (f"```python\n{made.removesuffix(' -> None')}\n```", "")
    yield from _docstring(value)
    if dataclasses.is_dataclass(value):
        fields = [f"`{f.name}: {_type(f.type)}`" for f in dataclasses.fields(value)]
        if fields:
            yield from ("Fields: " + ", ".join(fields) + ".", "")
    operations = []
    for member, found in _members(value):
        plain = found.fget if isinstance(found, property) else _plain(found)
        if re.match(r"Send `\w+`", inspect.getdoc(plain) or ""):
            operations.append(f"`{member}`")
            continue
        is_bound = not isinstance(found, property | staticmethod)
        shown = _signature(plain, bound=is_bound) if plain is not None else ""
        yield from (f"### `{name}.{member}`", "")
        if isinstance(found, property):
            kind = _type(plain.__annotations__.get("return", ""))
            yield from (f"Property of the type `{kind}`." if kind else "Property.", "")
        else:
            yield from (f"```python\n{member}{shown}\n```", "")
        yield from _docstring(plain)
    if operations:
        yield from (
            "The methods of the operations, each with its fields, are in the "
            "[API reference](../api/index.md): " + ", ".join(operations) + ".",
            "",
        )


def _members(value: type) -> Iterator[tuple[str, Any]]:
    """Return the public methods and properties of a class, and of those of ours that it extends."""
    seen: set[str] = set()
    for kind in value.__mro__:
        if not kind.__module__.startswith("neto_client"):
            continue
        for name, found in vars(kind).items():
            is_public = not name.startswith("_") and name not in seen
            is_method = isinstance(
                found, property | classmethod | staticmethod
            ) or inspect.isfunction(found)
            if is_public and is_method:
                seen.add(name)
                yield name, found


def _plain(value: Any) -> Any:  # noqa: ANN401 - any member of a class
    """Return the function that something wraps."""
    if isinstance(value, classmethod | staticmethod):
        return value.__func__
    return getattr(value, "__wrapped__", None) or getattr(value, "_fixture_function", value)


def _is_enumeration(value: type) -> bool:
    return issubclass(value, Enum)


def _signature(function: Any, *, bound: bool = False) -> str:  # noqa: ANN401 - any callable
    """Return the parameters of a function with their types, a line for each if there are many."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        return "(...)"
    given = [*signature.parameters.values()][1 if bound else 0 :]
    shown, star = list[str](), False
    for number, parameter in enumerate(given):
        if parameter.kind is parameter.KEYWORD_ONLY and not star:
            shown.append("*")
        star = star or parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_POSITIONAL}
        mark = _STARS.get(parameter.kind.name, "")
        kind = "" if parameter.annotation is parameter.empty else f": {_type(parameter.annotation)}"
        default = ""
        if parameter.default is not parameter.empty:
            equals = " = " if kind else "="
            text = repr(parameter.default)
            default = f"{equals}{'...' if ' at 0x' in text or '<' in text else text}"
        shown.append(f"{mark}{parameter.name}{kind}{default}")
        following = given[number + 1 : number + 2]
        is_last = not following or following[0].kind is not parameter.POSITIONAL_ONLY
        if parameter.kind is parameter.POSITIONAL_ONLY and is_last:
            shown.append("/")
    result = signature.return_annotation
    after = "" if result is signature.empty else f" -> {_type(result)}"
    line = f"({', '.join(shown)}){after}"
    if len(line) <= _WIDTH:
        return line
    return "(\n" + "".join(f"    {part},\n" for part in shown) + f"){after}"


def _type(annotation: object) -> str:
    if isinstance(annotation, str):
        return re.sub(r"\b_(?:\w+\.)", "", annotation.strip("'\""))
    return getattr(annotation, "__name__", str(annotation))


def _docstring(value: object) -> Iterator[str]:
    """Return a docstring as Markdown: names of classes in it that have a page are left as code."""
    text = inspect.getdoc(value) or ""
    for paragraph in re.split(r"\n\s*\n", text):
        if paragraph.startswith(("    ", ">>>", "- ")) or "\n    " in paragraph:
            yield f"```text\n{paragraph}\n```"
        else:
            yield _prose(" ".join(paragraph.split()))
        yield ""


def _prose(text: str) -> str:
    """Return text of ours that Markdown shows as it is, with code between backticks."""
    parts = text.split("`")
    for number in range(0, len(parts), 2):
        parts[number] = re.sub(r"[*<_\[\]|]", r"\\\g<0>", parts[number])
    return "`".join(parts)


def _sentence(text: str) -> str:
    text = f"{text[:1].upper()}{text[1:]}"
    return text if text.endswith(".") else f"{text}."


def _cell(text: str) -> str:
    return _prose(" ".join(text.split())).replace("|", "\\|").replace("\\\\|", "\\|")


def _line(value: type) -> int:
    return inspect.getsourcelines(value)[1]


def written() -> dict[str, str]:
    """Return the pages of docs/ that are written from the code."""
    return {EXCEPTIONS: exceptions_page(), CHECKS: checks_page()}


if __name__ == "__main__":
    for file, text in written().items():
        (ROOT / "docs" / file).write_text(text, encoding="utf-8")
