"""Content models at random, and a judge of them that steps through a model count by count.

A particle is a name or members, and how often it stands there; what is still to come is a tuple of particles.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

Particle = tuple[Any, int, int]
ENDLESS = 10**9


def sequence(*members: str, occurs: str = "") -> str:
    """Return a sequence of these."""
    return f"<xs:sequence{occurs}>{''.join(members)}</xs:sequence>"


def choice(*members: str, occurs: str = "") -> str:
    """Return a choice of these."""
    return f"<xs:choice{occurs}>{''.join(members)}</xs:choice>"


def random_model(chance: random.Random, depth: int = 0) -> Particle:
    """Return a model of few elements."""
    least = chance.choice((0, 1, 1, 2))
    most = chance.choice((least or 1, least or 1, least + 1, ENDLESS))
    if depth == 3 or (depth and chance.random() < 0.5):
        return (chance.choice("ABC"), chance.random()), least, most
    inner = [random_model(chance, depth + 1) for _ in range(chance.randint(1, 3))]
    return (chance.choice((sequence, choice)), *inner), least, most


def written(particle: Particle) -> str:
    """Return the model in XML Schema."""
    (kind, *inner), least, most = particle
    count = "unbounded" if most == ENDLESS else most
    occurs = f' minOccurs="{least}" maxOccurs="{count}"'
    if isinstance(kind, str):
        return f'<xs:element name="{kind}" type="xs:string"{occurs}/>'
    return (
        sequence(*map(written, inner), occurs=occurs)
        if kind is sequence
        else choice(*map(written, inner), occurs=occurs)
    )


def steps(
    ahead: tuple[Particle, ...], seen: set[tuple[Particle, ...]]
) -> Iterator[tuple[tuple[str, float], tuple[Particle, ...]]]:
    """Yield what may come next, each with what is ahead then; add () to `seen` if nothing must come."""
    if ahead in seen:
        return
    seen.add(ahead)
    if not ahead:
        return
    ((kind, *inner), least, most), *rest = ahead
    if least == 0:
        yield from steps(tuple(rest), seen)
    if most > 0:
        left = most if most == ENDLESS else most - 1
        again = ((kind, *inner), max(least - 1, 0), left), *rest
        if isinstance(kind, str):
            yield (kind, *inner), again
        elif kind is choice:
            for member in inner:
                yield from steps((member, *again), seen)
        else:
            yield from steps((*inner, *again), seen)
