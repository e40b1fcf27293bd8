"""Runs the action server on loopback: `python -m actions.server`."""

from __future__ import annotations

import logging
import os
import warnings
from datetime import UTC, datetime
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions import calling, finding, replying
from actions.deps import directory
from bot.settings import Settings
from directory.query import Query

ACTIONS = (
    finding.ValidateHelpForm, finding.AskChosen, finding.AskPlace, finding.AskAnswer, finding.Offer, finding.Choose,
    calling.ValidateCallForm, calling.AskSafe, calling.AskCallPlace, calling.AskName,
    calling.AskSurgery, calling.ArrangeCall, calling.NoteNeeds, replying.Reply, replying.Fallback,
)  # fmt: skip
"""Every action of the domain, named once more here; a test compares the two."""


class Executor(ActionExecutor):
    """Runs actions without the domain: ours never read it, and Rasa 3.6 need not post it with every call."""

    def update_and_return_domain(self, payload: dict[str, Any], action_name: str) -> dict[str, Any]:
        """Make do without; newer SDKs would ask Rasa for it with a code that Rasa 3.6 does not know."""
        return payload.get("domain") or {}


def warm_up() -> None:
    """Read the whole directory now, not while someone waits; one that cannot be opened is said at once."""
    directory().search(Query(needs=("housing",), text="rent"), now=datetime.now(UTC))


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.WARNING)
    # The SDK is newer than Rasa on purpose (docs/decisions); it would say so at every call.
    warnings.filterwarnings("ignore", message="Your versions of rasa and rasa_sdk")
    settings = Settings.from_env(os.environ)
    warm_up()
    executor = Executor()
    for action in ACTIONS:
        executor.register_action(action())
    app = create_app(executor)
    app.run(host="127.0.0.1", port=settings.actions_port, single_process=True, access_log=False, motd=False)


if __name__ == "__main__":
    main()
