"""The settings of a build."""

from __future__ import annotations

from pathlib import Path

import pytest

from neto_gen.problems import ExitCode, Failure
from neto_gen.settings.config import Config, default_schemas, load_config
from tests.support import pair, write_files


def test_defaults(tmp_path: Path) -> None:
    """Without settings, the default schemas become ./neto_client."""
    assert load_config(tmp_path) == Config(
        schemas=default_schemas(),
        output=tmp_path / ".",
        package="neto_client",
        operations=(),
        root=tmp_path,
    )
    assert (default_schemas() / "AddCustomerLog.xsd").is_file()


def test_a_folder_of_schemas_is_found(tmp_path: Path) -> None:
    """A folder called schemas is taken when it has schemas in it, and only then."""
    write_files(tmp_path / "schemas", {"other.json": "{}"})
    assert load_config(tmp_path).schemas == default_schemas()
    write_files(tmp_path / "schemas", pair("AddThing"))
    assert load_config(tmp_path).schemas == tmp_path / "schemas"


def test_the_nearest_table_counts(tmp_path: Path) -> None:
    """A pyproject.toml without the table is passed over on the way up."""
    write_files(
        tmp_path,
        {
            "pyproject.toml": '[tool.neto-gen]\nschemas = "xsd"\noutput = "src"\npackage = "shop"\n',
            "a/pyproject.toml": "[tool.other]\n",
        },
    )
    found = load_config(write_files(tmp_path / "a" / "b", {}))
    assert found.schemas == tmp_path / "xsd"
    assert found.target == tmp_path / "src" / "shop"


def test_arguments_win(tmp_path: Path) -> None:
    """What is said on the command line is taken as it is said."""
    write_files(tmp_path, {"pyproject.toml": '[tool.neto-gen]\noperations = ["A"]\noutput = "x"\n'})
    found = load_config(tmp_path, schemas=Path("s"), output=Path("o"), only=("B",))
    assert (found.schemas, found.output, found.only) == (Path("s"), Path("o"), ("B",))
    assert found.operations == ("A",)


@pytest.mark.parametrize(
    ("key", "suggestion"),
    [
        ("schema", "did you mean schemas?"),
        ("ouput", "did you mean output?"),
        ("pakage", "did you mean package?"),
        (
            "colour",
            (
                "the keys are schemas, output, package, operations, dialect, operation, templates, "
                "mirror, catalogue, correction, accept-invalid, required-version, install-from"
            ),
        ),
    ],
)
def test_unknown_keys(tmp_path: Path, key: str, suggestion: str) -> None:
    """An unknown key is named with its line, and the right one suggested."""
    write_files(tmp_path, {"pyproject.toml": f'schema = 1\n\n[tool.neto-gen]\n"{key}" = "x"\n'})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert str(problem) == f'{tmp_path}/pyproject.toml:4: unknown key "{key}" in [tool.neto-gen]'
    assert problem.hint == suggestion


def test_all_wrong_settings_are_told(tmp_path: Path) -> None:
    """Every wrong setting is told in one go."""
    text = "[tool.neto-gen]\nschemas = 1\noutput = []\npackage = {}\noperations = [1]\nx = 1\n"
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    assert len(caught.value.problems) == 5


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        (">=0.4,<0.5", "0.4.0"),
        (">=0.4,<0.5", "0.4.7.post1"),
        (">=0.4,<0.5", "0.4.2.dev3+g1a2b3c"),
        ("0.4.1", "0.4.1"),
        ("0.4", "0.4.0"),
        ("==0.4.*", "0.4.9"),
        ("~=0.4.1", "0.4.2rc1"),
        (">=0.4rc1", "0.4rc2"),
    ],
)
def test_a_version_that_is_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, version: str
) -> None:
    """A version in the range of required-version reads the settings; a pre-release is one."""
    monkeypatch.setattr("neto_gen.settings.config.__version__", version)
    write_files(tmp_path, {"pyproject.toml": f'[tool.neto-gen]\nrequired-version = "{wanted}"\n'})
    assert load_config(tmp_path).root == tmp_path


@pytest.mark.parametrize(
    ("wanted", "version"),
    [
        (">=0.4,<0.5", "0.3.9"),
        (">=0.4,<0.5", "0.5.0"),
        (">=0.4,<0.5", "0.5rc1"),
        (">=0.4", "0.4rc1"),
        (">=0.4", "0.4.dev1"),
        ("0.4.1", "0.4.2"),
        ("<0.4", "0.10"),
    ],
)
def test_a_version_that_is_not_wanted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: str, version: str
) -> None:
    """Another version says which is wanted and which it is, and nothing of what it does not know."""
    monkeypatch.setattr("neto_gen.settings.config.__version__", version)
    text = f'[tool.neto-gen]\nof_the_future = 1\nrequired-version = "{wanted}"\n'
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    place = f"{tmp_path}/pyproject.toml:3"
    assert (
        str(problem)
        == f'{place}: these settings require neto-gen "{wanted}", and this is {version}'
    )
    assert problem.hint == "install a version of that range, or change required-version"
    assert caught.value.exit_code == ExitCode.USAGE


@pytest.mark.parametrize("wanted", ['""', '"soon"', '">=0.4 and <0.5"', "5", '[">=0.4"]'])
def test_what_is_no_range_of_versions(tmp_path: Path, wanted: str) -> None:
    """A required-version that is none says how it is written."""
    write_files(tmp_path, {"pyproject.toml": f"[tool.neto-gen]\nrequired-version = {wanted}\n"})
    with pytest.raises(Failure, match=r"pyproject\.toml:2: required-version") as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert problem.hint == 'write it as required-version = ">=0.4,<0.5"'


@pytest.mark.parametrize("text", ["[tool]\nneto-gen = 5\n", '[[tool.neto-gen]]\noutput = "src"\n'])
def test_settings_that_are_no_table(tmp_path: Path, text: str) -> None:
    """Settings that are not a table are an error: they are never passed over in silence."""
    write_files(tmp_path, {"pyproject.toml": text})
    with pytest.raises(Failure, match="neto-gen"):
        load_config(tmp_path)


OPERATION = """[[tool.neto-gen.operation]]
name = "GetItem"
request = "shop/items.xsd#GetItem"
response = "shop/items.xsd#Items"
"""


def test_operations_can_be_declared(tmp_path: Path) -> None:
    """An operation is any two roots, also of one file; they come in the order of their names."""
    other = OPERATION.replace("GetItem", "AddItem")
    text = f'[tool.neto-gen]\ndialect = "xsd"\n{OPERATION}{other}'
    found = load_config(write_files(tmp_path, {"pyproject.toml": text}))
    assert found.dialect == "xsd"
    assert [str(operation) for operation in found.declared] == [
        "AddItem: shop/items.xsd#AddItem, shop/items.xsd#Items",
        "GetItem: shop/items.xsd#GetItem, shop/items.xsd#Items",
    ]


@pytest.mark.parametrize(
    ("text", "problem", "hint"),
    [
        ('dialect = "json"', 'dialect "json" in [tool.neto-gen] is not one of neto, xsd', None),
        ("dialect = 5", "dialect in [tool.neto-gen] is not a text", None),
        (
            'operation = "X"',
            "operation in [tool.neto-gen] is for tables, which declare operations of other APIs",
            'did you mean operations = ["X"]?',
        ),
        (
            'operation = ["X", "Y"]',
            "operation in [tool.neto-gen] is for tables, which declare operations of other APIs",
            'did you mean operations = ["X", "Y"]?',
        ),
        ("operation = 5", "operation in [tool.neto-gen] is not a list of tables", "[[tool."),
        ("operation = [5]", "an [[tool.neto-gen.operation]] has no name", "add name ="),
        (
            'operations = "X"',
            'operations in [tool.neto-gen] is neither "all" nor a list of texts',
            'did you mean operations = ["X"]?',
        ),
        (
            '[[tool.neto-gen.operations]]\nname = "X"',
            'operations in [tool.neto-gen] is neither "all" nor a list of texts',
            "write each table as [[tool.neto-gen.operation]]",
        ),
        (
            "operations = []",
            "operations in [tool.neto-gen] is empty",
            'name some, or write operations = "all"',
        ),
        (f"{OPERATION}{OPERATION}", 'operation "GetItem" is declared twice', "remove or rename"),
        (
            OPERATION.replace("#Items", ""),
            'response of operation "GetItem" is not a file with a root element',
            'response = "file.xsd#root"',
        ),
        (
            OPERATION.replace("request", "reqest"),
            'unknown key "reqest" in [[tool.neto-gen.operation]]',
            "did you mean request?",
        ),
    ],
)
def test_wrong_operations(tmp_path: Path, text: str, problem: str, hint: str | None) -> None:
    """What is wrong with a dialect or a declared operation is said with what to write."""
    write_files(tmp_path, {"pyproject.toml": f"[tool.neto-gen]\n{text}\n"})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    first = caught.value.problems[0]
    assert str(first) == f"{tmp_path}/pyproject.toml: {problem}"
    assert (hint or "") in (first.hint or "")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("json", 'a package "json" would shadow the package that comes with Python'),
        ("types", 'a package "types" would shadow the package that comes with Python'),
        (
            "httpx2",
            'a package "httpx2" would shadow the package that the client itself needs',
        ),
        ("con", '"con" is not a valid package name: it is the name of a device on Windows'),
        ("Lpt1", '"Lpt1" is not a valid package name: it is the name of a device on Windows'),
        ("a-b", '"a-b" is not a valid package name'),
        ("class", '"class" is not a valid package name'),
        ("ﬁle", '"ﬁle" is not a valid package name'),
        ("x" * 300, "is not a valid package name: it is longer than 255 bytes"),
    ],
)
def test_packages_that_cannot_be(tmp_path: Path, name: str, message: str) -> None:
    """A package that could not be imported, or that would hide another, is refused by name."""
    with pytest.raises(Failure) as caught:
        load_config(tmp_path, package=name)
    assert message in str(caught.value)
    assert caught.value.exit_code == ExitCode.USAGE
    (problem,) = caught.value.problems
    assert problem.hint
    assert "such as neto_client" in problem.hint


@pytest.mark.parametrize(
    "name", ["netogen", "neto_gen", "Neto-Gen", "neto-gne", '"neto.gen"', "netto-gen"]
)
def test_tables_that_are_misspelt(tmp_path: Path, name: str) -> None:
    """Settings under a name that is nearly ours are an error, and not passed over in silence."""
    write_files(tmp_path, {"pyproject.toml": f'[tool.{name}]\noutput = "src"\n'})
    with pytest.raises(Failure, match="does not exist") as caught:
        load_config(tmp_path)
    assert caught.value.problems[0].hint == "did you mean [tool.neto-gen]?"


def test_tables_of_other_tools(tmp_path: Path) -> None:
    """Tables of others are none of ours, however short their names; nor are any beside our own."""
    names = (
        "netlify",
        "neon",
        "codegen",
        "nox",
        "neto",
        "gen",
        "hatch",
        "neto-generator-of-others",
    )
    text = "".join(f"[tool.{name}]\n" for name in names)
    write_files(tmp_path, {"pyproject.toml": text})
    assert load_config(tmp_path).settings is None
    write_files(tmp_path, {"pyproject.toml": f"{text}[tool.neto-gen]\n[tool.neto_gen]\n"})
    assert load_config(tmp_path).settings == tmp_path / "pyproject.toml"


@pytest.mark.parametrize("names", [(), ("schemas.lock",), ("schemas.lock", "readme.txt")])
def test_a_schema_folder_that_was_emptied(tmp_path: Path, names: tuple[str, ...]) -> None:
    """A folder for schemas without any counts: other schemas do not take its place in silence."""
    (tmp_path / "schemas").mkdir()
    write_files(tmp_path / "schemas", dict.fromkeys(names, ""))
    assert load_config(tmp_path).schemas == tmp_path / "schemas"
    write_files(tmp_path / "other" / "schemas", {"person.json": "{}"})
    assert load_config(tmp_path / "other").schemas == default_schemas()


def test_a_folder_of_folders_is_found_for_declared_operations(tmp_path: Path) -> None:
    """Operations that are declared may have their schemas in folders of the schema folder."""
    (tmp_path / "schemas" / "ogc").mkdir(parents=True)
    (tmp_path / "schemas" / "ogc" / "x.xsd").write_text("x")
    settings = tmp_path / "pyproject.toml"
    settings.write_text("[tool.neto-gen]\n")
    assert load_config(tmp_path).schemas == default_schemas()
    settings.write_text(
        '[[tool.neto-gen.operation]]\nname = "X"\nrequest = "ogc/x.xsd#X"\nresponse = "ogc/x.xsd#X"\n'
    )
    assert load_config(tmp_path).schemas == tmp_path / "schemas"


def test_schemas_that_may_break_rules(tmp_path: Path) -> None:
    """The setting accept-invalid is a list of patterns of paths in the schema folder."""
    text = '[tool.neto-gen]\naccept-invalid = ["ogc/**/*.xsd", "a.xsd"]\n'
    write_files(tmp_path, {"pyproject.toml": text})
    assert load_config(tmp_path).accept_invalid == ("ogc/**/*.xsd", "a.xsd")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ('"a.xsd"', "accept-invalid in [tool.neto-gen] is not a list of texts"),
        ("[1]", "accept-invalid in [tool.neto-gen] is not a list of texts"),
        (
            '["/a.xsd"]',
            '"/a.xsd" in accept-invalid of [tool.neto-gen] is not a path in the schema folder',
        ),
        (
            '["../a.xsd"]',
            '"../a.xsd" in accept-invalid of [tool.neto-gen] is not a path in the schema folder',
        ),
        (
            "['a\\b.xsd']",
            '"a\\b.xsd" in accept-invalid of [tool.neto-gen] is not a path in the schema folder',
        ),
        ('[""]', '"" in accept-invalid of [tool.neto-gen] is not a path in the schema folder'),
    ],
)
def test_patterns_that_name_no_schema(tmp_path: Path, value: str, message: str) -> None:
    """What is no pattern of a path in the schema folder is a mistake of the settings."""
    write_files(tmp_path, {"pyproject.toml": f"[tool.neto-gen]\naccept-invalid = {value}\n"})
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert problem.what == message
    assert problem.hint == 'write it as accept-invalid = ["folder/*.xsd"]'


def test_a_catalogue(tmp_path: Path) -> None:
    """The catalogue says what in the schema folder the beginnings of addresses stand for."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.neto-gen.catalogue]\n"http://a/" = "a/"\n"urn:b" = "b/c.xsd"\n"http://c/" = ""\n'
    )
    expected = (("http://a/", "a/"), ("urn:b", "b/c.xsd"), ("http://c/", ""))
    assert load_config(tmp_path).catalogue == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[tool.neto-gen]\ncatalogue = "x"', "catalogue in [tool.neto-gen] is not a table"),
        ('"http://a/" = 5', '"http://a/" in [tool.neto-gen.catalogue] is not a text'),
        ('"" = "a/"', "[tool.neto-gen.catalogue] has an address without a name"),
        ('"http://a/" = "../a/"', 'leads to "../a/", which is not in the schema folder'),
        ('"http://a/" = "/etc/"', 'leads to "/etc/", which is not in the schema folder'),
        ('"http://a/" = "http://b/"', 'leads to "http://b/", which is not in the schema folder'),
        ('"http://a/" = "a//b"', 'leads to "a//b", which is not in the schema folder'),
    ],
)
def test_a_catalogue_that_leads_nowhere(tmp_path: Path, text: str, message: str) -> None:
    """A catalogue that leads out of the schema folder is a mistake of the settings."""
    table = text if text.startswith("[") else f"[tool.neto-gen.catalogue]\n{text}"
    (tmp_path / "pyproject.toml").write_text(f"{table}\n")
    with pytest.raises(Failure) as caught:
        load_config(tmp_path)
    (problem,) = caught.value.problems
    assert message in problem.what
    assert problem.hint is not None
    assert '"http://host/folder/" = "folder/"' in problem.hint


def test_a_nul_in_the_settings(tmp_path: Path) -> None:
    """A character that no path may have is named, and is no mistake of neto-gen."""
    (tmp_path / "pyproject.toml").write_text('[tool.neto-gen]\nschemas = "a\\u0000b"\n')
    with pytest.raises(Failure) as failed:
        load_config(tmp_path)
    assert [p.what for p in failed.value.problems] == [
        "schemas in [tool.neto-gen] contains a NUL character"
    ]


def test_settings_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Settings that begin with a mark that TOML does not know are refused with what to do."""
    (tmp_path / "pyproject.toml").write_text("[tool.neto-gen]\n", encoding="utf-8-sig")
    with pytest.raises(Failure) as failed:
        load_config(tmp_path)
    assert failed.value.problems[0].hint == "save it without a byte order mark"
