"""Which parts of the past are published: those behind the current documents, looked for anew, and closed months."""

from dataclasses import dataclass, field
from datetime import datetime

from aggregator.archives import Part, closed_until, first_part
from aggregator.catalogue import Published, every_listing, past_of
from aggregator.config import Settings
from aggregator.documents import Listing
from aggregator.store import Tx, revisions

_Documents = tuple[Published, ...]


@dataclass(slots=True)
class _Past:
    """Of one listing, as it was at a revision, with the months before an instant closed."""

    state: tuple[int, datetime]
    open: _Documents
    first_closed: Part | None
    past_number: int
    closed: _Documents


@dataclass(slots=True)
class Pasts:
    """Remembers, by the path of a listing, what no commit has changed since."""

    _known: dict[str, _Past] = field(default_factory=dict)

    def read(self, tx: Tx, settings: Settings, installation: str) -> tuple[_Documents, _Documents]:
        """The documents of open and of closed parts, of all listings."""
        until = closed_until(tx)
        past_number = revisions.in_days(tx, None, until)
        found = {
            listing.path: self._read(tx, settings, installation, listing, until, past_number)
            for listing in every_listing(tx, settings)
        }
        self._known = found
        return (
            tuple(one for past in found.values() for one in past.open),
            tuple(one for past in found.values() for one in past.closed),
        )

    def _read(
        self,
        tx: Tx,
        settings: Settings,
        installation: str,
        listing: Listing,
        until: datetime,
        past_number: int,
    ) -> _Past:
        known = self._known.get(listing.path)
        state = (revisions.of(tx, listing.path[1:]).number, until)
        if known and known.state == state:
            return known
        behind, first_closed = _behind(tx, settings, installation, listing)
        if known and (known.first_closed, known.past_number) == (first_closed, past_number):
            closed = known.closed
        else:
            months = past_of(tx, settings, installation, listing, first_closed)
            closed = tuple(one for _, documents in months for one in documents)
        return _Past(state, behind, first_closed, past_number, closed)

    def since(self, tx: Tx, settings: Settings, installation: str, listing: Listing) -> _Documents:
        """The open parts of a listing, where a commit has changed it since `read`; else nothing."""
        known = self._known.get(listing.path)
        if known is None or known.state[0] == revisions.of(tx, listing.path[1:]).number:
            return ()
        return _behind(tx, settings, installation, listing)[0]


def _behind(
    tx: Tx, settings: Settings, installation: str, listing: Listing
) -> tuple[_Documents, Part | None]:
    """The documents of the open parts, and the first closed one."""
    behind: list[Published] = []
    for part, documents in past_of(tx, settings, installation, listing, first_part(tx, listing)):
        if part.since:
            return tuple(behind), part
        behind += documents
    return tuple(behind), None
