"""oEmbed 1.0 (oembed.com): what a site that is given one of our addresses may show instead of it."""

import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from flask import Response, abort, request

from aggregator.config import Settings
from aggregator.documents import source_name
from aggregator.model import Topic
from aggregator.runtime import Runtime
from aggregator.store import Tx, entries, sources
from aggregator.web.answers import Rendered, Shelf, answer, rendered
from aggregator.web.embeds.code import frame_code, height_of
from aggregator.web.embeds.options import Options, read_options
from aggregator.web.embeds.policies import open_to
from aggregator.web.embeds.views import find_topic
from aggregator.web.templating import render_template
from aggregator.words import INDONESIAN, words_in

_WIDTH = 600
_LEAST = 120
"""No embed is shown smaller, whatever the consumer says it has room for."""
_MAX_AGE_SECONDS = 3600
_TYPES = {"json": "application/json", "xml": "text/xml; charset=utf-8"}
_PATH = re.compile(r"(/en(?!/embed))?/(topics|embed|stories)/([a-z0-9-]{1,64})")
_PIXELS = re.compile(r"[1-9][0-9]{0,4}", re.ASCII)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

Fields = dict[str, str | int]


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of it the consumer has, in pixels."""

    width: int
    height: int


class OEmbed:
    """Answers for topics, their embeds, and stories."""

    def __init__(self, rt: Runtime) -> None:
        self._rt = rt
        self._shelf = Shelf(rt)

    def answer(self) -> Response:
        """`/oembed`: 501 for a format that is not ours, 404 for an address that is not, 401 for a topic that only
        some pages may show, since nobody can tell which page the asking server means."""
        form = request.args.get("format", "json")
        if form not in _TYPES:
            abort(501)
        url = request.args.get("url") or abort(400)
        room = _Room(_pixels("maxwidth"), _pixels("maxheight"))

        def render(tx: Tx, settings: Settings) -> Rendered | None:
            fields = _fields(tx, settings, url, room)
            return rendered(_written(fields, form), _TYPES[form]) if fields else None

        _refuse_private(self._rt.settings, url)
        key = urlencode({"url": url, "width": room.width, "height": room.height})
        return open_to(answer(self._shelf.take((key, form), render) or abort(404), _MAX_AGE_SECONDS), None)


def discovery(settings: Settings, path: str) -> tuple[tuple[str, str], ...]:
    """(media type, URL) by which a page of ours says that there is an answer for it."""
    if not settings.site.url or not _PATH.fullmatch(path):
        return ()
    endpoint = f"{settings.site.url}/oembed?" + urlencode({"url": settings.site.url + path})
    return (
        ("application/json+oembed", f"{endpoint}&format=json"),
        ("text/xml+oembed", f"{endpoint}&format=xml"),
    )


def _pixels(name: str) -> int:
    text = request.args.get(name, "99999")
    return max(int(text), _LEAST) if _PIXELS.fullmatch(text) else abort(400)


def _named(settings: Settings, url: str) -> tuple[str, str, str] | None:
    """Room, name and query of an address of ours, http or https; None for every other one. The embed of an English
    page is asked for in English.
    """
    site = urlsplit(settings.site.url or "")
    try:
        asked = urlsplit(url)
    except ValueError:
        return None
    ours = asked.scheme in {"http", "https"} and site.netloc and asked.netloc.lower() == site.netloc.lower()
    if not ours or not asked.path.startswith(site.path):
        return None
    found = _PATH.fullmatch(unquote(asked.path[len(site.path) :]))
    if found is None:
        return None
    return found[2], found[3], asked.query if found[2] == "embed" else "lang=en" if found[1] else ""


def _refuse_private(settings: Settings, url: str) -> None:
    named = _named(settings, url)
    topic = find_topic(settings, named[1]) if named and named[0] != "stories" else None
    if topic and topic.frame_ancestors is not None:
        abort(401)


def _fields(tx: Tx, settings: Settings, url: str, room: _Room) -> Fields | None:
    named = _named(settings, url)
    if named is None:
        return None
    kind, name, query = named
    if kind == "stories":
        return _story(tx, settings, name)
    topic = find_topic(settings, name)
    options, mistakes = read_options(parse_qs(query))
    return _topic(settings, topic, options, room) if topic and not mistakes else None


def _topic(settings: Settings, topic: Topic, options: Options, room: _Room) -> Fields:
    width, height = min(_WIDTH, room.width), min(height_of(options), room.height)
    html = frame_code(settings, topic, options, str(width), height)
    title = f"{topic.title} – {settings.site.title}"
    return {**_about(settings, "rich", title), "html": html, "width": width, "height": height}


def _story(tx: Tx, settings: Settings, key: str) -> Fields | None:
    """A story is the papers': a consumer gets its headline and whose it is, to make a link of."""
    entry = entries.get(tx, key)
    if entry is None:
        return None
    profile = sources.profiles(tx, [entry.source]).get(entry.source)
    paper = source_name(settings, profile) if profile else entry.source
    author_url = f"{settings.site.url}/sources/{entry.source}"
    return {**_about(settings, "link", entry.title), "author_name": paper, "author_url": author_url}


def _about(settings: Settings, kind: str, title: str) -> Fields:
    return {
        "version": "1.0",
        "type": kind,
        "title": title,
        "provider_name": settings.site.title,
        "provider_url": f"{settings.site.url}/",
        "cache_age": _MAX_AGE_SECONDS,
    }


def _written(fields: Fields, form: str) -> bytes:
    clean = {name: _UNPRINTABLE.sub("", one) if isinstance(one, str) else one for name, one in fields.items()}
    if form == "json":
        return json.dumps(clean, ensure_ascii=False).encode()
    return render_template("embed/oembed.xml", words_in(INDONESIAN), fields=clean).encode()
