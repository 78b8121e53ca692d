"""The settings of a build: `[tool.neto-gen]` in pyproject.toml, and what the command line says.

Long, because each setting is read, checked and explained beside the others.
"""

from __future__ import annotations

import keyword
import os
import re
import sys
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast
from unicodedata import normalize

from neto_gen import __version__
from neto_gen.dialect import DIALECTS
from neto_gen.files.paths import fault
from neto_gen.files.reading import read_file
from neto_gen.files.together import around
from neto_gen.files.toml_literals import toml_literal
from neto_gen.fingerprint import package_folder
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, reason
from neto_gen.sources.folder import ALL, LOCK_NAME
from neto_gen.sources.mirror import HINT as MIRROR_HINT
from neto_gen.sources.mirror import is_mirror, mirror_folder
from neto_gen.sources.operations import MessageSource, OperationSource
from neto_gen.versions import meets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from neto_gen.catalogue import Correction

_REQUIRED_VERSION = "required-version"
_ACCEPT_INVALID = "accept-invalid"
_KEYS = (
    *("schemas", "output", "package", "operations"),
    *(
        "dialect",
        "operation",
        "templates",
        "mirror",
        "catalogue",
        "correction",
        _ACCEPT_INVALID,
        _REQUIRED_VERSION,
        "install-from",
    ),
)
_OPERATION_KEYS = ("name", "request", "response")
_TABLE = "[tool.neto-gen]"
_OPERATION_TABLE = "[[tool.neto-gen.operation]]"
# How much alike the names of two tables are that are meant to be one.
_NEAR = 0.85
# What a generated client imports besides the standard library, or is imported with.
_TAKEN = frozenset({"httpx2", "neto_gen", "orjson", "pytest"})


class Config(NamedTuple):
    """The settings of a project: its schemas, the client's place, and what shapes the client.

    The package's folder is `output / package`. `operations` are the names or groups of those to
    build, empty for all: those that are `declared`, or else all that the folder has. `only` are those
    that a call is limited to, empty for all; the others stay in the client as they are. `dialect` is
    how values look on the wire: `neto` as the API of this name wants them, `xsd` to the letter of XML
    Schema. `templates` is the folder of the project's own, if it has any; `mirror` is where schemas
    are fetched from in place of the vendor's addresses: an address, or a folder. `catalogue` says what in
    the schema folder addresses begin with, by their own beginnings. `corrections` are the project's own. `accept_invalid` are patterns of the
    paths of schemas that may break rules which nothing that is made of them depends on. `root` is the project's folder, and
    `settings` the file that all this was read from, if any. `install_from` is where CI installs
    neto-gen from.
    """

    schemas: Path
    output: Path
    package: str
    operations: tuple[str, ...]
    declared: tuple[OperationSource, ...] = ()
    dialect: str = "neto"
    templates: Path | None = None
    mirror: str | None = None
    catalogue: tuple[tuple[str, str], ...] = ()
    corrections: tuple[Correction, ...] = ()
    accept_invalid: tuple[str, ...] = ()
    root: Path = Path()
    settings: Path | None = None
    only: tuple[str, ...] = ()
    install_from: str | None = None

    @property
    def own_schemas(self) -> Path:
        """The folder of the project's own schemas, which need not be there yet."""
        return self.root / "schemas" if self.schemas == default_schemas() else self.schemas

    @property
    def mirror_folder(self) -> Path | None:
        """The folder that is the mirror; None where it is an address, or there is none."""
        return None if self.mirror is None else mirror_folder(self.mirror, self.root)

    @property
    def place(self) -> Path | None:
        """The folder around all that a command changes together: settings, schemas and client.

        None where that is a folder that others use, too, such as the one for temporary files.
        """
        if self.settings is None:
            return None
        own = [] if self.schemas == default_schemas() else [self.schemas]
        return around(self.root, self.target, *own)

    @property
    def target(self) -> Path:
        """The folder of the generated package."""
        return self.output / self.package


def load_config(
    folder: Path,
    *,
    schemas: Path | None = None,
    output: Path | None = None,
    package: str | None = None,
    only: Sequence[str] = (),
) -> Config:
    """Load the settings of a folder: arguments, then `[tool.neto-gen]`, then defaults.

    `[tool.neto-gen]` is read from the pyproject.toml of the folder or of its nearest parent that
    has one with that table; paths in it are relative to it. Raises Failure for an unknown key, a
    value of the wrong type, a package name that Python cannot import, and settings for another
    version of neto-gen.
    """
    root, table, where = _find_table(folder)
    # First of all: what is wrong for this version may be right for the one that is wanted.
    _require_version(table.get(_REQUIRED_VERSION), where, root)
    settings = _Table(table, where, root)
    name = package if package is not None else settings.text("package", "neto_client")
    listed = settings.texts("operations")
    own_schemas, own_output = settings.text("schemas", ""), settings.text("output", ".")
    dialect = settings.text("dialect", "neto")
    if dialect not in DIALECTS:
        what = f'dialect "{dialect}" in {_TABLE} is not one of {", ".join(DIALECTS)}'
        settings.problems.append(Problem(what, where))
    declared, catalogue = settings.operations(), settings.catalogue()
    corrections = settings.corrections()
    accepted = settings.patterns(_ACCEPT_INVALID)
    own_templates, mirror = settings.text("templates", ""), settings.text("mirror", "")
    install_from = settings.text("install-from", "")
    if mirror and not is_mirror(mirror):
        what = f'mirror "{mirror}" in {_TABLE} is not an https address, nor a folder'
        settings.problems.append(Problem(what, where, MIRROR_HINT))
    if settings.problems:
        raise Failure(ExitCode.USAGE, *settings.problems)
    require_package_name(name)
    return Config(
        schemas=schemas
        or (
            root / own_schemas if own_schemas else _usual_schemas(root, is_declared=bool(declared))
        ),
        output=output or root / own_output,
        package=name,
        operations=tuple(listed),
        declared=declared,
        dialect=dialect,
        templates=root / own_templates if own_templates else None,
        mirror=f"{mirror.rstrip('/')}/" if mirror else None,
        catalogue=catalogue,
        corrections=corrections,
        accept_invalid=accepted,
        root=root,
        settings=Path(where) if where else None,
        only=tuple(only),
        install_from=install_from or None,
    )


def require_package_name(name: str) -> None:
    """Raise Failure for a package that could not be imported, or would hide another from imports."""
    if not name.isidentifier() or keyword.iskeyword(name) or not _is_as_imported(name):
        what = f'"{name}" is not a valid package name'
        hint = "use letters, digits and underscores, such as neto_client"
    elif name in _TAKEN or name in sys.stdlib_module_names:
        whose = "the client itself needs" if name in _TAKEN else "comes with Python"
        what = f'a package "{name}" would shadow the package that {whose}'
        hint = "choose another name, such as neto_client"
    elif (wrong := fault(name)) is not None:
        what = f'"{name}" is not a valid package name: it {wrong}'
        hint = "choose another name, such as neto_client"
    else:
        return
    raise Failure(ExitCode.USAGE, Problem(what, None, hint))


def _is_as_imported(name: str) -> bool:
    """Tell whether Python imports a module by exactly this name, and not by its NFKC form."""
    if name.isascii():
        return True

    return normalize("NFKC", name) == name


def default_schemas() -> Path:
    """Return the folder of schemas that come with neto-gen."""
    return package_folder("neto_gen.schemas")


def _usual_schemas(root: Path, *, is_declared: bool) -> Path:
    """Return the schema folder of a project whose settings name none.

    Operations that are declared one by one may have theirs in folders of that folder.
    """
    own = root / "schemas"
    is_own = any(own.glob("**/*.xsd" if is_declared else "*.xsd")) or _is_emptied(own)
    return own if is_own else default_schemas()


def _is_emptied(folder: Path) -> bool:
    """Tell whether a folder is meant for schemas, though it has none."""
    try:
        names = os.listdir(folder)  # noqa: PTH208 - a Path is slow to make
    except OSError:
        return False
    return not names or LOCK_NAME in names


def _require_version(wanted: object, where: str, root: Path) -> None:
    """Raise Failure when the settings want another version of neto-gen than this one."""
    if wanted is None:
        return
    where = _place(_REQUIRED_VERSION, where, root)
    hint = f'write it as {_REQUIRED_VERSION} = ">=0.4,<0.5"'
    if not isinstance(wanted, str):
        what = f"{_REQUIRED_VERSION} in {_TABLE} is not a text"
        raise Failure(ExitCode.USAGE, Problem(what, where, hint))
    try:
        fits = meets(__version__, wanted)
    except ValueError:
        what = f'{_REQUIRED_VERSION} "{wanted}" in {_TABLE} is not a range of versions'
        raise Failure(ExitCode.USAGE, Problem(what, where, hint)) from None
    if not fits:
        what = f'these settings require neto-gen "{wanted}", and this is {__version__}'
        hint = f"install a version of that range, or change {_REQUIRED_VERSION}"
        raise Failure(ExitCode.USAGE, Problem(what, where, hint))


class _Table:
    """The table of settings, with the problems found in it."""

    def __init__(self, table: dict[str, object], where: str, root: Path) -> None:
        self.table = table
        self.where = where
        self.problems = [_unknown_key(key, where, root) for key in table if key not in _KEYS]

    def text(self, key: str, default: str) -> str:
        value = self.table.get(key, default)
        if isinstance(value, str) and "\0" not in value:
            return value
        what = "contains a NUL character" if isinstance(value, str) else "is not a text"
        self.problems.append(Problem(f"{key} in {_TABLE} {what}", self.where))
        return default

    def operations(self) -> tuple[OperationSource, ...]:
        """Return the operations that are declared in tables."""
        value = self.table.get("operation", [])
        items = cast("list[object]", value if isinstance(value, list) else [value])
        if names := [item for item in items if isinstance(item, str)]:
            what = f"operation in {_TABLE} is for tables, which declare operations of other APIs"
            hint = f"did you mean operations = {toml_literal(names)}?"
            self.problems.append(Problem(what, self.where, hint))
            return ()
        if not isinstance(value, list):
            what = f"operation in {_TABLE} is not a list of tables"
            self.problems.append(Problem(what, self.where, f"write each as {_OPERATION_TABLE}"))
            return ()
        tables = _OperationTables(items, self.where)
        found = tuple(sorted(tables.sources()))
        self.problems += tables.problems
        return found

    def catalogue(self) -> tuple[tuple[str, str], ...]:
        """Return the beginnings of addresses, each with the path in the schema folder for it."""
        value = self.table.get("catalogue", {})
        where = f"[{_TABLE[1:-1]}.catalogue]"
        hint = 'write each as "http://host/folder/" = "folder/", or "http://host/x.xsd" = "x.xsd"'
        if not isinstance(value, dict):
            self.problems.append(Problem(f"catalogue in {_TABLE} is not a table", self.where, hint))
            return ()
        found: list[tuple[str, str]] = []
        for prefix, path in cast("dict[str, object]", value).items():
            what = None
            if not prefix:
                what = f"{where} has an address without a name"
            elif not isinstance(path, str):
                what = f'"{prefix}" in {where} is not a text'
            elif path and (wrong := fault(path.removesuffix("/"))) is not None:
                what = f'"{prefix}" in {where} leads to "{path}", which is not in the schema folder: it {wrong}'
            else:
                found.append((prefix, path))
            if what is not None:
                self.problems.append(Problem(what, self.where, hint))
        return tuple(found)

    def corrections(self) -> tuple[Correction, ...]:
        """Return the project's corrections."""
        if "correction" not in self.table:
            return ()
        # Few projects have any.
        from neto_gen.settings.correction_tables import read_corrections  # noqa: PLC0415

        found, problems = read_corrections(self.table["correction"], self.where)
        self.problems += problems
        return found

    def patterns(self, key: str) -> tuple[str, ...]:
        """Return patterns for the paths of schemas."""
        value = self.table.get(key, [])
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        found = [item for item in items if isinstance(item, str)]
        hint = f'write it as {key} = ["folder/*.xsd"]'
        if len(found) != len(items):
            self.problems.append(
                Problem(f"{key} in {_TABLE} is not a list of texts", self.where, hint)
            )
        for pattern in found:
            if (
                not pattern
                or "\\" in pattern
                or pattern.startswith("/")
                or ".." in pattern.split("/")
            ):
                what = f'"{pattern}" in {key} of {_TABLE} is not a path in the schema folder'
                self.problems.append(Problem(what, self.where, hint))
        return tuple(found)

    def texts(self, key: str) -> list[str]:
        value = self.table.get(key, [])
        if value == ALL:
            return [ALL]
        items = cast("list[object]", value) if isinstance(value, list) else [None]
        texts = [item for item in items if isinstance(item, str)]
        hint = None
        if isinstance(value, str):
            hint = f"did you mean {key} = {toml_literal([value])}?"
        elif any(isinstance(item, dict) for item in items):
            hint = f"write each table as {_OPERATION_TABLE}"
        if len(texts) != len(items):
            what = f'{key} in {_TABLE} is neither "{ALL}" nor a list of texts'
            self.problems.append(Problem(what, self.where, hint))
        elif not texts and key in self.table:
            hint = f'name some, or write {key} = "{ALL}"'
            self.problems.append(Problem(f"{key} in {_TABLE} is empty", self.where, hint))
        return texts


class _OperationTables:
    """The tables that declare operations, with the problems found in them."""

    def __init__(self, tables: list[object], where: str) -> None:
        self.tables = tables
        self.where = where
        self.problems: list[Problem] = []

    def sources(self) -> Iterator[OperationSource]:
        seen: set[str] = set()
        for table in self.tables:
            values = cast("dict[str, object]", table) if isinstance(table, dict) else {}
            for key in values:
                if key not in _OPERATION_KEYS:
                    otherwise = f"the keys are {', '.join(_OPERATION_KEYS)}"
                    hint = did_you_mean(key, _OPERATION_KEYS, otherwise)
                    self.add(f'unknown key "{key}" in {_OPERATION_TABLE}', hint)
            name = values.get("name")
            if not isinstance(name, str) or not name or not name.isprintable():
                self.add(f"an {_OPERATION_TABLE} has no name", 'add name = "GetItem"')
                continue
            if name in seen:
                self.add(f'operation "{name}" is declared twice', "remove or rename one of them")
            seen.add(name)
            request, response = (
                self.message(name, key, values.get(key)) for key in _OPERATION_KEYS[1:]
            )
            if request is not None and response is not None:
                yield OperationSource(name, request, response)

    def message(self, operation: str, key: str, value: object) -> MessageSource | None:
        file, _, root = value.partition("#") if isinstance(value, str) else ("", "", "")
        if not file or not root:
            what = f'{key} of operation "{operation}" is not a file with a root element'
            self.add(what, f'write it as {key} = "file.xsd#root"')
            return None
        return MessageSource(file, root)

    def add(self, what: str, hint: str) -> None:
        self.problems.append(Problem(what, self.where, hint))


def _find_table(folder: Path) -> tuple[Path, dict[str, object], str]:
    """Find the nearest pyproject.toml with the table: return its folder, the table, and the file's name."""
    for parent in (folder, *folder.parents):
        path = parent / "pyproject.toml"
        try:
            text = read_file(path).decode()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except (OSError, UnicodeDecodeError) as error:
            problem = Problem(f"cannot be read: {reason(error)}", str(path))
            raise Failure(ExitCode.USAGE, problem) from None

        try:
            data = tomllib.loads(text)
        except (ValueError, RecursionError) as error:  # ValueError: a number of 5,000 digits
            hint = "save it without a byte order mark" if text.startswith("\ufeff") else None
            raise Failure(ExitCode.USAGE, Problem(f"not TOML: {error}", str(path), hint)) from None
        tool: object = data.get("tool")
        tools = cast("dict[str, object]", tool) if isinstance(tool, dict) else {}
        table = tools.get("neto-gen")
        if isinstance(table, dict):
            return parent, cast("dict[str, object]", table), str(path)
        if table is not None:
            problem = Problem("tool.neto-gen is not a table", str(path), f"write it as {_TABLE}")
            raise Failure(ExitCode.USAGE, problem)
        refuse_misspelt(tools, str(path))
    return folder, {}, ""


def refuse_misspelt(tools: Iterable[str], where: str) -> None:
    """Raise Failure for a table that is ours but for its spelling."""
    for name in tools:
        plain = re.sub(r"[-_. ]", "", name).lower()
        if abs(len(plain) - len("netogen")) > 1:
            continue
        from difflib import SequenceMatcher  # noqa: PLC0415 - seldom needed

        if SequenceMatcher(None, plain, "netogen").ratio() > _NEAR:
            what = f"[tool.{name}] does not exist"
            raise Failure(ExitCode.USAGE, Problem(what, where, f"did you mean {_TABLE}?"))


def _unknown_key(key: str, where: str, root: Path) -> Problem:
    hint = did_you_mean(key, _KEYS, f"the keys are {', '.join(_KEYS)}")
    return Problem(f'unknown key "{key}" in {_TABLE}', _place(key, where, root), hint)


def _place(key: str, where: str, root: Path) -> str:
    """Return where a key is set, with its line if it can be found."""
    text = read_file(root / "pyproject.toml").decode()
    start = text.find(_TABLE)
    line = re.compile(rf"^[ \t]*[\"']?{re.escape(key)}\b", re.MULTILINE).search(text, max(start, 0))
    return where if line is None else f"{where}:{text.count(chr(10), 0, line.start()) + 1}"
