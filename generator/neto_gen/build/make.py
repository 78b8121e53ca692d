"""The files of a package: schemas → contract → plan → text, as far as they are not there yet."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from neto_gen.build.reuse import Kept
from neto_gen.catalogue import read_catalogue
from neto_gen.dialect import dialect_named
from neto_gen.gc_tuning import relaxed_gc
from neto_gen.planning import plan_client
from neto_gen.problems import ExitCode, Failure, Problem, did_you_mean, listed
from neto_gen.publish.manifest import MadeOperation, sha256
from neto_gen.python.package import views_of
from neto_gen.render import PACKAGE_FILES, render_package
from neto_gen.settings.config import default_schemas
from neto_gen.sources.folder import ALL, LOCK_NAME
from neto_gen.sources.lock import read_lock
from neto_gen.sources.record import unlocked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from neto_gen.build.inputs import Inputs
    from neto_gen.publish import Manifest
    from neto_gen.python.methods import MethodView
    from neto_gen.python.package import PackageView


@relaxed_gc()
def make(inputs: Inputs) -> tuple[dict[str, bytes], Manifest]:
    """Build every file of the package with its manifest; reuse files that are current."""
    _require_all_there(inputs)
    _require_used(inputs)
    asked = [operation for operation in inputs.operations if operation.name in inputs.asked]
    _require_locked(inputs, {part.file for operation in asked for part in operation.messages})
    kept = Kept(inputs)
    config = inputs.config
    dialect = dialect_named(config.dialect, config.corrections)
    unchanged = {**kept.operations, **kept.left}
    package = plan_client(inputs.folder, inputs.operations, dialect, but=unchanged)
    operations = {**unchanged, **_described(package)}
    if not _keep_clients(kept, inputs, operations) and unchanged:
        # Files about all operations need all of them.
        _require_alone(inputs, kept.left)
        package = plan_client(inputs.folder, inputs.operations, dialect)
    _require_locked(inputs, {name for o in asked for name in operations[o.name].schemas})
    rendered = render_package(package, inputs.templates, kept.files)
    made = {path: text.encode() for path, text in rendered.items()}
    known = {**kept.files, **made}
    made_hashes = {path: sha256(content) for path, content in known.items()}
    if inputs.config.only and not inputs.is_made_alike():
        _require_alone(inputs, _changed(inputs, operations, made_hashes))
    files = dict(sorted({**kept.as_they_are, **known}.items()))
    locked = read_lock(inputs.folder) or {}
    hashes = inputs.hashes(name for o in operations.values() for name in o.schemas)
    hashes |= kept.schemas_then
    manifest = inputs.manifest._replace(
        operations={str(o): operations[o.name] for o in inputs.operations},
        schemas=hashes,
        transcribed=sum(locked[n].origin == "transcribed" for n in hashes if n in locked),
        files=dict(sorted({**kept.files_then, **made_hashes}.items())),
    )
    return files, manifest


def _require_used(inputs: Inputs) -> None:
    """Raise Failure for patterns of the settings that stand for no schema."""
    if not inputs.config.accept_invalid:
        return
    names = inputs.folder.names()
    unused = inputs.folder.acceptance.unused(names)
    where = inputs.config.settings
    problems = [
        Problem(
            f'"{pattern}" in accept-invalid stands for no schema in {inputs.folder.shown}',
            None if where is None else str(where),
            did_you_mean(pattern, names, f"the folder has {listed(sorted(names))}"),
        )
        for pattern in unused
    ]
    if problems:
        raise Failure(ExitCode.USAGE, *problems)


def _described(package: PackageView) -> dict[str, MadeOperation]:
    """Return the manifest's entries for the operations of a plan, by name."""
    found: dict[str, MadeOperation] = {}
    for view in views_of(package):
        modules = [view.module, *([view.shared.module] if view.shared else [])]
        found[view.name.untrusted] = MadeOperation(
            schemas=view.schema_files,
            files=tuple(f"{module}.py" for module in modules),
            method="" if view.method is None else _hash(view.method),
        )
    return found


def _keep_clients(kept: Kept, inputs: Inputs, operations: dict[str, MadeOperation]) -> bool:
    """Keep the files that show all operations, if these look as they did."""
    if inputs.before is None or not inputs.is_made_alike():
        return False
    now = {str(o): _shown(operations[o.name]) for o in inputs.operations}
    then = {name: _shown(made) for name, made in inputs.before.operations.items()}
    return now == then and kept.keep(PACKAGE_FILES)


def _shown(operation: MadeOperation) -> tuple[str, ...]:
    """Return the parts of an operation that the package's shared files show."""
    return (*operation.files[:1], operation.method)


def _require_all_there(inputs: Inputs) -> None:
    """Raise Failure when there are fewer schemas than there were, and nobody said that they should go."""
    config, before = inputs.config, inputs.before
    if config.schemas == default_schemas():
        if before is not None and before.transcribed < len(before.schemas):
            what = "the schemas that it was built from are missing, and neto-gen comes with different ones"
            hint = (
                "restore your schema folder; to use the schemas that come with neto-gen, remove "
                f"{inputs.shown} first"
            )
            raise Failure(ExitCode.SOURCE, Problem(what, inputs.shown, hint))
        return
    groups = {ALL, *read_catalogue().groups}
    if (
        config.only
        or config.declared
        or (config.operations and groups.isdisjoint(config.operations))
    ):
        return  # named operations must exist anyway
    gone = (name for name in read_lock(inputs.folder) or {} if inputs.folder.read(name) is None)
    hint = "restore it, or run neto-gen lock to record its removal"
    problems = [
        Problem(f"is in {LOCK_NAME}, but not in the folder", inputs.folder.file(n), hint)
        for n in gone
    ]
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)


def _require_alone(inputs: Inputs, others: Iterable[str]) -> None:
    """Raise Failure when a build of some operations would have to write of these others, too."""
    if names := sorted(others):
        what = (
            f"{', '.join(sorted(inputs.asked))} cannot be built alone: other files change with it, and "
            f"so would those of {listed(names)}, as schemas, settings, templates or neto-gen have "
            "changed"
        )
        hint = "run neto-gen build, which updates the whole client; nothing was written"
        raise Failure(ExitCode.USAGE, Problem(what, inputs.shown, hint))


def _changed(
    inputs: Inputs, operations: Mapping[str, MadeOperation], hashes: Mapping[str, str]
) -> set[str]:
    """Return the operations that were built although not asked for, and differ from before."""
    before: Mapping[str, str] = {} if inputs.before is None else inputs.before.files
    others = operations.keys() - inputs.asked
    found = {
        name
        for name in others
        if any(before.get(path) != hashes[path] for path in operations[name].files)
    }
    shared = hashes.keys() - {*PACKAGE_FILES, *(f for o in operations.values() for f in o.files)}
    return {*others} if any(before.get(path) != hashes[path] for path in shared) else found


def _hash(method: MethodView) -> str:
    return sha256(json.dumps(asdict(method)).encode())


def _require_locked(inputs: Inputs, names: Iterable[str]) -> None:
    """Raise Failure when one of these schema files is not what the lock says."""
    problems = unlocked(inputs.folder, names)
    if problems:
        raise Failure(ExitCode.SCHEMA, *problems)
