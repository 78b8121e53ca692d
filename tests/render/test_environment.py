"""What a template can print."""

from __future__ import annotations

import pytest
from jinja2 import UndefinedError

from neto_gen.contract.schema_text import SchemaText
from neto_gen.python.code import Code
from neto_gen.render.environment import make_environment


@pytest.mark.parametrize("value", [SchemaText("evil"), None, ["a"], 5])
def test_what_is_no_code_is_not_printed(value: object) -> None:
    """A template that prints text straight from a schema, or no text at all, fails."""
    template = make_environment().from_string("{{ value }}")
    with pytest.raises(TypeError, match=f"a template prints {type(value).__name__}"):
        template.render(value=value)


@pytest.mark.parametrize(
    "accident", ["{{ value ~ '' }}", "{{ [value] | join }}", "{{ value | upper }}"]
)
def test_filters_do_not_print_it_either(accident: str) -> None:
    """Filters and operators do not turn text from a schema into something printable."""
    template = make_environment().from_string(accident)
    with pytest.raises(TypeError):
        template.render(value=SchemaText("evil"))


def test_a_misspelt_name_fails() -> None:
    """A name that the template was not given is an error, not nothing."""
    with pytest.raises(UndefinedError, match="'valeu' is undefined"):
        make_environment().from_string("{{ valeu }}").render(value=Code("x"))
