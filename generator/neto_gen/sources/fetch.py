"""Bring a schema folder and its lock up to date with the vendor's files, all or nothing.

With `keep_going`, it is all or nothing for each operation.

Long, because a fetch is one course, of which each step can be the last.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import urljoin

from neto_gen.files.paths import faults, referred_path
from neto_gen.problems import ExitCode, Failure, Problem, and_more, listed, printable, shortened
from neto_gen.sources.folder import LOCK_NAME
from neto_gen.sources.http import (
    Download,
    Downloader,
    DownloadPolicy,
    Edition,
    UnavailableError,
    proxy_variable,
)
from neto_gen.sources.lock import FETCHED, format_lock, lock_file, read_lock
from neto_gen.sources.record import write_folder
from neto_gen.sources.scan import scan
from neto_gen.sources.workers import in_threads

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from neto_gen.sources.folder import SchemaFolder
    from neto_gen.sources.lock import Locked, Origin
    from neto_gen.sources.scan import Scanned


class Wanted(Protocol):
    """An operation whose files are wanted, and the folders they may be in, best first."""

    @property
    def roots(self) -> Mapping[str, str]:
        """The names of its files, each with the root element that it declares."""
        ...

    @property
    def bases(self) -> tuple[str, ...]:
        """Addresses that end in a slash."""
        ...


class Source(Protocol):
    """A source of files: a server or a folder."""

    def get(
        self, url: str, file: str, known: Edition | None, check: Callable[[bytes], object], /
    ) -> Download:
        """Download a file, unless it is the known edition. Raises UnavailableError."""
        ...

    def name_of(self, url: str, /) -> str:
        """Return the name of an address's source for messages."""
        ...

    def close(self) -> None:
        """Close what is open."""
        ...


# Called after each file with its name, "downloaded", "not modified" or "failed", and the number of
# files known by then.
Progress: TypeAlias = "Callable[[str, str, int], None]"


@dataclass(slots=True, kw_only=True)
class Fetched:
    """The result of a fetch, by file name.

    `untranscribed` are those of `changed` that had been transcribed until now; `kept` are files of
    the folder's keeper, which a fetch leaves alone. `written` are the lock and the like, and
    `failed` is what was wrong with operations that were left as they are. `before` and `after` are what all the files of
    the operations held, and what they hold now.
    """

    created: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    untranscribed: list[str] = field(default_factory=list[str])
    kept: list[str] = field(default_factory=list[str])
    failed: list[Problem] = field(default_factory=list[Problem])
    written: list[str] = field(default_factory=list[str])
    before: dict[str, bytes] = field(default_factory=dict[str, bytes])
    after: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def __bool__(self) -> bool:
        return bool(self.created or self.changed)


def fetch(
    folder: SchemaFolder,
    operations: Sequence[Wanted],
    *,
    policy: DownloadPolicy,
    progress: Progress,
    check: bool = False,
    overwrite: bool = False,
    keep_going: bool = False,
    source: Source | None = None,
    mirrored: bool = False,
) -> Fetched:
    """Download the schemas of operations with all that they include, and lock them.

    They come from a server, or from `source`; `mirrored` says that this is not the vendor's. With
    `check`, nothing is written. Raises Failure when any file cannot be had, was edited by hand and
    `overwrite` is not set, or cannot be written; the folder is then as it was. With `keep_going`,
    operations whose files are all to be had are fetched nevertheless, if there are any.
    """
    origin: Origin = "mirrored" if mirrored else "downloaded"
    work = Work(folder, policy, progress, check, overwrite, keep_going, origin)
    trees = [
        [
            File(file, tuple(f"{base}{file}" for base in operation.bases), root)
            for file, root in operation.roots.items()
        ]
        for operation in operations
    ]
    return work.run(trees, source or Downloader(policy))


@dataclass(slots=True)
class File:
    """A file that is wanted: its name in the folder, where it may be, and the root it must have."""

    file: str
    urls: tuple[str, ...]
    root: str | None


@dataclass(frozen=True, slots=True)
class _Missing:
    """A file that cannot be had: what each of its addresses came to."""

    file: str
    reasons: tuple[tuple[str, UnavailableError], ...]

    @property
    def is_shared(self) -> bool:
        """Whether it concerns the server, and so all files, whatever the address."""
        return all(error.is_shared for _, error in self.reasons)

    @property
    def may_pass(self) -> bool:
        """Whether another attempt may succeed."""
        return any(error.may_pass for _, error in self.reasons)

    def __str__(self) -> str:
        return printable("; ".join(f"{name}: {error}" for name, error in self.reasons))


@dataclass(slots=True)
class Work:
    """A fetch that is under way."""

    folder: SchemaFolder
    policy: DownloadPolicy
    progress: Progress
    check: bool
    overwrite: bool
    keep_going: bool
    origin: Origin
    locked: dict[str, Locked] = field(init=False)
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    downloads: dict[str, Download] = field(default_factory=dict[str, "Download"])
    scans: dict[str, Scanned] = field(default_factory=dict[str, "Scanned"])
    missing: list[_Missing] = field(default_factory=list[_Missing])
    problems: dict[str, list[Problem]] = field(default_factory=dict[str, "list[Problem]"])
    edited: list[str] = field(default_factory=list[str])
    result: Fetched = field(default_factory=Fetched)
    total: int = 0

    def __post_init__(self) -> None:
        self.locked = read_lock(self.folder) or {}

    def run(self, trees: Sequence[Sequence[File]], source: Source) -> Fetched:
        """Fetch files with all that they include; those of a tree all or none."""
        roots = [file for tree in trees for file in tree]
        self.download_all(roots, source)
        self.require_roots(roots)
        for file, what in faults({*self.contents, LOCK_NAME}).items():
            hint = "nothing was changed; ask the vendor for another name"
            self.add(Problem(f"its name {what}", file, hint))
        self.edited = sorted(filter(self.is_edited, self.contents))
        bad = {*self.problems, *self.edited, *(missing.file for missing in self.missing)}
        if bad:
            failure = self.failure()
            good = {
                file
                for tree in trees
                if not bad & (files := self.closure(root.file for root in tree))
                for file in files
            }
            if not (self.keep_going and good):
                raise failure
            self.result.failed = [*failure.problems]
            self.contents = {f: text for f, text in self.contents.items() if f in good}
        return self.finish()

    def download_all(self, roots: Sequence[File], source: Source) -> None:
        """Download files with all that they include."""
        seen: set[str] = set()
        files = [*roots]
        try:
            while files := self.downloadable(files, seen):
                self.total += len(files)
                self.require_few(self.total, files[-1].file)
                outcomes = in_threads(partial(self.download, source), files, self.policy.parallel)
                found = [file for file in outcomes if file is not None]
                files = list(self.included(found))
        finally:
            source.close()

    def downloadable(self, files: Iterable[File], seen: set[str]) -> list[File]:
        """Return the files that are new and not maintained in the folder by hand."""
        found: list[File] = []
        for wanted in files:
            file = wanted.file
            if file in seen:
                continue
            seen.add(file)
            content, entry = self.folder.read(file), self.locked.get(file)
            is_as_locked = content is None or (entry is not None and entry.matches(content))
            is_local = entry is not None and entry.origin == "local"
            if is_local and is_as_locked and not self.overwrite:
                self.result.kept.append(file)
            else:
                found.append(wanted)
        return found

    def is_edited(self, file: str) -> bool:
        """Tell whether the folder has an edited version of a file, which must not be overwritten."""
        present, entry = self.folder.read(file), self.locked.get(file)
        if self.overwrite or self.check or present in {None, self.contents[file]}:
            return False
        return entry is None or not entry.matches(present or b"")

    def closure(self, roots: Iterable[str]) -> set[str]:
        """Return these files and all that they include."""
        found: set[str] = set()
        queue = [*roots]
        while queue:
            file = queue.pop()
            if file not in found:
                found.add(file)
                if file in self.contents:
                    queue += self.referred(file)
        return found

    def referred(self, file: str) -> list[str]:
        """Return the files of the folder that a file refers to."""
        names = (referred_path(file, reference) for reference in self.scanned(file).references)
        return [name for name in names if name is not None]

    def more_files(self) -> dict[str, bytes]:
        """Return other files to write into the folder."""
        return {}

    def add(self, problem: Problem) -> None:
        """Note what is wrong with a file."""
        self.problems.setdefault(str(problem.where), []).append(problem)

    def failure(self) -> Failure:
        """Return a Failure with every problem, each once."""
        if self.edited:
            hint = "record it with neto-gen lock, or take the vendor's with --overwrite"
            left = "" if self.keep_going else "; nothing was fetched"
            what = f"was edited by hand, or is not in the lock{left}"
            edited = [Problem(what, self.folder.file(file), hint) for file in self.edited]
            if not (self.keep_going or self.missing or self.problems):
                return Failure(ExitCode.DIFFERS, *edited)
        else:
            edited = []
        shared: dict[tuple[str, ...], list[_Missing]] = {}
        found = [*edited, *(problem for some in self.problems.values() for problem in some)]
        for missing in self.missing:
            if missing.is_shared:
                shared.setdefault(tuple(name for name, _ in missing.reasons), []).append(missing)
            else:
                found.append(Problem(str(missing), missing.file, self.remedy(missing)))
        whole: list[Problem] = []
        for them in shared.values():
            first = min(them, key=lambda missing: missing.file)
            shown = first.file if len(them) == 1 else f"{first.file} {and_more(len(them) - 1)}"
            whole.append(Problem(f"{first} ({shown})", None, self.remedy(first)))
        return Failure(ExitCode.SOURCE, *whole, *sorted(found, key=str))

    def remedy(self, missing: _Missing) -> str:
        """Return the advice for a file that is not available."""
        nothing = "" if self.keep_going else "nothing was changed; "
        proxy = proxy_variable()
        is_mirrored = self.origin == "mirrored"
        if "certificate verify failed" in str(missing):
            return (
                f"{nothing}if the server uses a private certificate authority, set SSL_CERT_FILE to "
                "the file of its certificate"
            )
        if missing.may_pass:
            reached = "when the address can be reached" if missing.is_shared else "later"
            if missing.is_shared and proxy is not None:
                reached += f" (through the proxy of {proxy})"
            other = "name another mirror" if is_mirrored else "set a mirror"
            return f"{nothing}try again {reached}, or {other} in [tool.neto-gen]"
        if is_mirrored:
            return f"{nothing}check the files of the mirror, and its address in [tool.neto-gen]"
        return f"{nothing}ask the vendor for it, or set a mirror that has it in [tool.neto-gen]"

    def require_few(self, files: int, file: str) -> None:
        """Raise Failure when there are too many files: each may include another one without end."""
        if files > self.policy.files:
            what = f"more than {self.policy.files:,} files, including all that they include"
            hint = "nothing was fetched; ask the vendor whether the includes are correct"
            raise Failure(ExitCode.SOURCE, Problem(what, file, hint))

    def download(self, source: Source, wanted: File) -> str | None:
        """Download a file from the first address that has it, and return its name."""
        reasons: list[tuple[str, UnavailableError]] = []
        file = wanted.file
        for url in wanted.urls:
            known, content = self.known(file, url)
            try:
                download = source.get(url, file, known, scan)
            except UnavailableError as error:
                reasons.append((source.name_of(url), error))
                continue
            self.contents[file] = content if download.content is None else download.content
            self.downloads[file] = download
            outcome = "not modified" if download.content is None else "downloaded"
            self.progress(file, outcome, self.total)
            return file
        self.missing.append(_Missing(file, tuple(reasons)))
        self.progress(file, "failed", self.total)
        return None

    def known(self, file: str, url: str) -> tuple[Edition | None, bytes]:
        """Return the edition and the content of a file, if the folder has it unchanged from this address."""
        entry, content = self.locked.get(file), self.folder.read(file)
        if (
            entry is None
            or content is None
            or entry.origin not in FETCHED
            or entry.address != url
            or not entry.matches(content)
        ):
            return None, b""
        return Edition(etag=entry.etag, last_modified=entry.last_modified), content

    def included(self, files: Iterable[str]) -> Iterable[File]:
        """Yield the files that those files include."""
        for file in files:
            url = self.downloads[file].url
            references = self.scanned(file).references
            self.require_few(len(references), file)
            for reference in references:
                name = referred_path(file, reference)
                if name is None or name.lower() == LOCK_NAME:
                    shown = printable(shortened(reference, 300))
                    what = f'includes "{shown}", which is not beside it'
                    hint = "only files of the same folder are fetched; ask the vendor"
                    self.add(Problem(what, file, hint))
                    if len(self.problems[file]) > self.policy.files:
                        raise Failure(ExitCode.SOURCE, *self.problems[file])
                else:
                    yield File(name, (urljoin(url, reference),), None)

    def scanned(self, file: str) -> Scanned:
        """Return what a downloaded file declares and refers to."""
        if file not in self.scans:
            self.scans[file] = scan(self.contents[file])
        return self.scans[file]

    def require_roots(self, roots: Iterable[File]) -> None:
        """Note every file that does not declare its root element, itself or in what it includes."""
        for source in roots:
            if source.file not in self.contents or source.root is None:
                continue
            inner = self.closure([source.file]) & self.contents.keys()
            found = {name for file in inner for name in self.scanned(file).elements}
            if source.root not in found:
                declared = listed(sorted(found))
                what = f"declares no element {source.root}, but: {declared}"
                hint = "nothing was changed; the address may belong to another file"
                self.add(Problem(what, source.file, hint))

    def finish(self) -> Fetched:
        """Sort the files by what came of them, and write them."""
        entries = dict(self.locked)
        files: dict[str, bytes] = {}
        for file, content in sorted(self.contents.items()):
            old, present = self.locked.get(file), self.folder.read(file)
            self.result.after[file] = content
            if present is not None:
                self.result.before[file] = present
            is_known = old is not None and old.matches(content)
            if old is None or not is_known or not self.is_as_good(old):
                entries[file] = self.entry(file)
            if present == content or (old is not None and is_known and self.is_there(old, present)):
                self.result.unchanged.append(file)
                continue
            files[file] = content
            (self.result.created if old is None else self.result.changed).append(file)
            if old is not None and old.origin == "transcribed":
                self.result.untranscribed.append(file)
        more = {} if self.check else self.more_files()
        if entries != self.locked and not self.check:
            more[LOCK_NAME] = format_lock(entries)
        if (files or more) and not self.check:
            self.require_recorded(entries)
            self.result.written = sorted(more)
            write_folder(self.folder, {**files, **more})
        return self.result

    def require_recorded(self, entries: Iterable[str]) -> None:
        """Raise Failure when the first lock of a folder would leave out what is there already.

        A build takes no schema that a lock leaves out.
        """
        if self.folder.read(LOCK_NAME) is not None:
            return
        others = sorted({*self.folder.names()} - {*entries})
        if others:
            what = (
                f"has no {LOCK_NAME}, and schemas that are not part of this fetch: {listed(others)}"
            )
            hint = "run neto-gen lock first, which records them as your own; nothing was changed"
            raise Failure(ExitCode.USAGE, Problem(what, self.folder.shown, hint))

    def is_as_good(self, old: Locked) -> bool:
        """Tell whether the lock's entry has this fetch's origin, or that of the vendor."""
        return old.origin in {"downloaded", self.origin}

    def is_there(self, old: Locked, present: bytes | None) -> bool:
        """Tell whether a file of the lock is in the folder; a check looks only at the lock."""
        if present is None:
            return self.check and old.origin in FETCHED
        return old.matches(present) or (self.check and old.origin in FETCHED)

    def entry(self, file: str) -> Locked:
        """Return the new entry of a file for the lock."""
        download = self.downloads[file]
        return lock_file(
            self.contents[file],
            file,
            self.origin,
            address=download.url,
            etag=download.edition.etag,
            last_modified=download.edition.last_modified,
            date=dt.datetime.now(dt.UTC).date(),
        )
