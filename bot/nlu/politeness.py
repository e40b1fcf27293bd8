"""Takes greetings, thanks and good wishes off the ends of a message, so that what it asks for is read alone; pure."""

import re

_END = r"(?=\W|$)"
_KIND = r"(?:\W*\b(?:mate|love|hun|all|there|everyone|team|doc|sir|madam|again|xx*)\b)?"
_FRONT = re.compile(
    rf"""^\W*(?:(?:hiya|hi+|hello+|hey+|alright|good\s+(?:morning|afternoon|evening)|morning|evening|salaam|salam
    |dear\s+(?:sir|madam|doctor|all)|sorry\s+to\s+(?:bother|bug|trouble)\s+(?:yous?|u)
    |(?:i\s+)?hope\s+(?:yous?|u|ur|your|you're|all)(?:\s+(?:are|r|all|is))?\s+(?:ok|okay|well|good|alright|fine)
    |please|pls|plz){_END}{_KIND}\W*)+""",
    re.IGNORECASE | re.VERBOSE,
)
_BACK = re.compile(
    rf"""(?:\W*\b(?:thanks?(?:\s+(?:you|u|so\s+much|very\s+much|a\s+lot|in\s+advance))*|thx|ta|cheers|please|pls|plz
    |kind\s+regards|regards|many\s+thanks|xx*){_KIND})+\W*$""",
    re.IGNORECASE | re.VERBOSE,
)


def without_politeness(text: str) -> str:
    """Return what is left between greeting and thanks; the text as it is when nothing would be left.

    >>> without_politeness("hiya hope ur ok im behind with rent thanks")
    'im behind with rent'
    """
    left = _BACK.sub("", _FRONT.sub("", text)).strip()
    return left or text
