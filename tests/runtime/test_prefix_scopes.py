"""What prefixes mean in the elements of a document."""

import tracemalloc

import pytest

from neto_client._prefix_scopes import parse
from neto_client._raw_document import PREFIX_IN_TEXT, TooDeep


def _peak(document: str) -> int:
    tracemalloc.start()
    try:
        parse(document, 64)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _with_prefixes(count: int) -> str:
    many = " ".join(f'xmlns:p{number}="urn:p"' for number in range(count))
    return f"<r {many}>" + '<c xmlns:q="urn:q"/>' * count + "</r>"


def test_many_declarations_take_memory_in_proportion() -> None:
    """A document with four times as many declarations of prefixes takes no sixteen times the memory."""
    assert _peak(_with_prefixes(2_000)) < 8 * _peak(_with_prefixes(500))


def test_an_inner_declaration_counts_in_its_element_alone() -> None:
    """A prefix means what the nearest element around it declares, and nothing where none does."""
    document = '<r xmlns:a="urn:1"><c xmlns:a="urn:2" xmlns="urn:3"/><d/></r>'
    root, scopes = parse(document, 64)
    inner, beside = root
    assert (scopes[inner].get("a"), scopes[inner].get("")) == ("urn:2", "urn:3")
    assert (scopes[beside].get("a"), scopes[beside].get(""), scopes[beside].get("b")) == (
        "urn:1",
        "",
        "",
    )


def test_a_document_may_be_so_deep() -> None:
    """As many levels as are allowed hold elements, and where one more does, the document is refused."""
    parse("<r><a><b/></a></r>", 2)
    with pytest.raises(TooDeep):
        parse("<r><a><b><c/></b></a></r>", 2)


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("/p:a[q:b=1]", ["p", "q"]),
        ("p:a:b", ["p", "a"]),
        ("2*p-1.x:a -q:b 1r:c", ["p-1.x", "q", "r"]),
        ("a: b 12:30 :c -:d", []),
        ("äö:a", ["äö"]),
    ],
)
def test_what_may_be_a_prefix_in_a_text(text: str, prefixes: list[str]) -> None:
    """A name before a colon and another name may be a prefix."""
    assert PREFIX_IN_TEXT.findall(text) == prefixes
