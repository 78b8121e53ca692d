"""The version step that changes ask for, and which step lies between two versions."""

from __future__ import annotations

import pytest

from neto_gen.diff.judge.version_step import advised, deciding, needed, taken
from neto_gen.problems import ExitCode, Failure
from tests.diff.cases import HEAD, e, seq
from tests.diff.judges import compared_schemas


def schema(*elements: str) -> str:
    """Return a schema whose root holds these elements."""
    content = f"<xs:complexType>{seq(*elements)}</xs:complexType>"
    return f'{HEAD}<xs:element name="X">{content}</xs:element></xs:schema>'


@pytest.mark.parametrize(
    ("old", "new", "step", "location"),
    [
        ([e("A"), e("B?")], [e("A"), e("B?")], "none", []),
        ([e("A")], [e("A"), e("B?")], "minor", ["X/B"]),
        ([e("A"), e("B?")], [e("A"), e("C")], "major", ["X/B", "X/C"]),
        ([e("A?")], [e("A"), e("B?")], "major", ["X/A"]),
    ],
)
def test_what_changes_ask_for(
    old: list[str], new: list[str], step: str, location: list[str]
) -> None:
    """What breaks asks for a major step and what is added for a minor one; the changes that do so are named."""
    report = compared_schemas(schema(*old), schema(*new))
    assert advised(report.facts, report.views) == step
    assert sorted(fact.path for fact in deciding(report.facts, report.views)) == location


def test_a_change_that_no_view_knows_asks_for_a_patch() -> None:
    """Where nobody is affected, such as by another documentation, the smallest step is enough."""
    report = compared_schemas(schema(e("A")), schema(e("B")))
    assert advised(report.facts, []) == "patch"


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("1.2.3", "2.0.0", "major"),
        ("1.2.3", "1.3.0", "minor"),
        ("1.2.3", "1.2.4", "patch"),
        ("1.2", "1.2.1", "patch"),
        ("v1.2.3", "1.2.3", "none"),
        ("1.2.3", "1.2.3-rc.1", "none"),
        ("9.9.9", "10.0.0", "major"),
    ],
)
def test_the_step_between_two_versions(old: str, new: str, step: str) -> None:
    """The first number that differs says which step it is."""
    assert taken(old, new) == step


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("1.2.3", "1.2.2", "version 1.2.2 is lower than 1.2.3 | name the old version first"),
        ("one", "1.2.2", '"one" is not a version | write it as 1.2.3'),
        ("1.2.3", "2", '"2" is not a version | write it as 1.2.3'),
    ],
)
def test_versions_that_are_no_step(old: str, new: str, problem: str) -> None:
    """A step down, or a text that is no version, says what to write."""
    with pytest.raises(Failure) as caught:
        taken(old, new)
    (found,) = caught.value.problems
    assert caught.value.exit_code is ExitCode.USAGE
    assert f"{found.what} | {found.hint}" == problem


@pytest.mark.parametrize(
    ("step", "old", "expected"),
    [
        ("major", "1.0.0", "major"),
        ("minor", "1.0.0", "minor"),
        ("major", "0.9.0", "minor"),
        ("minor", "0.9.0", "patch"),
        ("patch", "0.9.0", "patch"),
        ("none", "0.9.0", "none"),
    ],
)
def test_below_version_1_a_step_is_one_lower(step: str, old: str, expected: str) -> None:
    """Before 1.0 a minor step may break, and a patch may add."""
    assert needed(step, old) == expected
