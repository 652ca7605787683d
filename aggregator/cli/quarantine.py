"""quarantine: what was withheld because it looks old, and what is to become of it."""

from datetime import datetime

import click
from rich.console import Console
from rich.table import Table

from aggregator.cli.opening import open_runtime
from aggregator.cli.options import Options, with_options
from aggregator.store import Store, sources
from aggregator.store.handles import show_withheld


@click.command()
@with_options
@click.argument("verdict", required=False, type=click.Choice(["release", "reject"]))
@click.argument("slug", required=False)
def quarantine(options: Options, verdict: str | None, slug: str | None) -> None:
    """List the sources in quarantine; or end it: `release SLUG`, `reject SLUG`.

    When most of what is new in an answer bears the words of entries that are known, the site has moved: those
    are linked to what they were, and what else looks old is withheld. `release` lets it come as new with the
    next poll; `reject` never shows it.
    """
    if verdict and not slug:
        raise click.UsageError(f"{verdict} which source? `aggregator quarantine` lists them")
    with open_runtime(options) as rt:
        if verdict and slug:
            _end(rt.store, slug, released=verdict == "release", now=rt.now())
        else:
            _list(rt.store)


def _list(store: Store) -> None:
    with store.read() as tx:
        held = [state for state in sources.states(tx) if state.quarantined_at]
    if not held:
        click.echo("no source is in quarantine")
        return
    table = Table("source", "since", "linked", "withheld", box=None)
    for state in held:
        since = f"{state.quarantined_at:%Y-%m-%d %H:%M:%SZ}"
        table.add_row(state.slug, since, str(state.quarantine_linked), str(state.quarantine_withheld))
    Console().print(table)


def _end(store: Store, slug: str, *, released: bool, now: datetime) -> None:
    with store.write() as tx:
        if not sources.end_quarantine(tx, slug, now):
            raise click.ClickException(
                f"{slug} is in no quarantine; `aggregator quarantine` lists those that are"
            )
        if released:
            show_withheld(tx, slug)
    click.echo(f"{slug}: {'comes as new with the next poll' if released else 'never shown'}")
