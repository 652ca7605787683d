"""reindex: make the index of words anew."""

import click

from aggregator.cli.options import Options, with_options
from aggregator.store import Store, words

_ROWS = 1000


@click.command()
@with_options
def reindex(options: Options) -> None:
    """Make the index of words anew, by which the search finds entries.

    Needed only when the log says that it is broken. Everything else goes on meanwhile.
    """
    if not options.has_database:
        raise click.ClickException(f"{options.database_url}: there is no such database")
    store = Store.open(options.database_url)
    try:
        store.migrate()
        click.echo(f"the index of words is whole again; {_rebuild(store):,} entries were not in it")
    finally:
        store.close()


def _rebuild(store: Store) -> int:
    with store.write() as tx:
        words.rebuild(tx)
    added = 0
    while True:
        with store.write() as tx:
            some = words.complete(tx, _ROWS)
        added += some
        if some < _ROWS:
            return added
