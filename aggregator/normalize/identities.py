"""Which entries of one document are the same, before any of them is read closely.

A guid should name one entry. Some publishers reuse one for all; then it names none, and the URL tells them
apart, or the title and date where all entries have one URL too.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from aggregator.identity import entry_id, identity_of, own_id
from aggregator.model import ParsedEntry
from aggregator.normalize.place import Place
from aggregator.text import clean_characters
from aggregator.urls import canonical_url

_LONGEST_GUID = 1000


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry as received, with what tells it from the others. `number` counts from 1 in its document."""

    number: int
    parsed: ParsedEntry
    base_url: str
    guid: str
    url: str
    identity: str
    reused: bool = False
    """Its guid or URL names other entries of the document too."""

    def id(self, source: str) -> str:
        """The atom:id to propose: never the publisher's own if other entries have it as well."""
        return own_id(source, self.identity) if self.reused else entry_id(source, self.guid, self.identity)


def draft(number: int, parsed: ParsedEntry, place: Place) -> Draft:
    """The entry with its URL found and its identity proposed."""
    own_base = place.absolute(parsed.base_url) if parsed.base_url else ""
    guid = clean_characters(parsed.guid).strip()
    url = place.absolute(parsed.url, own_base) or _permalink(guid, place)
    identity = identity_of(
        guid if len(guid) <= _LONGEST_GUID else "",
        canonical_url(url) if url else "",
        _words(parsed),
        parsed.published,
    )
    return Draft(number, parsed, own_base, guid[:_LONGEST_GUID], url, identity)


def _permalink(guid: str, place: Place) -> str:
    """A guid that is a URL is where the entry is, if nothing else is said (RSS 2.0, isPermaLink)."""
    return place.absolute(guid) if guid[:8].lower().startswith(("http://", "https://")) else ""


def settle(drafts: tuple[Draft, ...], place: Place) -> tuple[Draft, ...]:
    """Each entry once, in the document's order; identities that several entries share are made distinct.

    Of several revisions of one entry the newest is kept, or the first where dates do not tell.
    """
    drafts = _distinct(drafts, _canonical, _always)
    drafts = _distinct(drafts, _digest, _are_different_entries)
    kept: dict[str, Draft] = {}
    for each in drafts:
        known = kept.get(each.identity)
        if known is None or _is_newer(each, known, place):
            kept[each.identity] = each
    return tuple(kept.values())


def _distinct(
    drafts: tuple[Draft, ...],
    tell_apart: Callable[[Draft], str],
    are_different: Callable[[Iterable[Draft]], bool],
) -> tuple[Draft, ...]:
    """Drafts that share an identity, told apart by one more property where that property differs."""
    groups = defaultdict[str, list[Draft]](list)
    for each in drafts:
        groups[each.identity].append(each)
    if len(groups) == len(drafts):
        return drafts
    shared = {
        identity
        for identity, group in groups.items()
        if len(set(map(tell_apart, group))) > 1 and are_different(group)
    }
    return tuple(
        replace(each, identity=f"{each.identity} {tell_apart(each)}", reused=True)
        if each.identity in shared
        else each
        for each in drafts
    )


def _always(_group: Iterable[Draft]) -> bool:
    return True


def _are_different_entries(group: Iterable[Draft]) -> bool:
    """Revisions of one entry keep its date (RFC 4287 §4.1.1); entries that share a guid by mistake do not."""
    group = tuple(group)
    words = {_words(each.parsed) for each in group}
    dates = {each.parsed.published for each in group}
    return len(words) > 1 and (len(dates) > 1 or not group[0].guid)


def _canonical(each: Draft) -> str:
    return canonical_url(each.url) if each.url else ""


def _digest(each: Draft) -> str:
    return identity_of("", "", _words(each.parsed), each.parsed.published)


def _words(parsed: ParsedEntry) -> str:
    """RSS 0.92 has entries of nothing but a description."""
    return parsed.title.strip() or parsed.summary or parsed.content


def _is_newer(each: Draft, known: Draft, place: Place) -> bool:
    ours, theirs = (place.moment(one.parsed.updated or one.parsed.published).value for one in (each, known))
    return ours is not None and (theirs is None or ours > theirs)
