"""Lines that are broken without black are as black breaks them."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from neto_gen.python.code import literal
from neto_gen.render.format import format_module
from neto_gen.render.lines import UnclearError, broken

WORDS = st.text("abcé_", min_size=1, max_size=30).map(lambda text: f"x{text}")
CLASSES = st.text("abc", min_size=1, max_size=40).map(str.title)
NAMES = CLASSES | st.builds("_{}.{}".format, WORDS, CLASSES)
TEXTS = st.text("ab ,|()[]{}=:.", max_size=80) | st.text("'\"\\ ,(é", max_size=20)
LITERALS = TEXTS.map(literal)


def joined(
    items: st.SearchStrategy[str], separator: str, most: int, least: int = 1
) -> st.SearchStrategy[str]:
    """Return a strategy for up to so many of them, with the separator between."""
    return st.lists(items, min_size=least, max_size=most, unique=True).map(separator.join)


VALUES = st.recursive(
    LITERALS | NAMES | st.sampled_from(["True", "255", 'Decimal("5.1")', "5"]),
    lambda inner: st.builds("_f.{}({})".format, WORDS, joined(inner, ", ", 4, 0))
    | st.builds("_f.many({}, {}={})".format, inner, WORDS, inner)
    | st.builds("({}, {})".format, inner, inner)
    | inner.map("({},)".format)
    | st.builds("frozenset({{{}}})".format, joined(LITERALS, ", ", 5)),
    max_leaves=12,
)
UNIONS = joined(
    NAMES | NAMES.map("Iterable[{}]".format) | joined(LITERALS, ", ", 6).map("Literal[{}]".format),
    " | ",
    4,
)
KINDS = (
    joined(CLASSES, " | ", 5)
    | joined(NAMES, " | ", 5).map("list[{}]".format)
    | joined(NAMES, " | ", 5).map("_f.List[{}]".format)
    | st.builds("_f.Optional[{}, {}]".format, CLASSES, CLASSES)
    | st.builds("dict[str, list[{}]]".format, CLASSES)
)
CALLS = st.builds("_f.{}({})".format, WORDS, joined(VALUES, ", ", 5))
ANSWERS = (
    NAMES
    | st.builds("{} | Batches[{}, {}]".format, NAMES, NAMES, NAMES)
    | st.builds("Iterator[Batch[{}, {}]]".format, NAMES, NAMES)
)
STATEMENTS = (
    st.builds("{} = {}".format, WORDS, CALLS)
    | st.builds("{}: {} = {}".format, WORDS, KINDS, CALLS)
    | st.builds("{} = {}".format, CLASSES, UNIONS)
    | CALLS.map("@{}\nclass X: ...".format)
    | st.builds(
        "from .{} import {}".format, WORDS, joined(CLASSES.map("{0} as {0}".format), ", ", 5)
    )
    | st.builds("def of({}: {}) -> {}: ...".format, WORDS, UNIONS, CLASSES)
    | st.builds(
        "async def f(self):\n    return await self.{}({})".format, WORDS, joined(VALUES, ", ", 3)
    )
    | st.builds("X = {{\n    {}: ({}, {}),\n}}".format, LITERALS, LITERALS, LITERALS)
    | st.builds(
        "def f(\n    self,\n    {}: {}{},\n    *,\n    {}: int = 1,\n) -> {}: ...".format,
        WORDS,
        UNIONS,
        st.sampled_from(["", " = None"]),
        WORDS,
        ANSWERS,
    )
)


@given(statement=STATEMENTS, depth=st.integers(0, 2))
def test_lines_are_broken_as_by_black(statement: str, depth: int) -> None:
    """Whatever a statement says, and however long, each line is left to black, or broken as it would."""
    above = "".join(f"{'    ' * level}class C:\n" for level in range(depth))
    lines = ["    " * depth + line for line in statement.split("\n")]
    try:
        made = [piece for line in lines for piece in broken(line)]
    except UnclearError:
        assume(False)  # noqa: FBT003 - it takes no name
    text = "".join(f"{line}\n" for line in lines)
    assert above + "".join(f"{line}\n" for line in made) == format_module(above + text)
