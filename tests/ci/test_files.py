"""The files for CI as they are written: those of init, of the documentation, and of this repository."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest

from neto_gen import __version__
from neto_gen.ci import PROVIDERS, read_part, recipes
from neto_gen.problems import Failure
from neto_gen.project.scaffold import PRE_COMMIT
from tests.ci.pages import ACTION, GUIDE, SOURCE, pages
from tests.ci.recipes import load
from tests.support import REPOSITORY, run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SCHEMAS = {"github": "github-workflows", "gitlab": "gitlab-ci", "azure": "azure-pipelines"}


def _written() -> dict[str, tuple[str, str]]:
    """Return every CI file: its schema and its text, by the name of its test."""
    found = {
        f"{path} {folder}".strip(): (_SCHEMAS[provider], text)
        for provider in PROVIDERS
        for folder in ("", "services/api")
        for path, text in recipes(provider, SOURCE, folder).items()
    }
    ours = {
        ".github/workflows/*.yml": "github-workflows",
        ".github/dependabot.yml": "dependabot",
        ".github/ISSUE_TEMPLATE/[bi]*.yml": "github-issue-forms",
        ".github/ISSUE_TEMPLATE/config.yml": "github-issue-config",
        "action.yml": "github-actions",
    }
    for pattern, schema in ours.items():
        paths = sorted(REPOSITORY.glob(pattern))
        assert paths
        for path in paths:
            name = f"our {path.relative_to(REPOSITORY).as_posix()}"
            found[name] = (schema, path.read_text(encoding="utf-8"))
    return found | {"the action in use": ("github-workflows", ACTION)}


FILES = _written()


def _problems(schema: str, text: str) -> list[str]:
    vendored = files("check_jsonschema") / "builtin_schemas" / "vendor" / f"{schema}.json"
    validator = jsonschema.Draft7Validator(json.loads(vendored.read_text("utf-8")))
    return [error.message for error in validator.iter_errors(load(text))]


def _scripts(said: Any) -> Iterator[str]:
    """Yield every script in a file."""
    if isinstance(said, dict):
        for key, value in said.items():
            if key in {"run", "bash", "script", "before_script"} and not isinstance(value, dict):
                yield from [value] if isinstance(value, str) else value
            else:
                yield from _scripts(value)
    elif isinstance(said, list):
        for value in said:
            yield from _scripts(value)


@pytest.mark.parametrize("name", FILES)
def test_a_ci_takes_the_file(name: str) -> None:
    """Each file is one that its CI knows, by the schema that is published for it."""
    assert _problems(*FILES[name]) == []


def test_a_file_that_a_ci_does_not_know() -> None:
    """The schemas notice a key that is misspelt."""
    schema, text = FILES[".github/workflows/neto-gen.yml"]
    assert _problems(schema, text.replace("runs-on:", "run-on:"))
    schema, text = FILES[".gitlab/neto-gen.yml"]
    assert _problems(schema, text.replace("  rules:", "  when: ever\n  rules:"))


@pytest.mark.parametrize("name", FILES)
def test_nothing_from_outside_is_put_into_a_script(name: str) -> None:
    """What others may choose reaches a script through its environment only."""
    _, text = FILES[name]
    for script in _scripts(load(text)):
        assert "${{" not in script
        assert not re.search(r"\$\(\w+\.[\w.]+\)|\$\[", script), "a macro of Azure Pipelines"


def test_scripts_are_found() -> None:
    """The rules for scripts look at all of them: as many as the files name."""
    for _, text in FILES.values():
        named = len(re.findall(r"^ *(?:- )?(?:run|bash): ", text, re.MULTILINE))
        in_lists = (
            sum(1 for script in _scripts(load(text)) if script) if ".neto-gen:" in text else named
        )
        assert len([*_scripts(load(text))]) == max(named, in_lists)


@pytest.mark.parametrize("name", FILES)
def test_rights_are_named(name: str) -> None:
    """A workflow says which rights it needs: it gets no others."""
    schema, text = FILES[name]
    if schema == "github-workflows":
        assert "permissions" in load(text)


def test_neto_gen_is_never_installed_by_its_name() -> None:
    """Files and documentation install neto-gen from an address or a path."""
    texts = [text for _, text in FILES.values()]
    texts += [path.read_text("utf-8") for path in REPOSITORY.glob("docs/**/*.md")]
    texts += [(REPOSITORY / "README.md").read_text("utf-8")]
    for text in texts:
        assert not re.search(r"(pip|uv|pipx)[ \w]* (install|add)( -[-\w]+)* ['\"]?neto-gen\b", text)


def test_every_action_has_a_version() -> None:
    """Actions are named with a version, and the same one in all files."""
    versions: dict[str, set[str]] = {}
    for schema, text in FILES.values():
        if schema in {"github-workflows", "github-actions"}:
            for action, version in re.findall(r"uses: ([^@\s]+)(?:@(\S+))?", text):
                versions.setdefault(action, set()).add(version)
    assert versions.pop("./.github/workflows/ci.yml") == {""}
    assert versions.pop("<owner>/neto-gen") == {f"v{__version__}"}
    assert {action: len(found) for action, found in versions.items()} == dict.fromkeys(versions, 1)
    assert all(re.match(r"v\d|release/v\d", max(found)) for found in versions.values())


@pytest.mark.parametrize("page", pages())
def test_pages_show_the_files(page: str) -> None:
    """The documentation shows what init writes; `python -m tests.ci.pages` brings it up to date."""
    assert (REPOSITORY / "docs" / page).read_text(encoding="utf-8") == pages()[page]


def test_pages_name_nothing_that_can_be_registered() -> None:
    """The addresses and names that stand for a user's own are reserved, or are none."""
    text = "".join(pages().values())
    hosts = set(re.findall(r"https://([^/\s:'\"]*[a-z])/", text))
    assert hosts <= {"git.example", "files.example", "oauth2:$GITLAB_TOKEN@${CI_PROJECT_URL#https"}
    assert re.findall(r"uses: (\S+)/neto-gen@", text) == ["<owner>"]


def test_the_hook_of_the_page_has_this_version() -> None:
    """What the documentation tells pre-commit to clone is the tag of this version."""
    assert f"    rev: v{__version__}\n" in (REPOSITORY / "docs" / GUIDE).read_text("utf-8")


def test_the_action_runs_what_the_workflow_runs() -> None:
    """The action reports and comments as the workflow that init writes does."""
    action = load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    shared = read_part("report.sh") + read_part("github-comment.sh")
    (step,) = (step for step in action["runs"]["steps"] if step.get("run") == shared)
    assert set(step["env"]) == {"BASE", "REPORT", "GH_TOKEN", "PULL_REQUEST"}
    assert shared in [*_scripts(load(FILES[".github/workflows/neto-gen.yml"][1]))]


def test_the_inputs_of_the_action_are_documented() -> None:
    """The page has each input of the action, with its default."""
    action = load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    page = (REPOSITORY / "docs" / GUIDE).read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| `?([^|`]+)`? \|", page, re.MULTILINE))
    assert rows == {name: value["default"] or "none" for name, value in action["inputs"].items()}


def test_hooks_run_whatever_is_committed() -> None:
    """A hook runs when only the client changes, and when a file was deleted."""
    hooks = load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert {hook["id"] for hook in hooks} == {"neto-gen-build", "neto-gen-check"}
    (local,) = load(f"repos:\n{PRE_COMMIT}")["repos"]
    for hook in [*hooks, *local["hooks"]]:
        assert hook["always_run"]
        assert not hook["pass_filenames"]
        assert "files" not in hook


def test_commands_that_there_are(tmp_path: Path) -> None:
    """Every neto-gen command in a script or a hook has these options."""
    hooks = load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    lines = "\n".join(
        [hook["entry"] for hook in hooks]
        + [script for _, text in FILES.values() for script in _scripts(load(text))]
    )
    found = set(re.findall(r"neto-gen (build|fetch|diff|changelog|init)\b([^\n|>;]*)", lines))
    assert {command for command, _ in found} == {"build", "fetch", "diff", "changelog", "init"}
    for command in sorted({command for command, _ in found}):
        shown = run(command, "--help", cwd=tmp_path).stdout
        for name, rest in found:
            if name == command:
                for option in re.findall(r"--[a-z-]+", rest):
                    assert option in shown


@pytest.mark.parametrize("folder", ["a b", "$(x)", "${{ x }}", "ü", "a'b"])
def test_a_folder_that_cannot_be_named(folder: str) -> None:
    """A folder whose name means something to a shell or a CI is refused."""
    with pytest.raises(Failure, match=re.escape(f'the folder "{folder}" cannot be named')):
        recipes("github", SOURCE, folder)


def test_bug_reports_ask_for_the_versions() -> None:
    """Who reports something is asked for what decides a build."""
    form = load((REPOSITORY / ".github" / "ISSUE_TEMPLATE" / "bug.yml").read_text("utf-8"))
    asked = [
        part for part in form["body"] if part["validations" if "validations" in part else "type"]
    ]
    labels = [part["attributes"].get("label", "") for part in asked]
    assert "What does neto-gen version --json print?" in labels


def test_ci_runs_the_command_of_the_readme() -> None:
    """CI runs scripts/test on each Python from the one that is required on."""
    ci = load((REPOSITORY / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    test = ci["jobs"]["test"]
    assert "scripts/test" in [step.get("run") for step in test["steps"]]
    matrix = test["strategy"]["matrix"]
    assert matrix["python"] == ci["jobs"]["windows"]["strategy"]["matrix"]["python"]
    assert matrix["python"] == ["3.11", "3.12", "3.13", "3.14"]
    assert f'requires-python = ">={matrix["python"][0]}"' in (
        REPOSITORY / "pyproject.toml"
    ).read_text("utf-8")


def test_a_release_needs_nothing_but_a_tag() -> None:
    """A tag starts it; only what was tested and built is published, and with no secret that is kept."""
    text = (REPOSITORY / ".github" / "workflows" / "release.yml").read_text("utf-8")
    release = load(text)
    assert release["on"] == {"push": {"tags": ["v[0-9]*"]}}
    assert release["permissions"] == {}
    jobs = release["jobs"]
    assert {name: job.get("needs") for name, job in jobs.items()} == {
        "test": None,
        "build": "test",
        "publish": "build",
        "announce": "publish",
    }
    assert jobs["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets." not in text
    commands = "\n".join(_scripts(jobs["build"]))
    for command in ("scripts/release.py notes", "scripts/release.py urls", "twine check --strict"):
        assert command in commands


def test_the_documentation_site_is_built_and_published() -> None:
    """CI builds the site for every change; a release publishes it, with the right to write the branch of Pages alone."""
    folder = REPOSITORY / ".github" / "workflows"
    ci, docs = (
        load((folder / f"{name}.yml").read_text("utf-8"))["jobs"] for name in ("ci", "docs")
    )
    for job in (ci["docs"], docs["build"]):
        assert "scripts/docs build" in [step.get("run") for step in job["steps"]]
    assert docs["build"]["permissions"] == {"contents": "read"}
    assert docs["publish"]["permissions"] == {"contents": "write"}
    assert docs["publish"]["needs"] == "build"
