"""Accounts from the first administrator to the last reset: links, second factors, roles, the audit."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest
from click.testing import CliRunner

from bot.cli import cli
from bot.console import codes, demo, first_admin_link, invitations
from bot.records import staff, staff_secrets
from bot.records.staff import ROLES, Grant
from bot.settings import Settings
from tests.console.parts import KEY, PASSWORD, PIN, Desk, StaffSite, code_at, staff_site

NEW = "violet thimble harbour"


class Live:
    """Settings as in production, as far as the staff site looks at them."""

    def __init__(self, site: StaffSite) -> None:
        self.demo, self.clock = False, site.clock
        self.public_url, self.secret_key = site.settings.public_url, site.settings.secret_key


@pytest.fixture
def live(site: StaffSite) -> Settings:
    return Live(site)  # type: ignore[return-value]


def path_of(link: str) -> str:
    return link.split("/console", 1)[1]


def disable_all(site: StaffSite) -> None:
    with site.records.begin() as tx:
        for person in site.people.values():
            staff.set_active(tx, person, False)


def set_up(site: StaffSite, desk: Desk) -> None:
    """From a chosen password to the start page, as a person would."""
    page = desk.get("/set-up/second-factor").text
    secret = re.search(r'staff-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]  # type: ignore[index]
    code = pyotp.TOTP(secret).at(site.clock())
    assert "not right" in desk.post("/set-up/second-factor", offer=offer, code="000000").text
    assert (
        desk.post("/set-up/second-factor", offer=offer, code=code).headers["Location"]
        == "/console/set-up/recovery-codes"
    )
    assert desk.get("").headers["Location"] == "/console/set-up/recovery-codes"
    shown = re.findall(r'staff-key">([a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4})<', desk.post("/set-up/recovery-codes").text)
    assert len(shown) == codes.RECOVERY_CODES
    assert desk.get("").headers["Location"] == "/console/set-up/pin"
    assert "easy to guess" in desk.post("/set-up/pin", pin="1234").text
    assert desk.post("/set-up/pin", pin=PIN).headers["Location"] == "/console"
    assert desk.get("").status_code == 200


def test_the_first_administrator_is_made_by_a_link_that_works_once(site: StaffSite, live: Settings) -> None:
    disable_all(site)
    link = first_admin_link(live, site.records)
    assert link is not None
    desk = site.browser()
    assert "first administrator" in desk.get(path_of(link)).text
    faulty = desk.post(path_of(link), name="Chris", username="c", new_password="password1234")
    assert 'value="Chris"' in faulty.text and 'href="#username"' in faulty.text and "easy to guess" in faulty.text
    made = desk.post(path_of(link), name="Chris Example", username="Chris.E", new_password=NEW)
    assert made.headers["Location"] == "/console/set-up/second-factor"
    set_up(site, desk)
    assert "Staff" in desk.get("").text
    assert desk.get(path_of(link)).status_code == 404
    assert first_admin_link(live, site.records) is None


def test_a_second_first_administrator_link_ends_the_earlier_one(site: StaffSite, live: Settings) -> None:
    disable_all(site)
    first, second = first_admin_link(live, site.records), first_admin_link(live, site.records)
    assert first and second
    assert site.browser().get(path_of(first)).status_code == 404
    assert site.browser().get(path_of(second)).status_code == 200


def test_there_is_no_first_administrator_link_in_a_demonstration(site: StaffSite) -> None:
    disable_all(site)
    assert first_admin_link(site.settings, site.records) is None


def test_a_person_is_added_starts_by_their_link_and_works_where_they_were_put(site: StaffSite) -> None:
    boss = site.signed_in("boss")
    page = boss.post(
        "/staff/add",
        name="Nadia Example",
        username="nadia",
        roles=["reception", "locality_team"],
        practices=["P81709", "P81155"],
        localities=["east"],
        organisation="Example charity",
        sector="charity",
        job="Link worker",
    ).text
    link = re.search(r'staff-link">([^<]+)<', page)[1]  # type: ignore[index]
    with site.records.reading() as tx:
        nadia = staff.find(tx, "nadia")
    assert nadia is not None
    assert set(nadia.grants) == {
        Grant("reception", "P81709"), Grant("reception", "P81155"), Grant("locality_team", "east"),
    }  # fmt: skip
    desk = site.browser()
    assert desk.post(path_of(link), new_password=NEW).status_code == 303
    set_up(site, desk)
    assert {"staff_added", "password_set", "authenticator_set", "recovery_codes_made", "pin_set"} <= set(site.acts())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"username": "two words"}, "username"),
        ({"username": "amina"}, "username"),
        ({"roles": []}, "roles"),
        ({"roles": ["king"]}, "roles"),
        ({"practices": []}, "practices"),
        ({"practices": ["NOWHERE"]}, "practices"),
        ({"roles": ["locality_team"], "localities": []}, "localities"),
        ({"roles": ["locality_team"], "localities": ["east"]}, "organisation"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(
    site: StaffSite, change: dict[str, object], field: str
) -> None:
    boss = site.signed_in("boss")
    good: dict[str, object] = {
        "name": "Nadia Example", "username": "nadia", "roles": ["reception"], "practices": ["P81709"], "job": "Clerk",
    }  # fmt: skip
    answer = boss.post("/staff/add", **(good | change))
    assert answer.status_code == 422
    assert "<title>Error: Add a person" in answer.text
    assert f'href="#{field}"' in answer.text and f'id="{field}' in answer.text
    assert 'value="Clerk"' in answer.text
    with site.records.reading() as tx:
        assert staff.find(tx, "nadia") is None


def test_a_reset_takes_everything_away_and_gives_a_link(site: StaffSite) -> None:
    amina = site.signed_in("amina")
    boss = site.signed_in("boss")
    page = boss.post(f"/staff/{site.people['amina']}/reset").text
    assert not amina.inside
    assert "Check your username" in site.browser().password("amina").text
    with site.records.reading() as tx:
        has = staff_secrets.of(tx, site.people["amina"])
    assert not has.second_factor and has.password_hash is None and has.recovery_codes == 0
    desk = site.browser()
    assert desk.post(path_of(re.search(r'staff-link">([^<]+)<', page)[1]), new_password=NEW).status_code == 303  # type: ignore[index]
    set_up(site, desk)


def test_a_link_runs_out_after_3_days(site: StaffSite) -> None:
    with site.records.begin() as tx:
        link = invitations.invite(tx, site.settings, site.people["amina"], now=site.clock())
    site.clock.later(hours=73)
    assert site.browser().get(path_of(link)).status_code == 404


def test_the_only_administrator_can_neither_be_disabled_nor_lose_the_role(site: StaffSite) -> None:
    boss = site.signed_in("boss")
    own = site.people["boss"]
    assert "cannot disable your own" in boss.post(f"/staff/{own}/disable").text
    assert "must be an administrator" in boss.post(f"/staff/{own}/roles", roles=["board"]).text
    assert boss.get("/staff").status_code == 200


def test_roles_are_changed_and_the_change_is_audited(site: StaffSite) -> None:
    boss = site.signed_in("boss")
    assert boss.post(f"/staff/{site.people['amina']}/roles", roles=["curator", "board"]).status_code == 303
    with site.records.reading() as tx:
        assert staff.get(tx, site.people["amina"]).roles == ("curator", "board")
    assert "roles_changed" in site.acts()


def test_the_password_alone_cannot_replace_the_second_factor(site: StaffSite) -> None:
    thief = site.browser()
    thief.password("amina")
    assert thief.get("/set-up/second-factor").status_code == 403
    assert thief.post("/set-up/second-factor", code="000000").status_code == 403
    assert thief.post("/passkeys/new").status_code == 403
    assert thief.post("/passkeys").status_code == 403


@pytest.mark.parametrize(
    "path", ["/set-up/second-factor", "/set-up/pin", "/set-up/recovery-codes", "/account/passkeys/add"]
)
def test_changing_how_one_signs_in_asks_for_the_password_again_at_a_desk_left_open(site: StaffSite, path: str) -> None:
    desk = site.signed_in("amina")
    assert desk.get(path).status_code == 200
    site.clock.later(minutes=11)
    asked = desk.get(path)
    assert asked.headers["Location"] == f"/console/account/confirm?next=/console{path}"
    assert desk.post("/set-up/pin", pin="90517").headers["Location"].startswith("/console/account/confirm")
    assert desk.client.post("/console/passkeys/new", json={}).status_code == 403
    assert "that you use now" in desk.post("/account/confirm", password="wrong", next=f"/console{path}").text
    assert (
        desk.post("/account/confirm", password=PASSWORD, next=f"/console{path}").headers["Location"]
        == f"/console{path}"
    )
    assert desk.get(path).status_code == 200
    site.clock.later(minutes=11)
    assert desk.get(path).status_code == 303


def test_a_confirmation_counts_for_its_own_session_only(site: StaffSite) -> None:
    desk = site.signed_in("amina")
    desk.post("/account/confirm", password=PASSWORD)
    desk.password("boss")
    desk.code()
    site.clock.later(minutes=9, seconds=50)
    assert desk.get("/set-up/pin").status_code == 200
    site.clock.later(seconds=10)
    assert desk.get("/set-up/pin").status_code == 303


def test_an_offered_key_counts_only_for_the_person_it_was_offered_to(site: StaffSite) -> None:
    page = site.signed_in("boss").get("/set-up/second-factor").text
    secret = re.search(r'staff-key">([A-Z2-7 ]+)<', page)[1].replace(" ", "")  # type: ignore[index]
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]  # type: ignore[index]
    amina = site.signed_in("amina")
    code = pyotp.TOTP(secret).at(site.clock())
    assert amina.post("/set-up/second-factor", offer=offer, code=code).status_code == 422


def test_changing_the_password_asks_for_the_old_one_and_signs_out_elsewhere(site: StaffSite) -> None:
    here, there = site.signed_in("amina"), site.signed_in("amina")
    assert "that you use now" in here.post("/account/password", password="wrong", new_password=NEW).text
    assert here.post("/account/password", password=PASSWORD, new_password=NEW).headers["Location"] == "/console/account"
    assert here.inside and not there.inside
    assert site.browser().password("amina", NEW).status_code == 303


def test_signing_out_everywhere_else_leaves_this_browser_in(site: StaffSite) -> None:
    here, there = site.signed_in("amina"), site.signed_in("amina")
    assert "1 other browser" in here.get("/account").text
    here.post("/account/elsewhere")
    assert here.inside and not there.inside


def test_the_audit_says_who_did_what_by_person_and_day_and_reading_it_is_audited(site: StaffSite) -> None:
    site.signed_in("amina")
    boss = site.signed_in("boss")
    page = boss.get(f"/audit?who={site.people['amina']}&on=23/11/2026").text
    table = page.split("<table")[1]
    assert "signed in" in table and "Amina" in table and "Boss" not in table
    assert "Nothing was done" in boss.get("/audit?on=1/1/2020").text
    assert 'value="yesterday"' in boss.get("/audit?on=yesterday").text
    assert "audit_read" in site.acts()


def test_the_audit_goes_on_page_by_page_without_losing_a_row(site: StaffSite) -> None:
    boss = site.signed_in("boss")
    for _ in range(60):
        site.clock.later(seconds=1)
        boss.get("/staff")
    first = boss.get("/audit").text
    older = re.search(r'href="/console(/audit\?after=[^"]+)"', first)
    assert older is not None
    second = boss.get(older[1]).text
    seen = [re.findall(r'datetime="([^"]+)"', page) for page in (first, second)]
    assert len(seen[0]) == 50
    assert min(seen[0]) > max(seen[1])


def test_the_start_page_shows_what_is_there_for_the_role_and_overdue_numbers(site: StaffSite) -> None:
    page = site.signed_in("amina").get("").text
    assert "Start a session" in page and "Roman Road Health Centre" in page
    assert "Numbers to check" in page and "116 123" in page
    assert ">Audit<" not in page


def test_no_page_names_a_person_in_its_address(site: StaffSite) -> None:
    boss = site.signed_in("boss")
    for path in ("", "/staff", "/audit", f"/staff/{site.people['amina']}"):
        for address in re.findall(r'(?:href|action)="([^"]+)"', boss.get(path).text):
            assert "amina" not in address.lower() and "boss" not in address.lower()


def test_pages_say_that_they_look_plain_when_the_design_files_are_missing(
    site: StaffSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.console.look.load", lambda: None)
    page = site.browser().get("/sign-in").text
    assert "looks plain" in page and "nhsuk.css" not in page


def test_a_form_without_its_token_is_refused(site: StaffSite) -> None:
    site.app.config["WTF_CSRF_ENABLED"] = True
    assert site.browser().password("amina").status_code == 400


def test_demonstration_accounts_open_everything_in_a_demonstration(site: StaffSite) -> None:
    demo.create(site.settings, site.records)
    demo.create(site.settings, site.records)
    accounts = demo.accounts(site.settings)
    assert [account.role for account in accounts] == list(ROLES)
    for account in accounts:
        desk = site.browser()
        desk.password(account.username, account.password)
        code = pyotp.TOTP(account.totp_secret).at(site.clock())
        assert desk.code(code).headers["Location"] == "/console", account.username
        assert "Demonstration" in desk.get("").text
        desk.post("/lock-now")
        assert desk.post("/lock", pin=account.pin).status_code == 303


def test_demonstration_accounts_are_refused_outside_a_demonstration(site: StaffSite, live: Settings) -> None:
    with pytest.raises(demo.NotADemonstration):
        demo.accounts(live)
    demo.create(site.settings, site.records)
    account = demo.accounts(site.settings)[0]
    desk = site.browser()
    desk.password(account.username, account.password)
    assert desk.code(pyotp.TOTP(account.totp_secret).at(site.clock())).status_code == 303
    object.__setattr__(site.settings, "environment", "production")
    assert not desk.inside
    assert "Check your username" in site.browser().password(account.username, account.password).text


def test_a_real_persons_username_is_never_made_a_demonstration_account(site: StaffSite) -> None:
    site.add("demo.reception", Grant("reception", "P81709"))
    demo.create(site.settings, site.records)
    with site.records.reading() as tx:
        kept = staff.find(tx, "demo.reception")
    assert kept is not None and not kept.demo
    assert site.browser().password("demo.reception").status_code == 303


def run(site: StaffSite, *words: str) -> str:
    env = {
        "SIGNPOST_HOME": str(site.settings.home),
        "NUMBER_KEY": KEY.decode(),
        "SIGNPOST_NOW": site.clock().isoformat(),
    }
    done = CliRunner().invoke(cli, ["staff", *words], env=env)
    assert done.exit_code == 0, done.output
    return done.output


def test_the_command_line_adds_lists_resets_and_disables(site: StaffSite) -> None:
    link = run(site, "add", "sam", "--name", "Sam Example", "--role", "reception=P81155").strip()
    assert site.browser().get(path_of(link)).status_code == 200
    listed = {one["username"]: one for one in json.loads(run(site, "list", "--json"))}
    assert listed["sam"]["roles"] == [{"role": "reception", "place": "P81155"}]
    again = run(site, "reset", "sam").strip()
    assert site.browser().get(path_of(link)).status_code == 404
    assert site.browser().get(path_of(again)).status_code == 200
    run(site, "disable", "sam")
    assert "(disabled)" in run(site, "list")
    assert site.browser().get(path_of(again)).status_code == 404


def test_the_command_line_prints_the_demonstrations_accounts_as_json(site: StaffSite) -> None:
    accounts = json.loads(run(site, "demo", "--json"))
    assert [account["role"] for account in accounts] == list(ROLES)
    assert all({"username", "password", "totp_secret", "role"} <= set(account) for account in accounts)


def test_an_app_shows_the_real_time_even_where_the_demonstrations_clock_is_set(tmp_path: Path) -> None:
    with staff_site(tmp_path, ahead=timedelta(days=40)) as site:
        site.add("amina", Grant("board"))
        desk = site.browser()
        desk.password("amina")
        assert desk.code(code_at(site.clock() + timedelta(days=40))).status_code == 422
        assert desk.code(code_at(site.clock())).status_code == 303
