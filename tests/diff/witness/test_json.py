"""What documents in JSON show: what a client of the dialect sends and reads."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from neto_gen.dialect import dialect_named
from neto_gen.diff.reports.report import make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import Policy, policy_of
from tests.diff.cases import HEAD, attr, choice, e, of, seq
from tests.diff.compare.test_operations import side
from tests.diff.judges import compared_schemas
from tests.support import pair, root, schema

WIRES = ("request-json", "response-json")


def verdicts(old: str, new: str, dialect: str) -> dict[str, Verdict]:
    """Return the worst verdicts on the field of a request and of its response in a dialect."""
    own = dialect_named(dialect)
    sides = [
        side(
            shown,
            {
                "AddThing.xsd": schema(root("AddThing", field)),
                "AddThingResponse.xsd": schema(root("AddThingResponse", field)),
            },
        )
        for shown, field in (("old", old), ("new", new))
    ]
    report = make_report(sides[0], sides[1], policy_of(own), own)
    return {
        view: max((fact.verdicts[view] for fact in report.facts), default=Verdict.NONE)
        for view in WIRES
    }


@pytest.mark.parametrize("dialect", ["neto", "xsd"])
def test_a_number_that_became_a_text(dialect: str) -> None:
    """A client writes numbers as texts, so that a server that now takes any text takes them, too."""
    found = verdicts(e("A?", "integer"), e("A?", "string"), dialect)
    assert found["request-json"] is Verdict.SAFE
    assert found["response-json"] is Verdict.RISK


@pytest.mark.parametrize("dialect", ["neto", "xsd"])
def test_a_text_that_became_a_number(dialect: str) -> None:
    """A text that is no number breaks a server that wants one, and not a client that reads texts."""
    found = verdicts(e("A?", "string"), e("A?", "integer"), dialect)
    assert found == {"request-json": Verdict.BREAKING, "response-json": Verdict.SAFE}


def test_spellings_of_the_api() -> None:
    """Where a client writes True, a server that lists True and False takes what it sends."""
    listed = of("A", "enumeration=True enumeration=False", 'minOccurs="0"')
    assert verdicts(e("A?", "boolean"), listed, "neto")["request-json"] < Verdict.BREAKING
    assert verdicts(e("A?", "boolean"), listed, "xsd")["request-json"] is Verdict.BREAKING
    # It writes moments with nineteen characters, which XML Schema does not.
    short = of("A", "maxLength=19", 'minOccurs="0"')
    assert verdicts(e("A?", "dateTime"), short, "neto")["request-json"] < Verdict.BREAKING
    assert verdicts(e("A?", "dateTime"), short, "xsd")["request-json"] is Verdict.BREAKING


def test_a_document_is_what_is_sent() -> None:
    """A document in JSON is written without spaces, with True and with moments as this API has them."""
    own = dialect_named("neto")
    old, new = (
        side(
            shown,
            {
                **pair("AddThing"),
                "AddThing.xsd": schema(
                    root("AddThing", e("Flag", "boolean") + e("At", "dateTime") + field)
                ),
            },
        )
        for shown, field in (("old", e("A*")), ("new", e("B*", "int")))
    )
    report = make_report(old, new, replace(policy_of(own), strict_json_server=True), own)
    (fact,) = (fact for fact in report.facts if fact.id == "element-removed-optional")
    assert fact.witnesses["request-json"].document == (
        '{"Flag":"True","At":"2024-02-29 12:30:00","A":["text"]}'
    )


X = f'{HEAD}<xs:element name="X"><xs:complexType>{{}}</xs:complexType></xs:element></xs:schema>'
REPEATED = choice(e("A"), e("B"), occurs='maxOccurs="unbounded"')


@pytest.mark.parametrize(
    ("plain", "ordered"),
    [
        (seq(e("A"), e("B")), REPEATED),
        (seq(e("A"), e("B?")), seq(e("A"), e("B?"), e("A?"))),
        (seq(e("A?"), e("B?")), choice(e("A"), e("B"), occurs='minOccurs="0" maxOccurs="5"')),
    ],
)
def test_content_whose_order_counts(plain: str, ordered: str) -> None:
    """What makes an object in JSON a list of its content breaks both sides, and so does the way back."""
    for old, new in ((plain, ordered), (ordered, plain)):
        report = compared_schemas(X.format(old), X.format(new), Policy(tokens=False))
        for view in WIRES:
            shown = [f.witnesses[view] for f in report.facts if view in f.witnesses]
            assert shown
            for witness in shown:
                content = "#content" in json.loads(witness.document)
                assert content == ((new, old)[witness.accepted_by == "old"] is ordered)
                assert "#content" in witness.reason


def test_an_order_that_changed_in_a_list() -> None:
    """In a list of content an element of another type is shown in its place."""
    other = REPEATED.replace(e("B"), e("B", "int"))
    report = compared_schemas(X.format(REPEATED), X.format(other), Policy(tokens=False))
    (fact,) = report.facts
    assert fact.witnesses["request-json"].document == '{"#content":[{"B":"a"}]}'
    assert fact.witnesses["request-json"].reason == 'X/B: "a" is not a valid int'


def test_the_name_of_an_attribute() -> None:
    """An attribute in a namespace has it in its name in JSON, as a client writes it."""
    form = attr("a", 'form="qualified" use="required"')
    old, new = (X.format(seq(of("B", f"maxLength={most}")) + form) for most in (9, 2))
    (fact,) = compared_schemas(old, new, Policy(tokens=False)).facts
    assert json.loads(fact.witnesses["request-json"].document)["@{urn:x}a"] == "text"
