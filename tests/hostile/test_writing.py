"""Whatever schemas, manifests and other people do: nothing is written outside, nothing is lost."""

from __future__ import annotations

import json
import os
import random
import threading
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import pytest

from neto_gen.build import build
from neto_gen.catalogue import CatalogueEntry
from neto_gen.problems import ExitCode, Failure
from neto_gen.publish import MANIFEST_NAME
from neto_gen.publish.manifest import sha256
from neto_gen.settings.config import Config
from neto_gen.sources import LOCK_NAME, SchemaFolder
from neto_gen.sources.fetch import fetch
from neto_gen.sources.http import DownloadPolicy
from tests.moments import IS_LONG, kill_at_line, moments
from tests.server import Answer
from tests.support import pair, root, run, schema, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.server import Asked, Server

THING = {name: text.encode() for name, text in pair("AddThing").items()}
OTHER = '<xs:element name="Other" type="xs:string" minOccurs="0"/>'
ENDS = ("x.pth", "x.xsd", "%78.py", ".bashrc", "schemas.lock")


def locations(outside: str) -> list[str]:
    """Return schema locations of files outside, or of files that no schema should be."""
    roots = [outside, f"/..{outside}", f"//{outside}", "..", "../..", "a/../..", "./..", ".git"]
    plain = [f"{start}/{end}" for start in roots for end in ENDS]
    plain += [f"file://{outside}/x", "C:/x", "C:x", "x.xsd:stream", "con.xsd", "a/NUL", "x.", "x "]
    plain += ["\u2028", "\u202ex.xsd", "\uff0e\uff0e\uff0fx.xsd", "x" * 300, "a/" * 200, LOCK_NAME]
    plain += ["Schemas.LOCK", "\t//localhost/x", "ht\ntp://localhost/x", " http://localhost/x"]
    spelled = [*plain]
    for location in plain:
        for characters in ("/", "./", "/.%", "./:\\ \n\t"):
            encoded = (f"%{ord(c):02X}" if c in characters else c for c in location)
            spelled.append("".join(encoded))
        spelled.append(location.replace("/", "\\"))
    # What is encoded twice is decoded once: a name with percent signs, and nothing more.
    found = [text for text in dict.fromkeys(spelled) if "%25" not in text]
    return found if IS_LONG else random.Random(4).sample(found, 60)  # noqa: S311 - no secret


def fetching(folder: Path, server: Server) -> None:
    """Fetch an operation into a folder."""
    fetch(
        SchemaFolder(folder, "schemas"),
        [CatalogueEntry(name="AddThing", group="things", bases=(server.base,))],
        policy=DownloadPolicy(timeout=5, attempts=1),
        progress=lambda *_: None,
    )


def building(folder: Path, *, check: bool = False) -> None:
    """Build the client of a folder of schemas."""
    config = Config(schemas=folder / "schemas", output=folder, package="p", operations=())
    build(config, check=check)


def test_no_include_makes_a_fetch_write_elsewhere(server: Server, tmp_path: Path) -> None:
    """However an include spells a path that is not one in the folder, it is refused by name."""
    write_files(tmp_path / "out", {"x.pth": "precious"})
    before = tree(tmp_path)
    tried = locations(str(tmp_path / "out"))
    includes = "\n".join(f"<xs:include schemaLocation={quoteattr(place)}/>" for place in tried)
    evil = schema("<!--\nimport os\n-->").encode()
    server.serve({**THING, "AddThing.xsd": schema(includes + root("AddThing", "")).encode()})
    names = [asked for place in tried for asked in (place, place.rsplit("/", 1)[-1])]
    server.serve(dict.fromkeys(names, evil))
    with pytest.raises(Failure) as caught:
        fetching(tmp_path / "schemas", server)
    assert caught.value.exit_code == ExitCode.SOURCE
    assert len(caught.value.problems) == len(tried)
    for problem in caught.value.problems:
        assert str(problem).startswith('AddThing.xsd: includes "')
        assert str(problem).endswith('", which is not beside it')
    assert tree(tmp_path) == before
    assert {asked.path for asked in server.asked} == {f"/api/{name}" for name in THING}


@pytest.mark.parametrize("number", [1_001, 120_000])
@pytest.mark.parametrize("place", ["../x{}.xsd", "x{}.xsd"])
def test_includes_without_end_are_one_message(
    server: Server, tmp_path: Path, number: int, place: str
) -> None:
    """A file that includes more files than may be fetched is refused with one line."""
    includes = "".join(f'<xs:include schemaLocation="{place.format(n)}"/>' for n in range(number))
    server.serve({**THING, "AddThing.xsd": schema(includes + root("AddThing", "")).encode()})
    with pytest.raises(Failure) as caught:
        fetching(tmp_path / "schemas", server)
    assert caught.value.exit_code == ExitCode.SOURCE
    assert (
        str(caught.value) == "AddThing.xsd: more than 1,000 files, including all that they include"
    )
    assert {asked.path for asked in server.asked} == {f"/api/{name}" for name in THING}


def test_names_without_end_are_one_short_message(server: Server, tmp_path: Path) -> None:
    """A file with 200,000 other elements than it should have is refused with one line."""
    elements = "".join(f'<xs:element name="e{n}"/>' for n in range(200_000))
    server.serve({**THING, "AddThing.xsd": schema(elements).encode()})
    with pytest.raises(Failure) as caught:
        fetching(tmp_path / "schemas", server)
    assert str(caught.value) == (
        "AddThing.xsd: declares no element AddThing, but: e0, e1, e10, e100, e1000, e10000, e100000, "
        "e100001, e100002, e100003 and 199,990 more"
    )


def test_a_long_location_is_a_short_message(server: Server, tmp_path: Path) -> None:
    """Of an include that is a megabyte long, the message shows its beginning."""
    include = f'<xs:include schemaLocation="../{"x" * 1_000_000}"/>'
    server.serve({**THING, "AddThing.xsd": schema(include + root("AddThing", "")).encode()})
    with pytest.raises(Failure) as caught:
        fetching(tmp_path / "schemas", server)
    shown = f"../{'x' * 297}…"
    assert str(caught.value) == f'AddThing.xsd: includes "{shown}", which is not beside it'


@pytest.mark.parametrize(
    "name", ["schemas.lock/x.xsd", "schema\u017f.lock", "SCHEMAS.LOCK/x/y.xsd"]
)
def test_an_include_in_the_place_of_the_lock(server: Server, tmp_path: Path, name: str) -> None:
    """A file that cannot be beside the lock on every system is the vendor's mistake, by name."""
    include = f'<xs:include schemaLocation="{name}"/>'
    server.serve({**THING, quote(name): schema("").encode()})
    server.serve({"AddThing.xsd": schema(include + root("AddThing", "")).encode()})
    with pytest.raises(
        Failure, match=r"its name (needs a folder where|is the same file as)"
    ) as info:
        fetching(tmp_path / "schemas", server)
    assert info.value.exit_code == ExitCode.SOURCE
    assert not (tmp_path / "schemas").exists()


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (("Types.xsd", "types.xsd"), "types.xsd: its name is the same file as Types.xsd"),
        (("a.xsd", "a.xsd/b.xsd"), "a.xsd/b.xsd: its name needs a folder where a.xsd is a file"),
    ],
)
def test_includes_that_would_overwrite_each_other(
    server: Server, tmp_path: Path, names: tuple[str, ...], message: str
) -> None:
    """Two files that cannot be in one folder everywhere are refused, and nothing is written."""
    includes = "".join(f'<xs:include schemaLocation="{name}"/>' for name in names)
    server.serve({**THING, **dict.fromkeys(names, schema("").encode())})
    server.serve({"AddThing.xsd": schema(includes + root("AddThing", "")).encode()})
    with pytest.raises(Failure, match=message):
        fetching(tmp_path / "schemas", server)
    assert not (tmp_path / "schemas").exists()


@pytest.mark.parametrize("is_file", [True, False])
def test_a_link_in_the_schema_folder_is_not_followed(
    server: Server, tmp_path: Path, *, is_file: bool
) -> None:
    """A fetch writes neither behind a link to a folder nor in the place of a link to a file."""
    write_files(tmp_path / "out", {"x.xsd": "precious"})
    (tmp_path / "schemas").mkdir()
    link = tmp_path / "schemas" / ("types.xsd" if is_file else "types")
    link.symlink_to("../out/x.xsd" if is_file else "../out")
    name = "types.xsd" if is_file else "types/x.xsd"
    include = f'<xs:include schemaLocation="{name}"/>'
    server.serve({**THING, "AddThing.xsd": schema(include + root("AddThing", "")).encode()})
    server.serve({name: schema("").encode()})
    before = tree(tmp_path)
    with pytest.raises(Failure, match=f"schemas: cannot be written: {link.name} is a link"):
        fetching(tmp_path / "schemas", server)
    assert tree(tmp_path) == before
    assert link.is_symlink()


@pytest.mark.parametrize("name", ["AddThing.xsd", LOCK_NAME, "AddThingResponse.xsd"])
def test_an_edit_during_a_fetch_stays(server: Server, tmp_path: Path, name: str) -> None:
    """What somebody writes into a schema or the lock while others are downloaded is not replaced."""
    server.serve(THING)
    fetching(tmp_path / "schemas", server)
    before = tree(tmp_path / "schemas")
    new = {name: text.replace(b"minOccurs", b"  minOccurs") for name, text in THING.items()}
    server.serve(new)
    edited = before[name] + b"\n"

    def answer(_asked: Asked, _number: int) -> Answer:
        (tmp_path / "schemas" / name).write_bytes(edited)
        (tmp_path / "schemas" / "mine.xsd").write_bytes(b"mine")
        return Answer(new["AddThingResponse.xsd"])

    server.answers["/api/AddThingResponse.xsd"] = answer
    with pytest.raises(Failure, match=f"cannot be written: {name} was changed by somebody"):
        fetching(tmp_path / "schemas", server)
    assert tree(tmp_path / "schemas") == {**before, name: edited, "mine.xsd": b"mine"}


def test_files_put_into_the_package_while_it_is_built_stay(tmp_path: Path) -> None:
    """Whatever somebody puts into the folders of a client and its schemas during builds is there."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    made: list[Path] = []
    is_over = threading.Event()

    def write() -> None:
        while not is_over.wait(0.0005):
            for folder in ("p", "p/sub", "schemas"):
                path = tmp_path / folder / f"own{len(made)}.txt"
                path.parent.mkdir(exist_ok=True)
                path.write_text("mine")
                made.append(path)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        for number in range(20 if IS_LONG else 3):
            write_files(tmp_path / "schemas", pair("AddThing", OTHER if number % 2 else ""))
            building(tmp_path)
    finally:
        is_over.set()
        thread.join()
    assert len(made) > 20
    assert [path for path in made if not path.exists()] == []


def manifest_entries(package: Path, *paths: str) -> None:
    """Let the manifest of a client say that these files were generated, with the right hashes."""
    file = package / MANIFEST_NAME
    data = json.loads(file.read_bytes())
    for path in paths:
        data["files"][path] = {"sha256": sha256(b"precious"), "inputs": "x"}
    data["tool"] = "another"
    file.write_text(json.dumps(data))


@pytest.mark.parametrize("is_absolute", [True, False])
@pytest.mark.parametrize("path", ["sub/x.py", "sub/sub/x.py", "deep/sub/x.py"])
def test_a_manifest_does_not_lead_through_a_link(
    tmp_path: Path, path: str, *, is_absolute: bool
) -> None:
    """A file behind a link is never removed, whatever the manifest says of it."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    write_files(tmp_path / "out", {"x.py": "precious", "sub/x.py": "precious"})
    link = tmp_path / "p" / ("deep/sub" if path.startswith("deep") else "sub")
    link.parent.mkdir(exist_ok=True)
    out = tmp_path / "out"
    link.symlink_to(out if is_absolute else os.path.relpath(out, link.parent))
    manifest_entries(tmp_path / "p", path)
    before = tree(tmp_path)
    with pytest.raises(
        Failure, match=f"p/{link.relative_to(tmp_path / 'p')}: a link on the way to"
    ):
        building(tmp_path)
    assert tree(tmp_path) == before


@pytest.mark.parametrize(
    "path",
    [
        *("../out.py", "/out.py", "sub/../../out.py", "..\\out.py", "C:out.py", ".", ""),
        *(".git/config", "\uff0e\uff0e/out.py", "sub//x.py", "nul", "x" * 300),
    ],
)
def test_a_manifest_does_not_lead_out(tmp_path: Path, path: str) -> None:
    """A manifest with an entry that is no path in the package is not believed at all."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    write_files(tmp_path, {"out.py": "precious"})
    manifest_entries(tmp_path / "p", path)
    before = tree(tmp_path)
    with pytest.raises(Failure, match="this manifest cannot be read"):
        building(tmp_path)
    assert tree(tmp_path) == before


def test_a_link_in_place_of_a_generated_file_is_an_edit(tmp_path: Path) -> None:
    """A link is somebody's own, also to what was generated: it is neither replaced nor removed."""
    write_files(tmp_path / "schemas", {**pair("AddThing"), **pair("GetThing")})
    building(tmp_path)
    for name in ("add_thing.py", "get_thing.py"):
        (tmp_path / "p" / name).rename(tmp_path / name)
        (tmp_path / "p" / name).symlink_to(f"../{name}")
    building(tmp_path)  # they are as they were generated: there is nothing to do
    (tmp_path / "schemas" / "GetThing.xsd").unlink()
    (tmp_path / "schemas" / "GetThingResponse.xsd").unlink()
    write_files(tmp_path / "schemas", pair("AddThing", OTHER))
    before = tree(tmp_path)
    with pytest.raises(Failure) as caught:
        building(tmp_path)
    where = [str(problem.where).rpartition("/")[2] for problem in caught.value.problems]
    assert where == ["add_thing.py", "get_thing.py"]
    assert "was edited by hand" in str(caught.value)
    assert tree(tmp_path) == before


def test_a_check_after_a_kill_is_honest(tmp_path: Path) -> None:
    """A client that a killed build left half-done is not current, and the next build mends it."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    work: Callable[[], None] = partial(building, tmp_path)
    ended: set[str] = set()
    for number in moments(lambda: _rebuild(tmp_path), 110):
        write_files(tmp_path / "schemas", pair("AddThing"))
        building(tmp_path)
        old = tree(tmp_path / "p")
        write_files(tmp_path / "schemas", pair("AddThing", OTHER))
        assert kill_at_line(number, work)
        found = tree(tmp_path / "p")
        checked = run("build", "--check", "--package", "p", cwd=tmp_path)
        assert tree(tmp_path / "p") == found
        if checked.returncode == 1 and found != old:
            assert "an earlier neto-gen was killed while it wrote p" in checked.stderr
        ended.add("old" if found == old else "new" if checked.returncode == 0 else "between")
        building(tmp_path)
        assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
        assert run("build", "--check", "--package", "p", cwd=tmp_path).returncode == 0
        assert (checked.returncode == 0) == (found == tree(tmp_path / "p"))
    assert ended == {"old", "between", "new"} if IS_LONG else len(ended) > 1


def test_a_check_says_what_a_kill_left(tmp_path: Path) -> None:
    """Where an exchange was killed, a check says so, although the client is current."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    said = run("build", "--check", "--package", "p", cwd=tmp_path).stderr
    assert said == ""
    (tmp_path / "p" / ".neto-gen").mkdir()
    printed = ""
    for form in ("text", "github", "json"):
        result = run("build", "--check", "--package", "p", "--format", form, cwd=tmp_path)
        printed = result.stdout
        assert result.returncode == 0
        assert result.stderr == (
            "an earlier neto-gen was killed while it wrote p: neto-gen build finishes or undoes "
            "that first, or says what prevents it\n"
        )
    assert json.loads(printed)["is_interrupted"] is True
    building(tmp_path)
    assert run("build", "--check", "--package", "p", cwd=tmp_path).stderr == ""


@pytest.mark.parametrize("file", ["_client.py", "add_thing.py", "__init__.py", "evil.py"])
def test_a_manifest_that_lies_is_found_from_scratch(tmp_path: Path, file: str) -> None:
    """Code that somebody added with its hash is found where all is made again, and goes."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    sound = tree(tmp_path / "p")
    evil = sound.get(file, b"") + b"print('evil')\n"
    (tmp_path / "p" / file).write_bytes(evil)
    manifest = json.loads(sound[MANIFEST_NAME])
    manifest["files"][file] = sha256(evil)
    (tmp_path / "p" / MANIFEST_NAME).write_text(json.dumps(manifest))
    before = tree(tmp_path)
    command = ("build", "--package", "p", "--check")
    assert run(*command, cwd=tmp_path).returncode == 0  # it is fast, for it believes the manifest
    result = run(*command, "--from-scratch", cwd=tmp_path)
    assert result.returncode == ExitCode.DIFFERS
    assert "-print('evil')" in result.stdout
    assert tree(tmp_path) == before
    assert run("build", "--package", "p", "--from-scratch", cwd=tmp_path).returncode == 0
    assert tree(tmp_path / "p") == sound
    assert run(*command, "--from-scratch", cwd=tmp_path).returncode == 0


def test_an_edit_is_not_overwritten_from_scratch(tmp_path: Path) -> None:
    """To make all again overwrites no edit by hand: that takes --overwrite, as ever."""
    write_files(tmp_path / "schemas", pair("AddThing"))
    building(tmp_path)
    path = tmp_path / "p" / "add_thing.py"
    edited = path.read_bytes() + b"# mine\n"
    path.write_bytes(edited)
    result = run("build", "--package", "p", "--from-scratch", cwd=tmp_path)
    assert result.returncode == ExitCode.DIFFERS
    assert "p/add_thing.py: was edited by hand" in result.stderr
    assert path.read_bytes() == edited


def _rebuild(folder: Path) -> None:
    write_files(folder / "schemas", pair("AddThing", OTHER))
    building(folder)
