"""Changes that are made at once are judged as each of them alone."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from neto_gen.diff.judge.package_changes import TOGETHER
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import read_side
from neto_gen.sources import MemoryFolder
from tests.diff.cases import attr, choice, e, of, record, seq
from tests.soak import IS_LONG
from tests.support import NETO, pair

if TYPE_CHECKING:
    from neto_gen.diff.rules.facts import Fact

OPTIONAL = 'minOccurs="0"'
# What stands side by side in a request and in a response, as it was and as it becomes.
CHANGES = (
    (e("Colour?"), e("Color?")),
    (e("Gone?"), ""),
    ("", e("More?")),
    ("", e("Needed")),
    (of("First", "maxLength=20", OPTIONAL), of("First", "maxLength=10", OPTIONAL)),
    (of("Second", "minLength=2", OPTIONAL), of("Second", "minLength=5", OPTIONAL)),
    (
        of("Kind", "enumeration=red enumeration=blue", OPTIONAL),
        of("Kind", "enumeration=red enumeration=green", OPTIONAL),
    ),
    (
        of("Status", "enumeration=on enumeration=off", OPTIONAL),
        of("Status", "enumeration=on", OPTIONAL),
    ),
    (
        of("Grade", "enumeration=high", OPTIONAL),
        of("Grade", "enumeration=high enumeration=low", OPTIONAL),
    ),
    (e("Count?", "int"), e("Count?", "date")),
    (e("Total?", "int"), e("Total?", "long")),
    (e("Wanted?"), e("Wanted")),
    (e("Asked"), e("Asked?")),
    (e("One?"), e("One*")),
    (e("Many*"), e("Many?")),
    (e("Nil?", more='nillable="true"'), e("Nil?")),
    (e("Set"), e("Set", more='nillable="true"')),
    (e("Usual?", more='default="a"'), e("Usual?", more='default="b"')),
    (e("Always", more='fixed="1"'), e("Always")),
    (e("Plain?"), record("Plain", seq(e("Inner?")), OPTIONAL)),
    (
        record("PriceGroup", seq(e("Price?"))),
        record("PriceGroup", seq(e("Price?"), e("Name?"))),
    ),
    (
        record("ItemSpecific", seq(e("Name?"), e("Value?"))),
        record("ItemSpecific", seq(e("Name"), e("Value?"))),
    ),
    (
        record("Contact", seq(e("Name?"), e("Gone?")), OPTIONAL),
        record("Contact", seq(e("Name?")), OPTIONAL),
    ),
    (
        record("Either", choice(e("Left"), e("Right"))),
        record("Either", choice(e("Left"), e("Right"), e("Centre"))),
    ),
    (
        record("Marked", seq(e("Name?")) + attr("id"), OPTIONAL),
        record("Marked", seq(e("Name?")) + attr("id", 'use="required"'), OPTIONAL),
    ),
    (
        record("Noted", seq(e("Text?")) + attr("note"), OPTIONAL),
        record("Noted", seq(e("Text?")), OPTIONAL),
    ),
)


Judged = dict[tuple[str | None, ...], dict[str, str]]


def judged(old: str, new: str) -> Judged:
    """Return the verdicts on every fact between two contents of both messages, and what it does to names."""
    sides = []
    for shown, content in (("old", old), ("new", new)):
        files = pair("AddItem", content, content)
        folder = MemoryFolder(shown, {name: text.encode() for name, text in files.items()})
        sides.append(read_side(shown, folder, folder.operations()))
    report = make_report(sides[0], sides[1], policy_of(NETO), NETO)
    return {
        (fact.id, fact.path, fact.old, fact.new): _verdicts(fact)
        for fact in report.facts
        if fact.note != TOGETHER
    }


def _verdicts(fact: Fact) -> dict[str, str]:
    names = " ".join(sorted(map(str, fact.python_changes)))
    return {**{view: verdict.word for view, verdict in fact.verdicts.items()}, "names": names}


@cache
def verdicts(changed: frozenset[int]) -> Judged:
    """Return the verdicts on every fact of some of the changes."""
    before = "".join(old for old, _ in CHANGES)
    after = (CHANGES[number][number in changed] for number in range(len(CHANGES)))
    return judged(before, "".join(after))


@settings(max_examples=200 if IS_LONG else 8)
@given(st.sets(st.sampled_from(range(len(CHANGES))), min_size=2, max_size=8))
def test_each_fact_is_judged_alone(chosen: set[int]) -> None:
    """Of several changes at once, each is found with the verdicts and names that it has by itself."""
    alone = {
        fact: judged for number in chosen for fact, judged in verdicts(frozenset({number})).items()
    }
    assert verdicts(frozenset(chosen)) == alone


def test_every_change_is_found_by_itself() -> None:
    """Each change of the list is one that the report shows, and with all at once none is lost."""
    alone = {
        fact: judged
        for number in range(len(CHANGES))
        for fact, judged in verdicts(frozenset({number})).items()
    }
    assert all(verdicts(frozenset({number})) for number in range(len(CHANGES)))
    assert verdicts(frozenset(range(len(CHANGES)))) == alone


OCCURS = ("", OPTIONAL, 'minOccurs="0" maxOccurs="unbounded"')
NILLABLE = ("", 'nillable="true"')
TYPES = (
    '<xs:restriction base="xs:string"/>',
    '<xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction>',
    '<xs:restriction base="xs:int"/>',
    '<xs:restriction base="xs:string"><xs:enumeration value="a"/></xs:restriction>',
    '<xs:restriction base="xs:string"><xs:enumeration value="b"/></xs:restriction>',
    '<xs:list itemType="xs:int"/>',
)
AXES = (OCCURS, NILLABLE, TYPES)
States = tuple[int, ...]
STATES = st.tuples(*(st.sampled_from(range(len(axis))) for axis in AXES))


def member(state: States) -> str:
    """Return an element beside another one."""
    occurs, nillable, type_ = (axis[number] for axis, number in zip(AXES, state, strict=True))
    inner = f"<xs:simpleType>{type_}</xs:simpleType>"
    return f'{e("Other?")}<xs:element name="M" {occurs} {nillable}>{inner}</xs:element>'


@settings(max_examples=300 if IS_LONG else 15)
@given(STATES, STATES)
def test_each_aspect_of_an_element_is_judged_alone(old: States, new: States) -> None:
    """That an element changes in several ways at once changes the verdict on none of them."""
    alone: Judged = {}
    for axis in range(len(AXES)):
        state = (*old[:axis], new[axis], *old[axis + 1 :])
        alone |= judged(member(old), member(state))
    assert judged(member(old), member(new)) == alone


def test_changes_that_break_code_only_together() -> None:
    """What two changes do to a field, and neither alone, is a fact of its own that says so."""
    folders = []
    for shown, more in (("old", f'{OPTIONAL} nillable="true"'), ("new", "")):
        content = e("M", more=more)
        files = {name: text.encode() for name, text in pair("AddItem", content).items()}
        folder = MemoryFolder(shown, files)
        folders.append(read_side(shown, folder, folder.operations()))
    report = make_report(folders[0], folders[1], policy_of(NETO), NETO)
    breaks = [fact for fact in report.facts if fact.verdicts["python"] is Verdict.BREAKING]
    assert [(fact.id, fact.note) for fact in breaks] == [("field-type-changed", TOGETHER)]
    assert [str(c) for c in breaks[0].python_changes] == ["add_item.AddItem.m: str | None → str"]
