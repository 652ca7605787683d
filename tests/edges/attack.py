"""A wire on which every field that anybody may write holds script vectors, and each of its views shows all of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from aggregator.model import Category, Entry, Person
from aggregator.store import sources
from tests.edges.site import HOME, NOW, Site, news
from tests.edges.vectors import addresses, vectors

VECTORS = vectors()
_ADDRESSES = addresses()
_LINE = 200
"""Characters of what is short: names of topics and papers, queries, the beginning of a summary."""
_ON_A_PAGE = 20


def _lines() -> Iterator[str]:
    """All vectors, as many in a line as fit."""
    line = ""
    for vector in VECTORS:
        if line and len(line) + len(vector) > _LINE:
            yield line
            line = ""
        line += vector
    yield line


LINES = tuple(_lines())
PACKS = tuple(" ".join(VECTORS[start::_ON_A_PAGE]) for start in range(_ON_A_PAGE))
"""All vectors in as many titles as stand on one page of anything."""
_TOPICS = tuple(f"vektor-{number}" for number in range(len(LINES)))
TOPICS = _TOPICS[: -(-len(LINES) // _ON_A_PAGE)]
"""Those that have news: between them, the summaries begin with every line."""
STORY = "kisah"
_PAPERS = ("palpres", "antara", "baru", *(f"koran-{number}" for number in range(3, len(LINES))))


def yaml() -> str:
    """What an operator copied from somewhere is hostile too: every name and description."""
    topics = [
        {
            "slug": f"vektor-{number}",
            "title": line,
            "description": PACKS[number % 20],
            "match": {"any": [f"vektor-{number}"]},
        }
        for number, line in enumerate(LINES)
    ]
    papers = [
        {"slug": slug, "title": line, "url": f"https://{slug}.example/rss"}
        for slug, line in zip(_PAPERS, LINES, strict=True)
    ]
    picks = [{"url": _url(number), "note": line} for number, line in enumerate(LINES)]
    site = {"title": LINES[0], "url": HOME, "description": PACKS[1]}
    return json.dumps({"site": site, "topics": topics, "sources": papers, "picks": picks}) + "\n"


def fill_with_vectors(place: Site) -> None:
    """An entry for every line, retellings of the first, and one story that twenty papers tell."""
    with place.rt.store.write() as tx:
        sources.sync(tx, place.rt.settings.sources, NOW)
    place.answered(*_PAPERS)
    made = [_entry(number, url=_url(number), topics=(TOPICS[number // 20],)) for number in range(len(LINES))]
    made += [
        _entry(number, guid=f"lagi {number}", source=_PAPERS[-number], story=made[number].key, follows=True)
        for number in range(1, _ON_A_PAGE)
    ]
    first = {"key": STORY, "id": f"https://a.example/{STORY}", "story": STORY}
    made.append(_entry(0, guid=STORY, hours=9, **first))
    made += [
        _entry(number, guid=f"{STORY} {number}", hours=8, story=STORY, follows=True, copy_of=STORY)
        for number in range(1, _ON_A_PAGE)
    ]
    made += [
        _entry(number, guid=f"lama {number}", hours=20, source=_PAPERS[0]) for number in range(_ON_A_PAGE)
    ]
    place.publish(*made)
    for number, slug in enumerate(_PAPERS[:_ON_A_PAGE]):
        place.failed(slug, "http_503", PACKS[number])


def _url(number: int) -> str:
    return f"https://koran-{number}.example/baca"


def _entry(number: int, hours: float = 0, **fields: object) -> Entry:
    pack, line = PACKS[number % _ON_A_PAGE], LINES[number]
    at = NOW - timedelta(hours=hours, minutes=number)
    hostile = _ADDRESSES[number % len(_ADDRESSES)]
    held = {
        "source": _PAPERS[number], "guid": f"{number} {pack}", "url": hostile, "image": hostile,
        "title": f"{pack} Palembang", "summary": f"{line} {pack}", "content": pack, "language": line,
        "authors": (Person(pack, hostile, line),), "categories": (Category(pack),), "related": ((hostile, pack),),
        "order_at": at, "published": at, "first_seen": at, "updated": at,
    }  # fmt: skip
    made = news(number, **{**held, **fields})
    return made if made.story else replace(made, story=made.key)


PAGES = {
    "/": True, "/all": True, "/topics/vektor-0": True, "/sources/palpres": True, f"/stories/{STORY}": True,
    "/places/palembang": True, "/search?q=palembang": True, f"/all/archive/{NOW:%Y-%m}": True, "/terpopuler": True,
    "/pilihan": True, "/sources": True, "/status": True, "/langganan": True, "/places": False, "/all/archive": False,
    "/about": False, "/topics/vektor-0.atom": False, "/nowhere": False, "/all?before=x": False, "/embed": True,
}  # fmt: skip
"""Every page, and whether its content holds all vectors; its frame, which names the topics, always does."""
FEEDS = (
    "/all.atom?limit=500", "/all.rss?limit=500", "/all.json?limit=500", "/status.atom", "/status.json", "/feeds.opml",
    "/pilihan.atom", "/sitemap-news.xml", "/topics/vektor-0.atom",
)  # fmt: skip
"""Documents for programs, which somebody may open in a browser all the same."""
