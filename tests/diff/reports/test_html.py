"""The page of a report, in a real browser where there is one."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from neto_gen.diff.reports.html import to_html
from tests.diff.test_history import report

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NEEDS_BROWSER = pytest.mark.skipif(BROWSER is None, reason="no Chromium on the PATH")
# Sets the filters, and writes what is shown into the title.
DRIVER = """
<script>
const result = {};
const shown = () => [...document.querySelectorAll("#facts > li")].filter((f) => f.offsetHeight).length;
const set = (id, value) => { field(id).value = value; field(id).dispatchEvent(new Event("change")); };
result.all = shown();
set("view", "python"); result.python = shown();
set("severity", "breaking"); result.breaking = shown(); result.count = field("shown").textContent;
set("severity", "none"); result.none = shown();
set("view", ""); set("severity", ""); set("operation", "AddCustomerLog"); result.operation = shown();
result.width = document.documentElement.scrollWidth <= window.innerWidth;
document.title = "RESULT" + JSON.stringify(result);
</script></body>
"""


def rendered(folder: Path, page: str, *options: str) -> str:
    """The page after its scripts, as the browser has it."""
    path = folder / "page.html"
    path.write_text(page, encoding="utf-8")
    assert BROWSER is not None
    return subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            *options,
            "--dump-dom",
            path.as_uri(),
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    ).stdout


@NEEDS_BROWSER
@pytest.mark.parametrize("width", [390, 1200])
def test_filters(tmp_path: Path, width: int) -> None:
    """The filters show what they say, on a phone and on a screen, and nothing is cut off."""
    page = to_html(report("old", "new")).replace("</body>", DRIVER)
    dom = rendered(tmp_path, page, f"--window-size={width},800")
    found = re.search(r"<title>RESULT(.*?)</title>", dom)
    assert found is not None
    assert json.loads(found[1]) == {
        "all": 6,
        "python": 3,
        "breaking": 3,
        "count": "3",
        "none": 3,
        "operation": 6,
        "width": True,
    }


def test_self_contained() -> None:
    """The page loads nothing from anywhere."""
    page = to_html(report("old", "new"))
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(""", page)
    assert "default-src 'none'" in page
