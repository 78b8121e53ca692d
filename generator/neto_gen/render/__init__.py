"""From what the templates are given to the text of every file of the package."""

from neto_gen.render.files import RenderedFile, render_package

__all__ = ["RenderedFile", "render_package"]
