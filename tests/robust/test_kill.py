"""`kill -9` at random moments of a build and of a fetch: the next one finds the old or the new."""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from typing import TYPE_CHECKING

from neto_gen.build import build
from neto_gen.catalogue import CatalogueEntry
from neto_gen.files.atomic import recover
from neto_gen.files.paths import is_interrupted, leftover
from neto_gen.settings.config import Config
from neto_gen.sources import SchemaFolder
from tests.support import pair, root, schema, tree, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.server import Server

# Children of a server that has everything imported already: 200 cost little more than 200 builds.
CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.robust.preload"])
MOMENTS = 200 if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else 16


def build_in(folder: Path) -> None:
    """Build the client of a folder of schemas."""
    schemas = folder / "schemas"
    build(Config(schemas=schemas, output=folder, package="client", operations=()))


def fetch_in(folder: Path, base: str, certificate: str) -> None:
    """Fetch two operations into a folder."""
    os.environ["SSL_CERT_FILE"] = certificate
    from neto_gen.sources.fetch import fetch  # noqa: PLC0415 - in the child
    from neto_gen.sources.http import DownloadPolicy  # noqa: PLC0415

    entries = [CatalogueEntry(name=name, group="x", bases=(base,)) for name in ("AddA", "AddB")]
    schemas = SchemaFolder(folder / "schemas", "schemas")
    policy = DownloadPolicy(attempts=1, timeout=20)
    fetch(schemas, entries, policy=policy, progress=lambda *_: None)


def edition(number: int) -> dict[str, str]:
    """Return the schemas of a small operation, whose name and fields change with every edition."""
    fields = f'<xs:element name="Field{number}" type="xs:string" minOccurs="0"/>'
    return pair("AddA", fields) if number else pair("GetC", fields)


def kill_at_random(
    work: Callable[..., None],
    arguments: tuple[object, ...],
    folder: Path,
    prepare: Callable[[int], None],
) -> None:
    """Run `work` again and again, kill it at random moments, and look at what it left."""
    states: dict[int, dict[str, bytes]] = {}
    durations: list[float] = []
    for number in (0, 1, 0):
        prepare(number)
        start = time.monotonic()
        process = CONTEXT.Process(target=work, args=arguments)
        process.start()
        process.join()
        durations.append(time.monotonic() - start)
        assert process.exitcode == 0
        states[number] = tree(folder)
    assert states[0] != states[1]

    chance = random.Random(4)  # noqa: S311 - no secrets
    is_new, killed, number = False, 0, 1
    for _ in range(MOMENTS):
        prepare(number)
        process = CONTEXT.Process(target=work, args=arguments)
        process.start()
        time.sleep(chance.uniform(0, max(durations)))
        process.kill()
        process.join()
        killed += process.exitcode != 0
        found = tree(folder)
        if found not in states.values():
            assert is_interrupted(folder)
            recover(folder)  # as the next neto-gen does before all else
            found = tree(folder)
        is_new = found == states[number]
        assert is_new or found == states[1 - number]
        number = 1 - number if is_new else number
    assert killed
    prepare(number)
    work(*arguments)
    assert tree(folder) == states[number]
    assert not leftover(folder).exists()


def test_a_killed_build_leaves_the_old_client_or_the_new(tmp_path: Path) -> None:
    """Whenever a build is killed, the client is as before or as after, and can be built again."""

    def prepare(number: int) -> None:
        for path in (tmp_path / "schemas").glob("*"):
            path.unlink()
        write_files(tmp_path / "schemas", edition(number))

    kill_at_random(build_in, (tmp_path,), tmp_path / "client", prepare)


def test_a_killed_fetch_leaves_the_old_schemas_or_the_new(
    server: Server, certificate: Path, tmp_path: Path
) -> None:
    """Whenever a fetch is killed, schemas and lock are as before or as after, together."""

    def prepare(number: int) -> None:
        included = f"types{number}.xsd"
        include = f'<xs:include schemaLocation="{included}"/>'
        files = {
            f"{name}.xsd": schema(include + root(name, "") + f"<!-- {number} -->")
            for name in ("AddA", "AddAResponse", "AddB", "AddBResponse")
        }
        files[included] = schema("")
        server.serve({name: text.encode() for name, text in files.items()})

    arguments = (tmp_path, server.base, str(certificate))
    # The first two runs meet includes that were not there before; from then on, both are.
    (tmp_path / "schemas").mkdir()
    for number in (0, 1):
        prepare(number)
        fetch_in(*arguments)
    kill_at_random(fetch_in, arguments, tmp_path / "schemas", prepare)
