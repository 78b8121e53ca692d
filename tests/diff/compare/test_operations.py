"""What changes between operations: their names, roots and pairs; and what only some reports hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import Policy
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder, MessageSource, OperationSource
from tests.diff.cases import HEAD, e, seq
from tests.support import XSD, pair, root, schema

if TYPE_CHECKING:
    from collections.abc import Mapping

    from neto_gen.diff.reports.report import Report
    from neto_gen.diff.sides.side import Side

NAME = e("Name?")
OPTIONAL = e("A?")


def side(shown: str, files: Mapping[str, str], *operations: OperationSource) -> Side:
    """Return a side of these files: of the operations, or of all pairs, or of all files where none is."""
    folder = MemoryFolder(shown, {name: text.encode() for name, text in files.items()})
    pairs = operations or (
        tuple(folder.operations()) if any("Response" in name for name in files) else None
    )
    return read_side(shown, folder, pairs, sorted(files))


def compared(old: Side, new: Side, policy: Policy | None = None) -> Report:
    """Return the report of two sides."""
    return make_report(old, new, policy or Policy(), XSD)


def ids(report: Report) -> list[str]:
    """Return the checks that found something."""
    return sorted(fact.id for fact in report.facts)


def test_an_operation_that_is_renamed() -> None:
    """An operation of another name with the same fields is renamed, once, in both directions."""
    old = side("old", pair("AddItem", NAME + e("Price?", "decimal")))
    new = side("new", pair("AddItems", NAME + e("Price?", "decimal")))
    for report in (compared(old, new), compared(new, old)):
        assert ids(report) == ["action-renamed", "action-renamed"]
        assert {fact.directions for fact in report.facts} == {("request",), ("response",)}
        assert all(fact.verdicts["python"] is Verdict.BREAKING for fact in report.facts)


@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_root_that_is_renamed(direction: str) -> None:
    """The root of one message has another name: only documents of that direction change."""
    files = {"a.xsd": schema(root("Ask", NAME)), "b.xsd": schema(root("Tell", NAME))}
    file, name = ("a.xsd", "Ask") if direction == "request" else ("b.xsd", "Tell")
    other = {**files, file: files[file].replace(f'"{name}"', f'"{name}More"')}
    parts = {"request": MessageSource("a.xsd", "Ask"), "response": MessageSource("b.xsd", "Tell")}
    renamed = {**parts, direction: MessageSource(file, f"{name}More")}
    old = side("old", files, OperationSource("Talk", **parts))
    new = side("new", other, OperationSource("Talk", **renamed))
    for report in (compared(old, new), compared(new, old)):
        assert ids(report) == [f"{direction}-root-renamed"]
        assert report.facts[0].directions == (direction,)
        assert report.facts[0].verdicts[f"{direction}-xml"] is Verdict.BREAKING


def test_an_operation_that_is_paired_differently() -> None:
    """The same request is answered by another message, which was there before: no root is renamed."""
    files = {
        "a.xsd": schema(root("Ask", NAME) + root("Short", NAME) + root("Long", NAME)),
    }
    one, other = (
        OperationSource("Talk", MessageSource("a.xsd", "Ask"), MessageSource("a.xsd", answer))
        for answer in ("Short", "Long")
    )
    old, new = side("old", files, one), side("new", files, other)
    for report in (compared(old, new), compared(new, old)):
        assert ids(report) == ["action-paired-differently"]
        assert report.facts[0].directions == ("response",)
    assert ids(compared(old, old)) == []


@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_message_that_comes_or_goes(direction: str) -> None:
    """An operation without one of its messages has lost it, and one that has it again, got it."""
    whole, part = (side(shown, pair("AddItem", NAME)) for shown in ("old", "new"))
    part.roots = [found for found in part.roots if found.directions != (direction,)]
    assert ids(compared(whole, part)) == ["response-removed"]
    assert ids(compared(part, whole)) == ["response-added"]


def test_a_member_of_another_namespace() -> None:
    """A member that is taken from another namespace than before is another member on the wire."""

    def files(name: str) -> dict[str, str]:
        imported = (
            f'<xs:import namespace="urn:{name}" schemaLocation="{name}.xsd"/>'
            '<xs:element name="X"><xs:complexType>'
            + seq('<xs:element ref="p:A" minOccurs="0"/>')
            + "</xs:complexType></xs:element></xs:schema>"
        )
        return {
            "X.xsd": HEAD.replace(">", f' xmlns:p="urn:{name}">') + imported,
            f"{name}.xsd": HEAD.replace("urn:x", f"urn:{name}") + f"{e('A')}</xs:schema>",
        }

    sides = [
        read_side(
            name,
            MemoryFolder(name, {k: v.encode() for k, v in files(name).items()}),
            None,
            ["X.xsd"],
        )
        for name in ("one", "two")
    ]
    for report in (compared(sides[0], sides[1]), compared(sides[1], sides[0])):
        assert ids(report) == ["member-namespace-changed"]
        assert report.facts[0].verdicts["request-xml"] is Verdict.BREAKING
    assert ids(compared(sides[0], sides[0])) == []


def test_a_model_that_became_ambiguous() -> None:
    """A model in which an element can be taken for two parts of it is noted; some validators refuse it."""
    plain, twice = (
        f'{HEAD}<xs:element name="X"><xs:complexType>{content}</xs:complexType></xs:element></xs:schema>'
        for content in (seq(e("A?"), e("B")), seq(e("A?"), e("A?"), e("B")))
    )
    old, new = side("old", {"X.xsd": plain}), side("new", {"X.xsd": twice})
    assert "model-became-ambiguous" in ids(compared(old, new))
    assert "model-became-ambiguous" not in ids(compared(new, old))


def test_documentation_that_changes() -> None:
    """Changed documentation is reported where that is asked for, and breaks nothing."""
    said = "<xs:annotation><xs:documentation>{}</xs:documentation></xs:annotation>"
    old, new = (
        side(
            shown,
            pair(
                "AddItem", f'<xs:element name="A" type="xs:string">{said.format(text)}</xs:element>'
            ),
        )
        for shown, text in (("old", "One."), ("new", "Two."))
    )
    assert ids(compared(old, new)) == []
    for report in (
        compared(old, new, Policy(documentation=True)),
        compared(new, old, Policy(documentation=True)),
    ):
        assert ids(report) == ["documentation-changed"]
        assert {*report.facts[0].verdicts.values()} == {Verdict.NONE}


def test_what_was_deprecated_may_go() -> None:
    """Where that is allowed, removing an element that was called deprecated is a risk, not a break."""
    note = "<xs:annotation><xs:documentation>Deprecated: use B.</xs:documentation></xs:annotation>"
    gone = f'<xs:element name="A" type="xs:string" minOccurs="0">{note}</xs:element>'
    old, new = side("old", pair("AddItem", NAME + gone)), side("new", pair("AddItem", NAME))
    strict, lenient = (
        compared(old, new, Policy(allow_deprecated=allowed)) for allowed in (False, True)
    )
    assert ids(strict) == ids(lenient) == ["element-removed-optional"]
    assert strict.facts[0].verdicts["request-xml"] is Verdict.BREAKING
    assert lenient.facts[0].verdicts["request-xml"] is Verdict.RISK
    assert (strict.facts[0].note, lenient.facts[0].note) == (None, "it was deprecated before")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (NAME + OPTIONAL, NAME, "element-removed-optional"),
        (NAME, NAME + OPTIONAL.replace(' minOccurs="0"', ""), "element-added-required"),
    ],
)
def test_what_was_not_deprecated_may_not_go(old: str, new: str, found: str) -> None:
    """Where what was deprecated may be removed, anything else that breaks does so as ever."""
    report = compared(
        side("old", pair("AddItem", old)),
        side("new", pair("AddItem", new)),
        Policy(allow_deprecated=True),
    )
    assert ids(report) == [found]
    assert report.facts[0].verdicts["request-xml"] is Verdict.BREAKING
    assert report.facts[0].note is None
