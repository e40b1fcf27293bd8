"""Signatures and forms are read from the raw bytes, blank fields and repeats included."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.carriers import forms
from bot.carriers.base import NotAMessage, Reference

TOKEN = "not-a-real-token"
URL = "https://signpost.example/sms/inbound"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
FORMS = st.lists(st.tuples(st.text("ABCabc", min_size=1, max_size=4), TEXTS), min_size=1, max_size=8)


def test_the_published_known_answer_is_reached() -> None:
    """Twilio's documented example of a signed request."""
    form = urlencode(
        {
            "CallSid": "CA1234567890ABCDE",
            "Digits": "1234",
            "From": "+14158675309",
            "To": "+18005551212",
            "Caller": "+14158675309",
        }
    ).encode()
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    assert forms.verify("12345", url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert not forms.verify("12346", url, form, "RSOYDt4T1cUTdK1PDd93/VVr8B8=")


@given(FORMS)
def test_every_form_its_owner_signed_is_accepted(pairs: list[tuple[str, str]]) -> None:
    body, signature = forms.sign(TOKEN, URL, pairs)
    assert forms.verify(TOKEN, URL, body, signature)


@given(FORMS, TEXTS.filter(bool))
def test_a_form_with_anything_added_is_refused(pairs: list[tuple[str, str]], added: str) -> None:
    body, signature = forms.sign(TOKEN, URL, pairs)
    forged = body + b"&" + urlencode([("Zz", added)]).encode()
    assert not forms.verify(TOKEN, URL, forged, signature)


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_refused_without_an_exception(raw: bytes) -> None:
    assert not forms.verify(TOKEN, URL, raw, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=")


def test_blank_fields_are_part_of_what_is_signed() -> None:
    pairs = [("Body", "hello"), ("FromCity", ""), ("ToZip", "")]
    body, signature = forms.sign(TOKEN, URL, pairs)
    assert forms.verify(TOKEN, URL, body, signature)
    assert not forms.verify(TOKEN, URL, urlencode(pairs[:1]).encode(), signature)


def test_the_port_of_the_address_does_not_matter() -> None:
    body, signature = forms.sign(TOKEN, "https://signpost.example:443/sms/inbound", [("Body", "hello")])
    assert forms.verify(TOKEN, URL, body, signature)


def test_another_address_does_matter() -> None:
    body, signature = forms.sign(TOKEN, URL, [("Body", "hello")])
    assert not forms.verify(TOKEN, "http://signpost.example/sms/inbound", body, signature)
    assert not forms.verify(TOKEN, URL + "?x=1", body, signature)


def test_without_a_token_nothing_is_accepted() -> None:
    body, signature = forms.sign("", URL, [("Body", "hello")])
    assert not forms.verify("", URL, body, signature)


def test_a_text_is_read_with_its_pictures_counted() -> None:
    raw = urlencode({"MessageSid": "MM1", "From": "+447700900001", "Body": "", "NumMedia": "2"}).encode()
    found = forms.inbound(raw)
    assert (found.message_id, found.number, found.body, found.media) == ("MM1", "+447700900001", "", 2)


def test_a_nul_that_no_database_could_hold_is_dropped() -> None:
    raw = urlencode({"MessageSid": "SM1", "From": "+447700900001", "Body": "a\x00b"}).encode()
    assert forms.inbound(raw).body == "ab"


@pytest.mark.parametrize("missing", ["MessageSid", "From"])
def test_a_text_without_id_or_sender_is_no_message(missing: str) -> None:
    whole = {"MessageSid": "SM1", "From": "+447700900001", "Body": "hello"}
    raw = urlencode({name: value for name, value in whole.items() if name != missing}).encode()
    with pytest.raises(NotAMessage):
        forms.inbound(raw)


def test_what_is_shown_of_a_text_names_neither_number_nor_words() -> None:
    raw = urlencode({"MessageSid": "SM1", "From": "+447700900001", "Body": "canary"}).encode()
    assert "canary" not in repr(forms.inbound(raw))
    assert "900001" not in repr(forms.inbound(raw))


def test_a_report_brings_back_our_reference_from_its_address() -> None:
    url = forms.with_reference("https://signpost.example/sms/status", Reference("abc-123"))
    raw = urlencode({"MessageSid": "SM1", "MessageStatus": "undelivered", "ErrorCode": "30005"}).encode()
    report = forms.status(raw, url.partition("?")[2].encode())
    assert (report.status, report.error_code, report.client_reference) == ("undelivered", 30005, "abc-123")


def test_a_report_without_a_status_is_no_report() -> None:
    with pytest.raises(NotAMessage):
        forms.status(b"MessageSid=SM1")
