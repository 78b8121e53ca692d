"""The file of accepted changes: what is in it, what it accepts, and what it says that it cannot."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.judge.accepted import Acceptance, mark_accepted, read_acceptances, written
from neto_gen.problems import ExitCode, Failure
from tests.diff.cases import HEAD, e, seq
from tests.diff.judges import compared_schemas

if TYPE_CHECKING:
    from pathlib import Path

    from neto_gen.diff.rules.facts import Fact

TODAY = dt.date(2026, 11, 29)
ENTRY = """\
[[accept]]
id = "element-removed-optional"
location = "X/B"
hash = "1234"
reason = "Nobody used it"
"""


def facts(gone: str = "B?") -> list[Fact]:
    """Return the change of a schema that loses an element."""

    def schema(*elements: str) -> str:
        content = f"<xs:complexType>{seq(*elements)}</xs:complexType>"
        return f'{HEAD}<xs:element name="X">{content}</xs:element></xs:schema>'

    return [*compared_schemas(schema(e("A"), e(gone)), schema(e("A"))).facts]


def test_what_is_written_accepts_what_it_was_written_for(tmp_path: Path) -> None:
    """A file that is written of changes accepts them all, with the reason that was given."""
    path = tmp_path / "accept.toml"
    found = facts()
    path.write_text(written(found, [], 'It is "old"\n\x7f'), "utf-8")
    entries = read_acceptances(path)
    assert [entry.location for entry in entries] == ["X/B"]
    assert mark_accepted(found, entries, TODAY) == []
    assert {fact.accepted for fact in found} == {'It is "old"\n\x7f'}


def test_what_is_known_keeps_its_reason_and_its_end(tmp_path: Path) -> None:
    """Written again, an entry that holds is as it was; one of another change is left out."""
    (fact,) = facts()
    known = Acceptance(
        id=fact.id, location=fact.path, hash=fact.fingerprint, reason="as it was", expires=TODAY
    )
    other = Acceptance(id=fact.id, location="X/C", hash="1", reason="another")
    path = tmp_path / "accept.toml"
    path.write_text(written([fact], [other, known], "a new one"), "utf-8")
    assert read_acceptances(path) == [known]


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"location": "X/C"}, "this change no longer exists"),
        ({"id": "element-added-required"}, "this change no longer exists"),
        ({"hash": "1"}, "the change is now a different one: "),
        ({"expires": dt.date(2026, 11, 28)}, "it expired on 2026-11-28"),
        ({"expires": TODAY}, None),
        ({"expires": dt.date(2026, 11, 30)}, None),
    ],
)
def test_why_an_entry_accepts_nothing(values: dict[str, object], why: str | None) -> None:
    """Its change is gone or another one, or its last day is over; on that day it still holds."""
    (fact,) = facts()
    entry = {"id": fact.id, "location": fact.path, "hash": fact.fingerprint, "reason": "meant"}
    stale = mark_accepted([fact], [Acceptance(**{**entry, **values})], TODAY)  # type: ignore[arg-type]
    expected = f"{why}{fact.change}" if why and why.endswith(": ") else why
    assert [one.why for one in stale] == ([] if why is None else [expected])
    assert fact.accepted == (None if why else "meant")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("accept =", "not TOML: Invalid value (at end of document)"),
        ("accept = 1", "has more than [[accept]] tables | every entry is a table [[accept]]"),
        (f"{ENTRY}[other]", "has more than [[accept]] tables | every entry is a table [[accept]]"),
        ("accept = [1]", "entry 1 has no id | say why"),
        (
            f'{ENTRY}who = "me"',
            'entry 1 has an unknown key "who" | the keys are expires, hash, id, location, reason',
        ),
        (ENTRY.replace("1234", " "), "entry 1 has no hash | say why"),
        (ENTRY.replace("Nobody used it", ""), "entry 1 has no reason | say why"),
        (ENTRY + ENTRY.replace('"X/B"', "5"), "entry 2 has no location | say why"),
        (
            f'{ENTRY}expires = "2026-12-31"',
            "entry 1: expires is not a date | write it as 2026-12-31, without quotes",
        ),
        (
            f"{ENTRY}expires = 2026-12-31T00:00:00",
            "entry 1: expires is not a date | write it as 2026-12-31, without quotes",
        ),
    ],
)
def test_a_file_that_cannot_be_understood(tmp_path: Path, text: str, problem: str) -> None:
    """It says which entry, what is wrong with it, and what to write."""
    path = tmp_path / "accept.toml"
    path.write_text(text)
    with pytest.raises(Failure) as caught:
        read_acceptances(path)
    (found,) = caught.value.problems
    assert caught.value.exit_code is ExitCode.USAGE
    assert found.where == str(path)
    assert " | ".join(filter(None, (found.what, found.hint))) == problem


def test_what_is_about_a_schema_as_a_whole_has_no_location(tmp_path: Path) -> None:
    """The one value that may be empty is the location."""
    path = tmp_path / "accept.toml"
    path.write_text(ENTRY.replace("X/B", ""))
    assert [entry.location for entry in read_acceptances(path)] == [""]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """It says how to have one."""
    with pytest.raises(Failure) as caught:
        read_acceptances(tmp_path / "none.toml")
    (found,) = caught.value.problems
    assert found.what == "cannot be read: No such file or directory"
    assert found.hint == "--write-accept writes one"
