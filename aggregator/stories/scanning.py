"""A text as words in order: numbers by their value, dates as one word, and which words have a capital letter."""

import re
from dataclasses import dataclass, field

from aggregator.stories.vocabulary import vocabulary

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_TOKEN = re.compile(
    rf"([{_LATIN}]++(?:['’`][^\W\d_]++)?|[^\W\d_]++(?:['’`][^\W\d_]++)?"
    r"|(?=\d)(?:\b\d{1,2}[/-]\d{1,2}[/-](?:19|20)\d\d\b|(?<=\()\d{1,2}/\d{1,2}(?=[/)])|\d+(?:[.,:]\d+)*))"
)
_SEPARATOR = re.compile(r"[.,:]")
_DATE_SEPARATOR = re.compile(r"[/-]")
_SENTENCE_ENDS = frozenset('.!?:…"“‘(')
_LONGEST_NUMBER = 18
_LAST_DAY = 31
_SMALL, _CAPITAL, _SPECIAL, _STOP = range(4)

_Piece = tuple[str, int]
"""A word in small letters, or as written where it means a number or a day; and what it is. `_STOP` ends a sentence."""


class _Pieces(dict[str, tuple[_Piece, ...]]):
    """What stands between two spaces, taken apart; remembered, since it comes again."""

    _MOST = 60_000

    def __missing__(self, written: str) -> tuple[_Piece, ...]:
        if len(self) >= self._MOST:
            self.clear()
        pieces: list[_Piece] = []
        for number, part in enumerate(_TOKEN.split(written)):
            if number % 2:
                pieces.append(_piece(part))
            elif not _SENTENCE_ENDS.isdisjoint(part):
                pieces.append(("", _STOP))
        known = self[written] = tuple(pieces)
        return known


def _piece(token: str) -> _Piece:
    lower = token.lower()
    if token[0].isdecimal() or lower in vocabulary().special:
        return token, _SPECIAL
    return lower, _SMALL if token[0].islower() else _CAPITAL


_pieces = _Pieces()


@dataclass(slots=True)
class Scanned:
    """`words` in small letters and in order; the sets hold some of them, `days` pairs of day and month."""

    words: list[str] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    capitals: set[str] = field(default_factory=set)
    """With a capital letter inside a sentence, where it means something."""
    smalls: set[str] = field(default_factory=set)
    days: set[tuple[int, int]] = field(default_factory=set)
    months: set[int] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)


def scan(text: str) -> Scanned:
    """Take plain text apart in one pass."""
    result = Scanned()
    words, smalls, capitals = result.words, result.smalls, result.capitals
    begins = True
    for written in text.split():
        for word, kind in _pieces[written]:
            if kind == _STOP:
                begins = True
                continue
            if kind == _SPECIAL:
                _take_special(result, word, begins=begins)
            else:
                words.append(word)
                if kind == _SMALL:
                    smalls.add(word)
                elif not begins:
                    capitals.add(word)
            begins = False
    return result


def _take_special(result: Scanned, token: str, *, begins: bool) -> None:
    if not token[0].isdecimal():
        _take_word(result, token, begins=begins)
    elif "/" in token or "-" in token:
        _take_date(result, token)
    else:
        _take_number(result, _value(token))


def _take_date(result: Scanned, word: str) -> None:
    day, month = (int(part) for part in _DATE_SEPARATOR.split(word)[:2])
    result.days.add((day, month))
    result.words.append(f"{day}/{month}")


def _take_number(result: Scanned, value: str) -> None:
    previous = result.words[-1] if result.words else ""
    month = vocabulary().months.get(previous)
    if month and _is_day(value) and not _follows_date(result):
        result.days.add((int(value), month))
        result.words[-1] = f"{value}/{month}"
    elif not _follows_date(result):  # what follows a date is its year
        result.numbers.add(value)
        result.words.append(value)


def _take_word(result: Scanned, word: str, *, begins: bool) -> None:
    known, lower = vocabulary(), word.lower()
    previous = result.words[-1] if result.words else ""
    after_number = previous[:1].isdigit() and previous in result.numbers
    if after_number and lower in known.scales:
        _swap_number(result, f"{float(previous) * known.scales[lower]:.10g}")
        return
    if lower in known.months:
        result.months.add(known.months[lower])
        if after_number and _is_day(previous):
            result.days.add((int(previous), known.months[lower]))
            _swap_number(result, f"{previous}/{known.months[lower]}")
            return
    if value := known.numbers.get(lower) or (word.isupper() and known.roman.get(lower)):
        result.numbers.add(value)
        lower = value
    elif lower in known.weekdays:
        result.weekdays.add(known.weekdays[lower])
    elif word[0].islower():
        result.smalls.add(lower)
    elif not begins:
        result.capitals.add(lower)
    result.words.append(lower)


def _swap_number(result: Scanned, word: str) -> None:
    if result.words.count(result.words[-1]) == 1:
        result.numbers.discard(result.words[-1])
    result.words[-1] = word
    if "/" not in word:
        result.numbers.add(word)


def _follows_date(result: Scanned) -> bool:
    return bool(result.words) and "/" in result.words[-1]


def _is_day(number: str) -> bool:
    return number.isdigit() and 1 <= int(number) <= _LAST_DAY


def _value(number: str) -> str:
    """ "1.412.000" and "1,412,000" are one number; "4,6" and "4.6" too."""
    groups = _SEPARATOR.split(number[:_LONGEST_NUMBER])
    if len(groups) == 1:
        return groups[0].lstrip("0") or "0"
    if all(len(group) == 3 for group in groups[1:]):
        return "".join(groups).lstrip("0") or "0"
    return f"{float(groups[0] + '.' + ''.join(groups[1:])):.10g}"
