"""What the environment may ask for, and what a production start refuses."""

from __future__ import annotations

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot import secrets_file
from bot.duty import POSTS
from bot.settings import Settings, SettingsError

STRONG_A, STRONG_B = "k3Jd8sLq0ZxPv7TnWb2RyGf5HcM9uAeQ", "Vt6YpX1oBz4NwKs8LjC0hDg7QmRf3UaE"


def duty_roles(folder: Path) -> Path:
    path = folder / "duty.toml"
    table = 'role = "Duty link worker"\nhours = "Mon to Fri 9am to 5pm"\ndeputy = "Team lead"\n'
    path.write_text("".join(f"[{post}]\n{table}" for post in POSTS))
    return path


def production(folder: Path, **changed: str | None) -> dict[str, str]:
    env: dict[str, str | None] = {
        "SIGNPOST_ENV": "production",
        "SIGNPOST_HOME": str(folder),
        "SECRET_KEY": STRONG_A,
        "NUMBER_KEY": STRONG_B,
        "PUBLIC_URL": "https://signpost.example",
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": "token",
        "TWILIO_NUMBER": "+447700900999",
        "DUTY_ROLES": str(duty_roles(folder)),
        "CLINICAL_SIGN_OFF": "A Name, 2025-11-03",
        **changed,
    }
    return {name: value for name, value in env.items() if value is not None}


def demo(folder: Path, **env: str) -> Settings:
    return Settings.from_env({"SIGNPOST_HOME": str(folder), **env})


def test_with_nothing_set_it_is_a_demonstration_on_this_machine(tmp_path: Path) -> None:
    found = demo(tmp_path)
    assert found.demo
    assert found.twilio is None
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.rasa_url == "http://127.0.0.1:5005"
    assert found.actions_url == "http://127.0.0.1:5055"
    assert found.together_seconds == 4.0
    assert found.records_database_url == f"sqlite:///{tmp_path}/records.sqlite3"


def test_twilio_settings_alone_do_not_make_it_production(tmp_path: Path) -> None:
    twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_NUMBER": "+447700900999"}
    found = demo(tmp_path, **twilio, TWILIO_API_URL="http://127.0.0.1:9999/")
    assert found.demo
    assert found.twilio is not None
    assert found.twilio.api_url == "http://127.0.0.1:9999"


def test_a_demonstration_makes_its_keys_once_and_hides_them(tmp_path: Path) -> None:
    first, second = demo(tmp_path), demo(tmp_path)
    assert first == second
    assert len({first.secret_key, first.number_key, first.demo_token, first.rasa_token}) == 4
    for name in ("secret_key", "number_key", "demo_token", "rasa_token"):
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600


def test_a_half_made_empty_key_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("")
    assert len(secrets_file.keep(tmp_path, "secret_key")) > 32


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    found = Settings.from_env(production(tmp_path, RECORDS_DATABASE_URL="postgresql://u:canary@db/records"))
    shown = repr(found)
    assert not [word for word in (STRONG_A, STRONG_B, "canary", "'token'") if word in shown]


def test_a_sound_production_start_is_allowed(tmp_path: Path) -> None:
    found = Settings.from_env(production(tmp_path))
    assert not found.demo
    assert found.demo_token == ""
    assert found.public_addresses == ("https://signpost.example",)
    assert found.duty["east"].deputy == "Team lead"


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"SECRET_KEY": None}, "SECRET_KEY is not set"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is too weak"),
        ({"NUMBER_KEY": "a" * 64}, "NUMBER_KEY is too weak"),
        ({"NUMBER_KEY": STRONG_A}, "must differ"),
        ({"PUBLIC_URL": None}, "PUBLIC_URL"),
        ({"PUBLIC_URL": "http://signpost.example"}, "PUBLIC_URL"),
        ({"TWILIO_AUTH_TOKEN": None}, "TWILIO_AUTH_TOKEN"),
        ({"TWILIO_ACCOUNT_SID": None, "TWILIO_AUTH_TOKEN": None, "TWILIO_NUMBER": None}, "TWILIO_NUMBER"),
        ({"SIGNPOST_NOW": "2026-11-23T10:00"}, "SIGNPOST_NOW"),
        ({"DUTY_ROLES": None, "SIGNPOST_HOME": "/nonexistent"}, "no duty roles"),
        ({"SIGNPOST_TOGETHER": "10.5"}, "SIGNPOST_TOGETHER"),
        ({"TWILIO_API_URL": "http://twilio.example"}, "TWILIO_API_URL"),
        ({"TWILIO_NUMBER": "07700900999"}, "TWILIO_NUMBER"),
        ({"TWILIO_NUMBER": "MG" + "0" * 31}, "TWILIO_NUMBER"),
        ({"RASA_URL": "https://rasa.example"}, "RASA_TOKEN is not set"),
        ({"RASA_URL": "https://rasa.example", "RASA_TOKEN": "short"}, "RASA_TOKEN is too weak"),
        ({"RASA_URL": "http://rasa.example:5005", "RASA_TOKEN": STRONG_A}, "RASA_URL"),
        ({"CLINICAL_SIGN_OFF": None}, "CLINICAL_SIGN_OFF"),
        ({"CLINICAL_SIGN_OFF": "yes"}, "CLINICAL_SIGN_OFF"),
        ({"CLINICAL_SIGN_OFF": "2025-11-03"}, "CLINICAL_SIGN_OFF"),
        ({"CLINICAL_SIGN_OFF": "A Name, 2025-02-30"}, "CLINICAL_SIGN_OFF"),
        ({"CLINICAL_SIGN_OFF": "A Name, 2999-01-01"}, "CLINICAL_SIGN_OFF"),
    ],
)
def test_an_unsafe_production_start_is_refused(tmp_path: Path, changed: dict[str, str | None], word: str) -> None:
    with pytest.raises(SettingsError, match=word):
        Settings.from_env(production(tmp_path, **changed))


@pytest.mark.parametrize(
    "changed",
    [
        {"SIGNPOST_TOGETHER": "10"},
        {"TWILIO_NUMBER": "MG" + "0a" * 16},
        {"TWILIO_API_URL": "https://twilio.example"},
        {"RASA_URL": "http://127.0.0.1:5005"},
        {"RASA_URL": "https://rasa.example", "RASA_TOKEN": STRONG_A},
    ],
)
def test_a_safe_choice_is_left_to_whoever_runs_it(tmp_path: Path, changed: dict[str, str | None]) -> None:
    assert not Settings.from_env(production(tmp_path, **changed)).demo


def test_what_production_refuses_a_demonstration_may_try(tmp_path: Path) -> None:
    twilio = {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "t", "TWILIO_NUMBER": "SIGNPOST"}
    found = demo(tmp_path, **twilio, SIGNPOST_TOGETHER="60", RASA_URL="http://rasa.example:5005")
    assert found.together_seconds == 60


def test_everything_that_is_wrong_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"SIGNPOST_ENV": "production", "SIGNPOST_HOME": str(tmp_path), "PORT": "http"})
    for name in ("SECRET_KEY", "NUMBER_KEY", "PUBLIC_URL", "TWILIO", "duty", "CLINICAL_SIGN_OFF", "PORT"):
        assert name in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SIGNPOST_ENV", "prod"),
        ("PORT", "70000"),
        ("SIGNPOST_TOGETHER", "soon"),
        ("PUBLIC_URL", "signpost.example"),
        ("PUBLIC_URL", "https://[::1"),
        ("PUBLIC_URL", "https://signpost.example:99999"),
        ("TRUSTED_PROXY", "*"),
        ("RECORDS_DATABASE_URL", "records.db"),
        ("RECORDS_DATABASE_URL", "postgresql://db:port/records"),
        ("DIRECTORY_DATABASE_URL", "mysql://db/directory"),
        ("SIGNPOST_NOW", "Monday"),
        ("TWILIO_NUMBER", "+447700900999"),
    ],
)
def test_a_value_that_means_nothing_is_named(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(SettingsError, match="TWILIO" if name.startswith("TWILIO") else name):
        demo(tmp_path, **{name: value})


def test_a_duty_post_without_a_deputy_is_refused(tmp_path: Path) -> None:
    env = production(tmp_path)
    path = Path(env["DUTY_ROLES"])
    path.write_text(path.read_text().replace('deputy = "Team lead"', 'deputy = ""', 1))
    with pytest.raises(SettingsError, match=r"\[darwen\] needs role, hours and deputy"):
        Settings.from_env(env)


def test_a_demonstrations_clock_starts_where_it_is_set_and_runs_on(tmp_path: Path) -> None:
    clock = demo(tmp_path, SIGNPOST_NOW="2027-07-05T10:00").clock
    first = clock()
    assert timedelta(0) <= first - datetime(2027, 7, 5, 9, 0, tzinfo=UTC) < timedelta(seconds=5)
    assert clock() > first


def test_a_process_started_later_agrees_about_a_set_clock(tmp_path: Path) -> None:
    an_hour_ago = str(datetime.now(UTC).timestamp() - 3600)
    late = demo(tmp_path, SIGNPOST_NOW="2027-07-05T10:00", SIGNPOST_NOW_SET_AT=an_hour_ago).clock()
    assert abs(late - datetime(2027, 7, 5, 10, 0, tzinfo=UTC)) < timedelta(seconds=5)


def test_the_psycopg_driver_is_used_however_postgresql_is_written(tmp_path: Path) -> None:
    found = demo(tmp_path, RECORDS_DATABASE_URL="postgres://db/records")
    assert found.records_database_url == "postgresql+psycopg://db/records"


def test_a_database_address_that_means_nothing_is_not_repeated(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        demo(tmp_path, RECORDS_DATABASE_URL="postgresql://u:canary@db:port/records")
    assert "canary" not in str(refused.value)
