"""`/langganan`: what a feed is, what reads one, and which there are."""

from flask import Blueprint, Response

from aggregator.documents import everything, of_topic
from aggregator.publish import FORMATS
from aggregator.runtime import Runtime
from aggregator.web.answers import answer, rendered
from aggregator.web.frame import frame_of, render_page
from aggregator.web.headings import named
from aggregator.web.languages import asked_words

MAX_AGE_SECONDS = 300


def blueprint(rt: Runtime) -> Blueprint:
    """The route of the page."""
    routes = Blueprint("subscribing", __name__)

    @routes.get("/langganan")
    def page() -> Response:
        settings, words = rt.settings, asked_words()
        about = words.say("How to follow topics and papers with a feed reader, without an account.")
        frame = frame_of(settings, rt.now(), words, "/langganan", words.say("Subscriptions"), about)
        ours = (
            named(everything(settings), settings, words),
            *(of_topic(settings, topic) for topic in settings.topics),
        )
        body = render_page("subscribe.html", frame, listings=ours, formats=FORMATS)
        return answer(rendered(body, "text/html; charset=utf-8"), MAX_AGE_SECONDS)

    return routes
