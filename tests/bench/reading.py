"""What reading costs in one process: from bytes to clean, tagged entries, and from an article's page to its text."""

import time
from datetime import UTC, datetime

from aggregator.demo import Newsroom
from aggregator.model import Fetched, Kind, Match, Source, Topic, Word
from aggregator.pipeline import process, read_article
from tests.bench.farm import farm

FEEDS = 60
NOW = datetime(2026, 11, 23, tzinfo=UTC)
TOPICS = (Topic("pilkada", "Pilkada", Match(any=(Word("pilkada*"), Word("kpu"), Word("bawaslu")))),)


def entries_per_second() -> tuple[float, float]:
    """Of feeds, as they come; and of a paper whose articles' pages are read for their full text."""
    return _feeds(), _articles()


def _feeds() -> float:
    source = Source("koran", "Koran", "https://koran.example/rss")
    documents = [Fetched(source.url, body, content_type) for _, body, content_type in farm(FEEDS)]
    started = time.process_time()
    count = sum(len(process(document, source, TOPICS, NOW).entries) for document in documents)
    return count / (time.process_time() - started)


def _articles() -> float:
    newsroom = Newsroom(1, lambda: NOW, {})
    paper = newsroom.papers["pempek-ekspres"]
    source = Source(paper.slug, paper.title, f"http://{paper.slug}.example/", kind=Kind.PAGE)
    front = Fetched(source.url, newsroom.render(paper.slug).body, "text/html; charset=utf-8")
    listed = process(front, source, TOPICS, NOW).entries
    pages = [newsroom.answer(paper.slug, "/" + entry.url.split("/", 3)[3]).body for entry in listed]
    started = time.process_time()
    for entry, page in zip(listed, pages, strict=True):
        read_article((Fetched(entry.url, page, "text/html; charset=utf-8"),), entry, source, TOPICS, NOW)
    return len(listed) / (time.process_time() - started)
