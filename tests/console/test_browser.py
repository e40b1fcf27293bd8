"""The staff site in a real browser: by mouse and by keyboard, with and without scripts, small and large."""

from __future__ import annotations

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pyotp
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot.console import invitations
from bot.records import staff_secrets
from bot.records.staff import Grant
from tests.console.parts import PASSWORD, PIN, StaffSite, code_at, staff_site

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
#: Where the screenshots are kept as an artefact, when somebody wants them.
SHOTS = os.environ.get("SIGNPOST_SCREENSHOTS", "")


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        return


class _Server(WSGIServer):
    daemon_threads = True


@dataclass
class Live:
    """A running staff site and where it is."""

    site: StaffSite
    url: str


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with staff_site(tmp_path_factory.mktemp("home"), csrf=True, PORT=str(port)) as site:
        site.one_of_each()
        server = make_server("127.0.0.1", port, site.app, server_class=_Server, handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield Live(site, f"http://localhost:{port}/console")
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def window(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def visit(browser: Browser, live: Live, window: list[BrowserContext], **options: object) -> Page:
    context = browser.new_context(**options)  # type: ignore[arg-type]
    context.set_default_timeout(10_000)
    window.append(context)
    page = context.new_page()
    page.goto(f"{live.url}/sign-in")
    return page


def sign_in(page: Page, live: Live, username: str) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Code").fill(fresh_code(live))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")


def fresh_code(live: Live) -> str:
    live.site.clock.later(seconds=30)
    return code_at(live.site.clock())


def look(page: Page, name: str) -> None:
    """No accessibility fault by any rule of axe, no sideways scrolling; a screenshot if they are kept."""
    found = Axe().run(page).response["violations"]
    assert [f"{fault['id']}: {node['html']}" for fault in found for node in fault["nodes"]] == [], name
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    assert not wide, f"{name} scrolls sideways"
    if SHOTS:
        Path(SHOTS).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=f"{SHOTS}/{name}.png", full_page=True)


def complaints_of(page: Page) -> list[str]:
    found: list[str] = []
    page.on("console", lambda line: found.append(line.text) if line.type == "error" else None)
    return found


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_signing_in_says_what_is_wrong_and_moves_the_focus(
    browser: Browser, live: Live, window: list[BrowserContext], size: dict[str, int]
) -> None:
    page = visit(browser, live, window, viewport=size)
    kind = "phone" if size == PHONE else "desktop"
    look(page, f"sign-in-{kind}")
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_title("Error: Sign in - Signpost")
    expect(page.locator(".nhsuk-error-summary")).to_be_focused()
    look(page, f"sign-in-error-{kind}")
    page.get_by_role("link", name="Enter your password").click()
    expect(page.get_by_label("Password", exact=True)).to_be_focused()
    page.get_by_label("Username").fill("board")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    look(page, f"code-{kind}")
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_title("Error: Enter a code - Signpost")
    look(page, f"code-error-{kind}")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_an_administrators_pages_are_right_at_this_size(
    browser: Browser, live: Live, window: list[BrowserContext], size: dict[str, int]
) -> None:
    kind = "phone" if size == PHONE else "desktop"
    page = visit(browser, live, window, viewport=size)
    complaints = complaints_of(page)
    sign_in(page, live, "administrator")
    look(page, f"start-{kind}")
    person = live.site.people["reception"]
    for path in ("account", "account/password", "account/confirm", "staff", "staff/add",
                  f"staff/{person}", f"staff/{person}/roles",
                 f"staff/{person}/disable", f"staff/{person}/reset", "audit", "set-up/second-factor",
                 "set-up/recovery-codes", "set-up/pin"):  # fmt: skip
        page.goto(f"{live.url}/{path}")
        look(page, f"{path.replace('/', '-').replace(person, 'person')}-{kind}")
    page.goto(f"{live.url}/staff/add")
    page.get_by_label("Name", exact=True).fill("Nadia Example")
    page.get_by_label("Reception").check()
    page.get_by_role("button", name="Add person").click()
    expect(page).to_have_title("Error: Add a person - Signpost")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nadia Example")
    expect(page.get_by_label("Reception")).to_be_checked()
    look(page, f"staff-add-error-{kind}")
    page.goto(f"{live.url}/audit?on=yesterday")
    look(page, f"audit-error-{kind}")
    assert [said for said in complaints if "422" not in said] == []
    page.goto(f"{live.url}/nowhere")
    look(page, f"not-found-{kind}")
    page.get_by_role("button", name="Lock").click()
    look(page, f"lock-{kind}")


def test_a_person_is_set_up_from_the_link_to_the_start_page_by_keyboard_without_scripts(
    browser: Browser, live: Live, window: list[BrowserContext]
) -> None:
    nadia = live.site.add("nadia", Grant("board"), ready=False)
    with live.site.records.begin() as tx:
        link = invitations.invite(tx, live.site.settings, nadia, now=live.site.clock())
    page = visit(browser, live, window, viewport=DESKTOP, java_script_enabled=False)
    page.goto(link.replace("127.0.0.1", "localhost"))
    to(page, "new_password")
    type_and_enter(page, "violet thimble harbour")
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up a second step")
    secret = page.locator(".staff-key").inner_text().replace(" ", "")
    to(page, "code")
    type_and_enter(page, pyotp.TOTP(secret).at(live.site.clock()))
    to_button(page, "Show my codes")
    enter(page)
    assert page.locator(".staff-codes li").count() == 8
    to_button(page, "I have kept them")
    enter(page)
    to(page, "pin")
    type_and_enter(page, "90517")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Nadia")
    to_button(page, "Lock")
    enter(page)
    to(page, "pin")
    type_and_enter(page, "90517")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello Nadia")
    to_button(page, "Sign out")
    enter(page)
    expect(page.get_by_text("You have signed out.")).to_be_visible()


def to(page: Page, field: str) -> None:
    """Press Tab until this field has the focus."""
    _tab_until(page, f"document.activeElement.id === '{field}'")


def to_button(page: Page, words: str) -> None:
    """Press Tab until the button or link with these words has the focus."""
    _tab_until(page, f"document.activeElement.textContent.trim() === '{words}'")


def _tab_until(page: Page, there: str) -> None:
    for _ in range(40):
        if page.evaluate(there):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {there}")


def type_and_enter(page: Page, words: str) -> None:
    page.keyboard.type(words)
    enter(page)


def enter(page: Page) -> None:
    """Press Enter and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_passkey_is_registered_and_signs_in_alone_and_as_a_second_step(
    browser: Browser, live: Live, window: list[BrowserContext]
) -> None:
    page = visit(browser, live, window, viewport=DESKTOP)
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    sign_in(page, live, "curator")
    page.goto(f"{live.url}/account/passkeys/add")
    look(page, "add-passkey-desktop")
    page.get_by_label("Name of the new passkey").fill("Reception computer")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_text("Reception computer, added")).to_be_visible()
    look(page, "account-passkey-desktop")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Use a passkey or security key").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello")
    page.goto(f"{live.url}/account")
    page.get_by_role("link", name="Remove Reception computer").click()
    page.get_by_role("button", name="Remove passkey").click()
    expect(page.get_by_text("You have none.")).to_be_visible()
    with live.site.records.reading() as tx:
        assert staff_secrets.passkeys(tx, live.site.people["curator"]) == []


def test_an_idle_page_hides_itself_and_comes_back_with_what_was_typed(
    browser: Browser, live: Live, window: list[BrowserContext]
) -> None:
    page = visit(browser, live, window, viewport=DESKTOP)
    page.clock.install()
    sign_in(page, live, "administrator")
    page.goto(f"{live.url}/staff/add")
    page.get_by_label("Name", exact=True).fill("Nadia Example")
    page.clock.fast_forward(15 * 60 * 1000 + 6000)
    live.site.clock.later(minutes=16)
    cover = page.get_by_role("main", name="The screen is locked")
    expect(cover).to_be_visible()
    expect(page.get_by_label("Name", exact=True)).to_be_hidden()
    look(page, "idle-desktop")
    with page.context.expect_page() as opened:
        cover.get_by_role("link", name="Enter your PIN").click()
    tab = opened.value
    tab.get_by_label("PIN").fill(PIN)
    tab.get_by_role("button", name="Unlock").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Hello")
    tab.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(cover).to_be_hidden()
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Nadia Example")


@pytest.mark.parametrize(
    "more", [{"viewport": ZOOMED}, {"viewport": DESKTOP, "forced_colors": "active"}], ids=["400%", "forced colours"]
)
def test_pages_hold_at_400_percent_and_in_forced_colours(
    browser: Browser, live: Live, window: list[BrowserContext], more: dict[str, object], request: pytest.FixtureRequest
) -> None:
    page = visit(browser, live, window, **more)
    sign_in(page, live, "administrator")
    kind = "zoomed" if more["viewport"] == ZOOMED else "forced"
    for path in ("", "/staff", "/audit", "/staff/add", "/set-up/second-factor"):
        page.goto(f"{live.url}{path}")
        look(page, f"{kind}{path.replace('/', '-') or '-start'}")


def test_the_pages_work_and_read_well_without_the_design_files(
    browser: Browser, live: Live, window: list[BrowserContext], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.look.load", lambda: None)
    kept = live.site.app.blueprints["console"].look  # type: ignore[attr-defined]
    kept.__dict__.pop("frontend", None)
    page = visit(browser, live, window, viewport=PHONE)
    look(page, "plain-sign-in-phone")
    sign_in(page, live, "board")
    look(page, "plain-start-phone")
    kept.__dict__.pop("frontend", None)
