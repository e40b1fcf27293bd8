"""The rules without pages: passwords, PINs, codes, waits, how long a session lasts, who reaches what."""

from __future__ import annotations

from datetime import datetime, timedelta

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console import codes, guessing, passwords, sessions
from bot.console.access import OPEN, Access, Reach, Viewer, only
from bot.console.frontend import without_frutiger
from bot.console.look import day, moment
from bot.console.site import safe_next
from bot.records.ids import SessionId, StaffId
from bot.records.staff import ROLES, Colleague, Grant
from bot.records.staff_sessions import StoredSession
from tests.console.parts import MORNING, SECRET


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "short words",
        "Password1234!",
        "password 123456",
        "qwertyuiop123",
        "Blackburn with Darwen",
        "one two three four",
        "abcabcabcabc",
        "aaaaaaaaaaaa",
        "amina.patel2026",
        "AminaPatel123",
        "x" * 201,
    ],
)
def test_a_password_that_is_short_common_or_their_name_is_refused(typed: str) -> None:
    assert passwords.password_fault(typed, username="amina.patel", name="Amina Patel")


@pytest.mark.parametrize(
    "typed", ["kettle meadow lantern", "amina likes purple boats", "Zürich fährt Rad", "9xK!!vQ27#pLm"]
)
def test_three_random_words_and_anything_else_long_is_a_password(typed: str) -> None:
    assert passwords.password_fault(typed, username="amina.patel", name="Amina Patel") == ""


def test_a_hash_opens_for_its_own_text_only_and_for_other_keyboards_same_letters() -> None:
    hashed = passwords.hash_secret("café meadow lantern")
    assert passwords.is_right(hashed, "cafe\u0301 meadow lantern")
    assert not passwords.is_right(hashed, "cafe meadow lantern")
    assert not passwords.is_right(None, "cafe meadow lantern")
    assert "café" not in hashed


@pytest.mark.parametrize("typed", ["", "123", "12a4", "1234", "8765", "1111", "1212", "1987", "2026", "123456789"])
def test_a_pin_that_is_quickly_guessed_is_refused(typed: str) -> None:
    assert passwords.pin_fault(typed)


@pytest.mark.parametrize("typed", ["4826", "90517", "31415926"])
def test_other_pins_will_do(typed: str) -> None:
    assert passwords.pin_fault(typed) == ""


@pytest.mark.parametrize(("seconds", "found"), [(0, True), (-30, True), (30, True), (-90, False), (90, False)])
def test_a_code_counts_in_its_half_minute_and_the_one_on_either_side(seconds: int, found: bool) -> None:
    secret = pyotp.random_base32()
    shown = pyotp.TOTP(secret).at(MORNING + timedelta(seconds=seconds))
    step = codes.matching_step(secret, f"{shown[:3]} {shown[3:]}", now=MORNING)
    assert (step is not None) is found


@given(st.text(max_size=12))
def test_no_typed_text_breaks_the_check_of_a_code(typed: str) -> None:
    step = codes.matching_step(SECRET, typed, now=MORNING)
    assert step is None or typed.strip()
    kept = codes.recovery_code(typed)
    assert kept is None or len(kept) == 12


def test_recovery_codes_are_all_different_and_read_back_however_they_are_typed() -> None:
    shown = codes.new_recovery_codes()
    assert len(set(shown)) == codes.RECOVERY_CODES
    for code in shown:
        plain = code.replace("-", "")
        assert codes.recovery_code(code.upper().replace("-", " ")) == plain


def test_the_wait_doubles_after_the_free_tries_and_never_passes_its_limit() -> None:
    pace = guessing.PACES["account"]
    waits = [guessing.wait(pace, [MORNING] * tries, MORNING).total_seconds() for tries in range(14)]
    assert waits == [0] * 5 + [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_wait_passes_with_time_and_old_tries_no_longer_count() -> None:
    pace = guessing.PACES["account"]
    tries = [MORNING] * 8
    assert guessing.wait(pace, tries, MORNING + timedelta(seconds=7)) == timedelta(seconds=1)
    assert guessing.wait(pace, tries, MORNING + timedelta(seconds=8)) == timedelta(0)
    assert guessing.wait(pace, tries, MORNING + timedelta(hours=1)) == timedelta(0)


@given(st.integers(0, 60), st.sampled_from(sorted(guessing.PACES)))
def test_more_tries_never_shorten_the_wait(tries: int, name: str) -> None:
    pace = guessing.PACES[name]
    before, after = (guessing.wait(pace, [MORNING] * count, MORNING) for count in (tries, tries + 1))
    assert before <= after <= pace.longest


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 second"), (2, "2 seconds"), (60, "1 minute"), (61, "2 minutes"), (900, "15 minutes")],
)
def test_a_wait_is_said_in_round_words(seconds: float, words: str) -> None:
    assert guessing.in_words(timedelta(seconds=seconds)) == words


def a_session(*, whole: bool = True, seen: datetime = MORNING, locked: datetime | None = None) -> StoredSession:
    return StoredSession(SessionId("s"), StaffId("p"), whole, MORNING, seen, locked, 0)


@pytest.mark.parametrize(
    ("after", "found"),
    [(timedelta(0), "open"), (timedelta(minutes=14, seconds=59), "open"), (timedelta(minutes=15), "locked"),
     (timedelta(hours=11, minutes=59), "locked"), (timedelta(hours=12), "over"), (timedelta(seconds=-1), "over")],
)  # fmt: skip
def test_a_session_locks_after_15_minutes_and_ends_after_12_hours(after: timedelta, found: str) -> None:
    assert sessions.standing(a_session(), MORNING + after) == found


def test_work_keeps_a_session_open_but_not_beyond_12_hours() -> None:
    busy = a_session(seen=MORNING + timedelta(hours=11, minutes=59))
    assert sessions.standing(busy, MORNING + timedelta(hours=11, minutes=59)) == "open"
    assert sessions.standing(busy, MORNING + timedelta(hours=12)) == "over"


def test_a_session_locked_by_hand_stays_locked() -> None:
    assert sessions.standing(a_session(locked=MORNING), MORNING) == "locked"


def test_the_password_alone_opens_nothing_and_lasts_a_quarter_of_an_hour() -> None:
    assert sessions.standing(a_session(whole=False), MORNING + timedelta(minutes=14)) == "half"
    assert sessions.standing(a_session(whole=False), MORNING + timedelta(minutes=15)) == "over"


def viewer(*grants: Grant) -> Viewer:
    person = Colleague(StaffId("p"), "p", "P", grants, None, None, None, False, True, MORNING)
    return Viewer(person, a_session())


def test_reception_reaches_its_own_practice_and_no_other() -> None:
    reach = viewer(Grant("reception", "P81709"), Grant("locality_team", "north")).reach("reception")
    assert reach.covers(practice="P81709", locality="east")
    assert not reach.covers(practice="P81155", locality="north")
    assert not reach.covers(practice=None, locality=None)


def test_a_locality_team_reaches_its_localities_and_no_other() -> None:
    reach = viewer(Grant("locality_team", "east"), Grant("locality_team", "west")).reach("locality_team")
    assert reach.covers(locality="east") and reach.covers(locality="west", practice="P81155")
    assert not reach.covers(locality="darwen", practice="P81709")


def test_a_role_that_a_page_does_not_name_reaches_nothing_there() -> None:
    assert viewer(Grant("administrator")).reach("locality_team", "safeguarding_lead") == Reach()
    assert viewer(Grant("safeguarding_lead")).reach("locality_team", "safeguarding_lead").borough


def test_a_route_can_name_only_roles_that_exist() -> None:
    with pytest.raises(ValueError, match="king"):
        only("king")
    with pytest.raises(ValueError, match="roles"):
        only()
    assert only(*ROLES) == Access("signed_in", frozenset(ROLES))
    assert OPEN.roles == frozenset()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("/console/staff", "/console/staff"),
        ("", "/console"),
        ("//evil.example", "/console"),
        ("https://evil.example/console", "/console"),
        ("/console\\@evil.example", "/console"),
        ("/console/\r\nSet-Cookie: x", "/console"),
        ("/simulator", "/console"),
    ],
)
def test_going_on_after_signing_in_never_leaves_the_staff_site(asked: str, found: str) -> None:
    assert safe_next(asked) == found


def test_the_design_system_comes_without_the_nhs_typeface() -> None:
    css = "@font-face{font-family:Frutiger W01;src:url(https://assets.nhs.uk/x)}a{font-family:Frutiger W01,arial}b{c:d}"
    assert without_frutiger(css) == "a{font-family:arial}b{c:d}"


def test_times_are_written_as_the_nhs_writes_them_in_local_time() -> None:
    assert day(MORNING) == "23 November 2026"
    assert moment(datetime.fromisoformat("2026-08-06T14:05:00+00:00")) == "6 August 2026, 3:05pm"
    assert moment(datetime.fromisoformat("2026-01-06T00:30:00+00:00")) == "6 January 2026, 12:30am"
