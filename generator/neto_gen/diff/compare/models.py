"""Compare the arrangement of elements: order, choice, and occurrence.

Long, because the kinds of groups are compared with one another.
"""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import TYPE_CHECKING

from neto_gen.contract.model import Element
from neto_gen.diff.compare import named_models
from neto_gen.diff.compare.align import moved
from neto_gen.diff.compare.change import Change
from neto_gen.diff.compare.comparison import Subject, element_of, elements_of
from neto_gen.diff.compare.named_models import NamedElement, NamedGroup
from neto_gen.diff.inclusion import content_models
from neto_gen.diff.inclusion.content_models import Model, surplus
from neto_gen.diff.rules.checks import Check, Effect

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from neto_gen.contract.model import Particle, Record
    from neto_gen.diff.compare.comparison import Comparison, RecordPair
    from neto_gen.diff.compare.named_models import Limits, Named
    from neto_gen.problems import Location


def compare_models(comparison: Comparison, pair: RecordPair, names: dict[str, str]) -> None:
    """Find what changed between two content models; `names` are those of the members on both."""
    _Models(comparison, pair, names).run()


def places_of(record: Record) -> dict[str, int]:
    """Return the place in the content of each element of a record."""
    return {
        item.name.untrusted: place
        for place, item in enumerate(record.content)
        if isinstance(item, Element)
    }


def requirement(record: Record, name: str, common: Iterable[str], places: Mapping[str, int]) -> str:
    """Return how an element is required beside those of both sides: `required`, `optional` or `choice`."""
    own = places[name]
    if record.model is None:
        return "required" if record.content[own].min_occurs else "optional"
    shared = {places[other] for other in common if other in places}
    found = _required(record.model, own, shared)
    return "optional" if found is None else found[0]


def _required(particle: Particle, own: int, shared: set[int]) -> tuple[str, bool] | None:
    """Return how an element is required in a part of a model, and whether its context still matters."""
    term = particle.term
    if isinstance(term, int):
        if term != own:
            return None
        return "required" if particle.min_occurs else "optional", False
    found = [_required(member, own, shared) for member in term.particles]
    known = [f for f in found if f is not None]
    if not known:
        return None
    settled = [f for f in known if f[1]]
    if settled:
        return settled[0]
    word = "required" if any(f[0] == "required" for f in known) else known[0][0]
    beside = any(
        f is None and not shared.isdisjoint(_places(member))
        for f, member in zip(found, term.particles, strict=True)
    )
    if term.choice and len(term.particles) > 1:
        return "choice" if beside else "optional", beside
    if particle.min_occurs == 0 and not beside:
        word = "optional"
    return word, beside


def _places(particle: Particle) -> Iterator[int]:
    if isinstance(particle.term, int):
        yield particle.term
    else:
        for member in particle.term.particles:
            yield from _places(member)


class _Models:
    def __init__(self, comparison: Comparison, pair: RecordPair, names: dict[str, str]) -> None:
        self.comparison = comparison
        self.pair = pair
        self.names = names
        targets = (pair.new_definitions.namespace, pair.old_definitions.namespace)
        self.old, self.new = pair.old, content_models.at_home(pair.new, *targets)
        self.claimed: set[Effect] = set()

    def run(self) -> None:
        old, new = self.old, self.new
        if not old.content and not new.content:
            return
        if old.model is None and new.model is None and old.any_order == new.any_order:
            self.plain()
        else:
            back = {other: name for name, other in self.names.items()}
            one = named_models.named(old, {name: name for name in self.names})
            other = named_models.named(new, back)
            if one != other or (old.any_order != new.any_order and len(self.names) > 1):
                self.structure(one, other)
            self.prove()
        if self.is_ambiguous():
            self.add(Change(Check.MODEL_BECAME_AMBIGUOUS, "", ""))

    # Both are sequences, or both are xs:all

    def plain(self) -> None:
        old, new = (elements_of(record) for record in (self.old, self.new))
        for name, other in self.names.items():
            one, two = old[name], new[other]
            self.occurs(name, (one.min_occurs, one.max_occurs), (two.min_occurs, two.max_occurs))
        if not self.old.any_order:
            self.order([*old], [*new])

    def order(self, old: list[str], new: list[str]) -> None:
        """Add the fewest members that moved."""
        back = {other: name for name, other in self.names.items()}
        before = [name for name in old if name in self.names]
        after = [back[name] for name in new if name in back]
        found = moved(before, after)
        if not found:
            return
        places = {name: index for index, name in enumerate(after)}
        shown: list[str] = []
        for name in found:
            index = places[name]
            shown.append(f"{name} after {after[index - 1]}" if index else f"{name} first")
        word = tuple(self.names.get(name, name) for name in found)
        change = Change(Check.SEQUENCE_REORDERED, ", ".join(before), ", ".join(shown))
        self.add(change, word=word)

    def occurs(self, name: str, old: Limits, new: Limits) -> None:
        """Add the facts about how often one element may occur."""
        if old == new:
            return
        at = (_location(self.old, name), _location(self.new, self.names[name]))
        for change in _occurrence(old, new):
            subject = Subject(self.pair, "element", name, self.names[name])
            self.comparison.add(change, subject, at)
            self.claimed.add(change.check.xml)

    # Any other models

    def structure(self, old: Named, new: Named) -> None:
        kinds = (self.kind(old, self.old), self.kind(new, self.new))
        check = _KINDS.get(kinds)
        if check is not None and {*kinds} == {"sequence", "all"}:
            # How often each member may stand there is a fact of its own.
            counts = {name: (least, most) for name, least, most in named_models.leaves(old)}
            self.by_inclusion(check, old, named_models.with_limits(new, counts))
            self.leaves(old, new)
        elif check is not None:
            self.by_inclusion(check, old, new)
        elif kinds[0] == kinds[1] != "nested" and not (
            named_models.has_twice(old) or named_models.has_twice(new)
        ):
            self.leaves(old, new)
            one, other = named_models.limits_of(old), named_models.limits_of(new)
            if one != other:
                self.group(one, other)
            if kinds[0] == "sequence":
                self.order(
                    [n for n, *_ in named_models.leaves(old)],
                    self.in_new([n for n, *_ in named_models.leaves(new)]),
                )
        elif named_models.skeleton(old) == named_models.skeleton(new):
            self.leaves(old, new)
        elif named_models.outline(old) == named_models.outline(new):
            self.leaves(old, new)
            for one, other in zip(named_models.groups(old), named_models.groups(new), strict=True):
                if one != other:
                    self.group(one, other)
        else:
            self.by_inclusion(None, old, new)

    def in_new(self, names: list[str]) -> list[str]:
        return [self.names.get(name, name) for name in names]

    def kind(self, tree: Named, record: Record) -> str:
        """Return the kind of a model: a group of elements, or `nested`."""
        if isinstance(tree, NamedElement):
            return "all" if record.any_order else "sequence"
        if any(isinstance(part, NamedGroup) for part in tree.parts):
            return "nested"
        if not tree.choice:
            return "all" if record.any_order else "sequence" if tree.most == 1 else "nested"
        return "choice" if tree.most == 1 else "repeated-choice"

    def leaves(self, old: Named, new: Named) -> None:
        before = {name: (least, most) for name, least, most in named_models.leaves(old)}
        for name, least, most in named_models.leaves(new):
            if name in before and name in self.names:
                self.occurs(name, before[name], (least, most))

    def group(self, old: Limits, new: Limits) -> None:
        effect = effect_of_limits(old, new)
        self.add(Change(Check.GROUP_OCCURS_CHANGED, _shown(*old), _shown(*new), effect=effect))

    def by_inclusion(self, check: Check | None, old: Named, new: Named) -> None:
        """Add a change of the whole model, by the documents that only one side accepts."""
        shown = named_models.notation(old), named_models.notation(new)
        try:
            models = [
                Model(named_models.record_with(tree, any_order=record.any_order), local=True)
                for tree, record in ((old, self.old), (new, self.new))
            ]
            lost, gained = surplus(models[0], models[1]), surplus(models[1], models[0])
        except content_models.Undecided:
            self.add(Change(check or Check.CONTENT_MODEL_CHANGED, *shown, effect=Effect.BOTH))
            return
        if lost is None and gained is None:
            return
        effect = Effect.of(narrower=lost is not None, wider=gained is not None)
        if check is None:
            check = _MODEL_CHECKS[effect]
        json = check.json
        note = None if json is Effect.NONE else self.members()
        if note is None and check in _ABOUT_ORDER:
            json = Effect.NONE  # which has no order of members of different names
        if check in _WITHOUT_ORDER:
            note = f"{note}; {_NO_ORDER}" if note else _NO_ORDER
        json = json if json in {Effect.NONE, Effect.BOTH} else effect
        self.add(Change(check, *shown, effect=effect, json_effect=json, note=note))

    def members(self) -> str | None:
        """Describe the changes of the members of a record whose whole model changes."""
        pairs = [
            (name, _limits(self.old, name), _limits(self.new, other))
            for name, other in self.names.items()
        ]
        found = (
            ("became lists", [n for n, one, two in pairs if not _is_list(one) and _is_list(two)]),
            ("became single", [n for n, one, two in pairs if _is_list(one) and not _is_list(two)]),
            ("no longer certain to come", [n for n, one, two in pairs if one[0] and not two[0]]),
            ("certain to come now", [n for n, one, two in pairs if two[0] and not one[0]]),
        )
        return "; ".join(f"{words}: {', '.join(names)}" for words, names in found if names) or None

    def prove(self) -> None:
        """Add what the facts about members do not explain of the difference of the whole models."""
        try:
            models = [Model(record, local=True) for record in (self.old, self.new)]
            renames = self.names
            lost = surplus(models[0], _Renamed(models[1], renames))
            gained = surplus(_Renamed(models[1], renames), models[0])
        except content_models.Undecided:
            return
        claimed = self.claims()
        narrower = lost is not None and not claimed & {Effect.NARROW, Effect.BOTH}
        wider = gained is not None and not claimed & {Effect.WIDEN, Effect.BOTH}
        if narrower or wider:
            check = _MODEL_CHECKS[Effect.of(narrower=narrower, wider=wider)]
            sides = (named_models.named(record, None) for record in (self.old, self.new))
            self.add(Change(check, *map(named_models.notation, sides)))

    def claims(self) -> set[Effect]:
        """Return the effects of the findings about the members of this pair."""
        return {
            finding.fact.effect
            for finding in self.comparison.findings.values()
            if self.pair in finding.pairs
            and finding.subject.kind in {"element", "content", "wildcard"}
        } | self.claimed

    def add(self, change: Change, word: tuple[str, ...] | None = None) -> None:
        subject = Subject(self.pair, "content", word=word)
        self.comparison.add(change, subject, (self.old.location, self.new.location), name="")
        self.claimed.add(change.effect or change.check.xml)

    def is_ambiguous(self) -> bool:
        if self.new.model is None or self.new.model == self.old.model:
            return False
        return content_models.is_ambiguous(self.new) and not content_models.is_ambiguous(self.old)


_MODEL_CHECKS = {
    Effect.WIDEN: Check.CONTENT_MODEL_WIDENED,
    Effect.NARROW: Check.CONTENT_MODEL_NARROWED,
    Effect.BOTH: Check.CONTENT_MODEL_CHANGED,
}


_KINDS = {
    ("sequence", "all"): Check.SEQUENCE_TO_ALL,
    ("all", "sequence"): Check.ALL_TO_SEQUENCE,
    ("sequence", "choice"): Check.SEQUENCE_TO_CHOICE,
    ("choice", "sequence"): Check.CHOICE_TO_SEQUENCE,
    ("sequence", "repeated-choice"): Check.SEQUENCE_TO_REPEATED_CHOICE,
    ("repeated-choice", "sequence"): Check.REPEATED_CHOICE_TO_SEQUENCE,
    ("all", "choice"): Check.ALL_TO_CHOICE,
    ("choice", "all"): Check.CHOICE_TO_ALL,
    ("all", "repeated-choice"): Check.ALL_TO_REPEATED_CHOICE,
    ("repeated-choice", "all"): Check.REPEATED_CHOICE_TO_ALL,
    ("choice", "repeated-choice"): Check.CHOICE_TO_REPEATED_CHOICE,
    ("repeated-choice", "choice"): Check.REPEATED_CHOICE_TO_CHOICE,
}
"""What one group of elements can become."""


_ABOUT_ORDER = frozenset(
    {
        *(Check.SEQUENCE_TO_REPEATED_CHOICE, Check.REPEATED_CHOICE_TO_SEQUENCE),
        *(Check.ALL_TO_REPEATED_CHOICE, Check.REPEATED_CHOICE_TO_ALL),
    }
)
"""What changes nothing but the order, where each member may still stand there as often."""
_WITHOUT_ORDER = frozenset({Check.SEQUENCE_TO_ALL, Check.SEQUENCE_TO_REPEATED_CHOICE})
_NO_ORDER = "readers can no longer rely on the order"


class _Renamed(Model):
    """A model whose elements have the names of the other side."""

    def __init__(self, model: Model, names: dict[str, str]) -> None:
        back = {other: name for name, other in names.items()}
        content = tuple(
            (
                replace(
                    item, name=type(item.name)(back.get(item.name.untrusted, item.name.untrusted))
                )
                if isinstance(item, Element)
                else item
            )
            for item in model.record.content
        )
        super().__init__(replace(model.record, content=content), local=True)


def effect_of_limits(old: Limits, new: Limits) -> Effect:
    """Return the effect of allowing something more or less often."""
    before, after = (inf if most is None else most for _, most in (old, new))
    return Effect.of(
        narrower=new[0] > old[0] or after < before, wider=new[0] < old[0] or after > before
    )


def _occurrence(old: Limits, new: Limits) -> Iterator[Change]:
    """Yield the facts about how often an element may occur."""
    lists = [_is_list(limits) for limits in (old, new)]
    shown = (_shown(*old), _shown(*new))
    if lists[0] != lists[1]:
        yield Change(Check.BECAME_LIST if lists[1] else Check.BECAME_SINGLE, *shown)
    if old[0] != new[0]:
        raised = new[0] > old[0]
        if lists[0] or lists[1]:
            check = Check.LIST_MIN_RAISED if raised else Check.LIST_MIN_LOWERED
        else:
            check = Check.BECAME_REQUIRED if raised else Check.BECAME_OPTIONAL
        yield Change(check, *shown)
    if lists[0] and lists[1] and old[1] != new[1]:
        lowered = new[1] is not None and (old[1] is None or new[1] < old[1])
        yield Change(Check.LIST_MAX_LOWERED if lowered else Check.LIST_MAX_RAISED, *shown)


def _shown(least: int, most: int | None) -> str:
    if least == most:
        return f"exactly {least}"
    if most is None:
        return "any number" if least == 0 else f"at least {least}"
    return f"{least} to {most}"


def _limits(record: Record, name: str) -> Limits:
    """Return how often an element may occur in a record, in all places of the model together."""
    item = element_of(record, name)
    return (0, 0) if item is None else (item.min_occurs, item.max_occurs)


def _is_list(limits: Limits) -> bool:
    return limits[1] is None or limits[1] > 1


def _location(record: Record, name: str) -> Location | None:
    found = element_of(record, name)
    return None if found is None else found.location
