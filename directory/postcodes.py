"""Knows how UK postcodes are written, and how people mistype them in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# The postcode areas of the United Kingdom (Royal Mail). An area that is not here is no postcode.
_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH "
    "EN EX FK FY G GL GU HA HD HG HP HR HS HU HX IG IP IV KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML "
    "N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA "
    "TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
AREAS = frozenset(_AREAS.split())
# Neighbouring areas whose bare outcodes are taken without "postcode" before them; "m8" or "b4" never are.
NEIGHBOURS = frozenset({"PR", "BL", "LA", "FY", "WN", "OL"})
HOME = "BB"

# Digits typed as letters (O for 0, I or L for 1) are put right only in our own area: elsewhere
# they would turn words into postcodes. The last two letters never hold C, I, K, M, O or V (Royal Mail).
_END = r"[ABD-HJLNP-UW-Z]{2}"
_OURS = re.compile(rf"(?<![A-Z0-9])B[ .]?B[ .-]?([0-9OIL]{{1,2}}?)[ .,-]{{0,2}}([0-9OIL])[ ]?({_END})(?![A-Z0-9])")
_FULL = re.compile(rf"(?<![A-Z0-9])([A-Z]{{1,2}})([0-9][0-9A-Z]?)( ?)([0-9])({_END})(?![A-Z0-9])")
_SECTOR = re.compile(r"(?<![A-Z0-9])(BB|BL)[ ]?([0-9]{1,2})[ ]([0-9])(?=\s*(?:$|[.,!?\n]))")
_OUTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2})([0-9][0-9A-Z]?)(?![A-Z0-9])")
_SPACED = re.compile(r"(?<![A-Z0-9])(BB)[ -]([0-9]{1,2})(?=\s*(?:$|[.,!?\n]))")
_CUE = re.compile(r"(?:POST ?CODE|POST CODE|PCODE|ZIP)[A-Z ,:'-]{0,12}$")
_SLIPS = str.maketrans("OIL", "011")
_ORDINAL = {"1ST", "2ND", "3RD", *(f"{n}TH" for n in range(10))}


@dataclass(frozen=True)
class Written:
    """A postcode, or a part of one, as found in a text: upper case, slips put right, `unit` "" if absent."""

    outcode: str
    sector: str
    unit: str
    start: int
    end: int


def _full(upper: str) -> Iterator[Written]:
    for hit in _OURS.finditer(upper):
        district, sector, unit = hit.groups()
        if not any(c.isdigit() for c in district + sector):
            continue  # "bb lols" is a laugh
        district, sector = district.translate(_SLIPS), sector.translate(_SLIPS)
        yield Written(HOME + district, sector, unit, hit.start(), hit.end())
    for hit in _FULL.finditer(upper):
        area, district, gap, sector, unit = hit.groups()
        looks_like_a_date = bool(gap) and sector + unit in _ORDINAL
        if area in AREAS and area != HOME and not looks_like_a_date:
            yield Written(area + district, sector, unit, hit.start(), hit.end())


def _part(upper: str) -> Iterator[Written]:
    for hit in _SECTOR.finditer(upper):
        yield Written(hit[1] + hit[2], hit[3], "", hit.start(), hit.end())
    for hit in _SPACED.finditer(upper):
        yield Written(HOME + hit[2], "", "", hit.start(), hit.end())
    for hit in _OUTCODE.finditer(upper):
        area, district = hit.groups()
        if area not in AREAS or (area == HOME and not district.isdigit()):
            continue
        alone = upper.strip(" .!,?") == hit[0] and len(area) == 2
        plain = area in NEIGHBOURS and district.isdigit()
        if area == HOME or plain or alone or _CUE.search(upper[: hit.start()]):
            yield Written(area + district, "", "", hit.start(), hit.end())


def postcodes_in(text: str) -> list[Written]:
    """Every postcode, sector and outcode in a text, whole ones first, our own area before others."""
    upper = "".join(c.upper() if c.isascii() else c for c in text)
    whole = sorted(_full(upper), key=lambda w: (not w.outcode.startswith(HOME), w.start))
    covered = [(w.start, w.end) for w in whole]
    parts = [w for w in _part(upper) if not any(s <= w.start < e for s, e in covered)]
    return whole + sorted(parts, key=lambda w: (not w.outcode.startswith(HOME), not w.sector, w.start))
