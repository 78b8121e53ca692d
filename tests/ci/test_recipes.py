"""The files for CI that init writes, run job by job as each CI runs them."""

from __future__ import annotations

import os
import re
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from neto_gen import __version__
from neto_gen.ci import PROVIDERS, read_part, recipes
from tests.ci.hosting import TOKEN, Hosting, hosting
from tests.ci.machine import Machine, machine
from tests.ci.recipes import Job, azure, github, gitlab
from tests.support import pair, run, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.server import Server

FIELD = '<xs:element name="Colour" type="xs:string" minOccurs="0"/>'
GONE = '<xs:element name="Other" type="xs:string" minOccurs="0"/>'
SOURCE = "neto-gen @ git+https://git.example/neto-gen.git@v0.1.0"
FILES = {path: text for name in PROVIDERS for path, text in recipes(name, SOURCE).items()}
GITHUB, AZURE = ".github/workflows/neto-gen", ".azure-pipelines/neto-gen"
_IDENTITY = ("-c", "user.name=x", "-c", "user.email=x@localhost")


class Project:
    """A project in a repository that others clone, and what its CI knows of it."""

    def __init__(self, folder: Path, server: Server, hosted: Hosting, runner: Machine) -> None:
        self.folder, self.remote = folder / "project", folder / "remote.git"
        self.server, self.hosted, self.runner = server, hosted, runner
        self.vendor_has(GONE)
        settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
        write_files(self.folder, {"pyproject.toml": settings, "CHANGELOG.md": "# Changes\n"})
        self.build("AddCustomerLog")
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.remote))
        self.git("remote", "add", "origin", str(self.remote))
        self.commit("first")
        self.git("tag", "v1.0.0")
        self.git("push", "--quiet", "--tags", "origin", "main")

    def vendor_has(self, request: str) -> None:
        """Have the vendor serve a schema with this content."""
        files = pair("AddCustomerLog", request=request)
        self.server.serve({name: text.encode() for name, text in files.items()})

    def build(self, *operations: str) -> None:
        """Fetch and build."""
        for command in (("fetch", *operations), ("build",)):
            done = run(*command, cwd=self.folder)
            assert done.returncode == 0, done.stderr

    def git(self, *arguments: str) -> str:
        """Run git in the folder of who works on the project."""
        return subprocess.run(
            ["git", *_IDENTITY, *arguments],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    def commit(self, message: str) -> None:
        """Commit all that there is."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", message)

    def propose(self, name: str) -> str:
        """Push a branch with all that there is, and its merge, as a hosting makes it; its base."""
        base = self.git("rev-parse", "main").strip()
        self.git("switch", "--quiet", "--create", name, "main")
        self.commit(name)
        self.git("push", "--quiet", "origin", name)
        self.git("switch", "--quiet", "--detach", "main")
        self.git("merge", "--quiet", "--no-ff", "--message", "merge", name)
        self.git("push", "--quiet", "origin", f"HEAD:refs/pull/{name}/merge")
        self.git("switch", "--quiet", "main")
        return base

    def pushed(self, revision: str, path: str = "") -> str:
        """What the repository has."""
        return self.git("--git-dir", str(self.remote), "show", f"{revision}:{path}")

    def known(self, provider: str, base: str = "", version: str = "") -> dict[str, str]:
        """What a CI sets itself."""
        temporary = str(self.runner.temporary)
        if provider == "github":
            return {
                "runner.temp": temporary,
                "github.token": TOKEN,
                "secrets.NETO_GEN_TOKEN || github.token": TOKEN,
                "github.event.pull_request.number": "5",
                "github.ref_name": "main",
                "inputs.version": version,
            }
        if provider == "gitlab":
            return {
                "CI_PROJECT_DIR": f"{temporary}/gitlab",
                "CI_API_V4_URL": f"{self.hosted.address}/api/v4",
                "CI_PROJECT_ID": "7",
                "CI_PROJECT_URL": "https://gitlab.example/me/mine",
                "CI_MERGE_REQUEST_IID": "5",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
                "CI_COMMIT_BRANCH": "main",
                "GITLAB_TOKEN": TOKEN,
                "VERSION": version,
                # Where the address with the token leads on this machine.
                "GIT_CONFIG_COUNT": "1",
                "GIT_CONFIG_KEY_0": f"url.file://{self.remote}.insteadOf",
                "GIT_CONFIG_VALUE_0": f"https://oauth2:{TOKEN}@gitlab.example/me/mine.git",
            }
        return {
            "Agent.TempDirectory": temporary,
            "System.AccessToken": TOKEN,
            "System.CollectionUri": f"{self.hosted.address}/mine/",
            "System.TeamProjectId": "p",
            "Build.Repository.Id": "r",
            "Build.SourceBranch": "refs/heads/main",
            "System.PullRequest.PullRequestId": "5",
            "parameters.version": version,
        }

    def job(self, provider: str, name: str, known: dict[str, str]) -> Job:
        """A job of a CI: check, nightly or release."""
        if provider == "gitlab":
            return gitlab(FILES[".gitlab/neto-gen.yml"], f"neto-gen {name}", known)
        part = "" if name == "check" else f"-{name}"
        if provider == "github":
            return github(FILES[f"{GITHUB}{part}.yml"], known)
        return azure(FILES[f"{AZURE}{part}.yml"], known)

    def run(
        self, provider: str, name: str, revision: str = "main", *, base: str = "", version: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a job in a clone of its own, to its end or to where it fails, and return the last script."""
        job = self.job(provider, name, self.known(provider, base, version))
        clone = self.runner.clone(self.remote, job.depth, revision)
        environment = {
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
            "GITHUB_REPOSITORY": "me/mine",
            "GITHUB_REF_NAME": "main",
            "GITHUB_STEP_SUMMARY": str(self.runner.folder / "summary"),
            "GITHUB_OUTPUT": str(self.runner.folder / "output"),
        }
        *_, last = job.run(self.runner, clone, environment)
        return last


@pytest.fixture
def project(server: Server, tmp_path: Path) -> Generator[Project]:
    """A project with a release, a machine that knows nothing of it, and its hosting."""
    with hosting() as hosted, machine(tmp_path / "machine") as runner:
        yield Project(tmp_path, server, hosted, runner)


def test_a_pull_request_on_github(project: Project) -> None:
    """One comment comes with a change, is kept up to date, and goes when the change does."""
    project.vendor_has(FIELD)
    project.build()
    project.propose("change")
    done = project.run("github", "check", "refs/pull/change/merge")
    assert done.returncode == 0, done.stderr
    listed, made = project.runner.asked.splitlines()
    assert listed.startswith("api --paginate repos/me/mine/issues/5/comments --jq ")
    assert "--method POST repos/me/mine/issues/5/comments --field body=@" in made
    report = project.runner.temporary / "neto-gen-diff"
    body = f"--field body=@{report}/comment.md"
    comment = (report / "comment.md").read_text("utf-8")
    assert comment.startswith("<!-- neto-gen diff -->\n## Schema changes: HEAD^ → schemas\n")
    assert comment in (project.runner.folder / "summary").read_text("utf-8")
    assert (project.runner.folder / "output").read_text() == "changed=true\n"
    assert {path.name for path in report.iterdir()} == {"comment.md", "diff.html", "diff.json"}
    assert project.runner.folder.joinpath("installed").read_text().splitlines() == [
        f"-m pip install --quiet --disable-pip-version-check {SOURCE}"
    ]

    (project.runner.folder / "comments").write_text("12\n13\n")
    assert project.run("github", "check", "refs/pull/change/merge").returncode == 0
    asked = project.runner.asked
    assert f"--method PATCH repos/me/mine/issues/comments/12 {body}\n" in asked
    assert "--method POST" not in asked

    project.vendor_has(GONE)
    project.build()
    project.propose("back")
    assert project.run("github", "check", "refs/pull/back/merge").returncode == 0
    assert "--method DELETE repos/me/mine/issues/comments/12\n" in project.runner.asked


COMMENT = "<!-- neto-gen diff -->\nold"


@pytest.mark.parametrize("provider", ["gitlab", "azure"])
def test_a_merge_request_elsewhere(project: Project, provider: str) -> None:
    """One comment comes with a change, is kept up to date, and goes when the change does."""
    kept = project.hosted.comments
    kept.update(dict.fromkeys(range(1, 121), "of a person"))
    known = len(kept)
    project.vendor_has(FIELD)
    project.build()
    base = project.propose("change")
    revision = "change" if provider == "gitlab" else "refs/pull/change/merge"

    def check(revision: str) -> None:
        done = project.run(provider, "check", revision, base=base)
        assert done.returncode == 0, done.stdout + done.stderr

    check(revision)
    assert len(kept) == known + 1
    assert "Colour" in kept[known + 1]
    kept[known + 1] = COMMENT
    check(revision)
    assert len(kept) == known + 1
    assert "Colour" in kept[known + 1]
    project.vendor_has(GONE)
    project.build()
    base = project.propose("back")
    check("back" if provider == "gitlab" else "refs/pull/back/merge")
    assert [*kept.values()] == ["of a person"] * known


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_token_that_may_only_read(project: Project, provider: str) -> None:
    """A pull request from a fork is checked like any other, and the log says where the report is."""
    project.hosted.is_read_only = True
    (project.runner.folder / "read-only").touch()
    project.vendor_has(FIELD)
    project.build()
    base = project.propose("change")
    revision = "change" if provider == "gitlab" else "refs/pull/change/merge"
    done = project.run(provider, "check", revision, base=base)
    assert done.returncode == 0, done.stderr
    assert "no comment with this token: the report is " in done.stdout
    assert project.hosted.comments == {}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_client_that_is_not_current(project: Project, provider: str) -> None:
    """The check fails, and says what to do, whatever else there is to report."""
    (project.folder / "neto_client" / "_read.py").unlink()
    base = project.propose("broken")
    revision = "broken" if provider == "gitlab" else "refs/pull/broken/merge"
    done = project.run(provider, "check", revision, base=base)
    assert done.returncode == 1
    assert (
        "neto_client is not current: run neto-gen build, and commit what it writes" in done.stderr
    )


def test_the_first_client_of_a_repository(project: Project) -> None:
    """Where there were no schemas before, there is nothing to report, and the check passes."""
    project.git("switch", "--quiet", "--orphan", "empty")
    project.commit("empty")
    project.git("branch", "--force", "main", "empty")
    project.git("switch", "--quiet", "main")
    project.git("checkout", "--quiet", "v1.0.0", "--", ".")
    project.propose("begin")
    done = project.run("github", "check", "refs/pull/begin/merge")
    assert done.returncode == 0, done.stderr
    assert "POST" not in project.runner.asked


def test_a_clone_that_lacks_what_it_is_compared_with(project: Project) -> None:
    """A clone that is too shallow is said to be so, and is not taken for one without changes."""
    clone = project.runner.clone(project.remote, 1, "main")
    environment = {"BASE": "HEAD^", "REPORT": str(project.runner.temporary / "r")}
    done = project.runner.run(read_part("report.sh"), clone, environment)
    assert done.returncode == 4
    assert done.stderr == "HEAD^ is no commit of this clone: fetch it, or make the clone deeper\n"


@pytest.mark.parametrize(
    "base", ["$(touch pwned)", "`touch pwned`", "--output=pwned", "a; touch pwned"]
)
def test_a_name_of_a_branch_is_no_command(project: Project, base: str) -> None:
    """What a branch is called is never run, and never an option."""
    clone = project.runner.clone(project.remote, 1, "main")
    environment = {"BASE": base, "REPORT": str(project.runner.temporary / "r")}
    assert project.runner.run(read_part("report.sh"), clone, environment).returncode == 4
    assert not (clone / "pwned").exists()


def test_a_check_writes_nothing_into_the_clone(server: Server, tmp_path: Path) -> None:
    """The check passes in a clone that nobody may write to, as it came from the repository."""
    with hosting() as hosted, machine(tmp_path / "machine", real=True) as runner:
        project = Project(tmp_path, server, hosted, runner)
        project.propose("nothing")
        job = project.job("github", "check", project.known("github"))
        clone = runner.clone(project.remote, job.depth, "refs/pull/nothing/merge")
        before = tree(clone)
        runner.must("chmod -R a-w .", clone)
        assert runner.run("echo x > schemas/x", clone).returncode == 1
        environment = {"GITHUB_REPOSITORY": "me/mine", "GITHUB_OUTPUT": "/dev/null"}
        environment["GITHUB_STEP_SUMMARY"] = str(runner.folder / "summary")
        done = [*job.run(runner, clone, environment)]
        assert [step.returncode for step in done] == [0] * len(job.steps), done[-1].stderr
        runner.must("chmod -R u+w .", clone)
        assert tree(clone) == before


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_nightly_update(project: Project, provider: str) -> None:
    """A change becomes a branch and a request, which is kept up to date, and closed in the end."""
    hosted, runner = project.hosted, project.runner
    quiet = project.run(provider, "nightly")
    assert quiet.returncode == 0, quiet.stderr
    assert "the vendor's schemas have not changed" in quiet.stdout
    assert hosted.requests == {}
    assert "pr create" not in runner.asked

    project.vendor_has(FIELD)
    first = project.run(provider, "nightly")
    assert first.returncode == 0, first.stderr
    assert "Colour" in project.pushed("neto-gen/update", "schemas/AddCustomerLog.xsd")
    assert "colour" in project.pushed("neto-gen/update", "neto_client/add_customer_log.py")
    pushed = project.git("--git-dir", str(project.remote), "rev-parse", "neto-gen/update")
    title = "Update the client to the vendor's schemas"
    if provider == "github":
        assert f"pr create --title {title} --body-file " in runner.asked
        assert "Colour" in (runner.temporary / "neto-gen-diff" / "description.md").read_text(
            "utf-8"
        )
        (runner.folder / "requests").write_text("8\n")
    else:
        assert hosted.requests[1]["title"] == title
        assert "Colour" in hosted.requests[1]["description"]
        hosted.requests[1]["description"] = "old"

    again = project.run(provider, "nightly")
    assert again.returncode == 0, again.stderr
    assert "neto-gen/update is up to date" in again.stdout
    assert pushed == project.git("--git-dir", str(project.remote), "rev-parse", "neto-gen/update")
    if provider == "github":
        assert "pr edit 8 --body-file " in runner.asked
    else:
        assert [*hosted.requests] == [1]
        assert "Colour" in hosted.requests[1]["description"]

    project.vendor_has(GONE)
    assert project.run(provider, "nightly").returncode == 0
    if provider == "github":
        assert "pr close 8 " in runner.asked
    else:
        assert "close" in hosted.requests[1].values() or "abandoned" in hosted.requests[1].values()


def test_a_pull_request_that_may_not_be_made(project: Project) -> None:
    """Where Actions may make no pull requests, the job fails, and names the setting to switch on."""
    (project.runner.folder / "may-not-create").touch()
    project.vendor_has(FIELD)
    done = project.run("github", "nightly")
    assert done.returncode == 1
    assert "::error::switch on: Settings > Actions > General > Allow GitHub" in done.stdout


def test_a_night_without_the_vendor(project: Project) -> None:
    """When the vendor cannot be reached, the job fails, and nothing is pushed."""
    project.server.answers.clear()
    done = project.run("github", "nightly")
    assert done.returncode == 4
    assert "neto-gen/update" not in project.git("--git-dir", str(project.remote), "branch")


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_release(project: Project, provider: str) -> None:
    """The section is put below the heading of the changelog, committed and tagged."""
    project.vendor_has(FIELD)
    project.build()
    project.commit("change")
    project.git("push", "--quiet", "origin", "main")
    small = project.run(provider, "release", version="1.0.1")
    assert small.returncode == 1
    assert "1.0.0 → 1.0.1 is a patch step, and the changes need a major one" in small.stderr
    done = project.run(provider, "release", version="2.0.0")
    assert done.returncode == 0, done.stderr
    text = project.pushed("v2.0.0", "CHANGELOG.md")
    assert re.match(r"# Changes\n\n## 2\.0\.0 \(\d{4}-\d\d-\d\d\)\n\n", text)
    assert "Colour" in text
    assert project.pushed("main", "CHANGELOG.md") == text
    if provider == "github":
        assert "release create v2.0.0 --title 2.0.0 --notes-file " in project.runner.asked
    if provider == "gitlab":
        (release,) = project.hosted.releases
        assert release["tag_name"] == "v2.0.0"
        assert "Colour" in release["description"]
    next_ = project.run(provider, "release", version="2.0.1")
    assert next_.returncode == 0, next_.stderr
    assert project.pushed("main", "CHANGELOG.md") == text.replace(
        "# Changes\n", "# Changes\n\n## 2.0.1\n\nNothing changed in the API.\n", 1
    )


@pytest.mark.parametrize("version", ["", "v2", "2.0.0; touch pwned", "$(touch pwned)", "-x", "2 0"])
def test_a_version_that_is_none(project: Project, version: str) -> None:
    """What is no version is refused before anything is done."""
    clone = project.runner.clone(project.remote, 0, "main")
    environment = {"VERSION": version, "REPORT": str(project.runner.temporary / "r")}
    done = project.runner.run(read_part("release.sh"), clone, environment)
    assert done.returncode == 2
    assert done.stderr == f"'{version}' is no version: write it as 1.2.0\n"
    assert not (clone / "pwned").exists()


def test_what_is_installed(project: Project) -> None:
    """The step that installs takes a wheel of the repository, and nothing by its name alone."""
    name = f"neto_gen-{__version__}-py3-none-any.whl"
    _write_wheel(project.folder / "wheels" / name)
    project.commit("wheel")
    project.git("push", "--quiet", "origin", "main")
    site = project.runner.folder / "site"
    for provider in PROVIDERS:
        files = recipes(provider, f"./wheels/{name}")
        path, text = next(iter(files.items()))
        known = project.known(provider)
        jobs = {
            "github": lambda: github(text, known),
            "azure": lambda: azure(text, known),
            "gitlab": lambda: gitlab(text, "neto-gen check", known),
        }
        job = jobs[provider]()
        clone = project.runner.clone(project.remote, 1, "main")
        step = job.steps[0]
        script = step.script.split("git fetch")[0]
        options = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_TARGET": str(site / provider)}
        done = project.runner.run(script, clone, {**options, **step.environment}, step.shell)
        assert done.returncode == 0, path + done.stderr
        assert (site / provider / "neto_gen.py").is_file()


def _write_wheel(path: Path) -> None:
    """The smallest wheel that pip takes for neto-gen."""
    path.parent.mkdir()
    info = f"neto_gen-{__version__}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: neto-gen\nVersion: {__version__}\n"
    wheel = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("neto_gen.py", "")
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", "")
