"""What a document points to and lacks: the sitemaps of an index, and the pages of the entries that a listing names.

An entry's page is fetched once, before the entry is first published: one that has no date or text yet would be
announced with the wrong ones. A poll fetches a few pages; the entries whose turn does not come are left for the
next poll, and so is one whose page fails, up to `TRIES` times: then the listing's word must do.
"""

import asyncio
from dataclasses import dataclass, replace
from time import monotonic

from aggregator.dedupe import Doubt, decide
from aggregator.errors import FetchError, ParseError, SandboxError
from aggregator.fetch import fetch
from aggregator.identity import handles
from aggregator.model import Entry, Fetched, Kind, NotModified, Processed, Source, Validators
from aggregator.pipeline import process, read_article
from aggregator.runtime import PollingRuntime
from aggregator.store import entries, tries

ARTICLES_PER_POLL = 10
SECONDS_PER_POLL = 60
"""After this no further page is begun, so that a poll ends well within its lease."""

CHILDREN_PER_POLL = 3
PAGES_PER_ARTICLE = 10
TRIES = 3
TOO_MUCH = ("http_429", "http_503", "timed_out")
"""A server that answers so is not asked for more in this poll."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What may be stored now.

    `behind`: entries were left for the next poll. `failed`: handles to count a try for. `partial`: the answer is
    not all of the source, so its bytes say nothing about the next one. `retry_after`: seconds that the server of
    the pages asked for.
    """

    processed: Processed
    listed: tuple[Entry, ...] = ()
    """The completed entries as the listing had them: by those words they must be known again."""
    behind: bool = False
    failed: tuple[str, ...] = ()
    partial: bool = False
    retry_after: float | None = None


async def complete(rt: PollingRuntime, source: Source, processed: Processed) -> Completed:
    """Fetches what the processed document points to, as far as this source wants it and one poll may."""
    deadline = monotonic() + SECONDS_PER_POLL
    whole = await _with_children(rt, source, processed, deadline)
    completed = await _with_articles(rt, source, whole, deadline) if wants_pages(source) else Completed(whole)
    return replace(completed, partial=bool(processed.children))


def wants_pages(source: Source) -> bool:
    """Whether the pages of this source's entries are fetched: a listing page has too little by itself."""
    return source.kind is Kind.PAGE or source.full_text


async def _with_children(
    rt: PollingRuntime, source: Source, processed: Processed, deadline: float
) -> Processed:
    """The entries of the first sitemaps of an index; one that fails costs itself, but all of them the poll."""
    failures: list[FetchError | ParseError | SandboxError] = []
    children = processed.children[:CHILDREN_PER_POLL]
    for url in children:
        try:
            document = await _get(rt, url, source.kind, deadline)
            child = await rt.sandbox.run(process, document, source, rt.settings.topics, rt.now())
            known = {entry.identity for entry in processed.entries}
            more = tuple(entry for entry in child.entries if entry.identity not in known)
            processed = replace(
                processed, entries=processed.entries + more, problems=processed.problems + child.problems
            )
        except (FetchError, ParseError, SandboxError) as error:
            failures.append(error)
            problem = f"{error.code}: sitemap {url}: {error}"
            processed = replace(processed, problems=(*processed.problems, problem))
    if children and len(failures) == len(children):
        raise failures[0]
    return processed


async def _with_articles(
    rt: PollingRuntime, source: Source, processed: Processed, deadline: float
) -> Completed:
    """The listing's known entries, and of the others those whose page was read, or was tried often enough."""
    new, tried = await asyncio.to_thread(_unknown, rt, source, processed)
    fresh = {entry.identity for entry in new}
    done: list[Entry] = []
    listed: list[Entry] = []
    failed: list[str] = []
    problems = list(processed.problems)
    retry_after: float | None = None
    for entry in new[:ARTICLES_PER_POLL]:
        if monotonic() > deadline:
            break
        try:
            done.append(await _article(rt, source, entry, deadline))
            listed.append(entry)
        except (FetchError, ParseError, SandboxError) as error:
            problems.append(f"{error.code}: {entry.url}: {error}")
            handle = handles(entry)[0]
            if tried.get(handle, 0) + 1 >= TRIES:
                done.append(entry)
            else:
                failed.append(handle)
            retry_after = getattr(error, "retry_after", None)
            if retry_after or isinstance(error, SandboxError) or error.code in TOO_MUCH:
                break  # asking for the next page now would make it worse
    known = tuple(entry for entry in processed.entries if entry.identity not in fresh)
    kept = replace(processed, entries=known + tuple(done), problems=tuple(problems))
    behind = len(done) < len(new)
    return Completed(kept, tuple(listed), behind, tuple(failed), retry_after=retry_after)


def _unknown(
    rt: PollingRuntime, source: Source, processed: Processed
) -> tuple[tuple[Entry, ...], dict[str, int]]:
    """The entries that are not stored yet, and how often the page of each has been tried."""
    with rt.store.read() as tx:
        known = entries.known(tx, source.slug, processed.entries)
        withheld = Doubt(entries.withheld(tx, source.slug, processed.entries))
        new = decide(processed.entries, known, (), rt.now(), withheld).new
        return new, tries.count(tx, source.slug, [handles(entry)[0] for entry in new])


async def _article(rt: PollingRuntime, source: Source, listed: Entry, deadline: float) -> Entry:
    """The entry with what its page, and the pages that continue it, say."""
    pages: tuple[Fetched, ...] = ()
    entry, following = listed, listed.url or None
    while following and len(pages) < PAGES_PER_ARTICLE and following not in {page.url for page in pages}:
        pages += (await _get(rt, following, Kind.PAGE, deadline),)
        topics = rt.settings.topics
        entry, following = await rt.sandbox.run(read_article, pages, listed, source, topics, rt.now())
    return entry


async def _get(rt: PollingRuntime, url: str, kind: Kind | None, deadline: float) -> Fetched:
    try:
        async with asyncio.timeout(max(deadline - monotonic(), 0)):
            if kind is Kind.PAGE:
                await rt.robots.check(url)
            answer = await fetch(rt.http, url, Validators(), rt.now(), kind)
    except TimeoutError as error:
        raise FetchError("timed_out", f"not fetched within the {SECONDS_PER_POLL} s of a poll") from error
    if isinstance(answer, NotModified):
        raise FetchError("unexpected_304", "the server says “not modified” to a first request")
    return answer
