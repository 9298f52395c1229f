"""Which language a text is in, by its script and its commonest words."""

import re

from .words import lexicon

_LETTER_RUN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SAMPLE_CHARS = 20_000
# below this share of common words a text in Latin script is in none of the languages we list
_LEAST_SHARE = 0.12
_LEAST_WORDS = 4


def detect_language(text: str) -> str:
    """
    Tell the language of a text.

    Parameters
    ----------
    text
        Any text; the first 20,000 characters decide.

    Returns
    -------
    language
        ISO 639-1 code out of those in ``lexicon/languages.toml``, ``und`` where the script or the
        share of common words (at least 12 %, from four words on) speaks for none of them.
    """
    words = [word.casefold() for word in _LETTER_RUN.findall(text[:_SAMPLE_CHARS])]
    letters = "".join(words)
    if not letters:
        return "und"
    script, share = _main_script(letters)
    if share < 0.5:
        return "und"
    candidates = [
        (code, entry) for code, entry in lexicon("languages").items() if entry["script"] == script
    ]
    if script != "latin":
        return _by_letters(letters, candidates)
    if len(words) < _LEAST_WORDS:
        return "und"
    shares = [
        (sum(word in set(entry["words"]) for word in words) / len(words), code)
        for code, entry in candidates
    ]
    best, code = max(shares)
    return code if best >= _LEAST_SHARE else "und"


def language_name(code: str) -> str:
    """
    Give the English name of a language.

    Parameters
    ----------
    code
        A code that `detect_language` returns.

    Returns
    -------
    name
        The name, or ``unknown language``.
    """
    entry = lexicon("languages").get(code)
    return "unknown language" if entry is None else str(entry["name"])


def _main_script(letters: str) -> tuple[str, float]:
    counts = dict.fromkeys(_SCRIPTS, 0)
    for letter in letters:
        point = ord(letter)
        for script, ranges in _SCRIPTS.items():
            if any(low <= point <= high for low, high in ranges):
                counts[script] += 1
                break
    script = max(counts, key=lambda name: counts[name])
    return script, counts[script] / len(letters)


def _by_letters(letters: str, candidates: list[tuple[str, dict[str, str]]]) -> str:
    """Pick by the letters that one language of a script has and the others have not."""
    marked = [
        (sum(letter in entry.get("letters", "") for letter in letters), code)
        for code, entry in candidates
    ]
    plain = [code for code, entry in candidates if not entry.get("letters")]
    best, code = max(marked, default=(0, "und"))
    if best / len(letters) > 0.01 or not plain:
        return code if best else "und"
    return plain[0]


_SCRIPTS: dict[str, tuple[tuple[int, int], ...]] = {
    "latin": ((0x41, 0x7A), (0xC0, 0x24F), (0x1E00, 0x1EFF)),
    "arabic": ((0x600, 0x6FF), (0x750, 0x77F), (0x8A0, 0x8FF), (0xFB50, 0xFEFC)),
    "hebrew": ((0x590, 0x5FF),),
    "cyrillic": ((0x400, 0x52F),),
    "other": ((0x370, 0x3FF), (0x530, 0x58F), (0x900, 0x1CFF), (0x3040, 0xD7AF)),
}
