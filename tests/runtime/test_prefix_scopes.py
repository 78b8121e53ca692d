"""What prefixes mean in the elements of a document."""

import tracemalloc

from neto_client._prefix_scopes import parse


def _peak(document: str) -> int:
    tracemalloc.start()
    try:
        parse(document)
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
    root, scopes = parse('<r xmlns:a="urn:1"><c xmlns:a="urn:2" xmlns="urn:3"/><d/></r>')
    inner, beside = root
    assert (scopes[inner].get("a"), scopes[inner].get("")) == ("urn:2", "urn:3")
    assert (scopes[beside].get("a"), scopes[beside].get(""), scopes[beside].get("b")) == (
        "urn:1",
        "",
        "",
    )
