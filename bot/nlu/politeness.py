"""Takes greetings, thanks, good wishes and postcodes off a message, so that what it asks for is read alone; pure."""

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


_POSTCODE = re.compile(
    r"""[\s,;.]*\b(?:(?:im|i'?m|i\ am|we'?re|we|live|living|here|from|near|around)\s+)*
    (?:in|at|from|near|postcode(?:\s+is)?)?\s*
    \b(?:[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|(?:bb|bl|pr|ol|la|fy|wn)\d{1,2})\b[\s,;.]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""A postcode, or the first half of one from around here, with the words around it that say only where somebody is."""


def without_politeness(text: str) -> str:
    """Return what is left between greeting and thanks; the text as it is when nothing would be left.

    A postcode says where, not what, and is left out too.

    >>> without_politeness("hiya hope ur ok im behind with rent thanks")
    'im behind with rent'
    """
    left = _BACK.sub("", _FRONT.sub("", _POSTCODE.sub(" ", text).strip())).strip()
    return left or text
