"""`neto-gen init` in empty and in existing projects."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from tests.support import run, tree, write_files

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


# Where the files for CI install neto-gen from.
SOURCE = "git+https://git.example/neto-gen.git@v{version}"


def init(folder: Path, *arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Run neto-gen init, and answer what it asks."""
    return run("init", *arguments, cwd=folder, answers=answers)


def test_an_empty_folder(tmp_path: Path) -> None:
    """With --yes, an empty folder becomes a project with schemas, settings and a client."""
    result = init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "neto_client" / "add_customer_log.py").is_file()
    assert sorted(path.name for path in (tmp_path / "schemas").iterdir()) == [
        "AddCustomerLog.xsd",
        "AddCustomerLogResponse.xsd",
        "schemas.lock",
    ]
    text = (tmp_path / "pyproject.toml").read_text()
    assert tomllib.loads(text)["tool"]["neto-gen"] == {
        "schemas": "schemas",
        "output": ".",
        "package": "neto_client",
        "operations": ["AddCustomerLog"],
    }
    assert "# Where the schemas are" in text
    assert not (tmp_path / ".github").exists()
    assert run("build", "--check", cwd=tmp_path).returncode == 0


def test_questions(tmp_path: Path) -> None:
    """Without --yes it asks, and does what is answered."""
    result = init(tmp_path, answers=f"AddCustomerLog\nshop\nlib\ny\ngithub\n{SOURCE}\ny\n")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "lib" / "shop" / "add_customer_log.py").is_file()
    workflow = (tmp_path / ".github" / "workflows" / "neto-gen.yml").read_text()
    assert "neto-gen build --check --from-scratch" in workflow
    assert "neto-gen build --check" in (tmp_path / ".pre-commit-config.yaml").read_text()


def test_the_operations_to_choose_from_are_shown_by_group(tmp_path: Path) -> None:
    """The question for operations has a line for each group, whose name can be an answer, too."""
    result = init(tmp_path, answers="rma\n\n\nn\nn\n")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == "Operations that come with neto-gen, by group:"
    assert "  rma: AddRma, GetRma" in lines
    assert (tmp_path / "neto_client" / "get_rma.py").is_file()
    assert not (tmp_path / "neto_client" / "get_order.py").exists()


_HTTPX = 'add "httpx2" to the dependencies in pyproject.toml: the client needs it'


@pytest.mark.parametrize(
    ("settings", "is_said"),
    [
        ('[project]\nname = "x"\n', True),
        ('[project]\nname = "x"\ndependencies = ["httpx", "httpx2-more"]\n', True),
        ('[project]\nname = "x"\ndependencies = ["httpx2[http2] >= 2"]\n', False),
        ('[project]\nname = "x"\ndynamic = ["dependencies"]\n', False),
        ('[tool.poetry.dependencies]\npython = "^3.11"\n', True),
        ('[tool.poetry.dependencies]\nhttpx2 = "*"\n', False),
        ("[tool.other]\n", False),
    ],
)
def test_a_dependency_that_is_missing(tmp_path: Path, settings: str, *, is_said: bool) -> None:
    """A project that does not list the library that the client needs is told so, also later."""
    write_files(tmp_path, {"pyproject.toml": settings})
    first = init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    assert first.returncode == 0, first.stderr
    assert (_HTTPX in first.stdout.splitlines()) == is_said
    assert (_HTTPX in init(tmp_path, "--yes").stdout.splitlines()) == is_said


def test_an_existing_project(tmp_path: Path) -> None:
    """What a project has already stays as it is; the table is added at the end."""
    write_files(tmp_path, {"pyproject.toml": '[project]\nname = "x"\n', "src/x/__init__.py": ""})
    assert init(tmp_path, "--yes").returncode == 0
    text = (tmp_path / "pyproject.toml").read_text()
    assert text.startswith('[project]\nname = "x"\n\n[tool.neto-gen]\n')
    assert 'operations = "all"\n' in text
    assert (tmp_path / "src" / "neto_client" / "__init__.py").is_file()


def test_nothing_is_overwritten_without_asking(tmp_path: Path) -> None:
    """Files that are there are kept, with --yes and when the answer is no."""
    mine = {".github/workflows/neto-gen.yml": "mine", ".pre-commit-config.yaml": "repos: []\n"}
    write_files(tmp_path, mine)
    arguments = ("--ci", "--install-from", SOURCE, "--pre-commit")
    result = init(tmp_path, *arguments, answers="AddCustomerLog\n\n\nn\n")
    assert result.returncode == 0, result.stderr
    assert "  kept  .github/workflows/neto-gen.yml" in result.stdout
    assert "add this under `repos:` in .pre-commit-config.yaml:" in result.stdout
    for name, text in mine.items():
        assert (tmp_path / name).read_text() == text


def test_schemas_that_are_there_are_kept(tmp_path: Path) -> None:
    """A schema that differs from ours is kept with --yes; the build then asks to record it."""
    ours = "AddCustomerLog.xsd"
    (tmp_path / "other").mkdir()
    init(tmp_path / "other", "--yes", "--operation", "AddCustomerLog")
    text = (tmp_path / "other" / "schemas" / ours).read_text() + "<!-- mine -->\n"
    write_files(tmp_path / "schemas", {ours: text})
    result = init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    assert f"  kept  schemas/{ours}" in result.stdout
    assert (tmp_path / "schemas" / ours).read_text() == text
    assert "run neto-gen lock" in result.stderr


def test_a_project_that_is_set_up_already(tmp_path: Path) -> None:
    """A second init changes nothing, and says what is missing and how to add it."""
    init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    before = tree(tmp_path)
    result = init(tmp_path, "--yes")
    assert result.returncode == 0, result.stderr
    assert result.stdout.splitlines() == [
        "this project is set up already: [tool.neto-gen] is in pyproject.toml",
        "CI files are missing: neto-gen init --ci writes them",
        "a pre-commit hook is missing: neto-gen init --pre-commit adds it",
        "neto-gen add ACTION... adds more operations; neto-gen list shows them",
    ]
    assert tree(tmp_path) == before


def test_what_is_missing_is_added(tmp_path: Path) -> None:
    """In a project that is set up, files and operations come to those that are there."""
    init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    before = tree(tmp_path)
    result = init(tmp_path, "--pre-commit", "--ci", "--install-from", SOURCE)
    assert result.returncode == 0, result.stderr
    assert "  wrote  .pre-commit-config.yaml" in result.stdout
    after = tree(tmp_path)
    assert before.items() < after.items()
    added = after.keys() - before.keys()
    assert ".pre-commit-config.yaml" in added
    assert any(name.startswith(".github/workflows/") for name in added)
    again = init(tmp_path, "--pre-commit")
    assert "  kept  .pre-commit-config.yaml, which has the hook" in again.stdout
    assert "is missing" not in again.stdout

    result = init(tmp_path, "--operation", "rma", "--yes")
    assert result.returncode == 0, result.stderr
    assert "client.add_rma(rma) -> AddRmaResponse" in result.stdout
    assert '    "AddCustomerLog",\n    "rma",\n]\n' in (tmp_path / "pyproject.toml").read_text()


def test_questions_in_a_project_that_is_set_up(tmp_path: Path) -> None:
    """It asks for what is missing, and adds what the answers say."""
    init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    assert init(tmp_path, answers="none\nn\nn\n").returncode == 0
    result = init(tmp_path, answers="GetRma, AddRma\nn\ny\n")
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[1] == "Operations that you can add, by group:"
    offered = {name for line in lines[2:] for name in line.partition(": ")[2].split(", ")}
    assert "  rma: AddRma, GetRma" in lines
    assert "GetRma" in offered
    assert "AddCustomerLog" not in offered
    assert "client.get_rma(filter, **fields) -> GetRmaResponse" in result.stdout
    assert "neto-gen build --check" in (tmp_path / ".pre-commit-config.yaml").read_text()
    assert not (tmp_path / ".github").exists()


def test_other_answers_than_in_the_settings(tmp_path: Path) -> None:
    """In a project that is set up, a package or folder is not changed; the same one is no matter."""
    init(tmp_path, "--yes", "--operation", "AddCustomerLog")
    before = tree(tmp_path)
    result = init(tmp_path, "--yes", "--package", "shop", "--output", ".")
    assert result.returncode == 2
    assert result.stderr == (
        "error: pyproject.toml: this project is set up already with another package than shop\n"
        "  help: change it there, then run neto-gen build\n"
    )
    assert tree(tmp_path) == before
    same = ("--package", "neto_client", "--output", ".", "--schemas", "schemas")
    assert init(tmp_path, "--yes", *same).returncode == 0


@pytest.mark.parametrize("answers", ["", "AddCustomerLog\n"])
def test_nobody_to_answer(tmp_path: Path, answers: str) -> None:
    """Without a terminal, and without answers to all questions, init says what to do, and does nothing."""
    result = init(tmp_path, answers=answers)
    assert result.returncode == 2
    assert "error: neto-gen init asks questions, but there is no terminal to answer them" in (
        result.stderr
    )
    assert "run neto-gen init --yes" in result.stderr
    assert tree(tmp_path) == {}


def test_a_table_that_is_misspelt(tmp_path: Path) -> None:
    """Settings under a name that is nearly ours are pointed out, not passed over."""
    text = '[tool.netogen]\noutput = "src"\n'
    write_files(tmp_path, {"pyproject.toml": text})
    for command in (("init", "--yes"), ("build",), ("list",)):
        result = run(*command, cwd=tmp_path)
        assert result.returncode == 2
        assert "pyproject.toml: [tool.netogen] does not exist" in result.stderr
        assert "did you mean [tool.neto-gen]?" in result.stderr
    assert tree(tmp_path) == {"pyproject.toml": text.encode()}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--package", "a-b"), '"a-b" is not a valid package name'),
        (("--package", "json"), 'a package "json" would shadow the package that comes with'),
        (("--output", 'a"b'), "cannot be written into the settings"),
        (("--operation", "AddCustomerLogs"), "did you mean AddCustomerLog?"),
    ],
)
def test_wrong_answers(tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    """An answer that cannot be used is told before anything is written."""
    result = init(tmp_path, "--yes", *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert tree(tmp_path) == {}


def test_settings_that_cannot_be_read(tmp_path: Path) -> None:
    """A pyproject.toml that is no TOML is left as it is."""
    write_files(tmp_path, {"pyproject.toml": "[project\n"})
    result = init(tmp_path, "--yes")
    assert result.returncode == 2
    assert "pyproject.toml: cannot be read" in result.stderr
    assert tree(tmp_path) == {"pyproject.toml": b"[project\n"}


def test_what_is_written_is_named(tmp_path: Path) -> None:
    """With -v, every file that init writes is in its output."""
    wanted = ("--operation", "AddCustomerLog", "--ci", "--install-from", SOURCE, "--pre-commit")
    result = init(tmp_path, "--yes", "-v", *wanted)
    assert result.returncode == 0, result.stderr
    missing = [name for name in tree(tmp_path) if name not in result.stdout]
    assert missing == []


def test_settings_with_lines_of_windows(tmp_path: Path) -> None:
    """What a pyproject.toml holds stays byte for byte, and what is added ends its lines likewise."""
    before = b'[project]\r\nname = "shop"\r\n'
    (tmp_path / "pyproject.toml").write_bytes(before)
    assert init(tmp_path, "--yes", "--operation", "AddCustomerLog").returncode == 0
    after = (tmp_path / "pyproject.toml").read_bytes()
    assert after.startswith(before)
    assert after.count(b"\n") == after.count(b"\r\n") > 5


@pytest.mark.parametrize("name", ["pyproject.toml", "schemas/schemas.lock", ".github"])
def test_links_are_not_followed(tmp_path: Path, name: str) -> None:
    """Init writes nothing through a link that leads out of the project, and says which it is."""
    project, out = tmp_path / "project", tmp_path / "out"
    (project / "schemas").mkdir(parents=True)
    write_files(out, {"file": ""})
    (project / name).symlink_to(out if name == ".github" else out / "file")
    wanted = ("--operation", "AddCustomerLog", "--ci", "--install-from", SOURCE)
    result = init(project, "--yes", *wanted)
    assert result.returncode == 2
    assert f"{name.rpartition('/')[2]} is a link, and nothing is" in result.stderr
    assert tree(out) == {"file": b""}
    assert (project / name).is_symlink()
