"""Builds clients from other people's schemas, and writes what came of it as a table.

Takes a folder with one unpacked package in each of its folders, named as the package. Documents that
come with a package are used where it has any, and random ones of its contract else.
"""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import time
from pathlib import Path
from random import Random

from lxml import etree

from benchmarks.products import PRODUCTS, Product
from neto_gen.build import build
from neto_gen.config import Config
from neto_gen.contract import read_contract
from neto_gen.problems import Failure
from neto_gen.sources import open_folder
from neto_gen.sources.operations import MessageSource, OperationSource
from tests.oracle.documents import DocumentMaker
from tests.oracle.trees import differences
from tests.oracle.values import NoValueError

RANDOM_DOCUMENTS = 5


def main() -> None:
    """Write the table for a folder of packages."""
    folder, work = (Path(argument) for argument in sys.argv[1:3])
    print("| product | package | licence | size | result | note |")
    print("| --- | --- | --- | --- | --- | --- |")
    wanted = set(sys.argv[3:])
    for number, product in enumerate(PRODUCTS):
        if wanted and product.name not in wanted:
            continue
        size, result, note = outcome(product, folder / product.package, work / f"p{number}")
        package = f"{product.package.removesuffix('-sdist')} {product.version}"
        cells = (product.name, package, product.licence, size, result, note)
        print(f"| {' | '.join(cells)} |", flush=True)


def outcome(product: Product, package: Path, work: Path) -> tuple[str, str, str]:
    """The size of a schema, what came of it, and a note."""
    path = package / product.schema
    size = f"{path.stat().st_size // 1024 + 1} KB"
    shutil.rmtree(work, ignore_errors=True)
    schema = product.copy_schemas(package, work / "schemas")
    message = MessageSource(schema, product.root)
    source = OperationSource("Exchange", message, message)
    name = f"public_{work.name}"
    config = Config(
        schemas=work / "schemas",
        output=work,
        package=name,
        operations=(),
        declared=(source,),
        dialect="xsd",
    )
    start = time.perf_counter()
    try:
        build(config)
    except Failure as failure:
        problem = failure.problems[0]
        text = str(problem).replace(str(work), "").replace("|", "\\|").replace("\n", " ")
        return size, "refused", f"{text} ({problem.hint})"
    seconds = time.perf_counter() - start
    contract = read_contract(open_folder(config.schemas, "schemas"), [source])
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(work.parent / "mypy"), name],
        cwd=work,
        capture_output=True,
        text=True,
        check=False,
    )
    sys.path.insert(0, str(work))
    package_module = importlib.import_module(name)
    module = importlib.import_module(f"{name}.exchange")
    root = getattr(module, type_of(module, product.root))
    del package_module
    try:
        judge = etree.XMLSchema(etree.parse(path))
    except etree.XMLSchemaParseError as error:
        return size, "built", f"libxml2 cannot load the schema: {str(error).partition(', line')[0]}"
    parser = etree.XMLParser(schema=None, remove_comments=True)
    filled = etree.XMLParser(schema=judge, attribute_defaults=True)
    samples = [*package.glob(product.samples or "none")]
    valid = [path for path in samples if judge.validate(etree.parse(path, parser))]
    given = [etree.parse(path, filled).getroot() for path in valid]
    documents = given or [*random_documents(contract.operations[0].request, judge)]
    right = sum(round_trip(document, root, judge) for document in documents)
    kind = "that come with it" if given else "at random"
    if not documents:
        return size, "built", f"no document was made at random, in {seconds:.0f} s"
    problems = [line for line in checked.stdout.splitlines() if "error:" in line]
    works = not problems and right == len(documents)
    note = f"{right} of {len(documents)} documents {kind} kept, built in {seconds:.0f} s"
    if problems:
        note += f"; mypy: {problems[0].partition('error: ')[2]}"
    return size, "works" if works else "**wrong**", note


def type_of(module: object, root: str) -> str:
    """The name of the class of the root."""
    classes = [c for c in vars(module).values() if isinstance(c, type) and hasattr(c, "Meta")]
    return next(c.__name__ for c in classes if c.Meta.name == root)


def random_documents(message: object, judge: etree.XMLSchema) -> list[etree._Element]:
    """Documents made up from the contract that libxml2 calls valid."""
    found = []
    for seed in range(10 * RANDOM_DOCUMENTS):
        maker = DocumentMaker(message, Random(seed), wildcards=False)  # type: ignore[arg-type]  # noqa: S311
        try:
            document = maker.document()
        except NoValueError:
            continue
        maker.spell_out()
        if judge.validate(document):
            found.append(document)
    return found[:RANDOM_DOCUMENTS]


def round_trip(document: etree._Element, root: type, judge: etree.XMLSchema) -> bool:
    """Whether a document says the same when it is read and written again, and is valid."""
    try:
        written = root.from_xml(etree.tostring(document, encoding="utf-8")).to_xml()  # type: ignore[attr-defined]
    except Exception as error:  # noqa: BLE001 - whatever it is, it is wrong
        print(f"  {root.__name__}: {str(error)[:300]}", file=sys.stderr)
        return False
    result = etree.fromstring(written)
    found = [*differences(document, result)]
    if not judge.validate(result):
        found.append(str(judge.error_log)[:200])
    if found:
        print(f"  {root.__name__}: {found[:3]}", file=sys.stderr)
    return not found


if __name__ == "__main__":
    main()
