"""From what the templates are given to the text of every file of the package."""

from neto_gen.render.files import PACKAGE_FILES, render_package

__all__ = ["PACKAGE_FILES", "render_package"]
