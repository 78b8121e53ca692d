"""The control page in a browser."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serve.running import Running

_BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
_HOSTILE = "<img src=x onerror=document.title='taken'>"


@pytest.mark.skipif(_BROWSER is None, reason="there is no Chromium here")
def test_the_page_shows_what_the_store_does(store: Running, tmp_path: Path) -> None:
    """Records, requests and what is wrong with them are on the page, and markup in them is text."""
    store.control("POST", "seed/Item", [{"SKU": "A1"}, {"SKU": "A2"}])
    store.control("POST", "faults", {"fault": "html", "times": 3, "action": "AddOrder"})
    store.ask("AddItem", f'{{"Item": {{"SKU": "B1", "Name": "{_HOSTILE}", "Nmae": "x"}}}}')
    command = [
        *(str(_BROWSER), "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom"),
        *(f"--user-data-dir={tmp_path}", "--virtual-time-budget=2500"),
        f"{store.address}/control/",
    ]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert "<title>neto-gen serve</title>" in shown
    assert "<button>Item: 2</button>" in shown
    assert "html of AddOrder, 3 times" in shown
    assert "<td>AddItem</td>" in shown
    assert "<div>AddItem.Item[0].Nmae: is not in the schema</div>" in shown
    assert "<img" not in shown
    assert "&lt;img src=x onerror=" in shown
