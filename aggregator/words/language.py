"""What is said in one language. Everything here is a pure function of its arguments; instants are aware."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import cache

from babel import Locale
from babel.dates import DateTimePattern, parse_pattern
from babel.lists import format_list
from babel.numbers import format_decimal
from babel.units import format_unit

from aggregator.words.catalogues import read_catalogue

INDONESIAN, ENGLISH = "id", "en"
LANGUAGES = (INDONESIAN, ENGLISH)
_LOCALES = {INDONESIAN: "id", ENGLISH: "en_GB"}
"""English as it is written in most of the world: the day before the month, and 24 hours."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def message(text: str) -> str:
    """Marks a message that is said later, where the language is known."""
    return text


def spoken(language: str) -> str:
    """The language of ours in which to speak where this one (`en-US`) is wanted; Indonesian where it is not ours."""
    base = language.partition("-")[0].lower()
    return base if base in LANGUAGES else INDONESIAN


@dataclass(frozen=True, slots=True)
class Phrase:
    """A message and the values that stand in it, to be said later. Make it with `phrase`."""

    text: str
    values: Mapping[str, object]

    def said(self, words: "Words") -> str:
        """In a language."""
        return words.say(self.text, **self.values)


def phrase(text: str, /, **values: object) -> Phrase:
    """A message with values; those that are phrases are said in the same language."""
    return Phrase(text, values)


class Words:
    """The words of one language. Get them from `words_in`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._locale = Locale.parse(_LOCALES[language])
        self._messages = read_catalogue(language)
        self._day = parse_pattern("EEEE, d MMMM y")
        self._month = parse_pattern("MMMM y")
        self._short_day = parse_pattern("d MMM")
        self._short_date = parse_pattern("d MMM y")
        self._clock = self._locale.time_formats["short"]

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return self.say("English")

    @property
    def locale(self) -> str:
        """For Open Graph: `id_ID` or `en_GB`."""
        return str(self._locale) if self._locale.territory else f"{self._locale}_{self.language.upper()}"

    def say(self, text: str, /, **values: object) -> str:
        """A message, with the values that stand in it as `%(name)s`, each as `written` has it."""
        return self._messages.gettext(text) % self.written(values)

    def plural(self, one: str, many: str, num: int, /, **values: object) -> str:
        """A message in the form that goes with `%(num)s`."""
        return self._messages.ngettext(one, many, num) % self.written({"num": num, **values})

    def raw(self, one: str, many: str = "", num: int = 1, /) -> str:
        """A message with its places for values still empty, for those who must escape what they put there."""
        return self._messages.ngettext(one, many, num) if many else self._messages.gettext(one)

    def written(self, values: Mapping[str, object]) -> dict[str, object]:
        """Values as they stand in messages: numbers with their marks, a tuple as a choice."""
        return {name: self._written(value) for name, value in values.items()}

    def _written(self, value: object) -> object:
        match value:
            case int() | float():
                return self.number(value)
            case tuple():
                return format_list(value, "or", self._locale)
            case Phrase():
                return value.said(self)
        return value

    def day(self, instant: datetime, zone: tzinfo) -> str:
        """The day there: `Rabu, 28 Agustus 2024`."""
        return self._told(self._day, instant.astimezone(zone))

    def month(self, instant: datetime) -> str:
        """The month of an instant, in its own zone: `Agustus 2024`."""
        return self._told(self._month, instant)

    def moment(self, instant: datetime, zone: tzinfo) -> str:
        """Day and time there: `28 Agu 2024, 14.30 WIB`."""
        local = instant.astimezone(zone)
        date, clock = self._told(self._short_date, local), self._told(self._clock, local)
        return f"{date}, {clock} {self._zone_name(local)}"

    def clock(self, instant: datetime, zone: tzinfo) -> str:
        """The time there: `14.30`."""
        return self._told(self._clock, instant.astimezone(zone))

    def clock_or_day(self, instant: datetime, zone: tzinfo, now: datetime) -> str:
        """The time there if it is today's, else the day: `14.30` or `27 Agu`."""
        local = instant.astimezone(zone)
        is_today = local.date() == now.astimezone(zone).date()
        return self._told(self._clock if is_today else self._short_day, local)

    def duration(self, length: timedelta) -> str:
        """About how long, in its largest unit: `45 detik`, `12 menit`, `3 jam`, `2 hari`."""
        seconds = max(round(length.total_seconds()), 0)
        if seconds < _MINUTE:
            return self._unit(seconds, "second")
        if seconds < _HOUR:
            return self._unit(seconds // _MINUTE, "minute")
        if seconds < 2 * _DAY:
            return self._unit(seconds // _HOUR, "hour")
        return self._unit(seconds // _DAY, "day")

    def ago(self, instant: datetime, now: datetime) -> str:
        """`12 menit lalu`, or `baru saja`."""
        passed = now - instant
        if passed < timedelta(seconds=_MINUTE):
            return self.say("just now")
        return self.say("%(duration)s ago", duration=self.duration(passed))

    def ahead(self, instant: datetime, now: datetime) -> str:
        """`12 menit lagi`, or `sebentar lagi`."""
        left = instant - now
        if left < timedelta(seconds=_MINUTE):
            return self.say("in a moment")
        return self.say("in %(duration)s", duration=self.duration(left))

    def number(self, value: float) -> str:
        """With the marks of the language: `12.345`, `4,5`."""
        return format_decimal(value, locale=self._locale)

    def _told(self, pattern: DateTimePattern, local: datetime) -> str:
        return pattern.apply(local, self._locale)

    def _unit(self, count: int, name: str) -> str:
        return format_unit(count, f"duration-{name}", "long", locale=self._locale)

    def _zone_name(self, local: datetime) -> str:
        """`WIB`, `WITA`, `WIT`, or `UTC+8` for a zone that has no name."""
        name = local.tzname() or "UTC"
        if not name.lstrip("+-").isdigit():
            return name
        hours, minutes = int(name[:3]), name[3:]
        point = "." if self.language == INDONESIAN else ":"
        return f"UTC{hours:+}" + (f"{point}{minutes}" if minutes else "")


@cache
def words_in(language: str) -> Words:
    """The words in `id` or `en`."""
    return Words(language)
