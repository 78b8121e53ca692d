"""From what the templates are given to the text of every file of the package."""

from neto_gen.render.files import ClientChangedError, RenderedFile, face, render_package

__all__ = ["ClientChangedError", "RenderedFile", "face", "render_package"]
