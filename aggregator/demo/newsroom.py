"""All the papers as one state machine: who prints what next, and what a paper answers to a path.

An original may have followers: papers that reprint it or tell it in their own words a while later. Originals
and followers wait in one queue ordered by time, so the stock of the first two days and the live show come
about in the same way.
"""

import hashlib
import heapq
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

from aggregator.demo.dice import dice
from aggregator.demo.forms import render_feed, render_page
from aggregator.demo.forms.pictures import picture
from aggregator.demo.papers import Article, Issue, Paper, all_papers
from aggregator.demo.phrasebook import Beat, Place, phrasebook
from aggregator.demo.stories import Story, reprint, tell

_KEPT = 400
"""Articles a paper keeps on line."""
_IN_FEED = 24
_MAINTENANCE = b"<!doctype html><title>Pemeliharaan</title><h1>Situs sedang dirawat</h1>\n"
_STOCK = timedelta(hours=48)
_ARTICLE = re.compile(r"/[a-z-]+/read/(\d+)/[a-z0-9-]*")
_PICTURE = re.compile(r"/foto/(\d+)\.png")


class Answer(NamedTuple):
    """What goes over the wire."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, order=True)
class _Assignment:
    due_at: datetime
    number: int
    paper: Paper = field(compare=False)
    story: Story | None = field(default=None, compare=False)
    variant: int = field(default=0, compare=False)
    original: Article | None = field(default=None, compare=False)
    """What to reprint."""


class Newsroom:
    """The papers of `papers.toml`, alive. The same seed, clock and origins give the same papers.

    `origins` maps a paper's slug to its `http://host:port`; without one it is `http://<slug>.example`. May be
    used from several threads.
    """

    def __init__(
        self, seed: int, now: Callable[[], datetime], origins: Mapping[str, str] | None = None
    ) -> None:
        self.papers = {paper.slug: paper for paper in all_papers()}
        self.origins = {slug: f"http://{slug}.example" for slug in self.papers} | dict(origins or {})
        self._book, self._seed, self._now = phrasebook(), seed, now
        self._rng = dice(seed)
        self._lock = threading.Lock()
        self._printed: dict[str, deque[Article]] = {slug: deque(maxlen=_KEPT) for slug in self.papers}
        self._queue: list[_Assignment] = []
        self._deck: list[tuple[Beat, Place]] = []
        self._count = 0
        self._breakdowns = 0
        self._print_stock()

    @property
    def articles(self) -> tuple[Article, ...]:
        """Everything on line at all papers, in the order it was printed."""
        with self._lock:
            return tuple(
                sorted((a for shelf in self._printed.values() for a in shelf), key=lambda a: a.number)
            )

    def publish_next(self) -> Article:
        """Print one article now: a follower whose time has come, else a new story at some paper."""
        with self._lock:
            now = self._now()
            due = self._queue and self._queue[0].due_at <= now
            job = (
                heapq.heappop(self._queue)
                if due
                else self._assign(self._rng.choice([*self.papers.values()]), now)
            )
            return self._print(job, now, live=True)

    def render(self, slug: str) -> Answer:
        """The feed of a paper as it is now, with the validators it sends."""
        with self._lock:
            paper, issue = self.papers[slug], self._issue(slug)
            self._breakdowns += not paper.healthy
            turn = self._breakdowns
        if not paper.healthy:
            return _broken(issue, turn)
        content_type, body = render_feed(issue)
        return Answer(200, {"Content-Type": content_type, **_validators(issue, body)}, body)

    def answer(self, slug: str, path: str) -> Answer:
        """What the paper answers to a path: its feed, pages, pictures, a redirect or 404."""
        paper = self.papers[slug]
        if path == paper.feed_path:
            return self.render(slug)
        if path in paper.moved_from:
            following = (*paper.moved_from, paper.feed_path)[paper.moved_from.index(path) + 1]
            return Answer(301, {"Location": self.origins[slug] + following}, b"")
        if found := _PICTURE.fullmatch(path):
            return Answer(
                200, {"Content-Type": "image/png", "Cache-Control": "max-age=86400"}, picture(int(found[1]))
            )
        with self._lock:
            issue = self._issue(slug)
            article = self._find(slug, path)
        if path != "/" and not article:
            return Answer(404, {"Content-Type": "text/plain; charset=utf-8"}, b"Tidak ditemukan\n")
        return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, render_page(issue, article))

    def _issue(self, slug: str) -> Issue:
        newest = tuple(self._printed[slug])[: -_IN_FEED - 1 : -1]
        return Issue(self.papers[slug], self.origins[slug], newest)

    def _find(self, slug: str, path: str) -> Article | None:
        found = _ARTICLE.fullmatch(path)
        number = int(found[1]) if found else 0
        return next((article for article in self._printed[slug] if article.number == number), None)

    def _print_stock(self) -> None:
        now = self._now().replace(microsecond=0)
        for paper in self.papers.values():
            for _ in range(self._rng.randint(8, 9)):
                ago = timedelta(minutes=self._rng.randint(3, int(_STOCK.total_seconds()) // 60))
                heapq.heappush(self._queue, self._assign(paper, now - ago))
        while self._queue and self._queue[0].due_at <= now:
            job = heapq.heappop(self._queue)
            self._print(job, job.due_at, live=False)
        # A follower that the stock left over would wait for minutes: the show begins with those.
        self._queue = [replace(job, due_at=now) for job in sorted(self._queue)[:5]]

    def _assign(self, paper: Paper, at: datetime) -> _Assignment:
        return _Assignment(at, self._next_number(), paper)

    def _next_number(self) -> int:
        self._count += 1
        return self._count

    def _print(self, job: _Assignment, at: datetime, *, live: bool) -> Article:
        at = at.replace(microsecond=0)
        number = self._next_number()
        story = job.story or self._invent(f"{self._seed}-{number}", at)
        text = tell(self._book, story, job.variant)
        if job.original:
            dateline = f"{story.place.capital.upper()}, {job.paper.title.upper()}"
            text = reprint(self._book, text, self.papers[job.original.paper].title, dateline, self._rng)
        origin = self.origins[job.paper.slug]
        article = Article(
            number=number,
            story=story.key,
            copy_of=job.original.url if job.original else "",
            paper=job.paper.slug,
            url=f"{origin}/{_slug(text.category)}/read/{number}/{_slug(text.title)}",
            published=at,
            title=text.title,
            paragraphs=text.paragraphs,
            category=text.category,
            tags=text.tags,
            author=self._reporter(job.paper),
            caption=text.caption,
            credit=text.credit,
            picture_url=f"{origin}/foto/{number}.png" if job.paper.pictures else "",
            related=self._related(job.paper.slug) if job.paper.interruption else (),
        )
        self._printed[job.paper.slug].append(article)
        if not job.story:
            self._send_followers(article, story, live=live)
        return article

    def _invent(self, key: str, at: datetime) -> Story:
        if not self._deck:
            beats = [beat for beat in self._book.beats for _ in range(beat.weight)]
            self._deck = [(beat, place) for beat in beats for place in self._book.places]
            self._rng.shuffle(self._deck)
        beat, place = self._deck.pop()
        return Story(key, str(self._seed), beat, place, at)

    def _send_followers(self, article: Article, story: Story, *, live: bool) -> None:
        if not story.beat.reprinted or self._rng.random() > 0.3:
            return
        others = [paper for paper in self.papers.values() if paper.slug != article.paper]
        for nth, paper in enumerate(self._rng.sample(others, self._rng.choice((1, 1, 2, 3)))):
            reprints = nth == 2 or self._rng.random() < 0.6  # a beat has words for two retellings
            seconds = self._rng.randint(6, 40) if live else self._rng.randint(600, 9000)
            due_at = article.published + timedelta(seconds=seconds)
            job = _Assignment(due_at, self._next_number(), paper, story)
            job = replace(job, original=article) if reprints else replace(job, variant=nth + 1)
            heapq.heappush(self._queue, job)

    def _reporter(self, paper: Paper) -> str:
        names = dice(paper.slug, self._rng.randrange(3))
        return f"{names.choice(self._book.first_names)} {names.choice(self._book.last_names)}"

    def _related(self, slug: str) -> tuple[tuple[str, str], ...]:
        older = tuple(self._printed[slug])[-8:]
        chosen = self._rng.sample(older, min(len(older), 2))
        return tuple((article.url, article.title) for article in chosen)


def _slug(words: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", words.lower()))


def _validators(issue: Issue, body: bytes) -> dict[str, str]:
    headers = {}
    if issue.paper.validators in {"etag", "both"}:
        headers["ETag"] = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    if issue.paper.validators in {"modified", "both"} and issue.articles:
        headers["Last-Modified"] = format_datetime(issue.articles[0].published.astimezone(UTC), usegmt=True)
    return headers


def _broken(issue: Issue, turn: int) -> Answer:
    """In turns a 500, a page instead of the feed, and a feed that ends in mid-sentence."""
    content_type, body = render_feed(issue)
    if turn % 3 == 1:
        return Answer(500, {"Content-Type": "text/plain"}, b"Kesalahan pada basis data\n")
    if turn % 3 == 2:
        return Answer(200, {"Content-Type": "text/html; charset=utf-8"}, _MAINTENANCE)
    return Answer(200, {"Content-Type": content_type}, body[: len(body) * 3 // 5])
