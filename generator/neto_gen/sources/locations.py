"""Find files of a schema folder by the addresses in schemas: the catalogue.

It is `[tool.neto-gen.catalogue]` of the settings, and `catalog.xml` of the folder in the form of
OASIS: https://www.oasis-open.org/committees/entity/spec-2001-08-06.html. Whatever they say, a file
is one of the folder.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from neto_gen.files.paths import fault
from neto_gen.problems import ExitCode, Failure, Location, Problem, printable, shortened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

CATALOG: Final = "catalog.xml"
NAMESPACE: Final = "urn:oasis:names:tc:entity:xmlns:xml:catalog"
_TABLE: Final = "[tool.neto-gen.catalogue]"
# The entries that are supported: the kind, the attribute that is compared with an address, and the
# attribute with the new location.
_ENTRIES: Final = {
    "uri": ("exact", "name", "uri"),
    "system": ("exact", "systemId", "uri"),
    "rewriteURI": ("prefix", "uriStartString", "rewritePrefix"),
    "rewriteSystem": ("prefix", "systemIdStartString", "rewritePrefix"),
    "uriSuffix": ("suffix", "uriSuffix", "uri"),
    "systemSuffix": ("suffix", "systemIdSuffix", "uri"),
    "nextCatalog": ("next", "catalog", "catalog"),
}
_IGNORED: Final = frozenset({"catalog", "group", "public"})
_MOST_CATALOGS: Final = 100
_MOST_ENTRIES: Final = 20_000
_SCHEME_OR_ROOT: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/\\\\]")


class _Entry(NamedTuple):
    """An entry of a catalogue: `to` is a path in the schema folder, as far as it leads there."""

    kind: str
    start: str
    to: str
    where: Location | str


class Locations:
    """Finds files of a schema folder by addresses.

    `table` are the prefixes of the settings. `read` gives a file of the folder, and `file_of` what
    messages call it; `names` lists the schemas of the folder.
    """

    def __init__(
        self,
        table: Mapping[str, str],
        read: Callable[[str], bytes | None],
        file_of: Callable[[str], str],
        names: Callable[[], Iterable[str]],
    ) -> None:
        self.table = table
        self.read = read
        self.file_of = file_of
        self.names = names
        self.contents: dict[str, bytes] = {}
        self._catalogs: list[list[_Entry]] | None = None

    def find(self, address: str) -> str | None:
        """Return the file of an address, None without an entry. Raises Failure for one outside."""
        prefixes = (prefix for prefix in self.table if address.startswith(prefix))
        longest = max(prefixes, key=len, default=None)
        if longest is not None:
            to = f"{self.table[longest]}{_decoded(address[len(longest) :])}"
            return self._inside(to, address, f"pyproject.toml: {_TABLE}")
        for entries in self.catalogs():
            entry = _best(entries, address)
            if entry is not None:
                rest = address[len(entry.start) :] if entry.kind == "prefix" else ""
                return self._inside(f"{entry.to}{_decoded(rest)}", address, entry.where)
        return None

    def hint(self, address: str, source: str = "") -> str:
        """Return a hint for an address without an entry: the folder's most likely file for it.

        It is the file whose path ends most like the address, and of several the one nearest to the file
        `source`, which refers to it.
        """
        path = address.partition("://")[2].partition("/")[2] or address.rpartition(":")[2]
        wanted = [part for part in _decoded(path).split("/") if part]
        own = source.split("/")[::-1]
        found = (
            (-_shared_end(wanted, parts), -_shared_end(own, parts[::-1]), len(name), name)
            for name in self.names()
            for parts in [name.split("/")]
        )
        shared, _, _, best = min(found, default=(0, 0, 0, ""))
        if not shared:
            return (
                f"bring it with neto-gen fetch {_shown(address)} --follow, or put it into the schema "
                f"folder and say where in {_TABLE}"
            )
        end = "/".join(best.split("/")[shared:])
        start, to = address.removesuffix(end), best.removesuffix(end)
        if start == address:  # percent-encoded
            start, to = address, best
        return (
            f"{self.file_of(best)} may be it: "
            f'say so in {_TABLE} with "{_shown(start)}" = "{_shown(to)}"'
        )

    def catalogs(self) -> list[list[_Entry]]:
        """Return the entries of the folder's catalogues, one after the other. Raises Failure."""
        if self._catalogs is None:
            found: list[list[_Entry]] = []
            waiting = [CATALOG]
            for name in waiting:  # grows during the loop
                content = self.read(name)
                if content is None:
                    if name != CATALOG:
                        problem = Problem(
                            "the catalogue names it, but it does not exist", self.file_of(name)
                        )
                        raise Failure(ExitCode.SCHEMA, problem)
                    continue
                self.contents[name] = content
                entries = _Reader(name, self.file_of(name)).entries_of(content)
                found.append([e for e in entries if e.kind != "next"])
                for entry in entries:
                    if entry.kind == "next":
                        following = self._inside(entry.to, entry.start, entry.where)
                        if following not in waiting:
                            waiting.append(following)
                    if len(waiting) > _MOST_CATALOGS:
                        what = f"more than {_MOST_CATALOGS} catalogues"
                        raise Failure(ExitCode.SCHEMA, Problem(what, self.file_of(CATALOG)))
            self._catalogs = found  # only when all are read: what is wrong is said every time
        return self._catalogs

    def read_catalogs(self) -> dict[str, bytes]:
        """Return the contents of the folder's catalogues by name. Raises Failure."""
        if self._catalogs is None and self.read(CATALOG) is not None:
            self.catalogs()
        return self.contents

    def _inside(self, to: str, address: str, where: Location | str) -> str:
        """Return a path inside the folder. Raises Failure for others."""
        path = posixpath.normpath(to) if "\0" not in to else to
        wrong = fault(path)
        if wrong is None:
            return path
        what = f'leads "{_shown(address)}" to "{_shown(to)}", which is not in the schema folder: it {wrong}'
        raise Failure(ExitCode.SCHEMA, Problem(what, where, "name a path in the schema folder"))


def _best(entries: Iterable[_Entry], address: str) -> _Entry | None:
    """Return the entry for an address: an exact match, or the longest prefix, or the longest suffix."""
    exact = (e for e in entries if e.kind == "exact" and e.start == address)
    begins = (e for e in entries if e.kind == "prefix" and address.startswith(e.start))
    ends = (e for e in entries if e.kind == "suffix" and address.endswith(e.start))
    return (
        next(exact, None)
        or max(begins, key=lambda e: len(e.start), default=None)
        or max(ends, key=lambda e: len(e.start), default=None)
    )


def _shared_end(one: list[str], other: list[str]) -> int:
    number = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right:
            break
        number += 1
    return number


def _shown(text: str) -> str:
    return printable(shortened(text, 300))


class _Reader:
    """Reads one catalogue. A document type is refused: it could name files to load."""

    def __init__(self, name: str, file: str) -> None:
        self.file = file
        self.found: list[_Entry] = []
        self.bases = [name]
        # Imported here, because few folders have a catalogue.
        from xml.parsers import expat  # noqa: PLC0415

        self.expat = expat
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end

    def entries_of(self, content: bytes) -> list[_Entry]:
        """Return the entries of a catalogue in order. Raises Failure."""
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            hint = "remove it: what a catalogue says needs none"
            raise Failure(ExitCode.SCHEMA, Problem("has a document type", self.file, hint))
        try:
            self.parser.Parse(content, True)  # noqa: FBT003 - expat takes it by position
        except self.expat.ExpatError as error:
            where = Location(self.file, error.lineno, error.offset + 1)
            what = f"not well-formed XML: {self.expat.ErrorString(error.code)}"
            raise Failure(ExitCode.SCHEMA, Problem(what, where)) from None
        except (ValueError, LookupError) as error:  # an encoding that Python does not know
            problem = Problem(f"cannot be read as XML: {error}", self.file, "save it as UTF-8")
            raise Failure(ExitCode.SCHEMA, problem) from None
        return self.found

    def start(self, full_name: str, attributes: dict[str, str]) -> None:
        namespace, _, name = full_name.rpartition(" ")
        base = self.bases[-1]
        own = attributes.get("http://www.w3.org/XML/1998/namespace base")
        if own is not None:
            base = _path(base, own)
        self.bases.append(base)
        if len(self.bases) == 2 and (namespace, name) != (NAMESPACE, "catalog"):  # noqa: PLR2004
            hint = f'its root must be catalog in the namespace "{NAMESPACE}"'
            raise Failure(ExitCode.SCHEMA, Problem("is not a catalogue", self.here(), hint))
        if namespace != NAMESPACE or name in _IGNORED:
            return
        if name not in _ENTRIES:
            hint = f"the entries are {', '.join(_ENTRIES)}"
            problem = Problem(f"<{_shown(name)}> is not read in a catalogue", self.here(), hint)
            raise Failure(ExitCode.SCHEMA, problem)
        kind, compared, target = _ENTRIES[name]
        if not attributes.get(compared) or target not in attributes:
            what = f"<{name}> has no {compared if not attributes.get(compared) else target}"
            raise Failure(ExitCode.SCHEMA, Problem(what, self.here()))
        self.found.append(
            _Entry(kind, attributes[compared], _path(base, attributes[target]), self.here())
        )
        if len(self.found) > _MOST_ENTRIES:
            what = f"more than {_MOST_ENTRIES:,} entries"
            raise Failure(ExitCode.SCHEMA, Problem(what, self.here()))

    def end(self, _name: str) -> None:
        self.bases.pop()

    def here(self) -> Location:
        return Location(
            self.file, self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        )


def _path(base: str, reference: str) -> str:
    """Return the path in the folder of a catalogue's reference, or the reference itself if absolute."""
    if _SCHEME_OR_ROOT.match(reference):
        return reference
    return posixpath.join(posixpath.dirname(base), _decoded(reference))


def _decoded(text: str) -> str:
    """Return a part of an address with percent signs decoded."""
    from urllib.parse import unquote  # noqa: PLC0415 - not needed by a build with nothing to do

    return unquote(text)
