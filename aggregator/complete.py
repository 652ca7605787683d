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


@dataclass(frozen=True, slots=True)
class Completed:
    """What may be stored now. `behind`: entries were left for the next poll; `failed`: handles to count a try for."""

    processed: Processed
    behind: bool = False
    failed: tuple[str, ...] = ()


async def complete(rt: PollingRuntime, source: Source, processed: Processed) -> Completed:
    """Fetches what the processed document points to, as far as this source wants it and one poll may."""
    processed = await _with_children(rt, source, processed)
    return await _with_articles(rt, source, processed) if wants_pages(source) else Completed(processed)


def wants_pages(source: Source) -> bool:
    """Whether the pages of this source's entries are fetched: a listing page has too little by itself."""
    return source.kind is Kind.PAGE or source.full_text


async def _with_children(rt: PollingRuntime, source: Source, processed: Processed) -> Processed:
    """The entries of the first sitemaps of an index; one that fails costs itself."""
    for url in processed.children[:CHILDREN_PER_POLL]:
        try:
            document = await _get(rt, url, source.kind)
            child = await rt.sandbox.run(process, document, source, rt.settings.topics, rt.now())
            known = {entry.identity for entry in processed.entries}
            more = tuple(entry for entry in child.entries if entry.identity not in known)
            processed = replace(
                processed, entries=processed.entries + more, problems=processed.problems + child.problems
            )
        except (FetchError, ParseError, SandboxError) as error:
            problem = f"{error.code}: sitemap {url}: {error}"
            processed = replace(processed, problems=(*processed.problems, problem))
    return processed


async def _with_articles(rt: PollingRuntime, source: Source, processed: Processed) -> Completed:
    new, tried = await asyncio.to_thread(_unknown, rt, source, processed)
    deadline = monotonic() + SECONDS_PER_POLL
    done: list[Entry] = []
    failed: list[str] = []
    problems = list(processed.problems)
    for number, entry in enumerate(new):
        if number == ARTICLES_PER_POLL or monotonic() > deadline:
            break
        try:
            done.append(await _article(rt, source, entry))
        except (FetchError, ParseError, SandboxError) as error:
            problems.append(f"{error.code}: {entry.url}: {error}")
            handle = handles(entry)[0]
            if tried.get(handle, 0) + 1 >= TRIES:
                done.append(entry)
            else:
                failed.append(handle)
    kept = replace(processed, entries=tuple(done), problems=tuple(problems))
    return Completed(kept, behind=len(done) < len(new), failed=tuple(failed))


def _unknown(
    rt: PollingRuntime, source: Source, processed: Processed
) -> tuple[tuple[Entry, ...], dict[str, int]]:
    """The entries that are not stored yet, and how often the page of each has been tried."""
    with rt.store.read() as tx:
        known = entries.known(tx, source.slug, processed.entries)
        withheld = Doubt(entries.withheld(tx, source.slug, processed.entries))
        new = decide(processed.entries, known, (), rt.now(), withheld).new
        return new, tries.count(tx, source.slug, [handles(entry)[0] for entry in new])


async def _article(rt: PollingRuntime, source: Source, listed: Entry) -> Entry:
    """The entry with what its page, and the pages that continue it, say."""
    pages: tuple[Fetched, ...] = ()
    entry, following = listed, listed.url or None
    while following and len(pages) < PAGES_PER_ARTICLE and following not in {page.url for page in pages}:
        pages += (await _get(rt, following, Kind.PAGE),)
        entry, following = await rt.sandbox.run(
            read_article, pages, listed, source, rt.settings.topics, rt.now()
        )
    return entry


async def _get(rt: PollingRuntime, url: str, kind: Kind | None) -> Fetched:
    answer = await fetch(rt.http, url, Validators(), rt.now(), kind)
    if isinstance(answer, NotModified):
        raise FetchError("unexpected_304", "the server says “not modified” to a first request")
    return answer
