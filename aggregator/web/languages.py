"""The address decides the language: every page is Indonesian at its own address, and English at that behind `/en`.

What is no page has one address: feeds, embeds, sitemaps, our own files. See docs/decisions/0024-languages.md.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import request

from aggregator.words import ENGLISH, INDONESIAN, LANGUAGES, Words, words_in

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication

_PREFIX = f"/{ENGLISH}"
_LANGUAGE = "aggregator.language"
"""The key in a request's environment under which its language stands."""
_PAGE = re.compile(
    r"/(?:(?:(?:all|topics|sources|stories|places)(?:/[^.]*)?"
    r"|terpopuler|pilihan|search|status|langganan|about|embed(?:\.json)?)/?)?"
)


def path_in(language: str, path: str) -> str:
    """Where a page of the site is in this language; any other path, and a page's query, as it is."""
    is_page = _PAGE.fullmatch(path.partition("?")[0])
    return f"{_PREFIX}{path}" if is_page and language == ENGLISH else path


def twins(path: str) -> tuple[tuple[str, str], ...]:
    """(language, path) of a page in every language; `x-default` stands for the readers of all others."""
    return (*((language, path_in(language, path)) for language in LANGUAGES), ("x-default", path))


def asked_words() -> Words:
    """The words of the language in which the request asks."""
    return words_in(request.environ.get(_LANGUAGE, INDONESIAN))


def preferred_words() -> Words:
    """Those that the client prefers: for what no cache keeps, at an address that has no English twin."""
    return words_in(request.accept_languages.best_match(LANGUAGES, INDONESIAN))


class InEnglish:
    """A WSGI application around another, which learns from it that a page behind `/en` is asked for in English."""

    def __init__(self, app: "WSGIApplication") -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """What is no page has no English address, and the refusal says so in English."""
        prefix, slash, rest = environ["PATH_INFO"].partition(_PREFIX)
        if not prefix and slash and rest[:1] in ("", "/"):
            environ[_LANGUAGE] = ENGLISH
            if _PAGE.fullmatch(rest or "/"):
                environ["SCRIPT_NAME"] += _PREFIX
                environ["PATH_INFO"] = rest or "/"
        return self._app(environ, start_response)
