"""What a source says of itself."""

from aggregator.identity import entry_id
from aggregator.model import ParsedFeed, Source, SourceProfile
from aggregator.normalize.place import Place
from aggregator.text import clean_characters, excerpt, plain_text
from aggregator.urls import absolute_url, host_of, web_url

_LONGEST_TITLE = 200
_LONGEST_RIGHTS = 500


def profile_of(feed: ParsedFeed, source: Source, place: Place) -> SourceProfile:
    """The profile; the operator's title goes before the feed's, for pages list sources by it.

    All of it is published: a user and password in the source's address stay out.
    """
    title = plain_text(source.title, False) or plain_text(feed.title) or host_of(source.url) or source.slug
    return SourceProfile(
        slug=source.slug,
        title=excerpt(title, _LONGEST_TITLE),
        id=_feed_id(feed.id, source),
        url=place.absolute(feed.url) or absolute_url("/", web_url(source.url)),
        feed_url=web_url(source.url),
        language=place.language,
        rights=excerpt(plain_text(feed.rights), _LONGEST_RIGHTS),
        icon=place.absolute(feed.icon),
    )


def _feed_id(claimed: str, source: Source) -> str:
    """The feed's own id if it is a URI, as atom:source needs one (RFC 4287 §4.2.6), else its address."""
    claimed = clean_characters(claimed).strip()
    is_uri = claimed != "" and entry_id(source.slug, claimed, claimed) == claimed
    return claimed if is_uri else web_url(source.url)
