"""What the environment asks for: the only reader of it, refusing what would be unsafe in production."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from bot import duty, secrets_file

REPOSITORY = Path(__file__).resolve().parent.parent
TWILIO_API = "https://api.twilio.com"
LONDON = ZoneInfo("Europe/London")
DRIVERS = ("postgresql+psycopg", "sqlite", "sqlite+pysqlite")
LOOPBACK = ("127.0.0.1", "localhost", "::1")

#: A key shorter or more monotonous than this was typed, not generated.
KEY_LENGTH, KEY_VARIETY = 32, 10
#: A patient waits this long before the first answer is even begun.
LONGEST_TOGETHER = 10.0
#: What may send texts: a phone number (E.164) or a messaging service. Source: Twilio, Message resource.
SENDER = re.compile(r"\+[1-9][0-9]{7,14}|MG[0-9a-fA-F]{32}")
DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


class SettingsError(Exception):
    """The environment asks for something unusable; the message lists everything that is wrong."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = tuple(faults)
        super().__init__("Signpost cannot start with these settings:\n" + "\n".join(f"- {f}" for f in faults))


@dataclass(frozen=True)
class Twilio:
    """An account at Twilio; `number` is a phone number or a messaging service (MG...)."""

    account_sid: str
    auth_token: str = field(repr=False)
    number: str
    api_url: str = TWILIO_API


@dataclass(frozen=True)
class Settings:
    """Everything the parts need to know about where and how they run.

    `together_seconds`: texts that arrive within it are read together. `call_days`: within how many
    working days a person who replies CALL is rung. `trusted_proxy`: the IP address of the proxy
    whose word is taken for where a request came from; empty when there is none.
    """

    environment: Literal["demo", "production"]
    home: Path
    port: int
    public_url: str
    public_url_given: bool
    trusted_proxy: str
    rasa_url: str
    rasa_port: int
    rasa_token: str = field(repr=False)
    actions_port: int
    directory_database_url: str = field(repr=False)
    records_database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    number_key: str = field(repr=False)
    demo_token: str = field(repr=False)
    twilio: Twilio | None
    together_seconds: float
    call_days: int
    duty: Mapping[str, duty.DutyRole]
    clinical_sign_off: str
    clock_offset: timedelta | None

    @property
    def demo(self) -> bool:
        return self.environment == "demo"

    @property
    def status_callback(self) -> str:
        """Where the carrier reports what became of a message."""
        return f"{self.public_url}/sms/status"

    @property
    def public_addresses(self) -> tuple[str, ...]:
        """The addresses a carrier may have signed for: the configured one; until one is
        configured, this machine by either of its loopback names."""
        if self.public_url_given:
            return (self.public_url,)
        return (self.public_url, f"http://localhost:{self.port}")

    @property
    def actions_url(self) -> str:
        return f"http://127.0.0.1:{self.actions_port}"

    def clock(self) -> datetime:
        """Now, in UTC; in a demonstration set to another time, that time running on."""
        now = datetime.now(UTC)
        return now if self.clock_offset is None else now + self.clock_offset

    @classmethod
    def from_env(cls, env: Mapping[str, str]) -> Settings:
        """Read `env`, making a demonstration's own secrets in its home when it brings none.

        Raises `SettingsError` naming every fault at once.
        """
        return _Reader(env).settings()


class _Reader:
    """Reads one environment, gathering faults instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []
        self.production = self._environment() == "production"
        self.home = Path(self._text("SIGNPOST_HOME") or REPOSITORY / ".signpost").expanduser().resolve()

    def settings(self) -> Settings:
        port, rasa_port = self._port("PORT", 8000), self._port("RASA_PORT", 5005)
        public_url = self._url("PUBLIC_URL")
        values = Settings(
            environment="production" if self.production else "demo",
            home=self.home,
            port=port,
            public_url=public_url or f"http://127.0.0.1:{port}",
            public_url_given=bool(public_url),
            trusted_proxy=self._ip_address("TRUSTED_PROXY"),
            rasa_url=self._url("RASA_URL") or f"http://127.0.0.1:{rasa_port}",
            rasa_port=rasa_port,
            rasa_token=self._key("RASA_TOKEN", "rasa_token", needed=False),
            actions_port=self._port("ACTIONS_PORT", 5055),
            directory_database_url=self._database("DIRECTORY_DATABASE_URL", "directory.sqlite3"),
            records_database_url=self._database("RECORDS_DATABASE_URL", "records.sqlite3"),
            secret_key=self._key("SECRET_KEY", "secret_key"),
            number_key=self._key("NUMBER_KEY", "number_key"),
            demo_token="" if self.production else self._kept("demo_token"),
            twilio=self._twilio(),
            together_seconds=self._seconds("SIGNPOST_TOGETHER", 4.0),
            call_days=self._whole("SIGNPOST_CALL_DAYS", 3),
            duty=self._duty(),
            clinical_sign_off=self._text("CLINICAL_SIGN_OFF"),
            clock_offset=self._clock(),
        )
        if self.production:
            self.faults += _unsafe(values) + _unsafe_carrier(values.twilio)
            self.faults += _unsafe_rasa(values.rasa_url, self._text("RASA_TOKEN"))
        if self.faults:
            raise SettingsError(self.faults)
        return values

    def _text(self, name: str) -> str:
        return self.env.get(name, "").strip()

    def _environment(self) -> str:
        found = self._text("SIGNPOST_ENV") or "demo"
        if found not in ("demo", "production"):
            self.faults.append(f'SIGNPOST_ENV must be "demo" or "production", not "{found}"')
        return found

    def _port(self, name: str, default: int) -> int:
        found = self._text(name) or str(default)
        if not found.isdecimal() or not 0 < int(found) < 65536:
            self.faults.append(f"{name} must be a port number from 1 to 65535")
            return default
        return int(found)

    def _seconds(self, name: str, default: float) -> float:
        found = self._text(name)
        if not found:
            return default
        if not re.fullmatch(r"\d{1,3}(\.\d+)?", found):
            self.faults.append(f"{name} must be a number of seconds, such as 4 or 0")
            return default
        return float(found)

    def _whole(self, name: str, default: int) -> int:
        found = self._text(name) or str(default)
        if not re.fullmatch(r"[1-9]\d?", found):
            self.faults.append(f"{name} must be a whole number from 1 to 99")
            return default
        return int(found)

    def _url(self, name: str) -> str:
        found = self._text(name).rstrip("/")
        if not found:
            return ""
        if not _is_address(found):
            self.faults.append(f"{name} must be an address such as https://signpost.example")
            return ""
        return found

    def _ip_address(self, name: str) -> str:
        found = self._text(name)
        try:
            return str(ip_address(found)) if found else ""
        except ValueError:
            self.faults.append(f"{name} must be one IP address, such as 127.0.0.1")
            return ""

    def _database(self, name: str, file: str) -> str:
        found = self._text(name)
        if not found:
            return f"sqlite:///{self.home / file}"
        # SQLAlchemy would look for the psycopg2 driver, which is not the one installed.
        found = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", found)
        try:
            driver = make_url(found).drivername
        except (ArgumentError, ValueError):
            driver = ""
        if driver not in DRIVERS:  # what was given is not repeated: it may hold a password
            self.faults.append(f"{name} must be postgresql://user@host/name or sqlite:///path/to/file")
        return found

    def _kept(self, name: str) -> str:
        try:
            return secrets_file.keep(self.home, name)
        except OSError as fault:
            self.faults.append(f"SIGNPOST_HOME cannot keep {name}: {fault.strerror}")
            return ""

    def _key(self, name: str, file: str, *, needed: bool = True) -> str:
        found = self._text(name)
        if found:
            return found
        if self.production and needed:
            self.faults.append(f"{name} is not set: make one with `openssl rand -base64 32`")
            return ""
        return self._kept(file)

    def _twilio(self) -> Twilio | None:
        names = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER")
        values = [self._text(name) for name in names]
        missing = [name for name, value in zip(names, values, strict=True) if not value]
        if len(missing) == len(names) and not self.production:
            return None
        if missing:
            self.faults.append(f"Twilio settings missing: {', '.join(missing)}")
            return None
        sid, token, number = values
        return Twilio(sid, token, number, self._url("TWILIO_API_URL") or TWILIO_API)

    def _duty(self) -> Mapping[str, duty.DutyRole]:
        given = self._text("DUTY_ROLES")
        path = Path(given) if given else self.home / "duty.toml"
        if not self.production and not path.exists():
            return duty.DEMO
        roles, faults = duty.read(path)
        self.faults += faults
        return roles

    def _clock(self) -> timedelta | None:
        found = self._text("SIGNPOST_NOW")
        if not found:
            return None
        if self.production:
            self.faults.append("SIGNPOST_NOW sets the clock of a demonstration and must not be set")
            return None
        try:
            start = datetime.fromisoformat(found)
        except ValueError:
            self.faults.append("SIGNPOST_NOW must be a date and time such as 2026-11-23T10:00")
            return None
        aware = start if start.tzinfo else start.replace(tzinfo=LONDON)
        return aware - self._clock_set_at()

    def _clock_set_at(self) -> datetime:
        """When the clock was set: SIGNPOST_NOW_SET_AT (seconds since 1970) lets a child that is
        restarted later agree with the processes that went on running."""
        found = self._text("SIGNPOST_NOW_SET_AT")
        if re.fullmatch(r"\d{1,12}(\.\d+)?", found):
            return datetime.fromtimestamp(float(found), UTC)
        return datetime.now(UTC)


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        _ = parts.port  # read when asked for: a port that is none raises only then
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not (parts.query or parts.fragment)


def _unsafe(settings: Settings) -> list[str]:
    """What is set, but must not be in production."""
    faults = [
        f"{name} is too weak: make one with `openssl rand -base64 32`"
        for name, key in (("SECRET_KEY", settings.secret_key), ("NUMBER_KEY", settings.number_key))
        if key and _weak(key)
    ]
    if settings.secret_key and settings.secret_key == settings.number_key:
        faults.append("SECRET_KEY and NUMBER_KEY must differ")
    if urlsplit(settings.public_url).scheme != "https" or not settings.public_url_given:
        faults.append("PUBLIC_URL must be the https address that patients' messages arrive at")
    if settings.together_seconds > LONGEST_TOGETHER:
        faults.append(f"SIGNPOST_TOGETHER must be at most {LONGEST_TOGETHER:.0f} seconds: patients wait that long")
    if not _signed_off(settings.clinical_sign_off, datetime.now(LONDON).date()):
        faults.append(
            "CLINICAL_SIGN_OFF must be the clinical safety officer's name and the date they signed, "
            "such as `A Name, 2026-11-01` (docs/safety)"
        )
    return faults


def _unsafe_carrier(twilio: Twilio | None) -> list[str]:
    faults = []
    if twilio and urlsplit(twilio.api_url).scheme != "https":
        faults.append("TWILIO_API_URL must be an https address: the account's token goes there")
    if twilio and not SENDER.fullmatch(twilio.number):
        faults.append("TWILIO_NUMBER must be a number such as +447700900999, or MG and 32 hexadecimal digits")
    return faults


def _unsafe_rasa(url: str, token: str) -> list[str]:
    """What patients write must not travel in the clear, nor to a Rasa that anybody may ask."""
    where = urlsplit(url)
    if where.hostname in LOOPBACK:
        return []
    faults = []
    if where.scheme != "https":
        faults.append("RASA_URL is on another machine and must be an https address")
    if not token:
        faults.append("RASA_TOKEN is not set, and RASA_URL is on another machine")
    elif _weak(token):
        faults.append("RASA_TOKEN is too weak: make one with `openssl rand -base64 32`")
    return faults


def _weak(key: str) -> bool:
    return len(key) < KEY_LENGTH or len(set(key)) < KEY_VARIETY


def _signed_off(text: str, today: date) -> bool:
    """Whether it holds a name and a real date that is not to come."""
    try:
        days = [date.fromisoformat(found) for found in DAY.findall(text)]
    except ValueError:
        return False
    named = re.search(r"[^\W\d_]{2}", DAY.sub("", text))
    return bool(days) and max(days) <= today and named is not None
