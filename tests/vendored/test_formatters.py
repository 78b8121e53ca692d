"""What the formatters and fixers of a project do to the client in it: nothing, or nothing that counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from neto_gen.publish import MANIFEST_NAME
from tests.soak import IS_LONG
from tests.support import run, tree
from tests.vendored.project import copied, start, tool

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "shop/neto_client"
# Of modules that look alike to a formatter, some; scripts/soak has all of them.
SOME = ("__init__.py", "_client.py", "_exports.py", "_pairs.py", "add_customer_log.py")


def modules(project: Path) -> list[str]:
    """Return the modules to run a slow tool on."""
    names = sorted(path.name for path in (project / PACKAGE).glob("*.py"))
    return [f"{PACKAGE}/{name}" for name in names if IS_LONG or name in SOME]


@pytest.mark.parametrize(
    "command",
    [
        tool("black", "--quiet"),
        tool("black", "--quiet", "--line-length=100", "--preview"),
        tool("ruff", "format"),
        tool("ruff", "format", "--line-length=60", "--preview"),
        tool("ruff", "format", "--isolated"),
        tool("ruff", "check", "--select=ALL", "--fix", "--unsafe-fixes"),
        tool("isort"),
        tool("isort", "--profile=black", "--float-to-top"),
        tool("pyupgrade", "--py311-plus"),
        tool("autopep8", "--in-place", "--aggressive"),
        tool("pre_commit_hooks.end_of_file_fixer", module="pre_commit_hooks"),
        tool("pre_commit_hooks.trailing_whitespace_fixer", module="pre_commit_hooks"),
        tool("pre_commit_hooks.fix_byte_order_marker", module="pre_commit_hooks"),
        tool("pre_commit_hooks.mixed_line_ending", "--fix=lf", module="pre_commit_hooks"),
    ],
)
def test_the_client_stays_as_it_is(project: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """A formatter that is given the files of the client by name changes none of them."""
    mine = copied(project, tmp_path)
    (mine / "shop" / "mine.py").write_text("import sys\nimport os\nx = { 'a':1 }\n")
    start(command, mine, "shop/mine.py", *modules(mine))
    before = tree(project / PACKAGE)
    after = tree(mine / PACKAGE)
    assert {name: after[name] for name in before} == before
    if command[0] in {"black", "ruff", "isort", "autopep8"}:
        assert (mine / "shop" / "mine.py").read_text() != "import sys\nimport os\nx = { 'a':1 }\n"


def test_all_at_once(project: Path, tmp_path: Path) -> None:
    """After ruff (and in a soak black) has been over all of the project, a check has nothing to say."""
    mine = copied(project, tmp_path)
    start(("ruff", "format"), mine, ".")
    start(("ruff", "check", "--select=ALL", "--fix"), mine, ".")
    if IS_LONG:
        start(("black", "--quiet"), mine, ".")
    result = run("build", "--check", cwd=mine)
    assert (result.returncode, result.stderr) == (0, "")
    assert "not generated" not in run("build", "--check", "--verbose", cwd=mine).stdout


@pytest.mark.parametrize(
    "fix",
    [
        pytest.param((b"\n", b"\r\n"), id="lines of Windows"),
        pytest.param((b"# Gen", b"\xef\xbb\xbf# Gen"), id="a byte order mark"),
        pytest.param((b'"AddCustomerLog"', b"'AddCustomerLog'"), id="quotes"),
        pytest.param((b"\n    ", b"\n\t"), id="tabs"),
        pytest.param((b"\n\n\n", b"\n\n"), id="blank lines"),
        pytest.param((b"(", b"(  \n  "), id="broken lines"),
    ],
)
def test_a_layout_that_nothing_can_keep_off(
    project: Path, tmp_path: Path, fix: tuple[bytes, bytes]
) -> None:
    """A file that says the same after a fixer is no difference; the next build puts it back."""
    mine = copied(project, tmp_path)
    path = mine / PACKAGE / "add_customer_log.py"
    before = path.read_bytes()
    path.write_bytes(before.replace(*fix))
    assert path.read_bytes() != before
    checks = [run("build", "--check", *more, cwd=mine) for more in ((), ("--from-scratch",))]
    for result in checks:
        assert result.returncode == 0, result.stdout
        assert "is up to date" in result.stdout
        if fix[0] == b"\n":  # which version control may have done
            assert result.stderr == ""
        else:
            assert result.stderr == (
                "1 file of shop/neto_client was reformatted by another tool, but has the same code: "
                "exclude the folder from that tool (in .pre-commit-config.yaml: `exclude: ^shop/neto_client/`); "
                "neto-gen build restores it\n"
            )
    result = run("build", cwd=mine)
    assert result.returncode == 0
    if fix[0] != b"\n":
        assert "  changed  shop/neto_client/add_customer_log.py" in result.stdout
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    "edit",
    [
        (b"str | None = _f.text", b"int | None = _f.text"),
        (b"\n\n\nclass ", b"\n\n\n# mine\nclass "),
        (b'"AddCustomerLog"', b'"AddCustomerLogs"'),
        (b"# fmt: off", b"# fmt: on"),
    ],
)
def test_an_edit_is_a_difference(project: Path, tmp_path: Path, edit: tuple[bytes, bytes]) -> None:
    """What somebody wrote, if only a comment, is no layout: a check fails, and a build stops."""
    mine = copied(project, tmp_path)
    path = mine / PACKAGE / "add_customer_log.py"
    text = path.read_bytes()
    path.write_bytes(text.replace(*edit))
    assert path.read_bytes() != text
    assert run("build", "--check", cwd=mine).returncode == 1
    result = run("build", cwd=mine)
    assert result.returncode == 1
    assert "was edited by hand" in result.stderr


def test_a_manifest_that_was_laid_out(project: Path, tmp_path: Path) -> None:
    """A hook that sorts and indents JSON makes no difference, and is not fought by the next build."""
    mine = copied(project, tmp_path)
    path = mine / PACKAGE / MANIFEST_NAME
    path.write_text(json.dumps(json.loads(path.read_text()), indent=4, sort_keys=True) + "\n")
    before = tree(mine)
    for more in ((), ("--check",), ("--check", "--from-scratch")):
        result = run("build", *more, cwd=mine)
        assert (result.returncode, result.stderr) == (0, "")
        assert "is up to date" in result.stdout
    assert tree(mine) == before


def test_fixers_of_quotes(project: Path, tmp_path: Path) -> None:
    """A hook that turns all double quotes into single ones makes no difference to a check."""
    pytest.importorskip("pre_commit_hooks")
    mine = copied(project, tmp_path)
    start(("pre_commit_hooks.string_fixer",), mine, *modules(mine))
    assert "'AddCustomerLog'" in (mine / PACKAGE / "add_customer_log.py").read_text()
    result = run("build", "--check", cwd=mine)
    assert result.returncode == 0, result.stdout
    assert (
        "of shop/neto_client were reformatted by another tool, but have the same code"
        in result.stderr
    )
