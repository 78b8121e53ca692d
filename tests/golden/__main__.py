"""Write the expected modules anew: `python -m tests.golden`."""

from __future__ import annotations

import shutil

from tests.golden import CASES, expected_folder, generate
from tests.support import write_files

for case in CASES:
    shutil.rmtree(expected_folder(case), ignore_errors=True)
    write_files(expected_folder(case), generate(case))
