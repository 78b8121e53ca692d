"""The page about schemas of other products, written for packages that are made up here."""

from __future__ import annotations

import argparse
import hashlib
import zipfile
from typing import TYPE_CHECKING

import pytest

from benchmarks.products import PRODUCTS, Package, Product
from benchmarks.public_schemas import page, tried
from tests.support import XS

if TYPE_CHECKING:
    from pathlib import Path

ORDER = (
    f'<xs:schema {XS}><xs:include schemaLocation="http://lib.example/t.xsd"/><xs:element name="Order">'
    '<xs:complexType><xs:sequence><xs:element name="Item" type="Count" maxOccurs="9"/></xs:sequence>'
    '<xs:attribute name="by"/></xs:complexType></xs:element></xs:schema>'
)
COUNT = (
    f'<xs:schema {XS}><xs:simpleType name="Count"><xs:restriction base="xs:int"/></xs:simpleType>'
    "</xs:schema>"
)


@pytest.fixture
def package(tmp_path: Path) -> Package:
    """Return a package that is in the folder of packages already."""
    path = tmp_path / "orders-1.0-py3-none-any.whl"
    files = {
        "orders/xsd/order.xsd": ORDER,
        "orders/xsd/lib/t.xsd": COUNT,
        "orders/wrong.xsd": f"<xs:schema {XS}><xs:elment/></xs:schema>",
        "orders/a.xml": '<Order by="me"><Item>1</Item><Item> 2</Item></Order>',
        "orders/b.xml": "<Order><Item>two</Item></Order>",
        "orders/c.xml": "<Other/>",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Package("PyPI", "orders", "1.0", path.name, digest, "MIT")


def product(package: Package, **values: object) -> Product:
    """Return the product in that package."""
    given: dict[str, object] = {
        "name": "Orders",
        "folder": "orders/xsd",
        "schema": "order.xsd",
        "root": "Order",
        "samples": "**/*.xml",
        "catalogue": {"http://lib.example/": "lib/"},
    }
    return Product(package=package, **{**given, **values})  # type: ignore[arg-type]


def test_what_comes_of_a_product(package: Package, tmp_path: Path) -> None:
    """A client is built, documents are kept, and the verdicts are those of libxml2."""
    given = argparse.Namespace(cache=tmp_path, seconds=60, types=False)
    found = tried(product(package), given)
    assert (found.result, found.source, found.note) == ("works", "its own", "")
    assert (found.valid, found.kept) == (1, 1)
    assert found.judged == found.same > 2  # the invalid one and changes of the valid one are judged
    alone = tried(product(package, samples=""), given)
    assert (alone.result, alone.source) == ("works", "random")
    assert alone.valid == alone.kept == 5

    refused = tried(product(package, folder="orders", schema="wrong.xsd"), given)
    assert refused.result == "refused"
    assert refused.note.startswith("schemas/wrong.xsd:1:")
    assert "xs:elment is not an element of XML Schema" in refused.note
    text = page([(product(package), found), (product(package), refused)], 60, types=False)
    assert "- built: 1 of 2\n- valid documents read and written without loss: 1 of 1\n" in text
    assert "| Orders | orders 1.0 (PyPI) | MIT | works | 1 of 1, its own |" in text


def test_another_file_than_the_one_that_is_named(package: Package, tmp_path: Path) -> None:
    """A package with another hash is not unpacked."""
    (tmp_path / package.file).write_bytes(b"PK")
    given = argparse.Namespace(cache=tmp_path, seconds=60, types=False)
    found = tried(product(package), given)
    assert found.result == "not there"
    assert "has the hash" in found.note
    assert not (tmp_path / f"{package.file}.unpacked").exists()


def test_the_products_are_pinned() -> None:
    """There are many products, each in a package of one version and one hash."""
    assert len(PRODUCTS) >= 40
    assert len({each.name for each in PRODUCTS}) == len(PRODUCTS)
    for each in PRODUCTS:
        assert each.package.registry in {"PyPI", "npm", "Debian"}
        assert len(each.package.sha256) == 64
        assert each.package.version
        assert each.package.licence
