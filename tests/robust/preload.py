"""All that a build and a fetch import, so that a child that is killed need not import it first."""

import neto_gen.contract
import neto_gen.files.atomic
import neto_gen.files.locking
import neto_gen.python
import neto_gen.render
import neto_gen.sources.fetch
import neto_gen.sources.record
from neto_gen.render.environment import make_environment
from neto_gen.template_files import template_names

__all__ = ["neto_gen"]

for name in template_names():
    make_environment().get_template(name)
