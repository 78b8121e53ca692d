"""Find where CI installs neto-gen from: the version that writes its files, never a bare name.

As long as neto-gen is on no index, anybody could register its name there.
"""

from __future__ import annotations

import json
import re
from importlib.metadata import PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import unquote, urlsplit

from neto_gen import __version__
from neto_gen.problems import ExitCode, Failure, Problem

if TYPE_CHECKING:
    from pathlib import Path

_WAYS = (
    "git+https://HOST/neto-gen.git@v{version}, the https address of a wheel, or the path of a wheel "
    "in this repository"
)
# Characters without another meaning in YAML, in a shell, or in the expressions of a CI.
_PLAIN = re.compile(r"[A-Za-z0-9_.~:/@%#=&?+,-]+")
_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_DIGEST = re.compile(r"(?:^|&)sha256=[0-9a-f]{64}(?:&|$)")
_THIS_VERSION = re.compile(
    rf"(?<![\d.!]){re.escape(__version__)}(?!\.?\d|[._-]?(?:a|b|c|rc|dev|post|alpha|beta|pre)\d|\+)"
)


def installed_source(root: Path) -> str | None:
    """Return where this neto-gen was installed from, if another machine can get it there.

    That is an address, or a wheel in the project, whose folder is `root`.
    """
    try:
        text = distribution("neto-gen").read_text("direct_url.json")
        return source_of(json.loads(text), root) if text else None
    except (PackageNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return None


def source_of(record: dict[str, Any], root: Path) -> str | None:
    """Return the requirement that makes pip repeat an installation that it recorded (PEP 610)."""
    url = str(record["url"])
    if url.startswith("file://"):
        path = unquote(urlsplit(url).path)
        inner = path.removeprefix(f"{root.as_posix()}/")
        return f"./{inner}" if inner != path and "archive_info" in record else None
    if not url.startswith(("https://", "ssh://")):
        return None
    fragments: list[str] = []
    if record.get("subdirectory"):
        fragments.append(f"subdirectory={record['subdirectory']}")
    if "vcs_info" in record:
        vcs = record["vcs_info"]
        url = f"{vcs['vcs']}+{url}@{vcs['commit_id']}"
    elif "archive_info" in record:
        archive = record["archive_info"]
        hashes = cast("dict[str, str]", archive.get("hashes") or {})
        digest = hashes.get("sha256") or str(archive.get("hash") or "").removeprefix("sha256=")
        if re.fullmatch("[0-9a-f]{64}", digest):
            fragments.append(f"sha256={digest}")
    else:
        return None
    return "#".join(filter(None, (url, "&".join(fragments))))


def pinned_source(source: str | None, root: Path) -> str:
    """Return the requirement that makes pip install this version, from a named or found source.

    `root` is the folder of the project. Raises Failure when there is no source, when CI could not
    get it there, and when it may be another neto-gen tomorrow.
    """
    if source is None:
        what = "CI cannot install neto-gen from where it is installed here"
        hint = f"set --install-from, or install-from in [tool.neto-gen], to {_WAYS}"
        raise Failure(ExitCode.USAGE, Problem(what, None, hint))
    source = source.strip().replace("{version}", __version__)
    named = source.removeprefix("neto-gen @ ")
    if not _PLAIN.fullmatch(named):
        raise _refused(
            named, "contains characters that are not allowed in CI files", f"give {_WAYS}"
        )
    if "://" not in named:
        return _wheel(named, root)
    kind, _, address = named.rpartition("+") if named.startswith("git+") else ("", "", named)
    parts = urlsplit(address)
    allowed = ("https", "ssh") if kind else ("https",)
    if parts.scheme not in allowed or not parts.hostname:
        raise _refused(named, "is not an address that CI can trust", f"give {_WAYS}")
    if parts.password or (parts.username and (parts.scheme, parts.username) != ("ssh", "git")):
        raise _refused(_without_user(named), "would contain a secret", "remove it from the address")
    if kind:
        _require_revision(named, parts.path)
    elif address.split("#")[0].endswith(".git"):
        raise _refused(named, "is a repository", f"write it as git+{named}@v{{version}}")
    elif not (_DIGEST.search(parts.fragment) or _THIS_VERSION.search(unquote(parts.path))):
        hint = "name the file of that version, or add #sha256=… with its digest"
        raise _refused(named, f"does not say that it is version {__version__}", hint)
    return f"neto-gen @ {named}"


def _require_revision(named: str, path: str) -> None:
    _, at, revision = path.rpartition("@")
    hint = "end it with @v{version} for the tag of this version, or with @ and a whole commit"
    if not at or not revision:
        raise _refused(named, "does not name a revision", hint)
    if not (_COMMIT.fullmatch(revision) or _THIS_VERSION.search(revision)):
        raise _refused(named, f"may lead to another neto-gen than {__version__} later", hint)


def _wheel(path: str, root: Path) -> str:
    """Return the path of a wheel in the repository. Raises Failure for anything else."""
    if not path.endswith(".whl"):
        what = "is only a name: neto-gen is not on PyPI yet, so anybody could register that name"
        raise _refused(path, what, f"give {_WAYS}")
    if path.startswith("/") or not (root / path).is_file():
        raise _refused(path, "is not a file in this project", f"give {_WAYS}")
    if not _THIS_VERSION.search(path.rpartition("/")[2]):
        raise _refused(path, f"is not version {__version__}, which writes these files", None)
    return path if path.startswith(".") else f"./{path}"


def _refused(source: str, what: str, hint: str | None) -> Failure:
    return Failure(ExitCode.USAGE, Problem(f'install-from "{source}" {what}', None, hint))


def _without_user(address: str) -> str:
    return re.sub(r"//[^/]*@", "//…@", address, count=1)
