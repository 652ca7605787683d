"""From one answer to entries, without side effects: what the parse worker runs."""

from dataclasses import replace
from datetime import datetime

from aggregator.errors import ParseError
from aggregator.model import Entry, Fetched, Kind, ParsedFeed, Processed, Source, Topic
from aggregator.normalize import normalize
from aggregator.parse import parse
from aggregator.parse.article import join_articles, next_page, parse_article
from aggregator.parse.encoding import decode, unpack
from aggregator.topics import compile_rules


def process(document: Fetched, source: Source, topics: tuple[Topic, ...], now: datetime) -> Processed:
    """Parses, normalizes and tags. Raises ParseError when the document is not what the source should serve."""
    parsed = parse(document.body, document.content_type, document.url, source)
    processed = normalize(parsed, source, document.url, now)
    rules = compile_rules(topics)
    tagged = tuple(replace(entry, topics=rules.topics_of(entry)) for entry in processed.entries)
    return _with_links(replace(processed, entries=tagged), document)


def _with_links(processed: Processed, document: Fetched) -> Processed:
    """With the hubs and the own address that the answer's header names, which go before the document's (WebSub §4)."""
    hubs = tuple(url for rel, url in document.links if rel == "hub")
    own = next((url for rel, url in document.links if rel == "self"), processed.self_url)
    return replace(processed, hubs=tuple(dict.fromkeys(hubs + processed.hubs)), self_url=own)


def read_article(
    pages: tuple[Fetched, ...], listed: Entry, source: Source, topics: tuple[Topic, ...], now: datetime
) -> tuple[Entry, str | None]:
    """The listed entry with what its own pages say, and where the next page of it is (None at the end).

    Identity and link stay those of the listing. Raises ParseError `no_article` when the page is none.
    """
    texts = [decode(unpack(page.body), page.content_type) for page in pages]
    parts = tuple(parse_article(text, page.url) for text, page in zip(texts, pages, strict=True))
    feed = ParsedFeed(format="article", entries=(join_articles(parts),))
    found = normalize(feed, source, pages[0].url, now).entries
    if not found:
        raise ParseError("no_article", "The page of the entry holds nothing that can be read as an article.")
    entry = _merge(listed, found[0] if parts[0].title else replace(found[0], title=listed.title))
    if source.kind is not Kind.PAGE:
        entry = _as_announced(entry, listed)
    tagged = replace(entry, topics=compile_rules(topics).topics_of(entry))
    return tagged, next_page(texts[-1], pages[-1].url)


def _merge(listed: Entry, article: Entry) -> Entry:
    """The article's words under the listing's name; the listing fills what the article does not say."""
    published = article.published or listed.published
    return replace(
        article,
        key=listed.key,
        id=listed.id,
        guid=listed.guid,
        identity=listed.identity,
        url=listed.url,
        published=published,
        updated=article.updated if article.published else listed.updated,
        order_at=published or listed.first_seen,
        source_updated=listed.source_updated,
        summary=article.summary or listed.summary,
        content=article.content or listed.content,
        image=article.image or listed.image,
        authors=article.authors or listed.authors,
        categories=article.categories or listed.categories,
    )


def _as_announced(entry: Entry, listed: Entry) -> Entry:
    """A feed's own title, date and excerpt are its publisher's word, and what the entry is known again by."""
    published = listed.published or entry.published
    return replace(
        entry,
        title=listed.title or entry.title,
        summary=listed.summary or entry.summary,
        published=published,
        updated=listed.updated if listed.published else entry.updated,
        order_at=published or listed.first_seen,
    )
