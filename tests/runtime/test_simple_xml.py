"""Plain documents are taken apart without a parser: expat says whether that was right."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from time import process_time
from typing import Any
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_client import _simple_xml
from neto_client._simple_xml import parse_simple_xml

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
def no_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the patterns of other tests, and leave room for all of one."""
    monkeypatch.setattr(_simple_xml, "_leaf_patterns", _simple_xml._LeafPatterns())
    monkeypatch.setattr(_simple_xml, "_usual_shapes", _simple_xml._UsualShapes())


def written(tree: Tree, space: str, *, has_ends: bool = False) -> str:
    """Return elements as XML; empty ones as one tag, or two."""
    parts: list[str] = []
    for name, inner in tree:
        if isinstance(inner, str):
            text = escape(inner, {'"': "&quot;"})
        else:
            text = written(inner, space, has_ends=has_ends)
        parts.append(f"{space}<{name}>{text}</{name}>" if text or has_ends else f"{space}<{name}/>")
    return "".join(parts) + space


def expected(element: Element) -> Any:
    """Return what expat finds in an element; several of one name are a list."""
    if not len(element):
        return element.text or None
    found: dict[str, Any] = {}
    for child in element:
        found.setdefault(child.tag, []).append(expected(child))
    return {name: items[0] if len(items) == 1 else items for name, items in found.items()}


def has_other_parts(element: Element) -> bool:
    """Tell whether there is text beside elements, or another element between two of one name."""
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
    found = parse_simple_xml(text, ("R", "Other"))
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
    found = parse_simple_xml(text, ("R",))
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
    assert parse_simple_xml(text, ("R",)) == (expected(element), "R")


@given(trees=st.lists(TREES, min_size=1, max_size=3), texts=st.lists(TEXTS, min_size=1))
def test_documents_of_one_form(trees: list[Tree], texts: list[str]) -> None:
    """Documents that have the same elements again and again read as all others, whatever their texts."""
    given = itertools.cycle(texts)

    def other(tree: Tree) -> Tree:
        return [(n, other(inner) if isinstance(inner, list) else next(given)) for n, inner in tree]

    for tree in (*(other(trees[0]) for _ in range(10)), *trees, *(other(t) for t in trees)):
        for space, has_ends in (("", True), ("\n", True), ("", False)):
            text = f"<R>{written(tree, space, has_ends=has_ends)}</R>"
            element = fromstring(text)
            found = None if has_other_parts(element) else (expected(element), "R")
            assert parse_simple_xml(text, ("R",)) == found


def test_the_usual_form_is_taken_apart_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a store has sent some times is read in one step, with whatever texts; and others still are."""
    text = "<R><A><B>{}</B><B>{}</B></A><C>{}</C></R>"
    for number in range(8):
        assert parse_simple_xml(text.format(number, 2, 3), ("R",)) is not None
    with monkeypatch.context() as patch:
        patch.setattr(_simple_xml, "_SimpleParser", None)
        assert parse_simple_xml(text.format("a", "&lt;", ""), ("R",)) == (
            {"A": {"B": ["a", "<"]}, "C": None},
            "R",
        )
    for wrong in ("<R><A><B>1</B></A><C/></R>", "<R><A><B>1</B><B>2</B></A></R>"):
        assert parse_simple_xml(wrong, ("R",)) == (expected(fromstring(wrong)), "R")
    assert parse_simple_xml("<R><A><B>1</B><B>2</B> x </A><C/></R>", ("R",)) is None


@pytest.mark.parametrize(
    "text", ["<R>" + "<A>" * 300 + "x" + "</A>" * 300 + "</R>", f"<R><{'A' * 6_000}/></R>"]
)
def test_strange_forms_are_not_learned(text: str) -> None:
    """A document that is deep, or of names without end, is read as often as it comes, and forgotten."""
    for _ in range(20):
        assert parse_simple_xml(text, ("R",)) is not None
    assert _simple_xml._usual_shapes["R"]._form is None


def answer(record: str) -> str:
    """Return a document in which a record repeats."""
    return f"<R>{record * 20}</R>"


def kept() -> int:
    """Return how much is kept for later documents: characters of the names in their patterns."""
    return sum(len("".join(form)) for form in _simple_xml._leaf_patterns)


def test_no_more_forms_are_kept_than_are_of_use(monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that sends ever new elements does not fill the memory."""
    monkeypatch.setattr(_simple_xml, "_MOST_KEPT", 20_000)
    for number in range(30):
        names = [f"New{number}.{place}{'a' * 40}" for place in range(40)]
        record = "".join(f"<{name}>a</{name}>" for name in names)
        found = parse_simple_xml(answer(f"<Record>{record}</Record>"), ("R",))
        assert found == ({"Record": [dict.fromkeys(names, "a")] * 20}, "R")
        assert kept() < 20_000
    assert kept() > 10_000


def test_one_document_does_not_take_the_place_of_others() -> None:
    """What was learned of former documents is still known after one with thousands of new elements."""
    usual = [f"<Record{number}><A>a</A></Record{number}>" for number in range(100)]
    for record in usual:
        parse_simple_xml(answer(record), ("R",))
    known = set(_simple_xml._leaf_patterns)
    assert len(known) == len(usual)
    strange = "".join(f"<New{number}><A>a</A></New{number}>" * 8 for number in range(5_000))
    assert parse_simple_xml(f"<R>{strange}</R>", ("R",)) is not None
    assert known <= _simple_xml._leaf_patterns.keys()
    assert kept() < 20_000


@pytest.mark.parametrize(("names", "length"), [(100, 4_000), (1, 100_000), (200, 100)])
def test_names_without_end_are_not_kept(names: int, length: int) -> None:
    """Elements whose names are longer than those of any schema are read, and forgotten."""
    record = "".join(
        f"<n{number}{'a' * length}>x</n{number}{'a' * length}>" for number in range(names)
    )
    found = parse_simple_xml(f"<R>{f'<Record>{record}</Record>' * 9}</R>", ("R",))
    assert found is not None
    assert len(found[0]["Record"]) == 9
    assert not _simple_xml._leaf_patterns


def test_threads_share_what_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents that are read at the same time read right, while forms come and go."""
    monkeypatch.setattr(_simple_xml, "_MOST_KEPT", 20_000)
    with ThreadPoolExecutor(4) as pool:
        texts = [
            answer(f"<Record><New{number % 30}{'a' * 900}>x</New{number % 30}{'a' * 900}></Record>")
            for number in range(60)
        ]
        for found in pool.map(lambda text: parse_simple_xml(text, ("R",)), texts):
            assert found is not None
            assert len(found[0]["Record"]) == 20
    assert 0 < kept() < 20_000


@pytest.mark.parametrize(
    "part", ["<", "<a", "<a>", "</a>", "<a>x", "<a/>", "&amp;", "<a>b</c>", "<a><b>c</b>", ">"]
)
def test_time_is_in_proportion_to_size(part: str) -> None:
    """Eight times as much of anything takes about eight times as long."""

    def seconds(times: int) -> float:
        text = f"<R>{part * times}</R>"
        best = 1.0
        for _ in range(3):
            start = process_time()
            parse_simple_xml(text, ("R",))
            best = min(best, process_time() - start)
        return best

    assert seconds(16_000) < 40 * seconds(2_000)


@pytest.mark.parametrize(
    "text",
    [
        "<R></R>",
        "<R><A>b]]>c</A></R>",
        "<R><A><B>1</B></R>",
        f"<R>{'<A><B>1</B></A>' * 20}<A>B>1</B></A></R>",
        f"<R>{'<A><B>1</B></A>' * 20}<A><B>1</B></R>",
    ],
)
def test_what_only_looks_plain_is_left_to_the_parser(text: str) -> None:
    """A document with nothing in it, or with a mistake that is easily overlooked, is not taken apart."""
    assert parse_simple_xml(text, ("R",)) is None
