"""One document that has to be valid by its schema, where a client keeps to the letter of XML Schema.

How values are written, what stands where, and in which order, is looked at in the elements as they came;
types and facets are judged by what judges a record before it is sent. Keys, the namespaces of attributes
that the schema does not name, and what stands in elements of any type are not looked at.

Long, because structure, order, wildcards and types of one element are judged together, in one pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast
from xml.etree.ElementTree import Element

from . import _builtin, _lexical
from ._check import Checker
from ._content import misplaced
from ._decoder import Decoder
from ._explain import allows, explain
from ._fields import is_wildcard, raw
from ._named_types import NamedTypes, nil_problem
from ._nil import declared_of
from ._pattern import compile_pattern
from ._places import occurrences, particles, tags
from ._qnames import prefixed
from ._raw_document import TYPE, XSI, attribute_key, claims_nil, type_name
from ._raw_document import is_nil as is_nil_alone
from ._simple_types import spaced
from ._strict_decoder import StrictDecoder, expected
from ._value_writers import writer
from ._whitespace import SPACE, words
from ._xsd_lexical import is_written

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ._content import Model, Name
    from ._fields import Declaration, Document, Field, IdentityConstraints
    from ._qnames import QName
    from ._raw_document import RawNode, RawObject
    from ._simple_types import NameResolver

R = TypeVar("R")

_MOST_SHOWN = 5
_BLOCKED = "is derived from its type in a way that the schema blocks there"
_VACANT = "is of an abstract type, and no other type may stand for it"


class _OfValues(Checker):
    """The check of values alone, where what stands in XML beside them is judged by the elements."""

    __slots__ = ()

    def beside(self, values: object, taken: Collection[str]) -> None:
        """Do nothing: the decoder reports data that no schema lists."""

    def model(self, model: Model, names: Collection[Name]) -> None:
        """Do nothing: the content model is checked against the elements, which have an order."""

    def items(
        self, name: str, values: object, *, min_occurs: int = 0, max_occurs: int | None = None
    ) -> Iterator[tuple[str, object]]:
        """Yield each item of a list: how many there may be is judged as what stands together is."""
        del min_occurs, max_occurs
        return super().items(name, values)

    def _match(self, name: str, text: str, patterns: Sequence[str]) -> None:
        """Do nothing: patterns are checked against the text as it came, however it would be written."""

    def _absent(self, name: str, value: object, *, required: bool) -> bool:
        """Tell whether there is no value: the decoder reports missing ones."""
        del name, required
        return value is None


class ValidatingDecoder(StrictDecoder):
    """One document, in which everything is a problem that is not valid."""

    __slots__ = ("_begins", "_identified", "_judged", "_types", "_unassessed", "_undeclared")

    is_scoped = True

    def root(self, source: RawNode, read: Callable[[RawObject, Decoder], R]) -> R:
        """Return the record of a whole document."""
        self._undeclared: list[tuple[str, str, bool]] = []
        self._types: NamedTypes | None = None
        self._judged: dict[Element, Declaration] = {}
        self._unassessed: set[Element] = set()
        self._identified: list[tuple[str, str, str]] = []
        if not isinstance(source, Element):
            super().note(*self._begins)
        record: Any = super().root(source, read)
        if isinstance(source, Element) and (of := getattr(record, "Meta", None)) is not None:
            self._root_space(source, getattr(of, "namespace", ""))
        check = (_OfValues if self._is_xml else Checker)(str(self._path[0]))
        declared = record._declared.document  # noqa: SLF001 - a record's own
        if isinstance(source, Element):
            self._xsi(source, "", nillable=declared.nillable)
            if declared.block and TYPE in source.attrib:
                self._blocked(source, "", declared, declared.block)
            self._declarations(declared)
            self._identities(source, declared)
        explain(declared_of(declared, record, nillable=declared.nillable), record, check)
        told = {problem.partition(": ")[0] for problem in self.problems}
        for problem in check.problems:
            if problem.partition(": ")[0] not in told:
                self.problems.append(problem)
        self.problems[:] = dict.fromkeys(self.problems)
        return cast("R", record)

    def _declarations(self, document: Document) -> None:
        """Check that what stands where the schema names nothing is declared, where it has to be."""
        for path, name, is_element in self._undeclared:
            known = document.elements if is_element else document.attributes
            if known is not None and name not in known:
                self.problems.append(f"{path}: is declared nowhere in the schema")

    def _identities(self, source: Element, document: Document) -> None:
        """Check keys, unique values and references, where the schema has any."""
        listed: Callable[[], IdentityConstraints] | None = document.names.get(
            "identity_constraints"
        )
        if listed is None and not self._identified:
            return
        from . import _identity_constraints as identities  # noqa: PLC0415 - few schemas have any

        check = identities.IdentityCheck(
            *(source, self._judged, self._names, self._resolver, self._named_text),
            unassessed=self._unassessed,
        )
        self.problems += identities.of_ids(self._identified, check.undeclared_values)
        if listed is not None:
            self.problems += check.problems(str(self._path[0]), listed())

    def note(self, document: bytes | str, root: str | None) -> None:
        """Take note of how a document begins, which counts in JSON: XML says itself how it is encoded."""
        self._begins = document, root

    def _fixed_attributes(self, values: RawObject, declared: Declaration) -> None:
        """Check that required attributes are written although their value is known."""
        for _, field in declared.fields:
            if _is_fixed_attribute(field) and field.must_occur and field.key not in values:
                self.missing(field.key)

    def judge(self, values: RawObject, declared: Declaration) -> None:
        """Check what stands in a record, and how it is written, before it is read."""
        self._fixed_attributes(values, declared)
        if not self._is_xml:
            super().judge(values, declared)
            return
        source = self._source if isinstance(self._source, Element) else None
        if source is not None:
            self._judged[source] = declared
        is_nil = source is not None and claims_nil(source)
        for field in (field for _, field in declared.fields if field.is_in_level):
            if field.key not in values:
                continue
            found: Any = values[field.key]
            if field.role == "element" and isinstance(found, list):
                for index, item in enumerate(cast("list[object]", found)):
                    self._item(item, f"{field.key}[{index}]", field, declared)
            elif not (is_nil and field.role == "text"):
                name = f"{field.key}[0]" if field.repeated else field.key
                self._item(found, name, field, declared)
        if source is not None and TYPE in source.attrib:
            self._own_type(source, declared, is_nil=is_nil)
        self._unnamed_attributes(declared)
        self._texts(source, declared, is_nil=is_nil)
        if source is not None:
            self._fixed_text(source, declared, is_nil=is_nil)
        if not is_nil:
            self._elements(source, declared)
        elif len(cast("Element", source)):
            self._problem("is nil, but contains elements")

    def missing(self, name: str) -> None:
        """Report a value that must be there and is not; of elements, their order says so."""
        if not self._is_xml or name.startswith(("@", "#")):
            super().missing(name)

    def _item(self, item: object, name: str, field: Field, declared: Declaration) -> None:
        """Check how a value is written, in an element or an attribute."""
        text = item
        element = cast("Element[str]", item) if isinstance(item, Element) else None
        if field.vacant:
            self._add(name, _VACANT)
        if element is not None:
            text = None if len(element) else element.text or ""
            is_nil = self._xsi(element, name, nillable=field.nillable)
            if TYPE in element.attrib and (field.is_simple or field.kind == "raw"):
                self._type(element, name, field, declared, is_nil=is_nil)
            if is_nil:
                self._nil(element, name, field, declared)
                return
            self._attributes(element, name, field)
            if field.kind == "raw" and not field.is_text and TYPE not in element.attrib:
                self._anything(element, name, declared)
            if (field.is_simple or field.is_text) and len(element):
                self._add(name, "contains elements, but a value is expected")
        if field.kind == "raw" or not isinstance(text, str):
            return
        if field.kind in {"record", "choice"}:
            if element is None:
                self._text_alone(text, name, field, declared)
        elif text != "" or field.empty is None:
            source = self._source if element is None else element
            self._spelling(text, name, field, declared, self._resolver(source))

    def _type(
        self, element: Element, name: str, field: Field, declared: Declaration, *, is_nil: bool
    ) -> None:
        """Check a value by the type that its element names."""
        type_ = self._named(element)
        if type_ is None:
            return
        types = self._types_by(declared)
        if not self._is_allowed(type_, name, types.may_stand_for(type_, declared, field)):
            return
        if field.block and not types.may_stand_for(type_, declared, field, field.block):
            self._problem(f"{_called(type_)} {_BLOCKED}", name)
        resolve = self._resolver(element)
        own = types.text_of(type_)
        if own is not None or field.is_simple or field.is_text:
            for key, problem in types.judge_attributes(type_, element, resolve):
                self._add(f"{name}.{key}", problem)
        if own is None or is_nil or len(element):
            return
        text = element.text or ""
        # What the schema says in place of it, or besides, has to be a value of the type, too.
        stated = _stated(declared, field, field.fixed if text else field.empty)
        texts = [text] if text or field.empty is None else []
        if stated is not None and stated != text:
            texts.append(stated)
        for each in texts:
            if not types.is_value(own, each, resolve):
                self._add(name, f"{each!r:.80} is not a value of {_called(type_)}")

    def _anything(self, element: Element, name: str, declared: Declaration) -> None:
        """Check what an element holds that may hold anything."""
        types, resolve = self._types_by(declared), self._resolver(element)
        for attribute, text in element.attrib.items():
            for key, problem in types.judge_attribute(attribute, f"@{attribute}", text, resolve):
                self._add(f"{name}.{key}", problem)
        for child in element:
            self._assess(child, f"{name}.{self._names[child.tag]}", types)

    def _resolver(self, source: RawNode) -> NameResolver:
        """Return what finds the name that a text of an element is; empty records have no element."""
        scopes = self._names.scopes
        scope = scopes[source] if scopes is not None and isinstance(source, Element) else None

        def resolve(text: str) -> QName | None:
            return prefixed(text, scope) if scope is not None else None

        return resolve

    def _assess(self, element: Element, name: str, types: NamedTypes) -> None:
        """Check an element that may stand where the schema names none, and all in it that it declares."""
        waiting = [(element, name)]
        while waiting:
            found, path = waiting.pop()
            named = self._named(found) if TYPE in found.attrib else None
            self._prefix(found, path)
            for key, problem in types.assess(found, self._resolver(found), named):
                self._problem(problem, f"{path}.{key}" if key else path)
            if types.holds_anything(found, named):
                self._unassessed.add(found)
                waiting += [(child, f"{path}.{self._names[child.tag]}") for child in found]

    def _blocked(
        self, element: Element, name: str, inner: Declaration, block: Collection[str]
    ) -> None:
        """Report a type that an element of a simple type, or of any, blocks, and which it names."""
        type_, types = self._named(element), self._types_by(inner)
        texts = [field for _, field in inner.fields if field.role == "text"]
        own = texts[0] if texts else raw("#text")
        if type_ is None or not types.may_stand_for(type_, inner, own):
            return
        if not types.may_stand_for(type_, inner, own, block):
            self._problem(f"{_called(type_)} {_BLOCKED}", name)

    def _types_by(self, declared: Declaration) -> NamedTypes:
        """Return the types that elements may name, which the module of each record lists."""
        if self._types is None:
            self._types = NamedTypes(declared)
        return self._types

    def _named(self, element: Element) -> str | None:
        """Return the full name of the type that an element names; None if its prefix is undeclared."""
        prefix, colon, _ = element.attrib[TYPE].strip(SPACE).rpartition(":")
        scopes = self._names.scopes
        if colon and scopes is not None and not scopes[element].get(prefix):
            return None
        return type_name(element, element.attrib[TYPE], scopes)

    def _named_text(self, element: Element, declared: Declaration) -> Field | None:
        """Return the type of the text that an element has by the type that it names."""
        type_ = self._named(element)
        return None if type_ is None else self._types_by(declared).text_of(type_)

    def _is_allowed(self, type_: str, name: str, is_allowed: bool) -> bool:  # noqa: FBT001
        """Tell whether an element may name a type, and report it if not."""
        if is_allowed:
            return True
        built_in = _builtin.named(type_)
        is_none = bool(built_in) and built_in not in _builtin.NAMES
        what = "a type" if is_none else "one of the allowed types"
        self._problem(f"{_called(type_)} is not {what}", name)
        return False

    def _own_type(self, source: Element, declared: Declaration, *, is_nil: bool) -> None:
        """Check the type that a record names, and its text by that, if it holds no more than a text."""
        type_, types = self._named(source), self._types_by(declared)
        if type_ is None:
            return
        if types.is_of(type_, declared.record):
            if not declared.keys - {"#text"}:  # or else `unlisted` reports them
                self._no_attributes(source, declared)
            return
        texts = [field for _, field in declared.fields if field.role == "text"]
        if types.is_anything(declared.record):
            self._type(source, "#text", raw("#text"), declared, is_nil=is_nil)
        elif texts and not declared.keys - {"#text"}:
            self._type(source, "#text", texts[0], declared, is_nil=is_nil)
        else:
            self._is_allowed(type_, "", is_allowed=False)

    def _no_attributes(self, source: Element, declared: Declaration) -> None:
        """Report the attributes of an element that may have none."""
        if not any(field.role == "any_attributes" for _, field in declared.fields):
            for key in filter(None, map(attribute_key, source.attrib)):
                if not key.startswith("@xsi:"):
                    self._add(key, "is not in the schema")

    def _nil(self, element: Element, name: str, field: Field, declared: Declaration) -> None:
        """Check an element that says that it is nil."""
        is_judged = field.kind == "record" and not is_nil_alone(element)  # as a record
        if (element.text or len(element)) and not is_judged:
            self._add(name, "is nil, but not empty")
        if field.fixed is not None:
            self._add(name, "is nil, but has a fixed value")
        self._attributes(element, name, field)
        own = declared.declared_by(field).fields if field.kind == "record" else ()
        values = self.level_of(element)
        for _, inner in own:
            if inner.role == "attribute" and inner.must_occur and inner.key not in values:
                self._add(f"{name}.{inner.key}", "is required, but missing")

    def _text_alone(self, text: str, name: str, field: Field, declared: Declaration) -> None:
        """Check a text where a record stands that has no text, or may have none."""
        if not text or declared.reads_text(field):
            return
        inner = declared.declared_by(field) if field.kind == "record" else None
        if inner is not None and _is_empty(inner):
            self._add(name, f"{text!r:.80} is not allowed: it must be empty")
        elif text.strip(SPACE):
            self._add(name, f"{text!r:.80} is not allowed: it may only contain elements")

    def unlisted(
        self,
        values: RawObject,
        known: frozenset[str],
        *,
        elements: bool = True,
        attributes: bool = True,
    ) -> dict[str, Any]:
        """Return the raw values that no schema lists; a text may have the attributes of the type it names."""
        type_ = values.get("@xsi:type")
        is_of_schema = isinstance(type_, str) and not _builtin.named(type_)
        if known - {"#text"} or not is_of_schema:
            return super().unlisted(values, known, elements=elements, attributes=attributes)
        others = {name: value for name, value in values.items() if not name.startswith("@")}
        super().unlisted(others, known, elements=elements)
        return Decoder.unlisted(self, values, known, elements=elements, attributes=attributes)

    def has_form(self, kind: str, text: str) -> bool:
        """Tell whether a text has the lexical form of a kind."""
        if kind == "qname":  # the reader checks the rest, with the prefix
            return text.strip(SPACE) != ""
        return is_written(kind, text)

    def _spelling(
        self, text: str, name: str, field: Field, declared: Declaration, names: NameResolver
    ) -> None:
        """Check that a text has the form of a value of its type, and that which the schema wants.

        Of which type of a union it is, what reads it has found out in the same way.
        """
        if field.kind == "tokens":
            for index, word in enumerate(words(text)):
                self._spelling(word, f"{name}[{index}]", field.parts[0], declared, names)
        elif not self.has_form(field.kind, text):
            what = expected(field.kind)
            shown = f"{text!r:.80} is not written as" if text.strip(SPACE) else "is empty, and"
            self._add(name, f"{shown} {what}{'' if text.strip(SPACE) else ' is expected'}")
        patterns = field.facets.get("patterns", ())
        normalized = text
        if field.identity or patterns:
            normalized = spaced(declared, field, text, names)
        if field.identity:
            self._identified.append((field.identity, normalized, f"{self._where()}.{name}"))
        for pattern in patterns:
            if not compile_pattern(pattern).matches(normalized):
                self._add(name, _lexical.not_matched(normalized, pattern))

    def _xsi(self, element: Element, name: str, *, nillable: bool) -> bool:
        """Check what an element says of itself; whether it is nil."""
        self._prefix(element, name)
        if problem := nil_problem(element, nillable=nillable):
            self._problem(problem, name)
        return claims_nil(element)

    def _prefix(self, element: Element, name: str) -> None:
        """Check that the prefix of the type that an element names is declared."""
        prefix, colon, _ = element.get(TYPE, "").strip(SPACE).rpartition(":")
        scopes = self._names.scopes
        if colon and scopes is not None and not scopes[element].get(prefix):
            self._problem(f"nothing declares the prefix {prefix!r:.80} of its xsi:type", name)

    def _attributes(self, element: Element | None, name: str, field: Field) -> None:
        """Check that there are no attributes where a value is of a simple type."""
        if element is not None and (field.is_simple or field.is_text):
            if TYPE in element.attrib:
                return  # judged by the type
            for attribute in element.attrib:
                if not attribute.startswith(f"{{{XSI}}}"):
                    self._add(f"{name}.@{attribute}", "is not in the schema")

    def _texts(self, source: Element | None, declared: Declaration, *, is_nil: bool) -> None:
        """Check that there is no text where elements stand alone, or nothing at all."""
        if source is None or (declared.holds_text and not is_nil):
            return
        texts = [source.text or "", *(child.tail or "" for child in source)]
        is_empty = is_nil or _is_empty(declared)
        for text in texts:
            if text.strip(SPACE) or (text and is_empty):
                what = "must be empty" if is_empty else "may only contain elements"
                self._problem(f"{text!r:.80} is not allowed: it {what}")
                return

    def _fixed_text(self, source: Element, declared: Declaration, *, is_nil: bool) -> None:
        """Check a record whose text is fixed: that it is not nil, and of mixed content the text."""
        content = declared.content
        is_fixed = content is not None and content.is_fixed
        texts = (field for _, field in declared.fields if field.role == "text")
        if is_nil and (is_fixed or any(field.fixed is not None for field in texts)):
            self._problem("is nil, but has a fixed value")
        elif content is not None and is_fixed and (source.text or len(source)):
            text, expected = "".join(source.itertext()), content.empty
            if len(source):
                self._problem(
                    f"contains elements, and {expected!r:.80} is the only value it can have"
                )
            elif text != expected:
                self._problem(f"{text!r:.80} is not {expected!r:.80}, the only value it can have")

    def _elements(self, source: Element | None, declared: Declaration) -> None:
        """Check which elements stand in a record, and in which order."""
        keys = tags(declared)
        content = declared.content
        parts = {part.key: part for part in content.parts} if content is not None else {}
        wildcards = [field for field in particles(declared) if field.kind == "any_elements"]
        places = iter(self._places(declared) or ())
        names: list[Name] = []
        for child in source if source is not None else ():
            key: Name | None = None if is_wildcard(next(places, "")) else keys.get(child.tag)
            if key is None:
                key = self._unnamed(child, wildcards, keys, declared)
            if key is not None:
                names.append(key)
            if (
                isinstance(key, str) and key in parts
            ):  # the content of fields is checked with their values
                self._part(child, f"{key}[{len(names) - 1}]", parts[key], declared)
        problem = _mismatch(declared, names)
        if problem is not None:
            self._problem(problem)

    def _part(self, child: Element, name: str, part: Field, declared: Declaration) -> None:
        """Check what an element of ordered content says of itself, and whether it may stand there."""
        self._xsi(child, name, nillable=part.nillable)
        if part.vacant:
            self._add(name, _VACANT)
        if part.block and TYPE in child.attrib:
            self._blocked(child, name, declared.declared_by(part), part.block)

    def _unnamed_attributes(self, declared: Declaration) -> None:
        """Check attributes that the schema does not name, and note those that it has to declare."""
        wildcard = next((f for _, f in declared.fields if f.role == "any_attributes"), None)
        if wildcard is None or wildcard.is_skipped or not isinstance(self._source, Element):
            return
        types, resolve = self._types_by(declared), self._resolver(self._source)
        for name, text in self._source.attrib.items():
            key = attribute_key(name)
            if key is None or key in declared.keys or key.startswith("@xsi:"):
                continue
            if wildcard.is_strict and not key.startswith("@xml:"):
                self._undeclared.append((f"{self._where()}.{key}", name, False))
            for _, problem in types.judge_attribute(name, key, text, resolve):
                self._add(key, problem)

    def _unnamed(
        self,
        child: Element,
        places: Sequence[Field],
        keys: Mapping[str, str],
        declared: Declaration,
    ) -> Name | None:
        """Return the wildcards that allow an element that the schema does not name there."""
        fitting = [field for field in places if allows(field, child.tag)]
        if not fitting and (not places or self._names[child.tag] in keys.values()):
            return self._stranger(child, keys)
        if fitting and all(field.vacant for field in fitting):
            self._add(self._names[child.tag], "takes a place for which the schema has no element")
        if fitting and all(field.is_strict for field in fitting) and TYPE not in child.attrib:
            self._undeclared.append((f"{self._where()}.{self._names[child.tag]}", child.tag, True))
        if fitting and not any(field.is_skipped or field.vacant for field in fitting):
            self._assess(child, self._names[child.tag], self._types_by(declared))
        else:
            self._unassessed.update(child.iter())
        return tuple(field.key for field in fitting or places)

    def _stranger(self, child: Element, tags: Mapping[str, str]) -> str | None:
        """Report an element that is none of those that may stand there; whose place it takes."""
        name = self._names[child.tag]
        if name not in tags.values():
            self._add(name, "is not in the schema")
            return None
        expected = next(tag for tag, key in tags.items() if key == name).rpartition("}")[0][1:]
        namespace = child.tag.rpartition("}")[0][1:]
        self._add(name, f"is in {_space(namespace)}, and {_space(expected)} is expected")
        return name

    def _root_space(self, source: Element, expected: str) -> None:
        """Check the namespace of the root."""
        namespace = source.tag.rpartition("}")[0][1:]
        if namespace != expected:
            self._problem(f"is in {_space(namespace)}, and {_space(expected)} is expected")

    def _problem(self, problem: str, name: str = "") -> None:
        """Report what is wrong with the record that is being read, or with an element in it."""
        self.problems.append(f"{self._where()}{name and '.'}{name}: {problem}")


def _called(type_: str) -> str:
    """Return how a type is called in problems."""
    built_in = _builtin.named(type_)
    return f"xs:{built_in:.80}" if built_in else f"the type {type_!r:.80}"


def _is_fixed_attribute(field: Field) -> bool:
    return field.role == "attribute" and field.fixed is not None


def _stated(declared: Declaration, field: Field, value: object) -> str | None:
    """Return the text of a default or fixed value; None for a name, whose prefix is nowhere declared."""
    return None if value is None or field.has_names else writer(declared, field)(value)


def _space(namespace: str) -> str:
    return f"the namespace {namespace!r:.80}" if namespace else "no namespace"


def _is_empty(declared: Declaration) -> bool:
    """Tell whether there is nothing in a record, not even white space: it has no model of elements."""
    return declared.model is None and not particles(declared)


def _mismatch(declared: Declaration, names: list[Name]) -> str | None:
    """Return what is wrong with the elements of a record, or None."""
    parts: tuple[Any, ...] = tuple(occurrences(field) for field in particles(declared))
    if declared.any_order and declared.model is not None:  # a group that may be absent as a whole
        order = [name for name, _, _ in parts]
        names.sort(key=lambda name: order.index(name) if name in order else 0)
    elif declared.any_order:
        for name, least, _ in parts:
            if least and name not in names:
                return f"{name} is required, but missing"
            if names.count(name) > 1:
                return f"{name} occurs more than once"
        return None
    wrong = misplaced(declared.model or ("sequence", parts, 1, 1), names)
    if wrong is None:
        return None
    found, expected = wrong[0], " or ".join(wrong[1][:_MOST_SHOWN])
    if len(wrong[1]) > _MOST_SHOWN:
        expected += " or another"
    if found is None:
        return f"{expected} is required, but missing"
    return f"{found} is not allowed there{expected and ', but '}{expected}{expected and ' is'}"


DECODER = ValidatingDecoder
"""What reads strictly."""
