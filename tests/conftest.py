"""How long property tests look: a moment in `scripts/test`, much longer in `scripts/soak`."""

from __future__ import annotations

import os

from hypothesis import settings

# Without deadlines: a machine that is busy is no failure.
settings.register_profile("default", deadline=None)
settings.register_profile("soak", deadline=None, max_examples=5000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))
