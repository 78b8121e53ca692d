"""Plain documents are taken apart without a parser: expat says whether that was right."""

from __future__ import annotations

from time import perf_counter
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import _levels
from neto_client._levels import levels

NAMES = st.sampled_from(["A", "B", "b", "A.b", "A-b", "_1"])
TEXTS = st.text(st.sampled_from("ab1 \t\n<>&\"'é\u00a0\u2028😀"), max_size=6)
Tree = list[tuple[str, Any]]
TREES: st.SearchStrategy[Tree] = st.recursive(
    st.lists(st.tuples(NAMES, TEXTS), min_size=1, max_size=4),
    lambda inner: st.lists(st.tuples(NAMES, inner | TEXTS), min_size=1, max_size=4),
    max_leaves=12,
)
STRANGE = [
    *("<", ">", "&", "&amp;", "&#65;", "&x;", "]]>", "<![CDATA[x]]>", "<!-- c -->", "<?p x?>"),
    *(
        "<A>",
        "</A>",
        "<A/>",
        "</A/>",
        "<A >",
        "</A >",
        "<A b='c'>",
        '<A b="c"/>',
        "<1>",
        "<>",
        "</>",
    ),
    *(
        "<n:A>",
        " x ",
        "\r\n",
        "\r",
        "\x00",
        "\x0b",
        "\x7f",
        "\ufffe",
        "\ud800",
        "\ufeff",
        "<R>",
        "</R>",
    ),
    *("<!DOCTYPE R>", "<A.b>c</A_b>", "<A>1</A><A>2</A>", "=", '"', "xmlns", "/", "é"),
]


@pytest.fixture(autouse=True)
def no_forms() -> None:
    """No form is known from another test, and there is room for all of one."""
    _levels._forms.clear()


def written(tree: Tree, space: str, *, has_ends: bool = False) -> str:
    """The elements as XML; where they hold nothing, with one tag, or two."""
    parts: list[str] = []
    for name, inner in tree:
        if isinstance(inner, str):
            text = escape(inner, {'"': "&quot;"})
        else:
            text = written(inner, space, has_ends=has_ends)
        parts.append(f"{space}<{name}>{text}</{name}>" if text or has_ends else f"{space}<{name}/>")
    return "".join(parts) + space


def expected(element: Element) -> Any:
    """What expat finds in an element; several of one name are a list."""
    if not len(element):
        return element.text or None
    found: dict[str, Any] = {}
    for child in element:
        found.setdefault(child.tag, []).append(expected(child))
    return {name: items[0] if len(items) == 1 else items for name, items in found.items()}


def has_other_parts(element: Element) -> bool:
    """Whether there is text beside elements, or one of another name between two of one."""
    names = [child.tag for child in element]
    blocks = sum(name != before for name, before in zip(names, ["", *names], strict=False))
    texts = [element.text, *(child.tail for child in element)] if names else []
    return (
        blocks > len(set(names))
        or any((text or "").strip() for text in texts)
        or any(has_other_parts(child) for child in element)
    )


@given(
    tree=TREES,
    space=st.sampled_from(["", "\n", "\n\t ", "\r\n"]),
    root=st.sampled_from(["R", 'R xmlns="u"', "n:R", "O"]),
    has_ends=st.booleans(),
)
def test_a_plain_document_is_read_as_expat_reads_it(
    tree: Tree, space: str, root: str, *, has_ends: bool
) -> None:
    """Elements and texts, in any namespace: the same values, and no parser is needed."""
    prefix = ' xmlns:n="u"' if ":" in root else ""
    text = (
        f"<{root}{prefix}>{written(tree, space, has_ends=has_ends)}</{root.split(maxsplit=1)[0]}>\n"
    )
    element = fromstring(text.replace(' xmlns="u"', "", 1))
    found = levels(text, ("R", "Other"))
    if root == "O" or has_other_parts(element):
        assert found is None
    else:
        assert found == (expected(element), "R")


@given(
    tree=TREES,
    changes=st.lists(
        st.tuples(st.integers(0, 400), st.integers(0, 3), st.sampled_from(STRANGE)),
        min_size=1,
        max_size=3,
    ),
    declared=st.sampled_from(
        [
            "",
            *(f'<?xml version="1.0"{more}?>' for more in (' encoding="UTF-8"', ' standalone="no"')),
        ]
    ),
)
def test_what_is_not_plain_is_left_to_the_parser(
    tree: Tree, changes: list[tuple[int, int, str]], declared: str
) -> None:
    """Whatever a document is changed into: it is read as expat reads it, or not at all."""
    text = f"{declared}<R>{written(tree, '')}</R>"
    for place, length, strange in changes:
        start = place % len(text)
        text = text[:start] + strange + text[start + length :]
    found = levels(text, ("R",))
    if found is not None:
        try:
            element = fromstring(text)
        except (ParseError, ValueError) as error:
            pytest.fail(f"{text!r} was read, and expat says: {error}")
        assert found == (expected(element), "R")


@given(
    records=st.lists(
        st.tuples(
            st.sampled_from(["ab", "abc", "ba", "a", "abb", "abO", "Oab", "OO", "o"]),
            st.lists(TEXTS, min_size=3, max_size=3),
            st.integers(1, 12),
        ),
        min_size=1,
        max_size=6,
    ),
    space=st.sampled_from(["", "\n "]),
    has_ends=st.booleans(),
)
def test_records_of_one_form(
    records: list[tuple[str, list[str], int]], space: str, *, has_ends: bool
) -> None:
    """Records that begin with the same elements read as all others, however many and in between."""
    tree: Tree = []
    for names, texts, times in records:
        inner: Tree = [(name, texts[number % 3]) for number, name in enumerate(names)]
        whole = [(n, [("a", t), ("b", t)] if n == "O" else t) for n, t in inner]
        tree += [("Record", whole)] * times
    text = f"<R>{written(tree, space, has_ends=has_ends)}</R>"
    element = fromstring(text)
    assert levels(text, ("R",)) == (expected(element), "R")


def test_no_more_forms_are_kept_than_are_of_use() -> None:
    """A store that sends ever new elements does not fill the memory."""
    for number in range(2 * _levels._MOST_FORMS):
        record = f"<Record><New{number}>a</New{number}><B>b</B></Record>"
        found = levels(f"<R>{record * 20}</R>", ("R",))
        assert found == ({"Record": [{f"New{number}": "a", "B": "b"}] * 20}, "R")
    assert 0 < len(_levels._forms) <= _levels._MOST_FORMS


@pytest.mark.parametrize(
    "part", ["<", "<a", "<a>", "</a>", "<a>x", "<a/>", "&amp;", "<a>b</c>", "<a><b>c</b>", ">"]
)
def test_time_is_in_proportion_to_size(part: str) -> None:
    """Eight times as much of anything takes about eight times as long."""

    def seconds(times: int) -> float:
        text = f"<R>{part * times}</R>"
        best = 1.0
        for _ in range(3):
            start = perf_counter()
            levels(text, ("R",))
            best = min(best, perf_counter() - start)
        return best

    assert seconds(16_000) < 40 * seconds(2_000)
