"""Requests and answers without secrets and personal data, told by the names of elements.

A value keeps its form, since that is what recordings are for: each letter becomes an x, and each
digit a 1. What is masked once is masked wherever it is repeated, and so are the values of headers
that authenticate a request. In recordings, texts that tell what they are by their form, such as an
email address, are masked whatever their element is called.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias
from xml.etree import ElementTree as ET

from neto_gen.problems import printable
from neto_gen.serve.json_values import is_list, is_record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

# Parts of names, in lower case, of elements with secrets and with personal data.
_SECRETS: Final = re.compile(
    "passw|passphrase|pwd|secret|apikey|accesskey|privatekey|token|credential|bearer|authorization"
    "|cookie|creditcard|cardholder|cardnumber|cardauthorisation|cardexpiry|cardcode|cvv|cvc|iban"
    "|accountname|accountnumber|bsb|chequenumber|bpaycrn|authorisationmessage|vouchercode|couponcode"
    "|^(?:pin|auth|key)$"
)
_PEOPLE: Final = re.compile(
    "email|phone|fax|firstname|lastname|customername|sendername|recipientname|surname|company|street"
    "|postcode|zipcode|pobox|suburb|city|username|dateofbirth|birthday|gender|abn|taxid"
    "|identification|ipaddress|owner|giftmessage|extraoption|note|instruction|contact|customer|author"
    "|operator|salesperson|accountmanager|processby|allocatedto|usercustom|websiteurl|trackingnumber"
    "|shippingtracking|passport|licen[cs]en|^(?:ship|bill).*(?:state|country|title)$"
    "|^(?:full|given|middle|maiden)name$|^(?:mobile(?:number)?|dob)$"
    r"|^(?:(?:home|mail|mailing|postal|billing|shipping|delivery)?address(?:line)?\d*)$"
)
_HEADERS: Final = re.compile("key|token|secret|auth|cookie|user|passw|session|credential")
# Texts that tell of a person, or hold a secret, whatever their element is called.
_BY_FORM: Final = re.compile(
    r"[\w.%+-]+@[\w-]+(?:\.[\w-]+)+"  # an email address
    r"|(?<=//)[^/?#@\s]+(?=@)"  # the user of an address
    r"|(?<=[?&;])(?:[\w.-]*(?:key|token|secret|passw|signature|auth|session)[\w.-]*=)[^&;\s]+"
    r"|(?<![\w.])\+\d[\d ()-]{6,}\d"  # an international telephone number
    r"|(?<![\w.-])[3-6]\d{3}(?:[ -]?\d{4}){2}[ -]?\d{1,7}(?![\w-])",  # a payment card
    re.IGNORECASE,
)
# What each of these has, to look through most texts quickly.
_MAY_BE_TELLING: Final = re.compile(r"[@=+]|\d{4}[ -]?\d{4}")
_WORD: Final = re.compile(r"\w+")
_NOT_TELLING: Final = frozenset({"true", "false"})
_LEAST_SOUGHT = 3
_LEAST_IN_WORDS = 6
_MOST_SOUGHT = 2_000

_Content: TypeAlias = "ET.Element | dict[str, Any] | list[Any] | str"


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


def secrets_in(headers: Mapping[str, str]) -> set[str]:
    """Return what authenticates a request: keys, tokens, passwords, user names and cookies."""
    found: set[str] = set()
    for name, value in headers.items():
        if "cookie" in name.lower():
            found |= {pair.partition("=")[2].strip() for pair in value.split(";")}
        elif _HEADERS.search(name.lower()) is not None:
            scheme, _, credentials = value.strip().rpartition(" ")
            found.add(credentials)
            if scheme.lower() == "basic":
                with suppress(ValueError):
                    found |= {*b64decode(credentials).decode().split(":", 1)}
    return {value for value in found if len(value) >= _LEAST_SOUGHT}


class Masker:
    """The masking of one request and its response: a masked value is masked in both.

    `is_thorough` masks personal data, too, and texts that tell what they are by their form.
    `secrets` are masked wherever they occur.
    """

    def __init__(self, secrets: set[str] | None = None, *, is_thorough: bool = True) -> None:
        self._is_thorough = is_thorough
        self._masks = is_telling if is_thorough else is_secret
        self._secrets = sorted(secrets or (), key=len, reverse=True)
        # Masked values in lower case, by their first words, with where that begins.
        self._sought: dict[str, set[tuple[str, int]]] = {}
        self._count = 0
        self.has_masked = False
        for secret in self._secrets:
            self._seek(secret)

    def bodies(self, *bodies: bytes) -> list[str | None]:
        """Return bodies with secrets masked; None in place of one that is neither JSON nor XML."""
        contents = [_parsed(body) for body in bodies]
        known = [None if content is None else self._by_names(content) for content in contents]
        return [None if content is None else self._written(content) for content in known]

    def text(self, text: str) -> str:
        """Return a text with the values masked that were masked elsewhere, as messages repeat them."""
        masked = text
        for secret in self._secrets:
            if len(secret) >= _LEAST_IN_WORDS:
                masked = masked.replace(secret, form_of(secret))
        if self._is_thorough and _MAY_BE_TELLING.search(masked):
            masked = _BY_FORM.sub(lambda found: _masked_value(found[0]), masked)
        for start, end in [*self._repeated(masked)]:
            masked = masked[:start] + form_of(masked[start:end]) + masked[end:]
        self.has_masked |= masked != text
        return masked

    def _repeated(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield where values that were masked elsewhere begin and end in a text."""
        small = text.lower()
        if len(small) != len(text):  # of a few letters
            small = text
        done = 0
        for word in _WORD.finditer(small):
            for value, offset in sorted(self._sought.get(word[0], ()), key=_longest_first):
                start = word.start() - offset
                end = start + len(value)
                is_whole = not _WORD.match(small, end) or not _WORD.match(value[-1:])
                if start >= done and is_whole and small.startswith(value, start):
                    yield start, end
                    done = end
                    break

    def _mask(self, text: str) -> str:
        if text.strip().lower() in _NOT_TELLING:
            return text
        self.has_masked = True
        masked = form_of(text)
        if masked != text and len(text) >= _LEAST_SOUGHT and self._count < _MOST_SOUGHT:
            self._seek(text)
        return masked

    def _seek(self, text: str) -> None:
        small = text.strip().lower()
        first = _WORD.search(small)
        if first is not None:
            self._sought.setdefault(first[0], set()).add((small, first.start()))
            self._count += 1

    def _by_names(self, content: _Content) -> _Content:
        if isinstance(content, ET.Element):
            self._xml(content, telling=False)
            return content
        masked: _Content = self._json(content, telling=False, is_secret_within=False)
        return masked

    def _json(
        self, value: Any, *, telling: bool, is_secret_within: bool  # noqa: ANN401 - a JSON value
    ) -> Any:  # noqa: ANN401 - a JSON value
        if is_record(value):
            return {
                # The elements of a record are judged by their own names, unless all of it is secret.
                name: self._json(
                    inner,
                    telling=is_secret_within or (self._masks(name) and not _holds_records(inner)),
                    is_secret_within=is_secret_within or is_secret(name),
                )
                for name, inner in value.items()
            }
        if is_list(value):
            return [
                self._json(one, telling=telling, is_secret_within=is_secret_within) for one in value
            ]
        if not telling or value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._mask(value)
        masked = self._mask(str(value))
        return int(masked) if isinstance(value, int) and value >= 0 else 1

    def _xml(self, element: ET.Element, *, telling: bool, is_secret_within: bool = False) -> None:
        if element.text and (telling or (len(element) and element.text.strip())):
            element.text = self._mask(element.text)
        for name, value in element.attrib.items():
            if is_secret_within or self._masks(name.rpartition("}")[2]):
                element.set(name, self._mask(value))
        for child in element:
            name = child.tag.rpartition("}")[2]
            self._xml(
                child,
                telling=is_secret_within or (self._masks(name) and not len(child)),
                is_secret_within=is_secret_within or is_secret(name),
            )
            # Text between elements has no name that would tell what it is.
            if child.tail and child.tail.strip():
                child.tail = self._mask(child.tail)

    def _written(self, content: _Content) -> str:
        if not isinstance(content, ET.Element):
            return "" if content == "" else json.dumps(self._texts(content))
        for element in content.iter():
            element.text = element.text and self.text(element.text)
            element.tail = element.tail and self.text(element.tail)
            for name, value in element.attrib.items():
                element.set(name, self.text(value))
        return ET.tostring(content, encoding="unicode")

    def _texts(self, value: Any) -> Any:  # noqa: ANN401 - a JSON value
        """Return a JSON value with each text in it masked where it repeats what is masked elsewhere."""
        if is_record(value):
            return {self.text(name): self._texts(inner) for name, inner in value.items()}
        if is_list(value):
            return [self._texts(one) for one in value]
        return self.text(value) if isinstance(value, str) else value


def _parsed(body: bytes) -> _Content | None:
    """Return the content of a body, "" if it is empty, and None if it is neither JSON nor XML."""
    text = body.decode("utf-8", "replace").lstrip("\ufeff")
    start = text.lstrip()[:1]
    try:
        if start in {"{", "["}:
            found: dict[str, Any] | list[Any] = json.loads(text)
            return found
        if start == "<" and "<!DOCTYPE" not in text and "<html" not in text[:500].lower():
            return ET.fromstring(text)  # noqa: S314 - it has no DTD
    except (ValueError, RecursionError, ET.ParseError):
        return None
    return None if text.strip() else ""


def _masked_value(text: str) -> str:
    """Return a text with its form; of `name=value` the name stays."""
    name, sign, value = text.rpartition("=")
    is_number = text[0].isdigit() and not sign and "@" not in text
    return text if is_number and not _is_card(text) else f"{name}{sign}{form_of(value)}"


def _is_card(text: str) -> bool:
    """Tell whether the last digit of a number is that of a payment card's."""
    digits = [int(sign) for sign in reversed(text) if sign.isdigit()]
    return sum(d if n % 2 == 0 else sum(divmod(2 * d, 10)) for n, d in enumerate(digits)) % 10 == 0


def _longest_first(sought: tuple[str, int]) -> tuple[int, str]:
    return -len(sought[0]), sought[0]


def _holds_records(value: object) -> bool:
    items: list[object] = value if is_list(value) else [value]
    return any(is_record(item) for item in items)


def shown(masker: Masker, most: int, *bodies: bytes) -> list[str]:
    """Return bodies for display, if they are not too long, with secrets masked."""
    found = masker.bodies(*(body if len(body) <= most else b"-" for body in bodies))
    return [
        (
            f"{len(body):,} bytes that are not JSON or XML, or too many to show"
            if text is None
            else printable(text if masker.has_masked else body.decode("utf-8", "replace"))
        )
        for body, text in zip(bodies, found, strict=True)
    ]
