"""What a source says of itself."""

from aggregator.identity import entry_id
from aggregator.model import ParsedFeed, Source, SourceProfile
from aggregator.normalize.place import Place
from aggregator.text import clean_characters, excerpt, plain_text
from aggregator.urls import absolute_url, host_of, public_url, redact, web_url

_LONGEST_TITLE = 200
_LONGEST_RIGHTS = 500


def profile_of(feed: ParsedFeed, source: Source, place: Place) -> SourceProfile:
    """The profile; the operator's title goes before the feed's, for pages list sources by it.

    All of it is published: a password or key in the source's address stays out.
    """
    title = plain_text(source.title, False) or plain_text(feed.title) or host_of(source.url) or source.slug
    return SourceProfile(
        slug=source.slug,
        title=excerpt(title, _LONGEST_TITLE),
        id=_feed_id(feed.id, source),
        url=place.absolute(feed.url) or absolute_url("/", web_url(source.url)),
        feed_url=public_url(source.url),
        language=place.language,
        rights=excerpt(plain_text(feed.rights), _LONGEST_RIGHTS),
        icon=place.absolute(feed.icon),
    )


def _feed_id(claimed: str, source: Source) -> str:
    """The feed's own id if it is a URI (RFC 4287 §4.2.6), else its address; "" where that is secret."""
    claimed = clean_characters(claimed).strip()
    is_uri = claimed != "" and entry_id(source.slug, claimed, claimed) == claimed
    return claimed if is_uri and redact(claimed) == claimed else public_url(source.url)
