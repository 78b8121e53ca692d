"""Write the expected modules anew: `python -m tests.golden`."""

from __future__ import annotations

from tests.golden import CASES, modules

for case in CASES:
    for path, text in modules(case):
        path.write_text(text, encoding="utf-8")
