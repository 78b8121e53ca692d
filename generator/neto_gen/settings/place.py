"""Choose where in a project the client belongs, so that its wheel contains it.

What a wheel takes along is up to the build backend and its settings. Most take the one package that is
called as the project. So the client goes into that, where every backend finds it, or into `src`
with a backend that takes along all that is there.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

from neto_gen.settings.tool_settings import (
    Setting,
    items_of,
    joined,
    read_settings,
    table_of,
    texts_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

# The usual names of build backends, by the first part of `build-backend`.
_BACKENDS: Final = {
    "setuptools": "setuptools",
    "hatchling": "hatchling",
    "poetry": "poetry-core",
    "flit_core": "flit",
    "uv_build": "uv",
    "pdm": "pdm",
}
_SRC: Final = PurePosixPath("src")
_HERE: Final = PurePosixPath()


class Project:
    """The parts of a pyproject.toml that decide what the project's wheel contains.

    `backend` is what builds its wheel; empty where none is to be built, or by what nothing is known of.
    `own` is the folder of its own package, from that of the project on, if it has one.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        settings = read_settings(root)
        self.tool = table_of(settings, "tool")
        self.metadata = table_of(settings, "project")
        self.name = self.metadata.get("name", table_of(self.tool, "poetry").get("name"))
        self.has_setup = any((root / name).is_file() for name in ("setup.py", "setup.cfg"))
        # What pip and build use if none is named.
        usual = "setuptools" if "project" in settings or self.has_setup else ""
        named = table_of(settings, "build-system").get("build-backend", usual)
        self.backend = _BACKENDS.get(str(named).partition(".")[0], "")
        self.has_src = (root / "src").is_dir()
        self.own = self._find_own()

    def usual_output(self) -> str:
        """Return the folder for the client, so that the wheel contains it."""
        usual = _SRC if self.has_src else _HERE
        if self.backend == "uv" and self.own is None:
            usual = self._root_of_uv()
        takes_all = self.has_src and self.backend in {"", "setuptools", "pdm"}
        return str(usual if takes_all or not self.backend or self.own is None else self.own)

    def import_name(self, output: str, package: str) -> str:
        """Return the name to import the client by."""
        place = PurePosixPath(output)
        if self.own is not None and place.is_relative_to(self.own):
            return ".".join((*place.relative_to(self.own.parent).parts, package))
        return package

    def lacks_dependency(self, name: str) -> bool:
        """Tell whether the project could list a library as a dependency, but does not."""
        listed = [*texts_of(self.metadata.get("dependencies"))]
        listed += table_of(table_of(self.tool, "poetry"), "dependencies")
        is_dynamic = "dependencies" in texts_of(self.metadata.get("dynamic"))
        if is_dynamic or not (self.metadata or "poetry" in self.tool):
            return False
        plain = re.compile(rf"{re.escape(name)}(?![\w.-])", re.IGNORECASE)
        return not any(plain.match(text.strip()) for text in listed)

    def missing_setting(self, output: str, package: str) -> Setting | None:
        """Return the setting without which the wheel cannot be built, or lacks a client in this folder."""
        target = PurePosixPath(output) / package
        match self.backend:
            case "hatchling":
                taken = self._of_hatch() or self._usual_roots()
                key = "tool.hatch.build.targets.wheel", "packages"
                values: tuple[str | Mapping[str, str], ...] = tuple(
                    map(str, self._with(taken, target))
                )
            case "poetry-core":
                taken = self._of_poetry() or self._usual_roots()
                key = "tool.poetry", "packages"
                values = tuple(map(_poetry_package, self._with(taken, target)))
            case "uv" if target.parent == self._root_of_uv():
                taken = self._of_uv() or self._usual_roots()
                key = "tool.uv.build-backend", "module-name"
                values = tuple(path.name for path in self._with(taken, target))
            case "setuptools":
                return self._missing_in_setuptools(target)
            case _:
                return None
        if any(target.is_relative_to(root) for root in taken):
            return None
        return Setting(*key, values)

    def is_left_out(self, output: str, package: str) -> bool:
        """Tell whether the wheel cannot contain a client in this folder, whatever the settings."""
        target = PurePosixPath(output) / package
        if any(target.is_relative_to(root) for root in self._usual_roots()):
            return False
        if self.backend == "flit":  # it packs a single package
            return True
        if self.backend == "uv":
            return target.parent != self._root_of_uv()
        automatic = self.backend == "pdm" or (
            self.backend == "setuptools" and not self._chooses_packages()
        )
        return automatic and self.has_src and not target.is_relative_to(_SRC)

    def _find_own(self) -> PurePosixPath | None:
        for path in (*self._of_hatch(), *self._of_poetry()):
            if _is_inside(path) and (self.root / path / "__init__.py").is_file():
                return path
        for name in self._names():
            for above in (_SRC, _HERE):
                folder = above.joinpath(*name.split("."))
                if _is_inside(folder) and (self.root / folder).is_dir():
                    return folder
        for above in (_SRC, _HERE):
            try:
                inner = [path for path in (self.root / above).iterdir() if path.is_dir()]
            except OSError:
                continue
            packages = [path.name for path in inner if (path / "__init__.py").is_file()]
            own = [name for name in packages if not re.fullmatch("tests?|docs?|examples?", name)]
            if len(own) == 1:
                return above / own[0]
        return None

    def _names(self) -> Iterator[str]:
        """Yield possible names of the project's own package: from settings, or from its name."""
        yield from texts_of(table_of(self.tool, "flit", "module").get("name"))
        yield from texts_of(table_of(self.tool, "uv", "build-backend").get("module-name"))
        yield from texts_of(table_of(self.tool, "setuptools").get("packages"))
        for name in texts_of(self.name):
            yield re.sub("[-_.]+", "_", name).lower()
            yield re.sub("[-.]+", "_", name)

    def _usual_roots(self) -> list[PurePosixPath]:
        """Return what a wheel contains by default: the project's package, or where it would be."""
        if self.own is not None:
            return [self.own]
        return [above.joinpath(*n.split(".")) for n in self._names() for above in (_SRC, _HERE)]

    def _with(self, taken: list[PurePosixPath], target: PurePosixPath) -> list[PurePosixPath]:
        """Return those folders of the wheel that exist, and the client's."""
        return [*(path for path in taken if (self.root / path).exists()), target]

    def _of_hatch(self) -> list[PurePosixPath]:
        build = table_of(self.tool, "hatch", "build")
        wheel = table_of(build, "targets", "wheel")
        keys = ("packages", "only-include", "include")
        texts = [t for table in (wheel, build) for key in keys for t in texts_of(table.get(key))]
        return [PurePosixPath(text.strip("/")) for text in texts]

    def _of_poetry(self) -> list[PurePosixPath]:
        packages = items_of(table_of(self.tool, "poetry").get("packages", []))
        items = [table_of(item) for item in packages]
        return [PurePosixPath(str(i.get("from", ".")), str(i.get("include"))) for i in items]

    def _of_uv(self) -> list[PurePosixPath]:
        names = texts_of(table_of(self.tool, "uv", "build-backend").get("module-name"))
        return [self._root_of_uv().joinpath(*name.split(".")) for name in names]

    def _root_of_uv(self) -> PurePosixPath:
        return PurePosixPath(
            str(table_of(self.tool, "uv", "build-backend").get("module-root", _SRC))
        )

    def _chooses_packages(self) -> bool:
        """Tell whether setuptools is told which packages there are."""
        table = table_of(self.tool, "setuptools")
        return self.has_setup or not table.keys().isdisjoint({"packages", "py-modules"})

    def _missing_in_setuptools(self, target: PurePosixPath) -> Setting | None:
        table = table_of(self.tool, "setuptools")
        if not self._chooses_packages():
            if self.has_src:
                return None
            # Setuptools fails if two folders could be packages, and a folder of schemas could be one.
            roots = [root for root in self._usual_roots() if not target.is_relative_to(root)]
            first = self.own if self.own is not None and not roots else target
            names = joined([f"{root.name}*" for root in roots], [f"{first.parts[0]}*"])
            return Setting("tool.setuptools.packages.find", "include", names)
        listed = table.get("packages", {})
        if not isinstance(listed, dict):
            name = ".".join(
                target.relative_to(_SRC).parts if target.parts[0] == "src" else target.parts
            )
            names = joined(texts_of(listed), [name])
            return (
                None if name in texts_of(listed) else Setting("tool.setuptools", "packages", names)
            )
        find = table_of(table, "packages", "find")
        where = PurePosixPath((texts_of(find.get("where")) or ["."])[0])
        include = texts_of(find.get("include")) or ["*"]
        if not find or not target.is_relative_to(where):
            return None
        name = ".".join(target.relative_to(where).parts)
        if any(fnmatchcase(name, pattern) for pattern in include):
            return None
        return Setting("tool.setuptools.packages.find", "include", joined(include, [f"{name}*"]))


def _is_inside(path: PurePosixPath) -> bool:
    """Tell whether a path from the settings is a folder inside the project."""
    return path != _HERE and not path.is_absolute() and ".." not in path.parts


def _poetry_package(path: PurePosixPath) -> Mapping[str, str]:
    above = {} if path.parent == _HERE else {"from": str(path.parent)}
    return {"include": path.name, **above}
