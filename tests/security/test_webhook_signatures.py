"""Nobody but the carrier can put words into a patient's mouth."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.carriers import forms
from tests.web.parts import Service, service, text


@pytest.fixture
def signpost(tmp_path: Path) -> Iterator[Service]:
    found = service(tmp_path)
    yield found
    found.records.close()


FAR_OFF = base64.b64encode(b"0" * 20).decode()
PATHS = ["/sms/inbound", "/sms/status"]
FORMS = {"/sms/inbound": text("hello"), "/sms/status": {"MessageSid": "SM1", "MessageStatus": "sent"}}


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("signature", [None, "", "wrong", base64.b64encode(b"0" * 20).decode(), "é", "x" * 5000])
def test_a_missing_or_wrong_signature_is_refused(signpost: Service, path: str, signature: str | None) -> None:
    answer = signpost.post(path, FORMS[path], signature=signature)
    assert answer.status_code == 403
    assert signpost.stored() == []


@pytest.mark.parametrize("path", PATHS)
def test_a_signature_by_somebody_else_is_refused(signpost: Service, path: str) -> None:
    assert signpost.post(path, FORMS[path], token="another token").status_code == 403


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8000/sms/status",
        "http://127.0.0.1:8000/sms/inbound/",
        "http://127.0.0.1:8000/sms/inbound?x=1",
        "https://127.0.0.1:8000/sms/inbound",
        "http://evil.example/sms/inbound",
    ],
)
def test_a_signature_for_another_address_is_refused(signpost: Service, url: str) -> None:
    assert signpost.post("/sms/inbound", text("hello"), url=url).status_code == 403


def test_one_changed_byte_anywhere_in_the_body_is_refused(signpost: Service) -> None:
    body, _ = forms.sign("", "", text("behind on rent").items())
    assert signpost.post("/sms/inbound", text("behind on rent"), body=body).status_code == 204
    for place in range(0, len(body), 3):
        changed = bytes([*body[:place], body[place] ^ 1, *body[place + 1 :]])
        assert signpost.post("/sms/inbound", text("behind on rent"), body=changed).status_code == 403
    assert len(signpost.stored()) == 1


def test_an_added_repeated_or_dropped_field_is_refused(signpost: Service) -> None:
    body, _ = forms.sign("", "", text("hello").items())
    for changed in (body + b"&Body=bye", body + b"&New=", body.replace(b"&FromCity=", b""), b""):
        assert signpost.post("/sms/inbound", text("hello"), body=changed).status_code == 403


def test_a_new_field_that_the_carrier_signed_is_accepted(signpost: Service) -> None:
    assert signpost.inbound("hello", NewThing="").status_code == 204


def test_a_forwarded_header_cannot_change_the_address_that_was_signed(signpost: Service) -> None:
    url = "https://evil.example/sms/inbound"
    body, signature = forms.sign(signpost.settings.demo_token, url, text("hello").items())
    answer = signpost.app.test_client().post(
        "/sms/inbound",
        data=body,
        content_type="application/x-www-form-urlencoded",
        headers={
            "X-Twilio-Signature": signature,
            "X-Forwarded-Host": "evil.example",
            "X-Forwarded-Proto": "https",
            "Host": "evil.example",
        },
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("signed", ["https://signpost.example", "https://signpost.example:443"])
def test_behind_a_proxy_the_configured_address_counts_with_or_without_its_port(tmp_path: Path, signed: str) -> None:
    signpost = service(tmp_path, PUBLIC_URL="https://signpost.example")
    answer = signpost.post("/sms/inbound", text("hello"), url=f"{signed}/sms/inbound")
    assert answer.status_code == 204
    signpost.records.close()


def test_once_an_address_is_configured_this_machines_own_no_longer_counts(tmp_path: Path) -> None:
    signpost = service(tmp_path, PUBLIC_URL="https://signpost.example")
    for own in ("http://127.0.0.1:8000", "http://localhost:8000"):
        assert signpost.post("/sms/inbound", text("hello"), url=f"{own}/sms/inbound").status_code == 403
    signpost.records.close()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_the_webhook_answers_to_nothing_but_post(signpost: Service, method: str) -> None:
    assert getattr(signpost.app.test_client(), method)("/sms/inbound").status_code == 405


def test_a_body_that_is_no_form_is_refused(signpost: Service) -> None:
    for raw in (b"\xff\xfe\x00", b'{"Body": "hello"}', b"%ff=%fe", b"&&&&", b"a" * 16_000):
        assert signpost.post("/sms/inbound", text("hello"), body=raw).status_code == 403
