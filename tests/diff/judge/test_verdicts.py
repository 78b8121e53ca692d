"""What a check means for requests and responses, in XML and in JSON, and for code, under each policy."""

from __future__ import annotations

import pytest

from neto_gen.diff.judge.verdicts import usual_verdicts
from neto_gen.diff.rules.checks import Check, Verdict
from neto_gen.diff.rules.policy import Policy
from tests.diff.judges import compared_schemas
from tests.support import schema

STRICT = Policy(strict_json_server=True, strict_reader=True)
NETO = Policy(tokens=False, single_or_list=True, open_enumerations=True, strict_server=False)


@pytest.mark.parametrize(
    ("check", "usual", "strict", "neto"),
    [
        # Requests in XML and JSON, responses in XML and JSON, code.
        (
            Check.ELEMENT_ADDED_REQUIRED,
            "breaking breaking safe safe breaking",
            "breaking breaking breaking breaking breaking",
            "breaking breaking safe safe breaking",
        ),
        (
            Check.ELEMENT_REMOVED_OPTIONAL,
            "breaking risk risk risk breaking",
            "breaking breaking risk risk breaking",
            "risk risk risk risk breaking",
        ),
        (
            Check.ELEMENT_ADDED_TO_CHOICE,
            "safe safe risk risk risk",
            "safe safe breaking breaking risk",
            "safe safe risk risk risk",
        ),
        (
            Check.WILDCARD_REMOVED,
            "breaking risk safe safe breaking",
            "breaking breaking safe safe breaking",
            "breaking risk safe safe breaking",
        ),
        (
            Check.WILDCARD_OCCURS_CHANGED,
            "breaking none risk none none",
            "breaking none risk none none",
            "breaking none risk none none",
        ),
        (
            Check.BECAME_LIST,
            "safe breaking breaking breaking breaking",
            "safe breaking breaking breaking breaking",
            "safe safe breaking risk breaking",
        ),
        (
            Check.BECAME_SINGLE,
            "breaking breaking safe breaking breaking",
            "breaking breaking safe breaking breaking",
            "breaking breaking safe safe breaking",
        ),
        (
            Check.JSON_TOKEN_CHANGED,
            "none breaking none breaking none",
            "none breaking none breaking none",
            "none none none none none",
        ),
        (
            Check.ENUM_VALUE_ADDED,
            "safe safe risk risk risk",
            "safe safe risk risk risk",
            "safe safe safe safe risk",
        ),
        (
            Check.OBJECT_BECAME_SCALAR,
            "breaking breaking risk breaking breaking",
            "breaking breaking risk breaking breaking",
            "risk breaking risk breaking breaking",
        ),
        (
            Check.DEFAULT_ADDED,
            "risk risk risk risk risk",
            "risk risk risk risk risk",
            "risk risk risk risk risk",
        ),
    ],
)
def test_the_verdicts_of_a_check(check: Check, usual: str, strict: str, neto: str) -> None:
    """Who is strict, and what JSON looks like, decides what a change does to each of its users."""
    for policy, expected in ((Policy(), usual), (STRICT, strict), (NETO, neto)):
        verdicts = usual_verdicts(check, policy)
        assert [*verdicts] == [
            *("request-xml", "request-json", "response-xml", "response-json", "python")
        ]
        assert " ".join(one.word for one in verdicts.values()) == expected, policy


def test_a_break_that_no_document_shows_is_a_risk() -> None:
    """Where none of the documents that were tried shows a break, the verdict is a risk, and says why."""
    content = '<xs:sequence{}><xs:element name="A"/>{}</xs:sequence>'
    old, new = (
        schema(f'<xs:element name="X"><xs:complexType>{inner}</xs:complexType></xs:element>')
        for inner in (
            content.format("", ""),
            content.format(' maxOccurs="unbounded"', '<xs:element name="B" minOccurs="0"/>'),
        )
    )
    facts = {fact.id: fact for fact in compared_schemas(old, new).facts}
    fact = facts[Check.BECAME_LIST.id]
    assert fact.note == "no document was found that shows a break"
    assert fact.verdicts["response-json"] is Verdict.RISK


def test_the_note_names_what_no_document_shows_alone() -> None:
    """Where every document that shows a break shows another as well, the note says which, and where."""
    content = "<xs:{0}>" + '<xs:element name="A"/><xs:element name="B"/>{1}' + "</xs:{0}>"
    old, new = (
        schema(f'<xs:element name="X"><xs:complexType>{inner}</xs:complexType></xs:element>')
        for inner in (
            content.format("sequence", '<xs:element name="C"/>'),
            content.format("choice", ""),
        )
    )
    notes = {fact.id: fact.note for fact in compared_schemas(old, new).facts}
    assert notes == {
        Check.SEQUENCE_TO_CHOICE.id: "no longer certain to come: A, B; every document that shows it "
        "also shows: element removed required at X/C",
        Check.ELEMENT_REMOVED_REQUIRED.id: "every document that shows it also shows: sequence to "
        "choice at X",
    }
