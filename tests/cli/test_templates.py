"""Templates of a project's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from neto_gen.publish import MANIFEST_NAME
from tests.support import REPOSITORY, pair, run, tree, write_files

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project with a folder for templates, and its client."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    settings = '[tool.neto-gen]\nschemas = "schemas"\ntemplates = "my-templates"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    (tmp_path / "my-templates").mkdir()
    assert run("build", cwd=tmp_path).returncode == 0
    return tmp_path


def copied(project: Path, name: str) -> Path:
    """Return a copy of a template in the project."""
    assert run("templates", "--copy", name, cwd=project).returncode == 0
    return project / "my-templates" / name


def test_a_copy_begins_one(project: Path) -> None:
    """A copied template changes nothing until it is edited; then its modules are made again."""
    before = tree(project / "neto_client")
    template = copied(project, "package.py.jinja")
    assert "package.py.jinja  my-templates/package.py.jinja" in run("templates", cwd=project).stdout
    run("build", cwd=project)
    module = project / "neto_client" / "__init__.py"
    assert module.read_bytes().split(b"\n")[2:] == before["__init__.py"].split(b"\n")[2:]
    template.write_text(template.read_text().replace("A typed client of", "Our client of"))
    result = run("build", cwd=project)
    assert "  changed  neto_client/__init__.py" in result.stdout
    assert "add_thing.py" not in result.stdout
    assert '"""Our client of' in module.read_text()
    assert "is up to date" in run("build", cwd=project).stdout


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("operation.py.jinja", "OPERATION = ", "OPERATION   =   "),
        ("records.py.jinja", "@property", "@property "),
        ("records.py.jinja", "class {{ record.class_name }}(", "class   {{ record.class_name }} ("),
        ("records.py.jinja", ": {{ field.annotation }} = ", " :{{ field.annotation }}= "),
        ("methods.py.jinja", " -> ", "  ->  "),
        ("client.py.jinja", "\nclass ", "\n\n\n\nclass  "),
    ],
)
def test_any_layout_will_do(project: Path, name: str, old: str, new: str) -> None:
    """However a template is laid out, and whichever includes it, its module is as black has it."""
    before = tree(project / "neto_client")
    template = copied(project, name)
    assert old in template.read_text()
    template.write_text(template.read_text().replace(old, new))
    assert run("build", cwd=project).returncode == 0
    after = tree(project / "neto_client")
    assert {n for n in after if after[n] != before[n]} <= {MANIFEST_NAME}


def test_a_copy_overwrites_nothing(project: Path) -> None:
    """A template that is there already is kept."""
    template = copied(project, "client.py.jinja")
    template.write_text("mine")
    result = run("templates", "--copy", "client.py.jinja", cwd=project)
    assert result.returncode == 2
    assert "my-templates/client.py.jinja: already exists" in result.stderr
    assert template.read_text() == "mine"


def fails(project: Path) -> subprocess.CompletedProcess[str]:
    """Run a build that a template makes fail: without a traceback, and the old client stays."""
    before = tree(project)
    result = run("build", cwd=project)
    assert "Traceback" not in result.stderr
    assert tree(project) == before
    return result


@pytest.mark.parametrize("name", ["operation.py.jinja", "records.py.jinja"])
def test_what_a_client_may_not_hold_is_named(project: Path, name: str) -> None:
    """A template that makes a module run something is named, with what it made, also where another includes it."""
    template = copied(project, name)
    template.write_text(template.read_text() + '{{ "\\n\\n" }}print("hello")\n')
    result = fails(project)
    assert result.returncode == 3
    assert f"my-templates/{name}: the template produced the name print" in result.stderr
    assert "change your template" in result.stderr


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ client.colour }}", "has no attribute 'colour'"),
        ("{{ client.methods }}", "a template prints tuple"),
        ("{{ package.operations }}", "'package' is undefined"),
        ("{% if %}", "Expected an expression"),
        ("{% endfor %}", "Encountered unknown tag 'endfor'"),
        ("{{ 1 // 0 }}", "zero"),
    ],
)
def test_a_template_that_errs(project: Path, line: str, message: str) -> None:
    """A mistake in a template is told with its line."""
    template = copied(project, "package.py.jinja")
    lines = template.read_text().splitlines()
    template.write_text("\n".join([*lines[:2], line, *lines[2:]]))
    result = fails(project)
    assert result.returncode == 2
    assert "error: my-templates/package.py.jinja:3: " in result.stderr
    assert message in result.stderr
    assert "help: it gets asynchronous, client, exports, header, version; " in result.stderr


def test_a_template_that_is_not_python(project: Path) -> None:
    """What black cannot read is told as such."""
    copied(project, "package.py.jinja").write_text("{{ header }}\ndef (:\n")
    result = fails(project)
    assert "my-templates/package.py.jinja: the template produced a module that" in result.stderr


def test_a_template_in_no_ones_place(project: Path) -> None:
    """A name that no template has is an error that suggests the right one."""
    write_files(project / "my-templates", {"operations.py.jinja": ""})
    result = fails(project)
    assert result.returncode == 2
    assert "my-templates/operations.py.jinja: does not replace any template" in result.stderr
    assert "did you mean operation.py.jinja?" in result.stderr


def test_a_folder_that_is_not_there(project: Path) -> None:
    """A folder of templates that is not there is an error, never ignored."""
    (project / "my-templates").rmdir()
    result = fails(project)
    assert "my-templates: no such folder, though [tool.neto-gen] names it" in result.stderr


def test_a_copy_without_a_folder(tmp_path: Path) -> None:
    """Without a folder in the settings, --copy says how to name one."""
    result = run("templates", "--copy", "client.py.jinja", cwd=tmp_path)
    assert result.returncode == 2
    assert 'add templates = "my-templates" to [tool.neto-gen]' in result.stderr
    into = run("templates", "--copy", "client.py.jinja", "--into", "mine", cwd=tmp_path)
    assert into.returncode == 0
    assert 'now add templates = "mine" to [tool.neto-gen]' in into.stdout


def test_a_copy_of_what_there_is_not(project: Path) -> None:
    """A template that does not exist is an error that suggests the right one."""
    result = run("templates", "--copy", "klient.py.jinja", cwd=project)
    assert result.returncode == 2
    assert "did you mean client.py.jinja?" in result.stderr


def test_what_templates_are_given_is_documented(tmp_path: Path) -> None:
    """The documentation lists what templates are given, as the command prints it."""
    said = run("templates", "--values", cwd=tmp_path).stdout
    told = "The name of the module in the client, since the method has the module's own name."
    assert f"| `alias` | `Code` | {told} |" in said
    page = (REPOSITORY / "docs" / "template-values.md").read_text(encoding="utf-8")
    assert page.partition("\n## ")[2] == said.partition("## ")[2]


def test_a_copy_is_not_written_through_a_link(project: Path) -> None:
    """A link in the place of a template is left alone, and so is what it leads to."""
    link = project / "my-templates" / "operation.py.jinja"
    link.symlink_to("../nowhere")
    result = run("templates", "--copy", "operation.py.jinja", cwd=project)
    assert result.returncode == 2
    assert "my-templates/operation.py.jinja: already exists" in result.stderr
    assert not (project / "nowhere").exists()
    assert link.is_symlink()
