"""Asks neto-gen and others about a sample of the W3C's XML Schema test suite, and writes the page of it.

A test group of the suite is a schema, which is valid or not, and documents, which are valid or not. Each tool
answers for a group in a process of its own, which ends when its time is up.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import multiprocessing
import os
import platform
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable  # noqa: TC003 - named tuples evaluate it
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree
from xmlschema import XMLSchema10
from xsdata.cli import cli as xsdata_cli
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.config import ParserConfig
from xsdata.formats.dataclass.serializers import XmlSerializer

from benchmarks.report import table
from benchmarks.suite import (
    MOST_DOCUMENTS,
    MOST_ROOTS,
    copy_schema,
    read_suite,
    root_name,
    with_known_roots,
)
from neto_gen.build import build
from neto_gen.problems import Failure
from neto_gen.settings.config import Config
from neto_gen.sources.operations import OperationSource
from tests.oracle.trees import differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from benchmarks.suite import Copy, Group

PAGE = Path(__file__).parent.parent / "docs" / "conformance.md"
_PACKAGE = "made"
_QUESTIONS = (
    ("valid schemas accepted", "schema", True),
    ("invalid schemas refused", "schema", False),
    ("valid documents read and written without loss", "kept", True),
    ("valid documents accepted", "accepted", True),
    ("invalid documents refused", "accepted", False),
)


class Answer(NamedTuple):
    """A tool's answer to a question about a group's schema (document -1) or one of its documents."""

    question: str
    document: int
    yes: bool
    note: str = ""


class Verdict(NamedTuple):
    """A tool's answer to a question of the suite beside the right one."""

    tool: str
    group: str
    question: str
    file: str
    expected: bool
    found: bool | None  # None: no answer in time, or none of this kind
    note: str


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page for a sample of a suite."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("suite", type=Path, help="the folder with suite.xml")
    options.add_argument("--sample", type=int, default=200, help="how many test groups")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--seconds", type=float, default=20, help="for each tool and group")
    options.add_argument("--page", type=Path, default=PAGE)
    options.add_argument(
        "--verdicts", type=Path, help="a file for each single answer, as lines of JSON"
    )
    options.add_argument(
        "--only",
        action="append",
        metavar="NAME",
        help="a group instead of the sample, as GROUP or SET/GROUP: prints its answers, writes no page",
    )
    given = options.parse_args(arguments)
    missing: list[str] = []
    groups = [*read_suite(given.suite, missing)]
    if given.only:
        drawn = [*_named(groups, given.only)]
    else:
        choice = random.Random(given.seed)  # noqa: S311 - not a secret
        drawn = choice.sample(groups, min(given.sample, len(groups)))
    sample = [with_known_roots(group) for group in drawn]
    start = time.monotonic()
    verdicts = [
        verdict
        for number, group in enumerate(sample)
        for verdict in _judged(group, given.seconds, f"{number + 1}/{len(sample)}")
    ]
    if given.verdicts:
        lines = [json.dumps(verdict._asdict(), ensure_ascii=False) for verdict in verdicts]
        given.verdicts.write_text("\n".join(lines) + "\n", "utf-8")
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    if given.only:
        print("\n".join(map(_line, verdicts)))
        return
    text = page(verdicts, len(sample), len(groups), given.seed, given.seconds, missing)
    given.page.write_text(text, "utf-8")


def _named(groups: Sequence[Group], names: Sequence[str]) -> Iterator[Group]:
    """Yield the groups with these names; end with a message for a name without a group."""
    for name in names:
        found = [each for each in groups if name in {each.name, each.name.rpartition("/")[2]}]
        if not found:
            sys.exit(f"the suite has no group {name} that can be asked about")
        yield from found


def _line(verdict: Verdict) -> str:
    """Return a verdict as a line of text."""
    judgement = "right" if verdict.found == verdict.expected else "wrong"
    answer = {True: "yes", False: "no", None: "none"}[verdict.found]
    line = (
        f"{judgement}: {verdict.group} {verdict.tool} {verdict.question} {verdict.file}: {answer}"
    )
    return " ".join(f"{line} {verdict.note}".split())


# Tools. Each answers about a group whose files were copied to a separate folder.


class Tool(NamedTuple):
    """A tool: how it accepts a document, or raises; and what it writes after reading one, if it can."""

    accept: Callable[[bytes], object]
    rewrite: Callable[[bytes], str | bytes] | None = None


def neto_gen(copy: Copy, work: Path) -> Tool:
    """Build a client in the dialect xsd, which accepts what it reads with `strict=True`."""
    declared = tuple(
        OperationSource(f"Exchange{number}", root, root) for number, root in enumerate(copy.roots)
    )
    build(Config(copy.folder, work, _PACKAGE, (), declared, "xsd"))
    sys.path.insert(0, str(work))

    def record(data: bytes) -> Any:
        name, namespace = root_name(data)
        modules = [
            importlib.import_module(f"{_PACKAGE}.exchange{number}")
            for number, each in enumerate(declared)
            if each.response.root == name
        ]
        records = [
            each
            for module in modules
            for each in vars(module).values()
            if getattr(getattr(each, "Meta", None), "name", None) == name
        ]
        fitting = (each for each in records if getattr(each.Meta, "namespace", None) == namespace)
        return next(fitting, None) or records[0]

    return Tool(
        lambda data: record(data).from_xml(data, strict=True),
        lambda data: record(data).from_xml(data).to_xml(),
    )


def xsdata(copy: Copy, work: Path) -> Tool:
    """Generate classes with plain xsdata, which accepts what it reads without a warning."""
    command = ["generate", str(copy.schema), "--package", _PACKAGE]
    xsdata_cli(command, standalone_mode=False)
    sys.path.insert(0, str(work))
    importlib.import_module(_PACKAGE)
    strict = ParserConfig(fail_on_converter_warnings=True, fail_on_unknown_attributes=True)
    return Tool(
        XmlParser(config=strict).from_bytes,
        lambda data: XmlSerializer().render(XmlParser().from_bytes(data)),
    )


def libxml2(copy: Copy, _: Path) -> Tool:
    """Load the schema with libxml2, which validates only."""
    judge = etree.XMLSchema(etree.parse(copy.schema))
    return Tool(lambda data: judge.assertValid(etree.fromstring(data)))


def xmlschema(copy: Copy, _: Path) -> Tool:
    """Load the schema with xmlschema, which is asked to validate only."""
    judge = XMLSchema10(str(copy.schema), allow="local")
    return Tool(lambda data: judge.validate(BytesIO(data)))


TOOLS: dict[str, Callable[[Copy, Path], Tool]] = {
    "neto-gen": neto_gen,
    "xsdata": xsdata,
    "libxml2": libxml2,
    "xmlschema": xmlschema,
}
_WRITERS = {"neto-gen", "xsdata"}


def answers(tool: str, group: Group, work: Path) -> Iterator[Answer]:
    """Yield a tool's answers about a group."""
    try:
        copy = copy_schema(group, work)
        found = TOOLS[tool](copy, work)
    except Exception as error:  # noqa: BLE001 - whatever it raises, the answer is no
        yield Answer("schema", -1, yes=False, note=_said(error))
        return
    yield Answer("schema", -1, yes=True)
    compare = Comparison(copy.schema)
    for number, document in enumerate(group.documents):
        data = document.path.read_bytes()
        try:
            found.accept(data)
            yield Answer("accepted", number, yes=True)
        except Exception as error:  # noqa: BLE001
            yield Answer("accepted", number, yes=False, note=_said(error))
        if found.rewrite is not None and document.is_valid:
            try:
                lost = compare(data, found.rewrite(data))
            except Exception as error:  # noqa: BLE001
                lost = _said(error)
            yield Answer("kept", number, yes=not lost, note=lost)


def _said(error: BaseException) -> str:
    text = (
        str(error.problems[0]) if isinstance(error, Failure) else f"{type(error).__name__}: {error}"
    )
    return text[:400]


class Comparison:
    """A comparison of two documents by a schema, whose defaults are filled in if libxml2 loads it."""

    def __init__(self, schema: Path) -> None:
        """Load the schema, if that can be done."""
        try:
            self.judge: etree.XMLSchema | None = etree.XMLSchema(etree.parse(schema))
        except etree.LxmlError:
            self.judge = None

    def __call__(self, original: bytes, written: str | bytes) -> str:
        """Return what was lost in a round trip, "" if nothing was."""
        written = written.encode() if isinstance(written, str) else written
        before, after = self._filled(original), self._filled(written)
        lost = next(differences(before, after), "")
        if lost or self.judge is None or not self.judge.validate(before):
            return lost
        return (
            ""
            if self.judge.validate(after)
            else f"written is not valid: {self.judge.error_log.last_error}"
        )

    def _filled(self, data: bytes) -> etree._Element:
        plain = {"remove_comments": True, "remove_pis": True}
        if self.judge is not None:
            try:
                return etree.fromstring(
                    data, etree.XMLParser(schema=self.judge, attribute_defaults=True, **plain)
                )
            except etree.XMLSyntaxError:
                pass
        return etree.fromstring(data, etree.XMLParser(**plain))


# Processes


def _judged(group: Group, seconds: float, progress: str) -> Iterator[Verdict]:
    """Yield the verdicts of all tools on a group."""
    print(f"{progress} {group.name}", file=sys.stderr)
    for tool in TOOLS:
        said, end = answered(tool, group, seconds)
        asked = [("schema", -1, group.schemas[0], group.is_valid)]
        for number, document in enumerate(group.documents):
            asked.append(("accepted", number, document.path, document.is_valid))
            if document.is_valid and tool in _WRITERS:
                asked.append(("kept", number, document.path, True))
        refusal = said.get(("schema", -1), Answer("schema", -1, yes=False, note=end))
        for question, number, path, expected in asked:
            answer = said.get((question, number))
            note = answer.note if answer else refusal.note or end
            found = answer.yes if answer else None
            yield Verdict(tool, group.name, question, path.name, expected, found, note)


def answered(tool: str, group: Group, seconds: float) -> tuple[dict[tuple[str, int], Answer], str]:
    """Return a tool's answers from a separate process, and how it ended if it ended early."""
    context = multiprocessing.get_context("fork")  # inherits all imports
    with tempfile.TemporaryDirectory(prefix="conformance-") as work:
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_answer, args=(tool, group, Path(work), sender))
        process.start()
        sender.close()
        found: dict[tuple[str, int], Answer] = {}
        deadline = time.monotonic() + seconds
        end = "time is up"
        try:
            while receiver.poll(max(0, deadline - time.monotonic())):
                answer: Answer = receiver.recv()
                found[answer.question, answer.document] = answer
        except EOFError:
            end = "it died"
        process.kill()
        process.join()
    return found, end


def _answer(tool: str, group: Group, work: Path, sender: Connection) -> None:
    """Send each answer as it is found, from a process whose own output nobody reads."""
    os.chdir(work)
    logging.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(1, 2)
    for answer in answers(tool, group, work):
        sender.send(answer)


# Page


def page(  # noqa: PLR0917
    verdicts: Sequence[Verdict],
    sample: int,
    groups: int,
    seed: int,
    seconds: float,
    missing: Sequence[str],
) -> str:
    """Return the page of the documentation."""
    versions = {
        "neto-gen": version("neto-gen"),
        "xsdata": version("xsdata"),
        "libxml2": ".".join(map(str, etree.LIBXML_VERSION)),
        "xmlschema": version("xmlschema"),
    }
    rows = [
        [text, *(_share(verdicts, tool, question, expected=expected) for tool in TOOLS)]
        for text, question, expected in _QUESTIONS
    ]
    failures = Counter(v.tool for v in verdicts if v.found is None and v.question == "schema")
    unanswered = ", ".join(f"{tool} {failures[tool]}" for tool in TOOLS)
    without = (
        f"\n\nTest sets that `suite.xml` lists and that are missing from the folder: {', '.join(f'`{name}`' for name in missing)}."
        if missing
        else ""
    )
    return f"""\
# Conformance

A sample of the [W3C's XML Schema test suite](https://github.com/w3c/xsdtests): {sample} of its {groups}
test groups for XML Schema 1.0, drawn with the seed {seed}.
`scripts/conformance SUITE --sample {sample} --seed {seed}` writes this page. SUITE is a folder with the suite, which
is not in this repository.

{table(["", *(f"{tool} {versions[tool]}" for tool in TOOLS)], rows)}

With Python {platform.python_version()}, lxml {version("lxml")}. Each tool had {seconds:g} seconds for a group, in a
separate process. Groups in which a tool did not decide whether the schema is valid: {unanswered}.{without}

A tool is asked these questions:

- **Does it accept a schema?** neto-gen accepts a schema if it builds a client from it, in the dialect `xsd`. Each element of the
  schema and of what it includes is the root of a message (the first {MOST_ROOTS}), unless the element or its type is abstract; so is
  an imported element that is the root of a document. A schema without elements gets one for each of its definitions.
  Schema documents of a group that do not load each other are loaded by a schema that is written for them.
  xsdata accepts a schema if `xsdata generate` succeeds. Any error counts as a refusal.
- **Which documents are used?** The documents of valid schemas whose root is declared, at most {MOST_DOCUMENTS} for each group. If a
  tool refuses a schema, its documents count as not kept, not accepted and not refused.
- **Does it accept a document?** neto-gen accepts a document if `from_xml(document, strict=True)` reads it, and xsdata if it reads it
  without warnings and without unknown attributes. xsdata does not claim to be a validator. For what neto-gen checks, see
  [XML Schema support](schemas.md).
- **Does it read and write a document without loss?** The written document must have the same elements, attributes and texts
  in the same order, and libxml2 must accept it if it accepts the original. These differences do not count: prefixes, comments, white
  space around values, other spellings of a value (`1` for `true`, `1.0` for `1`, fewer digits for the same floating-point number),
  `xsi:nil="false"`, and whether an attribute with a default is written. Writing the default into an empty element does count.
- libxml2 and xmlschema only validate.
"""


def _share(verdicts: Sequence[Verdict], tool: str, question: str, *, expected: bool) -> str:
    """Return how many answers of a tool are right, and of how many."""
    found = [v for v in verdicts if (v.tool, v.question, v.expected) == (tool, question, expected)]
    if not found:
        return "-"
    right = sum(v.found == v.expected for v in found)
    return f"{right} of {len(found)} ({100 * right / len(found):.1f} %)"


if __name__ == "__main__":
    main()
