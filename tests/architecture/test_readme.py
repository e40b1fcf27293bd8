"""What README.md and the Makefile promise is there."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.architecture.sources import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)
#: Commands in blocks and in running text: `make run`, `signpost staff demo --json`.
MAKES = sorted(set(re.findall(r"(?:`|^\s*\$?\s*)make ([a-z-]+)", README, re.MULTILINE)))
SIGNPOSTS = sorted(
    set(re.findall(r"(?:`|^\s*\$?\s*)(?:\.venv/bin/)?signpost ([a-z]+(?: [a-z]+)?)\b", README, re.MULTILINE))
)
LINKS = sorted(set(re.findall(r"\]\(([^)#:]+)\)", README)))


def signpost(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *words], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("target", TARGETS)
def test_a_make_target_says_what_it_does_and_is_in_the_readme(target: str) -> None:
    assert re.search(rf"^{target}:.*## \S", MAKEFILE, re.MULTILINE)
    assert f"make {target}" in README


@pytest.mark.parametrize("target", MAKES)
def test_a_make_command_of_the_readme_is_a_target(target: str) -> None:
    assert target in TARGETS


@pytest.mark.parametrize("command", SIGNPOSTS)
def test_a_signpost_command_of_the_readme_works(command: str) -> None:
    asked = signpost(*command.split(), "--help")
    assert asked.returncode == 0, asked.stderr
    assert asked.stdout.startswith("Usage:")


def test_the_readme_names_every_command() -> None:
    listed = signpost("--help").stdout.split("Commands:")[1]
    commands = re.findall(r"^  ([a-z]+) ", listed, re.MULTILINE)
    assert commands
    assert [command for command in commands if f"signpost {command}" not in README] == []


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_readme_leads_to_a_file(link: str) -> None:
    assert (ROOT / link).exists()
