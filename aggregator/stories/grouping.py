"""Copies become groups, alike entries become stories, and stories that turn out to be one become one.

Everything here follows from the links of single entries, in the order of the entries; so two groupings that began
at different times differ only in what the later one has not seen.
"""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from aggregator.stories.bar import Bar
from aggregator.stories.copies import WITHIN
from aggregator.stories.likeness import LIVE
from aggregator.stories.reading import Read, names_source

_COMPARED = 6
_BEST = 0.2
"""The share of the most alike member in the likeness to a story; the rest is that of its members together."""
_ENOUGH = 6
"""So many members count in full: what resembles six of forty as much as six of six is no less alike."""
_ALSO = 0.8
"""Times the likeness that an entry needs: from there on it might be told in another story as well as in its own."""
_FEWEST_BETWEEN, _BETWEEN = 2, 0.75
"""So many such entries, and as many for each text of the smaller story, and the two are one."""
_LIVE_SECONDS = LIVE.total_seconds()


@dataclass(frozen=True, slots=True)
class Links:
    """What one entry resembles: the numbers of its copies, most alike first; numbers and likeness of the rest."""

    number: int
    entry: Read
    copies: tuple[int, ...]
    likes: Mapping[int, float]
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
    between: dict[int, int] = field(default_factory=dict)
    """Other live stories, with how many entries of either resembled both."""
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
        groups = self._groups(links) if links.copies else []
        story = self._stories[self.story_of(groups[0].members[-1])] if groups else None
        moved = self._place_copy(links, groups)
        if story is None:
            story = self._settle(links)
        self._story[links.number] = story.first
        story.live += 1
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

    def _settle(self, links: Links) -> _Story:
        """Into the live story that it resembles, more than entries resemble the stories of others; else a new one."""
        enough = self._bar.height
        scores = self._scores(links)
        self._bar.learn(scores[1][0] if len(scores) > 1 else 0.0)
        barred = {self.story_of(one) for one in links.barred if one in self._entries}
        if not scores or scores[0][0] < enough or -scores[0][1] in barred:
            story = self._stories[links.number] = _Story(links.number)
            doubtful = []
        else:
            story = self._stories[-scores[0][1]]
            doubtful = [-other for likeness, other in scores[1:] if likeness >= _ALSO * enough]
        story.size += 1
        for other in barred - {story.first}:
            story.barred.add(other)
            self._stories[other].barred.add(story.first)
        for other in doubtful:
            story = self._join(story, self._stories[other])
        return story

    def _scores(self, links: Links) -> list[tuple[float, int]]:
        """How much it resembles each story, with the story's negated number; the most alike first."""
        told, merged, stories = self._story, self._merged, self._stories
        best: dict[int, float] = {}
        total: dict[int, float] = {}
        for number, likeness in links.likes.items():
            if number in self._entries:
                story = told[number]
                while story in merged:
                    story = merged[story]
                if story in best:
                    total[story] += likeness
                else:
                    best[story] = total[story] = likeness
        scores = [
            (_BEST * best[story] + (1 - _BEST) * total[story] / min(stories[story].size, _ENOUGH), -story)
            for story in best
        ]
        scores.sort(reverse=True)
        return scores

    def _join(self, one: _Story, other: _Story) -> _Story:
        """The story that both are, once so many entries resembled both that they are one; that which began first."""
        if other.first in one.barred:
            return one
        both = one.between[other.first] = other.between[one.first] = one.between.get(other.first, 0) + 1
        if both < max(_FEWEST_BETWEEN, _BETWEEN * min(one.size, other.size)):
            return one
        living, dead = (one, other) if one.first < other.first else (other, one)
        self._merged[dead.first] = living.first
        self.merges.append((dead.first, living.first))
        self._forget(dead)
        living.size += dead.size
        living.live += dead.live
        for third, count in dead.between.items():
            if third != living.first:
                total = living.between.get(third, 0) + count
                living.between[third] = self._stories[third].between[living.first] = total
        for third in dead.barred:
            self._stories[third].barred.add(living.first)
        living.barred |= dead.barred
        return living

    def _forget(self, story: _Story) -> None:
        del self._stories[story.first]
        for other in story.between:
            del self._stories[other].between[story.first]
        for other in story.barred:
            self._stories[other].barred.discard(story.first)

    def _expire(self, entry: Read) -> None:
        oldest = entry.at - _LIVE_SECONDS
        while self._live and self._entries[self._live[0]].at < oldest:
            number = self._live.popleft()
            del self._entries[number]
            story = self._stories[self.story_of(number)]
            story.live -= 1
            if not story.live:
                self._forget(story)
