"""Editing `operations` in a pyproject.toml that somebody wrote by hand."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.problems import Failure
from neto_gen.settings.operations_list import with_operations

TABLE = "[tool.neto-gen]\n"
LINES = """\
[tool.neto-gen]
operations = [
    "AddItem",  # the shop
    # what comes in
    "GetOrder",
]  # all we need
"""


def edit(text: str, *names: str) -> str:
    """Return the text with these operations."""
    return with_operations(text, names, "pyproject.toml")


@pytest.mark.parametrize(
    ("before", "names", "after"),
    [
        ('["A", "B"]', "ABC", '["A", "B", "C"]'),
        ('["A", "B",]', "ABC", '["A", "B", "C",]'),
        ('[ "A", "B" ]', "ABC", '[ "A", "B", "C" ]'),
        ("['A','B']", "ABC", "['A','B', 'C']"),
        ('["A", "C"]', "ABC", '["A", "B", "C"]'),
        ('["B", "C"]', "ABC", '["A", "B", "C"]'),
        ('["C", "A"]', "CAB", '["C", "A", "B"]'),
        ('["C"]', "CA", '["C", "A"]'),
        ('["A", "B", "C"]', "AC", '["A", "C"]'),
        ('["A", "B", "C"]', "BC", '["B", "C"]'),
        ('["A", "B", "C"]', "AB", '["A", "B"]'),
        ('["A", "B", "C",]', "AB", '["A", "B",]'),
        ('[ "A", "B" ]', "B", '[ "B" ]'),
        ('[ "A", "B" ]', "A", '[ "A" ]'),
        ('["A", "B", "A"]', "AB", '["A", "B"]'),
        ('["A", "B"]', "C", '["C"]'),
        ('["\\u0041", """B"""]', "ABC", '["\\u0041", """B""", "C"]'),
        ('["A"\n,"B"\n,"C"]', "AC", '["A"\n,"C"]'),
        ('["A"\n,"B"\n,"C"]', "A", '["A"\n]'),
        ('"all"', "AB", '["A", "B"]'),
        ('["all"]', "AB", '["A", "B"]'),
    ],
)
def test_arrays_in_a_line(before: str, names: str, after: str) -> None:
    """Items come and go; spaces, quotes, escapes and a comma at the end stay as they are."""
    text = f'x = 1\n{TABLE}operations = {before} # why\noutput = "src"\n'
    expected = f'x = 1\n{TABLE}operations = {after} # why\noutput = "src"\n'
    assert edit(text, *names) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("names", "old", "new"),
    [
        (("AddItem", "GetItem", "GetOrder"), "    # what", '    "GetItem",\n    # what'),
        (("AddItem", "GetOrder", "GetRma"), '"GetOrder",\n', '"GetOrder",\n    "GetRma",\n'),
        (("AddCart", "AddItem", "GetOrder"), '    "AddI', '    "AddCart",\n    "AddI'),
        (("GetOrder",), '    "AddItem",  # the shop\n', ""),
        (("AddItem",), '    "GetOrder",\n', ""),
    ],
)
def test_arrays_of_lines(names: tuple[str, ...], old: str, new: str, end: str) -> None:
    """An item has a line of its own where others have; comments stay, but for one of what goes."""
    text, expected = (t.replace("\n", end) for t in (LINES, LINES.replace(old, new)))
    assert edit(text, *names) == expected


def test_no_comma_at_the_end_of_lines() -> None:
    """Where the last item has no comma, the new last one has none either."""
    text = f'{TABLE}operations = [\n\t"A",\n\t"B" # b\n]\n'
    more = edit(text, "A", "B", "C")
    assert more == f'{TABLE}operations = [\n\t"A",\n\t"B", # b\n\t"C"\n]\n'
    assert edit(more, "A", "B") == f'{TABLE}operations = [\n\t"A",\n\t"B" # b\n]\n'


@pytest.mark.parametrize(
    "text",
    [
        'tool.neto-gen.operations = ["A"]\n',
        '[tool]\nneto-gen.operations = ["A"]\n',
        '[tool]\nneto-gen = { output = "src", operations = ["A"] }\n',
        '[ tool . "neto-gen" ]\n"operations" = ["A"]\n',
        "[other]\noperations = [\"A\"]\n[tool.'neto-gen']\noperations=['A']\n",
        '[tool.neto-gen]\noperations = ["A"]\n[tool.neto-gen-2]\noperations = ["A"]\n',
        'about = """\n[tool.neto-gen]\noperations = ["A"]\n"""\n[tool.neto-gen]\noperations = ["A"]\n',
        '# operations = ["A"]\n[tool.neto-gen]\n# operations = ["A"]\noperations = ["A"]',
    ],
)
def test_the_right_setting_is_edited(text: str) -> None:
    """However the table is written, its own setting is edited, and no other that looks alike."""
    edited = edit(text, "A", "B")
    data: Any = tomllib.loads(edited)
    assert data["tool"]["neto-gen"].pop("operations") == ["A", "B"]
    before: Any = tomllib.loads(text)
    del before["tool"]["neto-gen"]["operations"]
    assert data == before
    assert len(edited) - len(text) == len(', "B"')


@pytest.mark.parametrize("text", [f'{TABLE}output = "src"\n', f"{TABLE}", "[tool.neto-gen] # ours"])
def test_a_setting_that_is_not_there_is_added(text: str) -> None:
    """Where there is no setting, it comes to the top of the table."""
    edited = edit(text, "A")
    assert tomllib.loads(edited)["tool"]["neto-gen"]["operations"] == ["A"]
    assert edited.startswith(text.splitlines()[0])
    assert all(line in edited.splitlines() for line in text.splitlines())


def test_many_operations_have_a_line_each() -> None:
    """A new array that would make a long line has a line for each item."""
    names = [f"GetSomething{number}" for number in range(9)]
    edited = edit(f'{TABLE}operations = "all"\n', *names)
    assert edited.startswith(f'{TABLE}operations = [\n    "GetSomething0",\n')


def test_what_cannot_be_edited_is_said() -> None:
    """A spelling that nobody uses is left alone; the message says what to write."""
    text = f'{TABLE}"oper\\u0061tions" = ["A"]\n'
    with pytest.raises(Failure, match="in a way that neto-gen cannot edit") as caught:
        edit(text, "A", "B")
    assert 'write operations = ["A", "B"] there by hand' in (caught.value.problems[0].hint or "")


ITEMS = st.lists(
    st.sampled_from(["A", "B", "GetOrder", "ü", 'q"', "it's", "a,b", "x]", "#"]), unique=True
)
GAPS = st.sampled_from(["", " ", "\n", "\n    ", "  # c\n\t", "\n# d\n", "\n\n "])


@given(
    before=ITEMS.filter(bool),
    after=ITEMS.filter(bool),
    gaps=st.lists(GAPS, min_size=20, max_size=20),
    quotes=st.sampled_from("\"'"),
    comma=st.sampled_from(["", ","]),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_array_can_be_edited(  # noqa: PLR0917 - hypothesis gives them by name
    before: list[str],
    after: list[str],
    gaps: list[str],
    quotes: str,
    comma: str,
    end: str,
) -> None:
    """However an array is laid out, it holds what was meant afterwards, and its comments stay."""
    texts = [
        f"'{item}'" if quotes == "'" and "'" not in item else '"' + item.replace('"', '\\"') + '"'
        for item in before
    ]
    gap = iter(gaps)
    inner = ",".join(f"{next(gap)}{text}{next(gap)}" for text in texts)
    array = f"[{inner}{comma}{next(gap)}]"
    text = f"{TABLE}a = 1\noperations = {array}\nb = [\n1,\n]\n".replace("\n", end)
    edited = edit(text, *after)
    data: Any = tomllib.loads(edited)
    assert sorted(data["tool"]["neto-gen"]["operations"]) == sorted(after)
    assert edited.count("# d") == text.count("# d")
    assert edited.startswith(text.partition("[t")[0])
    if end == "\r\n":
        assert edited.count("\n") == edited.count("\r\n")
    kept = [item for item in before if item in after]
    found = [item for item in data["tool"]["neto-gen"]["operations"] if item in kept]
    assert found == kept
