"""Words for the class of an area in its name: province, governorate, oblast."""

import re

from .names import fold

_BEFORE = re.compile(
    r"^(?:autonomous )?(?:province|governorate|region|department|emirate|wilaya|municipality|"
    r"urban municipality|republic|canton|borough) of ",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:[ -](?:province|governorate|oblast|state|region|regional state|department|district|"
    r"prefecture|county|parish|canton|municipality|division|emirate|wilaya|krai|voivodeship|"
    r"pradesh province|republic|autonomous republic|autonomous okrug|autonomous oblast))+$",
    re.IGNORECASE,
)

# A name of such words alone tells nothing without its class: the Northern Region is not "Northern".
_GENERIC = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northern",
        "southern",
        "eastern",
        "western",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "northeastern",
        "northwestern",
        "southeastern",
        "southwestern",
        "central",
        "centre",
        "center",
        "capital",
        "upper",
        "lower",
        "far",
        "middle",
        "nord",
        "sud",
        "est",
        "ouest",
        "centro",
        "norte",
        "sur",
        "sul",
        "este",
        "oeste",
        "leste",
        "extreme",
        "littoral",
        "plateau",
        "plateaux",
        "savanes",
        "coast",
        "lakes",
        "islands",
        "interior",
        "metropolitan",
        "federal",
        "urban",
        "highlands",
        "autonomous",
        "city",
        "district",
        "region",
        "territory",
        "and",
        "de",
        "of",
        "the",
    ]
)


def without_class(name: str) -> str:
    """
    Strip the word for the class of an area, where something that names it is left.

    Parameters
    ----------
    name
        English name of an area.

    Returns
    -------
    short
        "Anbar" for "Anbar Governorate"; "Northern Region" as it is.
    """
    short = _AFTER.sub("", _BEFORE.sub("", name)).strip()
    return short if short and not is_generic(short) else name


def is_generic(name: str) -> bool:
    """Tell whether a name has only words that name many areas: "Central", "North East"."""
    return set(fold(name).split()) <= _GENERIC


def similar(name: str, names: list[str], least: int = 75) -> bool:
    """Tell whether an area's name is a spelling of one of some others, class words aside."""
    from rapidfuzz import fuzz

    folded = fold(without_class(name))
    return any(fuzz.ratio(folded, fold(without_class(other))) >= least for other in names)
