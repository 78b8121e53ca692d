"""The files for CI that init writes, run job by job as each CI runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import pytest

from neto_gen import __version__
from neto_gen.ci import PROVIDERS, read_part, recipes
from tests.ci.hosting import TOKEN, Hosting, hosting
from tests.ci.machine import Machine, machine
from tests.ci.recipes import Job, azure, github, gitlab
from tests.server import running
from tests.soak import IS_LONG
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

    def __init__(
        self, folder: Path, built: Path, server: Server, hosted: Hosting, runner: Machine
    ) -> None:
        self.folder, self.remote = folder / "project", folder / "remote.git"
        self.server, self.hosted, self.runner = server, hosted, runner
        shutil.copytree(built, self.folder)
        self.vendor_has(GONE)
        settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
        write_files(self.folder, {"pyproject.toml": settings, "CHANGELOG.md": "# Changes\n"})
        self.git("init", "--quiet", "--initial-branch", "main")
        self.git("init", "--quiet", "--bare", "--initial-branch", "main", str(self.remote))
        self.git("remote", "add", "origin", str(self.remote))
        self.commit("first")
        self.git("tag", "v1.0.0")
        self.git("push", "--quiet", "--tags", "origin", "main")

    def vendor_has(self, request: str) -> None:
        """Make the vendor serve a schema with this content."""
        files = pair("AddCustomerLog", request=request)
        self.server.serve({name: text.encode() for name, text in files.items()})

    def build(self) -> None:
        """Fetch and build."""
        for command in ("fetch", "build"):
            done = run(command, cwd=self.folder)
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
        """Return the content of the remote repository."""
        return self.git("--git-dir", str(self.remote), "show", f"{revision}:{path}")

    def known(self, provider: str, base: str = "", version: str = "") -> dict[str, str]:
        """Return the variables that a CI sets itself."""
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
            address = f"https://oauth2:{TOKEN}@gitlab.example/me/mine.git"
            rule = f'[url "file://{self.remote}"]\n    insteadOf = "{address}"\n'
            write_files(self.runner.folder, {"gitconfig": rule})
            return {
                "CI_PROJECT_DIR": f"{temporary}/gitlab",
                "CI_API_V4_URL": f"{self.hosted.address}/api/v4",
                "CI_PROJECT_ID": "7",
                "CI_MERGE_REQUEST_PROJECT_ID": "7",
                "CI_PROJECT_URL": "https://gitlab.example/me/mine",
                "CI_MERGE_REQUEST_IID": "5",
                "CI_MERGE_REQUEST_DIFF_BASE_SHA": base,
                "CI_COMMIT_BRANCH": "main",
                "GITLAB_TOKEN": TOKEN,
                "VERSION": version,
                # Where the address with the token leads on this machine.
                "GIT_CONFIG_GLOBAL": str(self.runner.folder / "gitconfig"),
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

    def job(self, provider: str, name: str, base: str = "", version: str = "") -> Job:
        """Return a job of a CI: check, nightly or release."""
        return job_of(FILES, provider, name, self.known(provider, base, version))

    def part(
        self, provider: str, name: str, report: dict[str, str], **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the part of a job that talks to the hosting, with what the part before it has left."""
        kind = {"comment": "check", "propose": "nightly"}.get(name, name)
        step = self.job(provider, kind, version=environment.get("VERSION", "")).steps[-1]
        shutil.rmtree(step.environment["REPORT"], ignore_errors=True)
        write_files(self.runner.folder, {"summary": "", "output": ""})
        write_files(self.runner.temporary / "report", {"x": "", **report})
        told = {**self.actions, **step.environment, **environment}
        told["REPORT"] = str(self.runner.temporary / "report")
        script = "set -eu\n" + read_part(f"{provider}-{name}.sh")
        done = self.runner.run(script, self.runner.folder, told, step.shell)
        shutil.rmtree(self.runner.temporary / "report")
        return done

    @property
    def actions(self) -> dict[str, str]:
        """What GitHub sets on its machines, and who is trusted there."""
        return {
            "SSL_CERT_FILE": os.environ["SSL_CERT_FILE"],
            "GITHUB_REPOSITORY": "me/mine",
            "GITHUB_REF_NAME": "main",
            "GITHUB_STEP_SUMMARY": str(self.runner.folder / "summary"),
            "GITHUB_OUTPUT": str(self.runner.folder / "output"),
        }

    def run(
        self, provider: str, name: str, revision: str = "main", *, base: str = "", version: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a job in a clone of its own, to its end or to where it fails, and return the last script."""
        job = self.job(provider, name, base, version)
        clone = self.runner.clone(self.remote, job.depth, revision)
        *_, last = job.run(self.runner, clone, self.actions)
        return last


def job_of(files: dict[str, str], provider: str, name: str, known: dict[str, str]) -> Job:
    """Return a job among these files."""
    if provider == "gitlab":
        return gitlab(files[".gitlab/neto-gen.yml"], f"neto-gen {name}", known)
    part = "" if name == "check" else f"-{name}"
    if provider == "github":
        return github(files[f"{GITHUB}{part}.yml"], known)
    return azure(files[f"{AZURE}{part}.yml"], known)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, certificate: Path) -> Path:
    """Return the schemas and the client of a project, which are made once."""
    folder = tmp_path_factory.mktemp("built")
    environment = {**os.environ, "SSL_CERT_FILE": str(certificate)}
    with running(certificate) as server:
        files = pair("AddCustomerLog", request=GONE)
        server.serve({name: text.encode() for name, text in files.items()})
        settings = f'[tool.neto-gen]\nschemas = "schemas"\nmirror = "{server.base}"\n'
        write_files(folder, {"pyproject.toml": settings})
        for command in (("fetch", "AddCustomerLog"), ("build",)):
            done = run(*command, cwd=folder, environment=environment)
            assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def project(built: Path, server: Server, tmp_path: Path) -> Generator[Project]:
    """Yield a project with a release, a machine that knows nothing of it, and its hosting."""
    with hosting() as hosted, machine(tmp_path / "machine") as runner:
        yield Project(tmp_path, built, server, hosted, runner)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_pull_request(project: Project, provider: str) -> None:
    """The change is in a comment, the whole report beside it, and what is installed is pinned."""
    project.vendor_has(FIELD)
    project.build()
    base = project.propose("change")
    revision = "change" if provider == "gitlab" else "refs/pull/change/merge"
    done = project.run(provider, "check", revision, base=base)
    assert done.returncode == 0, done.stdout + done.stderr
    report = next(project.runner.temporary.rglob("comment.md")).parent
    names = {"comment.md", "diff.html", "diff.json"}
    assert names <= {path.name for path in report.iterdir()}
    comment = (report / "comment.md").read_text("utf-8")
    assert comment.startswith("<!-- neto-gen diff -->\n## Schema changes: ")
    assert "Colour" in comment
    if provider == "github":
        assert (
            "--method POST repos/me/mine/issues/5/comments --field body=@" in project.runner.asked
        )
        assert comment in (project.runner.folder / "summary").read_text("utf-8")
        assert (project.runner.folder / "output").read_text() == "changed=true\n"
    else:
        assert [*project.hosted.comments.values()] == [comment]
    assert project.runner.folder.joinpath("installed").read_text().splitlines() == [
        f"-m pip install --quiet --disable-pip-version-check {SOURCE}"
    ]


REPORT = {"comment.md": "<!-- neto-gen diff -->\nnew"}


def test_the_comment_on_github(project: Project) -> None:
    """The comment that is there is changed, or removed when nothing changes any more."""
    (project.runner.folder / "comments").write_text("12\n13\n")
    assert project.part("github", "comment", REPORT).returncode == 0
    asked = project.runner.asked
    assert asked.startswith("api --paginate repos/me/mine/issues/5/comments --jq ")
    assert "--method PATCH repos/me/mine/issues/comments/12 --field body=@" in asked
    assert "--method POST" not in asked
    assert project.part("github", "comment", {}).returncode == 0
    assert "--method DELETE repos/me/mine/issues/comments/12\n" in project.runner.asked
    (project.runner.folder / "comments").write_text("")
    assert project.part("github", "comment", {}).returncode == 0
    assert len(project.runner.asked.splitlines()) == 1


@pytest.mark.parametrize("provider", ["gitlab", "azure"])
def test_the_comment_elsewhere(project: Project, provider: str) -> None:
    """The comment is found among many, changed, and removed when nothing changes any more."""
    kept = project.hosted.comments
    kept.update(dict.fromkeys(range(1, 121), "of a person"))
    assert project.part(provider, "comment", REPORT).returncode == 0
    assert kept[121] == REPORT["comment.md"]
    kept[121] = "<!-- neto-gen diff -->\nold"
    assert project.part(provider, "comment", REPORT).returncode == 0
    assert (len(kept), kept[121]) == (121, REPORT["comment.md"])
    for _ in range(2):
        assert project.part(provider, "comment", {}).returncode == 0
        assert [*kept.values()] == ["of a person"] * 120


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_token_that_may_only_read(project: Project, provider: str) -> None:
    """A pull request from a fork is checked like any other, and the log says where the report is."""
    project.hosted.is_read_only = True
    (project.runner.folder / "read-only").touch()
    done = project.part(provider, "comment", REPORT)
    assert done.returncode == 0, done.stderr
    assert "no comment with this token: the report is " in done.stdout
    assert project.hosted.comments == {}


def test_a_variable_that_is_missing(project: Project) -> None:
    """Without its variable, GitLab checks all the same, and the log says what is missing."""
    done = project.part("gitlab", "comment", REPORT, GITLAB_TOKEN="")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("no comment without GITLAB_TOKEN: the report is the artifact")


# Each job runs whole on one CI; on the others what is not the same there, and the whole in a soak.
WHOLE = [*PROVIDERS] if IS_LONG else ["github"]


@pytest.mark.parametrize("provider", WHOLE)
def test_a_client_that_is_not_current(project: Project, provider: str) -> None:
    """The check fails, and says what to do, whatever else there is to report."""
    (project.folder / "neto_client" / "_decode.py").unlink()
    base = project.propose("broken")
    revision = "broken" if provider == "gitlab" else "refs/pull/broken/merge"
    done = project.run(provider, "check", revision, base=base)
    assert done.returncode == 1
    assert (
        "neto_client is not current: run neto-gen build, and commit what it writes" in done.stderr
    )


def test_a_reference_that_is_not_current(project: Project) -> None:
    """A project with pages of `neto-gen docs` has them checked; the nightly job writes them again."""
    assert run("docs", cwd=project.folder).returncode == 0
    project.commit("pages")
    project.git("push", "--quiet", "origin", "main")
    assert project.run("github", "check", "main").returncode == 0
    page = project.folder / "reference" / "fields.md"
    page.write_text(page.read_text("utf-8").replace("Other", "Another"), encoding="utf-8")
    base = project.propose("stale-pages")
    done = project.run("github", "check", "refs/pull/stale-pages/merge", base=base)
    assert done.returncode == 1
    assert "reference is not current: run neto-gen docs, and commit what it writes" in done.stderr
    project.vendor_has(FIELD)
    assert project.run("github", "nightly").returncode == 0
    assert "`colour`" in project.pushed("neto-gen/update", "reference/fields.md")


def test_the_first_client_of_a_repository(project: Project) -> None:
    """Where there were no schemas before, there is nothing to report."""
    project.git("switch", "--quiet", "--orphan", "empty")
    project.commit("empty")
    project.git("checkout", "--quiet", "v1.0.0", "--", ".")
    project.commit("first")
    project.git("push", "--quiet", "origin", "empty")
    clone = project.runner.clone(project.remote, 2, "empty")
    report = project.runner.temporary / "r"
    project.runner.must(read_part("report.sh"), clone, BASE="HEAD^", REPORT=str(report))
    assert not [*report.iterdir()]


def test_a_clone_that_lacks_what_it_is_compared_with(project: Project) -> None:
    """A clone that is too shallow is said to be so, and is not taken for one without changes."""
    clone = project.runner.clone(project.remote, 1, "main")
    environment = {"BASE": "HEAD^", "REPORT": str(project.runner.temporary / "r")}
    done = project.runner.run(read_part("report.sh"), clone, environment)
    assert done.returncode == 4
    assert (
        done.stderr == "HEAD^ is not a commit of this clone: fetch it, or make the clone deeper\n"
    )


@pytest.mark.parametrize(
    "base", ["$(touch pwned)", "`touch pwned`", "--output=pwned", "a; touch pwned"]
)
def test_a_name_of_a_branch_is_no_command(project: Project, base: str) -> None:
    """What a branch is called is never run, and never an option."""
    clone = project.runner.clone(project.remote, 1, "main")
    environment = {"BASE": base, "REPORT": str(project.runner.temporary / "r")}
    assert project.runner.run(read_part("report.sh"), clone, environment).returncode == 4
    assert not (clone / "pwned").exists()


def test_a_check_writes_nothing_into_the_clone(built: Path, server: Server, tmp_path: Path) -> None:
    """The check passes in a clone that nobody may write to, as it came from the repository."""
    with hosting() as hosted, machine(tmp_path / "machine", real=True) as runner:
        project = Project(tmp_path, built, server, hosted, runner)
        project.propose("nothing")
        job = project.job("github", "check")
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


def test_a_project_in_a_folder_of_a_repository(project: Project) -> None:
    """The jobs work in the folder of the project, and commit nothing that is beside it."""
    (project.folder / "services" / "api").mkdir(parents=True)
    project.git("mv", "neto_client", "schemas", "pyproject.toml", "CHANGELOG.md", "services/api")
    project.commit("move")
    project.git("push", "--quiet", "origin", "main")
    project.vendor_has(FIELD)
    files = recipes("github", SOURCE, "services/api")
    job = job_of(files, "github", "nightly", project.known("github"))
    clone = project.runner.clone(project.remote, job.depth, "main")
    (clone / "beside.txt").touch()
    *_, last = job.run(project.runner, clone, project.actions)
    assert last.returncode == 0, last.stderr
    changed = project.git(
        *("--git-dir", str(project.remote), "diff", "--name-only", "main", "neto-gen/update")
    )
    assert sorted(changed.split()) == [
        "services/api/neto_client/.neto-gen.json",
        "services/api/neto_client/add_customer_log.py",
        "services/api/schemas/AddCustomerLog.xsd",
        "services/api/schemas/schemas.lock",
    ]


TITLE = "Update the client to the vendor's schemas"


@pytest.mark.parametrize("provider", WHOLE)
def test_the_nightly_update(project: Project, provider: str) -> None:
    """A change becomes a branch and a request; the same change is left alone the night after."""
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
    description = next(runner.temporary.rglob("description.md")).read_text("utf-8")
    assert "Colour" in description
    if provider == "github":
        assert f"pr create --title {TITLE} --body-file " in runner.asked
    else:
        assert hosted.requests[1]["title"] == TITLE
        assert hosted.requests[1]["description"] == description

    again = project.run(provider, "nightly")
    assert again.returncode == 0, again.stderr
    assert "neto-gen/update is up to date" in again.stdout
    assert pushed == project.git("--git-dir", str(project.remote), "rev-parse", "neto-gen/update")


def test_the_request_on_github(project: Project) -> None:
    """The pull request that is there is kept up to date, and closed when there is nothing to update."""
    (project.runner.folder / "requests").write_text("8\n")
    assert (
        project.part("github", "propose", {"description.md": "x"}, changed="true").returncode == 0
    )
    assert "pr edit 8 --body-file " in project.runner.asked
    assert project.part("github", "propose", {}, changed="").returncode == 0
    assert "pr close 8 " in project.runner.asked


@pytest.mark.parametrize("provider", ["gitlab", "azure"])
def test_the_request_elsewhere(project: Project, provider: str) -> None:
    """The request is made once, kept up to date, and closed when there is nothing to update."""
    requests = project.hosted.requests

    def propose(text: str) -> None:
        told = {"changed": "true" if text else "", "BUILD_SOURCEBRANCH": "refs/heads/main"}
        done = project.part(provider, "propose", {"description.md": text}, **told)
        assert done.returncode == 0, done.stderr

    propose("")
    assert requests == {}
    propose("an umlaut: ü\n")
    (made,) = requests.values()
    assert made["title"] == TITLE
    assert made["description"] == "an umlaut: ü\n"
    between = {"source_branch": "neto-gen/update", "target_branch": "main"}
    if provider == "azure":
        between = {
            "sourceRefName": "refs/heads/neto-gen/update",
            "targetRefName": "refs/heads/main",
        }
    assert between.items() <= made.items()
    propose("line\n" * 10_000)
    assert [*requests] == [1]
    assert made["description"].startswith("line\nline\n")
    propose("")
    assert made.get("state_event") == "close" or made.get("status") == "abandoned"
    propose("again\n")
    assert [*requests] == [1, 2]


def test_a_pull_request_that_may_not_be_made(project: Project) -> None:
    """Where Actions may make no pull requests, the job fails, and names the setting to switch on."""
    (project.runner.folder / "may-not-create").touch()
    done = project.part("github", "propose", {"description.md": "x"}, changed="true")
    assert done.returncode == 1
    assert "::error::switch on: Settings > Actions > General > Allow GitHub" in done.stdout


def test_a_night_without_the_vendor(project: Project) -> None:
    """When the vendor cannot be reached, the job fails, and nothing is pushed."""
    project.server.answers.clear()
    done = project.run("github", "nightly")
    assert done.returncode == 4
    assert "neto-gen/update" not in project.git("--git-dir", str(project.remote), "branch")


@pytest.mark.parametrize("provider", WHOLE)
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
    page = project.folder / "CHANGELOG.md"
    project.git("pull", "--quiet", "origin", "main")
    mine = "# Changes\r\n\r\n## Unreleased\r\n\r\n- Mine.\r\n\r\n## 2.0.0\r\n\r\n- That.\r\n"
    page.write_bytes(mine.encode())
    project.commit("mine")
    project.git("push", "--quiet", "origin", "main")
    next_ = project.run(provider, "release", version="2.0.1")
    assert next_.returncode == 0, next_.stderr
    project.git("pull", "--quiet", "origin", "main")
    added = "## 2.0.1\r\n\r\nNothing changed in the API.\r\n\r\n## 2.0.0"
    assert page.read_bytes().decode() == mine.replace("## 2.0.0", added)


def test_a_release_of_gitlab(project: Project) -> None:
    """GitLab shows the section with the tag."""
    done = project.part("gitlab", "release", {"section.md": "## 2.0.0\n"}, VERSION="2.0.0")
    assert done.returncode == 0, done.stderr
    assert project.hosted.releases == [{"tag_name": "v2.0.0", "description": "## 2.0.0\n"}]


@pytest.mark.parametrize("version", ["", "v2", "2.0.0; touch pwned", "$(touch pwned)", "-x", "2 0"])
def test_a_version_that_is_none(project: Project, version: str) -> None:
    """What is no version is refused before anything is done."""
    clone = project.runner.clone(project.remote, 0, "main")
    environment = {"VERSION": version, "REPORT": str(project.runner.temporary / "r")}
    done = project.runner.run(read_part("release.sh"), clone, environment)
    assert done.returncode == 2
    assert done.stderr == f"'{version}' is not a version: write it as 1.2.0\n"
    assert not (clone / "pwned").exists()


def test_what_is_installed(project: Project) -> None:
    """The step that installs takes a wheel of the repository, and nothing by its name alone."""
    name = f"neto_gen-{__version__}-py3-none-any.whl"
    _write_wheel(project.folder / "wheels" / name)
    project.commit("wheel")
    project.git("push", "--quiet", "origin", "main")
    site = project.runner.folder / "site"
    for provider in PROVIDERS if IS_LONG else ["gitlab"]:
        files = recipes(provider, f"./wheels/{name}")
        step = job_of(files, provider, "check", project.known(provider)).steps[0]
        clone = project.runner.clone(project.remote, 1, "main")
        options = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_TARGET": str(site / provider)}
        script, _, _ = step.script.partition("git fetch")
        done = project.runner.run(script, clone, {**options, **step.environment}, step.shell)
        assert done.returncode == 0, done.stderr
        assert (site / provider / "neto_gen.py").is_file()


def _write_wheel(path: Path) -> None:
    """Write the smallest wheel that pip accepts as neto-gen."""
    path.parent.mkdir()
    info = f"neto_gen-{__version__}.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: neto-gen\nVersion: {__version__}\n"
    wheel = "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("neto_gen.py", "")
        archive.writestr(f"{info}/METADATA", metadata)
        archive.writestr(f"{info}/WHEEL", wheel)
        archive.writestr(f"{info}/RECORD", "")
