"""Signing in, the lock and signing out, with clocks that stand until they are moved."""

from __future__ import annotations

import re
import threading

import pytest

from bot.records import staff, staff_sessions
from bot.records.staff import Grant
from tests.console.parts import PASSWORD, PIN, Desk, StaffSite, code_at

WRONG = "Check your username and password"


def token_of(desk: Desk) -> str:
    cookie = desk.client.get_cookie("signpost-staff")
    assert cookie is not None and cookie.http_only and cookie.same_site == "Lax"
    return cookie.value


def test_a_password_and_a_code_let_somebody_in(site: StaffSite) -> None:
    desk = site.browser()
    assert desk.password("amina").headers["Location"].startswith("/console/sign-in/code")
    assert not desk.inside
    assert desk.code().headers["Location"] == "/console"
    assert desk.inside
    assert site.acts() == ["signed_in"]


def test_a_username_is_taken_with_capitals_and_spaces(site: StaffSite) -> None:
    assert site.browser().password(" Amina ").status_code == 303


def test_whether_an_account_exists_cannot_be_told(site: StaffSite) -> None:
    site.add("gone", Grant("board"))
    with site.records.begin() as tx:
        staff.set_active(tx, site.people["gone"], False)
    pages = [
        site.browser(f"10.0.0.{number}").password(name, typed).text.replace(name, "NAME")
        for number, (name, typed) in enumerate(
            [("amina", "wrong"), ("nobody", "wrong"), ("gone", PASSWORD), ("gone", "wrong")]
        )
    ]
    assert WRONG in pages[0]
    assert len({re.sub(r'(csrf_token" value|data-token)="[^"]*"', "", page.split("<main")[1]) for page in pages}) == 1


def test_an_unknown_account_costs_as_much_hashing_as_a_known_one(
    site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.console import passwords

    checked: list[bool] = []
    check = passwords.is_right

    def counted(hashed: str | None, text: str) -> bool:
        checked.append(hashed is None)
        return check(hashed, text)

    monkeypatch.setattr(passwords, "is_right", counted)
    site.browser().password("amina", "wrong")
    site.browser().password("nobody", "wrong")
    assert checked == [False, True]


def test_what_was_typed_stays_but_never_the_password(site: StaffSite) -> None:
    page = site.browser().password("amina", "not this one").text
    assert "<title>Error: Sign in" in page and 'value="amina"' in page
    assert "not this one" not in page


def test_a_code_works_once(site: StaffSite) -> None:
    site.browser().sign_in("amina")
    again = site.browser()
    again.password("amina")
    assert "used already" in again.code(code_at(site.clock())).text
    assert not again.inside
    assert again.code().status_code == 303


def test_the_same_code_sent_twice_at_once_lets_one_in(site: StaffSite) -> None:
    desks = [site.browser(), site.browser()]
    for desk in desks:
        desk.password("amina")
    typed, found = code_at(site.clock()), []
    threads = [threading.Thread(target=lambda d=desk: found.append(d.code(typed).status_code)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [303, 422]


def test_a_recovery_code_works_once(site: StaffSite) -> None:
    desk = site.browser()
    desk.password("amina")
    assert desk.code("ABCD-EFGH-JKMN").status_code == 303
    again = site.browser()
    again.password("amina")
    assert again.code("abcdefghjkmn").status_code == 422
    # The last one is used up, so new ones are made before anything else.
    assert again.code("bcde fghj kmnp").headers["Location"] == "/console/set-up/recovery-codes"
    assert site.acts().count("signed_in_with_recovery_code") == 2


def test_the_second_factor_gives_a_new_token_and_ends_the_first(site: StaffSite) -> None:
    desk = site.browser()
    desk.password("amina")
    first = token_of(desk)
    desk.code()
    assert token_of(desk) != first
    with site.records.reading() as tx:
        assert staff_sessions.find(tx, first) is None
        assert staff_sessions.find(tx, token_of(desk)) is not None


def test_a_token_is_not_kept_as_it_is(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    token = token_of(desk)
    data = b"".join(path.read_bytes() for path in site.settings.home.glob("records.sqlite3*"))
    assert token.encode() not in data and PASSWORD.encode() not in data


def test_signing_out_ends_the_session_at_the_server(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    stolen = token_of(desk)
    assert "signed out" in desk.client.get(desk.post("/sign-out").headers["Location"]).text
    thief = site.browser()
    thief.client.set_cookie("signpost-staff", stolen)
    assert not thief.inside
    assert "signed_out" in site.acts()


def test_an_idle_session_asks_for_the_pin_and_goes_on_where_it_was(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    site.clock.later(minutes=15)
    locked = desk.get("/account")
    assert locked.headers["Location"] == "/console/lock?next=/console/account"
    assert "not your PIN" in desk.post("/lock", pin="0000", next="/console/account").text
    assert desk.post("/lock", pin=PIN, next="/console/account").headers["Location"] == "/console/account"
    assert desk.inside


def test_work_keeps_it_open_and_a_page_that_refreshes_by_itself_does_not(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    for _ in range(3):
        site.clock.later(minutes=14)
        assert desk.inside
    site.clock.later(minutes=8)
    desk.client.get("/console/account", headers={"X-Signpost-By-Itself": "1"})
    site.clock.later(minutes=8)
    assert not desk.inside


def test_the_fifth_wrong_pin_ends_the_session(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    desk.post("/lock-now")
    for _ in range(4):
        assert desk.post("/lock", pin="0000").status_code == 422
    assert desk.post("/lock", pin="0000").headers["Location"] == "/console/sign-in?why=ended"
    assert desk.post("/lock", pin=PIN).headers["Location"].startswith("/console/sign-in")
    assert "session_ended_wrong_tries" in site.acts()


def test_after_12_hours_even_work_ends(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    for _ in range(12 * 5):
        site.clock.later(minutes=12)
        desk.get("/account")
    assert desk.get("/account").headers["Location"].startswith("/console/sign-in")


def test_a_form_sent_to_a_locked_session_is_kept_and_sent_after_the_pin(site: StaffSite) -> None:
    desk = site.signed_in("boss")
    site.clock.later(minutes=20)
    asked = desk.post("/staff/add", name="Nadia Example", username="nadia", roles=["board"])
    assert asked.status_code == 403 and "Nadia" not in asked.text
    kept = asked.text.split('name="held" value="')[1].split('"')[0]
    wrong = desk.post("/lock", pin="0000", held=kept)
    assert f'value="{kept}"' in wrong.text
    going_on = desk.post("/lock", pin=PIN, held=kept).text
    assert 'value="Nadia Example"' in going_on and 'action="/console/staff/add"' in going_on
    assert "Person added" in desk.post("/staff/add", name="Nadia Example", username="nadia", roles=["board"]).text


def test_what_is_kept_opens_only_in_the_session_that_typed_it(site: StaffSite) -> None:
    desk = site.signed_in("boss")
    desk.post("/lock-now")
    kept = desk.post("/staff/add", name="Nadia Example").text.split('name="held" value="')[1].split('"')[0]
    other = site.signed_in("amina")
    other.post("/lock-now")
    assert other.post("/lock", pin=PIN, held=kept).headers["Location"] == "/console"


def test_guesses_at_an_account_are_slowed_and_say_how_long_to_wait(site: StaffSite) -> None:
    desk = site.browser()
    for _ in range(5):
        assert WRONG in desk.password("amina", "wrong").text
    assert "Wait 1 second, then try again" in desk.password("amina", "wrong").text
    assert "Wait 1 second, then try again" in desk.password("amina").text
    site.clock.later(seconds=1)
    assert desk.password("amina").status_code == 303


def test_guesses_at_many_accounts_from_one_address_are_slowed(site: StaffSite) -> None:
    desk = site.browser("10.0.0.9")
    for number in range(30):
        assert WRONG in desk.password(f"person{number}", "wrong").text
    assert "Too many tries" in desk.password("person31", "wrong").text
    assert WRONG in site.browser("10.0.0.10").password("person32", "wrong").text


def test_a_browser_that_is_known_is_not_slowed_by_what_others_guess(site: StaffSite) -> None:
    own = site.signed_in("amina")
    own.post("/sign-out")
    attacker = site.browser("10.0.0.9")
    for _ in range(40):
        attacker.password("amina", "wrong")
    assert "Too many tries" in attacker.password("amina").text
    assert own.password("amina").status_code == 303
    assert own.code().status_code == 303


def test_a_known_browser_is_known_for_its_own_person_only(site: StaffSite) -> None:
    own = site.signed_in("amina")
    own.post("/sign-out")
    for _ in range(5):
        own.password("boss", "wrong")
    assert "Too many tries" in own.password("boss").text


def test_guesses_of_the_code_end_the_session_and_then_wait_longer_and_longer(site: StaffSite) -> None:
    desk = site.browser()
    desk.password("amina")
    for _ in range(5):
        assert desk.code("000000").status_code == 422
    assert "Too many tries" in desk.code("000000").text
    site.clock.later(seconds=2)
    assert desk.code("000000").headers["Location"] == "/console/sign-in?why=ended"
    assert desk.get("/sign-in/code").headers["Location"].startswith("/console/sign-in")


def test_many_guesses_at_once_do_not_get_through_together(site: StaffSite) -> None:
    answers: list[str] = []

    def guess(desk: Desk) -> None:
        answers.append(desk.password("amina", "wrong").text)

    threads = [threading.Thread(target=guess, args=(site.browser(),)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(WRONG in answer for answer in answers) == 5


def test_disabling_somebody_shuts_them_out_where_they_are(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    boss = site.signed_in("boss")
    assert boss.post(f"/staff/{site.people['amina']}/disable").status_code == 303
    assert not desk.inside
    assert WRONG in site.browser().password("amina").text
    boss.post(f"/staff/{site.people['amina']}/enable")
    assert site.browser().password("amina").status_code == 303


def test_a_role_taken_away_is_gone_at_once(site: StaffSite) -> None:
    site.add("second", Grant("administrator"))
    desk = site.signed_in("second")
    assert desk.get("/staff").status_code == 200
    with site.records.begin() as tx:
        staff.set_grants(tx, site.people["second"], [Grant("board")])
    assert desk.get("/staff").status_code == 403
