"""A report and its mentions to draft incidents."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..models import Background, Incident, Mention, MentionKind, Note, Report
from .casualties import find_casualties
from .clock import find_clock_times
from .context import Context, make_context
from .dateline import dateline_site, find_dateline
from .dates import find_dates
from .drafts import make_incidents
from .events import needs_site, with_site
from .happening import Passage
from .language import detect_language, language_name
from .linking import Linker
from .moments import DateMention
from .reading import Reading, read_sentence
from .sentences import Sentence, quoted_spans, split_sentences
from .words import squeezed

_READ = "en"
_FEW_WORDS = 20
_T = TypeVar("_T", Mention, DateMention)


@dataclass(frozen=True, slots=True)
class Extraction:
    """
    What one report tells.

    `background` lists wars and what lies more than 120 days before the report; `assumed` every
    choice the text did not make, `skipped` every passage that looks like an incident and gave no
    row, with the reason.
    """

    incidents: tuple[Incident, ...]
    background: tuple[Background, ...] = ()
    assumed: tuple[Note, ...] = ()
    skipped: tuple[Note, ...] = ()

    @property
    def notes(self) -> tuple[Note, ...]:
        """Everything assumed, then everything skipped."""
        return self.assumed + self.skipped


def extract_incidents(report: Report, mentions: Sequence[Mention]) -> Extraction:
    """
    Read the incidents of a report, by rules and without any model.

    Parameters
    ----------
    report
        The report; `published` decides what dates without a year mean, `body_start` is where the
        story begins behind its header.
    mentions
        Its places and what looks like one, as `geo.geocoding.find_mentions` gives them.

    Returns
    -------
    extraction
        Draft incidents in the order of the text. Only English is read: any other language gives
        no incident and says so, with the places that were found.
    """
    source = report.source_name or report.report_id
    body = report.text[report.body_start :]
    language = (report.language or detect_language(body)).split("-")[0].lower()
    # a headline has too few common words to tell its language
    unsure = language == "und" and body.isascii() and len(body.split()) < _FEW_WORDS
    if language != _READ and not unsure:
        return Extraction((), skipped=(_not_read(source, language, mentions),))
    dateline = find_dateline(report.text, start=report.body_start)
    start = report.body_start if dateline is None else dateline.body_start
    dates, unresolved = find_dates(report.text, published=report.published, start=start)
    linker = Linker(report.published)
    background: list[Background] = []
    skipped: list[Note] = []
    for context in _contexts(report, mentions, dates, start):
        reading = read_sentence(context, published=report.published)
        background += _background(report, reading)
        linker.take(reading)
    skipped += [_passage_note(report, source, passage) for passage in linker.skipped]
    skipped += [Note(source, message, field="start") for message in unresolved]
    events = linker.events
    if dateline is not None and any(needs_site(event) for event in events):
        site = dateline_site(dateline, mentions)
        events = [with_site(event, site, "dateline") if site else event for event in events]
    told = dict.fromkeys(item.assumption for item in dates if item.assumption is not None)
    return Extraction(
        make_incidents(report, events),
        tuple(background),
        (
            *((Note(source, "too short to tell its language; read as English"),) if unsure else ()),
            *(Note(source, message, field="start") for message in told),
        ),
        tuple(skipped),
    )


def _contexts(
    report: Report, mentions: Sequence[Mention], dates: Sequence[DateMention], start: int
) -> list[Context]:
    text = report.text
    sentences = split_sentences(text, start=start)
    if any(not sentence.heading for sentence in sentences):
        sentences = tuple(sentence for sentence in sentences if not sentence.heading)
    quotes = quoted_spans(text, start=start)
    ordered = sorted(mentions, key=lambda mention: mention.start_char)
    return [
        make_context(
            text,
            sentence,
            number,
            mentions=_within(ordered, sentence),
            dates=_within(dates, sentence),
            clocks=find_clock_times(text, start=sentence.start, end=sentence.end),
            casualties=find_casualties(text, sentence.start, sentence.end),
            quotes=[q for q in quotes if q[0] < sentence.end and sentence.start < q[1]],
        )
        for number, sentence in enumerate(sentences)
    ]


def _within(items: Sequence[_T], sentence: Sentence) -> list[_T]:
    """Give the items of a sentence out of a list in the order of the text."""
    low = bisect_left(items, sentence.start, key=lambda item: item.start_char)
    high = bisect_left(items, sentence.end, low, key=lambda item: item.start_char)
    return [item for item in items[low:high] if item.end_char <= sentence.end]


def _background(report: Report, reading: Reading) -> list[Background]:
    text = report.text
    found = []
    for war in reading.wars:
        start, end = (None, None) if war.date is None else (war.date.start, war.date.end)
        found.append(
            Background(
                report.report_id,
                text[war.start : war.end],
                war.start,
                war.end,
                "a war, invasion or upheaval",
                start,
                end,
            )
        )
    for old in reading.old:
        sentence = old.context.sentence
        found.append(
            Background(
                report.report_id,
                text[sentence.start : sentence.end],
                sentence.start,
                sentence.end,
                "more than 120 days before the report",
                *old.interval,
            )
        )
    return found


def _passage_note(report: Report, source: str, passage: Passage) -> Note:
    words = squeezed(report.text[passage.start : passage.end])
    return Note(source, f"{words!r} at character {passage.start} gave no row: {passage.reason}")


def _not_read(source: str, language: str, mentions: Sequence[Mention]) -> Note:
    names = list(dict.fromkeys(squeezed(m.text) for m in mentions if m.kind is MentionKind.PLACE))
    shown = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    found = f"{len(names)} places found: {shown}" if names else "no places found"
    return Note(source, f"not read in this language ({language_name(language)}): {found}")
