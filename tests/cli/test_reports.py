"""What a build says of each file, in every form, and what it costs to say that nothing changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project of two operations with its client."""
    write_files(tmp_path / "schemas", {**pair("AddThing"), **pair("GetThing")})
    assert run("build", cwd=tmp_path).returncode == 0
    return tmp_path


def modules_after(project: Path, *arguments: str) -> set[str]:
    """Return the modules that a neto-gen process has imported when it ends."""
    program = (
        "import atexit, sys\n"
        "atexit.register(lambda: sys.stderr.write('\\nmodules ' + ' '.join(sys.modules)))\n"
        f"sys.argv[1:] = {list(arguments)!r}\n"
        "from neto_gen.cli import main\n"
        "main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=project, capture_output=True, text=True, check=False
    )
    return set(result.stderr.rsplit("modules ", 1)[1].split())


SLOW = {"xsdata", "jinja2", "black", "httpx2", "rich", "watchfiles"}


@pytest.mark.parametrize("arguments", [("build",), ("build", "--check"), ("build", "-v")])
def test_nothing_to_do_needs_no_library(project: Path, arguments: tuple[str, ...]) -> None:
    """A build with nothing to do imports none of the libraries that take long to import."""
    assert not modules_after(project, *arguments) & SLOW


def test_something_to_do_does(project: Path) -> None:
    """The check of what is imported would notice: a build that does something imports them."""
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    assert modules_after(project, "build") & SLOW == {"xsdata", "jinja2"}


def test_the_client_of_this_api_needs_no_black(tmp_path: Path) -> None:
    """All of it is laid out without black, which takes as long as all the rest of the build."""
    assert "black" not in modules_after(tmp_path, "build")
    assert (tmp_path / "neto_client" / "get_item.py").is_file()


def test_what_only_black_can_lay_out_is_left_to_it(project: Path) -> None:
    """A name that is too long for its line in a way that has no simple end is black's to break."""
    long = FIELD.replace("Colour", "Cölour" * 12)
    write_files(project / "schemas", pair("AddThing", request=long))
    assert "black" in modules_after(project, "build")


def test_a_check_tells_what_is_wrong_apart(project: Path) -> None:
    """Missing, extra, edited and stale files are listed apart, with a diff; files of others too."""
    client = project / "neto_client"
    (client / "_decode.py").unlink()
    (client / "_check.py").write_text("# mine\n")
    write_files(client, {"mine.py": "# mine\n"})
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    for name in pair("GetThing"):
        (project / "schemas" / name).unlink()
    result = run("build", "--check", cwd=project)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert "  missing  neto_client/_decode.py" in lines
    assert "  extra  neto_client/get_thing.py" in lines
    assert "  edited  neto_client/_check.py" in lines
    assert "  stale  neto_client/add_thing.py" in lines
    assert "  not generated, left alone  neto_client/mine.py" in lines
    assert "--- a/neto_client/__init__.py" in result.stdout
    report = json.loads(run("build", "--check", "--format", "json", cwd=project).stdout)
    assert '+    colour: str | None = _f.text("Colour")' in report["diff"]
    assert report["missing"] == ["_decode.py"]
    assert report["extra"] == ["get_thing.py"]
    assert report["edited"] == ["_check.py"]
    assert "add_thing.py" in report["stale"]
    assert report["not_generated"] == ["mine.py"]
    assert report["is_current"] is False
    assert "--- a/neto_client/_check.py" in report["diff"]


def test_a_build_names_what_is_not_its_own(project: Path) -> None:
    """Files that were not generated stay, and are named."""
    write_files(project / "neto_client", {"mine/own.py": "# mine\n"})
    result = run("build", "-v", cwd=project)
    assert "  not generated, left alone  neto_client/mine/own.py" in result.stdout
    assert "  unchanged  neto_client/_decode.py" in result.stdout


def test_only_modules_of_the_changed_schema_are_made_again(project: Path) -> None:
    """One changed schema: its own module is rendered and written, and no other."""
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    report = json.loads(run("build", "--format", "json", cwd=project).stdout)
    assert report["changed"] == ["add_thing.py"]
    assert report["created"] == report["removed"] == []
    fresh = run("build", "--output", "fresh", cwd=project)
    assert fresh.returncode == 0
    assert tree(project / "fresh" / "neto_client") == tree(project / "neto_client")


def test_an_edited_file_is_shown_with_its_edit(project: Path) -> None:
    """The build that an edit stops shows the edit."""
    (project / "neto_client" / "add_thing.py").write_text("# mine\n")
    result = run("build", cwd=project)
    assert result.returncode == 1
    assert "--- a/neto_client/add_thing.py" in result.stderr
    assert "-# mine" in result.stderr


def test_a_long_diff_is_cut(project: Path) -> None:
    """Of a long diff, a check and a refusal show the first hundred lines and the number of others."""
    file = project / "neto_client" / "add_thing.py"
    lines = len(file.read_text().splitlines())
    file.write_text("# mine\n" * 150)
    summary = project / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
    run("build", "--check", "--format", "github", cwd=project, environment=environment)
    refused, check = run("build", cwd=project).stderr, run("build", "--check", cwd=project).stdout
    more = 3 + lines + 150 - 100  # the names of the files, and where they differ
    for shown in (refused, check, summary.read_text()):
        start = shown.index("--- a/neto_client/add_thing.py")
        end = shown.index(f"… and {more} more lines\n")
        assert len(shown[start:end].splitlines()) == 100
    whole = json.loads(run("build", "--check", "--format", "json", cwd=project).stdout)["diff"]
    assert len(whole.splitlines()) == more + 100


def test_a_report_for_github(project: Path) -> None:
    """In GitHub Actions, files are annotated, and the summary of the step has the diff."""
    summary = project / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
    write_files(project / "schemas", pair("AddThing", request=FIELD))
    check = run("build", "--check", "--format", "github", cwd=project, environment=environment)
    assert check.returncode == 1
    assert "::error file=neto_client/add_thing.py::stale: run neto-gen build" in check.stdout
    text = summary.read_text()
    assert text.startswith("### neto_client is not current\n")
    assert "| stale | `neto_client/add_thing.py` |" in text
    assert "```diff\n--- a/neto_client/add_thing.py\n" in text
    built = run("build", "--format", "github", cwd=project, environment=environment)
    assert "::notice file=neto_client/add_thing.py::changed" in built.stdout
    assert "### neto_client is built\n" in summary.read_text()


def test_problems_for_programs_and_for_github(project: Path) -> None:
    """Problems have their place also in the forms for programs and for GitHub."""
    write_files(project / "schemas", {"AddThing.xsd": "<a>\n</b>"})
    report = json.loads(run("build", "--format", "json", cwd=project).stdout)
    assert report["exit_code"] == 3
    (problem,) = report["problems"]
    assert (problem["file"], problem["line"]) == ("schemas/AddThing.xsd", 2)
    assert problem["what"].startswith("not well-formed XML")
    github = run("build", "--format", "github", cwd=project)
    assert github.stdout.startswith("::error file=schemas/AddThing.xsd,line=2,col=")


def test_annotations_cannot_be_forged(project: Path) -> None:
    """A name with a line break or a colon in it starts no annotation of its own."""
    write_files(project / "schemas", {"AddThing.xsd": '<a xmlns="&#10;::error::x"/>'})
    lines = run("build", "--format", "github", cwd=project).stdout.splitlines()
    assert [line for line in lines if line.startswith("::")] == [lines[0]]


@pytest.mark.parametrize(
    "command", ["build", "fetch", "init", "list", "lock", "watch", "templates", "completions"]
)
def test_every_command_has_help_with_examples(tmp_path: Path, command: str) -> None:
    """The help of every command says what it does, and shows examples."""
    result = run(command, "--help", cwd=tmp_path)
    assert result.returncode == 0
    assert "Examples:" in result.stdout
    assert f"neto-gen {command}" in result.stdout
    assert f"  {command} " in run("--help", cwd=tmp_path).stdout


def test_completion_in_bash(tmp_path: Path) -> None:
    """What bash is given completes commands, options and the names of operations."""
    script = run("completions", "bash", cwd=tmp_path).stdout
    write_files(tmp_path, {"completions.bash": script})
    for words, expected in (
        ("neto-gen fe", "fetch"),
        ("neto-gen fetch AddCustomerL", "AddCustomerLog"),
        ("neto-gen build --ch", "--check"),
    ):
        program = (
            "set -e; complete() { :; }; compopt() { :; }; . ./completions.bash\n"
            f"COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1))\n"
            "_neto_gen_completion neto-gen; printf '%s\\n' \"${COMPREPLY[@]}\"\n"
        )
        path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"  # noqa: PTH120
        result = subprocess.run(
            ["bash", "-c", program],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=True,
        )
        assert expected in result.stdout.split()


# How a shell is asked what it would offer after some words; zsh without its line editor.
_ASK = {
    "fish": "source completions; complete -C '{words}'",
    "zsh": (
        "compdef() {{ }}; compadd() {{ print -l -- ${{(P)@[-1]}} }}\n"
        "_describe() {{ print -l -- ${{(P)3}} }}\n"
        "source ./completions; words=({words}); CURRENT=${{#words}}; _neto_gen_completion"
    ),
}


@pytest.mark.parametrize("shell", _ASK)
def test_completions_for_other_shells(tmp_path: Path, shell: str) -> None:
    """What zsh and fish are given completes commands, options and the names of operations."""
    script = run("completions", shell, cwd=tmp_path).stdout
    assert f"_NETO_GEN_COMPLETE={shell}_complete" in script
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    write_files(tmp_path, {"completions": script})
    path = f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}"  # noqa: PTH120
    for words, expected in (
        ("neto-gen fe", "fetch"),
        ("neto-gen fetch AddCustomerL", "AddCustomerLog"),
        ("neto-gen build --ch", "--check"),
    ):
        result = subprocess.run(
            [shell, "-c", _ASK[shell].format(words=words)],
            cwd=tmp_path,
            env={**os.environ, "PATH": path, "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=True,
        )
        assert expected in re.split(r"[\s:]+", result.stdout), result
