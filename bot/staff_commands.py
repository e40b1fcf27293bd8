"""The commands `signpost staff ...`: accounts of the staff site from the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from bot.settings import Settings

if TYPE_CHECKING:
    from bot.records.engine import Records, Tx
    from bot.records.staff import Colleague, Grant

#: Who did it, in the audit: whoever may run this command has the machine.
WHO = "command line"


@click.group()
def staff() -> None:
    """Accounts of the staff site."""


@staff.command("add")
@click.argument("username")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, required=True, help="ROLE, or ROLE=PLACE: reception=P81709.")
@click.option("--organisation", default=None, help="Whom they work for.")
@click.option("--sector", type=click.Choice(["council", "nhs", "charity"]), default=None)
@click.option("--job", default=None, help="Such as link worker.")
def staff_add(
    username: str, name: str, roles: tuple[str, ...], organisation: str | None, sector: str | None, job: str | None
) -> None:
    """Add USERNAME and print a one-time link, with which they choose a password."""
    from bot.console import invitations
    from bot.console.auditing import Auditor
    from bot.console.pages.set_up import username_fault
    from bot.records import staff as members

    fault = username_fault(username)
    if fault:
        raise click.BadParameter(fault)
    grants, settings = [_grant(role) for role in roles], _settings()
    team = any(grant.role == members.LOCALITY_TEAM for grant in grants)
    if team and not (organisation and sector and job):
        raise click.UsageError("The locality team needs --organisation, --sector and --job.")
    with _records(settings) as records, records.begin() as tx:
        person = members.add(
            tx,
            username=username,
            name=name,
            grants=grants,
            organisation=organisation,
            sector=sector,
            job=job,
            now=settings.clock(),
        )
        if person is None:
            raise click.ClickException(f"There is already an account {username}.")
        Auditor(tx, WHO, settings.clock()).did("staff_added", "staff", person)
        link = invitations.invite(tx, settings, person, now=settings.clock())
    click.echo(link)


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def staff_list(as_json: bool) -> None:
    """Everybody who has an account, the disabled ones too."""
    from bot.records import staff as members

    with _records(_settings()) as records, records.reading() as tx:
        people = members.everybody(tx)
    if as_json:
        click.echo(json.dumps([_as_json(person) for person in people], indent=2, ensure_ascii=False))
        return
    for person in people:
        marks = "".join([" (disabled)" if not person.active else "", " (demonstration)" if person.demo else ""])
        roles = ", ".join(f"{one.role}={one.place}" if one.place else one.role for one in person.grants)
        click.echo(f"{person.username}  {person.name}  {roles}{marks}")


@staff.command("disable")
@click.argument("username")
def staff_disable(username: str) -> None:
    """Sign USERNAME out everywhere, and let nobody in with this account."""
    from bot.console import invitations
    from bot.console.auditing import Auditor

    settings = _settings()
    with _records(settings) as records, records.begin() as tx:
        person = _person(tx, username)
        invitations.disable(tx, person.id, now=settings.clock())
        Auditor(tx, WHO, settings.clock()).did("staff_disabled", "staff", person.id)
    click.echo(f"{username} is disabled.")


@staff.command("reset")
@click.argument("username")
def staff_reset(username: str) -> None:
    """Take away everything USERNAME could sign in with, enable them, and print a link to start again."""
    from bot.console import invitations
    from bot.console.auditing import Auditor
    from bot.records import staff as members

    settings = _settings()
    with _records(settings) as records, records.begin() as tx:
        person = _person(tx, username)
        link = invitations.reset(tx, settings, person.id, now=settings.clock())
        members.set_active(tx, person.id, True)
        Auditor(tx, WHO, settings.clock()).did("staff_reset", "staff", person.id)
    click.echo(link)


@staff.command("demo")
@click.option("--json", "as_json", is_flag=True, help="A JSON list.")
def staff_demo(as_json: bool) -> None:
    """The demonstration's accounts and how to sign in with them (demonstrations only)."""
    from bot.console import demo

    settings = _settings()
    try:
        accounts = demo.accounts(settings)
    except demo.NotADemonstration as wrong:
        raise click.ClickException(str(wrong)) from None
    with _records(settings) as records:
        demo.create(settings, records)
    if as_json:
        click.echo(json.dumps([account.as_json() for account in accounts], indent=2))
        return
    for account in accounts:
        click.echo(f"{account.username}  {account.password}  {account.totp_secret}  {account.role}")


def _settings() -> Settings:
    return Settings.from_env(os.environ)


@contextmanager
def _records(settings: Settings) -> Iterator[Records]:
    from bot.records.engine import Records
    from bot.records.keys import Keys

    records = Records.open(settings.records_database_url, Keys(settings.number_key.encode()))
    records.migrate()
    try:
        yield records
    finally:
        records.close()


def _grant(text: str) -> Grant:
    from bot.records.staff import HELD_AT, Grant
    from directory.places import LOCALITIES, UnknownPracticeError, practice

    role, _, place = text.partition("=")
    try:
        grant = Grant(role, place)
        if HELD_AT[role] == "practice":
            practice(place)
    except (ValueError, UnknownPracticeError) as wrong:
        raise click.BadParameter(str(wrong)) from None
    if HELD_AT[role] == "locality" and place not in LOCALITIES:
        raise click.BadParameter(f"The localities are {', '.join(LOCALITIES)}.")
    return grant


def _person(tx: Tx, username: str) -> Colleague:
    from bot.records import staff as members

    person = members.find(tx, username)
    if person is None:
        raise click.ClickException(f"There is no account {username}.")
    return person


def _as_json(person: Colleague) -> dict[str, object]:
    return {
        "username": person.username,
        "name": person.name,
        "roles": [{"role": one.role, "place": one.place or None} for one in person.grants],
        "organisation": person.organisation,
        "active": person.active,
        "demo": person.demo,
    }
