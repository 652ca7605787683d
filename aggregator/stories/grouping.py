"""Copies become groups, alike entries become stories, and stories that turn out to be one become one.

Everything here follows from the links of single entries, in the order of the entries; so two groupings that began
at different times differ only in what the later one has not seen.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aggregator.stories.bar import Bar
from aggregator.stories.copies import WITHIN
from aggregator.stories.likeness import LIVE
from aggregator.stories.reading import Read, names_source

_COMPARED = 6
_BEST = 0.2
"""The share of the most alike member in the likeness to a story; the rest is that of all its members."""
_MERGES = 1.1
"""Times the likeness that an entry needs: so alike are the members of two stories that are one."""


@dataclass(frozen=True, slots=True)
class Links:
    """What one entry resembles: the numbers of its copies, most alike first; numbers and likeness of the rest."""

    number: int
    entry: Read
    copies: tuple[int, ...]
    likes: tuple[tuple[int, float], ...]
    barred: frozenset[int]
    """Of `likes`: other editions, whose story it does not join."""
    sure: tuple[int, ...]
    """Of `likes`: those that tell the same beyond doubt, the most alike first."""


@dataclass(slots=True)
class _CopyGroup:
    lead: int
    members: list[int]
    told_anew: "list[_CopyGroup]" = field(default_factory=list)
    """Other texts that surely tell the same, where this is the first; they lead back here."""
    first: "_CopyGroup | None" = None

    @property
    def surely(self) -> "_CopyGroup":
        """The text that told it first."""
        return self.first or self

    @property
    def all_members(self) -> list[int]:
        """Those of all texts that surely tell the same."""
        return [one for group in (self, *self.told_anew) for one in group.members]


@dataclass(slots=True)
class _Story:
    """`size` counts texts, copies aside; `live` entries of the last 72 hours."""

    first: int
    size: int = 0
    live: int = 0
    near: dict[int, float] = field(default_factory=dict)
    """Summed likeness to the members of other live stories."""
    barred: set[int] = field(default_factory=set)
    """Live stories that are other editions of this one."""


class Grouping:
    """Copy groups and stories since this grouping began. Entries by number, stories by their first entry's."""

    def __init__(self, forbidden: Callable[[Read, Read], bool]) -> None:
        self._forbidden = forbidden
        self._live: deque[int] = deque()
        self._entries: dict[int, Read] = {}
        self._copies: dict[int, _CopyGroup] = {}
        self._stories: dict[int, _Story] = {}
        self._story: dict[int, int] = {}
        self._merged: dict[int, int] = {}
        self._bar = Bar()
        self.merges: list[tuple[int, int]] = []
        """(dead, living) stories, in order; whoever reads them empties the list."""

    def add(self, links: Links) -> list[int]:
        """Place an entry; returns the numbers of the others whose copy group has another lead now."""
        self._expire(links.entry)
        self._live.append(links.number)
        self._entries[links.number] = links.entry
        groups = self._groups(links)
        story = self._stories[self.story_of(groups[0].members[-1])] if groups else None
        moved = self._place_copy(links, groups)
        if story is None:
            story = self._like(links) or self._begin(links.number)
            self._story[links.number] = story.first
            self._settle(story, links)
        else:
            self._story[links.number] = story.first
        self._stories[self.story_of(links.number)].live += 1
        return moved

    def knows(self, number: int) -> bool:
        """Whether the entry came since this grouping began."""
        return number in self._story

    def leads(self, number: int) -> bool:
        """Whether a story has its key from this entry."""
        return number in self._story and self.story_of(number) == number

    @property
    def numbers(self) -> Iterator[int]:
        """All entries since it began, in their order."""
        return iter(self._story)

    def copy_of(self, number: int) -> int:
        """The lead of its copy group."""
        return self._copies[number].lead

    def surely(self, number: int) -> int:
        """The lead of the text that told first what the entry surely tells as well."""
        return self._copies[number].surely.lead

    def story_of(self, number: int) -> int:
        """The first entry of its story."""
        story = self._story[number]
        while story in self._merged:
            story = self._merged[story]
        return story

    def _place_copy(self, links: Links, groups: list[_CopyGroup]) -> list[int]:
        """Into the group of the most alike copy that it may join as a whole, else into one of its own."""
        number, entry = links.number, links.entry
        groups = [group for group in groups if self._in_time(entry, group)]
        if not groups or (len(groups) > 1 and not entry.summary.full):
            self._begin_text(_CopyGroup(number, [number]), links)
            return []
        group = self._copies[number] = groups[0]
        group.members.append(number)
        if not self._is_origin(entry, self._entries[group.lead]):
            return []
        group.lead = number
        return [one for one in group.all_members if one != number]

    def _begin_text(self, group: _CopyGroup, links: Links) -> None:
        """A text of its own, which may tell what another paper surely told in the last 72 hours."""
        self._copies[links.number] = group
        for first in (self._copies[one].surely for one in links.sure if one in self._entries):
            if self._may_join(links.entry, first):
                group.first = first
                first.told_anew.append(group)
                return

    def _may_join(self, entry: Read, first: _CopyGroup) -> bool:
        """Its paper has not told it before, for then this is news; and it was told first within 72 hours."""
        told = [self._entries[one] for one in first.all_members if one in self._entries]
        new_to_paper = all(one.told.source != entry.told.source for one in told)
        return new_to_paper and first.members[0] in self._entries

    def _groups(self, links: Links) -> list[_CopyGroup]:
        """The groups of its copies, without those that hold another edition; the most alike first."""
        groups = {self._copies[one].lead: self._copies[one] for one in links.copies if one in self._entries}
        return [group for group in groups.values() if not self._contradicts(links.entry, group)]

    def _contradicts(self, entry: Read, group: _CopyGroup) -> bool:
        members = [self._entries[one] for one in group.members[:_COMPARED] if one in self._entries]
        return any(self._forbidden(entry, member) for member in members)

    def _in_time(self, entry: Read, group: _CopyGroup) -> bool:
        first = self._entries.get(group.members[0])
        return first is not None and abs(entry.told.at - first.told.at) <= WITHIN

    @staticmethod
    def _is_origin(entry: Read, lead: Read) -> bool:
        """The lead says that it has its text from this entry's paper."""
        return names_source(lead, entry) and not names_source(entry, lead)

    def _like(self, links: Links) -> _Story | None:
        """The live story that the entry resembles, more than entries resemble the stories of others."""
        scores = sorted(self._scores(links).items(), key=lambda one: (-one[1], one[0]))
        enough = self._bar.height
        self._bar.learn(scores[1][1] if len(scores) > 1 else 0.0)
        if not scores or scores[0][1] < enough:
            return None
        best = scores[0][0]
        barred = {self.story_of(one) for one in links.barred if one in self._entries}
        return None if best in barred else self._stories[best]

    def _scores(self, links: Links) -> dict[int, float]:
        best: defaultdict[int, float] = defaultdict(float)
        total: defaultdict[int, float] = defaultdict(float)
        for number, likeness in links.likes:
            if number in self._entries:
                story = self.story_of(number)
                best[story] = max(best[story], likeness)
                total[story] += likeness
        return {
            story: _BEST * best[story] + (1 - _BEST) * total[story] / self._stories[story].size
            for story in best
        }

    def _begin(self, number: int) -> _Story:
        story = self._stories[number] = _Story(number)
        return story

    def _settle(self, story: _Story, links: Links) -> None:
        """Count the entry's likeness to other stories, and merge with those that are as like as members are."""
        story.size += 1
        for number, likeness in links.likes:
            if number in self._entries and (other := self._stories[self.story_of(number)]) is not story:
                story.near[other.first] = other.near[story.first] = (
                    story.near.get(other.first, 0.0) + likeness
                )
        for number in links.barred:
            if number in self._entries and (other := self._stories[self.story_of(number)]) is not story:
                story.barred.add(other.first)
                other.barred.add(story.first)
        self._merge_near(story)

    def _merge_near(self, story: _Story) -> None:
        while True:
            like = [
                (near / (story.size * self._stories[other].size), -other)
                for other, near in story.near.items()
                if other not in story.barred
            ]
            if not like or max(like)[0] < _MERGES * self._bar.height:
                return
            story = self._merge(story, self._stories[-max(like)[1]])

    def _merge(self, one: _Story, two: _Story) -> _Story:
        """The story that began first lives on."""
        living, dead = sorted((one, two), key=lambda story: story.first)
        self._merged[dead.first] = living.first
        self.merges.append((dead.first, living.first))
        del self._stories[dead.first]
        living.size += dead.size
        living.live += dead.live
        for other, near in dead.near.items():
            self._stories[other].near.pop(dead.first, None) if other != living.first else None
            if other != living.first:
                total = living.near.get(other, 0.0) + near
                living.near[other] = self._stories[other].near[living.first] = total
        living.near.pop(dead.first, None)
        for other in dead.barred - {living.first}:
            self._stories[other].barred.discard(dead.first)
            self._stories[other].barred.add(living.first)
            living.barred.add(other)
        living.barred.discard(dead.first)
        return living

    def _expire(self, entry: Read) -> None:
        while self._live and self._entries[self._live[0]].told.at < entry.told.at - LIVE:
            number = self._live.popleft()
            del self._entries[number]
            story = self._stories[self.story_of(number)]
            story.live -= 1
            if not story.live:
                self._close(story)

    def _close(self, story: _Story) -> None:
        del self._stories[story.first]
        for other in story.near:
            self._stories[other].near.pop(story.first, None)
        for other in story.barred:
            self._stories[other].barred.discard(story.first)
