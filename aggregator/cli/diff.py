"""diff: what the topic rules of another file would change."""

from collections.abc import Collection, Iterator
from datetime import timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from aggregator.cli.opening import new_runtime
from aggregator.cli.options import Options, with_options
from aggregator.config import Settings, load
from aggregator.model import Entry
from aggregator.reload import rules_digest
from aggregator.runtime import Runtime
from aggregator.store import BEGINNING, Cursor, Store, entries, listings, meta
from aggregator.topics import Change, Example, changed_rules, compare

BATCH = 500
REASONS = 3
"""Of each example, so many at most are said."""

OUT = Console(markup=False, highlight=False, emoji=False)
"""Feeds have a say in what is printed: none of it is markup."""


@click.command()
@with_options
@click.argument("file", metavar="NEW.yaml", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--days", type=click.IntRange(1, 36_500), help="Only entries of the last so many days.")
@click.option(
    "--examples",
    type=click.IntRange(0, 1000),
    default=3,
    show_default=True,
    help="Show so many entries that come in, and that go out, of each topic.",
)
@click.option("--topic", "wanted", multiple=True, metavar="SLUG", help="Only this topic; may be repeated.")
def diff(options: Options, file: Path, days: int | None, examples: int, wanted: tuple[str, ...]) -> None:
    """Say what the topic rules of another file would change, and change nothing.

    Applies the rules of the live file and those of NEW.yaml to every stored entry, and prints for each topic
    what would come in and go out, with the latest entries as examples and the conditions that decide. NEW.yaml
    is compared with the live rules, not with the topics that are stored: what a rule that went live a moment
    ago is still changing in the background does not count as NEW.yaml's doing.
    """
    new, live = load(file), options.live()
    old = live.settings
    slugs = _wanted(old, new, wanted) & changed_rules(old.topics, new.topics)
    if not slugs:
        these = f" for {', '.join(wanted)}" if wanted else ""
        click.echo(f"{options.config} and {file} have the same rules{these}: no entry would change topic")
        return
    if not options.has_database:
        raise click.ClickException(f"{options.database_url} does not exist: no entry is stored yet")
    rt = new_runtime(options, live)
    after = BEGINNING if days is None else Cursor(rt.now() - timedelta(days=days), "")
    try:
        walked = _Walk(rt.store, after)
        changes = compare(old.topics, new.topics, walked, slugs=slugs, examples=examples)
        _print(changes, ZoneInfo(old.site.timezone))
        _print_end(walked, changes, pending=_is_retag_pending(rt))
    finally:
        rt.store.close()


def _wanted(old: Settings, new: Settings, wanted: Collection[str]) -> frozenset[str]:
    known = {topic.slug for topic in (*old.topics, *new.topics)}
    if unknown := sorted(set(wanted) - known):
        raise click.BadParameter(f"no such topic in either file: {', '.join(unknown)}")
    return frozenset(wanted or known)


class _Walk:
    """Every stored entry behind a place, a batch at a time, with a progress bar; counts them."""

    def __init__(self, store: Store, after: Cursor) -> None:
        self._store = store
        self._after = after
        self.count = 0

    def __iter__(self) -> Iterator[Entry]:
        after: Cursor | None = self._after
        with Progress(console=Console(stderr=True), transient=True) as progress:
            bar = progress.add_task("replaying", total=self._total())
            while after is not None:
                with self._store.read() as tx:
                    batch, after = entries.walk(tx, after, BATCH)
                yield from batch
                self.count += len(batch)
                progress.advance(bar, len(batch))

    def _total(self) -> int | None:
        """None where counting would mean to walk."""
        if self._after != BEGINNING:
            return None
        with self._store.read() as tx:
            return listings.count(tx)


def _is_retag_pending(rt: Runtime) -> bool:
    with rt.store.read() as tx:
        return meta.rules(tx) != rules_digest(rt.settings.topics)


def _print(changes: tuple[Change, ...], zone: tzinfo) -> None:
    for change in changes:
        fate = " (a new topic)" if change.appears else " (the topic goes)" if change.vanishes else ""
        OUT.print(f"+{change.came:,} −{change.went:,} in {change.slug}{fate}", soft_wrap=True)
        table = Table(box=None, show_header=False, padding=(0, 0, 0, 2))
        for column in ("sign", "date"):
            table.add_column(column, no_wrap=True)
        for sign, examples in (("+", change.coming), ("−", change.going)):
            for example in examples:
                table.add_row(sign, *_cells(example, zone))
        if table.row_count:
            OUT.print(table)


def _cells(example: Example, zone: tzinfo) -> tuple[str, str, str, str]:
    entry, reasons = example.entry, example.reasons
    at = (entry.published or entry.first_seen).astimezone(zone)
    more = f"; and {len(reasons) - REASONS} more" if len(reasons) > REASONS else ""
    return f"{at:%Y-%m-%d}", entry.source, entry.title, "; ".join(reasons[:REASONS]) + more


def _print_end(walked: _Walk, changes: tuple[Change, ...], *, pending: bool) -> None:
    moved = any(change.came or change.went for change in changes)
    what = "" if moved else ": no entry would change topic"
    OUT.print(f"{walked.count:,} entries were read{what}", soft_wrap=True)
    if pending and walked.count:
        said = "Some do not bear the topics of the live rules yet; what that still changes is not counted."
        OUT.print(said, soft_wrap=True)
