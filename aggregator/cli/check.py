"""check: is the configuration right?"""

from pathlib import Path

import click

from aggregator.cli.options import Options, with_options
from aggregator.config import load


@click.command()
@with_options
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
def check(options: Options, file: Path | None) -> None:
    """Say every mistake of a configuration (default: the live one), as file:line:column: what and what to do."""
    path = file or options.config
    settings = load(path)
    click.echo(f"{path}: {len(settings.sources)} sources, {len(settings.topics)} topics, no mistake")
