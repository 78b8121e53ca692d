"""Reports of hostile schemas: no form holds a character that a terminal or a reader would obey."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from neto_gen.cli import main
from tests.hostile.texts import attribute
from tests.support import pair, root, schema, write_files

if TYPE_CHECKING:
    from pathlib import Path

# Control characters that XML allows, a line feed among them, and what turns a line round.
EVIL = "\n::error::x\r\x85\u009b31m\u202e\u2066\u200b\u2028\ufeff`|<b>"
FORMS = ("text", "json", "markdown", "html", "github", "junit")


def evil(more: str) -> dict[str, str]:
    """Return an operation with such a text in every place that may have any."""
    text = EVIL + more
    value = attribute(text)
    fields = (
        f"<xs:element name='A' type='xs:string' default={value} minOccurs='0'><xs:annotation>"
        f"<xs:documentation>{text.replace('<', '&lt;')}</xs:documentation></xs:annotation>"
        "</xs:element><xs:element name='B'><xs:simpleType><xs:restriction base='xs:string'>"
        f"<xs:enumeration value={value}/><xs:enumeration value='{more}'/></xs:restriction>"
        "</xs:simpleType></xs:element><xs:element name='C'><xs:simpleType>"
        f"<xs:restriction base='xs:string'><xs:pattern value={attribute('[' + EVIL + more + ']')}/>"
        f"</xs:restriction></xs:simpleType></xs:element><xs:element name='D{more}'"
        f" type='xs:string' fixed={value}/>"
    )
    head = f"targetNamespace={value} version={value}"
    files = pair("AddItem", response=fields)
    return {**files, "AddItem.xsd": schema(root("AddItem", fields), head)}


def unprintable(text: str) -> list[str]:
    """Return the unprintable characters of a text, except line ends and tabs."""
    return [c for c in text if not c.isprintable() and c not in "\n\t"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Create two such folders of schemas, and a file for the summary of a step."""
    write_files(tmp_path / "old", evil("x"))
    write_files(tmp_path / "schemas", evil("y"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    return tmp_path


@pytest.mark.parametrize(
    "command",
    [
        *(("diff", "old", "schemas", "--docs", "--format", form) for form in FORMS),
        ("diff", "old", "schemas", "--explain", "--docs"),
        ("diff", "old", "schemas", "--accept", "accept.toml", "--write-accept"),
        ("changelog", "old", "schemas"),
        *(
            ("build", "--schemas", "schemas", "--format", form)
            for form in ("text", "json", "github")
        ),
        *(("list", "AddItem", "--format", form) for form in ("text", "json", "markdown")),
    ],
    ids=" ".join,
)
def test_a_report_is_printable(project: Path, command: tuple[str, ...]) -> None:
    """Whatever a schema says, a report of it has printable characters alone, on lines of its own."""
    result = CliRunner().invoke(main, command)
    assert result.exit_code in {0, 1}, result.output
    assert unprintable(result.output) == []
    assert not re.search(r"(?m)^::error::x", result.output)
    summary = project / "summary.md"
    if summary.exists():
        assert unprintable(summary.read_text(encoding="utf-8")) == []
    assert summary.exists() == ("github" in command)


@pytest.mark.parametrize("form", ["text", "json", "github"])
@pytest.mark.parametrize("kind", ["edited", "stale", "extra", "broken"])
def test_a_finding_is_printable(project: Path, form: str, kind: str) -> None:
    """So has what is said of files that were edited, and of schemas that cannot be read."""
    runner = CliRunner()
    assert runner.invoke(main, ["build"]).exit_code == 0
    module = project / "neto_client" / "add_item.py"
    if kind == "edited":
        module.write_text(f"{module.read_text('utf-8')}\n# {EVIL}\t.\n", encoding="utf-8")
    elif kind == "stale":
        write_files(project / "schemas", evil("z"))
    elif kind == "extra":
        (project / "neto_client" / f"{EVIL[1:5]}\u202e.py").write_bytes(b"")
    else:
        path = project / "schemas" / "AddItem.xsd"
        text = path.read_text(encoding="utf-8").replace("xs:pattern", "xs:\u00e9\u0301pattern")
        path.write_text(text.replace("'A'", attribute(EVIL)), encoding="utf-8")
    for command in (["build", "--check", "--format", form], ["build", "-v", "--format", form]):
        result = runner.invoke(main, command)
        assert result.exit_code in {0, 1, 3}, result.output
        assert unprintable(result.output) == []
        assert not re.search(r"(?m)^::error::x", result.output)
        if form == "json":
            json.loads(result.stdout)


def test_what_no_one_expected(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of neto-gen is one message that asks for a report; the traceback is there on demand."""

    def fail(*_: object, **__: object) -> None:
        message = f"oops {EVIL}"
        raise ZeroDivisionError(message)

    monkeypatch.setattr("neto_gen.cli.list.load_config", fail)
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 5
    assert result.stderr.startswith("error: ZeroDivisionError: oops \\n::error::x")
    assert (
        "please report it, with the output of the same command under NETO_GEN_TRACEBACK=1"
        in result.stderr
    )
    assert "Traceback" not in result.stderr
    assert unprintable(result.stderr) == []
    monkeypatch.setenv("NETO_GEN_TRACEBACK", "1")
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 5
    assert "Traceback (most recent call last)" in result.stderr
    assert project.is_dir()


def test_what_the_system_refuses(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the system refuses at a place where no one expected it is no mistake of neto-gen."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", str(project / "x"))

    monkeypatch.setattr("neto_gen.cli.list.load_config", fail)
    result = CliRunner().invoke(main, ["list"])
    assert result.exit_code == 2
    assert result.stderr == (
        f"error: {project / 'x'}: the system reported: No space left on device\n"
    )


def test_a_summary_that_cannot_be_written(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A summary of a step that has no place is a message."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(project / "no" / "folder"))
    result = CliRunner().invoke(main, ["diff", "old", "schemas", "--format", "github"])
    assert result.exit_code == 2
    assert "the summary of the step cannot be written: No such file" in result.stderr
