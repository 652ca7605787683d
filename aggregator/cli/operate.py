"""poll, confirm, explain, status: the commands that do one thing and end."""

import asyncio
import sys
from datetime import datetime

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from aggregator import ranked
from aggregator.cli.logs import configure_logs
from aggregator.cli.opening import open_polling_runtime, open_runtime
from aggregator.cli.options import Options, with_options
from aggregator.cli.websub import told, told_by
from aggregator.config import large_drop
from aggregator.model import Outcome, Report
from aggregator.poller import Poller
from aggregator.ranking import Popularity
from aggregator.reload import adopt
from aggregator.store import entries, meta, sources
from aggregator.text import clean_characters
from aggregator.topics import Trace, compile_rules, describe

OUT = Console(markup=False, highlight=False)
"""Feeds have a say in what is printed: none of it is markup."""


@click.command()
@with_options
@click.argument("slugs", nargs=-1, metavar="[SOURCE]…")
def poll(options: Options, slugs: tuple[str, ...]) -> None:
    """Poll the named sources (default: all) once, now, and say what came of it.

    A source that another process is polling, or whose server asked us to wait, is left alone.
    """
    configure_logs()
    reports = asyncio.run(_poll(options, slugs))
    OUT.print(_report_table(reports))
    if reports and all(report.outcome is Outcome.FAILED for report in reports):
        sys.exit(1)


async def _poll(options: Options, slugs: tuple[str, ...]) -> list[Report]:
    reports: list[Report] = []
    async with open_polling_runtime(options) as rt:
        wanted = slugs or tuple(source.slug for source in rt.settings.sources)
        unknown = [slug for slug in wanted if rt.settings.source(slug) is None]
        if unknown:
            raise click.BadParameter(f"no such source in {options.config}: {', '.join(unknown)}")
        await adopt(rt)
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("polling", total=len(wanted))

            def done(report: Report) -> None:
                reports.append(report)
                progress.advance(bar)

            poller = Poller(rt, done)
            await poller.run_once(wanted)
            await poller.close()
    return sorted(reports, key=lambda report: report.source)


def _report_table(reports: list[Report]) -> Table:
    table = Table("source", "outcome", "new", "edited", "seconds", "what", box=None)
    for report in reports:
        what = f"{report.code}: {report.message}" if report.code else "".join(report.problems[:1])
        table.add_row(
            report.source,
            report.outcome,
            str(report.new),
            str(report.edited),
            f"{report.seconds:.2f}",
            clean_characters(what),
        )
    return table


@click.command()
@with_options
def confirm(options: Options) -> None:
    """Let the configuration as it stands now through, although it drops many sources."""
    with open_runtime(options) as rt, rt.store.write() as tx:
        drop = large_drop(sorted(sources.active_slugs(tx)), rt.settings)
        meta.confirm(tx, rt.live.digest)
    if drop:
        said = f"confirmed, though it {drop}; running processes take it within seconds"
    else:
        # Confirmed all the same: only running processes know what looks half-written to them.
        said = (
            "nothing was waiting: it drops no more than a fifth of the live sources; "
            "should a process take it for half-written, it is let through"
        )
    click.echo(f"{options.config}: {said}")


@click.command()
@with_options
@click.argument("url")
def explain(options: Options, url: str) -> None:
    """Say for every topic whether the entry at URL (or with that key) belongs, and which conditions held."""
    with open_runtime(options) as rt:
        with rt.store.read() as tx:
            entry = entries.get(tx, url) or entries.by_url(tx, url)
            told = ranked.story_of(tx, rt.settings, entry, rt.now()) if entry else None
        if entry is None or told is None:
            raise click.ClickException(f"no entry with the URL or key {url} is stored")
        click.echo(f"{entry.title}\n  {entry.url}\n  key {entry.key} · source {entry.source}")
        _echo_story(told)
        for topic, belongs, trace in compile_rules(rt.settings.topics).explain(entry):
            click.echo(f"\n{'✓' if belongs else '✗'} {topic.slug}")
            _echo_trace(trace, 1)


def _echo_story(told: Popularity) -> None:
    """Who tells the story, in the order of their first reports, and what each adds to its popularity."""
    click.echo(
        f"\nstory {told.story}: {len(told.terms)} papers of {told.owners} owners, score {told.score:.4f}"
    )
    for term in told.terms:
        how = "a copy" if term.telling.is_copy else "own words"
        sum_of = f"{term.weight:g} × ({term.hours:.1f} h + 2)^−1.8 = {term.value:.4f}"
        click.echo(
            f"  {term.telling.at:%Y-%m-%d %H:%MZ} {term.telling.source} ({term.telling.key}, {how}): {sum_of}"
        )


def _echo_trace(trace: Trace, depth: int) -> None:
    evidence = f" ← {', '.join(trace.evidence)}" if trace.evidence else ""
    click.echo(f"{'  ' * depth}{'✓' if trace.holds else '✗'} {describe(trace.condition)}{evidence}")
    for part in trace.parts:
        _echo_trace(part, depth + 1)


@click.command()
@with_options
def status(options: Options) -> None:
    """The state of every source: last success, next poll, and what is wrong."""
    with open_runtime(options) as rt, rt.store.read() as tx:
        states = sources.states(tx)
        pushing, pushed = told(tx, rt), told_by(tx, rt)
    table = Table("source", "last success", "next poll", "error", "since", box=None)
    for state in states:
        error = state.error
        table.add_row(
            f"{state.slug} (retired)" if state.retired else state.slug,
            _moment(state.last_success_at),
            "-" if state.retired else _moment(state.next_poll_at),
            clean_characters(f"{error.code} ×{error.count}: {error.message}") if error else "",
            _moment(error.since) if error else "",
        )
    OUT.print(table)
    OUT.print(f"\n{pushing}\n{pushed}")


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%SZ}" if at else "never"
