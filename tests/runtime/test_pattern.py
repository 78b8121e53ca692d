"""Regular expressions of XML Schema match what independent judges match, and never for long."""

from __future__ import annotations

import re
import time

import pytest
from elementpath.regex import translate_pattern, unicode_blocks
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from neto_client._pattern import Pattern, PatternError, compile_pattern
from neto_client._unicode_blocks import BLOCKS

_ATOMS = [
    *(
        "a",
        "b",
        "ab",
        ".",
        "x?",
        "-",
        "^",
        "$",
        "é",
        "\\.",
        "\\-",
        "\\n",
        "\\s",
        "\\S",
        "\\d",
        "\\D",
    ),
    *("\\w", "\\W", "\\i", "\\I", "\\c", "\\C", "\\p{Lu}", "\\P{L}", "\\p{IsBasicLatin}"),
    *("[ab]", "[^a]", "[a-c]", "[a-]", "[-a]", "[\\d_]", "[^\\s]", "[a-z-[aeiou]]", "[\\w-[a]]"),
]
_TEXTS = st.text(alphabet="abcxyzAZ019 _-^$.:\n\té٣", max_size=6)

atoms = st.sampled_from(_ATOMS)
quantities = st.sampled_from(["", "", "?", "*", "+", "{2}", "{0,2}", "{1,}"])
patterns = st.recursive(
    st.builds(
        "{}{}".format, atoms.filter(lambda atom: len(atom) != 2 or atom[0] == "\\"), quantities
    ),
    lambda inner: st.builds("({}){}".format, inner, quantities)
    | st.builds("{}|{}".format, inner, inner)
    | st.builds("{}{}".format, inner, inner),
    max_leaves=5,
)


def _libxml2(pattern: str) -> etree.XMLSchema:
    xs = "{http://www.w3.org/2001/XMLSchema}"
    schema = etree.Element(f"{xs}schema", nsmap={"xs": xs[1:-1]})
    element = etree.SubElement(schema, f"{xs}element", name="X")
    simple = etree.SubElement(element, f"{xs}simpleType")
    restriction = etree.SubElement(simple, f"{xs}restriction", base="xs:string")
    etree.SubElement(restriction, f"{xs}pattern", value=pattern)
    return etree.XMLSchema(schema)


@given(pattern=patterns, texts=st.lists(_TEXTS, min_size=1, max_size=5))
def test_it_matches_what_independent_judges_match(pattern: str, texts: list[str]) -> None:
    """Random patterns match what libxml2 and elementpath agree to match."""
    # Each errs by itself: libxml2 on nothing with "(a?){2}", elementpath where \w is Python's.
    libxml2 = _libxml2(pattern)
    translated = translate_pattern(
        pattern, back_references=False, lazy_quantifiers=False, anchors=False
    )
    elementpath = re.compile(translated)
    for text in texts:
        element = etree.Element("X")
        element.text = text
        judged = {libxml2.validate(element), elementpath.search(text) is not None}
        assert compile_pattern(pattern).matches(text) in judged, text


@pytest.mark.parametrize(
    ("pattern", "matched", "unmatched"),
    [
        ("[A-Z]{3}-\\d{4}", ["ABC-1234"], ["ABC-12345", "abc-1234", " ABC-1234"]),
        ("a|b|", ["a", "b", ""], ["ab", "c"]),
        ("(a|b)*c?", ["", "abab", "bac"], ["ca", "abcc"]),
        ("^a$", ["^a$"], ["a"]),
        ("[^,]+(,[^,]+)*", ["a", "a,b,c"], ["", "a,", ",a"]),
        ("[a-z-[aeiou]]+", ["xyz"], ["xay"]),
        ("\\p{IsGreek}+", ["αβγ"], ["abc"]),
        ("(0|1){2,3}", ["01", "010"], ["0", "0101"]),
        ("(ab?){2,}", ["aa", "abab"], ["ab", "b"]),
        (".", ["x", "\t"], ["\n", "", "xy"]),
        ("(a{0,3}){0,3}", ["", "aaaaaaaaa"], ["aaaaaaaaaa"]),
    ],
)
def test_what_a_pattern_matches(pattern: str, matched: list[str], unmatched: list[str]) -> None:
    """A pattern matches whole texts, as libxml2 does."""
    schema = _libxml2(pattern)
    for text in [*matched, *unmatched]:
        element = etree.Element("X")
        element.text = text
        assert schema.validate(element) == (text in matched)
        assert Pattern(pattern).matches(text) == (text in matched)


@pytest.mark.parametrize("character", [*" !\"#$%&',/:;<=>@_`~"])
def test_an_escape_that_is_not_needed(character: str) -> None:
    """A backslash before punctuation that needs none stands for the character, in classes as well."""
    for pattern in (f"\\{character}", f"[\\{character}]"):
        assert Pattern(pattern).matches(character)
        assert not Pattern(pattern).matches("\\")
        assert not Pattern(pattern).matches(f"\\{character}")


@pytest.mark.parametrize(
    ("pattern", "problem"),
    [
        ("(", "a ) is missing, at character 2"),
        (")", '")" has no beginning, at character 1'),
        ("[a", "a ] is missing, at character 3"),
        ("[]", "[] holds nothing, at character 3"),
        ("[z-a]", "a range ends before it begins, at character 5"),
        ("*a", '"*" stands for itself only as \\*, at character 1'),
        ("a**", '"*" stands for itself only as \\*, at character 3'),
        ("a{2,1}", "{2,1} ends before it begins, at character 7"),
        ("a{x}", "{…} is not a quantity up to 5,000, at character 2"),
        ("a{99999999999}", "{…} is not a quantity up to 5,000, at character 2"),
        ("\\y", "\\y is not an escape, at character 2"),
        ("\\", "\\ is not an escape, at character 2"),
        ("\\p{Nothing}", "\\p is not a category or block of Unicode, at character 3"),
        ("(?=a)", '"?" stands for itself only as \\?, at character 2'),
        ("((a{70}){70}){70}", "it is too large: written out, it has more than 5,000 parts"),
        ("(" * 60 + "a" + ")" * 60, "more than 50 parts are nested, at character 51"),
    ],
)
def test_what_is_no_pattern(pattern: str, problem: str) -> None:
    """A pattern that is none, or too large to match, says what is wrong and where."""
    with pytest.raises(PatternError) as caught:
        Pattern(pattern)
    assert str(caught.value) == problem


@given(st.text(alphabet="ab()[]{}|?*+-^$.\\dpLu,12", max_size=12))
def test_anything_is_a_pattern_or_an_error(text: str) -> None:
    """Whatever is given as a pattern either matches texts, or raises PatternError, which says why."""
    try:
        pattern = Pattern(text)
    except PatternError as error:
        assert str(error)  # noqa: PT017 - most texts are patterns
    else:
        assert pattern.matches("ab12") in (True, False)


@pytest.mark.parametrize("pattern", ["(a+)+b", "(a|aa)+b", "(.*a){20}", "(a?){300}a{300}"])
def test_no_pattern_takes_long(pattern: str) -> None:
    """A text twice as long takes about twice the time, where trying every way would take for ever."""

    def seconds(length: int) -> float:
        start = time.process_time()
        Pattern(pattern).matches("a" * length + "!")
        return time.process_time() - start

    short = min(seconds(2_000) for _ in range(3))
    assert min(seconds(8_000) for _ in range(3)) < 16 * short + 0.05


def test_blocks_are_those_of_unicode() -> None:
    """The blocks are those of the newest Unicode that elementpath knows, whatever Python's own is."""
    judge: dict[str, str] = {}
    for edition, blocks in vars(unicode_blocks).items():
        if edition.startswith(("UNICODE_BLOCKS_VER_", "UPDATE_BLOCKS_VER_")):
            judge |= {name.replace(" ", ""): extent for name, extent in blocks.items()}
    # One name, of old, for three blocks; and what no text can hold.
    del judge["PrivateUse"], judge["HighSurrogates"], judge["HighPrivateUseSurrogates"]
    del judge["LowSurrogates"]
    # Other spellings of names that it knows as well.
    others = {"CyrillicSupplementary", "MiscellaneousSymbolsAndPictographs"}
    others |= {"TransportAndMapSymbols"}
    assert judge.keys() - BLOCKS.keys() == others
    assert {name: BLOCKS[name] for name in judge.keys() & BLOCKS.keys()} == {
        name: (ord(extent[0]), ord(extent[-1])) for name, extent in judge.items() if name in BLOCKS
    }
