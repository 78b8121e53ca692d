"""Where CI installs neto-gen from: what is taken, what is refused, and what an installation tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from neto_gen import __version__
from neto_gen.ci import pinned_source
from neto_gen.ci.source import source_of
from neto_gen.problems import ExitCode, Failure

if TYPE_CHECKING:
    from pathlib import Path

COMMIT = "0123456789abcdef0123456789abcdef01234567"
DIGEST = "ab" * 32
WHEEL = f"neto_gen-{__version__}-py3-none-any.whl"


@pytest.mark.parametrize(
    ("named", "pinned"),
    [
        (
            "git+https://git.example/x.git@v{version}",
            f"git+https://git.example/x.git@v{__version__}",
        ),
        (f" git+https://git.example/x.git@{COMMIT} ", f"git+https://git.example/x.git@{COMMIT}"),
        (f"git+ssh://git@git.example/x.git@{COMMIT}", f"git+ssh://git@git.example/x.git@{COMMIT}"),
        (
            f"git+https://git.example/x.git@{COMMIT}#subdirectory=a/b",
            f"git+https://git.example/x.git@{COMMIT}#subdirectory=a/b",
        ),
        (f"https://files.example/{WHEEL}", f"https://files.example/{WHEEL}"),
        (f"neto-gen @ https://files.example/{WHEEL}", f"https://files.example/{WHEEL}"),
        (
            f"https://files.example/x.zip#sha256={DIGEST}",
            f"https://files.example/x.zip#sha256={DIGEST}",
        ),
    ],
)
def test_what_is_pinned(named: str, pinned: str, tmp_path: Path) -> None:
    """An address that is this very version is what pip is told to install."""
    assert pinned_source(named, tmp_path) == f"neto-gen @ {pinned}"


def test_a_wheel_in_the_repository(tmp_path: Path) -> None:
    """A wheel that is committed is installed by its path from the project."""
    (tmp_path / "wheels").mkdir()
    (tmp_path / "wheels" / WHEEL).touch()
    assert pinned_source(f"wheels/{WHEEL}", tmp_path) == f"./wheels/{WHEEL}"
    assert pinned_source(f"./wheels/{WHEEL}", tmp_path) == f"./wheels/{WHEEL}"


@pytest.mark.parametrize(
    ("named", "what"),
    [
        (None, "CI cannot install neto-gen from where it is installed here"),
        ("neto-gen", "is only a name: neto-gen is not on PyPI yet, so anybody could register"),
        (f"neto-gen=={__version__}", "is only a name"),
        ("", "contains characters that are not allowed"),
        ("neto-gen @ ", "contains characters that are not allowed"),
        ("git+https://git.example/x.git", "does not name a revision"),
        ("git+https://git.example/x.git@", "does not name a revision"),
        (
            "git+https://git.example/x.git@main",
            f"may lead to another neto-gen than {__version__} later",
        ),
        ("git+https://git.example/x.git@v{version}1", "may lead to another"),
        ("git+https://git.example/x.git@v{version}rc1", "may lead to another"),
        ("git+https://git.example/x.git@v{version}-rc1", "may lead to another"),
        ("git+https://git.example/x.git@v{version}.dev1", "may lead to another"),
        ("git+https://git.example/x.git@v{version}.1", "may lead to another"),
        ("git+https://git.example/x.git@v1{version}", "may lead to another"),
        (f"git+https://git.example/x.git@{COMMIT[:7]}", "may lead to another"),
        ("git+http://git.example/x.git@v{version}", "is not an address that CI can trust"),
        ("git+file:///x@v{version}", "is not an address that CI can trust"),
        ("file:///x.whl", "is not an address that CI can trust"),
        ("http://files.example/x-{version}.whl", "is not an address that CI can trust"),
        ("https:///x-{version}.whl", "is not an address that CI can trust"),
        ("git+https://u:secret@git.example/x.git@v{version}", "would contain a secret"),
        ("https://secret@files.example/x-{version}.whl", "would contain a secret"),
        ("https://git.example/x.git", "is a repository"),
        ("https://files.example/neto_gen.whl", f"does not say that it is version {__version__}"),
        ("https://files.example/x.zip#sha256=abc", "does not say that it is"),
        (
            "https://files.example/x-{version}.whl ${{ x }}",
            "contains characters that are not allowed",
        ),
        ("https://files.example/$(id)-{version}.whl", "contains characters that are not allowed"),
        ('https://files.example/"{version}.whl', "contains characters that are not allowed"),
        ("missing-{version}.whl", "is not a file in this project"),
        ("/etc/neto_gen-{version}.whl", "is not a file in this project"),
    ],
)
def test_what_is_refused(named: str | None, what: str, tmp_path: Path) -> None:
    """What is not this very version, or what others could replace, is refused with what to do."""
    with pytest.raises(Failure) as caught:
        pinned_source(named, tmp_path)
    assert caught.value.exit_code is ExitCode.USAGE
    (problem,) = caught.value.problems
    assert what in problem.what
    assert problem.hint
    assert "secret@" not in str(problem)


def test_a_wheel_of_another_version(tmp_path: Path) -> None:
    """A wheel that is there, but is not what runs, is refused."""
    (tmp_path / "neto_gen-99.0-py3-none-any.whl").touch()
    with pytest.raises(Failure, match=f"is not version {__version__}"):
        pinned_source("neto_gen-99.0-py3-none-any.whl", tmp_path)


@pytest.mark.parametrize(
    ("record", "source"),
    [
        (
            {
                "url": "https://git.example/x.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT, "requested_revision": "main"},
            },
            f"git+https://git.example/x.git@{COMMIT}",
        ),
        (
            {
                "url": "ssh://git@git.example/x.git",
                "vcs_info": {"vcs": "git", "commit_id": COMMIT},
                "subdirectory": "a/b",
            },
            f"git+ssh://git@git.example/x.git@{COMMIT}#subdirectory=a/b",
        ),
        (
            {
                "url": f"https://files.example/{WHEEL}",
                "archive_info": {"hashes": {"sha256": DIGEST}},
            },
            f"https://files.example/{WHEEL}#sha256={DIGEST}",
        ),
        (
            {"url": f"https://files.example/{WHEEL}", "archive_info": {"hash": f"sha256={DIGEST}"}},
            f"https://files.example/{WHEEL}#sha256={DIGEST}",
        ),
        (
            {"url": f"https://files.example/{WHEEL}", "archive_info": {}},
            f"https://files.example/{WHEEL}",
        ),
        ({"url": "file:///home/me/neto-gen", "dir_info": {"editable": True}}, None),
        ({"url": "file:///home/me/neto-gen.whl", "archive_info": {}}, None),
        ({"url": "file:///project/wheels/a%20b.whl", "archive_info": {}}, "./wheels/a b.whl"),
        ({"url": "file:///project/neto-gen", "dir_info": {}}, None),
        ({"url": "file:///project-2/x.whl", "archive_info": {}}, None),
    ],
)
def test_what_an_installation_tells(
    record: dict[str, Any], source: str | None, tmp_path: Path
) -> None:
    """What pip recorded of an address is installed again; a folder of this machine is not there in CI."""
    project = type(tmp_path)("/project")
    assert source_of(record, project) == source
