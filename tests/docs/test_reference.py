"""The pages of reference that follow from the code."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from typing import TYPE_CHECKING

import click
import pytest

from neto_gen.cli import main
from neto_gen.settings.config import _KEYS, load_config
from scripts import reference
from tests.docs.command_line import PAGE, page
from tests.support import REPOSITORY, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SETTINGS = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")


def test_the_command_line_is_described_as_it_is() -> None:
    """docs/command-line.md has what --help says: `python -m tests.docs.command_line` writes it."""
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_command_has_a_section_with_its_options_and_examples() -> None:
    """Whoever looks a command up finds its usage, each of its options, and examples."""
    sections = dict(
        re.findall(r"^## neto-gen ([\w-]+)\n(.*?)(?=^## |\Z)", page(), re.MULTILINE | re.DOTALL)
    )
    context = click.Context(main, info_name="neto-gen")
    assert [*sections] == main.list_commands(context)
    for name, section in sections.items():
        command = main.get_command(context, name)
        assert command is not None
        options = [option for option in command.params if isinstance(option, click.Option)]
        for option in options:
            anchor = f'\n- <a id="neto-gen-{name}{option.opts[-1]}"></a>`'
            entry = section.partition(anchor)[2].partition("\n")[0]
            assert option.opts[-1] in entry.partition("`: ")[0], (name, option)
        assert f"\nExamples:\n\n```text\nneto-gen {name}" in section


def test_exit_codes_can_be_linked_to() -> None:
    """The exit codes have a heading of their own."""
    codes = page().split("### Exit codes\n")[1].split("```")[1]
    found = re.findall(r"^ *(\d+)  ", codes, re.MULTILINE)
    assert found == ["0", "1", "2", "3", "4", "5", "141"]


def test_every_setting_is_described() -> None:
    """docs/settings.md has a section for each setting that neto-gen accepts, and for no other."""
    found = re.findall(r"^## (.+)$", SETTINGS, re.MULTILINE)
    assert sorted(found) == sorted(_KEYS)


@pytest.mark.parametrize("number", range(SETTINGS.count("```toml")))
def test_settings_can_be_copied(
    tmp_path: Path, number: int, record_property: Callable[[str, object], None]
) -> None:
    """Every example of docs/settings.md is accepted as it is, and sets something."""
    example = re.findall(r"```toml\n(.*?)```", SETTINGS, re.DOTALL)[number]
    config = load_config(write_files(tmp_path, {"pyproject.toml": example}))
    assert config.settings == tmp_path / "pyproject.toml"
    without = config._replace(settings=None)
    assert without != load_config(write_files(tmp_path, {"pyproject.toml": ""}))
    record_property("documented", 1)


@pytest.mark.parametrize("name", ["exceptions.md", "checks.md"])
def test_pages_that_follow_from_the_code_are_current(name: str) -> None:
    """Exceptions and checks are described as they are: `python -m scripts.reference` writes the pages."""
    text = (REPOSITORY / "docs" / name).read_text(encoding="utf-8")
    assert text == reference.written()[name]


def test_every_public_name_has_a_place_on_a_page() -> None:
    """Whatever the client exports is in the reference, with a link from the list of all names."""
    public: list[str] = import_module("neto_client").__all__
    assert reference.documented_names() == {*public}
    pages = reference.python_pages()
    links = re.findall(r"\]\((\w+\.md)#(\w+)\)", pages["index.md"])
    assert len(links) == sum(len(names) for *_, names in reference.PAGES.values())
    assert all(f'<a id="{name}"></a>' in pages[page] for page, name in links)


def test_every_exception_says_what_to_do() -> None:
    """Each exception has a section with its description, its base and advice."""
    text = reference.exceptions_page()
    for name in reference.exceptions():
        section = text.split(f"\n## {name}\n")[1].split("\n## ")[0]
        assert "- What to do: " in section


def read_variables(module: Path) -> Iterator[str]:
    """Yield the environment variables that a module reads, by their names or through constants."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for scope in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        names = [name for node in ast.walk(scope) if (name := _argument(node)) is not None]
        if any(isinstance(name, ast.Name) for name in names):
            yield from _texts(scope)
        for name in names:
            yield from _texts(name)
            if isinstance(name, ast.Name):
                yield from _assigned(tree, name.id)


def _argument(node: ast.AST) -> ast.expr | None:
    """Return the name that is looked up in os.environ, or that click reads an option from."""
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
        return node.slice
    if not isinstance(node, ast.Call):
        return None
    if ast.unparse(node.func) == "os.environ.get":
        return node.args[0]
    return next((option.value for option in node.keywords if option.arg == "envvar"), None)


def _texts(scope: ast.AST) -> Iterator[str]:
    for node in ast.walk(scope):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _assigned(tree: ast.Module, name: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(target, ast.Name) and target.id == name for target in targets):
                yield from _texts(node.value)


def test_every_environment_variable_is_described() -> None:
    """docs/environment-variables.md has each variable that the tool and the client read, and no other."""
    text = (REPOSITORY / "docs" / "environment-variables.md").read_text(encoding="utf-8")
    found = {
        name.upper()
        for folder in ("generator/neto_gen", "templates/runtime")
        for module in (REPOSITORY / folder).rglob("*.py")
        for name in read_variables(module)
        if re.fullmatch(r"[A-Z]+(_[A-Z]+)*|[a-z]+_proxy", name)
    }
    # httpx2 reads these by itself.
    found |= {"HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR"}
    assert {*re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)} == found
