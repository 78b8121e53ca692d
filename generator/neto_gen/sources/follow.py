"""Bring a schema from its address into a schema folder, with all that it refers to, all or nothing.

A file at https://HOST/PATH becomes HOST/PATH in the folder, and the folder's catalogue says so. Only
hosts that were named are asked, and all of it is bounded as every fetch is.
"""

from __future__ import annotations

import posixpath
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import quoteattr

from neto_gen.files.paths import fault
from neto_gen.problems import ExitCode, Failure, Problem, printable, shortened
from neto_gen.sources.fetch import File, Work
from neto_gen.sources.http import Downloader
from neto_gen.sources.locations import CATALOG, NAMESPACE, Locations
from neto_gen.sources.mirror import is_this_machine

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from neto_gen.sources.fetch import Fetched, Progress
    from neto_gen.sources.folder import SchemaFolder
    from neto_gen.sources.http import DownloadPolicy

_NEW_CATALOG = f"""\
<?xml version="1.0" encoding="UTF-8"?>
<!-- Where the files are that schemas name by an address. What neto-gen fetch follows is added. -->
<catalog xmlns="{NAMESPACE}">
</catalog>
"""
_ASK = "write the address of a schema, such as https://schemas.example/order.xsd"


class Address(NamedTuple):
    """The address of a schema: the URL, the host, and the name of the file to write."""

    url: str
    host: str
    file: str


def address_of(text: str, plain: Collection[str] = ()) -> Address:
    """Return the address of a schema for a URL. Raises ValueError with the reason if it is not usable.

    It is asked by https, but for `plain` hosts.
    """
    parts = urlsplit(text)
    host, port = (parts.hostname or "").lower(), parts.port
    if parts.scheme not in {"http", "https"} or not host or "@" in parts.netloc:
        raise ValueError("is not an address of a schema")
    if parts.query:
        raise ValueError(
            "has a query, so it is not the address of a file: save the schema in the schema folder"
        )
    scheme = "http" if parts.scheme == "http" and parts.netloc.lower() in plain else "https"
    where = host if port is None else f"{host}_{port}"
    file = posixpath.normpath(f"{where.replace(':', '_')}/{unquote(parts.path).lstrip('/')}")
    wrong = "does not name a file" if parts.path.endswith("/") or "/" not in file else fault(file)
    if wrong is not None:
        raise ValueError(f"cannot be a file of the schema folder: its path {wrong}")
    return Address(f"{scheme}://{parts.netloc}{parts.path}", parts.netloc.lower(), file)


def follow(
    folder: SchemaFolder,
    addresses: Sequence[str],
    *,
    hosts: Collection[str],
    provided: Collection[str],
    policy: DownloadPolicy,
    progress: Progress,
    check: bool = False,
    overwrite: bool = False,
    keep_going: bool = False,
) -> Fetched:
    """Download schemas with all that they refer to, lock them, and write the catalogue.

    `hosts` may be asked besides those of the addresses. Imports of the namespaces that are
    `provided` are not followed. The rest is as in `neto_gen.sources.fetch.fetch`.
    """
    # Requests to this machine keep their scheme; all others use https.
    plain: set[str] = set()
    roots: list[Address] = []
    problems: list[Problem] = []
    for text in addresses:
        try:
            parts = urlsplit(text)
            if parts.scheme == "http" and is_this_machine(parts.hostname):
                plain.add(parts.netloc.lower())
            roots.append(address_of(text, plain))
        except ValueError as error:
            problems.append(Problem(str(error), printable(shortened(text, 300)), _ASK))
    if problems:
        raise Failure(ExitCode.USAGE, *problems)
    work = _Follow(
        *(folder, policy, progress, check, overwrite, keep_going, "downloaded"),
        hosts=frozenset({*hosts, *(root.host for root in roots)}),
        plain=frozenset(plain),
        provided=frozenset(provided),
    )
    return work.run([[File(root.file, (root.url,), None)] for root in roots], Downloader(policy))


@dataclass(slots=True)
class _Follow(Work):
    hosts: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    provided: frozenset[str] = frozenset()
    # The address for each reference in a file, as it is written there.
    addresses: dict[str, Address] = field(default_factory=dict[str, Address])

    def included(self, files: Iterable[str]) -> Iterator[File]:
        """Yield the files that those files refer to, if their hosts may be asked."""
        for file in files:
            references = self.references(file)
            self.require_few(len(references), file)
            for reference, address in references:
                if isinstance(address, str):
                    what = f'refers to "{printable(shortened(reference, 300))}", which {address}'
                    self.add(Problem(what, file, "put the file there yourself, or ask the vendor"))
                elif address.host not in self.hosts:
                    what = f'refers to "{printable(shortened(reference, 300))}" on another host'
                    hint = f"add --host {printable(address.host)} to fetch from there, too"
                    self.add(Problem(what, file, hint))
                else:
                    if "://" in reference:
                        self.addresses[reference] = address
                    yield File(address.file, (address.url,), None)

    def references(self, file: str) -> list[tuple[str, Address | str]]:
        """Return the references of a file, each with its address, or with the reason why it has none."""
        found: list[tuple[str, Address | str]] = []
        scanned = self.scanned(file)
        here = self.downloads[file].url
        for reference in scanned.references:
            if scanned.namespaces.get(reference) in self.provided:
                continue
            try:
                whole = urljoin(here, reference.strip()).partition("#")[0]
                address = address_of(whole, self.plain)
            except ValueError as error:
                found.append((reference, str(error)))
                continue
            path = unquote(reference.strip()).partition("#")[0]
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            if "://" not in reference and beside != address.file:
                found.append((reference, "leads elsewhere in the schema folder"))
            else:
                found.append((reference, address))
        return found

    def referred(self, file: str) -> list[str]:
        """Return the files of the folder that a file refers to."""
        addresses = (address for _, address in self.references(file))
        return [address.file for address in addresses if isinstance(address, Address)]

    def more_files(self) -> dict[str, bytes]:
        """Return the catalogue's file if it needs more entries."""
        needed = {
            f"{reference.partition('://')[0]}://{reference.split('/')[2]}/": (
                f"{address.file.partition('/')[0]}/"
            )
            for reference, address in sorted(self.addresses.items())
            if not self.leads(self.folder.locations, reference, address)
        }
        if not needed:
            return {}
        content = self.folder.read(CATALOG)
        text = _NEW_CATALOG if content is None else content.decode("utf-8", "surrogateescape")
        lines = "".join(
            f"  <rewriteURI uriStartString={quoteattr(start)} rewritePrefix={quoteattr(to)}/>\n"
            for start, to in needed.items()
        )
        before, end, after = text.rpartition("</catalog>")
        if not end:
            what = "has no </catalog> before which more entries could be written"
            hint = f"add these to it by hand: {lines.strip()}"
            raise Failure(ExitCode.SOURCE, Problem(what, self.folder.file(CATALOG), hint))
        written = f"{before}{lines}{end}{after}".encode("utf-8", "surrogateescape")
        folder = self.folder
        locations = Locations(
            folder.locations.table,
            lambda name: written if name == CATALOG else folder.read(name),
            folder.file,
            folder.names,
        )
        for reference, address in self.addresses.items():
            if not self.leads(locations, reference, address):
                what = f'does not lead "{printable(shortened(reference, 300))}" to {address.file}'
                hint = "fix its entries, or those of [tool.neto-gen.catalogue]"
                raise Failure(ExitCode.SOURCE, Problem(what, folder.file(CATALOG), hint))
        return {CATALOG: written}

    def leads(self, locations: Locations, reference: str, address: Address) -> bool:
        """Tell whether a catalogue maps an address to its file."""
        return locations.find(reference.strip()) == address.file
