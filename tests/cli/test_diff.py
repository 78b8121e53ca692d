"""`neto-gen diff` as a process: sides, forms of the report, and exit codes."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft202012Validator

from tests.support import REPOSITORY, pair, root, run, schema, tree, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server import Server

NOTE = '<xs:element name="Note" type="xs:string" minOccurs="0"/>'
OLD = pair("AddItem", f'<xs:element name="Name" type="xs:string" minOccurs="0"/>{NOTE}')
NEW = pair("AddItem", '<xs:element name="Name" type="xs:string" minOccurs="0"/>')


def git(folder: Path, *arguments: str) -> None:
    """Run git with a name and a mail address of its own."""
    identity = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    for role in ("AUTHOR", "COMMITTER"):
        identity[f"GIT_{role}_NAME"] = identity[f"GIT_{role}_EMAIL"] = "tests"
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env=os.environ | identity
    )


@pytest.fixture
def sides(tmp_path: Path) -> Path:
    """Return a folder with two folders of schemas: an optional element is gone from the new one."""
    write_files(tmp_path / "old", OLD)
    write_files(tmp_path / "new", NEW)
    return tmp_path


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository with two releases of schemas in it."""
    git(tmp_path, "init", "--initial-branch=main")
    for tag, files in (("v1.0.0", OLD), ("v2.0.0", NEW)):
        write_files(tmp_path / "schemas", files)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--message", tag)
        git(tmp_path, "tag", tag)
    return tmp_path


def ids(output: str) -> list[str]:
    """Return the checks of a report in JSON."""
    return [fact["id"] for fact in json.loads(output)["facts"]]


def test_folders(sides: Path) -> None:
    """Two folders are compared; a break ends with 1, and the report says where and what."""
    result = run("diff", "old", "new", cwd=sides)
    assert result.returncode == 1
    assert "old → new: 1 breaking; advised version step: major" in result.stdout
    assert "AddItem/Note  element removed optional: Note: string" in result.stdout
    assert "old/AddItem.xsd:3:" in result.stdout


def test_same(sides: Path) -> None:
    """Nothing changed: one line, and 0."""
    result = run("diff", "new", "new", "--fail-on", "any", cwd=sides)
    assert (result.returncode, result.stdout) == (0, "new → new: no change\n")


def test_files(sides: Path) -> None:
    """Two files are compared in both directions, without any settings."""
    result = run(
        "diff",
        "old/AddItem.xsd",
        "new/AddItem.xsd",
        "--format",
        "json",
        "--dialect",
        "xsd",
        cwd=sides,
    )
    (fact,) = json.loads(result.stdout)["facts"]
    assert result.returncode == 1
    assert fact["directions"] == ["request", "response"]
    assert fact["verdicts"] == {
        "request-xml": "breaking",
        "request-json": "risk",
        "response-xml": "risk",
        "response-json": "risk",
        "python": "breaking",
    }
    assert fact["witness"]["request-xml"]["accepted_by"] == "old"


def test_revisions(repository: Path) -> None:
    """Tags, relative revisions, and a path in a revision name a side."""
    for arguments in (
        ("v1.0.0", "v2.0.0"),
        ("v1.0.0",),
        ("HEAD~1", "main"),
        ("v1.0.0:schemas", "schemas"),
        ("HEAD~1:schemas/AddItem.xsd",),
        ("HEAD~1:schemas/AddItem.xsd", "HEAD:schemas/AddItem.xsd"),
    ):
        result = run("diff", *arguments, "--format", "json", cwd=repository)
        assert ids(result.stdout) == ["element-removed-optional"], (arguments, result.stderr)
        assert result.returncode == 1


def test_latest_tag(repository: Path) -> None:
    """Without a name, the old side is the latest tag that has schemas."""
    assert run("diff", cwd=repository).stdout == "v2.0.0 → schemas: no change\n"
    write_files(repository / "schemas", OLD)
    assert ids(run("diff", "--format", "json", cwd=repository).stdout) == ["element-added-optional"]


def test_edited_files(repository: Path) -> None:
    """The vendored side is what is in the working folder, also before it is committed."""
    write_files(repository / "schemas", pair("AddItem", ""))
    result = run("diff", "HEAD", "--format", "json", cwd=repository)
    assert ids(result.stdout) == ["content-became-empty"]


def test_catalogues_of_a_revision(tmp_path: Path) -> None:
    """A catalogue that a catalogue names is read from the revision that is compared, too."""
    git(tmp_path, "init", "--initial-branch=main")
    entries = {
        "catalog.xml": '<nextCatalog catalog="more/entries.xml"/>',
        "more/entries.xml": '<uri name="http://example.com/kinds.xsd" uri="../lib/kinds.xsd"/>',
    }
    namespace = 'xmlns="urn:oasis:names:tc:entity:xmlns:xml:catalog"'
    catalogues = {name: f"<catalog {namespace}>{text}</catalog>" for name, text in entries.items()}
    include = '<xs:include schemaLocation="http://example.com/kinds.xsd"/>'
    kinds = '<xs:simpleType name="Kind"><xs:restriction base="xs:string"/></xs:simpleType>'
    for element in ('<xs:element name="A" type="Kind" minOccurs="0"/>', ""):
        files = pair("AddItem", element)
        files["AddItem.xsd"] = schema(include + root("AddItem", element))
        write_files(tmp_path / "schemas", catalogues | files | {"lib/kinds.xsd": schema(kinds)})
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--message", "schemas")
    result = run("diff", "HEAD~1", "HEAD", "--format", "json", cwd=tmp_path)
    assert ids(result.stdout) == ["content-became-empty"], result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("missing", "new"), 'no git revision, folder or file "missing"'),
        (("./missing", "new"), "no such file or folder"),
        (("missing.xsd", "new"), "no such file or folder"),
        (("--", "--output=/tmp/x", "new"), 'no git revision, folder or file "--output=/tmp/x"'),
        (("v1.0.0:nothing", "new"), 'revision "v1.0.0" has no nothing'),
    ],
)
def test_missing_side(repository: Path, arguments: tuple[str, ...], message: str) -> None:
    """A side that is not there ends with 4, says so, and prints no report."""
    write_files(repository / "new", NEW)
    result = run("diff", *arguments, cwd=repository)
    assert (result.returncode, result.stdout) == (4, "")
    assert message in result.stderr


def test_no_tags(sides: Path) -> None:
    """Without a tag to compare with, the message names the command that gets tags."""
    git(sides, "init")
    write_files(sides / "schemas", NEW)
    result = run("diff", cwd=sides)
    assert (result.returncode, result.stdout) == (4, "")
    assert "name what to compare with, such as HEAD; git fetch --tags" in result.stderr


@pytest.mark.parametrize("side", ["old", "new"])
def test_malformed_side(sides: Path, side: str) -> None:
    """A side that cannot be loaded ends with 3, names file, line and column, and prints no report."""
    path = sides / side / "AddItem.xsd"
    path.write_text(path.read_text().replace("</xs:sequence>", ""))
    for form in ("text", "json"):
        result = run("diff", "old", "new", "--format", form, cwd=sides)
        assert (result.returncode, result.stdout) == (3, "")
        assert f"{side}/AddItem.xsd:" in result.stderr
        assert "not well-formed" in result.stderr


def test_fail_on(sides: Path) -> None:
    """The level that fails can be set, for all views and for each."""
    for options, code in (
        (("--fail-on", "breaking"), 1),
        (("--fail-on", "never"), 0),
        (("--fail-on", "never", "--fail-on", "request-json=risk"), 1),
        (("--fail-on", "never", "--fail-on", "request-json=breaking"), 0),
        (("--fail-on", "response-xml=any", "--fail-on", "never"), 1),
    ):
        assert run("diff", "old", "new", *options, cwd=sides).returncode == code, options
    result = run("diff", "old", "new", "--fail-on", "sometimes", cwd=sides)
    assert result.returncode == 2
    assert "a level is breaking, risk, any or never" in result.stderr


def test_accept(sides: Path) -> None:
    """Changes that are accepted do not fail, until they change, expire or are gone."""
    accept = ("diff", "old", "new", "--accept", "accept.toml")
    assert run(*accept, "--write-accept", "--reason", "Nobody used it", cwd=sides).returncode == 0
    text = (sides / "accept.toml").read_text()
    assert 'id = "element-removed-optional"' in text
    assert 'location = "AddItem/Note"' in text
    assert 'reason = "Nobody used it"' in text
    assert "(accepted)" in run(*accept, cwd=sides).stdout

    (sides / "accept.toml").write_text(f"{text}expires = 2020-01-01\n")
    expired = run(*accept, cwd=sides)
    assert expired.returncode == 1
    assert "it expired on 2020-01-01" in expired.stdout

    (sides / "accept.toml").write_text(text)
    write_files(sides / "old", pair("AddItem", OLD_WITH_INT))
    other = run(*accept, cwd=sides)
    assert other.returncode == 1
    assert "the change is now a different one" in other.stdout

    gone = run("diff", "new", "new", "--accept", "accept.toml", cwd=sides)
    assert gone.returncode == 0
    assert "this change no longer exists" in gone.stdout


def test_accept_several_changes_of_one_place(sides: Path) -> None:
    """Several values that are gone from one list are accepted each for itself."""
    field = (
        '<xs:element name="State" minOccurs="0"><xs:simpleType><xs:restriction base="xs:string">{}'
        "</xs:restriction></xs:simpleType></xs:element>"
    )
    for folder, values in (("old", ("Open", "Waiting", "Shut")), ("new", ("Open",))):
        listed = "".join(f'<xs:enumeration value="{value}"/>' for value in values)
        write_files(sides / folder, pair("AddItem", field.format(listed)))
    accept = ("diff", "old", "new", "--accept", "accept.toml")
    assert run(*accept, "--write-accept", "--reason", "Never sent", cwd=sides).returncode == 0
    accepted = run(*accept, cwd=sides)
    assert accepted.returncode == 0
    assert accepted.stdout.count("(accepted)") == 2
    text = (sides / "accept.toml").read_text()
    (sides / "accept.toml").write_text(text[: text.rindex("[[accept]]")])
    one = run(*accept, cwd=sides)
    assert one.returncode == 1
    assert one.stdout.count("(accepted)") == 1
    assert "stale" not in one.stdout


OLD_WITH_INT = (
    '<xs:element name="Name" type="xs:string" minOccurs="0"/>'
    '<xs:element name="Note" type="xs:int" minOccurs="0"/>'
)


def test_accept_file_that_is_wrong(sides: Path) -> None:
    """A file of acceptances that cannot be understood ends with 2 and says which entry."""
    for text, message in (
        ("[[accept]]\nid = 1\n", "entry 1 has no id"),
        ("[[accept]\n", "not TOML"),
        ('[[accept]]\nwhy = "x"\n', 'unknown key "why"'),
    ):
        (sides / "accept.toml").write_text(text)
        result = run("diff", "old", "new", "--accept", "accept.toml", cwd=sides)
        assert (result.returncode, result.stdout) == (2, "")
        assert message in result.stderr


def test_require_version(sides: Path) -> None:
    """A version step that is too small for the changes fails, and the message says why."""
    base = ("diff", "old", "new", "--fail-on", "never", "--require-version")
    for versions, code in (
        (("1.2.0", "1.3.0"), 1),
        (("1.2.0", "2.0.0"), 0),
        (("0.2.0", "0.3.0"), 0),
        (("0.2.0", "0.2.1"), 1),
        (("1.0", "now"), 2),
    ):
        result = run(*base, *versions, cwd=sides)
        assert result.returncode == code, versions
    wrong = run(*base, "1.0", "now", cwd=sides)
    assert '"now" is not a version' in wrong.stderr
    small = run(*base, "1.2.0", "1.3.0", cwd=sides)
    assert "is a minor step, and the changes need a major one: AddItem/Note" in small.stderr


def test_explain(sides: Path) -> None:
    """--explain adds the reasons and the document that shows the break."""
    result = run("diff", "--explain", "old", "new", cwd=sides)
    assert "request-xml: old accepts and new rejects" in result.stdout
    assert "<Note" in result.stdout
    explained = run("diff", "--explain", "became-list", cwd=sides)
    assert explained.returncode == 0
    assert "response-xml breaking" in explained.stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--explain=became-lost",), "did you mean became-list?"),
        (("--explain", "became-lost"), "did you mean became-list?"),
        (("old", "new", "--explain", "became-lost"), "did you mean became-list?"),
        (("--explain", "nonsense"), "--list-checks lists them"),
    ],
)
def test_explain_what_is_no_check(sides: Path, arguments: tuple[str, ...], message: str) -> None:
    """An id that no check has is said to be none, and is not looked for as a revision."""
    unknown = run("diff", *arguments, cwd=sides)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert 'no check "' in unknown.stderr
    assert message in unknown.stderr


def test_explain_before_a_side(repository: Path) -> None:
    """After --explain, what is a revision or a folder is a side."""
    for arguments in (("v1.0.0",), ("HEAD~1", "main"), ("v1.0.0:schemas", "schemas")):
        result = run("diff", "--explain", *arguments, cwd=repository)
        assert "request-xml: old accepts and new rejects" in result.stdout, result.stderr


def test_list_checks(sides: Path) -> None:
    """--list-checks prints every check on a line of its own."""
    from neto_gen.diff.rules.checks import CHECKS  # noqa: PLC0415

    lines = run("diff", "--list-checks", cwd=sides).stdout.splitlines()
    assert [line.split()[0] for line in lines] == [*CHECKS]


def test_junit(sides: Path) -> None:
    """The report as JUnit has a failed test case for each break."""
    root = ET.fromstring(run("diff", "old", "new", "--format", "junit", cwd=sides).stdout)
    assert [failure.get("type") for failure in root.iter("failure")] == ["element-removed-optional"]


def test_github(sides: Path, tmp_path: Path) -> None:
    """The report for GitHub has annotations at the line of the schema, and a step summary."""
    summary = tmp_path / "summary.md"
    environment = {**os.environ, "GITHUB_STEP_SUMMARY": str(summary)}
    result = run("diff", "new", "old", "--format", "github", cwd=sides, environment=environment)
    assert "::notice file=old/AddItem.xsd,line=3," in result.stdout
    assert "element added optional" in summary.read_text()


def test_many_annotations(tmp_path: Path) -> None:
    """No more annotations of a kind than a step may have; the rest is counted."""
    fields = [f'<xs:element name="F{n}" type="xs:int" minOccurs="0"/>' for n in range(30)]
    write_files(tmp_path / "old", pair("AddItem", "".join(fields)))
    write_files(tmp_path / "new", pair("AddItem", "".join(fields[:2])))
    result = run("diff", "old", "new", "--format", "github", cwd=tmp_path)
    errors = [line for line in result.stdout.splitlines() if line.startswith("::error")]
    assert len(errors) == 10
    assert "and 19 more breaking changes" in errors[-1]


def test_changelog(repository: Path) -> None:
    """A section for a CHANGELOG, or one for every tag on the way."""
    write_files(repository / "schemas", OLD)
    git(repository, "commit", "--all", "--message", "again")
    git(repository, "tag", "v3.0.0")
    one = run("changelog", "v1.0.0", "v2.0.0", cwd=repository)
    assert one.returncode == 0
    assert one.stdout == (
        "## v2.0.0\n\nAdvised version step: major.\n\n### Breaking\n\n"
        "- `AddItem/Note`: element removed optional: Note: string\n"
        "  - `add_item.AddItem.note removed`\n"
        "  - What to do: replace `add_item.AddItem.note`, which was removed\n"
    )
    git(repository, "tag", "v3.0.1")
    each = run("changelog", "v1.0.0", "v3.0.1", "--each-tag", cwd=repository).stdout
    assert [line for line in each.splitlines() if line.startswith("## ")] == [
        "## v3.0.0",
        "## v2.0.0",
    ]


def test_the_heading_of_a_changelog(repository: Path) -> None:
    """The heading is a title and a day, those of the tag or those that are given."""
    today = dt.datetime.now().astimezone().date()
    shown = subprocess.run(
        ["git", "show", "--no-patch", "--format=%cs", "v2.0.0"],
        cwd=repository,
        check=True,
        capture_output=True,
        text=True,
    )
    day = shown.stdout.strip()
    for arguments, heading in (
        (("v1.0.0", "v2.0.0", "--date"), f"## v2.0.0 ({day})"),
        (("v1.0.0", "v2.0.0", "--each-tag", "--date"), f"## v2.0.0 ({day})"),
        (("v1.0.0", "--title", "2.4.0", "--date=2026-11-28"), "## 2.4.0 (2026-11-28)"),
        (("v1.0.0",), "## Unreleased"),
        (("v1.0.0", "vendored", "--date"), f"## Unreleased ({today})"),
    ):
        result = run("changelog", *arguments, cwd=repository)
        assert result.stdout.splitlines()[0] == heading, (arguments, result.stderr)
    wrong = run("changelog", "--date", "v1.0.0", cwd=repository)
    assert wrong.returncode == 2
    assert '--date "v1.0.0" is not a date' in wrong.stderr
    both = run("changelog", "v1.0.0", "--each-tag", "--title", "x", cwd=repository)
    assert "--each-tag takes no --title and no day" in both.stderr


def test_a_changelog_since_the_latest_tag(repository: Path) -> None:
    """Without FROM it is the latest tag with schemas; where nothing changed, nothing is printed."""
    assert run("changelog", cwd=repository).stdout == ""
    write_files(repository / "schemas", OLD)
    assert "### New and compatible" in run("changelog", cwd=repository).stdout


def test_limit(tmp_path: Path) -> None:
    """So many changes are shown, the most severe ones, and the number of the others."""
    fields = [f'<xs:element name="F{n}" type="xs:int" minOccurs="0"/>' for n in range(30)]
    more = '<xs:element name="A" type="xs:int" minOccurs="0"/>'
    write_files(tmp_path / "old", pair("AddItem", "".join(fields)))
    write_files(tmp_path / "new", pair("AddItem", more + "".join(fields[:10])))
    base = ("diff", "old", "new", "--limit", "3", "--format")
    text = run(*base, "text", cwd=tmp_path).stdout
    assert "20 breaking, 1 safe" in text
    assert "\n… and 18 more\n" in text
    assert text.count("element removed optional") == 3
    markdown = run(*base, "markdown", cwd=tmp_path).stdout
    assert "… and 18 more, see the artifact" in markdown
    assert "element added" not in markdown
    assert "of 3 shown; and 18 more" in run(*base, "html", cwd=tmp_path).stdout
    github = run(*base, "github", cwd=tmp_path).stdout
    assert github.count("::error") == 3
    assert "… and 18 more, see the artifact" in github
    assert len(ids(run(*base, "json", cwd=tmp_path).stdout)) == 21


def test_a_report_that_fits_a_comment(tmp_path: Path) -> None:
    """As Markdown, what fits a comment is shown without being asked for, the breaks first."""
    old, new = (
        "".join(
            f'<xs:element name="{word}{n:04}" type="xs:int" minOccurs="0"/>' for n in range(count)
        )
        for word, count in (("Long" * 20, 290), ("Brief" * 16, 600))
    )
    write_files(tmp_path / "old", pair("AddItem", NOTE + old))
    write_files(tmp_path / "new", pair("AddItem", NOTE + new))
    text = run("diff", "old", "new", "--format", "markdown", cwd=tmp_path).stdout
    assert 55_000 < len(text) <= 65_000
    assert "290 breaking, 600 safe" in text
    shown = text.count("| element removed optional")
    assert 50 < shown < 290
    assert f"… and {890 - shown} more, see the artifact" in text
    assert "element added" not in text


def test_a_risk_says_where_it_is(sides: Path) -> None:
    """A line says whom a change breaks, and in which views it is a risk only."""
    result = run("diff", "old", "new", cwd=sides)
    assert "[breaks request xml, python; risk in request json]" in result.stdout
    lines = result.stdout.splitlines()
    assert lines[2] == "Breaking"
    place, what = "AddItem/Note", "element removed optional: Note: string"
    assert lines[3].startswith(f"  breaking  {place}  {what}  [breaks request xml, python; ")
    assert lines[3].endswith("]  old/AddItem.xsd:3:57")
    assert lines[4] == "            add_item.AddItem.note removed"


def test_hostile_texts(tmp_path: Path) -> None:
    """Texts of a schema reach no report as anything but text."""
    evil = "&lt;script&gt;alert(1)&lt;/script&gt;&#x9b;31m|`::error::x"
    for name, value in (("old", "a"), ("new", evil)):
        fixed = f'<xs:element name="Name" type="xs:string" fixed="{value}"/>'
        write_files(tmp_path / name, pair("AddItem", fixed))
    for form in ("text", "json", "markdown", "html", "github", "junit"):
        output = run("diff", "old", "new", "--format", form, cwd=tmp_path).stdout
        assert "\x9b" not in output.replace("\\u009b", ""), form
        assert output, form
        if form == "html":
            assert "<script>alert" not in output
        assert not any(line.startswith("::error::x") for line in output.splitlines())


def test_upstream(server: Server, tmp_path: Path) -> None:
    """The vendor's schemas of today are downloaded and compared, and nothing of them is kept."""
    write_files(tmp_path / "schemas", pair("AddCustomerLog"))
    settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    before = tree(tmp_path)
    today = pair("AddCustomerLog", NOTE)
    server.serve({name: text.encode() for name, text in today.items()})
    result = run("diff", "vendored", "upstream", cwd=tmp_path)
    assert result.returncode == 1, result.stderr
    assert "schemas → upstream: 1 breaking, 1 safe" in result.stdout
    assert "upstream/AddCustomerLog.xsd:3" in result.stdout
    assert tree(tmp_path) == before


def test_upstream_that_cannot_be_reached(server: Server, tmp_path: Path) -> None:
    """A file that the vendor does not have is named, with the reason, and the exit code is 4."""
    write_files(tmp_path / "schemas", pair("AddCustomerLog"))
    settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
    write_files(tmp_path, {"pyproject.toml": settings})
    result = run("diff", "vendored", "upstream", cwd=tmp_path)
    assert result.returncode == 4
    assert "AddCustomerLogResponse.xsd: " in result.stderr
    assert result.stdout == ""


def test_quiet(sides: Path) -> None:
    """With --quiet only the exit code says that something breaks."""
    result = run("diff", "old", "new", "--quiet", cwd=sides)
    assert (result.returncode, result.stdout, result.stderr) == (1, "", "")


def test_the_json_report_is_as_documented(sides: Path, repository: Path) -> None:
    """Reports with breaks, without changes, and with an accept file fit the JSON Schema in docs/."""
    documented = json.loads((REPOSITORY / "docs" / "diff-report.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(documented)
    validator = Draft202012Validator(documented)
    run("diff", "old", "new", "--accept", "accept.toml", "--write-accept", cwd=sides)
    for arguments in (
        ("old", "new"),
        ("new", "old"),
        ("new", "new"),
        ("old", "new", "--accept", "accept.toml"),
        ("new", "new", "--accept", "accept.toml"),
        ("v1.0.0", "v2.0.0"),
    ):
        report = json.loads(run("diff", *arguments, "--format", "json", cwd=sides).stdout)
        assert [error.message for error in validator.iter_errors(report)] == [], arguments
    assert repository == sides


def test_an_import_that_leads_nowhere(tmp_path: Path) -> None:
    """What is imported and not there is noted, on both sides alike, and the rest is compared."""
    lost = '<xs:import namespace="urn:lost" schemaLocation="lost.xsd"/>'
    for folder, files in (("old", OLD), ("new", NEW)):
        changed = {
            name: text.replace("<xs:element", f"{lost}\n<xs:element", 1).replace(
                "</xs:sequence>", '<xs:element ref="l:Gone" xmlns:l="urn:lost"/></xs:sequence>', 1
            )
            for name, text in files.items()
        }
        write_files(tmp_path / folder, changed)
    result = run("diff", "old", "new", "--format", "json", cwd=tmp_path)
    report = json.loads(result.stdout)
    assert [fact["id"] for fact in report["facts"]] == ["element-removed-optional"]
    assert sum("urn:lost" in note for note in report["notes"]) >= 2, report["notes"]
    assert "urn:lost" in run("diff", "old", "new", cwd=tmp_path).stdout


def test_a_repository_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where git refuses a repository for its owner, that is said, and what to do if one trusts it."""
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")  # git's own tests set it
    monkeypatch.setenv("HOME", str(tmp_path / "home"))  # whose settings trust nothing
    write_files(tmp_path / "schemas", pair("AddThing"))
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    for arguments in (("diff", "HEAD"), ("changelog", "--generated", "HEAD"), ("changelog",)):
        result = run(*arguments, cwd=tmp_path)
        assert result.returncode == 4
        assert result.stderr == (
            f"error: {tmp_path}: git refuses to read the repository, because it belongs to another user\n"
            f"  help: if you trust it: git config --global --add safe.directory {tmp_path}\n"
        )
