"""The corpus of attacks: none does more than be refused, or become a client that holds text."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.hostile.attack import of_module
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.hostile.attack import Attack

# What a build of the ordinary schemas takes is about 70 MiB.
_MOST_MEBIBYTES = 400
_MOST_SECONDS = 60


@pytest.mark.parametrize("corpus", ["texts", "files", "bombs"])
def test_no_attack_does_harm(
    tmp_path: Path, corpus: str, record_property: Callable[[str, object], None]
) -> None:
    """Nothing runs, is fetched, or is read or written outside, and every refusal names a place."""
    module = f"tests.hostile.{corpus}"
    attacks = of_module(module)
    (tmp_path / "secret.xsd").write_text("<secret/>", encoding="utf-8")
    process = subprocess.run(
        [sys.executable, "-m", "tests.hostile.watch", module, str(tmp_path / "attacks")],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-2000:]
    results: list[dict[str, Any]] = [json.loads(line) for line in process.stdout.splitlines()]
    assert [result["name"] for result in results] == [attack.name for attack in attacks]
    for what in ("built", "refused"):
        count = sum(result["ended"] == what for result in results)
        record_property(f"hostile {what}", count)
    wrong = [
        f"{attack.name}: {complaint}"
        for attack, result in zip(attacks, results, strict=True)
        for complaint in _complaints(attack, result)
    ]
    assert wrong == []


def _complaints(attack: Attack, result: dict[str, Any]) -> list[str]:
    """Return what is wrong with the result of an attack."""
    found = [*result["harm"]]
    if attack.ends not in ("either", result["ended"]):
        found.append(f"it was {result['ended']}: {result['messages'][:1]}")
    if result["ended"] == "refused" and attack.says not in "\n".join(result["messages"]):
        found.append(f'the message does not say "{attack.says}": {result["messages"][:1]}')
    if result["mebibytes"] > _MOST_MEBIBYTES:
        found.append(f"it took {result['mebibytes']} MiB")
    if result["seconds"] > _MOST_SECONDS:
        found.append(f"it took {result['seconds']:.0f} seconds of processor time")
    return found
