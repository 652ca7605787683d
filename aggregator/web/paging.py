"""Pages of a listing: a page begins behind the entry at which the one before ended, so that nothing is
listed twice and nothing left out, however much is published in between."""

import re
from dataclasses import dataclass

from aggregator.dates.epoch import from_microseconds, to_microseconds
from aggregator.documents import Listing, newest
from aggregator.model import Entry
from aggregator.store import Cursor, Tx

ENTRIES_PER_PAGE = 30

_CURSOR = re.compile(r"(-?[0-9]{1,18})\.([a-z0-9]{1,40})")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a listing; `next` is the cursor of the one behind it, "" on the last."""

    entries: tuple[Entry, ...]
    next: str = ""


def read_page(tx: Tx, listing: Listing, before: Cursor | None, size: int = ENTRIES_PER_PAGE) -> Page:
    """Up to `size` entries, and whether there are more."""
    found = newest(tx, listing, limit=size + 1, before=before, full=False)
    shown = found[:size]
    return Page(shown, write_cursor(shown[-1]) if len(found) > size else "")


def write_cursor(entry: Entry) -> str:
    """The place of an entry, for an address: microseconds since 1970 and its key."""
    return f"{to_microseconds(entry.order_at)}.{entry.key}"


def read_cursor(text: str) -> Cursor | None:
    """What `write_cursor` wrote; None for anything else."""
    found = _CURSOR.fullmatch(text)
    try:
        return Cursor(from_microseconds(int(found[1])), found[2]) if found else None
    except OverflowError:
        return None
