"""The danger tables as compiled rules: how a row of patterns/*.toml becomes something to look for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import tomllib

from bot.safety.kinds import About, Kind, Response
from bot.safety.text import Speller, lexicon, one_form

_FOLDER = Path(__file__).parent / "patterns"
_MACRO = re.compile(r"\{([a-z_]+)\}")
_LITERAL = re.compile(r"[a-z]{5,}")


@dataclass(frozen=True)
class Rule:
    """One row of a table: what is looked for, and what it means when it is found.

    `kind` is None for an exclusion: words that look like danger and are not. `example` is a message the
    rule must catch, `counter` one it must leave alone. `language` is set for rules in another language;
    `own_script` then says whether it is written in that language's own letters. `unless` holds words that
    turn the rule off anywhere in the message, as in a story about care that was given.
    """

    id: str
    kind: Kind | None
    response: Response
    pattern: re.Pattern[str]
    example: str
    counter: str
    about: About | None = None
    language: str | None = None
    own_script: bool = False
    unless: re.Pattern[str] | None = None

    def found_in(self, said: str) -> re.Match[str] | None:
        """Where the rule is met in a normalised message, if it is and nothing in the message speaks against it."""
        found = self.pattern.search(said)
        if found is None or (self.unless is not None and self.unless.search(said)):
            return None
        return found


class BadRuleError(ValueError):
    """A row of a danger table cannot be read; the message names the row."""


def expand(pattern: str) -> str:
    """The pattern with every `{name}` replaced by the macro of that name in lexicon.toml."""
    macros = lexicon()["macros"]
    for _ in range(4):
        pattern = _MACRO.sub(lambda found: macros.get(found.group(1), found.group()), pattern)
    return pattern


def _rule(row: dict[str, Any], table: dict[str, Any], stem: str) -> Rule:
    name = f"{stem}.{row.get('id', '?')}"
    language = row.get("language", table.get("language"))
    unless = row.get("unless", table.get("unless"))
    try:
        body = expand(row["pattern"])
        pattern = re.compile(one_form(body) if language else rf" (?:{body})(?= )")
        return Rule(
            id=name,
            kind=cast("Kind | None", row.get("kind", table.get("kind"))),
            response=row.get("response", table.get("response", "urgent")),
            pattern=pattern,
            example=row["example"],
            counter=row["counter"],
            about=row.get("about", table.get("about")),
            language=language,
            own_script=bool(row.get("own_script", False)),
            unless=re.compile(expand(unless)) if unless else None,
        )
    except (KeyError, re.error) as error:
        raise BadRuleError(f"The danger rule {name} cannot be read: {error}") from error


def read_table(path: Path) -> tuple[Rule, ...]:
    """The rules of one table. Raises BadRuleError when a row cannot be read."""
    with path.open("rb") as file:
        table = tomllib.load(file)
    return tuple(_rule(row, table, path.stem) for row in table["rows"])


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule of every table, in the order of the file names."""
    return tuple(rule for path in sorted(_FOLDER.glob("*.toml")) for rule in read_table(path))


@lru_cache(maxsize=1)
def exclusions() -> tuple[Rule, ...]:
    """Rules for words that look like danger and are not."""
    return tuple(rule for rule in all_rules() if rule.kind is None and not rule.id.startswith("concern."))


@lru_cache(maxsize=1)
def concerns() -> tuple[Rule, ...]:
    """Rules for distress without danger."""
    return tuple(rule for rule in all_rules() if rule.id.startswith("concern."))


@lru_cache(maxsize=1)
def english() -> tuple[Rule, ...]:
    """Rules for danger said in English."""
    return tuple(rule for rule in all_rules() if rule.kind is not None and rule.language is None)


@lru_cache(maxsize=1)
def foreign() -> tuple[Rule, ...]:
    """Rules for danger said in another language."""
    return tuple(rule for rule in all_rules() if rule.language is not None)


@lru_cache(maxsize=1)
def speller() -> Speller:
    """A speller that knows the words the English rules are written in."""
    words: set[str] = set()
    for rule in all_rules():
        if rule.language is None:
            words.update(_LITERAL.findall(_plain_literals(rule.pattern.pattern)))
    words.update(("kill", "self", "dead", "rape", "life", "live", "die", "dying", "hurt", "myself", "want"))
    return Speller(frozenset(words))


def _plain_literals(pattern: str) -> str:
    """The pattern with everything that is not a literal word taken out."""
    return re.sub(r"\\.|\[[^\]]*\]|\(\?[:=!<]*|[?*+|(){}]+", " ", re.sub(r"\w\?", "", pattern))
