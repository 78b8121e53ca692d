"""From what a change does to documents to whom it breaks: by effect, direction and guards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neto_gen.diff.rules.checks import Check, Effect, Guard, Verdict
from neto_gen.diff.rules.facts import REQUEST, RESPONSE, VIEWS
from neto_gen.diff.witness.search import Witnesses

if TYPE_CHECKING:
    from collections.abc import Collection

    from neto_gen.diff.compare.comparison import Finding
    from neto_gen.diff.compare.contracts import ComparisonResult
    from neto_gen.diff.rules.facts import Fact, Witness
    from neto_gen.diff.rules.policy import Policy


def judge(comparison: ComparisonResult, policy: Policy) -> None:
    """Give every fact its verdicts, and those that break a wire their witnesses.

    What breaks without a document that shows it is a risk, unless documents are too large to tell.
    """
    witnesses = Witnesses(policy, comparison.findings)
    for finding in comparison.findings:
        _judge(finding, witnesses, policy)


def _judge(finding: Finding, witnesses: Witnesses, policy: Policy) -> None:
    fact = finding.fact
    fact.verdicts = dict.fromkeys(VIEWS, Verdict.NONE)
    if witnesses.reshapes(finding):
        fact.json_effect = Effect.BOTH
    for direction in (REQUEST, RESPONSE):
        if direction in fact.directions:
            for wire, value in _of_wires(finding, direction, witnesses, policy).items():
                fact.verdicts[f"{direction}-{wire}"] = value
    fact.verdicts["python"] = python_verdict(fact.python, fact.directions)
    if policy.allow_deprecated and _was_deprecated(finding):
        for view, value in fact.verdicts.items():
            if value is Verdict.BREAKING:
                fact.verdicts[view] = Verdict.RISK
        fact.note = "it was deprecated before"


def _of_wires(
    finding: Finding, direction: str, witnesses: Witnesses, policy: Policy
) -> dict[str, Verdict]:
    """Return the verdicts on XML and on JSON, with the witnesses of what breaks them."""
    fact = finding.fact
    effects = {"xml": fact.effect, "json": fact.json_effect}
    found = {w: verdict(fact.check, e, direction, w, policy) for w, e in effects.items()}
    if witnesses.reshapes(finding):
        found["json"] = Verdict.BREAKING
    if Verdict.BREAKING not in found.values():
        return found
    gone = fact.check in {Check.ACTION_REMOVED, Check.RESPONSE_REMOVED}
    side = "old" if gone or direction == REQUEST else "new"
    shown = dict(zip(found, witnesses.find(finding, accepted_by=side), strict=True))
    for wire, witness in shown.items():
        if found[wire] is not Verdict.BREAKING:
            continue
        if witness is None:
            found[wire] = _unshown(fact, gave_up=witnesses.gave_up)
            continue
        fact.witnesses[f"{direction}-{wire}"] = witness
        if witness.beside:
            _note_beside(fact, witness)
    return found


_BESIDE = "every document that shows it also shows: "


def _note_beside(fact: Fact, witness: Witness) -> None:
    """Say once what else the documents show that show a fact."""
    if _BESIDE in (fact.note or ""):
        return
    more = len(witness.beside) - 1
    words = f"{_BESIDE}{witness.beside[0]}{f' and {more} more' if more else ''}"
    fact.note = f"{fact.note}; {words}" if fact.note else words


def _unshown(fact: Fact, *, gave_up: bool) -> Verdict:
    """Return the verdict on a wire that should break, if no document shows it."""
    if gave_up:
        fact.note = fact.note or "documents that show it are too large to look for"
        return Verdict.BREAKING
    fact.note = fact.note or "no document was found that shows a break"
    return Verdict.RISK


def verdict(check: Check, effect: Effect, direction: str, wire: str, policy: Policy) -> Verdict:
    """Return the verdict on one wire, before a witness is looked for."""
    guard = check.guard
    if wire == "json" and check.json_guard is not None:
        guard = check.json_guard
    if check is Check.JSON_TOKEN_CHANGED and not policy.tokens:
        effect = Effect.NONE
    if (
        wire == "json"
        and policy.single_or_list
        and check in {Check.BECAME_LIST, Check.BECAME_SINGLE}
    ):
        effect = Effect.WIDEN if check is Check.BECAME_LIST else Effect.NARROW
        guard = Guard.LENGTH
    if effect is Effect.NONE:
        return Verdict.NONE
    if effect is Effect.MEANING:
        return Verdict.RISK
    if direction == REQUEST:
        return _of_request(effect, guard, wire, policy)
    return _of_response(effect, guard, policy)


def _of_request(effect: Effect, guard: Guard, wire: str, policy: Policy) -> Verdict:
    """Return the verdict for requests: an old caller sends, a server with the new schema receives."""
    if effect is Effect.WIDEN:
        return Verdict.SAFE
    strict = policy.strict_server if wire == "xml" else policy.strict_json_server
    if guard is Guard.LOSS and not strict:
        return Verdict.RISK
    if guard is Guard.OPEN and wire == "json" and not strict:
        return Verdict.RISK
    return Verdict.BREAKING


_READERS = {
    Guard.MEMBER: (Verdict.SAFE, Verdict.BREAKING),
    Guard.CHOICE: (Verdict.RISK, Verdict.BREAKING),
    Guard.ORDER: (Verdict.RISK, Verdict.BREAKING),
    Guard.FACET: (Verdict.RISK, Verdict.RISK),
    Guard.LENGTH: (Verdict.RISK, Verdict.RISK),
    Guard.VALUE: (Verdict.RISK, Verdict.RISK),
}


def _of_response(effect: Effect, guard: Guard, policy: Policy) -> Verdict:
    """Return the verdict for responses: a server with the new schema sends, an old caller reads."""
    if effect is Effect.NARROW:
        return Verdict.RISK if guard is Guard.LOSS else Verdict.SAFE
    if guard is Guard.VALUE and policy.open_enumerations:
        return Verdict.SAFE
    tolerant, strict = _READERS.get(guard, (Verdict.BREAKING, Verdict.BREAKING))
    return strict if policy.strict_reader else tolerant


def python_verdict(python: tuple[Verdict, Verdict], directions: Collection[str]) -> Verdict:
    """Return the verdict for code that uses the generated package, from the table of checks."""
    found = [v for v, d in zip(python, (REQUEST, RESPONSE), strict=True) if d in directions]
    return max(found, default=Verdict.NONE)


def _was_deprecated(finding: Finding) -> bool:
    """Tell whether a removed member was marked as deprecated before."""
    if "removed" not in finding.fact.id:
        return False
    for item in (*finding.subject.pair.old.content, *finding.subject.pair.old.attributes):
        name = getattr(item, "name", None)
        text = getattr(item, "documentation", None)
        if name is not None and name.untrusted == finding.subject.old and text is not None:
            return "deprecated" in text.untrusted.casefold()
    return False


def usual_verdicts(check: Check, policy: Policy) -> dict[str, Verdict]:
    """Return the verdicts of a check by itself, before a witness is looked for."""
    directions = (REQUEST, RESPONSE)
    found = {
        f"{direction}-{wire}": verdict(check, effect, direction, wire, policy)
        for direction in directions
        for wire, effect in (("xml", check.xml), ("json", check.json))
    }
    return {**found, "python": python_verdict(check.python, directions)}
