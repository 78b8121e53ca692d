"""Modules of which black sees only some statements look as if it had seen the whole."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.python.code import docstring, literal, prose, texts
from neto_gen.render.files import RUNTIME
from neto_gen.render.format import format_module, lay_out
from tests.support import REPOSITORY, XS, write_files

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
    """Return a field as the templates print it, on one line, with what a schema may say in it."""
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


def test_content_of_many_classes_is_laid_out_without_black(tmp_path: Path) -> None:
    """Records that each hold all members of a group, whose lists are long, take no time of black."""
    members = "".join(
        f'<xs:element name="Member{n}" type="Member{n}" substitutionGroup="Head"/><xs:complexType '
        f'name="Member{n}"><xs:complexContent><xs:extension base="Base"><xs:choice minOccurs="0" '
        'maxOccurs="unbounded"><xs:element ref="Head"/><xs:element name="Text" type="xs:string"/>'
        "</xs:choice></xs:extension></xs:complexContent></xs:complexType>"
        for n in range(12)
    )
    head = '<xs:element name="Head" type="Base" abstract="true"/><xs:complexType name="Base"/>'
    write_files(tmp_path, {"X.xsd": f"<xs:schema {XS}>{head}{members}</xs:schema>"})
    program = """if True:
        import sys
        from pathlib import Path
        from neto_gen.build import build
        from neto_gen.settings.config import Config
        from neto_gen.sources import MessageSource, OperationSource

        message = MessageSource("X.xsd", "Member0")
        source = OperationSource("Exchange", message, message)
        build(Config(Path(), Path(), "p", (), (source,), "xsd"))
        print("black" in sys.modules)
    """
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
    text = (tmp_path / "p" / "exchange.py").read_text("utf-8")
    assert "content: list[\n" in text
    assert format_module(text) == text
