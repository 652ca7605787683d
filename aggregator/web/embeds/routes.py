"""Where embeds are served."""

from flask import Blueprint, Response

from aggregator.runtime import Runtime
from aggregator.web.answers import answer
from aggregator.web.embeds import scripts
from aggregator.web.embeds.builder import Builder
from aggregator.web.embeds.oembed import OEmbed
from aggregator.web.embeds.policies import open_to
from aggregator.web.embeds.views import Embeds

_HOUR_SECONDS = 3600
_YEAR_SECONDS = 365 * 24 * _HOUR_SECONDS


def blueprint(rt: Runtime) -> Blueprint:
    """The routes of embeds."""
    routes = Blueprint("embeds", __name__)
    embeds, builder = Embeds(rt), Builder(rt)
    routes.add_url_rule("/embed", "builder", builder.page)
    routes.add_url_rule("/embed.json", "told", builder.data)
    routes.add_url_rule("/embed/<slug>", "page", embeds.page)
    routes.add_url_rule("/embed/<slug>.json", "data", embeds.data)
    routes.add_url_rule("/embed/<slug>.html", "snippet", embeds.snippet)
    routes.add_url_rule("/oembed", "oembed", OEmbed(rt).answer)

    @routes.get("/embed.js")
    def component() -> Response:
        """Its address never changes, so it is kept for an hour and asked for again."""
        return open_to(answer(scripts.component(rt.settings.site.url or ""), _HOUR_SECONDS), None)

    @routes.get("/embed-frame/<version>.js")
    def frame(version: str) -> Response:
        is_this_version = scripts.frame_path() == f"/embed-frame/{version}.js"
        response = answer(scripts.frame(), _YEAR_SECONDS if is_this_version else 0)
        response.cache_control.immutable = is_this_version
        return response

    return routes
