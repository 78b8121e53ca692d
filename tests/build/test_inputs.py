"""What decides whether a build has anything to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from neto_gen.build import build
from neto_gen.build.inputs import SEEN_ELSEWHERE, WITHOUT_EFFECT
from neto_gen.catalogue import Correction
from neto_gen.settings.config import Config
from neto_gen.sources.operations import MessageSource, OperationSource
from tests.support import client, pair, schema, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ONE = OperationSource(
    "Renamed", MessageSource("GetItem.xsd", "GetItem"), MessageSource("GetItem.xsd", "GetItem")
)
OPTIONAL = Correction(
    elements=("AddItem.Kind",),
    but=(),
    documented={"min_occurs": 1},
    correct={"min_occurs": 0},
    reason="stores do without it",
    evidence="",
)
TEMPLATE = "# mine\n{{ header }}\nOPERATIONS = {}\n"
# Another value of each setting, in a folder.
OTHERS: dict[str, Callable[[Path], Any]] = {
    "schemas": lambda folder: write_files(folder / "others", pair("GetItem", "")),
    "output": lambda folder: folder / "elsewhere",
    "package": lambda _: "q",
    "operations": lambda _: ("GetItem",),
    "declared": lambda _: (ONE,),
    "dialect": lambda _: "xsd",
    "templates": lambda folder: write_files(folder / "own", {"catalogue.py.jinja": TEMPLATE}),
    "catalogue": lambda _: (("http://types.example/", "two/"),),
    "corrections": lambda _: (OPTIONAL,),
    "accept_invalid": lambda _: ("one/*.xsd",),
    "install_from": lambda _: "git+https://git.example/neto-gen.git",
    "mirror": lambda _: "https://mirror.example/",
    "root": lambda folder: folder / "schemas",
    "only": lambda _: ("AddItem",),
    "settings": lambda folder: folder / "pyproject.toml",
}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Return the settings of a client that has been built."""
    kind = '<xs:simpleType name="Kind"><xs:restriction base="xs:{}"/></xs:simpleType>'
    include = '<xs:include schemaLocation="http://types.example/t.xsd"/>'
    add = pair("AddItem", '<xs:element name="Kind" type="Kind"/>')["AddItem.xsd"]
    files = {
        **pair("AddItem"),
        **pair("GetItem"),
        "AddItem.xsd": add.replace("<xs:element", f"{include}<xs:element", 1),
        "one/t.xsd": schema(kind.format("string")),
        "two/t.xsd": schema(kind.format("integer")),
    }
    schemas = write_files(tmp_path / "schemas", files)
    catalogue = (("http://types.example/", "one/"),)
    found = Config(
        schemas=schemas, output=tmp_path, package="p", operations=(), catalogue=catalogue
    )
    assert build(found).changes
    return found


@pytest.mark.parametrize("setting", Config._fields)
def test_a_changed_setting_is_noticed(config: Config, tmp_path: Path, setting: str) -> None:
    """With another value of any setting, `--check` says so, or the client is the same."""
    changed = config._replace(**{setting: OTHERS[setting](tmp_path)})
    before = client(config.target)
    if setting in WITHOUT_EFFECT:
        build(changed)
        assert client(changed.target) == before
    else:
        assert build(changed, check=True).changes
        build(changed)
        assert client(changed.target) != before
    assert not build(changed, check=True).changes


def test_a_correction_is_known_by_its_content(config: Config) -> None:
    """The order of the keys in a correction is no change; each value of them is."""
    values: dict[str, object] = {"min_occurs": 0, "max_occurs": 2}
    one = replace(OPTIONAL, correct=values)
    build(config._replace(corrections=(one,)))
    turned = replace(OPTIONAL, correct=dict(reversed(values.items())))
    assert not build(config._replace(corrections=(turned,)), check=True).changes
    other = replace(OPTIONAL, correct={**values, "max_occurs": 3})
    assert build(config._replace(corrections=(other,)), check=True).changes


def test_a_setting_is_seen_unless_it_is_listed() -> None:
    """A setting that nobody thought of makes clients anew; one that is listed is there."""
    assert not SEEN_ELSEWHERE & WITHOUT_EFFECT
    assert {*Config._fields} > SEEN_ELSEWHERE | WITHOUT_EFFECT
    assert OTHERS.keys() == {*Config._fields}


def test_a_changed_catalogue_is_noticed(config: Config) -> None:
    """What the catalogue of the schema folder says is an input, as its schemas are."""
    found = config._replace(catalogue=())
    catalog = (
        '<catalog xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog">'
        '<rewriteURI uriStartString="http://types.example/" rewritePrefix="{}/"/></catalog>'
    )
    write_files(config.schemas, {"catalog.xml": catalog.format("one")})
    build(found)
    before = client(config.target)
    assert not build(found, check=True).changes
    write_files(config.schemas, {"catalog.xml": catalog.format("two")})
    assert build(found, check=True).changes
    build(found)
    assert client(config.target) != before
