"""The probes, the start page and the headers that every page carries."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from bot.health import SILENT_SECONDS, Health, Part, Unwell, answers, beat, migrated, worker_beats
from tests.carriers.stub_twilio import running
from tests.web.parts import Service, service


def well() -> str:
    return "well"


def unwell() -> str:
    raise Unwell("is tired")


def test_healthz_says_only_that_this_process_answers(signpost: Service) -> None:
    answer = signpost.app.test_client().get("/healthz")
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_readyz_is_green_when_every_part_is_well(tmp_path: Path) -> None:
    signpost = service(tmp_path, probes={"database": well})
    answer = signpost.app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ready", "parts": {"database": {"ok": True, "detail": "well"}}}
    signpost.records.close()


def test_readyz_names_the_part_that_is_not_well(tmp_path: Path) -> None:
    signpost = service(tmp_path, probes={"database": well, "rasa": unwell})
    answer = signpost.app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["parts"]["rasa"] == {"ok": False, "detail": "is tired"}
    signpost.records.close()


def test_a_part_that_does_not_answer_holds_nobody_up() -> None:
    go_on = threading.Event()

    def stuck() -> str:
        go_on.wait(10)
        return "late"

    begun = time.monotonic()
    parts = Health({"rasa": stuck, "database": well}, patience=0.05).parts()
    assert time.monotonic() - begun < 2
    go_on.set()
    assert parts == {"rasa": Part(False, "no answer in time"), "database": Part(True, "well")}


def test_answers_serve_for_a_second() -> None:
    asked: list[int] = []
    now = [100.0]

    def probe() -> str:
        asked.append(1)
        return "well"

    health = Health({"database": probe}, clock=lambda: now[0])
    health.parts()
    now[0] += 0.9
    health.parts()
    assert len(asked) == 1
    now[0] += 0.2
    health.parts()
    assert len(asked) == 2


def test_a_worker_that_never_beat_or_fell_silent_is_not_well(tmp_path: Path) -> None:
    with pytest.raises(Unwell, match="not started"):
        worker_beats(tmp_path)()
    beat(tmp_path)
    assert worker_beats(tmp_path)() == "working"
    with pytest.raises(Unwell, match="silent"):
        worker_beats(tmp_path, clock=lambda: time.time() + SILENT_SECONDS + 1)()
    os.utime(tmp_path / "worker.beat", (0, 0))
    beat(tmp_path)
    assert worker_beats(tmp_path)() == "working"


def test_tables_of_another_version_are_not_ready(signpost: Service) -> None:
    probe = migrated(signpost.records)
    assert probe() == "up to date"
    signpost.records.migrate("base")
    with pytest.raises(Unwell, match="another version"):
        probe()


def test_a_part_is_asked_at_its_address() -> None:
    with running() as stub, pytest.raises(Unwell, match="HTTP 501"):
        answers(stub.url)()  # it only takes posts
    with pytest.raises(Unwell, match="does not answer"):
        answers(stub.url)()


def test_the_start_page_says_what_this_is_and_where_to_go(signpost: Service) -> None:
    page = signpost.app.test_client().get("/").text
    assert 'href="/simulator"' in page
    assert "999" in page
    assert "demonstration" in page


def test_a_page_nobody_has_is_said_plainly(signpost: Service) -> None:
    answer = signpost.app.test_client().get("/nothing-here")
    assert answer.status_code == 404
    assert "Page not found" in answer.text


@pytest.mark.parametrize("path", ["/", "/simulator", "/healthz", "/nothing-here"])
def test_every_answer_keeps_to_itself(signpost: Service, path: str) -> None:
    headers = signpost.app.test_client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_no_page_of_ours_needs_an_inline_script_or_style(signpost: Service) -> None:
    for path in ("/", "/simulator"):
        page = signpost.app.test_client().get(path).text
        assert "<script>" not in page
        assert "<style" not in page
        assert " style=" not in page
        assert " onclick=" not in page


def test_on_https_cookies_and_browsers_are_held_to_https(tmp_path: Path) -> None:
    signpost = service(tmp_path, PUBLIC_URL="https://signpost.example")
    answer = signpost.app.test_client().get("/simulator", base_url="https://signpost.example")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-signpost=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax"):
        assert word in cookie
    signpost.records.close()
