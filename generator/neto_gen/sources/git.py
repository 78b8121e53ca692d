"""A folder of schemas as it was at a git revision. Nothing is checked out, and nothing fetched."""

from __future__ import annotations

import datetime as dt
import os
import shlex
import subprocess
import tempfile
import threading
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from neto_gen.problems import ExitCode, Failure, Problem, reason
from neto_gen.sources.folder import MemoryFolder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SECONDS = 60
_MOST_BYTES = 256 * 1024 * 1024
_MOST_ENTRIES = 200_000
_MOST_LISTED = 32 * 1024 * 1024
_NAME_THE_FOLDER = "name their folder as REVISION:PATH"
# Git must not prompt for a password, nor download missing objects.
_ENVIRONMENT = {
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_MISSING = "git fetch --tags gets the tags, git fetch --unshallow the history of a shallow clone"


class _ForeignFailure(Failure):
    """Git refuses a repository, for another user owns it."""

    def __init__(self, said: str) -> None:
        folder = said.partition("'")[2].partition("'")[0]
        hint = f"if you trust it: git config --global --add safe.directory {shlex.quote(folder)}"
        what = "git refuses to read the repository, because it belongs to another user"
        super().__init__(ExitCode.SOURCE, Problem(what, folder, hint))


def open_revision(
    revision: str, path: str, where: Path, catalogue: Iterable[tuple[str, str]] = ()
) -> tuple[MemoryFolder, str | None]:
    """Read the folder at `path` in a revision; for a file, its folder, and return its name, too.

    `path` counts from the top of the repository, or from `where` when it begins with `./`. Raises
    Failure when there is no such revision, or nothing at the path in it.
    """
    tree = _object(f"{revision}^{{tree}}", where)
    if tree is None:
        what = f'no git revision, folder or file "{revision}"'
        raise Failure(ExitCode.SOURCE, Problem(what, None, _MISSING))
    path = path.rstrip("/") if path.strip("/") else path
    found = _object(f"{revision}:{path}", where)
    if found is None:
        what = f'revision "{revision}" has no {path or "files"}'
        raise Failure(ExitCode.SOURCE, Problem(what, None, "name the path as REVISION:PATH"))
    if _git(where, "cat-file", "-t", found).strip() == b"tree":
        return MemoryFolder(f"{revision}:{path}", _files(found, where), catalogue), None
    pure = PurePosixPath(path)
    parent = str(pure.parent)
    if parent == ".":
        parent = "./" if path.startswith("./") else ""
    elif path.startswith("./"):
        parent = f"./{parent}"
    folder = _object(f"{revision}:{parent}", where) or tree
    shown = f"{revision}:{parent}".rstrip("/")
    return MemoryFolder(shown, _files(folder, where), catalogue), pure.name


def open_package(revision: str, path: str, where: Path) -> dict[str, bytes]:
    """Read the Python modules below a folder of a revision; return their contents by path.

    Raises Failure when there is no such revision, or no folder at the path in it.
    """
    if _object(f"{revision}^{{tree}}", where) is None:
        what = f'no git revision or folder "{revision}"'
        raise Failure(ExitCode.SOURCE, Problem(what, None, _MISSING))
    tree = _object(f"{revision}:{path.rstrip('/')}", where)
    if tree is None or _git(where, "cat-file", "-t", tree).strip() != b"tree":
        what = f'revision "{revision}" has no folder {path}'
        raise Failure(ExitCode.SOURCE, Problem(what, None, "name the folder as REVISION:PATH"))
    return _files(tree, where, (".py",))


def latest_tag(path: str, where: Path) -> str:
    """Return the newest tag in the history of HEAD that contains a path. Raises Failure."""
    known = tags(where)
    for tag in reversed(known):
        if _object(f"{tag}:{path}", where) is not None:
            return tag
    what = f"no tag of this repository has {path}" if known else "this repository has no tags"
    raise Failure(
        ExitCode.SOURCE, Problem(what, None, f"name what to compare with, such as HEAD; {_MISSING}")
    )


def tags(where: Path) -> list[str]:
    """Return the tags in the history of HEAD, the newest last."""
    if _object("HEAD", where) is None:
        return []
    # Tags of the same second are sorted by version.
    order = ("--sort=version:refname", "--sort=creatordate")
    listed = _git(where, "tag", "--merged", "HEAD", *order)
    return listed.decode(errors="surrogateescape").splitlines()


def is_revision(name: str, where: Path) -> bool:
    """Tell whether a name is a git revision."""
    return _object(name, where) is not None


def day_of(revision: str, where: Path) -> dt.date:
    """Return the date of a commit. Raises Failure when there is no such commit."""
    found = _object(f"{revision}^{{commit}}", where)
    if found is None:
        raise Failure(ExitCode.SOURCE, Problem(f'no git revision "{revision}"', None, _MISSING))
    shown = _git(where, "show", "--no-patch", "--format=%cs", found)
    return dt.date.fromisoformat(shown.decode().split()[0])


def path_in_repository(path: Path) -> str | None:
    """Return a path relative to the repository around it, or None outside of one.

    Raises Failure when git refuses the repository, for another user owns it.
    """
    folder = path if path.is_dir() else path.parent
    try:
        top = _git(folder, "rev-parse", "--show-toplevel").decode(errors="surrogateescape")
        return path.resolve().relative_to(Path(top.rstrip("\n")).resolve()).as_posix()
    except _ForeignFailure:
        raise
    except (Failure, ValueError):
        return None


def _object(name: str, where: Path) -> str | None:
    """Return the hash of the object with this name, or None."""
    if "\0" in name:
        return None
    arguments = ("rev-parse", "--verify", "--quiet", "--end-of-options", name)
    result = _run(where, *arguments)
    return result.stdout.decode().strip() if result.returncode == 0 else None


def _files(
    tree: str, where: Path, endings: tuple[str, ...] = (".xsd", ".lock", ".xml")
) -> dict[str, bytes]:
    """Return the files with these endings below a tree; links and submodules are not followed."""
    names: list[tuple[str, str]] = []
    total = 0
    for entry in _entries(tree, where):
        head, _, path = entry.partition(b"\t")
        words = head.split()
        if len(words) == 4 and words[0].startswith(b"100"):  # noqa: PLR2004 - and type, hash, size
            name = path.decode(errors="surrogateescape")
            if name.lower().endswith(endings):
                names.append((name, words[2].decode()))
                total += int(words[3]) if words[3].isdigit() else 0
                if total > _MOST_BYTES:
                    what = f"the files of this revision are larger than {_MOST_BYTES:,} bytes"
                    raise Failure(ExitCode.SOURCE, Problem(what, None, _NAME_THE_FOLDER))
    batch = "".join(f"{found}\n" for _, found in names).encode()
    output = _git(where, "cat-file", "--batch", given=batch)
    files: dict[str, bytes] = {}
    place = 0
    for name, _ in names:
        end = output.find(b"\n", place)
        words = output[place:end].split()
        if end < 0 or len(words) != 3 or words[1] != b"blob":  # noqa: PLR2004 - hash, type, size
            hint = "git fsck says what is wrong with the repository"
            raise Failure(ExitCode.SOURCE, Problem("git cannot find this file", name, hint))
        size = int(words[2])
        files[name] = output[end + 1 : end + 1 + size]
        place = end + 2 + size
    return files


def _entries(tree: str, where: Path) -> Iterator[bytes]:
    """Yield the entries that git lists below a tree.

    A small repository may list without end, because a tree may contain the same one many times: git
    is stopped at a limit. Raises Failure when there are too many.
    """
    command = ["git", "ls-tree", "-r", "-z", "-l", "--full-tree", tree]
    count, size, rest = 0, 0, b""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 - no shell; the tree is a hash
            command,
            cwd=where,
            env={**os.environ, **_ENVIRONMENT},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            bufsize=0,
        )
        timer = threading.Timer(_SECONDS, process.kill)
        timer.start()
        try:
            assert process.stdout is not None  # noqa: S101 - it is a pipe
            while piece := process.stdout.read(1 << 16):
                *entries, rest = (rest + piece).split(b"\0")
                count, size = count + len(entries), size + len(piece)
                if count > _MOST_ENTRIES or size > _MOST_LISTED:
                    what = f"this revision lists more than {_MOST_ENTRIES:,} files"
                    if count <= _MOST_ENTRIES:
                        what = f"the names of files of this revision take {_MOST_LISTED:,} bytes"
                    raise Failure(ExitCode.SOURCE, Problem(what, None, _NAME_THE_FOLDER))
                yield from entries
            if process.wait():
                said.seek(0)
                raise _failed("ls-tree", said.read(1000))
        finally:
            timer.cancel()
            process.kill()
            process.wait()
            if process.stdout is not None:
                process.stdout.close()


def _failed(command: str, said: bytes) -> Failure:
    lines = said.decode(errors="replace").strip().splitlines()
    what = f"git {command}: {lines[0] if lines else 'failed'}"
    return Failure(ExitCode.SOURCE, Problem(what, None, "run it in a git repository"))


def _git(where: Path, *arguments: str, given: bytes | None = None) -> bytes:
    result = _run(where, *arguments, given=given)
    if result.returncode:
        raise _failed(arguments[0], result.stderr)
    return result.stdout


def _run(
    where: Path, *arguments: str, given: bytes | None = None
) -> subprocess.CompletedProcess[bytes]:
    try:
        result = subprocess.run(  # noqa: S603 - no shell; names come after --end-of-options
            ["git", *arguments],  # noqa: S607 - git is where the user has it
            cwd=where,
            env={**os.environ, **_ENVIRONMENT},
            input=given if given is not None else b"",
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        problem = Problem("git is not installed", None, "install it, or compare two folders")
        raise Failure(ExitCode.SOURCE, problem) from None
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        what = f"git {arguments[0]}: {reason(error)}"
        raise Failure(ExitCode.SOURCE, Problem(what)) from None
    if result.returncode and b"dubious ownership" in result.stderr:
        raise _ForeignFailure(result.stderr.decode(errors="replace"))
    return result
