"""What a message shows of the writer's age: under 18, or under 25."""

from __future__ import annotations

import re

_AGE = r"(?:1[0-7]|[6-9])"
_UNDER_18 = re.compile(
    rf" (?:i am|i have just turned|i just turned|just turned|only|age|aged|me|and i am|m|turned) (?:only |just |a |about |nearly |almost )*{_AGE}"
    r"(?! ?(?:weeks?|months?|days?|tablets|pills|hours|paracetamol|stone|st|pounds|quid|mg|minutes|mins|k|percent|grand|kids|of|pm|am|over|years (?:sober|clean|married|with|in))\b)(?: |yo|yr)"
    r"| i am (?:in )?(?:year|yr) (?:[5-9]|1[0-3]) "
    r"| (?:at|in|from|to|bunking|skipping|after|missed) (?:my )?(?:school|sixth form|high school) (?:today|tomorrow|i|and|they|the kids|everyone|people|keep|when|because)"
    r"| my (?:form tutor|head of year|teachers?|foster (?:mum|dad|carers?|family|parents?)|childrens home|school friends|mum and dad (?:hit|beat|will not|do not let))"
    r"| i am (?:a |still |only |just )*(?:kid|child|teenager|teen|minor|schoolgirl|schoolboy|underage|in care|at school|in school)\b"
    rf"| {_AGE} ?(?:years? old|yrs? old|yo|yr old)? (?:and i|i am|girl|boy|f|m) "
    r"| (?:childline|my gcses?|mocks) "
)  # fmt: skip
_NOT_ME = re.compile(
    r" (?:son|daughter|lad|girl|boy|he|she|grandson|granddaughter|brother|sister|kid|child|nephew|niece|friend|baby) (?:who )?(?:is |aged |age |who is |only |just |turned )*(?:1[0-7]|[6-9]) "
)
_UNDER_25 = re.compile(
    r" (?:i am|just turned|only|age|aged|am|me|turned|m) (?:only |just |a |about |nearly |almost )*(?:1[0-9]|2[0-4])(?! ?(?:weeks?|months?|days?|stone|st|mg|k|tablets|pills|weeks pregnant|minutes|mins)\b)(?: |yo|yr)"
    r"| (?:young (?:person|lad|man|woman|girl|mum|people|couple|homeless)|teenager|teen|student|college|sixth form|care leaver|leaving care|left care|foster|uni|university|school|apprentice|nightsafe|underage|care home kid|youth) "
    r"| (?:mum|mam|dad|parents|stepdad|stepmum|mums boyfriend|nan|gran|family|folks|auntie|uncle) (?:has |have |had |just |and dad |and mum |and stepdad |is |are )*(?:kicked|kicking|chucked|chucking|thrown|threw|throwing|booted|slung|put|locked) (?:me|us) out"
    r"| (?:kicked|chucked|thrown|booted|slung|kick|locked) (?:me )?out (?:by|of|from) (?:my )?(?:mum|mam|mums|dads|dad|parents|stepdad|nans|home by|family|foster|mum and dad|folks|care|mum is)"
    r"| (?:1[0-9]|2[0-4]) ?(?:years? old|yrs? old|yo|yr old|year old|f|m|and (?:homeless|nowhere|sleeping|got|kicked|on the)) "
    r"| (?:son|daughter|lad|grandson|granddaughter|nephew|niece|friend) (?:who )?(?:is |aged |age )*(?:1[0-9]|2[0-4]) "
)  # fmt: skip


def is_under_18(said: str) -> bool:
    """Whether the words (as `normalise` leaves them) show that the writer is under 18."""
    return bool(_UNDER_18.search(said)) and not _NOT_ME.search(said)


def is_young(said: str) -> bool:
    """Whether the words show someone under 25, the age up to which Nightsafe helps."""
    return bool(_UNDER_25.search(said) or _UNDER_18.search(said))
