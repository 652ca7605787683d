"""Three names for one entry: guid as received, id as published for ever, key ours.

Two answers of one source carry the same entry when their `identity_of` is equal. An id is minted once, from
the first answer, and stored; a later answer with other words for the same entry does not mint again.
"""

import base64
import hashlib
import re
import unicodedata
import uuid
from functools import lru_cache
from html import unescape

from aggregator.model import Entry
from aggregator.urls import canonical_url, is_uri

LONGEST_ID = 2048
_WORD = re.compile(r"\w+")
_NO_GUIDS = frozenset(
    {"0", "-1", "-", "none", "null", "nil", "nan", "n/a", "undefined", "false", "true", "guid", "id"}
)
"""What software writes for a value that is not there."""

_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-aggregator:entry")


def identity_of(guid: str, url: str, title: str, published: str) -> str:
    """What tells an entry from the others of its source: its guid, else its URL, else its words.

    An entry that has neither guid nor URL is known by a digest of title and date, both as received.
    """
    if guid := guid_of(guid):
        return guid
    if url:
        return url
    return "sha256:" + hashlib.sha256(f"{title}\0{published}".encode(errors="replace")).hexdigest()


def entry_id(source: str, guid: str, identity: str) -> str:
    """The atom:id to publish: the publisher's own when it is a URI, else a urn:uuid of source and identity.

    RFC 4287 §4.2.6: an entry that is republished keeps its id.
    """
    guid = guid.strip()
    return guid if len(guid) <= LONGEST_ID and is_uri(guid) else own_id(source, identity)


def own_id(source: str, identity: str) -> str:
    """A urn:uuid that only this entry of this source can have (RFC 9562 §5.5)."""
    return uuid.uuid5(_OURS, f"{source}\0{identity}".encode(errors="replace").decode()).urn


def feed_id(installation: str, name: str) -> str:
    """The atom:id of a feed that this wire publishes; independent of the site's address."""
    return uuid.uuid5(uuid.UUID(installation), name).urn


def entry_key(entry_id: str) -> str:
    """Our short name of an entry: 13 letters and digits, safe in a URL path, a pure function of its id."""
    digest = hashlib.blake2b(entry_id.encode(errors="replace"), digest_size=8).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


GUID, URL, PATH, TITLE = "g", "u", "p", "t"
"""First letters of handles, strongest first."""

SHARED = "s"
"""Before a handle that several entries of one answer bore: from then on it names none of them."""


def handles(entry: Entry) -> tuple[str, ...]:
    """Everything by which this entry may be recognised in a later answer of its source, strongest first.

    Its guid; the canonical form of its URL, and of its guid where that is a URL; the same without the host;
    its title with its date, or with its summary if it has none. Each is a letter and 128 bits, short enough
    for an index whatever the publisher sends.
    """
    dated = entry.published.isoformat() if entry.published else " ".join(words_of(entry.summary))
    return _handles(entry.guid, entry.identity, entry.url, entry.title, dated)


@lru_cache(maxsize=4096)  # one poll asks three times for each of its entries
def _handles(guid: str, identity: str, url: str, title: str, dated: str) -> tuple[str, ...]:
    guid = guid_of(guid)
    urls = sorted({canonical_url(one) for one in (guid, url) if _is_web(one)})
    pages = [one for one in urls if _selects(one)]
    named = dict.fromkeys((identity, guid or (canonical_url(url) if url else "")))
    found = [
        *((GUID, name) for name in named if name),
        *((URL, page) for page in pages),
        *((PATH, path) for path in dict.fromkeys(_path(page) for page in pages)),
        (TITLE, f"{' '.join(words_of(title)) or title}\0{dated}"),
    ]
    return tuple(kind + _mark(value) for kind, value in found)


def url_handle(url: str) -> str:
    """The handle of whatever entry stands at this URL."""
    return URL + _mark(canonical_url(url))


def words_of(text: str) -> tuple[str, ...]:
    """The words, the same in every spelling of case, width, accents, quotes, dashes and entities."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", unescape(text)).casefold()))


def guid_of(guid: str) -> str:
    """The guid as the publisher meant it, white space aside; "" where the software wrote that there is none."""
    guid = guid.strip()
    return "" if guid.casefold() in _NO_GUIDS else guid


def _is_web(url: str) -> bool:
    return url[:8].lower().startswith(("http://", "https://"))


def _path(url: str) -> str:
    """What is behind the host: the same after a move to another."""
    return url.partition("://")[2].partition("/")[2]


def _selects(url: str) -> bool:
    """A site's front page is no entry's address."""
    return url.partition("://")[2].rstrip("/").count("/") > 0 or "?" in url


def _mark(value: str) -> str:
    return hashlib.blake2b(value.encode(errors="replace"), digest_size=16).hexdigest()
