"""What it takes to import a client: medians, beside bare Python in the same run.

    python -m benchmarks.imports

Imports the package in generated/, its client, one operation, the largest, and everything at once, each
as a process of its own. The runs take turns, so that a busy machine is equally busy for all of them.
"""

from __future__ import annotations

import compileall
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

CLIENT = Path(__file__).parents[1] / "generated"
ROUNDS = 21
PROGRAMS = {
    "bare Python": "pass",
    "the package": "import neto_client",
    "the client": "from neto_client import NetoClient",
    "AddCustomerLog": "import neto_client.add_customer_log",
    "GetItem, the largest": "import neto_client.get_item",
    "everything": (
        "import neto_client\n"
        "for name in dir(neto_client): getattr(neto_client, name)\n"
        "from neto_client import events"
    ),
}


def main() -> None:
    """Measure, and print the medians."""
    compileall.compile_dir(str(CLIENT), quiet=1)
    environment = {**os.environ, "PYTHONPATH": str(CLIENT)}
    measured: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    for _ in range(ROUNDS):
        for name, program in PROGRAMS.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-S", "-c", program], env=environment, check=True)
            measured[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(seconds) * 1000 for name, seconds in measured.items()}
    bare = medians["bare Python"]
    files = [*(CLIENT / "neto_client").glob("*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    lines, size = sum(text.count("\n") for text in texts), sum(map(len, texts)) / 1e6
    print(f"{len(files)} modules, {lines:,} lines, {size:.1f} MB; medians of {ROUNDS} runs")
    for name, milliseconds in medians.items():
        print(
            f"{name:22} {milliseconds:5.0f} ms, {milliseconds - bare:4.0f} ms more than bare Python"
        )


if __name__ == "__main__":
    main()
