"""Settings of other tools that are added to a pyproject.toml."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neto_gen.settings.tool_settings import Setting, add_settings, with_setting

OMIT = Setting("tool.coverage.run", "omit", ("src/neto_client/*",))
LINE = 'omit = ["src/neto_client/*"]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", f"[tool.coverage.run]\n{LINE}\n"),
        ("a = 1", f"a = 1\n\n[tool.coverage.run]\n{LINE}\n"),
        ("a = 1\r\n", f"a = 1\r\n\r\n[tool.coverage.run]\r\n{LINE}\r\n"),
        (
            "[tool.coverage.run] # mine\nbranch = true\n[b]\n",
            f"[tool.coverage.run] # mine\n{LINE}\nbranch = true\n[b]\n",
        ),
        ("[tool.coverage.run]", f"[tool.coverage.run]\n{LINE}"),
        (
            "[tool.coverage.report]\nx = 1\n",
            f"[tool.coverage.report]\nx = 1\n\n[tool.coverage.run]\n{LINE}\n",
        ),
        ('[tool.coverage.run]\nomit = ["x"]\n', None),
        ("[tool]\ncoverage = { run = {} }\n", None),
        ("[tool]\ncoverage.run.branch = true\n", None),
        ("tool = 5\n", None),
        ("[[tool]]\n", None),
        ('a = """\n[tool.coverage.run]\n"""\n', None),
        ("[tool", None),
    ],
)
def test_one_setting(text: str, expected: str | None) -> None:
    """It goes into its table, or into a new one; where there is no place for it, nothing is changed."""
    assert with_setting(text, OMIT) == expected


def test_several() -> None:
    """Those that have no place are handed back, and the others are written."""
    tables = Setting(
        "tool.poetry", "packages", ({"include": 'a"b', "from": "src"}, {"include": "c"})
    )
    content, left = add_settings(b'[tool.coverage.run]\nomit = ["x"]\n', [OMIT, tables])
    assert left == [OMIT]
    assert tomllib.loads(content.decode())["tool"]["poetry"] == {"packages": [*tables.values]}
    assert str(OMIT) == f"{LINE} in [tool.coverage.run]"


@given(
    st.lists(
        st.sampled_from(
            [
                *(
                    "[tool.coverage.run]",
                    "[tool.coverage]",
                    "[tool]",
                    "[x]",
                    "run = 5",
                    "omit = []",
                ),
                *("[ tool . coverage . run ]", "branch = true", "# [tool.coverage.run]", ""),
                *("'tool'.a = 1", "s = '''", "'''"),
            ]
        )
    )
)
def test_nothing_else_changes(lines: list[str]) -> None:
    """Of any file, every line stays, and what it says stays, but for the one setting."""
    text = "\n".join(lines)
    changed = with_setting(text, OMIT)
    if changed is None:
        return
    before, after = tomllib.loads(text), tomllib.loads(changed)
    assert after["tool"]["coverage"]["run"].pop("omit") == ["src/neto_client/*"]
    assert set(lines) <= set(changed.split("\n"))
    for name in ("tool", "coverage", "run"):
        assert {k: v for k, v in before.items() if k != name} == {
            k: v for k, v in after.items() if k != name
        }
        before, after = before.get(name, {}), after[name]
