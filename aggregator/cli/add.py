"""add: from any address of a publisher to the lines of YAML that make it a source."""

import asyncio
import sys
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

import click
from rich.console import Console
from rich.text import Text

from aggregator.cli.opening import open_polling_runtime
from aggregator.cli.options import Options, with_options
from aggregator.config import Settings, add_source, slug_for, source_yaml
from aggregator.discover import Candidate, Discovered, discover
from aggregator.model import Source
from aggregator.urls import canonical_url, redact

_PREVIEW = 3
_NAMES = {
    "page": "web page",
    "news_sitemap": "news sitemap",
    "sitemap": "sitemap",
    "sitemapindex": "sitemap index",
    "text_sitemap": "sitemap",
    "atom": "Atom feed",
    "rss": "RSS feed",
    "jsonfeed": "JSON feed",
}


@click.command()
@with_options
@click.argument("url")
@click.option(
    "--write", is_flag=True, help="Add the best one to the configuration file; all else in it stays."
)
@click.option(
    "--all", "everything", is_flag=True, help="Look everywhere, and print the YAML of all candidates."
)
@click.option("--slug", help="Its name for ever, instead of one made from its title.")
@click.option(
    "--timezone",
    type=click.Choice(sorted(available_timezones())),
    metavar="IANA-NAME",
    help="Of its dates without a zone.",
)
def add(
    options: Options, url: str, write: bool, everything: bool, slug: str | None, timezone: str | None
) -> None:
    """Find what can be polled at URL (a site, an article or a feed), show it, and print the YAML to paste."""
    settings, now, found = asyncio.run(_discover(options, url, timezone, everything))
    if not found.candidates:
        _say_nothing_found(url, found)
        sys.exit(1)
    named = _named(found.candidates, settings, slug)
    console = Console(stderr=True)
    for place, candidate in enumerate(named, 1):
        _show(console, place, candidate)
    best = named[0]
    console.print(Text(f"\nTaking {best.source.url}: {_why(best, now)}.\n"))
    known = _configured(best.source, settings)
    if write:
        _write(options, best.source, known)
        return
    if known:
        console.print(Text(f"It is a source already: {known}.\n"))
    for candidate in named if everything else (best,):
        click.echo(source_yaml(candidate.source, settings.site), nl=False)


async def _discover(
    options: Options, url: str, timezone: str | None, everything: bool
) -> tuple[Settings, datetime, Discovered]:
    async with open_polling_runtime(options) as rt:
        addresses = (url,) if "://" in url else (f"https://{url}", f"http://{url}")
        for address in addresses:
            found = await discover(rt, address, timezone, thorough=everything)
            if not all(attempt.result.startswith(("tls:", "connect:")) for attempt in found.attempts):
                break
        return rt.settings, rt.now(), found


def _named(candidates: tuple[Candidate, ...], settings: Settings, slug: str | None) -> list[Candidate]:
    """The candidates, each with a slug of its own: the one that was asked for is the first's."""
    known = {source.slug for source in settings.sources}
    named = []
    for candidate in candidates:
        own, slug = slug or slug_for(candidate.source.title, known), None
        known.add(own)
        named.append(replace(candidate, source=replace(candidate.source, slug=own)))
    return named


def _configured(source: Source, settings: Settings) -> str:
    """The slug of the source that polls this address already, in whichever spelling."""
    address = canonical_url(source.url)
    return next((old.slug for old in settings.sources if canonical_url(old.url) == address), "")


def _write(options: Options, source: Source, known: str) -> None:
    if known:
        raise click.ClickException(f"{redact(source.url)} is a source already: {known}. Nothing was written.")
    if options.live().settings.source(source.slug):
        raise click.ClickException(f"the slug {source.slug} is taken; name another with --slug")
    add_source(options.config, source)
    click.echo(f"{options.config}: added {source.slug}; a running service takes it over within seconds")


# ── what people see ──────────────────────────────────────────────────────────────────────────────


def _show(console: Console, place: int, candidate: Candidate) -> None:
    source = candidate.source
    lines = [
        f"{redact(source.url)}",
        f"{_name(candidate)}, {candidate.found}: {_facts(candidate)}",
        *(
            f"· {_local(entry.published, source.timezone)}  {entry.title}\n     {entry.url}"
            for entry in candidate.entries[:_PREVIEW]
        ),
    ]
    console.print(Text(f"{place}. {source.title}", style="bold"), soft_wrap=True)
    for line in lines:
        console.print(Text(f"   {line}"), soft_wrap=True)


def _name(candidate: Candidate) -> str:
    """The kind of document, whatever its version."""
    return _NAMES.get(candidate.format.rstrip("0123456789."), "feed")


def _facts(candidate: Candidate) -> str:
    count = len(candidate.entries)
    newest = _local(candidate.newest, candidate.source.timezone)
    if candidate.source.kind == "page":
        text = "their pages are read for the rest"
    else:
        text = "with text" if candidate.has_text else "without text (full_text: true fetches their pages)"
    return f"{count} {'entry' if count == 1 else 'entries'}, newest {newest}, {text}"


def _local(at: datetime | None, timezone: str) -> str:
    """In the source's own zone, as its readers see it."""
    return f"{at.astimezone(ZoneInfo(timezone)):%Y-%m-%d %H:%M %Z}" if at else "undated"


def _why(candidate: Candidate, now: datetime) -> str:
    """What speaks for it, and what does not."""
    stale = ", although it has nothing new since a month ago" if candidate.is_stale(now) else ""
    what = f"the {_name(candidate)} is {candidate.found}{stale}"
    return what if candidate.form <= 1 else f"neither a feed nor a news sitemap was found; {what}"


def _say_nothing_found(url: str, found: Discovered) -> None:
    """What was tried, and what each gave: the way on is in there."""
    click.echo(f"Nothing that can be polled was found at {redact(url)}. Tried:", err=True)
    for attempt in found.attempts:
        click.echo(f"  {attempt.url} ({attempt.found}): {attempt.result}", err=True)
    click.echo("If it is a web page with a list of articles, name them: docs/adding-a-source.md", err=True)
