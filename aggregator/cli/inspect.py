"""fetch: what becomes of one document, step by step; nothing is stored."""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from time import monotonic

import click
from rich.console import Console
from rich.text import Text

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options, with_options
from aggregator.cli.record import public_headers
from aggregator.complete import wants_pages
from aggregator.dedupe import decide
from aggregator.errors import FetchError, SandboxError
from aggregator.fetch import read_answer, request_headers
from aggregator.http import Response
from aggregator.http.response import poll_hints, validators
from aggregator.identity import handles
from aggregator.inspection import Inspection, Passage, inspect, passages
from aggregator.model import Entry, Fetched, Kind, Source, Validators
from aggregator.runtime import PollingRuntime
from aggregator.store import Tx, entries
from aggregator.topics import Trace, compile_rules, describe
from aggregator.urls import canonical_url, redact

Account = dict[str, object]
"""One step: texts, numbers, lists and further steps by name. What is empty is left out."""

_LONGEST = 300
"""Characters of a text on a terminal; `--json` has all of them."""


@click.command()
@with_options
@click.argument("url", metavar="URL|SOURCE")
@click.option("--entries", "most", default=3, show_default=True, help="Show so many entries.")
@click.option("--kind", type=click.Choice([kind.value for kind in Kind]), help="Read it as this.")
@click.option("--json", "as_json", is_flag=True, help="For machines, and in full.")
def fetch(options: Options, url: str, most: int, kind: str | None, as_json: bool) -> None:
    """Show what becomes of one document (a source's, or the one at URL): answer, strings, entries, topics.

    Stores nothing. Ends with 1 when the document brings neither an entry nor an article.
    """
    account = asyncio.run(_fetch(options, url, most, kind))
    if as_json:
        click.echo(json.dumps(account, indent=1, default=_plain))
    else:
        console = Console()
        for line, style in _lines(account):
            console.print(Text(line, style=style), soft_wrap=True)
    if not account.get("entries") and not account.get("article"):
        sys.exit(1)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def _fetch(options: Options, url: str, most: int, kind: str | None) -> Account:
    async with open_polling_runtime(options) as rt:
        source = _source(rt, url, kind)
        account: Account = {"source": _source_account(source)}
        began = monotonic()
        try:
            headers = request_headers(Validators(), source.kind)
            response = await rt.http.get(source.url, headers)
            account["answer"] = _answer(response, monotonic() - began, rt)
            document = read_answer(response, Validators(), rt.now())
            if isinstance(document, Fetched):
                account |= await _Reading(rt, source, document).account(most)
        except (FetchError, SandboxError) as error:
            account["error"] = f"{error.code}: {error}"
        return account


def _source(rt: PollingRuntime, url: str, kind: str | None) -> Source:
    """The source of that slug or address, else one made up for the address; as its source is, for a stored entry's."""
    configured = (one for one in rt.settings.sources if url in (one.slug, one.url))
    site = rt.settings.site
    address = url if "://" in url else f"https://{url}"
    with rt.store.read() as tx:
        entry = entries.by_url(tx, address)
    like = (rt.settings.source(entry.source) if entry else None) or Source(
        "", "", address, language=site.language, timezone=site.timezone
    )
    made_up = Source("", "", address, language=like.language, timezone=like.timezone, presets=like.presets)
    source = next(configured, made_up)
    return replace(source, kind=Kind(kind)) if kind else source


def _source_account(source: Source) -> Account:
    name = source.slug or "none: this address is not configured"
    said = {"source": name, "url": redact(source.url), "kind": source.kind, "timezone": source.timezone}
    return _filled(said)


def _answer(response: Response, seconds: float, rt: PollingRuntime) -> Account:
    return _filled(
        {
            "status": response.status,
            "url": redact(response.url),
            "redirects": [f"{status} {redact(url)}" for status, url in response.via],
            "moved_to": redact(response.moved_to or ""),
            "seconds": round(seconds, 3),
            "bytes": len(response.body),
            "validators": asdict(validators(response)),
            "hints": asdict(poll_hints(response, rt.now())),
            "headers": dict(public_headers(response)),
        }
    )


# ── what it says ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Reading:
    """One document on its way through the stages."""

    rt: PollingRuntime
    source: Source
    document: Fetched

    async def account(self, most: int) -> Account:
        """Every stage's outcome."""
        rt, now, url = self.rt, self.rt.now(), self.document.url
        with rt.store.read() as tx:
            listed = entries.by_url(tx, url)
        read = await rt.sandbox.run(inspect, self.document, self.source, rt.settings.topics, now, listed)
        items = await rt.sandbox.run(passages, read, url, now, most)
        said: Account = {"document": _document(read)}
        if read.parsed and read.processed:
            said["received"] = _filled(asdict(replace(read.parsed, entries=(), problems=())))
            said["feed"] = _filled(asdict(read.processed.profile))
            said["problems"] = list(read.processed.problems)
            standing = self._standing(read.processed.entries)
            said["entries"] = [self._item(item, standing) for item in items]
        if read.page and read.page.article and (read.page.is_article or read.processed is None):
            received = asdict(read.page.parsed) if read.page.parsed else {}
            article = read.page.article
            known = f"known as {listed.key}, of {listed.source}" if listed else "not stored"
            said["article"] = {"received": _filled(received), **self._entry(article), "stored": known}
        return _filled(said)

    def _item(self, item: Passage, standing: Mapping[str, str]) -> Account:
        said: Account = {"received": _filled(asdict(item.received)), "problems": list(item.problems)}
        if item.entry is None:
            said["entry"] = "none: it was lost, or is another revision of an entry that was kept"
        else:
            said |= self._entry(item.entry)
            said["stored"] = standing.get(item.entry.identity, "")
        return _filled(said)

    def _entry(self, entry: Entry) -> Account:
        topics = compile_rules(self.rt.settings.topics).explain(entry)
        held = {topic.slug: list(_held(trace)) for topic, belongs, trace in topics if belongs}
        said = _filled(asdict(replace(entry, topics=())))
        return {
            "entry": said,
            "canonical_url": canonical_url(entry.url),
            "handles": list(handles(entry)),
            "topics": held or "none",
        }

    def _standing(self, incoming: tuple[Entry, ...]) -> dict[str, str]:
        """By identity, what a poll would do with each entry now."""
        with self.rt.store.read() as tx:
            return (
                _standing(tx, self.source, incoming, self.rt)
                if self.source.slug
                else _elsewhere(tx, incoming)
            )


def _document(read: Inspection) -> Account:
    page = read.page
    children = list(read.processed.children) if read.processed else []
    return _filled(
        {
            "encoding": read.encoding,
            "format": read.parsed.format if read.parsed else "",
            "entries": len(read.processed.entries) if read.processed else 0,
            "problem": read.problem,
            "feeds": [feed.url for feed in page.links.feeds] if page else [],
            "sitemaps": list(page.links.sitemaps) if page else children,
        }
    )


def _standing(tx: Tx, source: Source, incoming: tuple[Entry, ...], rt: PollingRuntime) -> dict[str, str]:
    known = entries.known(tx, source.slug, incoming)
    changes = decide(incoming, known, entries.taken(tx, [entry.id for entry in incoming]), rt.now())
    new = {entry.identity for entry in changes.new}
    # What is read from its own page is read once: a listing that says less of it edits nothing.
    edited = {} if wants_pages(source) else {entry.hash: entry.key for entry in changes.edited}
    keys = {handle: old.key for old in known for handle in old.handles}
    standing = {}
    for entry in incoming:
        key = edited.get(entry.hash) or next((keys[one] for one in handles(entry) if one in keys), "")
        edit = "and would be edited" if entry.hash in edited else "and unchanged"
        standing[entry.identity] = "new" if entry.identity in new else f"known as {key}, {edit}"
    return standing


def _elsewhere(tx: Tx, incoming: tuple[Entry, ...]) -> dict[str, str]:
    """For an address that is no source: whether some source has the entry at the same URL."""
    found = ((entry, entries.by_url(tx, entry.url) if entry.url else None) for entry in incoming)
    return {entry.identity: f"known as {old.key}, of {old.source}" if old else "new" for entry, old in found}


def _held(trace: Trace) -> Iterator[str]:
    """The conditions that hold, the group before what it was decided from."""
    if trace.holds:
        evidence = f" ({'; '.join(trace.evidence)})" if trace.evidence else ""
        yield describe(trace.condition) + evidence
        for part in trace.parts:
            yield from _held(part)


def _filled(said: Mapping[str, object]) -> Account:
    """Without what is empty, at any depth; a person of nothing but a name is the name."""
    return {name: tidy for name, value in said.items() if (tidy := _tidy(value)) not in _EMPTY}


def _tidy(value: object) -> object:
    if isinstance(value, Mapping):
        return _filled(value)
    if isinstance(value, list | tuple):
        return [
            next(iter(one.values())) if isinstance(one, dict) and len(one) == 1 else one
            for one in map(_tidy, value)
        ]
    return value


_EMPTY: tuple[object, ...] = (None, "", [], {}, False)


# ── on a terminal ────────────────────────────────────────────────────────────────────────────────


def _lines(value: object, depth: int = 0) -> Iterator[tuple[str, str]]:
    """Each with its style; nested steps are indented."""
    space = "  " * depth
    if isinstance(value, Mapping):
        for name, inner in value.items():
            if isinstance(inner, Mapping | list | tuple):
                yield f"{space}{_words(name)}", "bold" if depth < 2 else ""
                yield from _lines(inner, depth + 1)
            else:
                yield f"{space}{_words(name)}: {_visible(inner)}", ""
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value, 1):
            if isinstance(inner, Mapping):
                yield f"{space}{number}.", "bold"
                yield from _lines(inner, depth + 1)
            else:
                yield f"{space}· {_visible(inner)}", ""


def _words(name: object) -> str:
    return _visible(name).replace("_", " ")


def _visible(value: object) -> str:
    """On one line, cut, and without the control characters that a terminal would obey."""
    text = str(value)
    shown = "".join(char if char.isprintable() else f"\\x{ord(char):02x}" for char in text[:_LONGEST])
    return f"{shown}… ({len(text)} characters)" if len(text) > _LONGEST else shown
