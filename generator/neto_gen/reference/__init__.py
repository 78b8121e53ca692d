"""A reference of an API in Markdown: a page for each operation, and an index of fields and values."""

from neto_gen.reference.pages import reference_pages
from neto_gen.reference.write import write_pages

__all__ = ["reference_pages", "write_pages"]
