"""Modules laid out statement by statement look as if black had laid out the whole."""

from __future__ import annotations

import ast
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.render.files import RUNTIME
from neto_gen.render.format import format_module
from neto_gen.render.layout import lay_out
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path

CLIENT = REPOSITORY / "generated" / "neto_client"
WRITTEN = sorted(path for path in CLIENT.glob("*.py") if path.name not in RUNTIME)
MODULES = sorted(
    [
        # All in scripts/soak: black takes long for 60,000 lines.
        *(WRITTEN if os.environ.get("HYPOTHESIS_PROFILE") == "soak" else WRITTEN[::8]),
        *(REPOSITORY / "tests" / "golden").glob("*/*.py.txt"),
    ]
)
# Statements like those of the templates, and some that they do not hold; A, B and C are names.
AT_THE_TOP = (
    '"""A."""',
    "from A import B as B, C as C",
    "from A import (\n    B as B,\n    C as C,\n)",
    "if A:\n    from B import C",
    'A = frozenset({"B", "C"})',
    'A = frozenset(\n    {\n        "B",\n        "C",\n    }\n)',
    'A = {\n    "A": ("B", "C"),\n    "B": A if B else C,\n}',
    "A = (A + B) % C",
    "A = A[B:C]",
    "A: B = C  # a comment",
    "A = 'it is \"quoted\"', 'B', \"é\", u'C'",
    "def A(B: C, *, C: B | None = None, A: C = B) -> B[A, C]:\n    return A(B, C)",
    "async def A(\n    self,\n    A: B[C],\n    *,\n    C: A | None = None,\n) -> C:\n    return C",
    "@A\nclass B(C):\n    A = B",
    'class A(B["C"]):\n    """A."""\n    A: B = C(A=None, B=A.C("B", C=255))\n    """`A`: B."""',
)
IN_A_FUNCTION = (
    '"""A."""',
    '""" A"""',
    '"""A\n\n    B\n    """',
    '"""A\n\n    # statement\n    """',
    "if A is not None and (B(A) is not C or B(A) > 255 or A.C):\n        return False",
    "if A:\n        B(A)\n    else:\n        C(A)",
    "if A:\n\n        B = C\n\n        return A",
    "for A, B in C.A('B', A.C, B, C=50):\n        A(B, C)",
    'A(f"<A>{B if A else C.A(B)}</A>")',
    'A["B"] = [A(B) for B in A.B]',
    "return A(\n        A=A.B(A, 'B') if 'B' in C else None,\n        B=B,\n        C=[],\n    )",
    'return A(\n        "A",\n        B,\n    )',
    'A = A.B(\n        f"{A.B}{A.C}"\n        f"{B.C}"\n    )',
    "return ('A', ('B',), 1.5, 12, 0x1F, -C ** 2, not A)",
    "return (A)",
    "A = B = lambda A: B, C",
    "from .A import B\n    A(B)",
    "with A as B:\n        C(B)",
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_black_has_nothing_to_change(path: Path) -> None:
    """What is generated is what black makes of it, to the byte."""
    text = path.read_text(encoding="utf-8")
    assert format_module(text) == text


@given(st.data())
def test_any_module_is_laid_out_as_by_black(data: st.DataObject) -> None:
    """Whatever statements a module has, and however long its names are, it is what black makes of it."""
    statements = [*data.draw(st.lists(st.sampled_from(AT_THE_TOP), max_size=5))]
    for body in data.draw(
        st.lists(st.lists(st.sampled_from(IN_A_FUNCTION), min_size=1), max_size=3)
    ):
        head = data.draw(st.sampled_from(["def A(B: C, C: A) -> B:", "class A:"]))
        statements.append("\n    ".join([head, *body]))
    names = data.draw(st.lists(NAMES, min_size=3, max_size=3, unique=True))
    text = "\n".join(f"{statement}\n" for statement in statements)
    for letter, name in zip("ABC", names, strict=True):
        text = text.replace(letter, name)
    assert lay_out(text, ast.parse(text)) == format_module(text)


NAMES = st.integers(1, 60).flatmap(lambda length: st.sampled_from("abc").map(lambda c: c * length))
