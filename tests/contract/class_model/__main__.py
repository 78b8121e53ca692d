"""Write the snapshots anew: `python -m tests.contract.class_model`."""

from __future__ import annotations

from tests.contract.class_model import HERE, NAMES, class_model

for name in NAMES:
    (HERE / f"{name}.txt").write_text(class_model(name), encoding="utf-8")
