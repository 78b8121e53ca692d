"""The documentation site in a real browser: search, navigation, copy buttons, contrast, versions."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest

from scripts import website
from tests.soak import IS_LONG
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None
    or any(find_spec(name) is None for name in ("zensical", "playwright", "axe_playwright_python")),
    reason="needs Chromium and the dependency group docs",
)
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
PAGES = [
    "",
    "tutorial/",
    "guides/handle-errors-and-retries/",
    "api/",
    "api/operations/get_order/",
    "exceptions/",
]
SETTLED = "networkidle"
_AWAY = r"https?://(?!127\.0\.0\.1:)"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built once, as two versions of it are published."""
    staged = tmp_path_factory.mktemp("docs") / "staged"
    website.stage(staged)
    command = ["zensical", "build", "--strict", "--config-file", str(staged / "mkdocs.yml")]
    path = f"{REPOSITORY}"
    subprocess.run(
        [sys.executable, "-m", *command], cwd=path, check=True, capture_output=True, timeout=120
    )
    assert not website.finish(staged / "site", staged)
    folder = tmp_path_factory.mktemp("pages")
    website.publish(staged / "site", folder, "0.9.0")
    website.publish(staged / "site", folder, "0.10.0")
    return folder


@pytest.fixture(scope="module")
def address(site: Path) -> Generator[str]:
    """Where the site is served."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as there
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/latest/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Generator[Any]:
    """Debian's Chromium."""
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(params=WIDTHS)
def page(request: pytest.FixtureRequest, browser: Any, address: str) -> Generator[Any]:
    """A page of this width, whose console must stay empty, and which asks nobody else for anything."""
    width, height = WIDTHS[request.param]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        permissions=["clipboard-read", "clipboard-write"],
    )
    context.set_default_timeout(10_000)
    found = context.new_page()
    said: list[str] = []
    listen(found, said)
    found.goto(address, wait_until=SETTLED)
    yield found
    context.close()
    assert not said


def listen(page: Any, said: list[str]) -> None:
    """Note what a page complains about, what is not there, and what it asks other hosts for."""

    def on_console(message: Any) -> None:
        if message.type in {"error", "warning"}:
            said.append(message.text)

    def on_error(error: Any) -> None:
        said.append(str(error))

    def on_response(response: Any) -> None:
        if response.status >= 400:
            said.append(f"{response.status} for {response.url}")

    def on_request(sent: Any) -> None:
        if re.match(_AWAY, sent.url):
            said.append(f"asked for {sent.url}")

    page.on("console", on_console)
    page.on("pageerror", on_error)
    page.on("response", on_response)
    page.on("request", on_request)


def search(page: Any, words: str) -> list[str]:
    """Search for words as a reader does, and return the titles and places of what is found."""
    page.keyboard.press("/")
    box = page.locator("input:visible").first
    box.wait_for()
    page.keyboard.insert_text(
        words
    )  # at once: what is found for the first letters is not looked at
    page.locator("a:visible", has=page.locator("mark")).first.wait_for()
    found: list[str] = page.locator("a:visible", has=page.locator("mark")).all_inner_texts()
    return found


@pytest.mark.parametrize("words", ["DatePlacedFrom", "date_placed_from"])
def test_search_finds_a_field_by_both_names(page: Any, words: str) -> None:
    """Whoever types a name of Python or of the wire gets to the operation that has the field."""
    found = search(page, words)
    assert any("GetOrder" in text and "Filter" in text for text in found), found


@pytest.mark.parametrize(
    ("words", "target"),
    [
        ("tracking number", "/operations/update_order/.*#trackingdetails"),
        ("OutcomeUnknown", "/exceptions/.*#outcomeunknown"),
        ("nightly check", "/guides/check-in-ci/.*#the-nightly-check"),
    ],
)
def test_a_search_leads_to_an_answer_with_one_click(page: Any, words: str, target: str) -> None:
    """The first hit is the page that answers, at the right place."""
    search(page, words)
    page.locator("a:visible", has=page.locator("mark")).first.click()
    page.wait_for_url(re.compile(target))


def test_the_navigation_leads_to_every_section(page: Any, address: str) -> None:
    """All kinds of pages are reached from the home page, also from the menu of a phone."""
    links = page.locator("nav a").evaluate_all("all => all.map(a => a.href)")
    for section in (
        "tutorial/",
        "guides/handle-errors-and-retries/",
        "api/",
        "exceptions/",
        "schemas/",
    ):
        assert f"{address}{section}" in links, section
    page.goto(f"{address}api/", wait_until=SETTLED)
    page.locator("article a", has_text="GetOrder").first.click()
    page.wait_for_url("**/operations/get_order/")
    assert page.locator("h1").inner_text().startswith("GetOrder")


def test_a_button_copies_an_example(page: Any, address: str) -> None:
    """The button beside an example puts all of it, and nothing else, into the clipboard."""
    page.goto(f"{address}api/operations/add_customer_log/", wait_until=SETTLED)
    block = page.locator("pre > code").first
    block.hover()
    page.locator("button[class*=clip], button[data-md-type=copy], .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.inner_text().strip()
    assert copied.startswith("from neto_client import NetoClient\n")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_can_be_read_by_everybody(page: Any, address: str, scheme: str) -> None:
    """Neither light nor dark pages have too little contrast, links without text, or the like."""
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for path in PAGES if IS_LONG else PAGES[::3]:
        page.goto(f"{address}{path}", wait_until=SETTLED)
        results = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
        assert not results.violations_count, f"{path}: {results.generate_report()}"
        passed = {rule["id"] for rule in results.response["passes"]}
        assert "color-contrast" in passed, "nothing was looked at"


def test_no_page_is_wider_than_the_screen(page: Any, address: str) -> None:
    """Tables and code scroll by themselves: no page does sideways."""
    for path in PAGES:
        page.goto(f"{address}{path}", wait_until=SETTLED)
        more = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(more) <= 0, path


def test_a_reader_chooses_a_version(page: Any, address: str) -> None:
    """The newest version is shown first, and the others are in a list."""
    page.locator(".md-version").first.wait_for()
    shown = (
        page.locator(".md-version a").all_inner_texts()
        or page.locator(".md-version").all_inner_texts()
    )
    assert "0.10.0" in " ".join(shown)
    links = page.locator(".md-version__link").evaluate_all("all => all.map(a => a.href)")
    root = address.removesuffix("latest/")
    assert links == [f"{root}0.10.0/", f"{root}0.9.0/"]
