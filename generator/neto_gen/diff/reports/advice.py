"""Suggest, in one line, what to do about a breaking change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neto_gen.diff.rules.checks import Check, Verdict
from neto_gen.diff.rules.facts import REQUEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from neto_gen.diff.rules.facts import Fact, PythonChange

    Code = Callable[[str], str]

_MOST = 3
# Advice to senders, for changes of what is accepted: {path} is where, {old} and {new} are the values.
_SEND: Final = {
    Check.MAX_LENGTH_LOWERED: "send at most {new} characters in {path}",
    Check.MIN_LENGTH_RAISED: "send at least {new} characters in {path}",
    Check.LENGTH_ADDED: "send exactly {new} characters in {path}",
    Check.LENGTH_CHANGED: "send exactly {new} characters in {path}",
    Check.UPPER_BOUND_LOWERED: "send no more than {new} in {path}",
    Check.LOWER_BOUND_RAISED: "send no less than {new} in {path}",
    Check.TOTAL_DIGITS_LOWERED: "send at most {new} digits in {path}",
    Check.FRACTION_DIGITS_LOWERED: "send at most {new} digits after the point in {path}",
    Check.PATTERN_ADDED: "send only what matches {new} in {path}",
    Check.PATTERN_NARROWED: "send only what matches {new} in {path}",
    Check.PATTERN_CHANGED: "send only what matches {new} in {path}",
    Check.ENUM_VALUE_REMOVED: "send another value than {old} in {path}",
    Check.ENUM_VALUE_RENAMED: "replace the value {old} with {new} in {path}",
    Check.BECAME_REQUIRED: "always send {path}",
    Check.ATTRIBUTE_USE_TIGHTENED: "always send {path}",
    Check.ELEMENT_ADDED_REQUIRED: "always send {path}",
    Check.ATTRIBUTE_ADDED_REQUIRED: "always send {path}",
    Check.LIST_MAX_LOWERED: "send no more than {new} of {path}",
    Check.LIST_MIN_RAISED: "send at least {new} of {path}",
}
_RENAMED: Final = frozenset(
    {
        *(Check.ELEMENT_RENAMED, Check.ELEMENT_RENAMED_CASE_ONLY, Check.ATTRIBUTE_RENAMED),
        *(Check.ACTION_RENAMED, Check.REQUEST_ROOT_RENAMED, Check.RESPONSE_ROOT_RENAMED),
    }
)


def what_to_do(fact: Fact, code: Code) -> str:
    """Return the advice; `code` formats a name or a value."""
    changes = [c for c in fact.python_changes if c.verdict is Verdict.BREAKING]
    if fact.check in _RENAMED and fact.old and fact.new:
        changes = [c for c in changes if c.kind == "renamed"] or changes
    if changes:
        shown = "; ".join(_in_python(change, fact, code) for change in changes[:_MOST])
        more = len(changes) - _MOST
        return f"{shown}; and the same for {more:,} more names" if more > 0 else shown
    path = code(fact.path)
    words = _SEND.get(fact.check) if REQUEST in fact.directions else None
    if words is not None:
        return words.format(path=path, old=code(fact.old or ""), new=code(fact.new or ""))
    if fact.check in _RENAMED and fact.old and fact.new:
        return f"replace {code(fact.old)} with {code(fact.new)}"
    if fact.new is None and fact.old is not None:
        return f"replace {path}, which was removed"
    verb = "send" if REQUEST in fact.directions else "read"
    both = len(fact.directions) > 1
    return f"check what you {'send and read' if both else verb} in {path}"


def _in_python(change: PythonChange, fact: Fact, code: Code) -> str:
    name = code(change.name)
    if change.kind == "renamed":
        return f"replace {name} with {code(change.new or '')}"
    if change.kind == "removed":
        return f"replace {name}, which was removed"
    if change.kind == "added":
        return f"give {name}, which is required"
    if REQUEST not in fact.directions:
        return f"read {name} as {code(change.new or '')}, which was {code(change.old or '')}"
    return f"use {code(change.new or '')} for {name}, which was {code(change.old or '')}"
