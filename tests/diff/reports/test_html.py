"""The page of a report, in a real browser where there is one."""

from __future__ import annotations

import datetime as dt
import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from neto_gen import __version__
from neto_gen.diff.reports.html import EXPLAINED, to_html
from neto_gen.diff.rules.facts import VIEWS
from tests.diff.test_history import report

if TYPE_CHECKING:
    from pathlib import Path

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
NEEDS_BROWSER = pytest.mark.skipif(BROWSER is None, reason="no Chromium on the PATH")
# The page in a frame as wide as wanted: a phone is narrower than any window of the browser. What the
# page says is written into the title.
FRAME = """<!doctype html><title></title>
<script>addEventListener("message", (event) => { document.title = event.data; });</script>
<iframe src="page.html" style="width: WIDTHpx; height: 800px; border: 0"></iframe>
"""
# Sets the filters and the grouping, and says what is shown.
DRIVER = """
<script>
const result = {};
const shown = () => [...document.querySelectorAll("li.fact")].filter((f) => f.offsetHeight).length;
const headings = () =>
  [...document.querySelectorAll("h2")].filter((h) => h.offsetHeight).map((h) => h.textContent);
const set = (id, value) => { field(id).value = value; field(id).dispatchEvent(new Event("change")); };
result.all = shown(); result.headings = headings();
set("view", "python"); result.python = shown();
set("severity", "breaking"); result.breaking = shown(); result.count = field("shown").textContent;
set("severity", "none"); result.none = shown();
set("view", ""); set("severity", ""); set("operation", "AddCustomerLog"); result.operation = shown();
set("group", "operation"); result.grouped = headings(); result.regrouped = shown();
set("severity", "safe"); result.empty = headings(); set("severity", "");
set("group", "severity"); result.back = headings();
for (const details of document.querySelectorAll("details")) details.open = true;
result.width = document.documentElement.scrollWidth <= window.innerWidth;
const level = (colour) => {
  const parts = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
};
const behind = (element) => {
  const colour = getComputedStyle(element).backgroundColor;
  return colour !== "rgba(0, 0, 0, 0)" || !element.parentElement ? colour : behind(element.parentElement);
};
const contrasts = [...document.querySelectorAll("body *")].filter((element) =>
  element.offsetHeight && [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim())
).map((element) => {
  const levels = [level(getComputedStyle(element).color), level(behind(element))].sort((a, b) => a - b);
  return (levels[1] + 0.05) / (levels[0] + 0.05);
});
result.texts = contrasts.length > 20;
result.contrast = Math.min(...contrasts) >= 4.5;
result.dark = matchMedia("(prefers-color-scheme: dark)").matches;
parent.postMessage("RESULT" + JSON.stringify(result), "*");
</script></body>
"""


def rendered(folder: Path, page: str, *options: str) -> str:
    """Return the page after its scripts, as the browser has it."""
    path = folder / "frame.html"
    path.write_text(page, encoding="utf-8")
    assert BROWSER is not None
    return subprocess.run(
        [
            BROWSER,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1300,900",
            "--virtual-time-budget=5000",
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
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page(tmp_path: Path, width: int, scheme: str) -> None:
    """On a phone and on a screen, in light and in dark, the filters show what they say.

    Nothing is cut off, and every text can be read before what is behind it.
    """
    page = to_html(report("old", "new"))
    (tmp_path / "page.html").write_text(page.replace("</body>", DRIVER), encoding="utf-8")
    options = [f"--blink-settings=preferredColorScheme={'0' if scheme == 'dark' else '1'}"]
    dom = rendered(tmp_path, FRAME.replace("WIDTH", str(width)), *options)
    found = re.search(r"<title>RESULT(.*?)</title>", dom)
    assert found is not None
    assert json.loads(found[1]) == {
        "all": 6,
        "headings": ["Breaking"],
        "python": 3,
        "breaking": 3,
        "count": "3",
        "none": 3,
        "operation": 6,
        "grouped": ["AddCustomerLog"],
        "regrouped": 6,
        "empty": [],
        "back": ["Breaking"],
        "width": True,
        "texts": True,
        "contrast": True,
        "dark": scheme == "dark",
    }


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2.2 defines it."""
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast() -> None:
    """In light and in dark, texts have the contrast of WCAG's level AA, and edges that of parts."""
    style = to_html(report("old", "new")).split("</style>")[0]
    schemes = re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    assert len(schemes) == 2
    for scheme in schemes:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]{6})", scheme))
        assert set(colours) == {
            *("back", "card", "text", "quiet", "line", "breaking", "risk", "safe", "none")
        }
        for ground in ("back", "card"):
            for text in ("text", "quiet", "breaking", "risk", "safe", "none"):
                assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground, scheme)
            assert contrast(colours["line"], colours[ground]) >= 3, (ground, scheme)


def test_about() -> None:
    """The page says what was compared and when, what each view is about, and how many it leaves out."""
    page = to_html(report("old", "new"), 2, day=dt.date(2026, 11, 28))
    for text in (
        "<dt>Old</dt><dd>old</dd><dt>New</dt><dd>new</dd>",
        "<dt>Compared on</dt><dd>28 November 2026</dd>",
        "<dt>Advised version step</dt><dd>major</dd>",
        f"<dt>Made by</dt><dd>neto-gen {__version__}</dd>",
        "of 2 shown; and 4 more",
        *(f"<dt>{view}</dt><dd>{text}</dd>" for view, text in EXPLAINED.items()),
    ):
        assert text in page
    assert [*EXPLAINED] == [*VIEWS]
    assert page.count('<li class="fact ') == 2


def test_self_contained() -> None:
    """The page loads nothing from anywhere."""
    page = to_html(report("old", "new"))
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(""", page)
    assert "default-src 'none'" in page
