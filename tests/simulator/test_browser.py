"""The simulator in a real browser: live, usable by keyboard, and right at every size."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.simulator.fake_worker import FakeWorker
from tests.web.parts import Service, service

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE, DESKTOP = {"width": 360, "height": 740}, {"width": 1280, "height": 800}
#: 1280 px at 400% is 320 CSS px wide (WCAG 2.2, 1.4.10 Reflow).
ZOOMED = {"width": 320, "height": 256}


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


class _Server(WSGIServer):
    daemon_threads = True


@dataclass
class Live:
    """A running service and where it is."""

    signpost: Service
    url: str


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    signpost = service(tmp_path_factory.mktemp("home"))
    server = make_server("127.0.0.1", 0, signpost.app, server_class=_Server, handler_class=_Quiet)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with FakeWorker(signpost):
        yield Live(signpost, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    thread.join()
    server.server_close()
    signpost.records.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


def visit(browser: Browser, live: Live, **options: object) -> Page:
    page = browser.new_context(**options).new_page()  # type: ignore[arg-type]
    page.goto(f"{live.url}/simulator")
    return page


def text(page: Page, words: str) -> None:
    page.get_by_label("Text message").fill(words)
    page.get_by_role("button", name="Send", exact=True).click()


def open_phone(page: Page, number: str) -> None:
    page.locator("summary", has_text="Open another phone").click()
    page.get_by_label("Mobile number").fill(number)
    page.get_by_role("button", name="Open this phone").click()


def scrolls_sideways(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]]


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_answer_arrives_by_itself_with_segments_and_delivery(
    browser: Browser, live: Live, size: dict[str, int]
) -> None:
    page = visit(browser, live, viewport=size)
    complaints: list[str] = []
    page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
    text(page, "behind on rent")
    answer = page.locator(".bubble--theirs").last
    expect(answer).to_contain_text("You said: behind on rent")
    expect(answer).to_contain_text("1 segment")
    expect(answer).to_contain_text("Delivered")
    expect(page.locator(".bubble--mine").last).to_contain_text("Read by Signpost")
    expect(page.get_by_role("status")).to_contain_text("You said: behind on rent")
    assert complaints == []
    assert not scrolls_sideways(page)


def test_the_whole_of_it_can_be_done_from_the_keyboard(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=DESKTOP)
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("no food til friday")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two kids")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble--mine").last).to_contain_text("no food til friday\ntwo kids")
    assert page.evaluate("document.activeElement.id") == "text"


def test_several_patients_keep_their_own_conversations(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=PHONE)
    open_phone(page, "07700 900111")
    text(page, "words of the first")
    expect(page.locator(".bubble--theirs")).to_contain_text("words of the first")
    open_phone(page, "07700 900222")
    expect(page.locator(".bubble")).to_have_count(0)
    page.get_by_role("link", name="07700 900111").click()
    expect(page.locator(".bubble--mine")).to_contain_text("words of the first")


def test_a_number_that_is_not_for_drama_is_explained_where_it_was_typed(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=PHONE)
    open_phone(page, "07123 456789")
    field = page.get_by_label("Mobile number")
    expect(field).to_be_focused()
    expect(field).to_have_value("07123 456789")
    description = field.get_attribute("aria-describedby") or ""
    assert "Enter a mobile number like" in " ".join(
        page.locator(f"#{part}").inner_text() for part in description.split()
    )
    assert page.title().startswith("Error: ")
    assert faults(page) == []


def test_a_text_that_could_not_be_sent_is_given_back(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=PHONE)
    page.route("**/send", lambda route: route.abort())
    text(page, "words not to lose")
    expect(page.get_by_role("alert")).to_contain_text("was not sent")
    expect(page.get_by_label("Text message")).to_have_value("words not to lose")


def test_without_a_script_a_form_and_a_link_do_the_same(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=PHONE, java_script_enabled=False)
    text(page, "no script here")
    expect(page.locator(".bubble--mine")).to_contain_text("no script here")
    page.get_by_role("link", name="Keep checking").click()
    expect(page.locator(".bubble--theirs")).to_contain_text("You said: no script here", timeout=15_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP, ZOOMED], ids=["phone", "desktop", "zoomed"])
def test_axe_finds_nothing_wrong(browser: Browser, live: Live, size: dict[str, int], scheme: str) -> None:
    page = visit(browser, live, viewport=size, color_scheme=scheme)
    open_phone(page, "07700 900610")
    text(page, "hello")
    expect(page.locator(".bubble--theirs").last).to_contain_text("Refused by the network (21610)")
    page.locator("summary", has_text="Open another phone").click()
    page.locator("summary", has_text="misbehave").click()
    assert faults(page) == []
    assert not scrolls_sideways(page)
    page.goto(live.url)
    assert faults(page) == []
    assert not scrolls_sideways(page)


def test_everything_to_press_is_big_enough_for_a_thumb(browser: Browser, live: Live) -> None:
    """WCAG 2.2, 2.5.8 asks for 24 by 24 CSS px."""
    page = visit(browser, live, viewport=PHONE)
    for control in page.locator("button, summary, textarea, .phones__link").all():
        box = control.bounding_box()
        assert box is None or (box["height"] >= 24 and box["width"] >= 24), control.inner_text()


def test_the_page_is_still_usable_in_forced_colours(browser: Browser, live: Live) -> None:
    page = visit(browser, live, viewport=DESKTOP, forced_colors="active")
    text(page, "hello")
    bubble = page.locator(".bubble__text").first
    expect(bubble).to_be_visible()
    assert bubble.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    assert bubble.evaluate("e => parseFloat(getComputedStyle(e).borderTopWidth)") >= 1
