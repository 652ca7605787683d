"""Addresses of stories: none ever dies."""

from urllib.parse import urlencode

from flask import redirect, request
from werkzeug.wrappers import Response

from aggregator.runtime import Runtime
from aggregator.store import entries
from aggregator.web.languages import asked_words, path_in


def moved(rt: Runtime, key: str, ending: str = "") -> Response | None:
    """The way to the story that the entry of this key belongs to, where it does not bear the entry's key.

    What the request asks for besides, such as `?limit=`, is asked for there too.
    """
    with rt.store.read() as tx:
        entry = entries.get(tx, key)
    if entry is None or entry.story in ("", key):
        return None
    query = "?" + urlencode(list(request.args.items(multi=True))) if request.args else ""
    path = path_in(asked_words().language, f"/stories/{entry.story}{ending}")
    return redirect(f"{rt.settings.site.url or ''}{path}{query}", 301)
