"""Builds and uses hostile schemas in a process that notes everything it does to the outside.

`python -m tests.hostile.watch MODULE FOLDER` lets the attacks of a module happen in a folder, and
prints one line of JSON for each.
"""

from __future__ import annotations

import importlib
import json
import os
import resource
import sys
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from neto_gen.build import build
from neto_gen.problems import Failure, Location
from neto_gen.render.files import RUNTIME
from neto_gen.render.guard import GuardError
from neto_gen.settings.config import Config
from tests.compiled import compile_each_text_once
from tests.hostile.attack import Attack, of_module, operation
from tests.support import REPOSITORY, peak_mebibytes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

MEMORY = 2 << 30
_CPU_SECONDS = 900
_FORBIDDEN = (
    *("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn"),
    *("os.putenv", "os.unsetenv", "os.kill", "urllib.", "http.", "ftplib.", "smtplib.", "ctypes."),
    *(
        "pty.",
        "sqlite3.",
        "webbrowser.",
        "signal.",
        "syslog.",
        "pickle.",
        "shutil.chown",
    ),
)
_CHANGES = frozenset(
    {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.link", "os.symlink", "os.chmod"}
    | {"os.chown", "os.truncate", "os.utime", "shutil.rmtree", "shutil.move", "shutil.copyfile"}
)
_READS = frozenset({"os.listdir", "os.scandir"})
_BY_HANDLE = frozenset({"open", "os.rmdir", "os.remove"})
_PROGRAM = tuple(
    str(Path(path).resolve())
    for path in {sys.prefix, sys.base_prefix, sys.exec_prefix, str(REPOSITORY / "generator"), *(
        str(REPOSITORY / name) for name in ("templates", "schemas")
    )}
)  # fmt: skip


@dataclass(slots=True, kw_only=True)
class Result:
    """How an attack ended: `messages` are those of a refusal, `harm` is what should not have been."""

    name: str
    ended: str = "built"
    messages: list[str] = field(default_factory=list[str])
    harm: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    mebibytes: int = 0


class Watch:
    """Notes what the process does to the outside while it watches. There can be only one."""

    def __init__(self) -> None:
        self.harm: list[str] = []
        self.readable: tuple[str, ...] = ()
        self.writable = ""
        self.watching = False
        sys.addaudithook(self._note)

    @contextmanager
    def over(self, *, schemas: Path, output: Path) -> Iterator[list[str]]:
        """Watch; reading is allowed in the schemas, and writing in the output."""
        self.harm = []
        self.writable = str(output.resolve())
        self.readable = (str(schemas.resolve()), self.writable, *_PROGRAM)
        self.watching = True
        try:
            yield self.harm
        finally:
            self.watching = False

    def _note(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        self.watching = False  # what it takes to note is not noted
        try:
            what = self._harm(event, arguments)
        finally:
            self.watching = True
        if what is not None:
            self.harm.append(f"{event}: {what}"[:300])

    def _harm(  # noqa: PLR0911 - one for each kind of event
        self, event: str, arguments: tuple[Any, ...]
    ) -> str | None:
        if sys._getframe(2).f_code.co_filename.endswith("/shutil.py") and event in _BY_HANDLE:
            return None  # rmtree names things relative to a folder that it opened, as noted before
        if event.startswith(_FORBIDDEN):
            return repr(arguments)
        if event == "open":
            path, mode, flags = arguments
            writes = (mode is not None and set(mode) & set("wax+")) or (
                flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC)
            )
            if not writes and os.path.realpath(path) == str(Path(self.writable).parent):
                return None  # a build holds the folder of its output, and reads nothing of it
            allowed = (self.writable,) if writes else self.readable
            return None if isinstance(path, int) else self._outside(path, allowed)
        if event in _CHANGES:
            paths = [path for path in arguments if isinstance(path, str | bytes | os.PathLike)]
            outside = (self._outside(path, (self.writable,)) for path in paths)
            return next((what for what in outside if what), None)
        if sys._getframe(2).f_code.co_filename.startswith("<frozen importlib"):
            return None  # looking for a module of the library; what it runs is looked at as well
        if event in _READS and arguments[0] is not None and not isinstance(arguments[0], int):
            # An import lists the folders in which modules are.
            modules = tuple(os.path.realpath(path) for path in sys.path)
            return self._outside(arguments[0], (*self.readable, *modules))
        if event == "exec":
            return self._code(arguments[0])
        return None

    def _outside(
        self, path: str | bytes | os.PathLike[str], allowed: tuple[str, ...]
    ) -> str | None:
        real = os.path.realpath(os.fsdecode(path))
        inside = any(real == folder or real.startswith(folder + os.sep) for folder in allowed)
        return None if inside else real

    def _code(self, code: Any) -> str | None:
        """Describe code that is neither the program's nor the package's; None for others."""
        name = getattr(code, "co_filename", "?")
        caller = sys._getframe(3).f_code.co_filename
        if name.startswith("<frozen ") or (name == "<string>" and _is_definition(caller)):
            return None
        if name == "<template>" and caller.endswith("jinja2/environment.py"):
            return None
        if not Path(name).is_absolute():
            return f"{name} from {caller}"
        return self._outside(name, self.readable)


def _is_definition(caller: str) -> bool:
    """Tell whether a library creates a class from text, or reads the annotations of one."""
    return caller.endswith(("dataclasses.py", "collections/__init__.py")) or (
        caller.endswith("typing.py")
        and any("/xsdata/" in frame.f_code.co_filename for frame in _frames())
    )


def _frames() -> Iterator[FrameType]:
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        yield frame
        frame = frame.f_back


class Victim:
    """A folder in which attacks happen, one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0
        self.watch = Watch()
        self.work = folder / "work"
        self.work.mkdir(parents=True)
        os.chdir(self.work)
        # What is imported and cached on first use is no attack's doing.
        (ordinary,) = self.suffer(
            [Attack(name="none", files=operation(), tries="nothing")], warm=True
        )
        assert ordinary.ended == "built", ordinary

    def suffer(self, attacks: list[Attack], *, warm: bool = False) -> Iterator[Result]:
        """Let attacks happen, each in a folder of its own."""
        for attack in attacks:
            result = self._suffer(attack)
            if warm:
                result.harm.clear()
            yield result

    def _suffer(self, attack: Attack) -> Result:
        self.number += 1
        place = self.folder / f"{self.number}"
        schemas, output = place / "schemas", place / "output"
        attack.write(schemas)
        output.mkdir()
        result = Result(name=attack.name)
        package = f"hostile_{self.number}"
        begun = time.process_time()
        environment = dict(os.environ)
        with self.watch.over(schemas=schemas, output=output) as harm:
            _build(Config(schemas=schemas, output=output, package=package, operations=()), result)
            if result.ended == "built":
                _use(output, package, result)
        result.harm += harm
        result.seconds = time.process_time() - begun
        result.mebibytes = peak_mebibytes()
        traces = [*self.work.iterdir()]
        if traces or dict(os.environ) != environment:
            result.harm.append(f"planted code ran: {[path.name for path in traces]}")
        for path in traces:
            path.unlink()
        if result.ended == "refused" and [*output.iterdir()]:
            result.harm.append("something was written although the schema was refused")
        return result


def _build(config: Config, result: Result) -> None:
    try:
        build(config)
    except GuardError as error:
        result.ended = "refused"
        result.harm.append(f"only the last look found it: {error}")
    except Failure as failure:
        result.ended = "refused"
        result.messages = [str(problem) for problem in failure.problems]
        for problem in failure.problems:
            where = problem.where.file if isinstance(problem.where, Location) else problem.where
            if not where or not where.startswith(str(config.schemas)):
                result.harm.append(f"the message names no place: {problem}"[:300])
            if not str(problem).isprintable():
                result.harm.append("the message holds what a terminal would obey")
    except MemoryError:
        result.ended = "crashed"
        result.harm.append("it took all memory")
    except Exception as error:  # noqa: BLE001 - that there is none is what is tested
        result.ended = "crashed"
        trace = error.__traceback__
        while trace is not None and trace.tb_next is not None:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
        result.harm.append(f"a traceback: {type(error).__name__}: {error} at {place}"[:400])


def _use(output: Path, package: str, result: Result) -> None:
    """Import all of a package that depends on the schema, and read, check and write a message of each kind.

    Modules of the runtime are the same in all packages: what a message needs of them is imported with it.
    """
    sys.path.insert(0, str(output))
    try:
        importlib.invalidate_caches()
        for path in sorted((output / package).glob("*.py")):
            if path.name in RUNTIME:
                continue
            suffix = "" if path.stem == "__init__" else f".{path.stem}"
            module = importlib.import_module(f"{package}{suffix}")
            for name in getattr(module, "__all__", ()):
                _use_record(getattr(module, name, None))
    except Exception as error:  # noqa: BLE001 - that there is none is what is tested
        result.ended = "crashed"
        result.harm.append(f"the client fails: {type(error).__name__}: {error}"[:400])
    finally:
        sys.path.remove(str(output))
        for name in [name for name in sys.modules if name.partition(".")[0] == package]:
            del sys.modules[name]


def _use_record(record: Any) -> None:
    if not hasattr(record, "from_xml"):
        return
    name = getattr(record.Meta, "name", record.__name__)
    for text in (f"<{name}/>", f"<{name}><Value>a</Value></{name}>"):
        try:
            message = record.from_xml(text)
            repr(message)
            message.to_json()
            message.to_xml()
        except ValueError:
            pass  # the message is not as the schema wants it, and was not sent


def main() -> None:
    """Let the attacks of one module happen."""
    module, folder = sys.argv[1:]
    compile_each_text_once()
    attacks = of_module(module)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    victim = Victim(Path(folder))
    for result in victim.suffer(attacks):
        print(json.dumps(asdict(result)), flush=True)  # noqa: T201 - it is read from there


if __name__ == "__main__":
    main()
