"""What xsdata makes of the default schemas, as text that a diff can be read of."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from neto_gen.contract.schema import load
from neto_gen.contract.xsd import analyse
from tests.support import SCHEMAS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xsdata.codegen.models import Attr, Class

HERE = Path(__file__).parent
NAMES = ("AddCustomerLog", "AddCustomerLogResponse")


def class_model(name: str) -> str:
    """The classes of a schema, one element a line."""
    schema = load(f"{name}.xsd", lambda file: (SCHEMAS / file).read_bytes(), str)
    return "\n".join(line for found in analyse(schema) for line in _class(found, "")) + "\n"


def _class(found: Class, indent: str) -> Iterator[str]:
    extensions = [f"{extension.tag} {extension.type.qname}" for extension in found.extensions]
    flags = [
        flag for flag in ("mixed", "abstract", "nillable", "local_type") if getattr(found, flag)
    ]
    yield f"{indent}{found.tag} {found.qname} {' '.join([*extensions, *flags])}".rstrip()
    for attr in found.attrs:
        yield f"{indent}  {_attr(attr)}"
    for inner in found.inner:
        yield from _class(inner, indent + "    ")


def _attr(attr: Attr) -> str:
    types = " ".join(
        f"{tp.qname}{' native' if tp.native else ''}{' forward' if tp.forward else ''}"
        for tp in attr.types
    )
    limits = {
        key: "unbounded" if value == sys.maxsize else value
        for key, value in vars(attr.restrictions).items()
        if value is not None and key not in {"path", "sequence", "choice"}
    }
    namespace = f"{{{attr.namespace}}}" if attr.namespace else ""
    return f"{attr.index} {attr.tag} {namespace}{attr.local_name!r} = {attr.default!r}: {types} {limits}"
