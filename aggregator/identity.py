"""Three names for one entry: guid as received, id as published for ever, key ours.

Two answers of one source carry the same entry when their `identity_of` is equal. An id is minted once, from
the first answer, and stored; a later answer with other words for the same entry does not mint again.
"""

import base64
import hashlib
import re
import uuid

_URI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.IGNORECASE | re.ASCII)
_OURS = uuid.uuid5(uuid.NAMESPACE_URL, "urn:x-aggregator:entry")


def identity_of(guid: str, url: str, title: str, published: str) -> str:
    """What tells an entry from the others of its source: its guid, else its URL, else its words.

    The guid is taken as the publisher meant it, white space aside. An entry that has neither guid nor URL
    is known by a digest of title and date, both as received.
    """
    if guid := guid.strip():
        return guid
    if url:
        return url
    return "sha256:" + hashlib.sha256(f"{title}\0{published}".encode(errors="replace")).hexdigest()


def entry_id(source: str, guid: str, identity: str) -> str:
    """The atom:id to publish: the publisher's own when it is a URI, else a urn:uuid of source and identity.

    RFC 4287 §4.2.6: an entry that is republished keeps its id.
    """
    guid = guid.strip()
    if guid.isascii() and _URI.fullmatch(guid):
        return guid
    return own_id(source, identity)


def own_id(source: str, identity: str) -> str:
    """A urn:uuid that only this entry of this source can have (RFC 9562 §5.5)."""
    return uuid.uuid5(_OURS, f"{source}\0{identity}").urn


def feed_id(installation: str, name: str) -> str:
    """The atom:id of a feed that this wire publishes; independent of the site's address."""
    return uuid.uuid5(uuid.UUID(installation), name).urn


def entry_key(entry_id: str) -> str:
    """Our short name of an entry: 13 letters and digits, safe in a URL path, a pure function of its id."""
    digest = hashlib.blake2b(entry_id.encode(errors="replace"), digest_size=8).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()
