"""What forbids to take two alike entries for copies: they are then two editions, not one text.

The figures of a day, the date of an edition, the name of a rival: everything else may be the same to the letter.
"""

from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby

from aggregator.places import PROVINCE, find_places
from aggregator.stories.rarity import STEMS, Rarity
from aggregator.stories.reading import Read, Text

_Frame = tuple[str, str]
_Run = tuple[str, ...]
_Words = frozenset[str]
_ONE_FRAME, _FEWEST_OF_FRAME = 0.6, 3
"""Of the shorter title's words, numbers aside; two words are no frame: "6.4 quake", "quake kills 87"."""
_SUBJECT = 2
_NEARLY = 0.8
"""Of the letters: "Hidayatullah", "Hidayatulloh"."""


def forbid_copy(one: Read, other: Read, rarity: Rarity) -> bool:
    """Whether the two are not one text, however alike."""
    return forbid_edition(one, other) or forbid_thing(one, other, rarity)


def forbid_thing(one: Read, other: Read, rarity: Rarity) -> bool:
    """Whether they speak of other people, places or things."""
    return _other_things(one, other, rarity) or other_places(one, other)


def forbid_edition(one: Read, other: Read) -> bool:
    """Whether figures and days alone say that they are not one text."""
    return other_template(one, other) or other_edition(one, other) or other_figures(one, other)


def forbid_story(one: Read, other: Read, rarity: Rarity) -> bool:
    """Whether their likeness alone says nothing: their titles are one frame with another filling."""
    if one.template or other.template:
        return _other_days(one.title, other.title) or one.numbers.isdisjoint(other.numbers)
    ours, theirs = one.frame, other.frame
    if len(ours & theirs) < max(_FEWEST_OF_FRAME, _ONE_FRAME * min(len(ours), len(theirs))):
        return False
    return other_edition(one, other) or _rivals(one, other, rarity) or other_places(one, other)


def share_subject(one: Read, other: Read) -> bool:
    """The titles have words in common besides the names of places, and more than one name: a place has many news."""
    shared = one.subject & other.subject
    names = {STEMS[word] for word in (*one.capitals, *other.capitals)}
    return len(shared) > _SUBJECT or (len(shared) == _SUBJECT and not shared <= names)


def other_edition(one: Read, other: Read) -> bool:
    """The titles speak of other numbers, or one of the texts of other days: tomorrow's edition of the same."""
    if not one.title.numbers <= other.numbers and not other.title.numbers <= one.numbers:
        return True
    return _other_days(one.title, other.title) or _other_days(one.summary, other.summary)


def other_figures(one: Read, other: Read) -> bool:
    """Fewer than half of the summaries' numbers agree."""
    ours, theirs = one.summary.numbers, other.summary.numbers
    return bool(ours and theirs) and 2 * len(ours & theirs) < min(len(ours), len(theirs))


def other_places(one: Read, other: Read) -> bool:
    """Both titles, or both entries, name places of ours, and none in common: "OKU" is not "OKU Selatan"."""
    if not one.places or not other.places or one.places == other.places:
        return False
    ours, theirs = _places(one.told.title, one.shown), _places(other.told.title, other.shown)
    return any(mine and its and mine.isdisjoint(its) for mine, its in zip(ours, theirs, strict=True))


def _other_things(one: Read, other: Read, rarity: Rarity) -> bool:
    """They speak of other people, places or figures."""
    ours = _own(one.title, one, other, rarity), _own(one.summary, one, other, rarity)
    theirs = _own(other.title, other, one, rarity), _own(other.summary, other, one, rarity)
    return (
        _other_titles(one, other, ours[0], theirs[0])
        or _other_names(one, other)
        or _other_filling(one, other, ours[0] | ours[1], theirs[0] | theirs[1])
    )


def _other_titles(one: Read, other: Read, ours: _Words, theirs: _Words) -> bool:
    """Each title names somebody or some place of whom the other entry knows nothing."""
    if not ours or not theirs:
        return False
    mine = [run for _, run in _slots(one.title.words, ours)]
    its = [run for _, run in _slots(other.title.words, theirs)]
    return not any(_same_thing(run, rival) for run in mine for rival in its)


def _other_names(one: Read, other: Read) -> bool:
    """Most names differ."""
    few = min((one.capitals, other.capitals), key=len)
    return len(few) >= 2 and 2 * len(one.words.intersection(few, other.words)) < len(few)


def _other_filling(one: Read, other: Read, ours: _Words, theirs: _Words) -> bool:
    """In the same place of the same sentence stands another name or number."""
    ours, theirs = ours | (one.numbers - other.numbers), theirs | (other.numbers - one.numbers)
    if not ours or not theirs:
        return False
    frames = {frame: run for text in (one.title, one.summary) for frame, run in _frames(text.words, ours)}
    return any(
        frame in frames and not _same_thing(frames[frame], run)
        for text in (other.title, other.summary)
        for frame, run in _frames(text.words, theirs)
    )


def _rivals(one: Read, other: Read, rarity: Rarity) -> bool:
    """The titles have one name for another, with the same words around it."""
    ours = _own(one.title, one, other, rarity)
    theirs = _own(other.title, other, one, rarity) if ours else ours
    if not theirs:
        return False
    slots = dict(_slots(one.title.words, ours))
    return any(
        slot in slots and not _same_thing(slots[slot], run) for slot, run in _slots(other.title.words, theirs)
    )


def other_template(one: Read, other: Read) -> bool:
    """One of them is filled in anew every day: only the very same figures make it the same text."""
    if not (one.template or other.template):
        return False
    return not one.numbers or one.numbers != other.numbers or one.title.days != other.title.days


def _other_days(one: Text, other: Text) -> bool:
    return bool(
        (one.months and other.months and one.months.isdisjoint(other.months))
        or (one.weekdays and other.weekdays and one.weekdays.isdisjoint(other.weekdays))
        or (one.days and other.days and one.days.isdisjoint(other.days))
    )


def _own(text: Text, entry: Read, other: Read, rarity: Rarity) -> _Words:
    """The names in the text that the other entry does not have."""
    own = frozenset(text.full) - other.words
    return frozenset(word for word in own if _is_name(word, entry, other, rarity))


def _is_name(word: str, entry: Read, other: Read, rarity: Rarity) -> bool:
    """By how the entry writes it inside a sentence, then the other, then the stream; else it might be one."""
    if word[0].isdigit() or word in entry.smalls or word in other.smalls:
        return False
    known = rarity.is_name(word)
    if word in entry.capitals:
        return True
    return word in entry.unsure and (not entry.summary.words if known is None else known)


def _frames(words: tuple[str, ...], own: _Words) -> Iterator[tuple[_Frame, _Run]]:
    """Runs of own words, each with the word before it and again with the word behind it."""
    for (before, behind), run in _slots(words, own):
        if before:
            yield ("before", before), run
        if behind:
            yield ("behind", behind), run


def _slots(words: tuple[str, ...], own: _Words) -> Iterator[tuple[_Frame, _Run]]:
    """Runs of own words, with the word before and the word behind, "" at the ends."""
    start = 0
    for is_own, group in groupby(words, key=own.__contains__):
        run = tuple(group)
        end = start + len(run)
        if is_own:
            yield (words[start - 1] if start else "", words[end] if end < len(words) else ""), run
        start = end


def _same_thing(one: _Run, other: _Run) -> bool:
    """Another spelling, or a short name: "Kec." for "Kecamatan", "Muratara" for "Musi Rawas Utara"."""
    short, long = sorted(("".join(one), "".join(other)), key=len)
    if short[0] != long[0] or short[0].isdigit():
        return False
    letters = iter(long)
    if (len(max(one, other, key=len)) > 1 or long.startswith(short)) and all(one in letters for one in short):
        return True
    return SequenceMatcher(None, short, long, autojunk=False).ratio() >= _NEARLY


@lru_cache(maxsize=4096)
def _places(title: str, summary: str) -> tuple[frozenset[str], frozenset[str]]:
    """Regencies that the title names, and all that the entry is about."""
    found = [one for one in find_places(title, summary) if one.strength != "weak" and one.place != PROVINCE]
    titled = frozenset(one.place.partition("/")[0] for one in found if one.strength == "title")
    return titled, frozenset(one.place.partition("/")[0] for one in found)
