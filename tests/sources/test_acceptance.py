"""Which schemas may break rules that nothing which is made of them depends on."""

from __future__ import annotations

import pytest

from neto_gen.problems import Failure, Location, Problem
from neto_gen.sources.acceptance import AcceptedSchemas


def broken(name: str, rule: str = "cos-nonambig", line: int = 1) -> Problem:
    """Return the problem of a file in the folder `xsd` that breaks a rule."""
    return Problem("is wrong", Location(f"xsd/{name}", line, 1), "mend it", rule=rule)


@pytest.mark.parametrize(
    ("pattern", "named", "others"),
    [
        ("a.xsd", ["a.xsd"], ["b.xsd", "x/a.xsd", "a.xsd.xsd", "aYxsd"]),
        ("*.xsd", ["a.xsd", ".xsd"], ["x/a.xsd"]),
        ("x/*/a?.xsd", ["x/y/a1.xsd"], ["x/a1.xsd", "x/y/z/a1.xsd", "x/y/a.xsd"]),
        ("**", ["a.xsd", "x/y/a.xsd"], []),
        ("x/**", ["x/a.xsd", "x/y/a.xsd"], ["y/a.xsd", "xx/a.xsd"]),
        ("**/a.xsd", ["a.xsd", "x/y/a.xsd"], ["x/ba.xsd"]),
        ("x/**/a.xsd", ["x/a.xsd", "x/y/z/a.xsd"], ["x/ba.xsd"]),
        ("[a].xsd", ["[a].xsd"], ["a.xsd"]),
    ],
)
def test_patterns(pattern: str, named: list[str], others: list[str]) -> None:
    """`*` and `?` stand for characters of a name, and `**` for any folders."""
    acceptance = AcceptedSchemas([pattern], "xsd/")
    assert [name for name in (*named, *others) if acceptance.is_named(name)] == named
    assert acceptance.unused(others) == [pattern]
    assert acceptance.unused(named) == []


def test_what_is_accepted_is_kept() -> None:
    """What is wrong with a file that is named is accepted, once, in the order in which it was found."""
    acceptance = AcceptedSchemas(["*.xsd"], "xsd/")
    found = [broken("b.xsd"), broken("a.xsd"), broken("b.xsd")]
    acceptance.refuse(found)
    assert acceptance.accepted == (found[0], found[1])


def test_the_setting_is_offered_once_for_a_file() -> None:
    """The first problem of each file that could be accepted says how."""
    acceptance = AcceptedSchemas(["c.xsd"], "xsd/")
    found = [broken("a.xsd"), broken("a.xsd", line=2), broken("b.xsd"), broken("c.xsd")]
    with pytest.raises(Failure) as caught:
        acceptance.refuse(found)
    setting = (
        'mend it; to build the schema as it is, set accept-invalid = ["{}"] in [tool.neto-gen]'
    )
    hints = [problem.hint for problem in caught.value.problems]
    assert hints == [setting.format("a.xsd"), "mend it", setting.format("b.xsd")]


def test_what_the_meaning_depends_on_is_refused() -> None:
    """A problem of another kind is refused, whatever is set."""
    acceptance = AcceptedSchemas(["**"], "xsd/")
    with pytest.raises(Failure) as caught:
        acceptance.refuse([broken("a.xsd", rule=""), broken("a.xsd")])
    assert caught.value.problems == (broken("a.xsd", rule=""),)


def test_a_file_that_is_not_of_the_folder() -> None:
    """Nothing outside of the folder is named by a pattern, and no setting is offered for it."""
    acceptance = AcceptedSchemas(["**"], "other/")
    with pytest.raises(Failure) as caught:
        acceptance.refuse([broken("a.xsd")])
    assert caught.value.problems == (broken("a.xsd"),)
