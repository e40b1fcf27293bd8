"""The simulator without its script: forms, links, and the same inbox and outbox as real texts."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.simulator.fake_worker import FakeWorker
from tests.web.parts import Service, service
from tests.web.test_settings import production


@pytest.fixture
def signpost(tmp_path: Path) -> Iterator[Service]:
    found = service(tmp_path)
    yield found
    found.records.close()


class Visitor:
    """A person at the simulator with a browser that runs no script."""

    def __init__(self, signpost: Service) -> None:
        self.browser: FlaskClient = signpost.app.test_client()
        self.page = self.browser.get("/simulator").text

    def submit(self, action: str, **fields: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.page)
        assert token is not None
        answer = self.browser.post(action, data={"csrf_token": token.group(1), **fields}, follow_redirects=True)
        self.page = answer.text
        return answer

    def action(self, ending: str) -> str:
        found = re.search(rf'action="([^"]+/{ending})"', self.page)
        assert found is not None
        return found.group(1)

    def text(self, words: str, **fields: str) -> TestResponse:
        return self.submit(self.action("send"), text=words, **fields)

    def open_phone(self, number: str) -> TestResponse:
        return self.submit("/simulator/phones", number=number)

    def wait_for(self, words: str) -> None:
        address = self.action("send").removesuffix("/send")
        until = time.monotonic() + 10
        while words not in self.page and time.monotonic() < until:
            time.sleep(0.05)
            self.page = self.browser.get(address).text
        assert words in self.page


def test_a_visitor_can_text_at_once_and_the_text_is_in_the_inbox(signpost: Service) -> None:
    visitor = Visitor(signpost)
    visitor.text("behind on rent")
    assert signpost.stored() == [("behind on rent", 0)]
    assert "behind on rent" in visitor.page
    assert "Received by Signpost" in visitor.page
    assert "1 segment" in visitor.page


def test_the_answer_shows_its_segments_and_what_became_of_it(signpost: Service) -> None:
    visitor = Visitor(signpost)
    with FakeWorker(signpost):
        visitor.text("hello " + "there " * 30)
        visitor.wait_for("You said: hello")
        visitor.wait_for("Delivered")
    assert "2 segments" in visitor.page
    assert "Read by Signpost" in visitor.page


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("07700 900610", "Refused by the network (21610)"),
        ("07700 900305", "Not delivered (30005)"),
        ("07700 900409", "Not known if sent"),
        ("07700 900408", "Delivered"),
        ("07700 900429", "Delivered"),
    ],
)
def test_a_phone_that_misbehaves_shows_what_became_of_the_answer(signpost: Service, number: str, words: str) -> None:
    visitor = Visitor(signpost)
    visitor.open_phone(number)
    with FakeWorker(signpost, pace=0.02):
        visitor.text("hello")
        visitor.wait_for(words)


def test_several_patients_have_a_conversation_each(signpost: Service) -> None:
    visitor = Visitor(signpost)
    visitor.open_phone("07700 900111")
    visitor.text("words of the first")
    visitor.open_phone("07700 900222")
    assert "words of the first" not in visitor.page
    assert "07700 900111" in visitor.page
    visitor.open_phone("+44 7700 900111")
    assert "words of the first" in visitor.page


def test_a_blank_text_and_a_picture_can_be_sent(signpost: Service) -> None:
    visitor = Visitor(signpost)
    visitor.text("")
    visitor.text("", picture="1")
    assert signpost.stored() == [("", 0), ("", 1)]
    assert "[Picture]" in visitor.page


@pytest.mark.parametrize("number", ["", "07123 456789", "01632 960123", "canary"])
def test_only_drama_mobiles_can_be_opened_and_the_error_says_how(signpost: Service, number: str) -> None:
    visitor = Visitor(signpost)
    answer = visitor.open_phone(number)
    assert answer.status_code == 422
    assert "Enter a mobile number like 07700 900123" in visitor.page
    assert "<title>Error: " in visitor.page
    assert f'value="{number}"' in visitor.page


def test_no_number_is_in_any_address_or_cookie(signpost: Service) -> None:
    visitor = Visitor(signpost)
    answer = visitor.open_phone("07700 900321")
    addresses = [answer.request.path, *re.findall(r'(?:href|action|data-poll)="([^"]+)"', visitor.page)]
    assert [address for address in addresses if "900321" in address] == []
    assert "900321" not in str(visitor.browser.get_cookie("signpost"))


def test_a_text_from_another_site_is_refused(signpost: Service) -> None:
    visitor = Visitor(signpost)
    answer = visitor.browser.post(visitor.action("send"), data={"text": "forged"})
    assert answer.status_code == 400
    assert signpost.stored() == []


def test_a_visitor_cannot_look_at_another_visitors_phone(signpost: Service) -> None:
    hers, his = Visitor(signpost), Visitor(signpost)
    hers.text("her words")
    key = hers.action("send").removesuffix("/send")
    assert "her words" not in his.browser.get(key, follow_redirects=True).text
    assert his.browser.get(f"{key}/messages").status_code == 404


def test_markup_in_a_text_is_only_words(signpost: Service) -> None:
    visitor = Visitor(signpost)
    visitor.text("<script>alert(1)</script>")
    assert "<script>alert" not in visitor.page
    assert "&lt;script&gt;alert" in visitor.page


def test_a_visitor_is_told_when_a_text_could_not_be_kept(signpost: Service) -> None:
    visitor = Visitor(signpost)
    signpost.records.away = True
    (signpost.settings.home / "spool").write_text("")
    action = visitor.action("send")
    assert visitor.submit(action, text="hello").status_code == 503
    assert "Not available just now" in visitor.page


def test_a_page_can_keep_checking_without_a_script(signpost: Service) -> None:
    visitor = Visitor(signpost)
    address = visitor.action("send").removesuffix("/send")
    assert 'http-equiv="refresh"' not in visitor.page
    assert 'http-equiv="refresh"' in visitor.browser.get(f"{address}?watch=1").text


def test_a_phone_forgotten_at_a_restart_leads_back_to_a_phone(signpost: Service) -> None:
    visitor = Visitor(signpost)
    answer = visitor.browser.get("/simulator/phones/gone")
    assert (answer.status_code, answer.location) == (302, "/simulator")


def test_in_production_there_is_no_simulator(tmp_path: Path) -> None:
    signpost = service(tmp_path, **production(tmp_path))
    client = signpost.app.test_client()
    assert client.get("/simulator").status_code == 404
    assert "/simulator" not in client.get("/").text
    signpost.records.close()
