"""What pages call a listing and its feeds, each in its language; in the feeds themselves stands one name."""

from dataclasses import replace

from aggregator.config import Settings
from aggregator.documents import Listing
from aggregator.words import Words


def named(listing: Listing, settings: Settings, words: Words) -> Listing:
    """The listing with all its words in a language, where they are ours and no name."""
    if listing.path == "/all":
        title = words.say("%(site)s: all news", site=settings.site.title)
        return replace(listing, heading=words.say("All news"), title=title)
    if listing.place:
        about = words.say("News about %(place)s from many papers", place=listing.heading)
        return replace(listing, subtitle=about)
    return listing
