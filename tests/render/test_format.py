"""Modules of which black sees only some statements look as if it had seen the whole."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.python.code import docstring, literal, prose, texts
from neto_gen.render.files import RUNTIME
from neto_gen.render.format import format_module, lay_out
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = REPOSITORY / "generated" / "neto_client"
WRITTEN = sorted(path for path in CLIENT.glob("*.py") if path.name not in RUNTIME)
MODULES = sorted(
    [
        # All in scripts/soak: black takes its time.
        *(WRITTEN if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else WRITTEN[::8]),
        *(REPOSITORY / "tests" / "golden").glob("*/*.py.txt"),
    ]
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_black_has_nothing_to_change(path: Path) -> None:
    """What is generated is what black makes of it, to the byte."""
    text = path.read_text(encoding="utf-8")
    assert format_module(text) == text


WORDS = st.text("béZ字_", min_size=2, max_size=60)
TEXTS = st.text(min_size=0, max_size=40) | st.text("'\"\\é字 ", max_size=120)


@st.composite
def declarations(draw: st.DrawFn) -> str:
    """A field as the templates print it, on one line, with what a schema may say in it."""
    arguments = [
        literal(draw(TEXTS)),
        *draw(
            st.lists(
                st.sampled_from(["max_length=255", "nillable=True", "default=Code.A"])
                | TEXTS.map(lambda text: f"fixed={literal(text)}")
                | st.lists(TEXTS, min_size=1, max_size=3).map(lambda t: f"values={texts(t)}"),
                max_size=4,
            )
        ),
    ]
    call = f"_f.text({', '.join(arguments)})"
    call = draw(st.sampled_from(["{}", "_f.many({}, max_occurs=5)", "_f.required({})"])).format(
        call
    )
    kind = draw(st.sampled_from(["str | None", "list[{0}]", "{0} | {0}s"])).format(draw(WORDS))
    said = prose(draw(TEXTS))
    below = f"\n    {docstring(said, indent=4)}" if said else ""
    return f"    {draw(WORDS)}: {kind} = {call}{below}\n"


@given(fields=st.lists(declarations(), min_size=1, max_size=4), name=WORDS, own=st.booleans())
def test_any_record_is_laid_out_as_by_black(fields: list[str], name: str, *, own: bool) -> None:
    """However long names and texts are, and whatever stands in them, a record is as black has it."""
    decorator = (
        f'_f.document("{name}", "{name}Response", items=("{name}",))' if own else "_f.record"
    )
    text = f'"""A module."""\n\nfrom . import _f\nfrom .a import {name} as {name}, {name}s as {name}s\n'
    text += f'\n\n@{decorator}\nclass {name}(_model.Record):\n    """A record."""\n\n'
    text += "".join(fields)
    if own:
        text += f'\n    @property\n    def errors(self) -> list[{name}]:\n        """Errors."""\n'
        text += f"        return self.{name}.{name} if self.{name} else []\n"
    assert lay_out(text, ast.parse(text)) == format_module(text)
