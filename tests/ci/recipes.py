"""The files for CI as each CI reads them: which scripts run in which job, where, and with what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ruamel.yaml import YAML

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.ci.machine import Machine

_EXPRESSION = re.compile(r"\$\{\{\s*(.*?)\s*\}\}")
_MACRO = re.compile(r"\$\(([A-Za-z]+\.[A-Za-z.]+)\)")
_VARIABLE = re.compile(r"\$(\w+)")


def load(text: str) -> Any:
    """Parse a YAML file."""
    return YAML(typ="safe", pure=True).load(text)


@dataclass(frozen=True)
class Step:
    """A script of a job: the command that runs it, its environment and its folder in the clone."""

    script: str
    shell: str
    environment: dict[str, str]
    folder: str


@dataclass(frozen=True)
class Job:
    """The scripts of a job in their order, and how many commits of history its clone has; 0 for all."""

    steps: list[Step]
    depth: int

    def run(
        self, machine: Machine, clone: Path, environment: Mapping[str, str]
    ) -> Iterator[subprocess.CompletedProcess[str]]:
        """Run it as the CI does: to the end, or to the first script that fails."""
        for step in self.steps:
            folder = clone / step.folder
            done = machine.run(step.script, folder, {**environment, **step.environment}, step.shell)
            yield done
            if done.returncode:
                return


def github(text: str, known: Mapping[str, str]) -> Job:
    """Return the job of a workflow; `known` are the values of expressions."""
    workflow = load(text)
    (job,) = workflow["jobs"].values()
    defaults = workflow["defaults"]["run"]
    assert defaults["shell"] == "bash"
    steps = [
        Step(
            step["run"],
            "bash --noprofile --norc -eo pipefail",
            {
                key: _EXPRESSION.sub(lambda match: known[match[1]], value)
                for key, value in {**workflow["env"], **step.get("env", {})}.items()
            },
            defaults.get("working-directory", "."),
        )
        for step in job["steps"]
        if "run" in step
    ]
    checkout = job["steps"][0]
    assert checkout["uses"].startswith("actions/checkout@v")
    return Job(steps, checkout["with"]["fetch-depth"])


def gitlab(text: str, name: str, known: Mapping[str, str]) -> Job:
    """Return a job of a pipeline, which is one script; `known` are variables that GitLab sets."""
    pipeline = load(text)
    shared, job = pipeline[".neto-gen"], pipeline[name]
    environment = dict(known)
    for key, value in {**shared["variables"], **job["variables"]}.items():
        environment[key] = _VARIABLE.sub(lambda match: known[match[1]], value)
    script = "\n".join([*shared["before_script"], *job["script"]])
    step = Step(script, "bash -eo pipefail", environment, ".")
    return Job([step], int(environment["GIT_DEPTH"]))


def azure(text: str, known: Mapping[str, str]) -> Job:
    """Return the job of a pipeline; `known` are predefined variables, by what they are called in YAML."""
    pipeline = load(text)
    predefined = {key.upper().replace(".", "_"): value for key, value in known.items()}
    del predefined["SYSTEM_ACCESSTOKEN"]  # only where it is asked for
    steps = [
        Step(
            step["bash"],
            "bash",
            {
                **predefined,
                **pipeline["variables"],
                **{
                    key: _EXPRESSION.sub(
                        lambda match: known[match[1]],
                        _MACRO.sub(lambda match: known[match[1]], value),
                    )
                    for key, value in step.get("env", {}).items()
                },
            },
            step.get("workingDirectory", "."),
        )
        for step in pipeline["steps"]
        if "bash" in step
    ]
    return Job(steps, int(pipeline["steps"][0]["fetchDepth"]))
