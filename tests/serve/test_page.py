"""The control page in a browser."""

from __future__ import annotations

import json
import shutil
import subprocess
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

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


@pytest.mark.skipif(
    _BROWSER is None or find_spec("playwright") is None, reason="there is no Chromium to steer here"
)
def test_the_page_controls_the_store(store: Running, tmp_path: Path) -> None:
    """Who has the page open sees requests as they come, and seeds, orders faults, saves and restores with it."""
    with import_module("playwright.sync_api").sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=_BROWSER, args=["--no-sandbox"])
        page = browser.new_page()
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda one: wrong.append(one.text) if one.type == "error" else None)
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto(f"{store.address}/")
        _use(page, store, tmp_path)
        browser.close()
    # What the store refuses is the only thing that the browser has to tell.
    assert [one for one in wrong if "422" not in one] == []


def _use(page: Any, store: Running, folder: Path) -> None:
    def shows(text: str) -> None:
        page.get_by_text(text, exact=True).first.wait_for()

    table = folder / "items.csv"
    table.write_text("SKU,Name\nA1,Shirt\nA2,Hat\n", encoding="utf-8")
    page.locator("#seed-kind").select_option("Item")
    page.locator("#seed-file").set_input_files(str(table))
    page.locator("#seed").click()
    shows("Item: 2")
    body = '{"Filter": {"SKU": "A1", "OutputSelector": "Name"}}'
    assert (
        store.ask("GetItem", body, Accept="application/json").json()["Item"][0]["Name"] == "Shirt"
    )
    page.get_by_role(
        "cell", name="GetItem", exact=True
    ).wait_for()  # it came while the page was open
    page.get_by_role("button", name="Item: 2").click()
    page.get_by_text('"Name": "Hat"').wait_for()
    page.locator("#fault").select_option("html")
    page.locator("#action").select_option("GetItem")
    page.locator("#order").click()
    shows("html of GetItem, 1 times")
    assert "Down for maintenance" in store.ask("GetItem", body).text
    page.get_by_label("wrapped").check()
    page.wait_for_function("document.querySelector('[value=wrapped]').checked")
    assert "GetItemResponse" in _until_wrapped(store, body)
    page.get_by_label("wrapped").uncheck()
    with page.expect_download() as saved:
        page.get_by_text("Save a snapshot").click()
    snapshot = folder / "store.json"
    saved.value.save_as(str(snapshot))
    assert len(json.loads(snapshot.read_text("utf-8"))["records"]["Item"]) == 2
    page.locator("#reset").click()
    page.get_by_text("Item: 2", exact=True).wait_for(state="detached")
    page.locator("#snapshot-file").set_input_files(str(snapshot))
    page.locator("#restore").click()
    shows("Item: 2")
    page.locator("#snapshot-file").set_input_files(str(table))
    page.locator("#restore").click()
    shows("the body must be a JSON object")


def _until_wrapped(store: Running, body: str) -> str:
    """Return an answer with the look that was ordered, which is on its way."""
    text = ""
    for _ in range(200):
        text = store.ask("GetItem", body, Accept="application/json").text
        if "GetItemResponse" in text:
            break
    return text
