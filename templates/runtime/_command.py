"""The command line: options in, one action called, and what came of it printed.

Options are made of the declarations of the one action that is asked for; no other is imported.
"""

# ruff: noqa: ANN401, T201 - values are of any type, and printing is what it is for

from __future__ import annotations

import argparse
import json
import os
import sys
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any, NoReturn

from ._catalogue import OPERATIONS
from ._command_input import InputError, place_of, read_records, report_path, to_wire, write_failures
from ._command_output import print_records
from ._errors import ApiError, ConfigurationError, NetoError, OutcomeUnknown, RequestError
from ._redact import printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ._client import NetoClient

_ACTIONS = {module.replace("_", "-"): module for module, _, _ in OPERATIONS.values()}
_REFUSED, _USAGE, _NO_ANSWER, _UNKNOWN, _STOPPED, _PIPE = 1, 2, 3, 4, 130, 141
_SHELLS = ("bash", "zsh", "fish")
_EPILOG = """\
Say who asks in the environment: NETO_STORE_URL, NETO_KEY and NETO_USERNAME; or with --profile NAME, a table
of ~/.config/neto/profiles.toml with store, key and username, which nobody else may read.
Completions: eval "$(python -m {package} completions bash neto)" defines the command neto, too."""


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
        sys.stderr.write(f"error: {message}\n  help: {self.prog} --help\n")
        sys.exit(_USAGE)


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say, and return the exit code."""
    package = __package__ or "neto_client"
    prog = f"python -m {package}"
    try:
        if not arguments or arguments[0] in {"-h", "--help"}:
            print(f"usage: {prog} ACTION [OPTION]...\n\nActions (ACTION --help shows its options):")
            print(
                "\n".join(f"  {name}" for name in _ACTIONS),
                _EPILOG.format(package=package),
                sep="\n\n",
            )
            return 0
        if arguments[0] == "completions":
            return _completions(arguments[1:], prog)
        if arguments[0] == "complete":  # what the scripts of the shells call
            print("\n".join(_complete(arguments[1:])))
            return 0
        module = _ACTIONS.get(arguments[0])
        if module is None:
            near = _near(arguments[0], _ACTIONS)
            _Parser(prog=prog).error(f"there is no action {arguments[0]!a}{near}")
        return _Call(module, f"{prog} {arguments[0]}").run(arguments[1:])
    except KeyboardInterrupt:
        return _STOPPED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _PIPE


class _Call:
    """One call of one action."""

    def __init__(self, module: str, prog: str) -> None:
        self.module = module
        self.operation: Any = import_module(f".{module}", __package__).OPERATION
        self.place = place_of(self.operation.request)
        self.parser = _Parser(
            prog=prog, allow_abbrev=False, description=f"Send {self.operation.action}."
        )
        self._add_options()

    def _add_options(self) -> None:
        parser, place = self.parser, self.place
        common = parser.add_argument_group("options of all actions")
        common.add_argument("--store", help="address of the store")
        common.add_argument("--profile", metavar="NAME", help="who asks, from the file of profiles")
        common.add_argument("--set", action="append", default=[], metavar="PATH=VALUE",
                            help="any field, such as 'warehouse_quantity[0].quantity=3'")  # fmt: skip
        common.add_argument("--data", metavar="JSON", help="fields as a JSON object")
        common.add_argument("--dry-run", action="store_true", help="show the request, send nothing")
        common.add_argument("--wire", choices=("json", "xml"), default="json")
        common.add_argument("--timeout", type=float, default=30.0, metavar="SECONDS")
        form = common.add_mutually_exclusive_group()
        for name in ("json", "jsonl", "csv", "table"):
            form.add_argument(f"--{name}", dest="form", action="store_const", const=name)
        parser.set_defaults(form="json")
        if self.operation.items:
            common.add_argument("--all", action="store_true", help="fetch all pages")
        if place.is_list:
            common.add_argument("--from", dest="source", metavar="FILE",
                                help="records from a file: .csv or .jsonl")  # fmt: skip
            common.add_argument(
                "--batch", type=int, default=100, metavar="N", help="records a request"
            )
            common.add_argument(
                "--failures", metavar="FILE", help="where records that failed are put"
            )
            common.add_argument("--resend-unknown", action="store_true",
                                help="send also what the store may have acted on")  # fmt: skip
        own = parser.add_argument_group("fields")
        for name, field in place.declared.fields:
            option = f"--{name.replace('_', '-')}"
            if option in parser._option_string_actions or not field.is_in_level:  # noqa: SLF001
                continue
            kind = "JSON" if not field.is_simple else field.kind.upper()
            more: dict[str, Any] = {"nargs": "+", "action": "extend"} if field.repeated else {}
            own.add_argument(option, dest=f"field_{name}", metavar=kind, help=field.key, **more)

    def run(self, arguments: Sequence[str]) -> int:
        """Read the arguments, call the action, and return the exit code."""
        given = self.parser.parse_all(arguments)
        try:
            from ._profile import settings_of  # noqa: PLC0415 - only a call needs it

            with self._client(settings_of(given.profile), given) as client:
                if self.place.is_list and given.source:
                    return self._send_all(client, given)
                return self._send(client, given)
        except InputError as error:
            return _say(str(error), "", _USAGE)
        except (ConfigurationError, RequestError) as error:
            return _say(str(error), error.hint, _USAGE)
        except ApiError as error:
            return _say(str(error), error.hint, _REFUSED)
        except NetoError as error:
            code = _UNKNOWN if isinstance(error, OutcomeUnknown) else _NO_ANSWER
            return _say(str(error), error.hint, code)

    def _client(self, settings: dict[str, str], given: Any) -> NetoClient:
        from ._client import NetoClient  # noqa: PLC0415 - only a call needs it

        store = given.store or settings.get("store")
        key, username = settings.get("key"), settings.get("username")
        return NetoClient(store, key=key, username=username, wire=given.wire, timeout=given.timeout)

    def _send(self, client: NetoClient, given: Any) -> int:
        data: dict[str, Any] = {}
        if given.data is not None:
            data = to_wire(self.place.declared, _parsed(given.data, "--data"), "--data")
        for name, field in self.place.declared.fields:
            value = getattr(given, f"field_{name}", None)
            if value is not None:
                option = f"--{name.replace('_', '-')}"
                if not field.is_simple:
                    values = value if field.repeated else [value]
                    found = [_parsed(one, option) for one in values]
                    value = found if field.repeated else found[0]
                data |= to_wire(self.place.declared, {name: value}, option)
        for text in given.set:
            self.place.set(data, text)
        request = self.place.request(data)
        if given.dry_run:
            return self._show(client, request)
        if given_all := getattr(given, "all", False):
            records: Iterable[Any] = getattr(client, f"iter_{self.module}")(request)
        else:
            response = getattr(client, self.module)(request)
            for warning in getattr(response, "warnings", ()):
                sys.stderr.write(f"warning: {printable(str(warning.message))}\n")
            if given.form == "json":
                print(
                    json.dumps(
                        response.to_dict(names="wire", for_json=True), indent=2, ensure_ascii=False
                    )
                )
                return 0
            records = self.place.records(response)
        print_records(records, "jsonl" if given_all and given.form == "json" else given.form)
        return 0

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
        rows = read_records(given.source, self.place, resend=given.resend_unknown)
        records = [record for _, record in rows]
        if given.dry_run:
            return self._show(client, self.place.whole(records[: given.batch]))
        path = report_path(given.source, given.failures)
        done, failed = 0, list[tuple[int, str, bool]]()
        answers = list[Any]()
        try:
            for batch in getattr(client, f"iter_{self.module}")(records, batch=given.batch):
                missing, why = _undone(batch)
                is_unknown = isinstance(batch.error, OutcomeUnknown)
                done = batch.start + len(batch.records)
                failed += [
                    (batch.start + offset, why, is_unknown)
                    for offset, record in enumerate(batch.records)
                    if id(record) in missing
                ]
                if batch.response is not None:
                    answers += self.place.records(batch.response)
        except BaseException:  # Ctrl-C, too: what was not done must not be lost
            begun = range(done, min(done + given.batch, len(records)))
            failed += [(at, "stopped while it was sent", True) for at in begun]
            failed += [(at, "not sent", False) for at in range(begun.stop, len(records))]
            if failed:
                write_failures(path, [(rows[at][0], w, u) for at, w, u in failed])
                sys.stderr.write(f"stopped: what is not done is in {printable(path)}\n")
            raise
        if failed:
            write_failures(path, [(rows[at][0], w, u) for at, w, u in failed])
        print_records(answers, "jsonl" if given.form == "json" else given.form)
        sys.stderr.write(f"{len(records) - len(failed)} of {len(records)} records are done\n")
        if not failed:
            return 0
        code = _UNKNOWN if any(is_unknown for _, _, is_unknown in failed) else _REFUSED
        hint = "fix them there, and send that file"
        return _say(f"{len(failed)} records failed: see {path}", hint, code)


def _undone(batch: Any) -> tuple[set[int], str]:
    """The identities of the records of a batch that were not done, and why."""
    if batch.error is not None:
        answered = {id(p.sent) for p in batch.pairs.pairs if p.answer is not None}
        return {id(record) for record in batch.records} - answered, str(batch.error)
    if not batch.warnings:
        return set(), ""
    why = "; ".join(str(w.message) for w in batch.warnings) or "nothing came back for it"
    return {id(record) for record in batch.pairs.unanswered}, why


def _parsed(text: str, option: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise InputError(f"{option} is no JSON: {error}") from None


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
    """What may stand in place of the last of these words."""
    begun = words[-1] if words else ""
    if len(words) < 2:  # noqa: PLR2004 - the action
        return [name for name in (*_ACTIONS, "completions") if name.startswith(begun)]
    if words[0] == "completions":
        return [shell for shell in _SHELLS if shell.startswith(begun)]
    if words[0] not in _ACTIONS:
        return []
    options = _Call(_ACTIONS[words[0]], "").parser._option_string_actions  # noqa: SLF001
    return [option for option in options if option.startswith(begun)]


def _completions(arguments: Sequence[str], prog: str) -> int:
    """Print a script that defines a command and completes it."""
    parser = _Parser(prog=f"{prog} completions", allow_abbrev=False)
    parser.add_argument("shell", choices=_SHELLS)
    parser.add_argument("name", nargs="?", default="neto")
    given = parser.parse_all(arguments)
    if not given.name.isidentifier():
        parser.error(f"{given.name!a} cannot be the name of a command")
    print(_SCRIPTS[given.shell].format(name=given.name, prog=prog))
    return 0


_SCRIPTS = {
    "bash": """\
{name}() {{ {prog} "$@"; }}
_{name}() {{ COMPREPLY=($({prog} complete "${{COMP_WORDS[@]:1:COMP_CWORD}}")); }}
complete -o default -F _{name} {name}""",
    "zsh": """\
{name}() {{ {prog} "$@"; }}
_{name}() {{ compadd -- ${{(f)"$({prog} complete "${{(@)words[2,CURRENT]}}")"}}; }}
compdef _{name} {name}""",
    "fish": """\
function {name}; {prog} $argv; end
complete -c {name} -f -a '({prog} complete (commandline -opc)[2..] (commandline -ct))'""",
}
