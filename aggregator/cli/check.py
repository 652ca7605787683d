"""check: is the configuration right, and would it go live?"""

from importlib import import_module
from pathlib import Path

import click

from aggregator.cli.options import Options, with_options
from aggregator.config import load


@click.command()
@with_options
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def check(options: Options, file: Path | None) -> None:
    """Say every mistake of a configuration (default: the live one), as file:line:column: what and what to do.

    Where there is a database, says too whether the file drops so many of its sources that it would wait for
    `aggregator confirm`, and which picks no source has brought.
    """
    path = file or options.config
    settings = load(path)
    click.echo(f"{path}: {len(settings.sources)} sources, {len(settings.topics)} topics, no mistake")
    public = (options.site_url or settings.site.url or "").startswith("https://")
    if settings.sources and settings.websub.subscribe and not public:
        click.echo(
            f"{path}: sources are polled only, since hubs push to an https address: set site.url to yours"
        )
    if options.has_database:
        # Half of the time that a check takes would go into importing what asks the database.
        told: tuple[str, ...] = import_module("aggregator.cli.waiting").told_by_database(
            options, path, settings
        )
        for sentence in told:
            click.echo(f"{path}: {sentence}")
