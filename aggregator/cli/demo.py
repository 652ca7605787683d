"""demo: the wire against a newsroom of our own."""

import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click

from aggregator import demo as newsroom
from aggregator.cli.logs import configure_logs
from aggregator.cli.options import Options, with_options
from aggregator.cli.run import supervise


@click.command()
@with_options
@click.option(
    "--interval",
    default=4.0,
    type=click.FloatRange(min=0.1),
    show_default=True,
    help="Seconds from one new article to the next.",
)
@click.option("--seed", default=2024, show_default=True, help="Another seed, other news.")
def demo(options: Options, interval: float, seed: int) -> None:
    """A newsroom of our own on loopback, and the wire that polls it: alive with no network."""
    configure_logs()
    folder = Path("var/demo", str(options.port))  # two at once, on two ports, know nothing of each other
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    config = folder / "feeds.yaml"
    with newsroom.serve(seed=seed, now=lambda: datetime.now(UTC), interval=interval) as room:
        config.write_text(newsroom.feeds_yaml(room), encoding="utf-8")
        click.echo(f"The newsroom publishes every {interval:g} s; its sources are in {config}", err=True)
        supervise(replace(options, config=config, database_url=f"sqlite:///{folder}/demo.db"))
