"""What a page says of itself in schema.org's words (JSON-LD), for search engines.

An entry is the paper's article, not ours: we say that we list it and where it is, never that we wrote it. A block of
data is no script to a browser, so the policy of pages needs no exception for it.
"""

from collections.abc import Iterable
from typing import Any

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from aggregator.config import Site
from aggregator.web.cards import Card, Link
from aggregator.web.languages import path_in
from aggregator.words import LANGUAGES

_CONTEXT = "https://schema.org"
Thing = dict[str, Any]


def of_site(site: Site, language: str) -> Markup:
    """The site, and how it is searched; nothing while it has no address."""
    if site.url is None:
        return Markup()
    search = site.url + path_in(language, "/search")
    thing = _site(site) | {
        "description": site.description,
        "inLanguage": list(LANGUAGES),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": f"{search}?q={{search_term_string}}"},
            "query-input": "required name=search_term_string",
        },
    }
    return _written(thing)


def of_listing(
    site: Site,
    language: str,
    path: str,
    name: str,
    about: str,
    parents: Iterable[Link],
    cards: Iterable[Card],
) -> Markup:
    """A page that lists entries, and the way to it from the front page through its `parents`."""
    if site.url is None:
        return Markup()
    trail = (Link(site.title, "/"), *parents, Link(name, path))
    address = site.url + path_in(language, path)
    page = {
        "@type": "CollectionPage",
        "@id": address,
        "url": address,
        "name": name,
        "description": about,
        "inLanguage": language,
        "isPartOf": _site(site),
        "mainEntity": {"@type": "ItemList", "itemListElement": _items(cards)},
    }
    return _written(page, {"@type": "BreadcrumbList", "itemListElement": _trail(site, language, trail)})


def _site(site: Site) -> Thing:
    return {"@type": "WebSite", "@id": f"{site.url}/#site", "url": f"{site.url}/", "name": site.title}


def _items(cards: Iterable[Card]) -> list[Thing]:
    return [
        {"@type": "ListItem", "position": position, "name": card.title, "url": card.url}
        for position, card in enumerate((card for card in cards if card.url), start=1)
    ]


def _trail(site: Site, language: str, links: Iterable[Link]) -> list[Thing]:
    return [
        {
            "@type": "ListItem",
            "position": position,
            "name": link.title,
            "item": f"{site.url}{path_in(language, link.path)}",
        }
        for position, link in enumerate(links, start=1)
    ]


def _written(*things: Thing) -> Markup:
    """As JSON in which no character means anything to HTML."""
    graph = [{name: value for name, value in thing.items() if value} for thing in things]
    return htmlsafe_json_dumps({"@context": _CONTEXT, "@graph": graph}, ensure_ascii=False)
