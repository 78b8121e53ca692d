"""The documentation site in a real browser: search, navigation, copy buttons, contrast, versions.

One test goes through a site with some of the operations as a reader does. In a soak, the others look at each
page of the whole site, at each width, in light and dark.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from scripts import website
from tests.soak import IS_LONG
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(
    CHROMIUM is None
    or any(find_spec(name) is None for name in ("zensical", "playwright", "axe_playwright_python")),
    reason="needs Chromium and the dependency group docs",
)
LONG = pytest.mark.skipif(not IS_LONG, reason="takes its time: in scripts/soak")
WIDTHS = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES = ("light", "dark")
SOME = ("AddCustomerLog", "GetOrder", "UpdateOrder")
SETTLED = "networkidle"
# Of the rules that pass, only the names are reported: a large page has thousands of places.
RULES = {"runOnly": ["wcag2a", "wcag2aa"], "resultTypes": ["violations"]}
# What people search for, and the heading that answers.
SEARCHED = {
    "retry": "The delay before a retry",
    "rate limit": "Respect the rate limit",
    "401": "If the store refuses the key",
    "proxy": "Proxies, certificates, compression and HTTP/2",
}
_FIRST = 5
_AWAY = r"https?://(?!127\.0\.0\.1:)"
_HIT = "a:visible:has(mark)"


class Task(NamedTuple):
    """What a reader wants to know: the links to follow from the home page, words to search, and the answer.

    A link in a table is named with the first cell of its row.
    """

    links: tuple[str, ...]
    words: str
    answer: str
    is_said: str


TASKS = {
    "the tracking number of an order": Task(
        ("Index of fields", "tracking_number | UpdateOrder: TrackingDetails"),
        "tracking number",
        r"(?i)/operations/update_order/.*#trackingdetails(\.tracking_number)?$",
        "tracking_number",
    ),
    "the nightly check": Task(
        ("The nightly check",),
        "nightly check",
        r"/guides/check-in-ci/.*#the-nightly-check",
        "neto-gen init --ci github",
    ),
    "what OutcomeUnknown means": Task(
        ("OutcomeUnknown",),
        "OutcomeUnknown",
        r"/exceptions/.*#outcomeunknown",
        "What to do: Do not simply send the request again",
    ),
}


class Site:
    """The published site, and the browser that reads it."""

    def __init__(self, address: str, pages: Sequence[str], browser: Any) -> None:
        self.address = address
        self.pages = pages
        self._browser = browser

    @contextmanager
    def opened(self, width: str, scheme: str = "light") -> Generator[Any]:
        """Open the home page at a width. It may neither print to its console nor contact another host."""
        size = dict(zip(("width", "height"), WIDTHS[width], strict=True))
        context = self._browser.new_context(
            viewport=size,
            color_scheme=scheme,
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(30_000)
        page = context.new_page()
        said: list[str] = []
        listen(page, said)
        page.goto(self.address, wait_until=SETTLED)
        try:
            yield page
        finally:
            context.close()
        assert not said


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[Site]:
    """Yield the site, built and published once, with an older version beside it, and opened in a browser."""
    staged = tmp_path_factory.mktemp("docs") / "staged"
    website.stage(staged, operations=() if IS_LONG else SOME)
    command = ["zensical", "build", "--strict", "--config-file", str(staged / "mkdocs.yml")]
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=REPOSITORY,
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not website.finish(staged / "site", staged)
    pages = addresses(staged)
    assert len([*(staged / "site").rglob("index.html")]) == len(pages)
    folder = tmp_path_factory.mktemp("pages")
    website.publish(staged / "site", folder, "0.9.0")
    website.publish(staged / "site", folder, "0.10.0")
    with served(folder) as address, started_browser() as browser:
        yield Site(f"{address}/latest/", pages, browser)


@contextmanager
def served(folder: Path) -> Generator[str]:
    """Serve the files of a folder; yield the address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as there
            """Print nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@contextmanager
def started_browser() -> Generator[Any]:
    """Debian's Chromium."""
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield found
        found.close()


def addresses(staged: Path) -> list[str]:
    """Return the addresses of all pages below that of the home page."""
    names = [page.file.removesuffix(".md") for page in website.navigation(staged)]
    return [re.sub(r"(^|/)index/$", r"\1", f"{name}/") for name in names]


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
    page.locator(".md-search__button:visible, [for=__search]:visible").first.click()
    page.locator("input:visible").first.wait_for()
    # At once: what is found for the first letters is not looked at.
    page.keyboard.insert_text(words)
    page.locator(_HIT).first.wait_for()
    found: list[str] = page.locator(_HIT).all_inner_texts()
    return found


def finds_a_field_by_both_names(page: Any) -> None:
    """Check that a name of Python and one of the wire lead to the operation that has the field."""
    for words in ("DatePlacedFrom", "date_placed_from"):
        found = search(page, words)
        assert any("GetOrder" in text and "Filter" in text for text in found), (words, found)
        page.reload(wait_until=SETTLED)


def finds_guides_by_usual_words(page: Any) -> None:
    """Check that words which people search for lead to the guides about them, among the first results."""
    for words, heading in SEARCHED.items():
        found = search(page, words)[:_FIRST]
        assert any(text.startswith(heading) for text in found), (words, found)
        page.reload(wait_until=SETTLED)


def leads_to_every_section(page: Any) -> None:
    """Check that the navigation of a page has all kinds of pages."""
    links = page.locator("nav a").evaluate_all("all => all.map(a => a.href)")
    root = re.sub(r"/latest/.*", "/latest/", page.url)
    for page_of_section in ("tutorial/", "serve/", "api/", "exceptions/", "security/"):
        assert f"{root}{page_of_section}" in links


def copies_an_example(page: Any) -> None:
    """Check that the button beside an example copies all of it, and nothing else."""
    block = page.locator("pre > code").first
    block.hover()
    page.locator("button[class*=clip], button[data-md-type=copy], .md-code__button").first.click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == block.inner_text().strip()
    assert copied.startswith("from neto_client import NetoClient\n")


def shows_examples_in_tabs(page: Any) -> None:
    """Check that a chosen form is shown for request and response, also by keys, and kept for the next page."""
    request, response = page.get_by_role("tablist").all()
    assert request.get_by_role("tab").all_inner_texts() == ["Python", "XML", "JSON", "curl"]
    assert response.get_by_role("tab").all_inner_texts() == ["JSON", "XML"]
    assert shown(page) == ["Python", "JSON"]
    request.get_by_role("tab", name="XML").click()
    assert shown(page) == ["XML", "XML"]
    assert "<LogID>" in page.get_by_role("tabpanel").last.inner_text()
    page.keyboard.press("ArrowRight")
    page.reload(wait_until=SETTLED)
    assert shown(page) == ["JSON", "JSON"]
    request.get_by_role("tab", name="JSON").press("ArrowLeft")
    request.get_by_role("tab", name="XML").press("ArrowLeft")
    assert shown(page) == ["Python", "XML"]


def shown(page: Any) -> list[str]:
    """Return the selected tabs, each of which has its panel on the screen, and no other."""
    tabs = page.get_by_role("tab", selected=True)
    panels = page.get_by_role("tabpanel").evaluate_all(
        "all => all.map(p => p.getAttribute('aria-labelledby'))"
    )
    assert panels == tabs.evaluate_all("all => all.map(tab => tab.id)")
    found: list[str] = tabs.all_inner_texts()
    return found


def links_to_a_field(page: Any) -> None:
    """Check that a row of a table has a link to itself."""
    row = page.get_by_role("row").filter(has_text="FollowUpType")
    row.hover()
    row.get_by_title("Permanent link").click()
    assert page.url.endswith("#CustomerLog.follow_up_type")
    assert page.locator(":target").is_visible()


def leads_to_its_markdown(page: Any) -> None:
    """Check that the end of a page links to its Markdown."""
    link = page.get_by_role("link", name="This page as Markdown")
    response = page.request.get(link.evaluate("link => link.href"))
    assert response.text().startswith("# AddCustomerLog\n")


def can_be_read_by_everybody(page: Any) -> None:
    """Look for too little contrast, links without text, and the like."""
    axe = import_module("axe_playwright_python.sync_playwright").Axe()
    results = axe.run(page, options=RULES)
    assert not results.violations_count, f"{page.url}: {results.generate_report()}"
    passed = {rule["id"] for rule in results.response["passes"]}
    assert "color-contrast" in passed, "nothing was looked at"


def fits_the_screen(page: Any) -> None:
    """Check that tables and code scroll by themselves, and the page not sideways."""
    more = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(more) <= 0, page.url


def offers_the_versions(page: Any, address: str) -> None:
    """Check that the newest version is shown first, and all are in a list."""
    page.locator(".md-version").first.wait_for()
    shown = page.locator(".md-version").all_inner_texts()
    assert "0.10.0" in " ".join(shown)
    links = page.locator(".md-version__link").evaluate_all("all => all.map(a => a.href)")
    root = address.removesuffix("latest/")
    assert links == [f"{root}0.10.0/", f"{root}0.9.0/"]


def clicks_by_links(page: Any, task: Task) -> int:
    """Follow links from the home page to the answer, and return how many clicks that took."""
    for link in task.links:
        place = page.locator("article")
        cell, _, name = link.rpartition(" | ")
        if cell:
            place = place.locator("tr", has=page.locator("td:first-child", has_text=cell))
        place.get_by_role("link", name=name, exact=True).first.click()
        page.wait_for_load_state(SETTLED)
    shows_the_answer(page, task)
    return len(task.links)


def clicks_by_search(page: Any, task: Task) -> int:
    """Search for words from the home page, and return how many clicks on what is found it took."""
    search(page, task.words)
    page.locator(_HIT).first.click()
    page.wait_for_url(re.compile(task.answer))
    shows_the_answer(page, task)
    return 1


def shows_the_answer(page: Any, task: Task) -> None:
    """Check that the place that answers is on the screen."""
    assert re.search(task.answer, page.url), page.url
    heading = page.locator(f"[id='{page.url.partition('#')[2]}']").first
    heading.scroll_into_view_if_needed()
    assert task.is_said in page.locator("article").inner_text()


def test_a_reader_finds_the_way(site: Site) -> None:
    """Search, navigation, copy buttons, versions, contrast and widths work on the pages that most readers see."""
    with site.opened("desktop") as page:
        leads_to_every_section(page)
        offers_the_versions(page, site.address)
        can_be_read_by_everybody(page)
        finds_a_field_by_both_names(page)
        finds_guides_by_usual_words(page)
        page.goto(f"{site.address}api/operations/add_customer_log/", wait_until=SETTLED)
        copies_an_example(page)
        shows_examples_in_tabs(page)
        links_to_a_field(page)
        leads_to_its_markdown(page)
    with site.opened("phone", "dark") as page:
        fits_the_screen(page)
        clicks_by_search(page, TASKS["what OutcomeUnknown means"])
        page.goto(f"{site.address}api/operations/get_order/", wait_until=SETTLED)
        fits_the_screen(page)
        can_be_read_by_everybody(page)


@LONG
@pytest.mark.parametrize("width", WIDTHS)
def test_the_controls_of_a_page_work_at_each_width(site: Site, width: str) -> None:
    """Search, navigation, versions and copy buttons work on a desktop, and from the menu of a phone."""
    with site.opened(width) as page:
        leads_to_every_section(page)
        offers_the_versions(page, site.address)
        finds_a_field_by_both_names(page)
        page.goto(f"{site.address}api/", wait_until=SETTLED)
        page.locator("article a", has_text="AddCustomerLog").first.click()
        page.wait_for_url("**/operations/add_customer_log/")
        assert page.locator("h1").inner_text().startswith("AddCustomerLog")
        copies_an_example(page)
        shows_examples_in_tabs(page)
        links_to_a_field(page)


@LONG
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", TASKS)
def test_an_answer_is_two_clicks_away(
    site: Site, width: str, name: str, record_property: Callable[[str, object], None]
) -> None:
    """From the home page, links lead to an answer with two clicks at most, and a search with one."""
    with site.opened(width) as page:
        by_links = clicks_by_links(page, TASKS[name])
    with site.opened(width) as page:
        by_search = clicks_by_search(page, TASKS[name])
    assert by_links <= 2
    assert by_search == 1
    record_property("clicks", f"{name}: {by_links} by links, {by_search} by search")


@LONG
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_can_be_read_by_everybody(site: Site, width: str, scheme: str) -> None:
    """No page, light or dark, has too little contrast, links without text or the like, or goes sideways."""
    with site.opened(width, scheme) as page:
        for path in site.pages:
            page.goto(f"{site.address}{path}", wait_until=SETTLED)
            fits_the_screen(page)
            can_be_read_by_everybody(page)
