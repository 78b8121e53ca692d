"""Bring a schema folder and its lock up to date with the vendor's files, all or nothing."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Protocol, TypeAlias
from urllib.parse import urljoin

from neto_gen.paths import faults, referred_path
from neto_gen.problems import ExitCode, Failure, Problem, listed, printable, shortened
from neto_gen.sources.folder import LOCK_NAME
from neto_gen.sources.http import (
    Download,
    Downloader,
    Edition,
    Policy,
    UnavailableError,
    host_of,
)
from neto_gen.sources.lock import format_lock, lock_file, read_lock
from neto_gen.sources.record import write_folder
from neto_gen.sources.scan import scan

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from neto_gen.sources.folder import SchemaFolder
    from neto_gen.sources.lock import Locked
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


# Who is told of each file as it is done: its name, "downloaded", "not modified" or "failed", and
# how many files there are by then.
Progress: TypeAlias = "Callable[[str, str, int], None]"


@dataclass(slots=True, kw_only=True)
class Fetched:
    """What a fetch found, by the names of files.

    `untranscribed` are those of `changed` that had been transcribed until now; `kept` are files of
    the folder's keeper, which a fetch leaves alone. `before` and `after` are what all the files of
    the operations held, and what they hold now.
    """

    created: list[str] = field(default_factory=list[str])
    changed: list[str] = field(default_factory=list[str])
    unchanged: list[str] = field(default_factory=list[str])
    untranscribed: list[str] = field(default_factory=list[str])
    kept: list[str] = field(default_factory=list[str])
    before: dict[str, bytes] = field(default_factory=dict[str, bytes])
    after: dict[str, bytes] = field(default_factory=dict[str, bytes])

    def __bool__(self) -> bool:
        return bool(self.created or self.changed)


def fetch(
    folder: SchemaFolder,
    operations: Sequence[Wanted],
    *,
    policy: Policy,
    progress: Progress,
    check: bool = False,
    overwrite: bool = False,
) -> Fetched:
    """Download the schemas of operations with all that they include, and lock them.

    With `check`, nothing is written. Raises Failure when any file cannot be had, was edited by hand
    and `overwrite` is not set, or cannot be written; the folder is then as it was.
    """
    return _Fetch(folder, policy, progress, check, overwrite).run(operations)


@dataclass(slots=True)
class _Source:
    """A file that is wanted: its name in the folder, where it may be, and the root it must have."""

    file: str
    urls: tuple[str, ...]
    root: str | None


@dataclass(slots=True)
class _Fetch:
    folder: SchemaFolder
    policy: Policy
    progress: Progress
    check: bool
    overwrite: bool
    locked: dict[str, Locked] = field(init=False)
    contents: dict[str, bytes] = field(default_factory=dict[str, bytes])
    downloads: dict[str, Download] = field(default_factory=dict[str, "Download"])
    scans: dict[str, Scanned] = field(default_factory=dict[str, "Scanned"])
    problems: list[Problem] = field(default_factory=list[Problem])
    result: Fetched = field(default_factory=Fetched)
    total: int = 0

    def __post_init__(self) -> None:
        self.locked = read_lock(self.folder) or {}

    def run(self, operations: Sequence[Wanted]) -> Fetched:
        roots = [
            _Source(file, tuple(f"{base}{file}" for base in operation.bases), root)
            for operation in operations
            for file, root in operation.roots.items()
        ]
        downloader = Downloader(self.policy)
        seen: set[str] = set()
        sources = roots
        try:
            with ThreadPoolExecutor(self.policy.parallel) as pool:
                while sources := self.downloadable(sources, seen):
                    self.total += len(sources)
                    self.require_few(self.total, sources[-1].file)
                    outcomes = pool.map(partial(self.download, downloader), sources)
                    found = [file for file in outcomes if file is not None]
                    sources = list(self.included(found))
        finally:
            downloader.close()
        self.require_roots(roots)
        for file, what in faults({*self.contents, LOCK_NAME}).items():
            hint = "nothing was changed; ask the vendor for another name"
            self.problems.append(Problem(f"its name {what}", file, hint))
        if self.problems:
            raise Failure(ExitCode.SOURCE, *sorted(self.problems, key=str))
        return self.finish()

    def downloadable(self, sources: Iterable[_Source], seen: set[str]) -> list[_Source]:
        """Those that were not seen before and may be replaced. Raises Failure for edited files."""
        found: list[_Source] = []
        edited: list[str] = []
        for source in sources:
            file = source.file
            if file in seen:
                continue
            seen.add(file)
            content, entry = self.folder.read(file), self.locked.get(file)
            mine = content is not None and (entry is None or not entry.matches(content))
            if entry is not None and entry.origin == "local" and not mine and not self.overwrite:
                self.result.kept.append(file)
            elif mine and not (self.overwrite or self.check):
                edited.append(file)
            else:
                found.append(source)
        if edited:
            hint = "record it with neto-gen lock, or take the vendor's with --overwrite"
            what = "was edited by hand, or is not in the lock; nothing was fetched"
            problems = (Problem(what, self.folder.file(file), hint) for file in edited)
            raise Failure(ExitCode.DIFFERS, *problems)
        return found

    def require_few(self, files: int, file: str) -> None:
        """Raise Failure when there are too many files: each may include another one without end."""
        if files > self.policy.files:
            what = f"more than {self.policy.files:,} files with all that they include"
            hint = "nothing was fetched; ask the vendor whether the includes are as they should be"
            raise Failure(ExitCode.SOURCE, Problem(what, file, hint))

    def download(self, downloader: Downloader, source: _Source) -> str | None:
        """Download a file from the first address that has it, and return its name."""
        reasons: list[str] = []
        for url in source.urls:
            known, content = self.known(source.file, url)
            try:
                download = downloader.get(url, known, scan)
            except UnavailableError as error:
                reasons.append(f"{host_of(url)}: {error}")
                continue
            if download.content is not None:
                content = download.content
            self.contents[source.file] = content
            self.downloads[source.file] = Download(
                url=url, content=download.content, edition=download.edition
            )
            outcome = "not modified" if download.content is None else "downloaded"
            self.progress(source.file, outcome, self.total)
            return source.file
        hint = (
            "nothing was changed; try again when the address can be reached, or set a mirror "
            "in [tool.neto-gen]"
        )
        self.problems.append(Problem(printable("; ".join(reasons)), source.file, hint))
        self.progress(source.file, "failed", self.total)
        return None

    def known(self, file: str, url: str) -> tuple[Edition | None, bytes]:
        """The edition that the folder has from this address, if it is there as it came."""
        entry, content = self.locked.get(file), self.folder.read(file)
        if (
            entry is None
            or content is None
            or entry.origin != "downloaded"
            or entry.address != url
            or not entry.matches(content)
        ):
            return None, b""
        return Edition(etag=entry.etag, last_modified=entry.last_modified), content

    def included(self, files: Iterable[str]) -> Iterable[_Source]:
        """The files that those files include."""
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
                    self.problems.append(Problem(what, file, hint))
                    if len(self.problems) > self.policy.files:
                        raise Failure(ExitCode.SOURCE, *self.problems)
                else:
                    yield _Source(name, (urljoin(url, reference),), None)

    def scanned(self, file: str) -> Scanned:
        """What a file that was downloaded declares and refers to."""
        if file not in self.scans:
            self.scans[file] = scan(self.contents[file])
        return self.scans[file]

    def require_roots(self, roots: Iterable[_Source]) -> None:
        """Note every file that does not declare its root element, itself or in what it includes."""
        for source in roots:
            if source.file not in self.contents:
                continue
            found: set[str] = set()
            queue, seen = [source.file], set[str]()
            while queue and source.root not in found:
                file = queue.pop()
                if file in seen or file not in self.contents:
                    continue
                seen.add(file)
                scanned = self.scanned(file)
                found |= scanned.elements
                names = (referred_path(file, reference) for reference in scanned.references)
                queue += [name for name in names if name is not None]
            if source.root not in found:
                declared = listed(sorted(found))
                what = f"declares no element {source.root}, but: {declared}"
                hint = "nothing was changed; the address may belong to another file"
                self.problems.append(Problem(what, source.file, hint))

    def finish(self) -> Fetched:
        """Sort the files by what came of them, and write them."""
        entries = dict(self.locked)
        files: dict[str, bytes] = {}
        for file, content in sorted(self.contents.items()):
            download, old = self.downloads[file], self.locked.get(file)
            present = self.folder.read(file)
            self.result.after[file] = content
            if present is not None:
                self.result.before[file] = present
            is_locked = old is not None and old.origin == "downloaded" and old.matches(content)
            is_there = present is not None and old is not None and old.matches(present)
            if is_locked and (self.check or is_there):
                self.result.unchanged.append(file)
                continue
            entries[file] = lock_file(
                content,
                file,
                "downloaded",
                address=download.url,
                etag=download.edition.etag,
                last_modified=download.edition.last_modified,
                date=dt.datetime.now(dt.UTC).date(),
            )
            files[file] = content
            (self.result.created if old is None else self.result.changed).append(file)
            if old is not None and old.origin == "transcribed":
                self.result.untranscribed.append(file)
        if files and not self.check:
            files[LOCK_NAME] = format_lock(entries)
            write_folder(self.folder, files)
        return self.result
