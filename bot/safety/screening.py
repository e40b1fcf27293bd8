"""Is anyone in danger? The first question asked of every message, before anything else sees it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from bot.language.encoder import Encoder, EncoderMissingError
from bot.safety.classifier import Classifier, ModelMissingError, Opinion
from bot.safety.context import after
from bot.safety.kinds import ABUSE_KINDS, About, Context, Decision, Kind, Response, in_order, stronger
from bot.safety.rules import Rule, concerns, english, exclusions, foreign, speller
from bot.safety.text import normalise, plain_characters
from bot.safety.young import is_under_18, is_young

MOST_CHARACTERS = 2_000
#: Where set-up puts what it builds; the settings may point elsewhere.
BUILD = Path(__file__).parents[2] / "build"
_THIRD = re.compile(
    r" (?:he|she|they|him|her|his|their|them|himself|herself|themselves|son|daughter|friend|mate|husband|wife"
    r"|neighbour|brother|sister|mum|dad|partner|boyfriend|girlfriend|nephew|niece|cousin|lad|uncle|aunt|nan"
    r"|grandson|granddaughter|colleague|tenant|someone|boy|girl|child|kid|toddler|baby|resident) "
)
_FIRST = re.compile(r" (?:i|me|my|myself|mine|we|us) ")
_FIRST_STRONG = re.compile(
    r" (?:myself|my (?:own )?(?:life|wrists?|throat|death|funeral)|without me|if i"
    r"|i (?:am|have|want|will|took|can|do|just)) "
)
_OTHER_STRONG = re.compile(
    r" (?:himself|herself|themselves|(?:his|her|their) (?:own )?(?:life|wrists?|throat|tablets|arms?)) "
)
_SELF_ABOUT: frozenset[Kind] = frozenset({"violence_now", "control_at_home", "forced_marriage", "sexual_violence"})
_OTHER_ABOUT: frozenset[Kind] = frozenset({"child_at_risk", "adult_at_risk"})


@dataclass
class _Findings:
    response: Response = "none"
    kinds: set[Kind] = field(default_factory=set)
    why: list[str] = field(default_factory=list)
    about: dict[Kind, About] = field(default_factory=dict)
    language: str | None = None
    own_script: bool = False

    def add(self, rule: Rule, about: About) -> None:
        self.why.append(rule.id)
        self.response = stronger(self.response, rule.response)
        if rule.kind is None:
            return
        self.kinds.add(rule.kind)
        if self.about.get(rule.kind) != "self" or rule.about == "other":
            self.about[rule.kind] = about
        if rule.language and self.language is None:
            self.language, self.own_script = rule.language, rule.own_script


def screen(text: str, *, before: Context | None = None) -> Decision:
    """Decide what a message calls for, from its own words and from what we said last.

    `text` is the message as it came, of any length (the first and last thousand characters are read when
    it is longer than two thousand). Never raises; needs nothing else running. The rules are those of
    docs/safety/what-is-detected.md.
    """
    text = text.encode("utf-8", "replace").decode()  # half of a character pair would stop the tokenizer
    return _with_meaning(_shortened(text), by_patterns(text, before=before), classifier())


@lru_cache(maxsize=1)
def classifier() -> Classifier | None:
    """The second layer, when its model and the sentence encoder have been built; else None."""
    try:
        encoder = Encoder.load(BUILD / "encoder")
        return Classifier.load(BUILD / "safety", encoder)
    except (ModelMissingError, EncoderMissingError, OSError):
        return None


def _with_meaning(text: str, tables: Decision, model: Classifier | None) -> Decision:
    """The tables' decision as the model on meaning sees it. A plain statement never goes unanswered."""
    if model is None or tables.language is not None or _from_context(tables):
        return tables
    said = normalise(text, speller())
    if len(said.split()) <= 2:
        return tables
    opinion = model.opinion(said, tables.kinds if tables.is_danger else ())
    limits = model.thresholds
    if tables.is_danger:
        if opinion.danger < limits.doubt and len(tables.why) == 1 and tables.response != "emergency":
            return replace(tables, response="concern", kinds=(), why=(*tables.why, "meaning.doubt"))
        return tables
    if opinion.danger >= limits.danger:
        return _by_meaning(tables, opinion, said)
    if opinion.danger >= limits.concern and tables.response == "none":
        abuse = in_order(set(opinion.kinds[:1]) & ABUSE_KINDS)  # so that no warm line is sent where abuse is possible
        return replace(tables, response="concern", kinds=abuse, why=(*tables.why, "meaning.concern"))
    return tables


def _by_meaning(tables: Decision, opinion: Opinion, said: str) -> Decision:
    kinds = set(opinion.kinds[:2])
    if "homeless_tonight" in kinds and not is_young(said):
        kinds.discard("homeless_tonight")
        if not kinds:
            return tables
    at_once = kinds & {"overdose", "medical_emergency"}
    ordered = in_order(kinds)
    return replace(
        tables,
        response="emergency" if at_once else "urgent",
        kinds=ordered,
        about=_about_whole(ordered[0], said),
        why=(*tables.why, *(f"meaning.{kind}" for kind in ordered)),
    )


def _about_whole(kind: Kind, said: str) -> About:
    whole = re.match(".*", said, re.DOTALL)
    return _about(kind, said, whole) if whole is not None else "self"


def _from_context(decision: Decision) -> bool:
    return any(reason.startswith("context.") for reason in decision.why)


def _shortened(text: str) -> str:
    """The head and the tail of a message longer than anybody texts."""
    if len(text) > MOST_CHARACTERS:
        return f"{text[: MOST_CHARACTERS // 2]}\n{text[-MOST_CHARACTERS // 2 :]}"
    return text


def by_patterns(text: str, *, before: Context | None = None) -> Decision:
    """The decision of the tables alone, without the classifier on meaning."""
    text = _shortened(text)
    said = normalise(text, speller())
    found = _Findings()
    masked = _without_exclusions(said, found)
    for rule in english():
        match = rule.found_in(masked)
        if match is not None:
            found.add(rule, rule.about or _about(rule.kind, masked, match))
    _other_languages(text, found)
    return _decide(found, said, before)


def _without_exclusions(said: str, found: _Findings) -> str:
    """The message with words that only look like danger taken out."""
    for rule in exclusions():
        if rule.pattern.search(said):
            said = rule.pattern.sub(" ~", said)
            if rule.response == "concern":
                found.add(rule, "self")
    return said


def _other_languages(text: str, found: _Findings) -> None:
    spoken = re.sub(r"[^\w\s\u0900-\u0DFF]+", " ", plain_characters(text))
    spoken = f" {' '.join(spoken.split())} "
    for rule in foreign():
        if rule.pattern.search(spoken):
            found.add(rule, rule.about or "self")


def _about(kind: Kind | None, said: str, match: re.Match[str]) -> About:
    """Whether the danger is to the person texting or to someone they write about."""
    if kind in _OTHER_ABOUT:
        return "other"
    span = f"{match.group()} "
    start = said.rfind("|", 0, match.start() + 1)
    lead = said[max(start, match.start() - 60) : match.start() + 1]
    if kind in _SELF_ABOUT:
        return "self" if _FIRST.search(span) or _FIRST.search(f" {lead} ") or not _THIRD.search(span) else "other"
    if _OTHER_STRONG.search(span):
        return "other"
    if _FIRST_STRONG.search(span):
        return "self"
    both = f" {lead.strip()} {span.strip()} "
    third = [hit.start() for hit in _THIRD.finditer(both)]
    first = [hit.start() for hit in re.finditer(r" (?:i|me|myself) ", both)]
    return "other" if third and (not first or max(third) > max(first)) else "self"


def _decide(found: _Findings, said: str, before: Context | None) -> Decision:
    if found.response in ("none", "concern"):
        for rule in concerns():
            if rule.pattern.search(said):
                found.add(rule, "self")
                break
    young = is_under_18(said)
    if "homeless_tonight" in found.kinds and not is_young(said):
        found.kinds.discard("homeless_tonight")
        if not found.kinds:
            found.response, found.why = "none", []
    by_context = after(before, said, found.response)
    if by_context is not None:
        found.response = stronger(found.response, by_context.response)
        found.kinds.update(by_context.kinds)
        found.why.extend(by_context.why)
    kinds = in_order(found.kinds)
    about: About = found.about.get(kinds[0], "self") if kinds else "self"
    if kinds and set(kinds) <= ABUSE_KINDS and young and "child_at_risk" not in kinds and about == "self":
        kinds = in_order({*kinds, "child_at_risk"})
    return Decision(found.response, kinds, about, tuple(found.why), found.language, found.own_script, young)
