"""The places of the gazetteer: `/places` lists them, and each one's page leads to those that lie in it."""

from flask import Blueprint, Response

from aggregator.places import PROVINCE, place_ids, place_title
from aggregator.runtime import Runtime
from aggregator.web.answers import answer, rendered
from aggregator.web.cards import Link
from aggregator.web.frame import frame_of, render_page
from aggregator.web.languages import asked_words
from aggregator.words import INDONESIAN

MAX_AGE_SECONDS = 3600


def link_to(place: str) -> Link:
    """The page of a place."""
    return Link(place_title(place) or place, f"/places/{place}", INDONESIAN)


def inside(place: str) -> tuple[Link, ...]:
    """The regencies and cities of the province, the districts of a regency; nothing for a district."""
    return tuple(link_to(one) for one in place_ids() if _parent(one) == place)


def around(place: str) -> tuple[Link, ...]:
    """What a place lies in, the widest first."""
    parent = _parent(place)
    return (*around(parent), link_to(parent)) if parent else ()


def _parent(place: str) -> str:
    if place == PROVINCE:
        return ""
    return place.partition("/")[0] if "/" in place else PROVINCE


def blueprint(rt: Runtime) -> Blueprint:
    """The route of the list."""
    routes = Blueprint("localities", __name__)

    @routes.get("/places")
    def all_places() -> Response:
        words = asked_words()
        frame = frame_of(rt.settings, rt.now(), words, "/places", words.say("News by place"))
        regions = tuple((region, inside(region.path.removeprefix("/places/"))) for region in inside(PROVINCE))
        body = render_page("places.html", frame, province=link_to(PROVINCE), regions=regions)
        return answer(rendered(body, "text/html; charset=utf-8"), MAX_AGE_SECONDS)

    return routes
