"""Random schemas: whatever they hold, they are refused with a message, or become a sound client."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from neto_gen.build import build
from neto_gen.problems import Failure, Location
from neto_gen.render.files import RUNTIME
from neto_gen.render.guard import GuardError, check_module
from neto_gen.settings.config import Config
from tests.hostile.attack import ACTION, IS_LONG, operation
from tests.hostile.texts import CODE, attribute, fields, filled
from tests.soak import MINUTES
from tests.support import REPOSITORY, root, schema, write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

texts = st.one_of(
    st.sampled_from(["A", "B", "xs:string", "1", "2", "##any", "a-z", "0", "true", CODE]),
    st.text("{}%'\"\\#\n\r\t@A1._-:[]()|*+?^\u202e\u00e9\u0085\u2028", max_size=12),
    st.text(
        st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
        max_size=8,
    ),
)


@st.composite
def schemas(draw: st.DrawFn) -> str:
    """Return a schema of some declarations, with any text in each of their places."""
    parts = draw(st.lists(st.sampled_from(fields()), max_size=3))
    inner = [filled(part, attribute(draw(texts)), "") for part in parts]
    named = [part.replace("name='A'", f"name='A{n}'") for n, part in enumerate(inner)]
    return schema(root(ACTION, "".join(named)), f"targetNamespace={attribute(draw(texts))}")


def test_random_schemas(
    tmp_path_factory: pytest.TempPathFactory, record_property: Callable[[str, object], None]
) -> None:
    """A module that is written parses and passes the last look; a refusal names its place."""
    counts = {"built": 0, "refused": 0}

    @settings(suppress_health_check=[HealthCheck.too_slow], max_examples=2000 if IS_LONG else 50)
    @given(text=schemas())
    def run(text: str) -> None:
        folder = tmp_path_factory.mktemp("random")
        source = {name: content.decode() for name, content in operation(text).items()}
        write_files(folder / "schemas", source)
        config = Config(schemas=folder / "schemas", output=folder, package="p", operations=())
        try:
            build(config)
        except GuardError:
            raise
        except Failure as failure:
            problems = failure.problems
        else:
            problems = ()
            _check_modules(folder / "p")
        counts["refused" if problems else "built"] += 1
        assert all(isinstance(problem.where, Location) for problem in problems)
        assert (folder / "p").exists() == (not problems)

    run()
    assert min(counts.values()) > 0, counts
    record_property("hostile random", sum(counts.values()))


def _check_modules(package: Path) -> None:
    modules = {path.stem: path.read_text(encoding="utf-8") for path in package.glob("*.py")}
    for name, text in modules.items():
        if f"{name}.py" in RUNTIME:
            runtime = REPOSITORY / "templates" / "runtime" / f"{name}.py"
            assert text.endswith(runtime.read_text(encoding="utf-8")), name
        else:
            check_module(text, name, frozenset(modules))


def test_mutated_schemas(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    """Mutations of real schemas, guided by the lines that they reach, do no harm either."""
    runs, seed, seconds = (6_000, os.getpid(), MINUTES * 6) if IS_LONG else (40, 1, 600)
    numbers = map(str, (runs, seed, int(seconds)))
    process = subprocess.run(
        [sys.executable, "-m", "tests.hostile.fuzz", str(tmp_path / "fuzz"), *numbers],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr[-2000:]
    result = json.loads(process.stdout)
    assert result["wrong"] == [], f"seed {seed}"
    tried = result["built"] + result["refused"]
    assert tried == runs or IS_LONG
    assert result["built"] > 0
    record_property("hostile mutated by coverage", tried)
