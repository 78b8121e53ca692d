"""What changes in the generated package, by itself: every kind of it, and the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.contract import read_contract
from neto_gen.diff.judge.package_changes import changes_of
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Check
from neto_gen.diff.rules.policy import Policy
from neto_gen.diff.sides.side import read_side
from neto_gen.python import plan_package
from neto_gen.sources import MemoryFolder
from tests.diff.cases import choice, e, of, record, seq
from tests.support import NETO, pair

if TYPE_CHECKING:
    from neto_gen.diff.judge.package_changes import OnlyInPackage
    from neto_gen.diff.rules.facts import Fact
    from neto_gen.diff.sides.side import Side
    from neto_gen.python.package import PackageView

NAME = e("Name?")


def part(name: str, inner: str) -> str:
    """Return an optional element with elements in it."""
    return record(name, seq(inner), 'minOccurs="0"')


def kind(*values: str) -> str:
    """Return an optional element of an enumeration."""
    facets = " ".join(f"enumeration={value}" for value in values)
    return of("Kind", facets, 'minOccurs="0"')


# What the request holds, what it holds then, and what changes from one to the other and back.
CASES = {
    "a field": (NAME, NAME + e("More?"), {"field-added"}, {"field-removed"}),
    "the type of a field": (
        e("A?"),
        e("A?", "int"),
        {"field-type-changed"},
        {"field-type-changed"},
    ),
    "what a list may hold": (
        e("A*"),
        e("A*", more='nillable="true"'),
        {"field-type-changed"},
        {"field-type-changed"},
    ),
    "the name of a field": (
        e("Sku?"),
        e("SKU?") + e("Sku?"),
        {"field-added", "field-renamed"},
        {"field-removed", "field-renamed"},
    ),
    "a class": (
        NAME,
        NAME + part("A", e("B?")),
        {"field-added", "class-added"},
        {"field-removed", "class-removed"},
    ),
    "a member": (kind("a"), kind("a", "b"), {"enum-member-added"}, {"enum-member-removed"}),
    "the name of a member": (
        kind("a_b"),
        kind("a-b", "a_b"),
        {"enum-member-added", "enum-member-renamed"},
        {"enum-member-removed", "enum-member-renamed"},
    ),
    "the name of a class": (
        part("A", part("Status", e("X?"))),
        part("A", part("Status", e("X?"))) + of("Status", "enumeration=a", 'minOccurs="0"'),
        {"field-added", "class-renamed", "class-added"},
        {"field-removed", "class-renamed", "class-removed"},
    ),
}


def changes(old: dict[str, str], new: dict[str, str]) -> list[OnlyInPackage]:
    """Return the changes between the packages of two sets of schemas."""
    plans: list[PackageView] = []
    for files in (old, new):
        folder = MemoryFolder("x", {name: text.encode() for name, text in files.items()})
        plans.append(plan_package(read_contract(folder, folder.operations()), NETO))
    names = {name: name for name in ("AddItem", "add_item")}
    return [*changes_of(plans[0], plans[1], names)]


def changed(old: dict[str, str], new: dict[str, str]) -> set[str]:
    """Return the kinds of changes between the packages of two sets of schemas."""
    return {change.check.id for change in changes(old, new)}


@pytest.mark.parametrize("case", CASES)
def test_change_of_the_package(case: str) -> None:
    """Each change of the package is found as what it is, and the way back as its opposite."""
    old, new, forth, back = CASES[case]
    files = pair("AddItem", old), pair("AddItem", new)
    assert changed(*files) == forth
    assert changed(files[1], files[0]) == back
    assert changed(files[0], files[0]) == set()


def test_where_the_package_changes_and_for_whom() -> None:
    """A change has its place in the documents and its name in the package, and breaks what uses it."""
    old, new = (part("A", kind(value) + more) for value, more in (("a", ""), ("b", NAME)))
    request = changes(pair("AddItem", old), pair("AddItem", new))
    response = changes(pair("AddItem", response=old), pair("AddItem", response=new))
    for direction, module, found, added in (
        ("request", "add_item", request, "safe"),
        ("response", "add_item", response, "risk"),
    ):
        assert [
            (one.path.partition("/")[2], one.python.name, one.python.verdict.word, one.directions)
            for one in found
        ] == [
            ("A/Name", f"{module}.A.name", "safe", (direction,)),
            ("A/Kind", f"{module}.Kind.A", "breaking", (direction,)),
            ("A/Kind", f"{module}.Kind.B", added, (direction,)),
        ]


def test_a_class_that_comes_or_goes_is_called_by_its_name() -> None:
    """A class that is added or removed is so in the words of the report, with its module."""
    files = pair("AddItem", NAME), pair("AddItem", NAME + part("A", e("B?")))
    for (old, new), kind_of_change in ((files, "added"), (files[::-1], "removed")):
        assert [(one.python.kind, one.python.name) for one in changes(old, new)] == [
            (kind_of_change, "add_item.AddItem.a"),
            (kind_of_change, "add_item.A"),
        ]


def test_an_operation_whose_module_moves() -> None:
    """An operation that has to share its name with a new one is elsewhere, and its method as well."""
    alone = pair("add_item", NAME)
    both = {**pair("AddItem", NAME), **alone}
    for files in ((alone, both), (both, alone)):
        assert changed(*files) == {"module-moved", "action-method-renamed"}


def facts_of(old: str, new: str) -> list[Fact]:
    """Return the facts about a request that holds something else."""
    sides: list[Side] = []
    for shown, fields in (("old", old), ("new", new)):
        files = {name: text.encode() for name, text in pair("AddItem", fields).items()}
        folder = MemoryFolder(shown, files)
        sides.append(read_side(shown, folder, folder.operations()))
    return make_report(sides[0], sides[1], Policy(), NETO).facts


def named(old: str, new: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the facts about a request, each with how and where it changes the package."""
    return [(f.id, [(c.kind, c.name) for c in f.python_changes]) for f in facts_of(old, new)]


def shown(old: str, new: str) -> list[str]:
    """Return the facts about a request in words, each with its verdict and what it changes in the package."""
    return [
        f"{fact.id} {fact.subject} {fact.verdicts['python'].word}: "
        + "; ".join(f"{c.kind} {c.name} {c.old} → {c.new}" for c in fact.python_changes)
        for fact in facts_of(old, new)
    ]


def test_a_fact_says_what_it_changes_in_the_package() -> None:
    """Members and fields that come and go are named with the fact that brings or removes them."""
    removed, added = ("removed", "add_item.Kind.B"), ("added", "add_item.Kind.C")
    assert named(kind("a", "b"), kind("a", "c")) == [
        (Check.ENUM_VALUE_REMOVED.id, [removed]),
        (Check.ENUM_VALUE_ADDED.id, [added]),
    ]
    number = '<xs:element name="A" minOccurs="0"><xs:complexType><xs:simpleContent>'
    number += '<xs:extension base="xs:int"><xs:attribute name="x"/></xs:extension>'
    number += "</xs:simpleContent></xs:complexType></xs:element>"
    gone, text = ("removed", "add_item.A.b"), ("added", "add_item.A.text")
    assert dict(named(part("A", e("B?")), number)) == {
        Check.COMPLEX_BECAME_SIMPLE.id: [gone, text],
        Check.ELEMENT_REMOVED_OPTIONAL.id: [gone],
        Check.ATTRIBUTE_ADDED_OPTIONAL.id: [("added", "add_item.A.x")],
    }


ANY_ATTRIBUTE = "<xs:anyAttribute/>"
REPEATED = 'maxOccurs="unbounded"'
A_AND_B = seq(e("A", "int"), e("B"))
# What the request holds, what it holds then, and the facts, with what they say about the package.
SHOWN: dict[str, tuple[str, str, list[str]]] = {
    "a choice leaves fields out": (
        record("P", A_AND_B),
        record("P", choice(e("A", "long"), e("B"))),
        [
            (
                "sequence-to-choice  safe: changed add_item.P.a int → int | None; "
                "changed add_item.P.b str → str | None"
            ),
            "type-widened A none: ",
        ],
    ),
    "a sequence demands fields": (
        record("P", choice(e("A", "int"), e("B"))),
        record("P", A_AND_B),
        [
            (
                "choice-to-sequence  breaking: changed add_item.P.a int | None → int; "
                "changed add_item.P.b str | None → str"
            ),
        ],
    ),
    "a choice with what was optional": (
        record("P", seq(e("A?"), e("B"))),
        record("P", choice(e("A"), e("B"))),
        [
            "sequence-to-choice  safe: changed add_item.P.b str → str | None",
        ],
    ),
    "any attribute": (
        record("P", seq(e("A"))),
        record("P", seq(e("A")) + ANY_ATTRIBUTE),
        ["wildcard-added @* safe: added add_item.P.any_attributes None → dict[str, str]"],
    ),
    "no other attribute": (
        record("P", seq(e("A")) + ANY_ATTRIBUTE),
        record("P", seq(e("A"))),
        ["wildcard-removed @* breaking: removed add_item.P.any_attributes dict[str, str] → None"],
    ),
    "another name": (
        part("A", NAME),
        part("Aa", NAME),
        [
            (
                "element-renamed Aa breaking: renamed add_item.AddItem.a a → aa; "
                "renamed add_item.A A → Aa"
            ),
        ],
    ),
    "a class of the same name elsewhere": (
        part("A", part("Status", e("X?"))),
        part("A", part("Status", e("X?"))) + part("Status", e("Y?")),
        [
            "class-renamed Status breaking: renamed add_item.Status Status → AStatus",
            (
                "element-added-optional Status safe: "
                "added add_item.AddItem.status None → Status | None"
            ),
        ],
    ),
    "a list that may be empty": (e("A+"), e("A*"), ["list-min-lowered A none: "]),
    "nothing, where the order matters": (
        record("P", choice(e("A"), kind("a"), occurs=REPEATED)),
        record("P", choice(e("A"), kind("a"), occurs=REPEATED)),
        [],
    ),
    "the types of elements whose order matters": (
        record("P", choice(e("A"), kind("a", "b"), occurs=REPEATED)),
        record("P", choice(e("A", "int"), kind("a", "c"), occurs=REPEATED)),
        [
            "json-token-changed A none: ",
            "type-narrowed A breaking: changed add_item.A.text str → int",
            "enum-value-removed Kind breaking: removed add_item.KindText.B None → None",
            "enum-value-added Kind safe: added add_item.KindText.C None → None",
        ],
    ),
    "a record instead of a text, where the order matters": (
        record("P", choice(e("A"), e("B"), occurs=REPEATED)),
        record("P", choice(e("A"), record("B", seq(e("C?"))), occurs=REPEATED)),
        [
            "field-removed B breaking: removed add_item.B.text str → None",
            "simple-became-complex B none: ",
        ],
    ),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_the_report_says_about_the_package(case: str) -> None:
    """Each fact names the fields and classes that it changes, as they were and as they are, once."""
    old, new, facts = SHOWN[case]
    assert shown(old, new) == facts
