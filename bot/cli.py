"""The command `signpost`: puts the parts together for each thing it can do, and holds no rules."""

from __future__ import annotations

import io
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from bot import staff_commands
from bot.settings import Settings, SettingsError

# A command imports what it needs when it runs, so that `run` and the parts it starts are there quickly.
if TYPE_CHECKING:
    from bot.records.engine import Records
    from directory.library import Directory


@click.group()
def cli() -> None:
    """Signpost: text what is wrong, get the right local help."""


@cli.command()
def run() -> None:
    """Start everything, say where it is, and stay until Ctrl-C or SIGTERM."""
    from bot import running

    sys.exit(running.run(os.environ, click.echo))


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object a message.")
def chat(as_json: bool) -> None:
    """Talk to Signpost here. From a pipe: one message a line, and the transcript is printed."""
    from bot import stack
    from bot.terminal import Conversation, Said, settings_for

    talking = sys.stdin.isatty()
    with tempfile.TemporaryDirectory(prefix="signpost-chat-") as home:
        settings = settings_for(Path(home), os.environ)
        click.echo("Starting Signpost (about 15 seconds) ...", err=True)
        with stack.Stack(settings):
            conversation = Conversation(settings)
            if talking:
                click.echo("Write as if by text message. Ctrl-D ends.", err=True)
            for line in _messages(talking):
                said = Said("patient", line)
                _show(said, as_json=as_json, talking=talking)
                for reply in conversation.say(line):
                    _show(reply, as_json=as_json, talking=talking)
            conversation.close()


def _messages(talking: bool) -> Iterator[str]:
    if not talking:
        yield from (line.rstrip("\n") for line in sys.stdin)
        return
    while True:
        try:
            yield input("You: ")
        except EOFError:
            return


def _show(said: Any, *, as_json: bool, talking: bool) -> None:
    if as_json:
        click.echo(json.dumps(said.as_json(), ensure_ascii=False))
    elif said.who == "patient":
        if not talking:
            click.echo(f"> {said.text}")
    else:
        click.echo(f"{said.text}\n[{said.segments} {'segment' if said.segments == 1 else 'segments'}]\n")


@cli.command()
def understand() -> None:
    """Read JSON lines {"id", "text"}, write what is understood, in order. Exit 1 when a line was bad."""
    from bot.understanding import Understanding

    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    understanding = Understanding()
    bad = 0
    try:
        for done, answer in enumerate(understanding.answers(sys.stdin), start=1):
            bad += "error" in answer
            click.echo(json.dumps(answer, ensure_ascii=False))
            if done % 1000 == 0:
                click.echo(f"{done} understood", err=True)
    finally:
        understanding.close()
    sys.exit(1 if bad else 0)


@cli.command("inspect")
@click.argument("number")
def inspect_(number: str) -> None:
    """Everything held about NUMBER, as JSON (demonstrations only)."""
    from bot.records import inspect as inspecting

    settings = _settings()
    if not settings.demo:
        raise click.ClickException("inspect shows people's words, so it works in a demonstration only.")
    with _records(settings) as records, records.reading() as tx:
        _print(inspecting.inspect(tx, _mobile(number)))


@cli.command()
def queue() -> None:
    """What waits: messages to answer, answers to send, sends in doubt."""
    from bot.records import inspect as inspecting

    with _records(_settings()) as records, records.reading() as tx:
        _print(inspecting.queue(tx))


@cli.command()
def retain() -> None:
    """Keep and forget by the retention rules, now. The worker does so by itself every few hours."""
    from bot.records import retention

    settings = _settings()
    with _records(settings) as records:
        with records.begin() as tx:
            swept = retention.sweep(tx, settings.clock())
        records.scrub()
    click.echo(str(swept))


@cli.command()
@click.argument("number")
def forget(number: str) -> None:
    """Erase what is held about NUMBER, and say what stays."""
    from bot.records import forget as forgetting
    from bot.records import people

    settings = _settings()
    with _records(settings) as records:
        with records.begin() as tx:
            person = people.find(tx, _mobile(number))
            if person is None:
                raise click.ClickException("Nobody with this number has texted.")
            gone = forgetting.forget(tx, person, now=settings.clock())
        records.scrub()
    click.echo(str(gone))


@cli.group()
def directory() -> None:
    """The services directory."""


@directory.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8"))
@click.option("--by", default="command line", help="Who publishes.")
def directory_import(file: Any, by: str) -> None:
    """Publish the listings of FILE (JSON lines): all or none."""
    with _directory(_settings()) as listings:
        click.echo(str(listings.import_lines(file, by=by, now=datetime.now(UTC))))


@directory.command("export")
def directory_export() -> None:
    """Write every published listing as a JSON line."""
    with _directory(_settings()) as listings:
        for line in listings.export_lines():
            click.echo(line)


@directory.command("check")
def directory_check() -> None:
    """Say what is wrong with the listings. Exit 1 when something is."""
    with _directory(_settings()) as listings:
        problems = listings.check()
    for problem in problems:
        click.echo(str(problem))
    sys.exit(1 if problems else 0)


cli.add_command(staff_commands.staff)


@cli.command(hidden=True)
@click.argument("part", type=click.Choice(["web", "worker", "actions", "rasa"]))
def serve(part: str) -> None:
    """Run one part of the service (what `signpost run` starts)."""
    if part == "web":
        from bot.web import main as serve_web

        return serve_web(os.environ)
    if part == "worker":
        from bot.serving import serve_worker

        return serve_worker(_settings())
    from bot import inner

    if part == "actions":
        inner.serve_actions(_settings())
    else:
        inner.serve_rasa(_settings(), os.environ)


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


@contextmanager
def _directory(settings: Settings) -> Iterator[Directory]:
    from directory.library import Directory

    listings = Directory.open(settings.directory_database_url)
    listings.migrate()
    try:
        yield listings
    finally:
        listings.close()


def _mobile(number: str) -> str:
    from bot.messages.numbers import NotAPhoneNumberError, NotAUkMobileError, uk_mobile

    try:
        return uk_mobile(number)
    except (NotAPhoneNumberError, NotAUkMobileError) as wrong:
        raise click.BadParameter(str(wrong)) from None


def _print(value: Any) -> None:
    click.echo(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def main() -> None:
    """Run the command; what is wrong is one clear line, never a traceback."""
    from bot.ports import CannotRun
    from bot.stack import DidNotStart, NotBuilt

    try:
        cli(standalone_mode=True)
    except (SettingsError, CannotRun, NotBuilt, DidNotStart) as wrong:
        click.echo(f"signpost: {wrong}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        sys.exit(1)


if __name__ == "__main__":
    main()
