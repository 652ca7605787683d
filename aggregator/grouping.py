"""Gives new entries their stories, in step with every other process that does.

What is known of live stories is in memory, and follows from what is stored: a process that starts reads the latest
batches again, in the order in which they were committed, and comes to the same answers.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from aggregator.model import Changes, Entry
from aggregator.ranking import LATE
from aggregator.store import Tx, entries, stories
from aggregator.stories import REPLAY, Grouped, Stories, Told


class Grouping:
    """The live stories as this process knows them. For one thread: that which writes.

    A story is here what surely is one (decision 10): who misses an entry in a listing loses more than who sees two.
    """

    def __init__(self) -> None:
        self._stories = Stories()
        self._batch = 0
        self._last = ""
        """An entry of that batch."""

    def follow(self, tx: Tx, now: datetime) -> None:
        """Takes in what others have stored. At the start that is a month of entries: do it before there is a hurry."""
        if self._last and not stories.is_stored(tx, self._batch, self._last):
            self._stories, self._batch, self._last = Stories(), 0, ""  # our last transaction was undone
        for number, told in stories.batches(tx, after=self._batch, since=now - REPLAY):
            self._stories.add(told)
            self._batch, self._last = number, told[-1].key
        if not self._last:
            self._batch = stories.newest_batch(tx)

    def save(self, tx: Tx, changes: Changes, now: datetime) -> int:
        """Stores the changes as `entries.save` does, each new entry with its story; what was old when it was first
        seen is a story of its own."""
        live = {entry.key: entry for entry in changes.new if entry.first_seen - entry.order_at <= LATE}
        answers = self._add(tx, live, now) if live else ()
        found = {one.key: one for one in answers}
        new = tuple(_placed(entry, found.get(entry.key)) for entry in changes.new)
        lost = entries.save(tx, replace(changes, new=new), dict.fromkeys(live, self._batch))
        moved = [one for one in answers if one.key not in live]
        stories.move(tx, [(one.key, one.copy_of, one.surely) for one in moved])
        return lost

    def _add(self, tx: Tx, live: Mapping[str, Entry], now: datetime) -> tuple[Grouped, ...]:
        """What becomes of the entries, and of stored ones whose story is known under another key now."""
        stories.lock(tx)
        self.follow(tx, now)
        self._batch, self._last = self._batch + 1, next(iter(live))
        return self._stories.add([_told(entry) for entry in live.values()])


def _told(entry: Entry) -> Told:
    return Told(
        entry.key, entry.source, entry.title, entry.summary, entry.order_at, entry.url, entry.language
    )


def _placed(entry: Entry, told: Grouped | None) -> Entry:
    """An entry that was old when it was first seen is a story of its own."""
    story, copy_of = (told.surely, told.copy_of) if told else (entry.key, entry.key)
    return replace(entry, story=story, copy_of=copy_of, follows=story != entry.key)
