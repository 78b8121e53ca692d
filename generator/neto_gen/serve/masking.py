"""Requests and answers without secrets and personal data, told by the names of elements.

A value keeps its form, since that is what recordings are for: each letter becomes an x, and each
digit a 1.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from xml.etree import ElementTree as ET

from neto_gen.problems import printable
from neto_gen.serve.json_values import is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Callable

# Parts of names, in lower case, of elements with secrets and with personal data.
_SECRETS: Final = re.compile(
    "password|secret|apikey|token|cardholder|cardnumber|cardauthorisation|cardexpiry|accountname"
    "|accountnumber|bsb|chequenumber|bpaycrn|authorisationmessage|vouchercode"
)
_PEOPLE: Final = re.compile(
    "email|phone|fax|firstname|lastname|customername|sendername|recipientname|company|street"
    "|postcode|city|username|dateofbirth|gender|abn|identification|ipaddress|owner|giftmessage"
    "|note|instruction|contact|customer|author|operator|salesperson|accountmanager|processby"
    "|allocatedto|usercustom|websiteurl|^(?:ship|bill).*(?:state|country|title)$"
)
_LEAST_SOUGHT = 3
_MOST_SOUGHT = 2_000


def is_secret(name: str) -> bool:
    """Tell whether elements of this name hold secrets."""
    return _SECRETS.search(_small(name)) is not None


def is_telling(name: str) -> bool:
    """Tell whether elements of this name hold secrets or personal data."""
    return is_secret(name) or _PEOPLE.search(_small(name)) is not None


def _small(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def form_of(text: str) -> str:
    """Return a text with its letters and digits replaced by x and 1."""
    return "".join(
        "1" if c.isdigit() else "x" if c.islower() else "X" if c.isalpha() else c for c in text
    )


class Masker:
    """The masking of one request and its response: values of secret elements are masked in both."""

    def __init__(self, masks: Callable[[str], bool] = is_telling) -> None:
        self._masks = masks
        self._sought: set[str] = set()
        self.has_masked = False

    def content(self, body: bytes) -> str | None:
        """Return a body with secrets masked; None if it is neither JSON nor XML."""
        text = body.decode("utf-8", "replace")
        start = text.lstrip("\ufeff \t\r\n")[:1]
        try:
            if start in {"{", "["}:
                return json.dumps(self._json(json.loads(text.lstrip("\ufeff")), telling=False))
            if start == "<" and "<!DOCTYPE" not in text and "<html" not in text[:500].lower():
                root = ET.fromstring(text.lstrip("\ufeff"))  # noqa: S314 - it has no DTD
                self._xml(root, telling=False)
                return ET.tostring(root, encoding="unicode")
        except (ValueError, RecursionError, ET.ParseError):
            return None
        return None if text.strip() else ""

    def rest(self, text: str) -> str:
        """Return a text with the values masked that were masked elsewhere, as messages repeat them."""
        for value in sorted(self._sought, key=len, reverse=True):
            if value in text:
                word = rf"(?<!\w){re.escape(value)}(?!\w)"
                text = re.sub(word, lambda found: form_of(found[0]), text)
        return text

    def _mask(self, text: str) -> str:
        self.has_masked = True
        masked = form_of(text)
        if masked != text and len(text) >= _LEAST_SOUGHT and len(self._sought) < _MOST_SOUGHT:
            self._sought.add(text)
        return masked

    def _json(self, value: Any, *, telling: bool) -> Any:  # noqa: ANN401 - a JSON value
        if is_record(value):
            return {
                # The elements of a record are judged by their own names.
                str(name): self._json(
                    inner, telling=self._masks(str(name)) and not _holds_records(inner)
                )
                for name, inner in value.items()
            }
        if is_list(value):
            return [self._json(one, telling=telling) for one in value]
        if not telling or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._mask(value)
        self.has_masked = True
        return int(form_of(str(value)) or 1) if isinstance(value, int) and value >= 0 else 1

    def _xml(self, element: ET.Element, *, telling: bool) -> None:
        if telling and element.text:
            element.text = self._mask(element.text)
        for name, value in element.attrib.items():
            if self._masks(name.rpartition("}")[2]):
                element.set(name, self._mask(value))
        for child in element:
            self._xml(child, telling=self._masks(child.tag.rpartition("}")[2]) and not len(child))


def _holds_records(value: object) -> bool:
    items: list[object] = value if is_list(value) else [value]
    return any(is_record(item) for item in items)


def shown(body: bytes, most: int, masker: Masker) -> str:
    """Return a body for display, if it is not too long, with secrets masked."""
    text = masker.content(body) if len(body) <= most else None
    if text is None:
        return f"{len(body):,} bytes that are not JSON or XML, or too many to show"
    return printable(masker.rest(text if masker.has_masked else body.decode("utf-8", "replace")))
