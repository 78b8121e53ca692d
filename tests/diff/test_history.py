"""How AddCustomerLog really changed, and what the changes mean to whom."""

from __future__ import annotations

from pathlib import Path

from neto_gen.diff.reports.report import Report, make_report
from neto_gen.diff.rules.checks import Verdict
from neto_gen.diff.rules.policy import policy_of
from neto_gen.diff.sides.side import Side, read_side
from neto_gen.sources import SchemaFolder
from tests.diff.judges import Validators
from tests.support import NETO

EDITIONS = Path(__file__).parent / "history"
_RECORD = "AddCustomerLog/CustomerLogs/CustomerLog"
_REQUEST = ("request-xml", "request-json")


def edition(name: str) -> Side:
    """Return one edition of the schemas."""
    folder = SchemaFolder(EDITIONS / name, name)
    return read_side(name, folder, folder.operations())


def report(old: str, new: str) -> Report:
    """Return the report of two editions."""
    return make_report(edition(old), edition(new), policy_of(NETO), NETO)


def test_facts() -> None:
    """Three lengths were tightened, two strings became dates, and one became an enumeration."""
    found = {(f.id, f.path, f.old, f.new) for f in report("old", "new").facts}
    assert found == {
        ("max-length-lowered", f"{_RECORD}/FollowUpType", "255", "50"),
        ("max-length-lowered", f"{_RECORD}/Username", "255", "25"),
        ("max-length-lowered", f"{_RECORD}/CustomerName", "255", "100"),
        ("type-narrowed", f"{_RECORD}/LastContacted", "string(50)", "dateTime"),
        ("type-narrowed", f"{_RECORD}/DateRequiredFollowUp", "string(50)", "dateTime"),
        (
            "enum-closed",
            f"{_RECORD}/Status",
            "string",
            "one of Require Recontact, Recontacting, Completed",
        ),
    }


def test_verdicts() -> None:
    """Every change breaks old requests, none the responses, and three break code in Python."""
    facts = report("old", "new").facts
    for fact in facts:
        breaking = {view for view, v in fact.verdicts.items() if v is Verdict.BREAKING}
        python = set() if fact.id == "max-length-lowered" else {"python"}
        assert breaking == {*_REQUEST, *python}, fact.path
        others = {v for view, v in fact.verdicts.items() if view not in breaking}
        assert others == {Verdict.NONE}
        assert fact.operations == ("AddCustomerLog",)
        assert fact.directions == ("request",)
        assert set(fact.witnesses) == set(_REQUEST)


def test_witnesses() -> None:
    """Both validators accept each witness by the old edition and reject it by the new one."""
    old, new = (
        Validators((EDITIONS / name / "AddCustomerLog.xsd").read_text()) for name in ("old", "new")
    )
    for fact in report("old", "new").facts:
        document = fact.witnesses["request-xml"].document
        assert old.accept(document) == (True, True)
        assert new.accept(document) == (False, False)


def test_back() -> None:
    """The way back breaks no request."""
    facts = report("new", "old").facts
    assert sorted(fact.id for fact in facts) == [
        "enum-opened",
        *["max-length-raised"] * 3,
        *["type-widened"] * 2,
    ]
    assert {fact.verdicts[view] for fact in facts for view in _REQUEST} == {Verdict.SAFE}


def test_places() -> None:
    """A fact names the file, the line and the column on both sides."""
    fact = next(f for f in report("old", "new").facts if f.path.endswith("Username"))
    assert (str(fact.old_location), str(fact.new_location)) == (
        "old/AddCustomerLog.xsd:27:23",
        "new/AddCustomerLog.xsd:27:23",
    )
