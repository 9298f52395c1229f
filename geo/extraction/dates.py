"""Dates and times in a report, read as civil intervals."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from ..models import TimePrecision
from . import calendar
from .date_patterns import Form, find_forms, opening, parts_of
from .moments import DateMention, Modifier, precision_of
from .words import squeezed


def find_dates(
    text: str, *, published: date | None, start: int = 0
) -> tuple[tuple[DateMention, ...], tuple[str, ...]]:
    """
    Find every expression of time and resolve it against the date of the report.

    A day without a year is the latest such day not after the day after publication, a month the
    latest that has begun; a weekday is the latest one, the day of publication included. "Three
    days earlier" counts from the last day named before it in the text, else from publication.

    Parameters
    ----------
    text
        The text of a report.
    published
        Its date; null leaves what depends on it unresolved.
    start
        Offset of the first character to read.

    Returns
    -------
    mentions
        In the order of the text, without overlap, offsets into `text`.
    unresolved
        One line per expression that could not be resolved, with the reason.
    """
    resolver = _Resolver(published)
    mentions: list[DateMention] = []
    unresolved: list[str] = []
    forms = find_forms(text, start)
    for number, form in enumerate(forms):
        following = forms[number + 1] if number + 1 < len(forms) else None
        resolver.told_before = bool(mentions) and _beside(text, mentions[-1], form)
        resolver.ahead = False
        if following is not None and form["dir"].lower() in {"after", "before"}:
            resolver.look_ahead(text, form, following)
        try:
            resolver.check_counted(text, form)
            found = resolver.resolve(form)
            resolver.check_passed(form, found)
        except UnreadDateError as error:
            unresolved.append(f"{squeezed(form.text)!r} was not read as a date: {error}")
            continue
        if found is None:
            continue
        found = _with_modifier(text, found, start)
        joined = None if not mentions else _pair(text, mentions[-1], found)
        if joined is None:
            mentions.append(found)
        else:
            mentions[-1] = found = joined
        if found.is_day and found.start is not None and found.modifier is not Modifier.UNTIL:
            resolver.anchor = found.start.date()
    return tuple(mentions), tuple(unresolved)


class UnreadDateError(Exception):
    """Tell why words that are written like a date were not read as one."""


class _Resolver:
    """Turns the forms of one report into intervals; remembers the last day that was named."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.anchor: date | None = None
        # whether a day stands right before the form that is read
        self.told_before = False
        # whether the form counts from a day named right behind it
        self.ahead = False

    def resolve(self, form: Form) -> DateMention | None:
        rule: Callable[[Form], DateMention | None] = getattr(self, f"_{form.kind}")
        try:
            return rule(form)
        except OverflowError as error:
            raise UnreadDateError("it lies outside the calendar") from error

    def look_ahead(self, text: str, form: Form, following: Form) -> None:
        """Let "a day after the Jan 28 attack" count from the date that follows."""
        gap = text[form.end : following.start]
        if len(gap) > 40 or re.search(r"[.;,]", gap) or following["dir"]:
            return
        try:
            base = self.resolve(following)
        except UnreadDateError:
            return
        if base is not None and base.is_day and base.start is not None:
            self.anchor = base.start.date()
            self.ahead = True

    def check_counted(self, text: str, form: Form) -> None:
        """Refuse "three days after the mayor was shot" where no day stands beside it."""
        if _counts_from_clause(text, form) and not (self.told_before or self.ahead):
            raise UnreadDateError(_NO_DAY)

    def check_passed(self, form: Form, found: DateMention | None) -> None:
        """Refuse a count of days from another day that ends up after the report."""
        if found is None or found.start is None or self.published is None:
            return
        if form.kind in {"ago", "next_day"} and found.start.date() > self.published:
            raise UnreadDateError("it would lie after the report")

    def _publication(self) -> date:
        if self.published is None:
            raise UnreadDateError("the report has no date to count from")
        return self.published

    def _made(
        self,
        form: Form,
        interval: tuple[datetime, datetime],
        precision: TimePrecision,
        *,
        assumed: bool = False,
    ) -> DateMention:
        start, end = interval
        told = None
        if assumed:
            last = (end - timedelta(microseconds=1)).date()
            shown = f"{start.date()}" if last == start.date() else f"{start.date()} to {last}"
            told = f"{squeezed(form.text)!r} read as {shown}"
        kind = "day" if form.kind in {"iso", "numeric"} else form.kind
        return DateMention(
            form.start, form.end, form.text, start, end, precision, assumption=told, kind=kind
        )

    def _iso(self, form: Form) -> DateMention | None:
        day = _existing(calendar.checked_date(int(form["y"]), int(form["m"]), int(form["d"])))
        return self._made(form, calendar.days(day), TimePrecision.DAY)

    def _numeric(self, form: Form) -> DateMention | None:
        first, second = int(form["a"]), int(form["b"])
        year = calendar.full_year(form["y"], self.published)
        readings = {
            day
            for day in (
                calendar.checked_date(year, second, first),
                calendar.checked_date(year, first, second),
            )
            if day is not None
        }
        if len(readings) > 1:
            raise UnreadDateError("day and month cannot be told apart; write it as YYYY-MM-DD")
        if not readings:
            raise UnreadDateError(_NO_SUCH_DAY)
        return self._made(form, calendar.days(readings.pop()), TimePrecision.DAY)

    def _day(self, form: Form) -> DateMention | None:
        first = self._one_day(form, form["d"])
        last = self._one_day(form, form["d2"]) if form["d2"] else first
        if last < first:
            raise UnreadDateError("it ends before it begins")
        interval = calendar.days(first, last)
        return self._made(form, interval, precision_of(interval), assumed=not form["y"])

    def _one_day(self, form: Form, day: str) -> date:
        number, month = parts_of(day), form.month
        if form["y"]:
            year = calendar.full_year(form["y"].lstrip("'’"), self.published)
            return _existing(calendar.checked_date(year, month, number))
        if self.published is None:
            raise UnreadDateError("it has no year and the report has no date")
        return _existing(calendar.latest_day(month, number, self.published))

    def _month(self, form: Form) -> DateMention | None:
        if form["y"]:
            year = calendar.full_year(form["y"])
        elif self.published is None:
            raise UnreadDateError("it has no year and the report has no date")
        else:
            year = calendar.latest_month(form.month, self.published)
        interval = calendar.month(year, form.month, form.part)
        return self._made(form, interval, TimePrecision.MONTH, assumed=not form["y"])

    def _year(self, form: Form) -> DateMention | None:
        first = calendar.year_interval(int(form["y"]), form.part)
        last = calendar.year_interval(int(form["y2"] or form["y"]), form.part)
        return self._made(form, (first[0], max(first[1], last[1])), TimePrecision.YEAR)

    def _decade(self, form: Form) -> DateMention | None:
        year = int(form["y"])
        interval = (calendar.year_interval(year)[0], calendar.year_interval(year + 9)[1])
        return self._made(form, interval, TimePrecision.YEAR)

    def _weekday(self, form: Form) -> DateMention | None:
        published = self._publication()
        before = form["last"].lower() in {"last", "past", "previous"}
        day = calendar.latest_weekday(form.weekday, published, before=before)
        if form["last"].lower() in {"next", "coming"}:
            day = calendar.shifted(calendar.latest_weekday(form.weekday, published), 1, "week")
        return self._made(form, calendar.days(day), TimePrecision.DAY, assumed=True)

    def _near_day(self, form: Form) -> DateMention | None:
        """Read "today", "yesterday", "overnight"."""
        return self._counted(form, self._publication())

    def _next_day(self, form: Form) -> DateMention | None:
        """Read "the next day" or "hours later", counted from the last day named."""
        return None if self.anchor is None else self._counted(form, self.anchor)

    def _counted(self, form: Form, base: date) -> DateMention:
        first, last = (calendar.shifted(base, count, "day") for count in form.offsets)
        return self._made(form, calendar.days(first, last), TimePrecision.DAY, assumed=True)

    def _ago(self, form: Form) -> DateMention | None:
        base = self._publication() if form["dir"].lower() == "ago" else self.anchor
        if base is None or form.count is None:
            return None
        count = form.count if form["dir"].lower() in {"later", "after"} else -form.count
        if self.told_before and form["dir"].lower() in {"after", "before"}:
            # "on Wednesday, a day after gunmen stormed the hotel" dates the storming to Tuesday
            count = -count
        if form.unit == "hour":
            moved = base + timedelta(hours=count)
            interval = calendar.days(min(base, moved), max(base, moved))
            return self._made(form, interval, TimePrecision.DAY, assumed=True)
        return self._around(form, calendar.shifted(base, count, form.unit), form.unit)

    def _around(self, form: Form, day: date, unit: str) -> DateMention:
        """Take a count of weeks, months or years as no sharper than its unit."""
        if unit == "day":
            return self._made(form, calendar.days(day), TimePrecision.DAY, assumed=True)
        if unit == "week":
            week = calendar.days(day - timedelta(days=3), day + timedelta(days=3))
            return self._made(form, week, TimePrecision.WEEK, assumed=True)
        if unit == "month":
            whole = calendar.month(day.year, day.month)
            return self._made(form, whole, TimePrecision.MONTH, assumed=True)
        whole = calendar.year_interval(day.year)
        return self._made(form, whole, TimePrecision.YEAR, assumed=True)

    def _last_unit(self, form: Form) -> DateMention | None:
        """Read "last week", "this month", "this year"."""
        published = self._publication()
        step = 0 if form["last"].lower() == "this" else -1
        if form.unit == "weekend":
            saturday = calendar.latest_weekday(5, published, before=step < 0)
            interval = calendar.days(saturday, saturday + timedelta(days=1))
            return self._made(form, interval, TimePrecision.WEEK, assumed=True)
        if form.unit == "week":
            monday = calendar.latest_weekday(0, published) + timedelta(weeks=step)
            # "last week" is often said of the seven days before, and "this week" of what has passed
            first = min(monday, published - timedelta(days=7)) if step else monday
            last = min(monday + timedelta(days=6), published)
            return self._made(form, calendar.days(first, last), TimePrecision.WEEK, assumed=True)
        found = self._around(form, calendar.shifted(published, step, form.unit), form.unit)
        passed = calendar.days(published)[1]
        return found if step or found.end is None else replace(found, end=min(found.end, passed))

    def _past(self, form: Form) -> DateMention | None:
        """Read an interval that is named by its length: the past three weeks, recent months."""
        published = self._publication()
        interval = calendar.days(published - timedelta(days=form.length_days), published)
        return self._made(form, interval, precision_of(interval), assumed=True)

    def _same_day(self, form: Form) -> DateMention | None:
        if self.anchor is None:
            return self._same_time(form)
        return self._made(form, calendar.days(self.anchor), TimePrecision.DAY, assumed=True)

    def _same_time(self, form: Form) -> DateMention | None:
        return DateMention(
            form.start,
            form.end,
            form.text,
            None,
            None,
            TimePrecision.UNKNOWN,
            Modifier.SAME_TIME,
            kind="same_time",
        )


def _with_modifier(text: str, found: DateMention, start: int) -> DateMention:
    """Read the words before a date: since, until, after, around, the night of."""
    if found.modifier is not Modifier.ON:
        return found
    match = opening(text, found.start_char, start)
    if match is None:
        return found
    word, low = match
    if word == "night":
        if found.end is None:
            return found
        later = found.end + timedelta(days=1)
        return replace(found, start_char=low, text=text[low : found.end_char], end=later)
    return replace(found, start_char=low, text=text[low : found.end_char], modifier=Modifier(word))


_NO_DAY = "it counts from an event whose day is not told"
_CLAUSE = re.compile(
    r"\s+(?!that\b|this\b)(?:[\w'’-]+\s+){1,6}?(?:was|were|had|is|are|\w+ed|shot|struck|hit|began|broke|fell)\b",
    re.IGNORECASE,
)
_NO_SUCH_DAY = "there is no such day"
_TO = re.compile(r"\s*(?:to|until|till|through|and|[-–])\s*(?:the\s+)?", re.IGNORECASE)
_FROM = re.compile(r"\b(from|between)\s+(?:the\s+)?$", re.IGNORECASE)
_WEEKDAY_GAP = re.compile(r"\s*,?\s*\(?\s*(?:the\s+|on\s+)?", re.IGNORECASE)


def _beside(text: str, last: DateMention, form: Form) -> bool:
    return last.is_day and re.fullmatch(r"\s*,?\s*", text[last.end_char : form.start]) is not None


def _counts_from_clause(text: str, form: Form) -> bool:
    """Tell "three days after the mayor was shot", which has no day of its own."""
    if form.kind != "ago" or form["dir"].lower() not in {"after", "before"}:
        return False
    return _CLAUSE.match(text, form.end) is not None


def _existing(day: date | None) -> date:
    if day is None:
        raise UnreadDateError(_NO_SUCH_DAY)
    return day


def _pair(text: str, last: DateMention, item: DateMention) -> DateMention | None:
    """Join "Sunday, Jan 28" to one date and "from 3 January to 5 February" to one interval."""
    gap = text[last.end_char : item.start_char]
    if last.start is None or last.end is None or item.start is None or item.end is None:
        return None
    if _WEEKDAY_GAP.fullmatch(gap) and _same_weekday(last, item):
        kept = item if item.kind == "day" else last
        return replace(
            kept,
            start_char=last.start_char,
            end_char=item.end_char,
            text=text[last.start_char : item.end_char],
            modifier=last.modifier,
        )
    opened = _FROM.search(text[max(0, last.start_char - 12) : last.start_char])
    until = item.modifier is Modifier.UNTIL and not gap.strip()
    ranged = (opened and _TO.fullmatch(gap)) or (until and last.modifier is Modifier.SINCE)
    if not ranged or item.end <= last.start:
        return None
    low = last.start_char if opened is None else last.start_char - len(opened.group())
    return DateMention(
        low,
        item.end_char,
        text[low : item.end_char],
        last.start,
        item.end,
        precision_of((last.start, item.end)),
        assumption=item.assumption or last.assumption,
    )


def _same_weekday(last: DateMention, item: DateMention) -> bool:
    """Tell a weekday beside the full date of the same day from two different days."""
    kinds = {last.kind, item.kind}
    if "weekday" not in kinds or len(kinds) < 2 or not (last.is_day and item.is_day):
        return False
    if last.start is None or item.start is None:
        return False
    return last.start.weekday() == item.start.weekday()
