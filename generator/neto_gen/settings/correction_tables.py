"""The corrections of a project: `[[tool.neto-gen.correction]]` in its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

from neto_gen.catalogue import Correction
from neto_gen.problems import Problem, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

TABLE: Final = "[[tool.neto-gen.correction]]"
_KEYS: Final = ("elements", "except", "documented", "correct", "reason", "evidence")
_TYPES: Final = ("string", "integer", "decimal", "boolean", "dateTime", "date", "time", "double")


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


_FACTS: Final[dict[str, tuple[Callable[[object], bool], str]]] = {
    "type": (lambda value: value in _TYPES, f"one of {', '.join(_TYPES)}"),
    "min_occurs": (_is_count, "a number from 0"),
    "max_occurs": (
        lambda v: v == "unbounded" or (_is_count(v) and v != 0),
        'a number, or "unbounded"',
    ),
    "max_length": (_is_count, "a number from 0"),
    "open": (lambda value: isinstance(value, bool), "true or false"),
    "absent": (lambda value: value is True, "true"),
}


def read_corrections(value: object, where: str) -> tuple[tuple[Correction, ...], list[Problem]]:
    """Read the corrections in these tables; return them with the problems of the tables."""
    if not isinstance(value, list):
        problem = Problem(
            "correction in [tool.neto-gen] is not a list of tables", where, f"write each as {TABLE}"
        )
        return (), [problem]
    tables = _Tables(where)
    items = cast("list[object]", value)
    return tuple(found for item in items if (found := tables.one(item))), tables.problems


class _Tables:
    """A reader of correction tables, with the problems found in them."""

    def __init__(self, where: str) -> None:
        self._where = where
        self.problems: list[Problem] = []

    def one(self, item: object) -> Correction | None:
        """Read the correction of one table; return None if there is a problem."""
        before = len(self.problems)
        table: dict[str, Any] = cast("dict[str, Any]", item) if isinstance(item, dict) else {}
        for key in table:
            if key not in _KEYS:
                hint = did_you_mean(key, _KEYS, f"the keys are {', '.join(_KEYS)}")
                self._add(f'unknown key "{key}" in {TABLE}', hint)
        elements, but = self._paths(table, "elements"), self._paths(table, "except")
        documented, correct = self._facts(table, "documented"), self._facts(table, "correct")
        if not elements:
            self._add(f"a {TABLE} has no elements", 'add elements = ["GetItemResponse.Item.Name"]')
        if not correct:
            self._add(f"a {TABLE} corrects nothing", 'add correct = { type = "string" }')
        elif "absent" in correct:
            self._add(f"{TABLE} cannot remove an element", "omit absent in correct")
        reason, evidence = (str(table.get(key, "")) for key in _KEYS[-2:])
        if len(self.problems) > before:
            return None
        return Correction(
            elements=elements,
            but=but,
            documented=documented,
            correct=correct,
            reason=reason,
            evidence=evidence,
        )

    def _paths(self, table: dict[str, Any], key: str) -> tuple[str, ...]:
        value = table.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        paths = [item for item in items if isinstance(item, str) and all(item.split("."))]
        if len(paths) != len(items):
            hint = 'write it as ["GetItemResponse.Item.Name"], with * for any name'
            self._add(f"{key} of a {TABLE} is not a list of paths", hint)
        return tuple(paths)

    def _facts(self, table: dict[str, Any], key: str) -> dict[str, object]:
        value = table.get(key, {})
        if not isinstance(value, dict):
            self._add(
                f"{key} of a {TABLE} is not a table", f'write it as {key} = {{ type = "string" }}'
            )
            return {}
        facts = cast("dict[str, object]", value)
        for name, fact in facts.items():
            if name not in _FACTS:
                hint = did_you_mean(name, _FACTS, f"it may have {', '.join(_FACTS)}")
                self._add(f'unknown key "{name}" in {key} of a {TABLE}', hint)
            elif not _FACTS[name][0](fact):
                self._add(f"{name} in {key} of a {TABLE} is not {_FACTS[name][1]}", None)
        return facts

    def _add(self, what: str, hint: str | None) -> None:
        self.problems.append(Problem(what, self._where, hint))
