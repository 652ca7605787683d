"""Addresses of stories: none ever dies."""

from flask import redirect
from werkzeug.wrappers import Response

from aggregator.runtime import Runtime
from aggregator.store import entries


def moved(rt: Runtime, key: str, ending: str = "") -> Response | None:
    """The way to the story that the entry of this key belongs to, where it does not bear the entry's key."""
    with rt.store.read() as tx:
        entry = entries.get(tx, key)
    if entry is None or entry.story in ("", key):
        return None
    return redirect(f"{rt.settings.site.url or ''}/stories/{entry.story}{ending}", 301)
