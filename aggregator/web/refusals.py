"""Error pages in the same dress. They read nothing from the store: it may be what has failed."""

from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from aggregator.errors import StoreError
from aggregator.runtime import Runtime
from aggregator.web.conneg import names_form, negotiate
from aggregator.web.frame import frame_of, render_page
from aggregator.web.languages import asked_words
from aggregator.web.parameters import ParameterError
from aggregator.words import Words, message

_RETRY_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Refusal:
    """What an error page says."""

    title: str
    text: str

    def said(self, words: Words) -> "Refusal":
        """The same in a language."""
        return Refusal(words.say(self.title), words.say(self.text))


_BY_STATUS = {
    400: Refusal(
        message("We do not understand that address"),
        message(
            "Something is wrong with the address of this page. Start at the front page, or at one of the topics below."
        ),
    ),
    404: Refusal(
        message("Page not found"),
        message("The address may be mistyped, or there is no such topic or source here."),
    ),
    405: Refusal(message("That cannot be done here"), message("This site is only for reading.")),
    500: Refusal(
        message("Something broke on our side"),
        message("The error has been noted. Try to load the page again in a moment."),
    ),
    503: Refusal(
        message("One moment, we will be right back"),
        message("The database cannot be reached just now. The news is safe; try again in half a minute."),
    ),
}
_OTHER = Refusal(
    message("This request cannot be met"),
    message("Start at the front page, or at one of the topics below."),
)


def register(routes: Blueprint, rt: Runtime) -> None:
    """Gives every error of the whole application its page."""

    def page(status: int, words: Words, refusal: Refusal) -> Response:
        frame = frame_of(rt.settings, rt.now(), words, "", refusal.title, refusal.text, indexed=False)
        body = render_page("refusal.html", frame, status=status, refusal=refusal)
        response = Response(body, status, content_type="text/html; charset=utf-8")
        response.cache_control.no_store = True
        return response

    @routes.app_errorhandler(HTTPException)
    def refused(error: HTTPException) -> Response:
        status = error.code or 500
        words = asked_words()
        response = page(status, words, _BY_STATUS.get(status, _OTHER).said(words))
        if allowed := error.get_response().headers.get("Allow"):
            response.headers["Allow"] = allowed
        return response

    @routes.app_errorhandler(ParameterError)
    def unfit(error: ParameterError) -> Response:
        """Programs ask for feeds, and people who write their addresses read what the program got: plain text."""
        if not (names_form(request.path) or negotiate(request.accept_mimetypes)):
            words = asked_words()
            refusal = replace(_BY_STATUS[400].said(words), text=error.said(words))
            return page(400, words, refusal)
        response = Response(str(error), 400, content_type="text/plain; charset=utf-8")
        response.cache_control.no_store = True
        response.access_control_allow_origin = "*"
        return response

    @routes.app_errorhandler(StoreError)
    def unavailable(_: StoreError) -> Response:
        words = asked_words()
        response = page(503, words, _BY_STATUS[503].said(words))
        response.retry_after = _RETRY_SECONDS
        return response
