"""Whether someone has no bed, food, heat or light today."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.safety.kinds import TonightKind
from bot.safety.rules import expand, speller
from bot.safety.text import normalise

_NOW = "(?:tonight|today|now|right now|this evening|at the moment|tonite|this weekend|since (?:yesterday|this morning|last night|friday|saturday|sunday|monday)|for (?:two|three|2|3|4|a few|\\d) days|until (?:monday|friday|tuesday|payday|wednesday|thursday|next week|i get paid)|till (?:monday|friday|payday|tuesday|wednesday|thursday|next week|i get paid)|this week)"
_PATTERNS: tuple[tuple[TonightKind, str], ...] = (
    ("bed", r"(?:nowhere|no where|no place|not got anywhere|not got a place|not have anywhere|not have a place|not anywhere|anywhere|somewhere|place|not know where) (?:{gap})?(?:to (?:sleep|stay|go|kip|spend|crash|live|put my head)|i can (?:sleep|stay)|i will (?:sleep|stay)) (?:{gaps})(?:tonight|now|today|this evening)"),
    ("bed", r"(?:no bed|need a bed|homeless|roofless|on the streets?|on the street|sofa full|sleep rough|sleeping rough|sleep outside|sleep on the street|sleep in (?:my|the) (?:car|park|van|doorway|bus station)|need (?:a )?(?:hostel|shelter|night shelter|emergency (?:housing|accommodation))) (?:{gaps})(?:tonight|from today|as of today|as of tonight|right now|this evening)"),
    ("bed", r"(?:tonight|today|this evening|right now|from tonight|just been|just got|been) (?:{gaps})(?:nowhere to (?:sleep|stay|go)|sleeping rough|sleep rough|homeless|no bed|sleeping in (?:my|the) (?:car|park|van|doorway|bus station)|on the streets?|sleep outside|kicked out|chucked out|thrown out|nowhere to live|evicted)(?= (?:\||and|with|no|by|need|nowhere|i|now|tonight|please|of|from|today|where|what|help|can|my)|\s*$)"),
    ("bed", r"(?:nowhere|no where|no place|not got anywhere|not have anywhere) (?:to (?:sleep|stay|go|kip)|else to (?:go|sleep|stay))(?= )"),
    ("bed", r"(?:i am|we are|been|currently|im|am) (?:{gap})?(?:sleeping|living|kipping|slept|staying) (?:rough|outside|in (?:my|a|the|our) (?:car|van|tent|park|doorway|shed|bus station|stairwell|street|garage)|on the streets?|on a bench|on park bench)"),
    ("bed", r"(?:kicked|chucked|thrown|booted|locked|slung|kick|threw|chuck) (?:me |us |him |her )?out (?:{gaps})(?:tonight|today|just now|nowhere|on the street|this morning|this evening|an hour ago|right now)"),
    ("bed", r"(?:evicted|bailiffs|locks changed|changed the locks|evict) (?:{gaps})(?:today|tonight|this morning|nowhere|just now)"),
    ("food", r"(?:no|not any|not got any|not have any|run out of|ran out of|out of|not got|nothing|not enough|need|need some|without|not a scrap of|zero) (?:{gap})?(?:food|to eat|eat|milk for (?:the |my )?baby|baby (?:milk|formula)|formula|groceries|meal|dinner|tea|shopping|food parcel|in the cupboards?|in the fridge|bread) (?:{gaps})" + _NOW),
    ("food", r"" + _NOW + r" (?:{gaps})(?:no food|nothing to eat|nothing in (?:the|my) (?:cupboards?|fridge|house)|not eaten|no baby milk|no formula|starving|need food|nothing for (?:tea|dinner|the kids))"),
    ("food", r"(?:not eaten|not had (?:anything to eat|food|a meal)|not had owt to eat|without food|no food in|no food for|nothing to eat|nothing for the kids|not fed|nothing in (?:the|my|our) (?:cupboards?|fridge|house)|cupboards? (?:are |is )?(?:bare|empty)|fridge (?:is )?empty|no food (?:\||left|at all|and|or|in|at home)|no money for food|can not feed (?:my|the|our) (?:kids|children|baby|family)|kids are hungry|kids hungry|hungry kids|kids have not eaten|no baby milk|no formula|starving(?! (?:artist))|empty cupboards|feed (?:my|the) kids tonight|not got a penny for food)"),
    ("heat", r"(?:no|not got any|not any|without|run out of|ran out of|out of|no more|lost|not got|not have any) (?:{gap})?(?:heat|heating|gas|boiler|hot water|warmth|oil|gas and electric|gas or electric|credit on (?:the|my) gas|money for (?:the )?gas)(?! (?:bill|safety|mark|engineer))(?= )"),
    ("heat", r"(?:heating|boiler|gas|radiators?|gas meter) (?:has |have |is |are |just |all |gone |been |have |went )*?(?:off|broken|broke|packed in|died|stopped|run out|not working|gone|cut off|down|conked out|bust|knackered|emergency ran out|runs out tonight|on emergency)(?= )"),
    ("heat", r"(?:freezing|frozen|so cold|it is freezing|its freezing|house is cold|baby is cold|bitter cold|see my breath) (?:{gaps})(?:tonight|in (?:my|our|the|this) (?:flat|house|home|room|bed)|no heating|kids|baby|indoors|and no)"),
    ("light", r"(?:no|not got any|not any|without|run out of|ran out of|out of|lost|no more|not got|not have any) (?:{gap})?(?:electric|electricity|leccy|lecky|lecy|power|lights?|light|leccy|credit on (?:the|my) (?:meter|electric|key|leccy))(?! (?:bill|bills|bike|supplier|car|to|of attorney))(?= )"),
    ("light", r"(?:electric|electricity|leccy|lecky|power|lights?|meter|prepay meter|key meter|emergency credit) (?:{gap})?(?:has |have |is |are |just |all |gone |been |have |went )*?(?:off|gone|run out|ran out|cut off|out|dead|used up|down to \S+|about to go|runs out tonight|going tonight|on emergency)(?= (?:\||and|tonight|today|now|i|we|with|no|again|in|the|since|at|so|but|please|until|till|kids|my|can|any)|\s*$)"),
    ("light", r"(?:sat|sitting|in) in the dark(?= )|(?:sat|sitting) (?:here )?in the dark"),
)  # fmt: skip
_NOT_NOW = re.compile(
    r" (?:last (?:year|winter|month)|years ago|used to|next (?:month|year|week|winter)|might|worried (?:about|that)|in case|soon|in (?:two|three|a few|\d) (?:weeks|months)|volunteer|donate) "
)


@lru_cache(maxsize=1)
def _compiled() -> tuple[tuple[TonightKind, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(rf" (?:{expand(pattern)})")) for kind, pattern in _PATTERNS)


def tonight(text: str) -> tuple[TonightKind, ...]:
    """What the person has none of today, in the order bed, food, heat, light; empty when nothing is said.

    Answered at once with what is open now, with no question (shared rule "Tonight").
    """
    said = normalise(text, speller())
    if _NOT_NOW.search(said) and not re.search(r" (?:tonight|today|now|right now) ", said):
        return ()
    found = {kind for kind, pattern in _compiled() if pattern.search(said)}
    order: tuple[TonightKind, ...] = ("bed", "food", "heat", "light")
    return tuple(kind for kind in order if kind in found)
