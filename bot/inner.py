"""Runs the two inner parts, Rasa and the action server, as processes of their own."""

from __future__ import annotations

import os
from collections.abc import Mapping

from bot.settings import REPOSITORY, Settings


def serve_actions(settings: Settings) -> None:
    """Bring the directory up to date, publish the seed listings in it, and run the action server on it.

    Where nothing has changed this takes a moment; what curators changed stays as they left it.
    """
    from directory.library import Directory

    listings = Directory.open(settings.directory_database_url)
    listings.migrate()
    listings.seed()
    listings.close()
    from actions.server import main

    main()


def serve_rasa(settings: Settings, env: Mapping[str, str]) -> None:
    """Become Rasa, in its own runtime and told none of our keys."""
    from bot.stack import rasa_command, rasa_environment

    command = rasa_command(settings)
    os.chdir(REPOSITORY)
    os.execve(command[0], command, rasa_environment(settings, env))  # noqa: S606 - our own command
