"""Runs the action server on loopback: `python -m actions.server`."""

from __future__ import annotations

import logging
import os

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions import calling, finding, replying
from actions.deps import directory
from bot.settings import Settings

ACTIONS = (
    finding.ValidateHelpForm, finding.AskChosen, finding.AskPlace, finding.AskAnswer, finding.Offer, finding.More,
    finding.Choose, calling.ValidateCallForm, calling.AskSafe, calling.AskCallPlace, calling.AskName,
    calling.AskSurgery, calling.ArrangeCall, calling.NoteNeeds, replying.Reply, replying.Fallback,
)  # fmt: skip
"""Every action of the domain, named once more here; a test compares the two."""


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    settings = Settings.from_env(os.environ)
    directory()  # fail at once, not at the first message, when the directory cannot be opened
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action())
    app = create_app(executor)
    app.run(host="127.0.0.1", port=settings.actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
