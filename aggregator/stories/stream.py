"""The stream: entries come in, the keys of their copy group and story come out.

What is decided depends on the entries of the last `REPLAY` and on nothing before. Two groupings run side by side,
each begun at the start of a week (Monday, UTC): the older one answers, the younger one has seen this week alone and
takes over when the next begins; in a first week they are one. So whoever adds the entries of the last `REPLAY` again,
in the order of (at, key), has the same answers from then on.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from types import MappingProxyType

from aggregator.stories.aliases import Aliases
from aggregator.stories.copies import Copies, Weighed
from aggregator.stories.grouping import Grouping, Links
from aggregator.stories.guards import forbid_copy, forbid_story, share_subject
from aggregator.stories.likeness import LIVE, Likeness
from aggregator.stories.rarity import STEMS, WINDOW, Rarity
from aggregator.stories.reading import Read, read
from aggregator.stories.values import Grouped, Told

_WEEK = timedelta(days=7)
REPLAY = 2 * _WEEK + LIVE + WINDOW + timedelta(days=1)
"""So much of the stream must be added again after a restart: two weeks of entries, and what words weighed then."""
_JUDGED = 3
_WORTH_JUDGING = 0.18
_SURE = 0.33
"""Likeness from which two entries tell the same, if nothing forbids."""


class Stories:
    """Copies and stories of one stream, in memory; time and memory do not grow with the archive.

    Batches come in the order of time, as polls do. A story key is the key of the story's first entry. When
    two stories turn out to be one, or a story goes into its third week, its key changes and the old one becomes
    an alias; the caller keeps aliases for good.
    """

    def __init__(self) -> None:
        self._rarity = Rarity()
        self._copies, self._likeness = Copies(self._rarity), Likeness(self._rarity)
        self._asked: dict[tuple[str, str], bool] = {}
        self._older = self._younger = self._grouping()
        self._now = datetime.min.replace(tzinfo=UTC)
        self._week = date.min
        self._keys: dict[int, str] = {}
        self._numbers: dict[str, int] = {}
        self._count = 0
        self._aliases = Aliases()

    @property
    def aliases(self) -> Mapping[str, str]:
        """Story keys that were given and are none any more, each with the one that took its place."""
        return MappingProxyType(self._aliases.living)

    def story_of(self, key: str) -> str | None:
        """The key of the story of an entry of the last one to two weeks; None for others."""
        number = self._numbers.get(key)
        if number is None:
            return None
        return self._keys[self._older.story_of(number)]

    def add(self, batch: Sequence[Told]) -> tuple[Grouped, ...]:
        """Place entries; one already known is left out. The order within the batch does not matter.

        Answers are in the order of (at, key). Behind them stand entries of earlier batches whose copy group has
        another lead now: the paper that they credit has come.
        """
        placed: dict[str, Grouped] = {}
        moved: dict[str, Grouped] = {}
        for told in sorted(batch, key=lambda one: (one.at, one.key)):
            if told.key not in self._numbers:
                changed = self._add(told)
                placed[told.key] = self._grouped(self._numbers[told.key])
                for one in map(self._grouped, changed):
                    (placed if one.key in placed else moved)[one.key] = one
        return tuple(map(self._renamed, (*placed.values(), *moved.values())))

    def _add(self, told: Told) -> list[int]:
        self._now = max(self._now, told.at)
        self._turn(self._now.date())
        entry, number = read(told), self._count
        self._count += 1
        self._keys[number], self._numbers[told.key] = told.key, number
        links = self._links(number, entry)
        if self._younger is not self._older:
            self._younger.add(links)
            self._younger.merges.clear()
        moved = self._older.add(links)
        self._name_merged()
        self._asked.clear()
        return moved

    def _links(self, number: int, entry: Read) -> Links:
        """What the entry resembles: a function of the stream, not of the groups."""
        stems = tuple(dict.fromkeys(map(STEMS.__getitem__, (*entry.title.full, *entry.summary.full))))
        rarity = self._rarity.learn(self._now.date(), stems, entry.capitals, entry.smalls)
        self._likeness.expire(entry.at)
        vector = self._likeness.vector(entry, rarity)
        near = self._likeness.find(vector)
        copies = self._copies.find(number, Weighed(entry, rarity), near)
        likes = self._likeness.faded(near, entry.at)
        most = tuple(islice(likes.items(), _JUDGED))
        judged = [one for one, likeness in most if likeness >= _WORTH_JUDGING]
        barred = [one for one in judged if forbid_story(entry, self._likeness.entry(one), self._rarity)]
        sure = () if copies else tuple(self._sure(entry, most))
        if not copies:
            self._likeness.keep(number, entry, vector)
        return Links(number, entry, copies, likes, frozenset(barred), sure)

    def _sure(self, entry: Read, likes: Sequence[tuple[int, float]]) -> Iterator[int]:
        """Those that surely tell the same in other words."""
        for number, likeness in likes:
            if likeness * self._rarity.trust < _SURE:
                return
            other = self._likeness.entry(number)
            if share_subject(entry, other) and not forbid_copy(entry, other, self._rarity):
                yield number

    def _grouped(self, number: int) -> Grouped:
        older, keys = self._older, self._keys
        return Grouped(
            keys[number],
            keys[older.copy_of(number)],
            keys[older.story_of(number)],
            keys[older.surely(number)],
        )

    def _renamed(self, grouped: Grouped) -> Grouped:
        living = self._aliases.living.get(grouped.story)
        return grouped if living is None else replace(grouped, story=living)

    def _name_merged(self) -> None:
        for dead, living in self._older.merges:
            self._aliases.add(self._keys[dead], self._keys[living])
        self._older.merges.clear()

    def _grouping(self) -> Grouping:
        return Grouping(self._forbids_copy)

    def _forbids_copy(self, one: Read, other: Read) -> bool:
        """Both groupings ask the same of one entry."""
        pair = one.told.key, other.told.key
        if pair not in self._asked:
            self._asked[pair] = forbid_copy(one, other, self._rarity)
        return self._asked[pair]

    def _turn(self, day: date) -> None:
        """When a week begins, the younger grouping takes over; after a week of silence it knows nothing."""
        week = day - timedelta(days=day.weekday())
        if week == self._week:
            return
        gone, known = self._older, week - self._week <= _WEEK
        self._older = self._younger if known else self._grouping()
        self._younger = self._grouping() if known else self._older
        self._week = week
        self._rename(gone)
        self._forget()

    def _rename(self, gone: Grouping) -> None:
        """Stories that go on under the key of the first entry that is remembered."""
        for number in tuple(self._older.numbers):
            before, after = gone.story_of(number), self._older.story_of(number)
            self._aliases.revive(self._keys[after])
            if before != after and not self._older.leads(before):
                self._aliases.add(self._keys[before], self._keys[after])

    def _forget(self) -> None:
        for number in [number for number in self._keys if not self._older.knows(number)]:
            del self._numbers[self._keys.pop(number)]
