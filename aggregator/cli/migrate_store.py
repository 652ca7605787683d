"""migrate-store: take the wire to another database."""

import click
from rich.console import Console
from rich.progress import Progress

from aggregator.cli.options import Options, with_options
from aggregator.store import Store, moving


@click.command()
@with_options
@click.argument("target")
def migrate_store(options: Options, target: str) -> None:
    """Copy everything from the database into the empty one at TARGET; every id stays what it is.

    From SQLite to PostgreSQL as the wire grows, or back. Pollers wait meanwhile, readers go on; afterwards start the
    processes with --database-url TARGET (or its variable). The old database stays as it is: a backup.
    """
    if not options.has_database:
        raise click.ClickException(f"{options.database_url}: there is no such database to copy")
    source, goal = Store.open(options.database_url), Store.open(target)
    try:
        source.migrate()
        goal.migrate()
        count = _copy(source, goal)
    finally:
        source.close()
        goal.close()
    click.echo(
        f"{count:,} rows copied; start every process with the new database in AGGREGATOR_DATABASE_URL now"
    )


def _copy(source: Store, target: Store) -> int:
    copied = 0
    with Progress(console=Console(stderr=True), transient=True) as progress:
        with source.read() as tx:
            bars = {name: progress.add_task(name, total=rows) for name, rows in moving.count_rows(tx).items()}

        def advance(name: str, rows: int) -> None:
            nonlocal copied
            copied += rows
            progress.advance(bars[name], rows)

        moving.move(source, target, advance)
    return copied
