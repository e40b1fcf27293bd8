"""No number, name or word of a patient reaches a log, an address or an unsealed file."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from tests.web.parts import Service, service, text

WORDS, NUMBER = "canary-words-of-a-patient", "7700900123"


@pytest.fixture
def everything_logged(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def open_service(home: Path) -> Service:
    return service(home)


def test_neither_storing_nor_refusing_nor_failing_writes_words_or_numbers_to_the_log(
    tmp_path: Path, everything_logged: pytest.LogCaptureFixture
) -> None:
    signpost = open_service(tmp_path)
    signpost.inbound(WORDS)
    signpost.inbound(WORDS)
    signpost.post("/sms/inbound", text(WORDS), signature="wrong")
    signpost.records.away = True
    signpost.inbound(WORDS, "SM2")
    signpost.records.away = False
    signpost.inbound(WORDS, "SM3")
    signpost.records.close()
    assert "could not be stored" in everything_logged.text
    assert WORDS not in everything_logged.text
    assert "canary" not in everything_logged.text
    assert NUMBER not in everything_logged.text


def test_a_fault_of_our_own_is_logged_by_its_place_and_not_by_its_words(
    tmp_path: Path, everything_logged: pytest.LogCaptureFixture
) -> None:
    signpost = open_service(tmp_path)

    def fails() -> str:
        raise ValueError(f"cannot read {WORDS} of {NUMBER}")

    signpost.app.add_url_rule("/fails", "fails", fails)
    answer = signpost.app.test_client().get("/fails")
    signpost.records.close()
    assert answer.status_code == 500
    assert "canary" not in answer.text
    assert "ValueError in fails" in everything_logged.text
    assert "canary" not in everything_logged.text


def test_no_file_in_the_home_holds_words_or_numbers_as_they_were_sent(tmp_path: Path) -> None:
    signpost = open_service(tmp_path)
    signpost.inbound(WORDS)
    signpost.records.away = True
    signpost.inbound(WORDS, "SM2")
    found = {str(path): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    signpost.records.close()
    assert any("spool" in path for path in found)
    assert [path for path, raw in found.items() if WORDS.encode() in raw or NUMBER.encode() in raw] == []
