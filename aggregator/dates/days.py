"""The calendar day in a text, and what stands before and behind it."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from aggregator.dates.words import MONTHS, WEEKDAYS, alternatives
from aggregator.dates.zones import UnreadableError

_FLAGS = re.IGNORECASE | re.ASCII | re.VERBOSE
_MONTH = rf"(?:{alternatives(MONTHS)})(?![a-z])"
_WEEKDAY = rf"(?:{alternatives(WEEKDAYS)})"
_D = r"[0-9]{1,2}"
_Y = r"(?:19|20)[0-9]{2}"
_TH = r"(?:st|nd|rd|th)?"
_TIME = rf"{_D}:[0-9]{{2}}(?::[0-9]{{1,2}})?(?:[ ](?:[a-z]{{1,5}}|[+-][0-9:]{{2,6}}))?"

_FULL = re.compile(
    rf"""(?<![0-9])(?:
      (?P<y1>{_Y}) [ ]?(?P<s1>[-/.])[ ]? (?P<m1>{_D}) [ ]?(?P=s1)[ ]? (?P<d1>{_D})
    | (?P<d2>{_D}) {_TH} [ .,/-]* (?:of[ ])? (?P<n2>{_MONTH}) [ .,/'-]* (?P<y2>{_Y})
    | (?P<d3>{_D}) [ ]?(?P<s3>[-/.])[ ]? (?P<m3>{_D}) [ ]?(?P=s3)[ ]? (?P<y3>{_Y})
    | (?P<y4>{_Y}) [ /-] (?P<n4>{_MONTH}) [ /-] (?P<d4>{_D})
    | (?<![a-z]) (?P<n5>{_MONTH}) [ .-]{{0,2}} (?P<d5>{_D}) {_TH} [ ,-]{{1,2}} (?P<y5>{_Y})
    | (?<![a-z]) (?P<n6>{_MONTH}) [ ] (?P<d6>{_D}) [ ] (?P<time>{_TIME}) [ ] (?P<y6>{_Y})
    )(?![0-9])""",
    _FLAGS,
)
_END = (
    rf"(?= [ ]*(?: $ | [,|;)\]] | -[ ] ) | [ ]{_D}[:.][0-9]{{2}} | [ ](?:pukul|pkl|jam|at|wib|wita|wit)\b )"
)
_SHORT = re.compile(
    rf"""(?<![0-9])(?<![0-9][./-])(?:
      (?P<d2>{_D}) [ .,/-]* (?P<n2>{_MONTH}) [ .,/'-]* (?P<y2>[0-9]{{2}})
    | (?P<d3>{_D}) (?P<s3>[-/]) (?P<m3>{_D}) (?P=s3) (?P<y3>[0-9]{{2}})
    ){_END}""",
    _FLAGS,
)
_YEARLESS = re.compile(
    rf"""(?<![0-9])(?<![0-9][./-])(?:
      (?P<d2>{_D}) [ .,/-]* (?P<n2>{_MONTH}) (?! [ .,/'-]* [0-9]{{2}} (?! [:.][0-9]{{2}}(?![0-9]) ) )
    | (?<=[(]) (?P<d3>{_D}) (?P<s3>[-/]) (?P<m3>{_D}) (?=[)])
    )""",
    _FLAGS,
)
_BARE_YEAR = re.compile(rf"(?<![0-9]){_Y}(?![0-9])")
_DAY_BEFORE = re.compile(rf"(?<![a-z])({_WEEKDAY})[^a-z0-9]{{0,4}}$", _FLAGS)
_DAY_BEHIND = re.compile(rf"[ ]?[(,]?[ ]?({_WEEKDAY})(?![a-z'])", _FLAGS)
_TO = r"(?: - | / | & | \b(?:dan|and|to|sampai|hingga|s[./]d\.?)\b )"
_SPAN_BEFORE = re.compile(rf"(?: (?<![0-9:.]){_D} | (?<![0-9]){_D}[ ]{_MONTH} ) [ ]?{_TO}[ ]?$", _FLAGS)
_SPAN_BEHIND = re.compile(
    rf"[ ]?{_TO}[ ]?(?: {_D}[ -]?{_MONTH} | {_D}(?P<s>[/.-]){_D}(?P=s){_D} | {_Y}[-/.] )", _FLAGS
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day as written.

    `year` is None when it is left out; `numeric` when only custom says which number is the day.
    """

    year: int | None
    month: int
    day: int
    numeric: bool
    before: str
    after: str

    def resolve(self, today: date | None) -> date:
        """The date; a missing year is that of the latest such day up to tomorrow, where `today` is known.

        Raises UnreadableError for days that do not exist or that their own weekday denies.
        """
        if self.year is not None:
            return self._believed(self.year) if self.numeric else date(self.year, self.month, self.day)
        if today is None:
            raise UnreadableError("needs_now")
        found = date(today.year, self.month, self.day)
        if found > today + timedelta(days=1):
            found = found.replace(year=today.year - 1)
        if self.weekday not in {None, found.weekday()}:
            raise UnreadableError("unreadable")
        return found

    def _believed(self, year: int) -> date:
        """The day first, as Indonesia writes it, unless only the other order exists or fits the weekday."""
        orders = ((self.month, self.day), (self.day, self.month))
        dates = [date(year, month, day) for month, day in orders if _exists(year, month, day)]
        fitting = [found for found in dates if self.weekday in {None, found.weekday()}]
        if not fitting and len(set(dates)) != 1:
            raise UnreadableError("unreadable")
        return (fitting or dates)[0]

    @property
    def weekday(self) -> int | None:
        """The weekday written right before or behind the date, if any."""
        match = _DAY_BEFORE.search(self.before) or _DAY_BEHIND.match(self.after)
        return WEEKDAYS[match[1].lower()] if match else None


def find_day(text: str) -> Day | None:
    """The first calendar day in the text, the fullest form first; None when there is none.

    Raises UnreadableError for a span of days ("17-18 Februari 2024"): that is when something is on, not when
    it was written.
    """
    if full := _first_published(text):
        return _day(full, text)
    if _BARE_YEAR.search(text):
        return None
    if match := _SHORT.search(text) or _YEARLESS.search(text):
        return _day(match, text)
    return _weekday_and_numbers(text)


_CHANGED = re.compile(
    r"\b(?:diperbarui|diubah|disunting|diupdate|updated?|modified)\W*(?:pada\W*)?$", re.IGNORECASE
)


def _first_published(text: str) -> re.Match[str] | None:
    """The first full date; the second, when the first says that it is that of a change."""
    found = tuple(islice(_FULL.finditer(text), 2))
    if len(found) == 2 and _CHANGED.search(text[: found[0].start()]):
        return found[1]
    return found[0] if found else None


_WEEKDAY_NUMBERS = re.compile(rf"(?<![a-z]){_WEEKDAY}[ ,(|-]{{1,3}}({_D})[/-]({_D})(?![0-9/-])", _FLAGS)


def _weekday_and_numbers(text: str) -> Day | None:
    """`Kamis, 23/3`: two numbers are a day only beside the name of one."""
    match = _WEEKDAY_NUMBERS.search(text)
    if not match:
        return None
    return Day(None, int(match[2]), int(match[1]), True, text[: match.start(1)], text[match.end(2) :])


def _day(match: re.Match[str], text: str) -> Day:
    parts = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    before, after = text[: match.start()], text[match.end() :]
    if _SPAN_BEFORE.search(before) or _SPAN_BEHIND.match(after):
        raise UnreadableError("unreadable")
    if between := parts.get("t"):
        after = f"{between} {after}".rstrip()
    named = parts.get("n")
    month = MONTHS[named.lower()] if named else int(parts["m"])
    year = _century(int(parts["y"])) if "y" in parts else None
    numeric = named is None and match.group("d3") is not None
    return Day(year, month, int(parts["d"]), numeric, before, _until_next_day(after))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def _until_next_day(after: str) -> str:
    """A time behind a second date belongs to that one."""
    match = _FULL.search(after)
    return after[: match.start()] if match else after


def _century(year: int) -> int:
    """RFC 5322 §4.3: 00–49 are 2000–2049, 50–99 are 1950–1999."""
    return year if year > 99 else year + (2000 if year < 50 else 1900)
