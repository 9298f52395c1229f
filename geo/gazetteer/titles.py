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


def bare_name(name: str) -> str:
    """Strip the word for the class of an area, whatever is left: "Northern" of Northern Region."""
    return _AFTER.sub("", name).strip() or name


def with_class(short: str, kinds: list[str], others: list[str]) -> tuple[str, list[str], list[str]]:
    """
    Give an area that is called by a direction the names that tell it.

    Parameters
    ----------
    short
        Its name as `without_class` gives it.
    kinds
        English words for its class.
    others
        Names in other languages.

    Returns
    -------
    name
        With the class where it would tell nothing without: "Centre-Nord Region".
    classed
        All names with all classes.
    bare
        Those that tell nothing by themselves, without a class; none for "Anbar".
    """
    plain = bare_name(short)
    if not is_generic(plain):
        return short, [f"{short} {kind}" for kind in kinds], []
    bare = [name for name in (plain, *others) if is_generic(name)]
    name = short if plain != short else f"{short} {kinds[0] if kinds else 'Region'}"
    # what a package has as a province is a region by now in many countries
    classes = [*kinds, "Region"] if kinds in ([], ["Province"]) else kinds
    return name, [f"{one} {kind}" for one in [*bare, name] for kind in classes], bare


def is_generic(name: str) -> bool:
    """Tell whether a name has only words that name many areas: "Central", "North East"."""
    return set(fold(name).split()) <= _GENERIC


def similar(name: str, names: list[str], least: int = 75) -> bool:
    """Tell whether an area's name is a spelling of one of some others, class words aside."""
    from rapidfuzz import fuzz

    folded = fold(without_class(name))
    return any(fuzz.ratio(folded, fold(without_class(other))) >= least for other in names)
