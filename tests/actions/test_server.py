"""The action server offers what the domain asks for, no more and no less."""

import re

from actions.server import ACTIONS
from bot.settings import REPOSITORY


def test_the_domain_and_the_server_name_the_same_actions() -> None:
    domain = (REPOSITORY / "domain.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"(?m)^  - ((?:action|validate)_\w+)$", domain))
    assert named == {action().name() for action in ACTIONS}
