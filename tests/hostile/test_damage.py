"""Files that a user can damage: whatever is in them, a command ends with a message and its code."""

from __future__ import annotations

import os
import random
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from neto_gen import catalogue
from neto_gen.catalogue import read_catalogue
from neto_gen.cli import main
from neto_gen.problems import ExitCode, Failure
from neto_gen.sources import git
from tests.hostile.attack import IS_LONG
from tests.support import REPOSITORY, pair, run, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

_RUNS = 400 if IS_LONG else 4
_NINES = "9" * 5000
_EVIL = "\u202e\u2066\x1b[31m\x9b\r\x00"
# What stands in the place of a value, in TOML, JSON or a template.
_VALUES = (
    *(
        _NINES,
        f"0x{'f' * 5000}",
        f"-{_NINES}",
        "1e999",
        "-1e999",
        "nan",
        "inf",
        "true",
        "null",
        "1",
    ),
    *(
        '""',
        '"\\u0000"',
        '"\\ud800"',
        f'"{"x" * 100_000}"',
        '"../../x"',
        '"/dev/null"',
        '"~"',
        "''",
    ),
    *('"https://[::1"', '"https://a:b/"', '"https://\u202e/"', '"class"', "[]", "{}", "[[]]"),
    *(
        '["a", 1]',
        "{a = 1}",
        '{"a": 1}',
        "2026-12-31",
        "2026-99-99",
        "9999-12-31T23:59:60Z",
        "07:32",
    ),
    *("[" * 3000, '{"a":' * 3000, "[" * 500 + "]" * 500, _EVIL, f'"{_EVIL}"', "{{ 1 / 0 }}"),
    *("{% for a in range(3) %}", "{{ self }}", "{% include 'x' %}", "{{ ''.__class__.__mro__ }}"),
)
_WHOLE = (
    *(b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 100, b"\xff" * 100, b"\n" * 100_000, b"\x80abc"),
    *(b"[" * 100_000, b"{" * 100_000, b"a.b." * 3000 + b"c = 1", b"= 5", b'"' * 1000, b"\xf0\x9f"),
    *(b"null", b"[]", b"{}", b"1", b'"x"', f"x = {_NINES}".encode(), f'{{"x": {_NINES}}}'.encode()),
)
_VALUE = re.compile(r'"(?:[^"\\\n]|\\.)*"|\b\d[\w.-]*|\btrue\b|\bfalse\b')

_SETTINGS = """\
[tool.neto-gen]
schemas = "schemas"
output = "out"
package = "shop"
dialect = "neto"
operations = ["AddThing"]
templates = "own"
mirror = "https://localhost:9/neto/"

[[tool.neto-gen.operation]]
name = "AddThing"
request = "AddThing.xsd#AddThing"
response = "AddThingResponse.xsd#AddThingResponse"
"""
_DIFF = ("diff", "old", "schemas", "--accept", "accept.toml")
# A file, and the commands that read it.
_READERS = {
    "pyproject.toml": (("build", "--check"), ("list",), ("templates",), ("lock",), ("build",)),
    "schemas/schemas.lock": (("build",), ("list",), ("lock",)),
    "out/shop/.neto-gen.json": (("build", "--check"), ("build",)),
    "accept.toml": (_DIFF, (*_DIFF, "--write-accept")),
    "own/operation.py.jinja": (("build", "--check"), ("templates",)),
}


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project in which every one of these files is there and in order."""
    folder = tmp_path_factory.mktemp("sound")
    write_files(folder / "schemas", pair("AddThing"))
    write_files(folder / "old", pair("AddThing", request=""))
    write_files(folder, {"pyproject.toml": _SETTINGS})
    template = REPOSITORY / "templates" / "operation.py.jinja"
    write_files(folder / "own", {template.name: template.read_text(encoding="utf-8")})
    for command in (("lock",), ("build",), (*_DIFF, "--write-accept")):
        result = run(*command, cwd=folder)
        assert result.returncode == ExitCode.DONE, result.stderr
    return folder


@pytest.fixture
def project(sound: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of that project, as the working folder."""
    folder = tmp_path / "project"
    shutil.copytree(sound, folder)
    monkeypatch.chdir(folder)
    return folder


def ends_well(*command: str) -> int:
    """Run a command in this process: it ends with a code of its own, and says why where it fails."""
    result = CliRunner().invoke(main, command)
    shown = f"{' '.join(command)}: {result.exit_code}: {result.output[-600:]}"
    assert result.exception is None or isinstance(result.exception, SystemExit), shown
    assert result.exit_code in {0, 1, 2, 3, 4}, shown
    assert result.exit_code == 0 or result.output, shown
    assert "Traceback (most" not in result.output, shown
    assert all(line.isprintable() for line in re.split(r"[\n\t]", result.output)), shown
    return result.exit_code


def damages(content: bytes, seed: str) -> Iterator[bytes]:
    """Yield a file as a bad editor, a bad merge or a bad disk may leave it."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    text = content.decode()
    places = [match.span() for match in _VALUE.finditer(text)]
    yield from (_WHOLE if IS_LONG else chance.sample(_WHOLE, 4))
    yield b"\xef\xbb\xbf" + content
    yield content[: len(content) // 2]
    for start, end in places if IS_LONG else chance.sample(places, min(len(places), 3)):
        for value in _VALUES if IS_LONG else chance.sample(_VALUES, 3):
            yield (text[:start] + value + text[end:]).encode("utf-8", "surrogatepass")
    for _ in range(_RUNS):
        broken = bytearray(content)
        for _ in range(chance.choice((1, 2, 8))):
            place = chance.randrange(len(broken) + 1)
            kind = chance.randrange(3)
            if kind == 0:
                broken[place : place + 1] = bytes([chance.randrange(256)])
            elif kind == 1:
                del broken[place : place + chance.randrange(40)]
            else:
                broken[place:place] = broken[place : place + chance.randrange(40)]
        yield bytes(broken)


@pytest.mark.parametrize("file", _READERS)
def test_a_damaged_file(
    project: Path, file: str, record_property: Callable[[str, object], None]
) -> None:
    """Each command that reads the file says what is wrong with it, and writes nothing outside."""
    whole = tree(project)
    outside = tree(project.parent).keys() - {f"project/{path}" for path in whole}
    count = 0
    for content in damages(whole[file], file):
        for path, before in whole.items():
            if not (project / path).is_file() or (project / path).read_bytes() != before:
                (project / path).parent.mkdir(parents=True, exist_ok=True)
                (project / path).write_bytes(before)
        (project / file).write_bytes(content)
        for command in _READERS[file] if IS_LONG else _READERS[file][:2]:
            ends_well(*command)
            count += 1
    now = {path for path in tree(project.parent) if not path.startswith("project/")}
    assert now == outside
    record_property("damaged files", count)


@pytest.mark.parametrize("file", _READERS)
@pytest.mark.parametrize("kind", ["folder", "dangling", "circle", "device", "long name"])
def test_something_else_in_the_place_of_a_file(project: Path, file: str, kind: str) -> None:
    """A folder, a link to nowhere or to itself, or a device in the place of a file is a message."""
    path = project / file
    path.unlink()
    if kind == "folder":
        path.mkdir()
        (path / "in the way").write_bytes(b"")
    elif kind == "dangling":
        path.symlink_to(project / "nowhere" / "at all")
    elif kind == "circle":
        path.symlink_to(path)
    elif kind == "device":
        path.symlink_to("/dev/null")
    else:
        path.symlink_to("x" * 4000)
    for command in _READERS[file]:
        ends_well(*command)


# Also files of which it does not matter what is in them.
_READ = {
    **_READERS,
    "out/shop/add_thing.py": (("build", "--check"), ("build",), ("build", "--overwrite")),
    "out/shop/py.typed": (("build", "--check"), ("build",)),
    "schemas/AddThing.xsd": (("build",), ("list",), ("lock",), _DIFF),
    "schemas/more.xsd": (("lock",),),
    "own/client.py.jinja": (("build",), ("templates", "--copy", "client.py.jinja")),
    ".github/workflows/neto-gen.yml": (("init", "--yes", "--ci"),),
    "pyproject.toml": (*_READERS["pyproject.toml"], ("init", "--yes")),
}


@pytest.mark.parametrize("file", _READ)
@pytest.mark.parametrize("kind", ["pipe", "link to a pipe", "socket", "endless", "huge"])
def test_a_file_without_an_end(project: Path, file: str, kind: str) -> None:
    """A pipe, a device or 1 TiB in the place of a file is a message at once, and stays there."""
    path = project / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if file.startswith(".github"):
        (project / "pyproject.toml").unlink()
    if kind == "huge":
        with path.open("wb") as sparse:
            sparse.truncate(1 << 40)
    elif kind == "endless":
        path.symlink_to("/dev/zero")
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(file)  # relative, for the names of sockets are short
    else:
        place = path if kind == "pipe" else project / "pipe"
        os.mkfifo(place)
        if place != path:
            path.symlink_to(place)
    before = path.lstat()
    for command in _READ[file] if IS_LONG else _READ[file][-1:]:
        with limited():
            ends_well(*command)
    assert os.path.samestat(path.lstat(), before)


@contextmanager
def limited() -> Generator[None]:
    """Let what waits without an end, or takes all memory, fail."""

    def stop(_number: int, _frame: object) -> None:
        raise AssertionError("it does not end")

    memory = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(120)
    resource.setrlimit(resource.RLIMIT_AS, (8 << 30, memory[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, memory)
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("folder", ["schemas", "old", "out", "out/shop", "own"])
@pytest.mark.parametrize("kind", ["file", "circle", "nothing", "pipe"])
def test_something_else_in_the_place_of_a_folder(project: Path, folder: str, kind: str) -> None:
    """A file, a link to itself or nothing in the place of a folder is a message."""
    shutil.rmtree(project / folder)
    if kind == "file":
        (project / folder).write_bytes(b"x")
    elif kind == "circle":
        (project / folder).symlink_to(project / folder)
    elif kind == "pipe":
        os.mkfifo(project / folder)
    for command in (("build", "--check"), ("build",), ("list",), ("lock",), ("templates",), _DIFF):
        with limited():
            ends_well(*command)


def test_a_number_of_5000_digits_says_so(project: Path) -> None:
    """A number that Python does not read is a message with the file, in a process of its own, too."""
    text = (project / "pyproject.toml").read_text(encoding="utf-8")
    (project / "pyproject.toml").write_text(f"{text}\nx = {_NINES}\n", encoding="utf-8")
    result = run("build", cwd=project)
    assert result.returncode == ExitCode.USAGE
    assert result.stderr.startswith("error: ")
    assert "pyproject.toml: not TOML: Exceeds the limit (4300 digits)" in result.stderr
    assert "Traceback" not in result.stderr


def _git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=x", "-c", "user.email=x@localhost", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


def test_a_damaged_repository(
    project: Path, record_property: Callable[[str, object], None]
) -> None:
    """Whatever is broken in .git, a comparison with a revision is a report or a message."""
    _git(project, "init", "-q")
    _git(project, "add", "schemas")
    _git(project, "commit", "-qm", "x")
    _git(project, "tag", "v1")
    (project / "schemas" / "AddThing.xsd").write_bytes((project / "old/AddThing.xsd").read_bytes())
    assert ends_well("diff", "v1", "schemas") in {0, 1}
    chance = random.Random(1)  # noqa: S311 - no secret
    whole = {p: b for p, b in tree(project / ".git").items() if "/hooks/" not in f"/{p}"}
    files = sorted(path for path in whole if path != "description")
    if not IS_LONG:
        files = chance.sample(files, 8)
    for file in files:
        path = project / ".git" / file
        path.chmod(0o644)
        content = whole[file]
        for broken in (b"", content[: len(content) // 2], b"\xff\x00" * 50, content[::-1]):
            path.write_bytes(broken)
            ends_well("diff", "v1", "schemas")
        path.unlink()
        ends_well("diff", "HEAD:schemas", "schemas")
        path.write_bytes(content)
    record_property("damaged files", len(files) * 5)


def test_a_repository_that_lists_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a few trees that hold each other many times, git lists no more than can be meant."""
    _git(tmp_path, "init", "-q")

    def made(*command: str, given: str) -> str:
        whole = ["git", "-c", "user.name=x", "-c", "user.email=x@localhost", *command]
        result = subprocess.run(
            whole, cwd=tmp_path, input=given, check=True, capture_output=True, text=True
        )
        return result.stdout.strip()

    found = made("hash-object", "-w", "--stdin", given="x")
    entry = "100644 blob {}\tf{}.xsd\n"
    for _ in range(12):
        found = made("mktree", given="".join(entry.format(found, n) for n in range(10)))
        entry = "040000 tree {}\td{}\n"
    commit = made("commit-tree", found, "-m", "x", given="")
    monkeypatch.setattr(git, "_MOST_ENTRIES", 20_000)
    with limited(), pytest.raises(Failure, match="lists more than 20,000 files") as caught:
        git.open_revision(commit, "", tmp_path)
    assert caught.value.problems[0].hint == "name their folder as REVISION:PATH"
    monkeypatch.setattr(git, "_MOST_LISTED", 1000)
    with limited(), pytest.raises(Failure, match="names of files of this revision take 1,000"):
        git.open_revision(commit, "", tmp_path)
    git.open_revision(commit, "/".join(f"d{n % 10}" for n in range(11)), tmp_path)


@pytest.mark.parametrize(
    "text",
    ["", "x = [", f"x = {_NINES}", "bases = 5\noperation = 5\n", 'operation = ["x"]\nbases = []'],
)
def test_a_damaged_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """An installation whose catalogue is broken says that it is to be installed again."""
    write_files(tmp_path, {"catalogue.toml": text})
    monkeypatch.setattr(catalogue, "__file__", str(tmp_path / "catalogue.py"))
    read_catalogue.cache_clear()
    try:
        with pytest.raises(Failure, match="the catalogue of neto-gen cannot be read") as caught:
            read_catalogue()
    finally:
        read_catalogue.cache_clear()
    assert caught.value.problems[0].hint == "install neto-gen again"


def test_arguments_that_mean_nothing(project: Path) -> None:
    """Names, paths and numbers of the command line may be anything."""
    words = [
        "",
        "\udc80",
        _EVIL,
        "x" * 5000,
        "-",
        "--",
        "../..",
        "/",
        _NINES,
        "a:b",
        "@{-1}",
        "a\0b",
    ]
    options = (
        *(
            ("build", "--schemas"),
            ("build", "--output"),
            ("build", "--package"),
            ("lock", "--schemas"),
        ),
        *(("build", "--operation"), ("list", "--group"), ("list",), ("diff",), ("diff", "schemas")),
        *(("diff", "--explain"), ("diff", "--fail-on"), ("changelog",), ("templates", "--copy")),
        *(("diff", "old", "schemas", "--output"), ("diff", "old", "schemas", "--accept")),
        ("diff", "old", "schemas", "--require-version", "1"),
        *(("fetch", "--timeout"), ("fetch", "--retries"), ("fetch", "--schemas")),
    )
    for option in options:
        for word in words if IS_LONG else words[::4]:
            if word == "/" and "--output" in option:
                continue  # that is a place to write to
            ends_well(*option, word)
    assert project.is_dir()


def test_characters_that_a_terminal_has_not(project: Path) -> None:
    """A report is printed where the terminal has no characters for some of it, too."""
    command = [sys.executable, "-m", "neto_gen", "diff", "old", "schemas"]
    result = subprocess.run(
        command,
        cwd=project,
        env={"PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "iso-8859-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.startswith("old \\u2192 schemas: ")
    assert result.stderr == ""
