"""What a store remembers, in a dictionary: enough to play answers one after another."""

from datetime import datetime

from aggregator.dedupe import FEWEST_STRANGERS, Doubt, decide
from aggregator.identity import SHARED, handles
from aggregator.model import Changes, Entry, Known
from tests.values import NOW


class Memory:
    """Does with answers what a poll does, without a database."""

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.handles: dict[tuple[str, str], str | None] = {}
        self.aliases: dict[str, int] = {}
        self.quarantined_at: datetime | None = None

    def poll(self, answer: tuple[Entry, ...], now: datetime = NOW) -> Changes:
        known, taken = self.known(answer), {one.id for one in self.entries.values()}
        changes = decide(answer, known, taken, now)
        if changes.new and self.entries:
            changes = decide(answer, known, taken, now, self.doubt(changes.new, known))
        self.keep(changes, now)
        return changes

    def keep(self, changes: Changes, now: datetime) -> None:
        self.entries |= {one.key: one for one in (*changes.new, *changes.edited)}
        new = {one.key for one in changes.new}
        for key, handle in changes.learned:
            self.handles.setdefault((self.entries[key].source, handle), key)
            self.aliases[key] = self.aliases.get(key, 0) + (key not in new)
        for one in changes.withheld:
            for handle in handles(one):
                self.handles.setdefault((one.source, handle), None)
        if changes.linked:
            self.quarantined_at = self.quarantined_at or now

    def known(self, answer: tuple[Entry, ...]) -> tuple[Known, ...]:
        shared: dict[str, set[str]] = {}
        for source, handle in {(one.source, handle) for one in answer for handle in handles(one)}:
            for asked in (handle, SHARED + handle):
                if (key := self.handles.get((source, asked))) is not None:
                    shared.setdefault(key, set()).add(asked)
        return tuple(self._known(self.entries[key], frozenset(marks)) for key, marks in shared.items())

    def doubt(self, new: tuple[Entry, ...], known: tuple[Known, ...]) -> Doubt:
        asked = {(one.source, handle) for one in new for handle in handles(one)}
        withheld = {mark[1] for mark in asked if mark in self.handles and self.handles[mark] is None}
        named = {old.key for old in known}
        rest = tuple(self._known(one) for key, one in self.entries.items() if key not in named)
        return Doubt(withheld, rest if len(new) >= FEWEST_STRANGERS else (), self.quarantined_at)

    def _known(self, one: Entry, marks: frozenset[str] = frozenset()) -> Known:
        names = [name for name in Known.__dataclass_fields__ if name not in {"handles", "aliases"}]
        values = {name: getattr(one, name) for name in names}
        return Known(**values, aliases=self.aliases.get(one.key, 0), handles=marks)
