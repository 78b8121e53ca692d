"""The command line: options in, one action called, and what came of it printed.

Options are made of the declarations of the one action that is asked for; no other is imported.
"""

# ruff: noqa: ANN401, T201 - values are of any type, and it prints

from __future__ import annotations

import argparse
import shlex
import sys
from contextlib import closing
from difflib import get_close_matches
from importlib import import_module
from itertools import islice
from typing import TYPE_CHECKING, Any, NoReturn

from ._catalogue import OPERATIONS
from ._command_input import InputError, Outcome, RecordFile, parsed, place_of, to_wire
from ._command_output import discard_output, prepare_streams, print_records, print_whole, warn
from ._completions import SCRIPTS
from ._errors import ApiError, ConfigurationError, NetoError, OutcomeUnknown, RequestError
from ._redact import printable
from ._send_file import FailureReport, FileSending, may_have_acted
from ._signals import Signals

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._client import NetoClient

_ACTIONS = {module.replace("_", "-"): module for module, _, _ in OPERATIONS.values()}
_REFUSED, _USAGE, _NO_ANSWER, _UNKNOWN, _NOT_WRITTEN, _STOPPED, _PIPE = 1, 2, 3, 4, 5, 130, 141
_NAMES = ("--store", "--profile", "--from", "--failures")
_OF_FILES = ("--batch", "--failures", "--resend-unknown")
_LOOK = "it was not retried: check the store's records before you send it again"
_EPILOG = """\
Set NETO_STORE_URL, NETO_KEY and NETO_USERNAME in the environment, or pass --profile NAME to use a table
of ~/.config/neto/profiles.toml with store, key and username. Only you may have access to that file.
To complete actions, options and values in bash: eval "$(python -m {package} completions bash neto)"
This also defines the command neto."""


class _Parser(argparse.ArgumentParser):
    """A parser that suggests what may be meant in place of an option that there is not."""

    def parse_all(self, arguments: Sequence[str]) -> argparse.Namespace:
        """Read the arguments, all of which have to be known."""
        found, unknown = self.parse_known_args(arguments)
        if unknown:
            known = [o for action in self._actions for o in action.option_strings]
            self.error(
                f"unknown argument {unknown[0].partition('=')[0]!a}{_near(unknown[0], known)}"
            )
        return found

    def error(self, message: str) -> NoReturn:
        """Say what is wrong, and where help is."""
        sys.stderr.write(f"error: {printable(message)}\n")
        if message.endswith(("expected one argument", "expected at least one argument")):
            option = message.removeprefix("argument ").partition(":")[0]
            sys.stderr.write(f"  help: if the value begins with -, write {option}=-…\n")
        sys.stderr.write(f"  help: {self.prog} --help\n")
        sys.exit(_USAGE)


def main(arguments: Sequence[str]) -> int:
    """Run the command line, and return its exit code."""
    prepare_streams()
    try:
        try:
            code = _run(arguments)
        except SystemExit as ended:  # raised by the parser, or on a signal
            code = ended.code if isinstance(ended.code, int) else _USAGE
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _STOPPED
    except BrokenPipeError:
        discard_output()
        return _PIPE
    except OSError as error:
        discard_output()
        where = "" if error.filename is None else f"{error.filename}: "
        return _say(f"{where}cannot be written: {error.strerror}", "", _NOT_WRITTEN)
    return code


def _run(arguments: Sequence[str]) -> int:
    package = __package__ or "neto_client"
    prog = f"python -m {package}"
    if not arguments or arguments[0] in {"-h", "--help"}:
        print(f"usage: {prog} ACTION [OPTION]...\n\nActions (ACTION --help shows its options):")
        print(
            "\n".join(f"  {name}" for name in _ACTIONS),
            _EPILOG.format(package=package),
            sep="\n\n",
        )
        return 0
    if arguments[0] == "completions":
        return _completions(arguments[1:], package)
    if arguments[0] == "complete":  # called by the shells' scripts
        print("".join(f"{word}\n" for word in _complete(arguments[1:])), end="")
        return 0
    module = _ACTIONS.get(arguments[0])
    if module is None:
        near = _near(arguments[0], _ACTIONS)
        _Parser(prog=prog).error(f"there is no action {arguments[0]!a}{near}")
    return _Call(module, f"{prog} {arguments[0]}").run(arguments[1:])


class _Call:
    """One call of one action."""

    def __init__(self, module: str, prog: str) -> None:
        self.module = module
        self.operation: Any = import_module(f".{module}", __package__).OPERATION
        self.place = place_of(self.operation.request)
        self.parser = _Parser(
            prog=prog, allow_abbrev=False, description=f"Send {self.operation.action} to the store."
        )
        self._add_options()

    def _add_options(self) -> None:
        parser, place = self.parser, self.place
        common = parser.add_argument_group("options of all actions")
        common.add_argument("--store", help="address of the store")
        common.add_argument("--profile", metavar="NAME", help="credentials from the profiles file")
        common.add_argument("--set", action="append", default=[], metavar="PATH=VALUE",
                            help="set any field, for example 'warehouse_quantity[0].quantity=3'")  # fmt: skip
        common.add_argument("--data", metavar="JSON", help="set fields from a JSON object")
        common.add_argument(
            "--dry-run", action="store_true", help="show the request and send nothing"
        )
        common.add_argument("--wire", choices=("json", "xml"), default="json",
                            help="format of the request and the response")  # fmt: skip
        common.add_argument("--timeout", type=float, default=30.0, metavar="SECONDS",
                            help="limit for each step of a call (default: 30)")  # fmt: skip
        form = common.add_mutually_exclusive_group()
        for name in ("json", "jsonl", "csv", "table"):
            form.add_argument(f"--{name}", dest="form", action="store_const", const=name,
                              help=f"print the response as {name}")  # fmt: skip
        parser.set_defaults(form="json")
        if self.operation.items:
            common.add_argument("--all", action="store_true", help="fetch all pages")
        if place.is_list:
            common.add_argument("--from", dest="source", metavar="FILE",
                                help="send the records of a file: .csv or .jsonl")  # fmt: skip
            common.add_argument(
                "--batch", type=int, metavar="N", help="records per request (default: 100)"
            )
            common.add_argument(
                "--failures", metavar="FILE", help="file for the records that failed"
            )
            common.add_argument("--resend-unknown", action="store_true",
                                help="also send records with an unknown outcome")  # fmt: skip
        own = parser.add_argument_group("fields")
        for name, field in place.declared.fields:
            option = f"--{name.replace('_', '-')}"
            if option in parser._option_string_actions or not field.is_in_level:  # noqa: SLF001
                continue
            kind = "JSON" if not field.is_simple else field.kind.upper()
            more: dict[str, Any] = {"nargs": "+", "action": "extend"} if field.repeated else {}
            own.add_argument(
                option,
                dest=f"field_{name}",
                metavar=kind,
                help=field.key.replace("%", "%%"),
                **more,
            )

    def values(self, option: str) -> list[str]:
        """Return the known values of an option."""
        name = option[2:].replace("-", "_")
        if name == "wire":
            return ["json", "xml"]
        field: Any = dict(self.place.declared.fields).get(name)
        if field is None or field.kind not in {"boolean", "enumeration"}:
            return []
        if field.kind == "boolean":
            return ["True", "False"]
        return [member.value for member in self.place.declared.class_of(field.of)]

    def run(self, arguments: Sequence[str]) -> int:
        """Read the arguments, call the action, and return the exit code."""
        given = self.parser.parse_all(arguments)
        try:
            from ._profile import settings_of  # noqa: PLC0415 - only a call needs it

            self._require_what_goes_together(given)
            with self._client(settings_of(given.profile), given) as client:
                if self.place.is_list and given.source is not None:
                    return self._send_all(client, given)
                return self._send(client, given)
        except InputError as error:
            return _say(str(error), "", _USAGE)
        except RecursionError:
            return _say("the input is nested too deeply", "", _USAGE)
        except NetoError as error:
            return _say(str(error), error.hint, _code_of(error))

    def _require_what_goes_together(self, given: Any) -> None:
        """Refuse options that would have no effect, or one that nobody wants. Raises InputError."""
        for option in _NAMES:
            # Such as that of an unset variable of a shell: without the option, another store may be meant.
            if getattr(given, _dest(option), None) == "":
                raise InputError(f"{option} is empty")
        if not self.place.is_list:
            return
        if given.source is None:
            unused = [o for o in _OF_FILES if getattr(given, _dest(o)) not in (None, False)]
            if unused:
                raise InputError(
                    f"{unused[0]} only applies to the records of a file: use it with --from"
                )
            return
        unused = [o for o in ("--set", "--data") if getattr(given, _dest(o)) not in (None, [])]
        unused += [
            f"--{name.replace('_', '-')}"
            for name, _ in self.place.declared.fields
            if getattr(given, f"field_{name}", None) is not None
        ]
        if unused:
            raise InputError(
                f"{unused[0]} and --from cannot be combined: put the values into columns of the file"
            )

    def _client(self, settings: dict[str, str], given: Any) -> NetoClient:
        from ._client import NetoClient  # noqa: PLC0415 - only a call needs it

        store = given.store or settings.get("store")
        key, username = settings.get("key"), settings.get("username")
        return NetoClient(store, key=key, username=username, wire=given.wire, timeout=given.timeout)

    def _send(self, client: NetoClient, given: Any) -> int:
        request = self._request(given)
        if given.dry_run:
            return self._show(client, request)
        try:
            if given_all := getattr(given, "all", False):
                records: Iterable[Any] = getattr(client, f"iter_{self.module}")(request)
            else:
                response = getattr(client, self.module)(request)
                warn(response)
                if given.form == "json":
                    print_whole(response)
                    return 0
                records = self.place.records(response)
            print_records(records, "jsonl" if given_all and given.form == "json" else given.form)
        except NetoError as error:
            if may_have_acted(self.operation, error, request):
                return _say(str(error), _LOOK, _UNKNOWN)
            raise
        return 0

    def _request(self, given: Any) -> Any:
        """Return the request that the options describe."""
        data: dict[str, Any] = {}
        declared = self.place.declared
        if given.data is not None:
            data = to_wire(declared, _parsed(given.data, "--data"), "--data")
        for name, field in declared.fields:
            value = getattr(given, f"field_{name}", None)
            if value is not None:
                option = f"--{name.replace('_', '-')}"
                if not field.is_simple:
                    values = value if field.repeated else [value]
                    found = [_parsed(one, option) for one in values]
                    value = found if field.repeated else found[0]
                data |= to_wire(declared, {name: value}, option)
        for text in given.set:
            self.place.set(data, text)
        return self.place.request(data)

    def _show(self, client: NetoClient, request: Any) -> int:
        """Print what would be sent, with secrets masked."""
        prepared = getattr(client.dry_run, self.module)(request)
        print(f"POST {prepared.url}")
        for name, value in prepared.headers.items():
            print(f"{name}: {value}")
        print(f"\n{prepared.body.decode()}")
        return 0

    def _send_all(self, client: NetoClient, given: Any) -> int:
        """Send the records of a file in batches, and put those that failed into another."""
        size = 100 if given.batch is None else given.batch
        if size < 1:
            raise InputError(f"--batch {size}: must be at least 1")
        with RecordFile(given.source, self.place, resend=given.resend_unknown) as file:
            number = file.check()
            if given.dry_run:
                rows = islice(file.rows(), size)
                sys.stderr.write(f"the first of {-(-number // size)} requests:\n")
                return self._show(client, self.place.root.of([*map(file.record, rows)]))
            report = FailureReport(file, given.failures)
            try:
                with Signals() as signals:
                    sending = FileSending(self.operation, file, report, size, signals)
                    method = getattr(client, f"iter_{self.module}")
                    with closing(sending.answers(method, self.place.records)) as answers:
                        print_records(answers, "jsonl" if given.form == "json" else given.form)
            except BaseException:
                _told(report)
                raise
            finally:
                report.close()
        done = number - report.counts.total()
        sys.stderr.write(f"{done} of {number} records succeeded\n")
        return _told(report)


def _code_of(error: NetoError) -> int:
    if isinstance(error, (ConfigurationError, RequestError)):
        return _USAGE
    if isinstance(error, ApiError):
        return _REFUSED
    return _UNKNOWN if isinstance(error, OutcomeUnknown) else _NO_ANSWER


def _told(report: FailureReport) -> int:
    """Say how many records are not done, what to do about them, and return the exit code."""
    counts = report.counts
    if not counts:
        return 0
    shown = ", ".join(f"{counts[outcome]} {outcome}" for outcome in Outcome if counts[outcome])
    again = f"send the file: --from {shlex.quote(report.path)}"
    hints: list[str] = []
    if counts[Outcome.REFUSED]:
        hints.append("fix the refused records")
    if counts[Outcome.UNKNOWN]:
        hints.append(
            "check the store for the unknown records, and remove those that it has already processed from the file"
        )
        again += " --resend-unknown"
    hint = ", ".join([*hints, f"then {again}" if hints else again])
    code = _UNKNOWN if counts[Outcome.UNKNOWN] else _REFUSED
    if not counts[Outcome.UNKNOWN] and not counts[Outcome.REFUSED]:
        code = _NO_ANSWER
    number = counts.total()
    what = f"{number} record{'' if number == 1 else 's'} failed ({shown}): see {report.path}"
    return _say(f"{what}\n{report.first}", hint, code)


def _dest(option: str) -> str:
    return "source" if option == "--from" else option[2:].replace("-", "_")


def _parsed(text: str, option: str) -> Any:
    try:
        return parsed(text)
    except InputError as error:
        raise InputError(f"{option} {error}") from None


def _say(message: str, hint: str, code: int) -> int:
    for line in message.splitlines():
        sys.stderr.write(f"error: {printable(line)}\n")
    if hint:
        sys.stderr.write(f"  help: {printable(hint)}\n")
    return code


def _near(text: str, known: Iterable[str]) -> str:
    found = get_close_matches(text.partition("=")[0], [*known], n=1)
    return f"; did you mean {found[0]}?" if found else ""


def _complete(words: Sequence[str]) -> list[str]:
    """Return completions for the last of these words."""
    begun = words[-1] if words else ""
    if len(words) < 2:  # noqa: PLR2004 - the action
        return [name for name in (*_ACTIONS, "completions") if name.startswith(begun)]
    if words[0] == "completions":
        return [shell for shell in SCRIPTS if not words[2:] and shell.startswith(begun)]
    if words[0] not in _ACTIONS:
        return []
    call = _Call(_ACTIONS[words[0]], "")
    known: list[str] = [*call.parser._option_string_actions]  # noqa: SLF001
    if not begun.startswith("-"):
        # The option that this value belongs to: a repeatable one may have other values before.
        option = next((word for word in reversed(words[1:-1]) if word.startswith("--")), "")
        known = call.values(option) if option and option.partition("=")[0] == option else []
    return [word for word in known if word.startswith(begun)]


def _completions(arguments: Sequence[str], package: str) -> int:
    """Print a script that defines a command and completes it."""
    parser = _Parser(prog=f"python -m {package} completions", allow_abbrev=False)
    parser.add_argument("shell", choices=[*SCRIPTS])
    parser.add_argument("name", nargs="?", default="neto")
    given = parser.parse_all(arguments)
    if not given.name.isascii() or not given.name.isidentifier():
        parser.error(f"{given.name!a} cannot be the name of a command")
    # This Python, whichever a shell would find first later on.
    prog = shlex.join([sys.executable or "python", "-m", package])
    print(SCRIPTS[given.shell].format(name=given.name, prog=prog))
    return 0
